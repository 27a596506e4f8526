//! The county's table of vacancies: a row for each grid that has no assistant, with its version and since when.

use wardroom_plugin::view::{self, Row};
use wardroom_plugin::{DistrictRef, GridRef, Reference, Value};

use crate::settings::Settings;

/// The host gives no more rows at once.
const ROWS_MAX: u16 = 256;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vacancy {
    pub grid: GridRef,
    pub version: String,
    pub since: String,
}

/// All of a district; `None` where there is no such table or it may not be read.
pub fn of_district(settings: &Settings, district: DistrictRef) -> Option<Vec<Vacancy>> {
    rows(settings, "district", Reference::District(district))
}

/// The one of a grid; the outer `None` as above.
pub fn of_grid(settings: &Settings, grid: GridRef) -> Option<Option<Vacancy>> {
    rows(settings, "grid", Reference::Grid(grid)).map(|rows| rows.into_iter().next())
}

fn rows(settings: &Settings, column: &str, of: Reference) -> Option<Vec<Vacancy>> {
    let rows = view::rows(&settings.vacancies_table, column, &Value::Reference(of), ROWS_MAX).ok()?;
    Some(rows.iter().filter_map(read).collect())
}

fn read(row: &Row) -> Option<Vacancy> {
    let Some(Reference::Grid(grid)) = view::reference(row, "grid") else { return None };
    let text = |column: &str| view::text(row, column).unwrap_or_default().to_owned();
    Some(Vacancy { grid, version: text("version"), since: text("since") })
}
