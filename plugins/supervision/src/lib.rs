//! Enforcement supervision (执法监督): incidents that are closed are sampled by rule, and each item of a checklist is looked at; a defect is
//! rectified and verified until it is right. Nobody reviews their own case, and whoever rectifies does not verify.

mod checklist;
mod forms;
mod review;
mod sampling;
mod settings;
mod steps;
mod why;

use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Mark, Result, flag, refuse};
use wardroom_plugin::{Phase, Procedure, Reason, Step, TimeS, view};

pub use review::Review;
use review::Stage;
pub use settings::Settings;

impl Procedure for Review {
    type Settings = Settings;

    fn kind() -> Kind {
        forms::kind()
    }

    fn form(key: u16) -> &'static str {
        forms::of_task(key)
    }

    /// Of its own incident, or by hand of one that is closed already.
    fn open(_: TimeS, settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Review> {
        let named = forms::incident(fields).and_then(|which| view::incident(which).ok());
        let Some(incident) = instance.incident.clone().or(named) else { return refuse(why::say_incident()) };
        if incident.district != instance.district {
            return refuse(why::other_district(incident.ref_, incident.district));
        }
        // Nobody would tell of what becomes of an incident that is not the instance's own.
        if instance.incident.is_none() && incident.phase != Phase::Closed {
            return refuse(why::not_closed(incident.ref_));
        }
        let ordered = flag(fields, "ordered") == Some(true) || instance.incident.is_none();
        let sampled = ordered || sampling::is_sampled(settings, &incident);
        Ok(Review {
            incident: incident.ref_,
            kind: incident.kind,
            stage: Stage::Waiting,
            ordered,
            sampled,
            handlers: forms::persons(fields),
            items: Vec::new(),
        })
    }

    fn begin(step: &mut Step<Review>, _: &[Field]) -> Result<()> {
        steps::begin(step);
        Ok(())
    }

    fn happen(step: &mut Step<Review>, event: Event) -> Result<()> {
        match event {
            Event::TaskDone(done) => steps::done(step, &done)?,
            Event::TaskOverdue(key) => steps::overdue(step, key),
            Event::TimerFired(key) => steps::still_late(step, key),
            Event::IncidentChanged => steps::incident_changed(step),
            Event::Signalled(_) | Event::Unanswered(_) | Event::ChildEnded(_) | Event::Other(_) => {}
        }
        Ok(())
    }

    fn stage(step: &Step<Review>) -> Reason {
        steps::stage(step)
    }

    fn marks(&self) -> Vec<Mark> {
        self.marked()
    }
}

wardroom_plugin::export!(workflow: Review);

#[cfg(test)]
mod tests;
