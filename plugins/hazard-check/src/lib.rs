//! Rolling checks for hazards (隐患滚动排查), in two kinds of workflow: a plan, which begins the rounds of all grids and places of a risk class by
//! turns, and a round, in which what is found is mended within working days and looked at again until it is gone.

mod days;
mod forms;
mod ledger;
mod plan;
mod risk;
mod round;
mod settings;
mod steps;
mod why;

use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Outcome, Result, Takeover};
use wardroom_plugin::{Procedure, TimeS, Workflow};

pub use plan::Plan;
pub use round::Round;
pub use settings::Settings;

/// Both kinds; which one an instance is of, its name says.
pub struct Checks;

impl Workflow for Checks {
    type Settings = Settings;

    fn kinds() -> Vec<Kind> {
        vec![Round::kind(), Plan::kind()]
    }

    fn start(now: TimeS, settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Outcome> {
        match is_plan(instance) {
            true => <Plan as Workflow>::start(now, settings, instance, fields),
            false => <Round as Workflow>::start(now, settings, instance, fields),
        }
    }

    fn step(now: TimeS, settings: &Settings, instance: &Instance, event: Event) -> Result<Outcome> {
        match is_plan(instance) {
            true => <Plan as Workflow>::step(now, settings, instance, event),
            false => <Round as Workflow>::step(now, settings, instance, event),
        }
    }

    fn migrate(now: TimeS, settings: &Settings, instance: &Instance, from_version: &str) -> Result<Takeover> {
        match is_plan(instance) {
            true => <Plan as Workflow>::migrate(now, settings, instance, from_version),
            false => <Round as Workflow>::migrate(now, settings, instance, from_version),
        }
    }
}

fn is_plan(instance: &Instance) -> bool {
    instance.kind == forms::PLAN
}

wardroom_plugin::export!(workflow: Checks);

#[cfg(test)]
mod tests;
