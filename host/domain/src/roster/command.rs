//! The commands of the duty roster: each is declared here, once.

use crate::declare::commands;
use crate::ids::*;
use crate::roster::shift::Shift;
use crate::roster::swap::Place;
use crate::time::TimeMs;

commands! {
    /// What people do with the duty roster. A person is named by their own number, apart from the author, who may be a machine
    /// at which several work. `accept_findings`: what the checks only warn of is accepted, with a reason.
    pub enum RosterCommand {
        #[command("publish-shifts")]
        Publish(Publication),

        #[command("stand-in")]
        StandIn { new: NewStandIn, accept_findings: bool },

        #[command("end-stand-in")]
        EndStandIn { stand_in: StandInRef },

        /// `to`: who may accept. Absent: the one whose place is wanted, or anybody where none is.
        #[command("offer-swap")]
        OfferSwap { gives: Place, wants: Option<Place>, to: Option<PersonRef> },

        #[command("accept-swap")]
        AcceptSwap { swap: SwapRef, person: PersonRef },

        #[command("approve-swap")]
        ApproveSwap { swap: SwapRef, person: PersonRef, accept_findings: bool },

        /// By the one who offered: takes it back.
        #[command("decline-swap")]
        DeclineSwap { swap: SwapRef, person: PersonRef },

        /// By one of the outgoing shift.
        #[command("hand-over")]
        HandOver { district: DistrictRef, person: PersonRef, note: String },

        /// By one of the incoming shift.
        #[command("take-over")]
        TakeOver { district: DistrictRef, person: PersonRef },
    }
}

/// Shifts to publish.
#[derive(Clone, Debug, Default)]
pub struct Publication {
    pub shifts: Vec<Shift>,
    /// Withdraws what else these districts have published from the first to the last of these shifts.
    pub replace: bool,
    pub accept_findings: bool,
}

/// Somebody takes a place for a time, or a place is left empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStandIn {
    pub district: DistrictRef,
    pub slot: u16,
    /// Absent: from now on.
    pub from: Option<TimeMs>,
    pub until: TimeMs,
    pub instead_of: Option<PersonRef>,
    pub person: Option<PersonRef>,
}
