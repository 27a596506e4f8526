//! Mediation of disputes as a closed loop: report, accept, assign, mediate, verify, revisit, close. By visible criteria a
//! dispute begins in the village, the town or the city; each rung has its number of attempts, and after the last come the
//! courts. Who mediates is chosen by speciality and load, and lawyers by who has no conflict of interest.

mod case;
mod dispute;
mod forms;
mod lawyers;
mod places;
mod reported;
mod settings;
pub mod success;
mod triage;
mod why;

use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Mark, Result};
use wardroom_plugin::{Procedure, Reason, TimeS};

use case::{Case, REVISIT_DUE};
pub use dispute::Dispute;
pub use settings::Settings;

impl Procedure for Dispute {
    type Settings = Settings;

    fn kind() -> Kind {
        forms::kind()
    }

    fn form(key: u16) -> &'static str {
        forms::of_task(key)
    }

    fn open(_: TimeS, settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Dispute> {
        let mut dispute = Dispute { kind: "other".to_owned(), parties: 2, ..Dispute::default() };
        reported::fill(&mut dispute, settings, instance);
        dispute.fill(fields);
        Ok(dispute)
    }

    fn begin(case: &mut Case, fields: &[Field]) -> Result<()> {
        reported::remark_kind(case, fields);
        case::report(case);
        Ok(())
    }

    fn happen(case: &mut Case, event: Event) -> Result<()> {
        match event {
            Event::TaskDone(done) => {
                reported::asks(case, &done)?;
                case::done(case, &done)?;
            }
            Event::TaskOverdue(key) => case::overdue(case, key)?,
            Event::TimerFired(REVISIT_DUE) => case::revisit(case),
            Event::Unanswered(level) => case::unheard(case, level),
            Event::Signalled(_) => case::withdraw(case)?,
            Event::IncidentChanged => reported::changed(case)?,
            Event::TimerFired(_) | Event::ChildEnded(_) | Event::Other(_) => {}
        }
        Ok(())
    }

    fn stage(case: &Case) -> Reason {
        case::stage(case)
    }

    fn waits(case: &Case) -> &'static [&'static str] {
        if case::may_be_withdrawn(case) { &[forms::WITHDRAW] } else { &[] }
    }

    fn marks(&self) -> Vec<Mark> {
        lawyers::marks(self)
    }
}

wardroom_plugin::export!(workflow: Dispute);

#[cfg(test)]
mod tests;
