//! Handing a shift over: one of the outgoing shift says so with a note, and one of the incoming shift acknowledges it. With it
//! goes the list of what is at hand, put together from the state at that version.

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::incident::{Phase, Priority};
use crate::roster::shift::Signed;
use crate::time::TimeMs;
use crate::timer::TimerId;

/// The handover of one shift to the next.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    pub district: DistrictRef,
    /// Start of the shift that goes.
    pub outgoing: TimeMs,
    /// Start of the shift that comes.
    pub incoming: TimeMs,
    pub given: Signed,
    pub note: String,
    pub list: AtHand,
    /// Absent: nobody of the incoming shift has acknowledged it yet.
    pub taken: Option<Signed>,
}

/// What is at hand in a district at one version of the state, most pressing first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AtHand {
    pub version: Version,
    pub incidents: Vec<IncidentAtHand>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<TaskAtHand>,
    pub timers: Vec<TimerAtHand>,
    /// Incidents, tasks and timers that the list has no room for.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: u32,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidentAtHand {
    pub incident: IncidentRef,
    pub phase: Phase,
    pub priority: Priority,
    /// It waits for units.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lacks_units: bool,
    /// Nobody has acknowledged it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unacknowledged: bool,
    /// Recommendations that wait for a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<u32>,
}

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskAtHand {
    pub task: TaskRef,
    pub due: Option<TimeMs>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overdue: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimerAtHand {
    pub timer: TimerId,
    pub due: TimeMs,
}
