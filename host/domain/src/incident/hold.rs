//! Dispatch that waits for a person's word on whether an incident is another one's duplicate: a time that ends by itself. When it
//! begins and ends stands in `holding.rs`.

use serde::{Deserialize, Serialize};

use crate::declare::named;
use crate::ids::IncidentRef;
use crate::time::TimeMs;
use crate::timer::{TimerId, TimerOwner};

/// Nobody is sent before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// The incident that it may be a duplicate of.
    pub of: IncidentRef,
    /// The recommendation that a person has to answer.
    pub decision: u32,
    pub until: TimeMs,
}

named! {
    /// Why dispatch waits no more.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    pub enum HoldEnd {
        /// Nobody said anything in time.
        TimeUp = "time-up",
        /// A person said that it is none, or something else of it.
        Answered = "answered",
        /// A person sent units.
        Sent = "sent",
        /// It has a priority at which the county does not wait.
        Priority = "priority",
    }
}

/// The host's own timer at which an incident waits no more. Those of its units have lower keys.
pub fn hold_timer(incident: IncidentRef) -> TimerId {
    TimerId::of(incident, TimerOwner::HOST, u16::MAX - 1)
}

/// The incident whose wait such a timer ends.
pub fn held(timer: TimerId) -> Option<IncidentRef> {
    timer.incident().filter(|incident| timer == hold_timer(*incident))
}
