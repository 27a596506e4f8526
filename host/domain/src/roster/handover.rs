//! Handing a shift over: one of the outgoing shift says so with a note, and one of the incoming shift acknowledges it. With it
//! goes the list of what is at hand, put together from the state at that version.

use serde::{Deserialize, Serialize};

use super::Signed;
use crate::ids::*;
use crate::incident::{Phase, Priority};
use crate::limits::HANDOVER_ITEMS_MAX;
use crate::state::State;
use crate::time::TimeMs;
use crate::timer::TimerId;

/// The handover of one shift to the next.
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Signed>,
}

/// What is at hand in a district at one version of the state, most pressing first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AtHand {
    pub version: Version,
    pub incidents: Vec<IncidentAtHand>,
    pub timers: Vec<TimerAtHand>,
    /// Incidents and timers that the list has no room for.
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

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimerAtHand {
    pub timer: TimerId,
    pub due: TimeMs,
}

/// What the outgoing shift leaves: open incidents of the district with what waits in them, and their running timers.
pub fn at_hand(state: &State, district: DistrictRef) -> AtHand {
    let open = state.open.get(&district).into_iter().flat_map(|open| open.iter());
    let mut incidents: Vec<IncidentAtHand> =
        open.filter_map(|which| state.incident(*which)).map(|incident| incident_at_hand(state, incident)).collect();
    incidents.sort_by_key(|i| (i.priority, i.incident));
    let mut timers: Vec<TimerAtHand> = Vec::new();
    for timer in incidents.iter().flat_map(|i| state.timers.of(i.incident)) {
        timers.extend(state.timers.get(timer).map(|row| TimerAtHand { timer, due: row.due }));
    }
    timers.sort_by_key(|t| (t.due, t.timer));
    let left_out = [incidents.len(), timers.len()].map(|count| count.saturating_sub(HANDOVER_ITEMS_MAX)).iter().sum();
    incidents.truncate(HANDOVER_ITEMS_MAX);
    timers.truncate(HANDOVER_ITEMS_MAX);
    let left_out: usize = left_out;
    AtHand { version: state.version, incidents, timers, left_out: u32::try_from(left_out).unwrap_or(u32::MAX) }
}

fn incident_at_hand(state: &State, incident: &crate::state::Incident) -> IncidentAtHand {
    IncidentAtHand {
        incident: incident.incident,
        phase: incident.phase,
        priority: incident.priority,
        lacks_units: state.waiting.contains(&(incident.priority, incident.incident)),
        unacknowledged: incident.escalated.acknowledged.is_none(),
        pending: incident.escalated.pending.clone(),
    }
}
