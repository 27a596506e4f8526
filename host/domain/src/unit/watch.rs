//! What a unit on an incident has to be heard of by when: on its way, done on scene, heard of at all. A timer of the host's for
//! each, as the county says; what it means when it fires is looked at then.

use crate::county::County;
use crate::county::status_timer::{Expected, StatusTimer};
use crate::fold::Context;
use crate::ids::*;
use crate::incident::Priority;
use crate::incident::record::{Assignment, Incident};
use crate::limits::UNITS_MAX;
use crate::matter::Matter;
use crate::state::State;
use crate::time::TimeMs;
use crate::timer::{TimerId, TimerOwner};

/// Those that a timer watches over; a notice watches over the first.
const WATCHED: [Expected; 3] = [Expected::UnderWay, Expected::Done, Expected::Contact];

impl County {
    /// Within how many seconds something is expected of a unit on an incident of this priority, if it is.
    pub fn expects(&self, expected: Expected, unit: UnitRef, priority: Priority) -> Option<u32> {
        let kind = &self.units.get(unit.index())?.kind;
        let fits = |timer: &&StatusTimer| {
            timer.expected == expected
                && (timer.unit_kinds.is_empty() || timer.unit_kinds.contains(kind))
                && (timer.priorities.is_empty() || timer.priorities.contains(&priority))
        };
        self.status_timers.iter().find(fits).map(|timer| timer.within_s)
    }
}

/// The timer of something that is expected of a unit on an incident.
pub fn watch_timer(incident: IncidentRef, unit: UnitRef, expected: Expected) -> TimerId {
    let place = WATCHED.iter().position(|one| *one == expected).unwrap_or(0);
    TimerId::of(incident, TimerOwner::HOST, (place * UNITS_MAX + unit.index()) as u16)
}

/// What such a timer is about.
pub fn watched(timer: TimerId) -> Option<(IncidentRef, UnitRef, Expected)> {
    let Some(Matter::Incident(incident)) = timer.matter().filter(|_| timer.owner() == TimerOwner::HOST) else {
        return None;
    };
    let key = usize::from(timer.key());
    Some((incident, UnitRef((key % UNITS_MAX) as u32), *WATCHED.get(key / UNITS_MAX)?))
}

impl State {
    /// Since when it is waited for something of a unit that is on an incident. `None`: it is not waited for.
    pub fn waits_since(&self, incident: &Incident, unit: UnitRef, expected: Expected) -> Option<TimeMs> {
        let on_it = |assignment: &&Assignment| assignment.unit == unit;
        let assignment = incident.active().filter(on_it).last().filter(|_| incident.phase.is_open())?;
        match expected {
            Expected::Accepted | Expected::UnderWay => {
                let gone = assignment.en_route_at.or(assignment.on_scene_at).is_some();
                (!gone).then_some(assignment.at)
            }
            Expected::Done => assignment.on_scene_at,
            Expected::Contact => {
                let said = [Some(assignment.at), assignment.en_route_at, assignment.on_scene_at];
                said.into_iter().flatten().max()
            }
        }
    }

    /// Sets what is waited for of a unit on an incident as it is now.
    pub(crate) fn watch(&mut self, which: IncidentRef, unit: UnitRef, cx: &Context<'_>) {
        let (Some(loaded), Some(incident)) = (self.county.clone(), self.incident(which).cloned()) else { return };
        if loaded.county().status_timers.is_empty() {
            return;
        }
        for expected in WATCHED {
            let timer = watch_timer(which, unit, expected);
            let within_s = loaded.county().expects(expected, unit, incident.priority);
            match self.waits_since(&incident, unit, expected).zip(within_s) {
                // Known by its due time: it is not started anew while it runs.
                Some((since, within_s)) => {
                    let due = since.plus_s(within_s);
                    // What it has fired for was told.
                    let (running, ahead) = (self.timers.get(timer).map(|timer| timer.due), due > cx.at);
                    if running.is_some_and(|running| running != due) || running.is_none() && ahead {
                        self.start_host_timer(timer, due, cx);
                    }
                }
                None => drop(self.timers.stop(timer)),
            }
        }
    }

    /// The same of all units on it.
    pub(crate) fn watch_all(&mut self, which: IncidentRef, cx: &Context<'_>) {
        let units: Vec<UnitRef> = self.incident(which).into_iter().flat_map(|incident| incident.units()).collect();
        units.into_iter().for_each(|unit| self.watch(which, unit, cx));
    }
}
