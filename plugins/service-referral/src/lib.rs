//! Requests for help of elders, children in difficulty and disabled people: a worker is in charge and visits, other departments confirm a
//! referral in time, a revisit closes it, and the details are erased. Who it is and why, only sealed fields say; only counts leave.

mod figures;
mod forms;
mod referral;
mod request;
mod settings;
mod steps;
mod suppress;
mod why;
mod worker;

use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Mark, Result};
use wardroom_plugin::{Procedure, Reason, Step, TimeS};

pub use figures::Figures;
pub use request::Request;
use request::{End, Stage};
pub use settings::Settings;

pub type Desk<'a> = Step<'a, Request>;

/// The name of the mark by which requests are counted.
const CATEGORY: &str = "category";

impl Procedure for Request {
    type Settings = Settings;

    fn kind() -> Kind {
        forms::kind()
    }

    fn form(key: u16) -> &'static str {
        forms::of_task(key)
    }

    fn open(_: TimeS, _: &Settings, instance: &Instance, fields: &[Field]) -> Result<Request> {
        Request::read(instance, fields)
    }

    fn begin(desk: &mut Desk, _: &[Field]) -> Result<()> {
        steps::begin(desk);
        Ok(())
    }

    fn happen(desk: &mut Desk, event: Event) -> Result<()> {
        match event {
            Event::TaskDone(task) => steps::done(desk, &task)?,
            Event::Signalled(signal) if signal.name == forms::REASSIGN => steps::reassign(desk, &signal.fields)?,
            Event::Signalled(_) => steps::close(desk, End::Declined, why::declined()),
            Event::TaskOverdue(key) => steps::overdue(desk, key),
            Event::TimerFired(steps::REVISIT_DUE) => steps::revisit(desk),
            Event::TimerFired(steps::TAKE_BACK) => referral::back(desk, why::taken_back()),
            Event::TimerFired(steps::ERASE) => steps::erase(desk),
            // The incident that gave a request goes its own way.
            _ => {}
        }
        Ok(())
    }

    fn stage(desk: &Desk) -> Reason {
        let worker = desk.state.worker.unwrap_or_default();
        match desk.state.stage {
            _ if desk.has_ended() => why::at_erased(),
            Stage::Accepting => why::at_accepting(),
            Stage::Visiting => why::at_visiting(worker, desk.state.due),
            Stage::Referring { .. } => why::at_referring(),
            Stage::Waiting(_) => why::at_waiting(desk.settings.revisit_days),
            Stage::Revisiting(_) => why::at_revisiting(worker),
            Stage::Closed(_) => why::at_closed(desk.settings.kept_days),
        }
    }

    fn waits(desk: &Desk) -> &'static [&'static str] {
        match desk.state.stage {
            Stage::Accepting => &[forms::WITHDRAW],
            Stage::Closed(_) => &[],
            _ => &[forms::REASSIGN, forms::WITHDRAW],
        }
    }

    /// What requests are counted by; nothing by which one could be told from another.
    fn marks(&self) -> Vec<Mark> {
        let category = Some(self.category.clone()).filter(|category| !category.is_empty());
        category.map(|value| Mark { name: CATEGORY.to_owned(), value }).into_iter().collect()
    }
}

wardroom_plugin::export!(workflow: Request, assessment: Figures);

#[cfg(test)]
mod tests;
