//! The events of the duty roster: each is declared here, once.

use crate::declare::events;
use crate::ids::*;
use crate::roster::fault::Fault;
use crate::roster::handover::Handover;
use crate::roster::shift::{Shift, ShiftKey};
use crate::roster::stand_in::StandIn;
use crate::roster::swap::{Outcome, Swap};
use crate::roster::vacancy::Vacancy;
use crate::time::TimeMs;

events! {
    /// What becomes of the duty roster.
    pub enum RosterEvent {
        /// `accepted`: what the checks found and a person accepted.
        #[event("shifts-published")]
        ShiftsPublished {
            shifts: Vec<Shift>,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            withdrawn: Vec<ShiftKey>,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            accepted: Vec<Fault>,
        },

        #[event("stand-in-set")]
        StandInSet {
            stand_in: StandIn,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            accepted: Vec<Fault>,
        },

        /// Before its time.
        #[event("stand-in-ended")]
        StandInEnded {
            stand_in: StandInRef,
            /// Whose it was: one that never began is not kept.
            district: Option<DistrictRef>,
        },

        #[event("swap-offered")]
        SwapOffered(Box<Swap>),

        #[event("swap-accepted")]
        SwapAccepted { swap: SwapRef, person: PersonRef },

        /// `shifts`: as they are once it is approved.
        #[event("swap-ended")]
        SwapEnded {
            swap: SwapRef,
            outcome: Outcome,
            person: Option<PersonRef>,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            shifts: Vec<Shift>,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            accepted: Vec<Fault>,
        },

        #[event("shift-handed-over")]
        ShiftHandedOver(Box<Handover>),

        #[event("shift-taken-over")]
        ShiftTakenOver {
            district: DistrictRef,
            /// Start of the shift that was handed over.
            outgoing: TimeMs,
            person: PersonRef,
        },

        /// Places that nobody fills any more, or somebody again, or whose time is over.
        #[event("vacancies-changed")]
        VacanciesChanged {
            opened: Vec<Vacancy>,
            closed: Vec<VacancyRef>,
            /// Where the closed ones were, in the same order.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            districts: Vec<DistrictRef>,
        },
    }
}
