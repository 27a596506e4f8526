//! An incident's nouns and its life cycle: phases, the legal steps between them, priority, reality, needs.

use serde::{Deserialize, Serialize};

use crate::declare::named;
use crate::skills::SkillSet;

pub mod archived;
pub mod check;
pub mod command;
pub mod event;
pub mod external;
mod fold;
pub mod found;
pub mod hand_off;
mod handing_off;
pub mod hold;
mod holding;
pub mod intake;
pub mod link;
mod linking;
mod located;
pub mod note;
pub mod noting;
pub mod origin;
mod outcome;
mod overtaken;
pub mod place;
pub mod record;
pub mod refusal;
mod relocation;
pub(crate) mod report;
pub mod whereabouts;

named! {
    /// Where an incident is in its life (GB/T 30428's loop: report, accept, file, dispatch, handle, verify, close).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    pub enum Phase {
        Reported = "reported",
        Accepted = "accepted",
        Assigned = "assigned",
        EnRoute = "en-route",
        OnScene = "on-scene",
        Resolved = "resolved",
        Closed = "closed",
        Cancelled = "cancelled",
        Reopened = "reopened",
        Merged = "merged",
    }
}

impl Phase {
    /// The phases that may follow this one.
    pub const fn next(self) -> &'static [Phase] {
        use Phase::*;
        match self {
            Reported => &[Accepted, Cancelled, Merged],
            Accepted => &[Assigned, Resolved, Cancelled, Merged],
            Assigned => &[EnRoute, OnScene, Accepted, Resolved, Cancelled, Merged],
            EnRoute => &[OnScene, Accepted, Assigned, Resolved, Cancelled, Merged],
            OnScene => &[Resolved, Accepted, Assigned, Cancelled, Merged],
            Resolved => &[Closed, Reopened],
            Closed => &[Reopened],
            Cancelled => &[Reopened],
            Reopened => &[Assigned, Resolved, Cancelled, Merged],
            Merged => &[],
        }
    }

    pub fn may_become(self, next: Phase) -> bool {
        self.next().contains(&next)
    }

    /// Where an incident goes on that was in this phase when it was merged, and is none of the other after all. Its units were
    /// sent home then, so that one that had some is accepted again and waits for units.
    pub const fn after_unmerging(self) -> Phase {
        match self {
            Phase::Reported | Phase::Reopened => self,
            _ => Phase::Accepted,
        }
    }

    /// Still needs the room's attention.
    pub const fn is_open(self) -> bool {
        !matches!(self, Phase::Closed | Phase::Cancelled | Phase::Merged)
    }

    /// May have units on it.
    pub const fn is_active(self) -> bool {
        matches!(self, Phase::Accepted | Phase::Assigned | Phase::EnRoute | Phase::OnScene | Phase::Reopened)
    }

    /// Waits for (more) units.
    pub const fn wants_units(self) -> bool {
        matches!(self, Phase::Accepted | Phase::Reopened)
    }
}

named! {
    /// Named and ordered, most pressing first.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    pub enum Priority {
        Critical = "critical",
        Urgent = "urgent",
        Prompt = "prompt",
        Routine = "routine",
    }
}

impl Priority {
    /// Whether nothing about it may ever be held back.
    pub const fn is_pressing(self) -> bool {
        matches!(self, Priority::Critical | Priority::Urgent)
    }
}

named! {
    /// CAP 1.2 `status`. An exercise or a test never takes a live unit's status for real and never pages anyone.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    pub enum Reality {
        #[default]
        Actual = "actual",
        Exercise = "exercise",
        Test = "test",
    }
}

/// Units of one sort that an incident needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// A set of the county's skills; every unit sent for this need has all of them.
    pub skills: SkillSet,
    pub count: u8,
}

impl Need {
    /// Whether it is open and a unit with these skills has all that it takes.
    pub const fn is_answered_by(&self, skills: SkillSet) -> bool {
        self.count > 0 && skills.has(self.skills)
    }
}
