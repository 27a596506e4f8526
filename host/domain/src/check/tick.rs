//! What time brings: due timers, and closed incidents that leave the state.

use crate::event::Event;
use crate::hooks::CatchUp;
use crate::ids::*;
use crate::limits::{ARCHIVE_AFTER_S, ARCHIVE_BATCH_MAX, TIMER_MISSED_S, TIMERS_PER_ROUND_MAX};
use crate::state::State;
use crate::time::TimeMs;

pub fn tick(state: &State, now: TimeMs, archived_up_to: Option<Version>) -> Vec<Event> {
    let mut events: Vec<Event> = state
        .timers
        .due(now, TIMERS_PER_ROUND_MAX)
        .into_iter()
        .map(|(timer, row)| {
            let late_s = now.since_s(row.due);
            let skipped = row.catch_up == CatchUp::Skip && late_s >= TIMER_MISSED_S;
            Event::TimerFired { timer, generation: row.generation, late_s, skipped }
        })
        .collect();
    events.extend(state.roster.end_by_time(now));
    let incidents = archivable(state, now, archived_up_to);
    if !incidents.is_empty() {
        events.push(Event::IncidentsArchived { incidents });
    }
    events
}

/// Incidents that ended long enough ago and that the archive surely has.
fn archivable(state: &State, now: TimeMs, archived_up_to: Option<Version>) -> Vec<IncidentRef> {
    let Some(archived_up_to) = archived_up_to else { return Vec::new() };
    let old = state.ended.iter().take_while(|(ended_at, _)| now.since_s(*ended_at) >= ARCHIVE_AFTER_S);
    let held = old.filter(|(_, which)| state.incident(*which).is_some_and(|i| i.version <= archived_up_to));
    held.map(|(_, which)| *which).take(ARCHIVE_BATCH_MAX).collect()
}
