//! Timers: rows of folded state with a generation, so that a late firing of a changed timer is a recorded no-op.

use std::collections::BTreeSet;

use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

use crate::hooks::CatchUp;
use crate::ids::IncidentRef;
use crate::time::TimeMs;

/// Which timer: incident (32 bits), index of the frozen escalation that owns it (16), the plugin's own key (16). Packed, so
/// that it can be a key of a JSON object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimerId(pub u64);

impl TimerId {
    pub fn new(incident: IncidentRef, owner: u16, key: u16) -> TimerId {
        TimerId(u64::from(incident.0) << 32 | u64::from(owner) << 16 | u64::from(key))
    }

    pub fn incident(self) -> IncidentRef {
        IncidentRef((self.0 >> 32) as u32)
    }

    pub fn owner(self) -> u16 {
        (self.0 >> 16) as u16
    }

    pub fn key(self) -> u16 {
        self.0 as u16
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// Counts up with every start and stop of this timer's incident.
    pub generation: u32,
    pub due: TimeMs,
    pub catch_up: CatchUp,
}

/// All running timers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "OrdMap<TimerId, Timer>", into = "OrdMap<TimerId, Timer>")]
pub struct Timers {
    rows: OrdMap<TimerId, Timer>,
    /// INVARIANT: holds (due, id) of every row and nothing else.
    by_due: OrdSet<(TimeMs, TimerId)>,
}

impl From<OrdMap<TimerId, Timer>> for Timers {
    fn from(rows: OrdMap<TimerId, Timer>) -> Timers {
        let by_due = rows.iter().map(|(id, timer)| (timer.due, *id)).collect();
        Timers { rows, by_due }
    }
}

impl From<Timers> for OrdMap<TimerId, Timer> {
    fn from(timers: Timers) -> OrdMap<TimerId, Timer> {
        timers.rows
    }
}

impl Timers {
    pub fn start(&mut self, id: TimerId, timer: Timer) {
        self.stop(id);
        self.by_due.insert((timer.due, id));
        self.rows.insert(id, timer);
    }

    /// Whether it ran.
    pub fn stop(&mut self, id: TimerId) -> bool {
        match self.rows.remove(&id) {
            Some(timer) => self.by_due.remove(&(timer.due, id)).is_some(),
            None => false,
        }
    }

    /// Takes a timer that fires. `false`: it was changed or stopped since, so this firing means nothing.
    pub fn fire(&mut self, id: TimerId, generation: u32) -> bool {
        self.rows.get(&id).is_some_and(|timer| timer.generation == generation) && self.stop(id)
    }

    pub fn get(&self, id: TimerId) -> Option<&Timer> {
        self.rows.get(&id)
    }

    pub fn next_due(&self) -> Option<TimeMs> {
        self.by_due.get_min().map(|(due, _)| *due)
    }

    /// Timers due at `now`, the longest overdue first, at most `limit`.
    pub fn due(&self, now: TimeMs, limit: usize) -> Vec<(TimerId, Timer)> {
        let due = self.by_due.iter().take_while(|(due, _)| *due <= now).take(limit);
        due.filter_map(|(_, id)| Some((*id, self.rows.get(id)?.clone()))).collect()
    }

    /// The timers of an incident.
    pub fn of(&self, incident: IncidentRef) -> BTreeSet<TimerId> {
        let first = TimerId::new(incident, 0, 0);
        let last = TimerId::new(incident, u16::MAX, u16::MAX);
        self.rows.range(first..=last).map(|(id, _)| *id).collect()
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&TimerId, &Timer)> {
        self.rows.iter()
    }
}
