//! Leads: each is graded, judged, followed up by an owner until a date, and concluded with a result. What it says and who gave it is
//! sealed; a case is a number. Some days after the conclusion the words are erased.

mod forms;
mod lead;
mod owner;
mod settings;
mod steps;
mod why;

use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Mark, Result};
use wardroom_plugin::{Procedure, Reason, Step, TimeS};

pub use lead::Lead;
use lead::{End, Stage};
pub use settings::Settings;

pub type Desk<'a> = Step<'a, Lead>;

impl Procedure for Lead {
    type Settings = Settings;

    fn kind() -> Kind {
        forms::kind()
    }

    fn form(key: u16) -> &'static str {
        forms::of_task(key)
    }

    fn open(_: TimeS, _: &Settings, instance: &Instance, fields: &[Field]) -> Result<Lead> {
        Lead::read(instance, fields)
    }

    fn begin(desk: &mut Desk, _: &[Field]) -> Result<()> {
        steps::begin(desk);
        Ok(())
    }

    fn happen(desk: &mut Desk, event: Event) -> Result<()> {
        match event {
            Event::TaskDone(task) => steps::done(desk, &task)?,
            Event::Signalled(signal) => steps::change(desk, &signal.fields)?,
            Event::TaskOverdue(key) => steps::overdue(desk, key),
            Event::TimerFired(steps::SOON) => steps::soon(desk),
            Event::TimerFired(steps::LATE_AGAIN) => steps::late(desk),
            Event::TimerFired(steps::ERASE) => steps::erase(desk),
            // The incident that gave a lead goes its own way.
            _ => {}
        }
        Ok(())
    }

    fn stage(desk: &Desk) -> Reason {
        let days = desk.settings.kept_days;
        match desk.state.stage {
            _ if desk.has_ended() => why::at_erased(),
            Stage::Triage => why::at_triage(),
            Stage::Following { owner, due, late: false } => why::at_following(owner, due),
            Stage::Following { owner, due, late: true } => why::at_late(owner, due),
            Stage::Concluded(End::Referred) => why::at_referred(desk.state.case.clone().unwrap_or_default(), days),
            Stage::Concluded(End::Unfounded) => why::at_unfounded(days),
            Stage::Concluded(End::NoAction) => why::at_no_action(days),
        }
    }

    fn waits(desk: &Desk) -> &'static [&'static str] {
        match desk.state.stage {
            Stage::Following { .. } => &[forms::REASSIGN],
            Stage::Triage | Stage::Concluded(_) => &[],
        }
    }

    /// By these others find the leads of a case and of an owner; nothing of what a lead says.
    fn marks(&self) -> Vec<Mark> {
        let mark = |name: &str, value: String| Mark { name: name.to_owned(), value };
        let grade = Some(self.grade()).filter(|grade| !grade.is_empty()).map(|grade| mark("grade", grade));
        let case = self.case.clone().map(|case| mark("case", case));
        let owner = match self.stage {
            Stage::Following { owner, .. } => Some(mark("owner", owner.to_string())),
            Stage::Triage | Stage::Concluded(_) => None,
        };
        grade.into_iter().chain(case).chain(owner).collect()
    }
}

wardroom_plugin::export!(workflow: Lead);

#[cfg(test)]
mod tests;
