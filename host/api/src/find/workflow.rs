//! Finding workflows and tasks: one by its id, or a page of a list, newest first. What lies outside the caller's districts is
//! to it as if it were not.

use std::sync::Arc;

use axum::http::StatusCode;
use domain::ids::{DistrictRef, IncidentRef, InstanceRef, PersonRef, TaskRef};
use domain::matter::Matter;
use domain::state::{LoadedCounty, State};
use domain::task::{Task, TaskStatus};
use domain::who::Who;
use domain::workflow::{Instance, Status};

use crate::context::{Context, loaded};
use crate::dto::query::bad;
use crate::find::incident;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::unknown::Unknown;

/// An instance by its id (`W20220901-000003`) or number.
pub fn instance(cx: &Context, state: &State, id: &str) -> Result<Arc<Instance>, Problem> {
    let unknown = || Problem::from(Unknown::Workflow { workflow: id.to_owned() });
    let found = state.workflows.find(id).ok_or_else(unknown)?;
    if cx.sees(loaded(state)?, found.district) { Ok(found.clone()) } else { Err(unknown()) }
}

/// A task by its id (`T20220901-000012`) or number.
pub fn task(cx: &Context, state: &State, id: &str) -> Result<Arc<Task>, Problem> {
    let unknown = || Problem::from(Unknown::Task { task: id.to_owned() });
    let found = state.tasks.find(id).ok_or_else(unknown)?;
    if cx.sees(loaded(state)?, found.new.district) { Ok(found.clone()) } else { Err(unknown()) }
}

/// The same, if it is a task of that workflow.
pub fn task_of(cx: &Context, state: &State, instance: &Instance, id: &str) -> Result<Arc<Task>, Problem> {
    let unknown = || Problem::from(Unknown::Task { task: id.to_owned() });
    let of_it = |task: &Arc<Task>| task.of_instance().is_some_and(|(of, _)| of == instance.instance);
    task(cx, state, id).ok().filter(of_it).ok_or_else(unknown)
}

/// A person by the code.
pub fn person(loaded: &LoadedCounty, code: Option<&str>) -> Result<Option<PersonRef>, Problem> {
    code.map(|code| named_person(loaded, code)).transpose()
}

pub fn named_person(loaded: &LoadedCounty, code: &str) -> Result<PersonRef, Problem> {
    loaded.index.person(code).ok_or_else(|| Unknown::Person { person: code.to_owned() }.into())
}

/// Which workflows; empty lists: any.
#[derive(Default)]
pub struct Instances {
    pub kinds: Vec<String>,
    pub statuses: Vec<Status>,
    pub districts: Vec<DistrictRef>,
    pub incident: Option<IncidentRef>,
    pub key: Option<String>,
    pub live: Option<bool>,
}

impl Instances {
    fn takes(&self, instance: &Instance) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&instance.kind))
            && (self.statuses.is_empty() || self.statuses.contains(&instance.status))
            && (self.districts.is_empty() || self.districts.contains(&instance.district))
            && self.incident.is_none_or(|incident| instance.incident == Some(incident))
            && self.key.as_ref().is_none_or(|key| instance.key == *key)
            && self.live.is_none_or(|live| instance.status.is_live() == live)
    }

    pub fn page(&self, cx: &Context, state: &State, before: u32, limit: usize) -> Result<Vec<Arc<Instance>>, Problem> {
        let loaded = loaded(state)?;
        let rows = state.workflows.instances.range(..InstanceRef(before)).rev().map(|(_, instance)| instance);
        let seen = rows.filter(|instance| self.takes(instance) && cx.sees(loaded, instance.district));
        Ok(seen.take(limit).cloned().collect())
    }
}

/// Which tasks; empty lists: any.
#[derive(Default)]
pub struct Tasks {
    pub assignee: Option<Who>,
    pub statuses: Vec<TaskStatus>,
    pub districts: Vec<DistrictRef>,
    pub matter: Option<Matter>,
    pub overdue: Option<bool>,
}

impl Tasks {
    fn takes(&self, task: &Task) -> bool {
        self.assignee.as_ref().is_none_or(|assignee| task.new.assignee == *assignee)
            && (self.statuses.is_empty() || self.statuses.contains(&task.status))
            && (self.districts.is_empty() || self.districts.contains(&task.new.district))
            && self.matter.is_none_or(|matter| task.new.matter == Some(matter))
            && self.overdue.is_none_or(|overdue| task.overdue == overdue)
    }

    pub fn page(&self, cx: &Context, state: &State, before: u32, limit: usize) -> Result<Vec<Arc<Task>>, Problem> {
        let loaded = loaded(state)?;
        let rows = state.tasks.rows.range(..TaskRef(before)).rev().map(|(_, task)| task);
        let seen = rows.filter(|task| self.takes(task) && cx.sees(loaded, task.new.district));
        Ok(seen.take(limit).cloned().collect())
    }
}

/// What tasks, notices and timers are about: `incident:7`, `instance:3`, or an id of a workflow, a task or an incident, also of one
/// that only the archive has. Nothing is said of a number that comes alone: what is about it is shown to those who see that.
pub async fn matter(cx: &Context, state: &Arc<State>, text: &str) -> Result<Matter, Problem> {
    if let Ok(matter) = text.parse::<Matter>() {
        return Ok(matter);
    }
    let found = match text.as_bytes().first() {
        Some(b'W') => instance(cx, state, text).map(|instance| Matter::Instance(instance.instance)).ok(),
        Some(b'T') => task(cx, state, text).map(|task| Matter::Task(task.new.task)).ok(),
        _ => match incident(cx, state, text).await {
            Ok(found) => Some(Matter::Incident(found.incident.incident)),
            Err(problem) if problem.status == StatusCode::NOT_FOUND => None,
            Err(problem) => return Err(problem),
        },
    };
    found.ok_or_else(|| bad("matter", Misplaced::Matter { matter: text.to_owned() }))
}
