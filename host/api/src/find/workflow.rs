//! Finding workflows and tasks: one by its id, or a page of a list, newest first. What lies outside the caller's districts is
//! to it as if it were not.

use std::sync::Arc;

use axum::http::StatusCode;
use domain::archived::documents::{ArchivedTask, ArchivedWorkflow, kind_of_task, of_instance, of_task, read};
use domain::archived::{Row, Sort, Wanted};
use domain::ids::{DistrictRef, IncidentRef, InstanceRef, PersonRef, TaskRef};
use domain::matter::Matter;
use domain::state::{LoadedCounty, State};
use domain::task::{Task, TaskStatus};
use domain::who::Who;
use domain::workflow::{Instance, Status};

use crate::context::{Context, loaded};
use crate::dto::query::bad;
use crate::find::archived::{Going, Page, Within, behind, go_on, recalled};
use crate::find::pressing::{self, Pressing};
use crate::find::{Cursor, incident};
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::server::Standing;
use crate::problem::unknown::Unknown;

/// Something with the state that tells of it: where only the archive has it, it stands there again.
pub struct Found<T> {
    pub state: Arc<State>,
    pub it: Arc<T>,
    /// It has left the room's state and takes no more commands.
    pub archived: bool,
}

impl<T> Found<T> {
    /// The same for a command.
    fn active(self, archived: Standing) -> Result<Arc<T>, Problem> {
        if self.archived { Err(archived.into()) } else { Ok(self.it) }
    }
}

/// An instance by its id (`W20220901-000003`) or number, wherever it is.
pub async fn instance(cx: &Context, id: &str) -> Result<Found<Instance>, Problem> {
    let state = cx.state();
    let unknown = || Problem::from(Unknown::Workflow { workflow: id.to_owned() });
    let given = |which: &InstanceRef| which.0 > 0 && *which <= state.workflows.last;
    let which = domain::workflow::Workflows::number(id).filter(given).ok_or_else(unknown)?;
    let archived = state.workflows.get(which).is_none();
    let state = recalled(cx, &state, which.into()).await?;
    let it = state.workflows.find(id).cloned().ok_or_else(unknown)?;
    if cx.sees(loaded(&state)?, it.district) { Ok(Found { state, it, archived }) } else { Err(unknown()) }
}

/// One that takes commands.
pub async fn active_instance(cx: &Context, id: &str) -> Result<Arc<Instance>, Problem> {
    let state = cx.state();
    let here = state.workflows.find(id).filter(|found| loaded(&state).is_ok_and(|of| cx.sees(of, found.district)));
    match here {
        Some(found) => Ok(found.clone()),
        None => instance(cx, id).await?.active(Standing::ArchivedWorkflow { workflow: id.to_owned() }),
    }
}

/// A task by its id (`T20220901-000012`) or number, wherever it is.
pub async fn task(cx: &Context, id: &str) -> Result<Found<Task>, Problem> {
    let state = cx.state();
    let unknown = || Problem::from(Unknown::Task { task: id.to_owned() });
    let given = |which: &TaskRef| which.0 > 0 && *which <= state.tasks.last;
    let which = domain::task::Tasks::number(id).filter(given).ok_or_else(unknown)?;
    let archived = state.tasks.get(which).is_none();
    let state = recalled(cx, &state, which.into()).await?;
    let it = state.tasks.find(id).cloned().ok_or_else(unknown)?;
    if cx.sees(loaded(&state)?, it.new.district) { Ok(Found { state, it, archived }) } else { Err(unknown()) }
}

pub async fn active_task(cx: &Context, id: &str) -> Result<Arc<Task>, Problem> {
    let state = cx.state();
    let here = state.tasks.find(id).filter(|found| loaded(&state).is_ok_and(|of| cx.sees(of, found.new.district)));
    match here {
        Some(found) => Ok(found.clone()),
        None => task(cx, id).await?.active(Standing::ArchivedTask { task: id.to_owned() }),
    }
}

/// A task by its id, if it is one of that workflow.
pub async fn task_of(cx: &Context, instance: &Instance, id: &str) -> Result<Arc<Task>, Problem> {
    let unknown = || Problem::from(Unknown::Task { task: id.to_owned() });
    let of_it = |task: &Arc<Task>| task.of_instance().is_some_and(|(of, _)| of == instance.instance);
    task(cx, id).await.ok().map(|found| found.it).filter(of_it).ok_or_else(unknown)
}

/// A person by the code.
pub fn person(loaded: &LoadedCounty, code: Option<&str>) -> Result<Option<PersonRef>, Problem> {
    code.map(|code| named_person(loaded, code)).transpose()
}

pub fn named_person(loaded: &LoadedCounty, code: &str) -> Result<PersonRef, Problem> {
    loaded.index.person(code).ok_or_else(|| Unknown::Person { person: code.to_owned() }.into())
}

/// Which workflows; empty lists: any.
#[derive(Clone, Default)]
pub struct Instances {
    pub kinds: Vec<String>,
    pub statuses: Vec<Status>,
    pub districts: Vec<DistrictRef>,
    pub incident: Option<IncidentRef>,
    pub key: Option<String>,
    pub live: Option<bool>,
    /// The name of somebody who did something about it, or a person's code.
    pub person: Option<String>,
    /// When it was started.
    pub within: Within,
}

impl Instances {
    fn takes(&self, instance: &Instance, loaded: &LoadedCounty) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&instance.kind))
            && (self.statuses.is_empty() || self.statuses.contains(&instance.status))
            && (self.districts.is_empty() || self.districts.contains(&instance.district))
            && self.incident.is_none_or(|incident| instance.incident == Some(incident))
            && self.key.as_ref().is_none_or(|key| instance.key == *key)
            && self.live.is_none_or(|live| instance.status.is_live() == live)
            && self.within.has(instance.started_at)
            && self.person.as_ref().is_none_or(|who| of_instance(instance, loaded.county()).contains(who))
    }

    /// First those that the room has, then those that only the archive has.
    pub async fn page(
        self,
        cx: &Context,
        state: &Arc<State>,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<Instance>, Problem> {
        let going = Going::on(cursor)?;
        let loaded = loaded(state)?.clone();
        let mut items: Vec<(Arc<Instance>, bool)> = Vec::new();
        let (before, more) = match going {
            Going::Room(before) => {
                let rows = state.workflows.instances.range(..InstanceRef(before)).rev().map(|(_, instance)| instance);
                let mut seen = rows.filter(|i| self.takes(i, &loaded) && cx.sees(&loaded, i.district));
                items.extend(seen.by_ref().take(limit).map(|instance| (instance.clone(), false)));
                (None, seen.next().is_some())
            }
            Going::Archive(before) => (before, false),
        };
        let ended = self.statuses.iter().any(|status| !status.is_live());
        let full = items.last().filter(|_| items.len() == limit);
        let full = full.map(|(last, _)| Cursor(IncidentRef(last.instance.0)));
        if let Some(last) = full.filter(|_| more) {
            return Ok(Page { items, next: Some(last.text()) });
        }
        // Nothing is under way in the archive.
        if self.live == Some(true) || !self.statuses.is_empty() && !ended {
            return Ok(Page { items, next: None });
        }
        let wanted = Wanted {
            sorts: [Sort::Workflow].into(),
            kinds: self.kinds.iter().cloned().collect(),
            districts: cx.reach(&loaded, &self.districts),
            person: self.person.clone(),
            about: self.incident.map(Matter::Incident),
            from: self.within.from,
            until: self.within.until,
        };
        let read = move |row: &Row| {
            let instance = read::<ArchivedWorkflow>(&row.bytes)?.instance;
            Ok(self.takes(&instance, &loaded).then_some(instance))
        };
        if let Some(last) = full {
            return behind(cx, state, items, wanted, last, read).await;
        }
        go_on(cx, state, items, wanted, before, limit, read).await
    }
}

/// Which tasks; empty lists: any.
#[derive(Clone, Default)]
pub struct Tasks {
    pub assignee: Option<Who>,
    /// Names of forms, `start-workflow`, or `task`.
    pub kinds: Vec<String>,
    pub statuses: Vec<TaskStatus>,
    pub districts: Vec<DistrictRef>,
    pub matter: Option<Matter>,
    pub overdue: Option<bool>,
    /// The name of somebody who did something about it, or the code of whoever was to do it.
    pub person: Option<String>,
    /// When it was given.
    pub within: Within,
    /// Most pressing first, not newest; only what is still to be done.
    pub pressing: bool,
}

impl Tasks {
    fn takes(&self, task: &Task, loaded: &LoadedCounty) -> bool {
        self.assignee.as_ref().is_none_or(|assignee| task.new.assignee == *assignee)
            && (self.kinds.is_empty() || self.kinds.contains(&kind_of_task(task)))
            && (self.statuses.is_empty() || self.statuses.contains(&task.status))
            && (self.districts.is_empty() || self.districts.contains(&task.new.district))
            && self.matter.is_none_or(|matter| task.new.matter == Some(matter))
            && self.overdue.is_none_or(|overdue| task.overdue == overdue)
            && self.within.has(task.created_at)
            && self.person.as_ref().is_none_or(|who| of_task(task, loaded.county()).contains(who))
    }

    /// First those that the room has, then those that only the archive has.
    pub async fn page(
        self,
        cx: &Context,
        state: &Arc<State>,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<Task>, Problem> {
        let loaded = loaded(state)?.clone();
        if self.pressing {
            let rows = state.tasks.rows.values();
            let open = rows.filter(|task| {
                task.status.is_live() && self.takes(task, &loaded) && cx.sees(&loaded, task.new.district)
            });
            let (items, next) = pressing::page(open, Pressing::of_task, cursor, limit)?;
            return Ok(Page { items, next });
        }
        let going = Going::on(cursor)?;
        let mut items: Vec<(Arc<Task>, bool)> = Vec::new();
        let (before, more) = match going {
            Going::Room(before) => {
                let rows = state.tasks.rows.range(..TaskRef(before)).rev().map(|(_, task)| task);
                let mut seen = rows.filter(|task| self.takes(task, &loaded) && cx.sees(&loaded, task.new.district));
                items.extend(seen.by_ref().take(limit).map(|task| (task.clone(), false)));
                (None, seen.next().is_some())
            }
            Going::Archive(before) => (before, false),
        };
        let full = items.last().filter(|_| items.len() == limit);
        let full = full.map(|(last, _)| Cursor(IncidentRef(last.new.task.0)));
        if let Some(last) = full.filter(|_| more) {
            return Ok(Page { items, next: Some(last.text()) });
        }
        // Nothing is still to be done in the archive.
        if !self.statuses.is_empty() && self.statuses.iter().all(|status| status.is_live()) {
            return Ok(Page { items, next: None });
        }
        let assignee = match &self.assignee {
            Some(Who::Person(person)) => loaded.county().persons.get(person.index()).map(|person| person.code.clone()),
            Some(who) => who.code(loaded.county()),
            None => None,
        };
        let wanted = Wanted {
            sorts: [Sort::Task].into(),
            kinds: self.kinds.iter().cloned().collect(),
            districts: cx.reach(&loaded, &self.districts),
            person: self.person.clone().or(assignee),
            about: self.matter,
            from: self.within.from,
            until: self.within.until,
        };
        let read = move |row: &Row| {
            let task = read::<ArchivedTask>(&row.bytes)?.task;
            Ok(self.takes(&task, &loaded).then_some(task))
        };
        if let Some(last) = full {
            return behind(cx, state, items, wanted, last, read).await;
        }
        go_on(cx, state, items, wanted, before, limit, read).await
    }
}

/// What tasks, notices and timers are about: `incident:7`, `instance:3`, or an id of a workflow, a task or an incident, also of one
/// that only the archive has. Nothing is said of a number that comes alone: what is about it is shown to those who see that.
pub async fn matter(cx: &Context, state: &Arc<State>, text: &str) -> Result<Matter, Problem> {
    if let Ok(matter) = text.parse::<Matter>() {
        return Ok(matter);
    }
    let found = match text.as_bytes().first() {
        Some(b'W') => there(instance(cx, text).await)?.map(|found| Matter::Instance(found.it.instance)),
        Some(b'T') => there(task(cx, text).await)?.map(|found| Matter::Task(found.it.new.task)),
        _ => there(incident(cx, state, text).await)?.map(|found| Matter::Incident(found.incident.incident)),
    };
    found.ok_or_else(|| bad("matter", Misplaced::Matter { matter: text.to_owned() }))
}

/// What was found; `None`: there is no such thing.
fn there<T>(found: Result<T, Problem>) -> Result<Option<T>, Problem> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(problem) if problem.status == StatusCode::NOT_FOUND => Ok(None),
        Err(problem) => Err(problem),
    }
}
