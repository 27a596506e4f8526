//! The search for a missing person: rings of grids that widen with time from where the person was last seen, tasks for the
//! grids' assistants and for units, video points to look at, a drone if it may fly, the closing, and the erasure of the
//! identity a set number of days later. Who is missing, the plugin never learns.

mod around;
mod forms;
mod moment;
mod settings;
mod state;
mod step;
mod why;

use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Outcome, Workflow};
use wardroom_plugin::{Result, TimeS};

pub use settings::Settings;
use step::Step;

pub struct MissingPerson;

impl Workflow for MissingPerson {
    type Settings = Settings;

    fn kinds() -> Vec<Kind> {
        vec![forms::kind()]
    }

    fn start(now: TimeS, settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Outcome> {
        let mut step = Step::of(now, settings, instance, step::fresh());
        step.start(fields)?;
        step.answer()
    }

    fn step(now: TimeS, settings: &Settings, instance: &Instance, event: Event) -> Result<Outcome> {
        let mut step = Step::of(now, settings, instance, serde_json::from_str(&instance.state)?);
        step.happen(event);
        step.answer()
    }

    /// There is one form of the state so far.
    fn migrate(_: TimeS, _: &Settings, instance: &Instance, _from_version: &str) -> Result<String> {
        let search: state::Search = serde_json::from_str(&instance.state)?;
        Ok(serde_json::to_string(&search)?)
    }
}

wardroom_plugin::export!(workflow: MissingPerson);

#[cfg(test)]
mod tests;
