//! What people may do with tasks: make one of their own, take one on, do it, cancel it.

use std::sync::Arc;

use crate::command::TaskCommand;
use crate::county::service::Member;
use crate::event::{Event, TaskEvent};
use crate::hooks::Field;
use crate::ids::*;
use crate::known::{known_district, known_incident, loaded};
use crate::limits::*;
use crate::matter::Matter;
use crate::refusal::Refusal;
use crate::state::State;
use crate::task::refusal::TaskRefusal;
use crate::task::{NewTask, Task, TaskStatus, TaskWords};
use crate::time::TimeMs;
use crate::who::Who;
use crate::workflow::known::{check_sealed, known_person, misfilled};

/// The one outcome of a task without a form.
pub const DONE: &str = "done";

pub(crate) fn check(state: &State, command: &TaskCommand, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    match command {
        TaskCommand::Create { title, district, assignee, incident, due } => {
            create(state, title, *district, assignee, *incident, *due, now)
        }
        TaskCommand::Accept { task, person } => accept(state, *task, *person),
        TaskCommand::Finish { task, outcome, person, fields } => finish(state, *task, outcome, *person, fields),
        TaskCommand::Cancel { task } => cancel(state, *task),
    }
}

pub(crate) fn next(state: &State) -> TaskRef {
    TaskRef(state.tasks.last.0 + 1)
}

pub(crate) fn id(state: &State, task: TaskRef, now: TimeMs) -> String {
    let day = state.county.as_ref().map(|loaded| now.day(loaded.index.zone())).unwrap_or_default();
    format!("T{day}-{:06}", task.0)
}

fn create(
    state: &State,
    title: &str,
    district: DistrictRef,
    assignee: &Who,
    incident: Option<IncidentRef>,
    due: Option<TimeMs>,
    now: TimeMs,
) -> Result<Vec<Event>, Refusal> {
    let county = loaded(state)?.county();
    known_district(state, district)?;
    if title.trim().is_empty() || title.len() > TEXT_BYTES_MAX {
        return Err(TaskRefusal::BadTitle { bytes_max: TEXT_BYTES_MAX }.into());
    }
    assignee.known(county).map_err(|_| TaskRefusal::NoSuchAssignee)?;
    if let Some(elsewhere) = assignee.district(county).filter(|elsewhere| *elsewhere != district) {
        let code = county.districts.get(elsewhere.index()).map_or("?", |district| district.code.as_str());
        return Err(TaskRefusal::Elsewhere { district: code.to_owned() }.into());
    }
    if let Some(incident) = incident {
        known_incident(state, incident)?;
    }
    if due.is_some_and(|due| due <= now || due.since_s(now) > TIMER_AHEAD_S_MAX) {
        return Err(TaskRefusal::BadDue { days_max: TIMER_AHEAD_S_MAX / 86_400 }.into());
    }
    if state.tasks.live() >= TASKS_MAX {
        return Err(TaskRefusal::TooMany { tasks_max: TASKS_MAX }.into());
    }
    if state.tasks.over.len() >= TASKS_ENDED_HELD_MAX {
        return Err(TaskRefusal::ArchiveBehind { tasks_max: TASKS_ENDED_HELD_MAX }.into());
    }
    let task = next(state);
    let new = NewTask {
        task,
        id: id(state, task, now),
        matter: incident.map(Matter::Incident),
        key: None,
        district,
        assignee: assignee.clone(),
        words: TaskWords::Person { title: title.to_owned() },
        form: None,
        due,
        notice: None,
        told: Vec::new(),
    };
    let reality = incident.and_then(|which| state.incident(which)).map(|incident| incident.reality);
    Ok(vec![Event::Task(TaskEvent::Created(Box::new(new.announced(state, reality.unwrap_or_default(), now))))])
}

pub fn live_task(state: &State, which: TaskRef) -> Result<&Task, Refusal> {
    let task = state.tasks.get(which).ok_or(TaskRefusal::NoSuchTask { task: which })?;
    if task.status.is_live() {
        return Ok(task);
    }
    Err(TaskRefusal::Over { task: task.new.id.clone(), status: task.status }.into())
}

fn accept(state: &State, which: TaskRef, person: Option<PersonRef>) -> Result<Vec<Event>, Refusal> {
    let task = live_task(state, which)?;
    known_person(state, person)?;
    if task.status == TaskStatus::Accepted {
        return Err(TaskRefusal::AcceptedAlready { task: task.new.id.clone() }.into());
    }
    Ok(vec![Event::Task(TaskEvent::Accepted { task: which, person })])
}

fn finish(
    state: &State,
    which: TaskRef,
    outcome: &str,
    person: Option<PersonRef>,
    fields: &[Field],
) -> Result<Vec<Event>, Refusal> {
    let task = live_task(state, which)?;
    known_person(state, person)?;
    let outcomes: Vec<&str> = match &task.new.form {
        Some(form) => form.outcomes.iter().map(|choice| choice.name.as_str()).collect(),
        None => vec![DONE],
    };
    if !outcomes.contains(&outcome) {
        let outcomes = outcomes.into_iter().map(str::to_owned).collect();
        return Err(
            TaskRefusal::NoSuchOutcome { task: task.new.id.clone(), outcome: outcome.to_owned(), outcomes }.into()
        );
    }
    if person.is_none() && task.new.form.as_ref().is_some_and(|form| form.named) {
        return Err(TaskRefusal::Nameless { task: task.new.id.clone() }.into());
    }
    match &task.new.form {
        Some(form) => form.check(fields, &|of| state.knows(of)).map_err(|faults| misfilled(form, &faults))?,
        None if fields.is_empty() => {}
        None => return Err(TaskRefusal::Formless { task: task.new.id.clone() }.into()),
    }
    if let Some((instance, _)) = task.of_instance()
        && let Some(instance) = state.workflows.get(instance)
    {
        check_sealed(instance, fields)?;
        if instance.inbox.len() >= WORKFLOW_INBOX_MAX {
            let (events, workflow) = (WORKFLOW_INBOX_MAX, instance.id.clone());
            return Err(TaskRefusal::InboxFull { events, workflow }.into());
        }
    }
    let (outcome, fields) = (outcome.to_owned(), fields.to_vec());
    Ok(vec![Event::Task(TaskEvent::Done { task: which, outcome, person, fields })])
}

/// Tasks of those who have left the county's service, as many as one batch takes: what was given to them goes to the command room,
/// what they had taken on is open again.
pub fn left_behind(state: &State, members: &[Member]) -> Vec<Event> {
    let reopened = |task: &Arc<Task>| {
        let given = match &task.new.assignee {
            Who::Person(person) => members.contains(&Member::Person(*person)),
            Who::Unit(unit) => members.contains(&Member::Unit(*unit)),
            Who::Role { .. } | Who::Team(_) | Who::GridAssistant(_) | Who::CommandRoom(_) | Who::Place(_) => false,
        };
        let assignee = if given { Who::CommandRoom(task.new.district) } else { task.new.assignee.clone() };
        Event::Task(TaskEvent::Reopened { task: task.new.task, assignee })
    };
    state.left_tasks(members).take(LEFT_TASKS_PER_BATCH_MAX).map(reopened).collect()
}

/// A task that a workflow waits for ends with the workflow or by an outcome: cancelled by hand it would be waited for in vain.
fn cancel(state: &State, which: TaskRef) -> Result<Vec<Event>, Refusal> {
    let task = live_task(state, which)?;
    if task.of_instance().is_some() {
        return Err(TaskRefusal::WaitedFor { task: task.new.id.clone() }.into());
    }
    Ok(vec![Event::Task(TaskEvent::Cancelled { task: which })])
}
