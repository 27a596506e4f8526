//! Why a person's word on the clock is not taken.

use crate::declare::refusals;

refusals! {
    /// Why a person's word on the clock is not taken.
    pub enum ClockRefusal of "clock" {
        #[refusal("set-meanwhile", Conflict ClockChanged)]
        SetMeanwhile,
        #[refusal("confirmed", Conflict ClockConfirmed)]
        Confirmed,
    }
}
