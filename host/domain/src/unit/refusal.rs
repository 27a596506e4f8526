//! Why something is not done with a unit.

use crate::declare::refusals;
use crate::ids::UnitRef;
use crate::unit::Primary;

refusals! {
    /// Why something is not done with a unit.
    pub enum UnitRefusal of "unit" {
        #[refusal("no-such-number", NotFound NoSuchUnit)]
        NoSuchNumber { unit: UnitRef },
        #[refusal("no-such-unit", NotFound NoSuchUnit)]
        NoSuchUnit { unit: String },
        #[refusal("not-on", Conflict NotOnIncident)]
        NotOn { unit: String, incident: String },
        #[refusal("on-no-incident", Conflict NoIncident)]
        OnNoIncident { unit: String, status: Primary },
        #[refusal("stand-by-at-home", Invalid NoChange)]
        StandByAtHome { unit: String },
        #[refusal("stand-by-end", Invalid StandByEnd)]
        StandByEnd { limit_days: u32 },
        #[refusal("stands-by-nowhere", Conflict NoChange)]
        StandsByNowhere { unit: String },
        #[refusal("with-another-district", Conflict OtherDistrict)]
        WithAnotherDistrict { unit: String },
        #[refusal("use-assign", Invalid UseAssign)]
        UseAssign,
    }
}
