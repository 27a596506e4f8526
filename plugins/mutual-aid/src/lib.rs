//! Mutual aid: a district that needs more units than it has asks its neighbours, then the county. A lender keeps its floor of
//! cover, its duty leader has to agree in time, and whatever is lent has an end at which it comes back by itself.

mod aid;
mod cover;
mod forms;
mod lenders;
mod request;
mod settings;
mod why;

use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Result, TaskResult};
use wardroom_plugin::{Procedure, Reason, TimeS};

use aid::{Aid, END, END_SOON};
use forms::{APPROVE, DECIDE, EXTENSION, RETURN};
pub use request::Request;
use request::Stage;
pub use settings::Settings;

impl Procedure for Request {
    type Settings = Settings;

    fn kind() -> Kind {
        forms::kind()
    }

    fn form(key: u16) -> &'static str {
        forms::of_task(key)
    }

    fn open(now: TimeS, settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Request> {
        Request::read(now, settings, instance, fields)
    }

    fn begin(aid: &mut Aid, _: &[Field]) -> Result<()> {
        Ok(aid::begin(aid)?)
    }

    fn happen(aid: &mut Aid, event: Event) -> Result<()> {
        match event {
            Event::TaskDone(TaskResult { key: APPROVE, outcome, .. }) => aid::approved(aid, &outcome)?,
            Event::TaskDone(TaskResult { key: DECIDE, outcome, .. }) => aid::decided(aid, &outcome)?,
            Event::TaskDone(TaskResult { key, outcome, .. }) => match forms::lender_of(key) {
                Some(lender) => aid::extended(aid, lender, &outcome),
                None => return Err(format!("there is no task {key}").into()),
            },
            Event::TaskOverdue(key) => aid::overdue(aid, key)?,
            Event::TimerFired(END) => aid::over(aid),
            Event::TimerFired(END_SOON) => aid::soon(aid),
            Event::Signalled(signal) => aid::signalled(aid, &signal)?,
            // The incident may go on without the aid, and the aid without the incident: people say when it is enough.
            Event::TimerFired(_)
            | Event::Unanswered(_)
            | Event::IncidentChanged
            | Event::ChildEnded(_)
            | Event::Other(_) => {}
        }
        Ok(())
    }

    fn stage(aid: &Aid) -> Reason {
        match aid.state.stage {
            Stage::Asking { lender, units } => why::at_asking(lender, units),
            Stage::Deciding => why::at_deciding(aid.state.lacking()),
            Stage::Lent => why::at_lent(aid.state.loans.len(), aid.state.units),
            Stage::Ended => why::at_ended(),
        }
    }

    fn waits(aid: &Aid) -> &'static [&'static str] {
        match aid.state.stage {
            Stage::Ended => &[],
            Stage::Lent => &[EXTENSION, RETURN],
            Stage::Asking { .. } | Stage::Deciding => &[RETURN],
        }
    }
}

wardroom_plugin::export!(workflow: Request);

#[cfg(test)]
mod tests;
