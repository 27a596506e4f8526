//! Cases of the case-handling teams (办案队): a captain accepts one, within a cap of open work; the county's specialists take it over where it needs
//! them, in time or the next one is asked, and may send it back.

mod captains;
mod forms;
mod handover;
mod settings;
mod specialists;
mod steps;
mod tables;
mod why;

use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Mark, Result};
use wardroom_plugin::{Procedure, Reason, Step, TimeS};

pub use handover::Handover;
pub use settings::Settings;

impl Procedure for Handover {
    type Settings = Settings;

    fn kind() -> Kind {
        forms::kind()
    }

    fn form(key: u16) -> &'static str {
        forms::of_task(key)
    }

    fn open(_: TimeS, _: &Settings, _: &Instance, _: &[Field]) -> Result<Handover> {
        Ok(Handover::default())
    }

    fn begin(step: &mut Step<Handover>, _: &[Field]) -> Result<()> {
        captains::offer(step)?;
        Ok(())
    }

    fn happen(step: &mut Step<Handover>, event: Event) -> Result<()> {
        match event {
            Event::TaskDone(done) => steps::done(step, &done)?,
            Event::TaskOverdue(key) => steps::overdue(step, key)?,
            Event::IncidentChanged => steps::incident_changed(step),
            Event::TimerFired(_) | Event::Signalled(_) | Event::Unanswered(_) => {}
            Event::ChildEnded(_) | Event::Other(_) => {}
        }
        Ok(())
    }

    fn stage(step: &Step<Handover>) -> Reason {
        steps::stage(step)
    }

    fn marks(&self) -> Vec<Mark> {
        self.marked()
    }
}

wardroom_plugin::export!(workflow: Handover);

#[cfg(test)]
mod tests;
