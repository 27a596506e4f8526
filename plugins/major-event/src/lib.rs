//! Major events and surges: posts by a plan or by signals, held in shifts and checked in; alarm levels that add units and give them back; a
//! floor that stays for the district's daily work; a report of what the plan asked for and what was there.

mod cover;
mod forms;
mod levels;
mod plan;
mod posts;
mod settings;
mod steps;
mod why;

use wardroom_plugin::workflow::{self, Field, Instance, Kind, Result, text};
use wardroom_plugin::{Procedure, Reason, Step, TimeS};

pub use plan::Plan;
use plan::Stage;
pub use settings::Settings;

pub type Event<'a> = Step<'a, Plan>;

impl Procedure for Plan {
    type Settings = Settings;

    fn kind() -> Kind {
        forms::kind()
    }

    fn form(key: u16) -> &'static str {
        forms::of_task(key)
    }

    fn open(now: TimeS, settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Plan> {
        Plan::read(now, settings, instance, fields)
    }

    fn begin(event: &mut Event, fields: &[Field]) -> Result<()> {
        if let Some(plan) = text(fields, "plan") {
            let posts = event.state.posts.len() - 1;
            event.remark(why::read_plan(plan, posts));
        }
        Ok(steps::look(event)?)
    }

    fn happen(event: &mut Event, what: workflow::Event) -> Result<()> {
        match what {
            workflow::Event::TimerFired(steps::DUE) => steps::look(event)?,
            workflow::Event::TaskDone(task) => steps::done(event, &task)?,
            workflow::Event::TaskOverdue(key) => steps::overdue(event, key)?,
            workflow::Event::Signalled(signal) => steps::signalled(event, &signal)?,
            workflow::Event::IncidentChanged => steps::incident_changed(event)?,
            _ => {}
        }
        Ok(())
    }

    fn stage(event: &Event) -> Reason {
        steps::stage(event)
    }

    fn waits(event: &Event) -> &'static [&'static str] {
        match event.state.stage {
            Stage::Planned | Stage::Running => &[forms::POST, forms::LEVEL, forms::EXTEND, forms::STAND_DOWN],
            Stage::Reporting | Stage::Ended => &[],
        }
    }
}

wardroom_plugin::export!(workflow: Plan);

#[cfg(test)]
mod tests;
