//! What is at hand in a district when a shift is handed over.

use crate::ids::*;
use crate::incident::record::Incident;
use crate::limits::HANDOVER_ITEMS_MAX;
use crate::matter::Matter;
use crate::roster::handover::{AtHand, IncidentAtHand, TaskAtHand, TimerAtHand};
use crate::state::State;

/// What the outgoing shift leaves: open incidents of the district with what waits in them, live tasks, and the running timers of
/// these and of live workflows.
pub fn at_hand(state: &State, district: DistrictRef) -> AtHand {
    let open = state.open.get(&district).into_iter().flat_map(|open| open.iter());
    let mut incidents: Vec<IncidentAtHand> =
        open.filter_map(|which| state.incident(*which)).map(|incident| incident_at_hand(state, incident)).collect();
    incidents.sort_by_key(|i| (i.priority, i.incident));
    let live = state.tasks.rows.values().filter(|task| task.new.district == district && task.status.is_live());
    let mut tasks: Vec<TaskAtHand> =
        live.map(|task| TaskAtHand { task: task.new.task, due: task.new.due, overdue: task.overdue }).collect();
    // What has no time comes last.
    tasks.sort_by_key(|t| (t.due.is_none(), t.due, t.task));
    let instances = state.workflows.instances.values();
    let instances = instances.filter(|instance| instance.district == district && instance.status.is_live());
    let mut matters: Vec<Matter> = incidents.iter().map(|i| Matter::Incident(i.incident)).collect();
    matters.extend(tasks.iter().map(|t| Matter::Task(t.task)));
    matters.extend(instances.map(|instance| Matter::Instance(instance.instance)));
    let mut timers: Vec<TimerAtHand> = Vec::new();
    for timer in matters.into_iter().flat_map(|matter| state.timers.of(matter)) {
        timers.extend(state.timers.get(timer).map(|row| TimerAtHand { timer, due: row.due }));
    }
    timers.sort_by_key(|t| (t.due, t.timer));
    let counts = [incidents.len(), tasks.len(), timers.len()];
    let left_out: usize = counts.into_iter().map(|count| count.saturating_sub(HANDOVER_ITEMS_MAX)).sum();
    incidents.truncate(HANDOVER_ITEMS_MAX);
    tasks.truncate(HANDOVER_ITEMS_MAX);
    timers.truncate(HANDOVER_ITEMS_MAX);
    let left_out = u32::try_from(left_out).unwrap_or(u32::MAX);
    AtHand { version: state.version, incidents, tasks, timers, left_out }
}

fn incident_at_hand(state: &State, incident: &Incident) -> IncidentAtHand {
    IncidentAtHand {
        incident: incident.incident,
        phase: incident.phase,
        priority: incident.priority,
        lacks_units: state.waiting.contains(&(incident.priority, incident.incident)),
        unacknowledged: incident.escalated.acknowledged.is_none(),
        pending: incident.escalated.pending.clone(),
    }
}
