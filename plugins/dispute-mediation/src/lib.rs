//! Mediation of disputes as a closed loop: report, accept, assign, mediate, verify, revisit, close. By visible criteria a
//! dispute begins in the village, the town or the city; each rung has its number of attempts, and after the last come the
//! courts. Who mediates is chosen by speciality and load, and lawyers by who has no conflict of interest.

mod case;
mod dispute;
mod forms;
mod lawyers;
mod places;
mod settings;
pub mod success;
mod triage;
mod why;

use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Outcome};
use wardroom_plugin::{Result, TimeS, Workflow};

use case::{Case, REVISIT_DUE};
use dispute::Dispute;
pub use settings::Settings;

pub struct DisputeMediation;

impl Workflow for DisputeMediation {
    type Settings = Settings;

    fn kinds() -> Vec<Kind> {
        vec![forms::kind()]
    }

    fn start(now: TimeS, settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Outcome> {
        let mut dispute = Dispute { kind: "other".to_owned(), parties: 2, ..Dispute::default() };
        dispute.fill(fields);
        let mut case = Case::new(now, settings, instance, dispute);
        case.report();
        case.answer()
    }

    fn step(now: TimeS, settings: &Settings, instance: &Instance, event: Event) -> Result<Outcome> {
        let dispute = serde_json::from_str(&instance.state)?;
        let mut case = Case::new(now, settings, instance, dispute);
        match event {
            Event::TaskDone(done) => case.done(&done)?,
            Event::TaskOverdue(key) => case.overdue(key)?,
            Event::TimerFired(REVISIT_DUE) => case.revisit(),
            Event::Unanswered(level) => case.unheard(level),
            Event::Signalled(_) => case.withdraw()?,
            // A report of the same incident changes nothing in a dispute that is under way.
            Event::TimerFired(_) | Event::IncidentChanged | Event::ChildEnded(_) => {}
        }
        case.answer()
    }

    fn migrate(_: TimeS, _: &Settings, instance: &Instance, from_version: &str) -> Result<String> {
        let read = serde_json::from_str::<Dispute>(&instance.state);
        let state = read.map_err(|error| format!("the state that version {from_version} wrote: {error}"))?;
        Ok(serde_json::to_string(&state)?)
    }
}

wardroom_plugin::export!(workflow: DisputeMediation);

#[cfg(test)]
mod tests;
