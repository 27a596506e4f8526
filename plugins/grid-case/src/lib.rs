//! Cases of a grid after GB/T 30428: reported, accepted, filed, dispatched, handled, verified, closed. Each stage has its clock; the
//! handling's stands still while a case waits for others. What fails the check is handled again.

mod case;
mod clock;
mod forms;
mod handler;
mod incident;
pub mod rates;
mod settings;
mod why;

use serde::{Deserialize, Serialize};
use wardroom_plugin::view;
use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Mark, Result, refuse, text};
use wardroom_plugin::{GridRef, PersonRef, Procedure, Reason, Step, TimeS};

use clock::Left;
use handler::Handler;
pub use settings::Settings;

/// What is known of a case between two steps.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub grid: GridRef,
    /// One of the form's; not known until somebody says it.
    pub category: Option<String>,
    pub stage: Stage,
    /// It was filed, and counts from then on.
    pub filed: bool,
    /// Some clock of it ran out.
    pub late: bool,
    /// When the clock of this stage runs out.
    pub due_at: TimeS,
    /// What is left of the handling's clock while that stands still.
    pub left: Option<Left>,
    /// How often it stood still, and for how long in all.
    pub stops: u8,
    pub stopped_at: TimeS,
    pub stopped_s: u32,
    pub handler: Option<Handler>,
    /// Who said that it is handled; they do not verify it.
    pub handled_by: Option<PersonRef>,
    /// The incident that it is about was settled.
    pub settled: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Reported,
    Accepted,
    Filed,
    Handling,
    /// For others; the clock stands still.
    Waiting,
    Verifying,
    Verified,
    Ended,
}

impl Procedure for Case {
    type Settings = Settings;

    fn kind() -> Kind {
        forms::kind()
    }

    fn form(key: u16) -> &'static str {
        forms::of_task(key)
    }

    /// An incident says where it is and, by its kind, what it is: nothing of that is asked again.
    fn open(now: TimeS, settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Case> {
        let Some(grid) = forms::grid(fields).or(instance.grid) else { return refuse(why::say_grid()) };
        // Where that is not granted nobody knows, and nothing is lost but time.
        let district = view::grid_info(grid).map_or(instance.district, |info| info.district);
        if district != instance.district {
            return refuse(why::other_district(grid, district));
        }
        let told = instance.incident.as_ref().and_then(|incident| incident::category(settings, incident.kind));
        Ok(Case {
            grid,
            category: text(fields, "category").map(str::to_owned).or(told),
            stage: Stage::Reported,
            filed: false,
            late: false,
            due_at: now,
            left: None,
            stops: 0,
            stopped_at: 0,
            stopped_s: 0,
            handler: None,
            handled_by: None,
            settled: false,
        })
    }

    fn begin(step: &mut Step<Case>, fields: &[Field]) -> Result<()> {
        case::report(step, fields);
        Ok(())
    }

    fn happen(step: &mut Step<Case>, event: Event) -> Result<()> {
        match event {
            Event::TaskDone(done) => case::done(step, &done)?,
            Event::TaskOverdue(key) => case::overdue(step, key),
            Event::Signalled(signal) => case::signalled(step, &signal)?,
            Event::IncidentChanged => incident::changed(step),
            Event::Unanswered(level) => case::unheard(step, level),
            Event::TimerFired(_) | Event::ChildEnded(_) | Event::Other(_) => {}
        }
        Ok(())
    }

    fn stage(step: &Step<Case>) -> Reason {
        case::stage(step)
    }

    fn waits(step: &Step<Case>) -> &'static [&'static str] {
        match step.state.stage {
            Stage::Handling => &[forms::WAIT],
            Stage::Waiting => &[forms::RESUME],
            _ => &[],
        }
    }

    fn marks(&self) -> Vec<Mark> {
        rates::marks(self)
    }
}

wardroom_plugin::export!(workflow: Case);

#[cfg(test)]
mod tests;
