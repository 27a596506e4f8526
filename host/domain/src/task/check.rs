//! What people may do with tasks: make one of their own, take one on, do it, cancel it.

use crate::command::TaskCommand;
use crate::event::{Event, TaskEvent};
use crate::hooks::Field;
use crate::ids::*;
use crate::known::{known_district, known_incident, loaded};
use crate::limits::*;
use crate::matter::Matter;
use crate::refusal::{Refusal, RefusalCode, RefusalKind};
use crate::state::State;
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
        return Err(Refusal::invalid(RefusalCode::BadTitle, format!("a task's title has 1 to {TEXT_BYTES_MAX} bytes")));
    }
    assignee
        .known(county)
        .map_err(|_| Refusal::not_found(RefusalCode::NoSuchAssignee, "the county does not have who is to do it"))?;
    if let Some(elsewhere) = assignee.district(county).filter(|elsewhere| *elsewhere != district) {
        let code = county.districts.get(elsewhere.index()).map_or("?", |district| district.code.as_str());
        let message = format!("who is to do it belongs to the district `{code}`: give the task there");
        return Err(Refusal::invalid(RefusalCode::OtherDistrict, message));
    }
    if let Some(incident) = incident {
        known_incident(state, incident)?;
    }
    if due.is_some_and(|due| due <= now || due.since_s(now) > TIMER_AHEAD_S_MAX) {
        let message = format!("a task is due in the future, at most {} days ahead", TIMER_AHEAD_S_MAX / 86_400);
        return Err(Refusal::invalid(RefusalCode::BadDue, message));
    }
    if state.tasks.live() >= TASKS_MAX {
        let message = format!("{TASKS_MAX} tasks are open already; end some first");
        return Err(Refusal::new(RefusalKind::Busy, RefusalCode::TooManyTasks, message));
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
    let unknown = || Refusal::not_found(RefusalCode::NoSuchTask, format!("there is no task {which}"));
    let task = state.tasks.get(which).ok_or_else(unknown)?;
    if task.status.is_live() {
        return Ok(task);
    }
    Err(Refusal::conflict(RefusalCode::TaskOver, format!("task `{}` is {}", task.new.id, task.status)))
}

fn accept(state: &State, which: TaskRef, person: Option<PersonRef>) -> Result<Vec<Event>, Refusal> {
    let task = live_task(state, which)?;
    known_person(state, person)?;
    if task.status == TaskStatus::Accepted {
        return Err(Refusal::conflict(RefusalCode::NoChange, format!("task `{}` is accepted already", task.new.id)));
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
        let message = format!("task `{}` has no outcome `{outcome}`; it has {}", task.new.id, outcomes.join(", "));
        return Err(Refusal::invalid(RefusalCode::NoSuchOutcome, message));
    }
    if person.is_none() && task.new.form.as_ref().is_some_and(|form| form.named) {
        let message = format!("task `{}` is done in a person's name: say whose (`person`)", task.new.id);
        return Err(Refusal::invalid(RefusalCode::NoPerson, message));
    }
    match &task.new.form {
        Some(form) => form.check(fields).map_err(|faults| misfilled(form, &faults))?,
        None if fields.is_empty() => {}
        None => return Err(Refusal::invalid(RefusalCode::BadForm, format!("task `{}` has no form", task.new.id))),
    }
    if let Some((instance, _)) = task.of_instance()
        && let Some(instance) = state.workflows.get(instance)
    {
        check_sealed(instance, fields)?;
        if instance.inbox.len() >= WORKFLOW_INBOX_MAX {
            let message =
                format!("{WORKFLOW_INBOX_MAX} events wait for workflow `{}` already; see why it stands", instance.id);
            return Err(Refusal::new(RefusalKind::Busy, RefusalCode::InboxFull, message));
        }
    }
    let (outcome, fields) = (outcome.to_owned(), fields.to_vec());
    Ok(vec![Event::Task(TaskEvent::Done { task: which, outcome, person, fields })])
}

/// A task that a workflow waits for ends with the workflow or by an outcome: cancelled by hand it would be waited for in vain.
fn cancel(state: &State, which: TaskRef) -> Result<Vec<Event>, Refusal> {
    let task = live_task(state, which)?;
    if task.of_instance().is_some() {
        let message = format!("a workflow waits for task `{}`: do it, or cancel the workflow", task.new.id);
        return Err(Refusal::conflict(RefusalCode::WorkflowWaits, message));
    }
    Ok(vec![Event::Task(TaskEvent::Cancelled { task: which })])
}
