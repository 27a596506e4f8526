//! What time brings: due timers, personal data that are erased, and what has ended and leaves the state for the archive.

use crate::assessment;
use crate::command::TimerCommand;
use crate::county::leaving;
use crate::event::{Event, IncidentEvent, InstanceEvent, TaskEvent, TimerEvent};
use crate::hooks::CatchUp;
use crate::ids::*;
use crate::limits::*;
use crate::matter::Matter;
use crate::refusal::Refusal;
use crate::state::State;
use crate::task::check::left_behind;
use crate::time::TimeMs;
use crate::timer::{Timer, TimerId};

pub(crate) fn check(state: &State, command: &TimerCommand, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    match command {
        TimerCommand::Tick { archived_up_to } => Ok(tick(state, now, *archived_up_to)),
        TimerCommand::TickPart { archived_up_to, from, count } => {
            Ok(tick(state, now, *archived_up_to).into_iter().skip(*from).take(*count).collect())
        }
        TimerCommand::LookAgain { .. } => Ok(Vec::new()),
    }
}

/// Timers fire by the room's time; what can't be undone goes by a time that has surely come.
fn tick(state: &State, now: TimeMs, archived_up_to: Option<Version>) -> Vec<Event> {
    let fired = |(timer, row, late_s): (TimerId, Timer, u32)| {
        let skipped = row.catch_up == CatchUp::Skip && late_s >= TIMER_MISSED_S;
        Event::Timer(TimerEvent::Fired { timer, generation: row.generation, late_s, skipped })
    };
    let mut events: Vec<Event> = state.timers.due(now, TIMERS_PER_ROUND_MAX).into_iter().map(fired).collect();
    let now = state.time.sure(now);
    let expired = state.retained.due(now, keep_personal_s(state), ERASED_PER_TICK_MAX);
    events.extend(expired.into_iter().filter_map(|(matter, subject)| match matter {
        Matter::Incident(incident) => Some(Event::Incident(IncidentEvent::SubjectErased { incident, subject })),
        Matter::Instance(instance) => Some(Event::Instance(InstanceEvent::Erased { instance, subject })),
        Matter::Task(_) | Matter::Notice(_) | Matter::Vacancy(_) | Matter::Clock(_) | Matter::Schedule(_) => None,
    }));
    events.extend(state.roster.end_by_time(now));
    events.extend(assessment::check::due(state, now));
    let leaving::Due { events: changes, leave_tasks } = leaving::due(state, now);
    events.extend(changes.into_iter().map(Event::County));
    events.extend(left_behind(state, &leave_tasks));
    let incidents = archivable(state, now, archived_up_to);
    if !incidents.is_empty() {
        events.push(Event::Incident(IncidentEvent::Archived { incidents }));
    }
    if let Some(archived_up_to) = archived_up_to {
        let (workflows, tasks) = (&state.workflows, &state.tasks);
        let held = |which: &InstanceRef| workflows.get(*which).is_some_and(|i| i.version <= archived_up_to);
        let instances = beyond(workflows.ended.iter(), workflows.ended.len(), WORKFLOW_ENDED_KEPT_MAX, held);
        if !instances.is_empty() {
            // Their personal data stay for as long as is the rule, and their keys with them.
            events.push(Event::Instance(InstanceEvent::Archived { instances }));
        }
        let held = |which: &TaskRef| tasks.get(*which).is_some_and(|task| task.version <= archived_up_to);
        let tasks = beyond(tasks.over.iter(), tasks.over.len(), TASKS_ENDED_KEPT_MAX, held);
        if !tasks.is_empty() {
            events.push(Event::Task(TaskEvent::Archived { tasks }));
        }
    }
    events
}

/// Whether personal data are to be erased.
pub fn erases(state: &State, now: TimeMs) -> bool {
    state.retained.is_due(state.time.sure(now), keep_personal_s(state))
}

fn keep_personal_s(state: &State) -> u32 {
    state.county.as_ref().map_or(u32::MAX, |loaded| loaded.county().thresholds.personal_s())
}

/// Whether there is more of what has ended than the state keeps. What the archive has of it leaves the state.
pub fn overflows(state: &State) -> bool {
    state.workflows.ended.len() > WORKFLOW_ENDED_KEPT_MAX || state.tasks.over.len() > TASKS_ENDED_KEPT_MAX
}

/// The oldest of those that ended, as many as pass what is kept and as the archive surely has.
fn beyond<'a, T: Copy + 'a>(
    ended: impl Iterator<Item = &'a (TimeMs, T)>,
    count: usize,
    kept: usize,
    held: impl Fn(&T) -> bool,
) -> Vec<T> {
    let oldest = ended.take(count.saturating_sub(kept)).map(|(_, which)| *which);
    oldest.filter(held).take(ARCHIVE_BATCH_MAX).collect()
}

/// Incidents that ended long enough ago and that the archive surely has.
fn archivable(state: &State, now: TimeMs, archived_up_to: Option<Version>) -> Vec<IncidentRef> {
    let Some(archived_up_to) = archived_up_to else { return Vec::new() };
    let old = state.ended.iter().take_while(|(ended_at, _)| now.since_s(*ended_at) >= ARCHIVE_AFTER_S);
    let held = old.filter(|(_, which)| {
        state.incident(*which).is_some_and(|i| i.version <= archived_up_to && !state.is_kept_for_confirmation(i))
    });
    held.map(|(_, which)| *which).take(ARCHIVE_BATCH_MAX).collect()
}
