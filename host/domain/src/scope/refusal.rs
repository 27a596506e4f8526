//! Why something is not done for the one who asks.

use crate::declare::refusals;

refusals! {
    /// Why something is not done for the one who asks.
    pub enum ScopeRefusal of "scope" {
        #[refusal("elsewhere", Forbidden OtherDistrict)]
        Elsewhere,
        #[refusal("host-s-own", Forbidden RoleTooLow)]
        HostsOwn { command: String },
        #[refusal("role-too-low", Forbidden RoleTooLow)]
        RoleTooLow { command: String, role: String },
        #[refusal("whole-county", Forbidden LimitedToDistricts)]
        WholeCounty,
    }
}
