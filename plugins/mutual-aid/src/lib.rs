//! Mutual aid: a district that needs more units than it has asks its neighbours, then the county. A lender keeps its floor of
//! cover, its duty leader has to agree in time, and whatever is lent has an end at which it comes back by itself.

mod aid;
mod cover;
mod forms;
mod lenders;
mod request;
mod settings;
mod why;

use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Outcome, TaskResult};
use wardroom_plugin::{Result, TimeS, Workflow};

use aid::{Aid, END, END_SOON};
use forms::{APPROVE, DECIDE};
use request::Request;
pub use settings::Settings;

pub struct MutualAid;

impl Workflow for MutualAid {
    type Settings = Settings;

    fn kinds() -> Vec<Kind> {
        vec![forms::kind()]
    }

    fn start(now: TimeS, settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Outcome> {
        let mut aid = Aid::new(now, settings, instance, Request::read(now, settings, instance, fields)?);
        aid.begin()?;
        aid.answer()
    }

    fn step(now: TimeS, settings: &Settings, instance: &Instance, event: Event) -> Result<Outcome> {
        let mut aid = Aid::new(now, settings, instance, serde_json::from_str(&instance.state)?);
        match event {
            Event::TaskDone(TaskResult { key: APPROVE, outcome, .. }) => aid.approved(&outcome)?,
            Event::TaskDone(TaskResult { key: DECIDE, outcome, .. }) => aid.decided(&outcome)?,
            Event::TaskDone(TaskResult { key, outcome, .. }) => match forms::lender_of(key) {
                Some(lender) => aid.extended(lender, &outcome),
                None => return Err(format!("there is no task {key}").into()),
            },
            Event::TaskOverdue(key) => aid.overdue(key)?,
            Event::TimerFired(END) => aid.over(),
            Event::TimerFired(END_SOON) => aid.soon(),
            Event::Signalled(signal) => aid.signalled(&signal),
            // The incident may go on without the aid, and the aid without the incident: people say when it is enough.
            Event::TimerFired(_) | Event::Unanswered(_) | Event::IncidentChanged | Event::ChildEnded(_) => {}
        }
        aid.answer()
    }

    fn migrate(_: TimeS, _: &Settings, instance: &Instance, from_version: &str) -> Result<String> {
        let read = serde_json::from_str::<Request>(&instance.state);
        let state = read.map_err(|error| format!("the state that version {from_version} wrote: {error}"))?;
        Ok(serde_json::to_string(&state)?)
    }
}

wardroom_plugin::export!(workflow: MutualAid);

#[cfg(test)]
mod tests;
