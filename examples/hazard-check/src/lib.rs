//! A hazard check: the assistant of a grid goes round by the county's schedule; what is found is mended within working days and looked at
//! again; what is grave is reported as an incident, and so is what is still there when it should be gone.

mod forms;
mod round;
mod settings;
mod why;

use serde::{Deserialize, Serialize};
use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Mark, Result, reference, refuse};
use wardroom_plugin::{GridRef, Procedure, Reason, Reference, Step, TimeS, view};

pub use settings::Settings;

/// What is known of a round between two steps.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    pub grid: GridRef,
    pub stage: Stage,
    pub grave: bool,
    /// How many hazards were found.
    pub hazards: u16,
    /// How often they were to be mended so far.
    pub mended: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Walking,
    Mending,
    /// It is said to be mended, and will be looked at.
    Mended,
    Rechecking,
    Ended,
}

/// The name of the mark by which rounds of a grid find each other.
const OF_GRID: &str = "grid";

impl Procedure for Round {
    type Settings = Settings;

    fn kind() -> Kind {
        forms::kind()
    }

    fn form(key: u16) -> &'static str {
        forms::of_task(key)
    }

    /// A schedule says the grid in its fields; whoever starts a round by hand may say it as the place of the workflow.
    fn open(_: TimeS, _: &Settings, instance: &Instance, fields: &[Field]) -> Result<Round> {
        let grid = match (reference(fields, "grid"), instance.grid) {
            (Some(Reference::Grid(grid)), _) | (_, Some(grid)) => grid,
            _ => return refuse(why::say_grid()),
        };
        // Where that is not granted nobody knows, and nothing is lost but time.
        let district = view::grid_info(grid).map_or(instance.district, |info| info.district);
        if district != instance.district {
            return refuse(why::other_district(grid, district));
        }
        let under_way = view::siblings_by_mark(forms::KIND, OF_GRID, &grid.to_string(), 1);
        if let Some(other) = under_way.unwrap_or_default().first() {
            return refuse(why::under_way(grid, other.ref_));
        }
        Ok(Round { grid, stage: Stage::Walking, grave: false, hazards: 0, mended: 0 })
    }

    fn begin(step: &mut Step<Round>, _: &[Field]) -> Result<()> {
        round::begin(step);
        Ok(())
    }

    fn happen(step: &mut Step<Round>, event: Event) -> Result<()> {
        match event {
            Event::TaskDone(done) => round::done(step, &done),
            Event::TaskOverdue(key) => {
                round::overdue(step, key);
                Ok(())
            }
            Event::TimerFired(round::RECHECK_DUE) => {
                round::recheck(step);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn stage(step: &Step<Round>) -> Reason {
        let Round { grid, stage, hazards, .. } = step.state;
        match stage {
            Stage::Walking => why::at_walking(grid),
            Stage::Mending => why::at_mending(hazards, grid),
            Stage::Mended => why::at_mended(grid),
            Stage::Rechecking => why::at_rechecking(grid),
            Stage::Ended => why::at_ended(grid),
        }
    }

    fn marks(&self) -> Vec<Mark> {
        vec![Mark { name: OF_GRID.to_owned(), value: self.grid.to_string() }]
    }
}

wardroom_plugin::export!(workflow: Round);

#[cfg(test)]
mod tests;
