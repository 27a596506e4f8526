//! Finding workflows and tasks: one by its id, or a page of a list, newest first. What lies outside the caller's districts is
//! to it as if it were not.

use std::sync::Arc;

use domain::ids::{DistrictRef, IncidentRef, InstanceRef, PersonRef, TaskRef};
use domain::matter::Matter;
use domain::refusal::RefusalCode;
use domain::state::{LoadedCounty, State, parse_incident};
use domain::task::{Task, TaskStatus};
use domain::who::{TeamOf, Who};
use domain::workflow::{Instance, Status};

use crate::context::{Context, loaded};
use crate::dto::query::bad;
use crate::problem::Problem;

/// An instance by its id (`W20220901-000003`) or number.
pub fn instance(cx: &Context, state: &State, id: &str) -> Result<Arc<Instance>, Problem> {
    let unknown = || Problem::not_found(RefusalCode::NoSuchWorkflow, format!("there is no workflow `{id}`"));
    let found = state.workflows.find(id).ok_or_else(unknown)?;
    if cx.sees(loaded(state)?, found.district) { Ok(found.clone()) } else { Err(unknown()) }
}

/// A task by its id (`T20220901-000012`) or number.
pub fn task(cx: &Context, state: &State, id: &str) -> Result<Arc<Task>, Problem> {
    let unknown = || Problem::not_found(RefusalCode::NoSuchTask, format!("there is no task `{id}`"));
    let found = state.tasks.find(id).ok_or_else(unknown)?;
    if cx.sees(loaded(state)?, found.new.district) { Ok(found.clone()) } else { Err(unknown()) }
}

/// A person by the code.
pub fn person(loaded: &LoadedCounty, code: Option<&str>) -> Result<Option<PersonRef>, Problem> {
    code.map(|code| named_person(loaded, code)).transpose()
}

pub fn named_person(loaded: &LoadedCounty, code: &str) -> Result<PersonRef, Problem> {
    let unknown = || Problem::not_found(RefusalCode::NoSuchPerson, format!("the county has no person `{code}`"));
    loaded.index.person(code).ok_or_else(unknown)
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

/// Who is to do a task, as `person:P001`, `role:D1/leader`, `team:D1/patrol`, `grid:G1`, `unit:U001`, `place:X`.
pub fn assignee(loaded: &LoadedCounty, text: &str) -> Result<Who, String> {
    let index = &loaded.index;
    let (sort, code) = text.split_once(':').unwrap_or((text, ""));
    let in_district = || {
        let (district, rest) = code.split_once('/').unwrap_or(("", code));
        let unknown = || format!("`{text}` names no district of the county: write `{sort}:DISTRICT/CODE`");
        index.district(district).map(|district| (district, rest)).ok_or_else(unknown)
    };
    let no = |what: &str| format!("the county has no {what} `{code}`");
    match sort {
        "person" => index.person(code).map(Who::Person).ok_or_else(|| no("person")),
        "role" => {
            let (district, slot) = in_district()?;
            let known = index.slot(slot).is_some();
            known.then(|| Who::Role { district, slot: slot.to_owned() }).ok_or_else(|| no("roster slot"))
        }
        "team" => {
            let (district, team) = in_district()?;
            index.team(team).map(|team| Who::Team(TeamOf::District { district, team })).ok_or_else(|| no("team"))
        }
        "grid" => index.grid(code).map(Who::GridAssistant).ok_or_else(|| no("grid")),
        "unit" => index.unit(code).map(Who::Unit).ok_or_else(|| no("unit")),
        "place" => index.place(code).map(Who::Place).ok_or_else(|| no("place")),
        _ => Err(format!(
            "`{text}` is nobody: write `person:`, `role:`, `team:`, `grid:`, `unit:` or `place:` and a code"
        )),
    }
}

/// What tasks, notices and timers are about: `incident:7`, `instance:3`, or an id of a workflow, a task or an incident, also of one
/// that only the archive has.
pub fn matter(state: &State, text: &str) -> Result<Matter, Problem> {
    if let Ok(matter) = text.parse::<Matter>() {
        return Ok(matter);
    }
    let archived = |which: &IncidentRef| state.incident(*which).is_none() && *which <= state.last_incident;
    let found = match text.as_bytes().first() {
        Some(b'W') => state.workflows.find(text).map(|instance| Matter::Instance(instance.instance)),
        Some(b'T') => state.tasks.find(text).map(|task| Matter::Task(task.new.task)),
        _ => state.find_incident(text).or(parse_incident(text).filter(archived)).map(Matter::Incident),
    };
    found.ok_or_else(|| bad("matter", format!("there is no workflow, no task and no incident `{text}`")))
}
