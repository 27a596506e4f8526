//! The commands of units: each is declared here, once.

use std::collections::BTreeSet;

use crate::declare::commands;
use crate::ids::*;
use crate::time::TimeMs;
use crate::unit::{Primary, Secondary};

commands! {
    /// What may be done about units.
    pub enum UnitCommand {
        /// A person takes a unit off the incident that it is on.
        #[command("release", reserved = true)]
        Release { incident: IncidentRef, unit: UnitRef },

        #[command("set-unit", reserved = true)]
        SetStatus { unit: UnitRef, primary: Primary, secondary: Option<BTreeSet<Secondary>> },

        /// A free unit goes to another district to stand by there (move-up), or does so longer or shorter.
        #[command("stand-by", reserved = true)]
        StandBy { unit: UnitRef, to: DistrictRef, until: TimeMs },

        #[command("end-stand-by", reserved = true)]
        EndStandBy { unit: UnitRef },
    }
}
