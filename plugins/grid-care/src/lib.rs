//! Grids without an assistant. Begun for a district, by a schedule, it looks into the county's table of vacancies and begins one of its own
//! kind for each that is new; begun for a grid, it has somebody of a neighbouring grid stand in until the vacancy is filled.

mod forms;
mod settings;
mod steps;
mod substitutes;
mod table;
mod why;

use serde::{Deserialize, Serialize};
use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Mark, Result, reference, refuse};
use wardroom_plugin::{GridRef, Procedure, Reason, Reference, Step, TimeS, view};

pub use settings::Settings;

pub type Care<'a> = Step<'a, Vacant>;

/// Names of marks: the grid that is vacant, the one whose assistant stands in, the version of the grid, and who has it now.
const VACANT: &str = "grid";
const SUBSTITUTE: &str = "substitute";
const VERSION: &str = "version";
const OWNER: &str = "owner";

/// What is known of a vacancy between two steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vacant {
    pub grid: GridRef,
    pub stage: Stage,
    /// The county's table has it; else somebody told of it.
    pub in_table: bool,
    /// Of the grid, as the county counts; empty where it is not known.
    pub version: String,
    /// The code of the new assistant; empty before there is one.
    pub owner: String,
    /// Grids whose assistants were asked since somebody stood in.
    pub asked: Vec<GridRef>,
    /// Whose assistant stood in until now.
    pub before: Option<GridRef>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// A look over the district, which is over at once.
    Looked,
    Asking(GridRef),
    Deciding,
    /// It is decided that nobody stands in for now.
    Nobody,
    Substituted {
        of: GridRef,
        until: TimeS,
    },
    Filled,
}

impl Procedure for Vacant {
    type Settings = Settings;

    fn kind() -> Kind {
        forms::kind()
    }

    fn form(key: u16) -> &'static str {
        forms::of_task(key)
    }

    fn open(_: TimeS, _: &Settings, instance: &Instance, fields: &[Field]) -> Result<Vacant> {
        let (stage, version, owner) = (Stage::Looked, String::new(), String::new());
        let vacant = Vacant { grid: 0, stage, in_table: false, version, owner, asked: Vec::new(), before: None };
        let Some(grid) = vacant_grid(instance, fields) else { return Ok(vacant) };
        let district = view::grid_info(grid).map_or(instance.district, |info| info.district);
        if district != instance.district {
            return refuse(why::other_district(grid, district));
        }
        let under_way = view::siblings_by_mark(forms::KIND, VACANT, &grid.to_string(), 1);
        if let Some(other) = under_way.unwrap_or_default().first() {
            return refuse(why::under_way(grid, other.ref_));
        }
        Ok(Vacant { grid, stage: Stage::Nobody, ..vacant })
    }

    fn begin(care: &mut Care, fields: &[Field]) -> Result<()> {
        match vacant_grid(care.instance, fields) {
            Some(_) => {
                steps::begin(care);
                Ok(())
            }
            None => steps::look_over(care),
        }
    }

    fn happen(care: &mut Care, event: Event) -> Result<()> {
        match event {
            Event::TaskDone(task) => steps::done(care, &task)?,
            Event::Signalled(signal) => steps::signalled(care, &signal.name, &signal.fields)?,
            Event::TaskOverdue(key) => steps::overdue(care, key),
            Event::TimerFired(steps::LOOK) => steps::look_again(care),
            Event::TimerFired(steps::TERM) => steps::term_over(care),
            _ => {}
        }
        Ok(())
    }

    fn stage(care: &Care) -> Reason {
        let grid = care.state.grid;
        match care.state.stage {
            Stage::Looked => why::at_looked(),
            Stage::Asking(of) => why::at_asking(grid, of),
            Stage::Deciding => why::at_deciding(grid),
            Stage::Nobody => why::at_nobody(grid),
            Stage::Substituted { of, until } => why::at_substituted(grid, of, until),
            Stage::Filled => why::at_filled(grid),
        }
    }

    fn waits(care: &Care) -> &'static [&'static str] {
        match care.state.stage {
            Stage::Looked | Stage::Filled => &[],
            _ => &[forms::FILLED, forms::NO_VACANCY],
        }
    }

    /// By these a vacancy is found from others, and who stands in where is counted.
    fn marks(&self) -> Vec<Mark> {
        let mark = |name: &str, value: String| Mark { name: name.to_owned(), value };
        let substitute = match self.stage {
            Stage::Looked => return Vec::new(),
            // Whoever is asked is not asked for another grid meanwhile.
            Stage::Asking(of) | Stage::Substituted { of, .. } => Some(mark(SUBSTITUTE, of.to_string())),
            _ => None,
        };
        let told = |name: &str, value: &String| (!value.is_empty()).then(|| mark(name, value.clone()));
        let known = [told(VERSION, &self.version), told(OWNER, &self.owner)];
        std::iter::once(mark(VACANT, self.grid.to_string()))
            .chain(substitute)
            .chain(known.into_iter().flatten())
            .collect()
    }
}

wardroom_plugin::export!(workflow: Vacant);

/// A schedule that is about one grid says it in the fields; a look begins it with the grid as its place.
fn vacant_grid(instance: &Instance, fields: &[Field]) -> Option<GridRef> {
    match reference(fields, "grid") {
        Some(Reference::Grid(grid)) => Some(grid),
        _ => instance.grid,
    }
}

#[cfg(test)]
mod tests;
