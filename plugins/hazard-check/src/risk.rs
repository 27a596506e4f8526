//! What a round is of, a grid or a place in one, and of which risk class: by the county's table, or by an attribute of the grid.

use serde::{Deserialize, Serialize};
use wardroom_plugin::view::{self, Reference, Row, Subject};
use wardroom_plugin::workflow::{Field, Instance, Result, reference, refuse};
use wardroom_plugin::{GridRef, PlaceRef, Value};

use crate::settings::Settings;
use crate::why;

/// No county has more of one class in a table.
const ROWS_MAX: u16 = 256;

/// A grid, or a place in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    pub grid: GridRef,
    pub place: Option<PlaceRef>,
    /// One of the settings' classes, if it has one.
    pub class: Option<String>,
}

impl Spot {
    /// What a start says. A schedule says it in its fields; whoever starts a round by hand may say the grid as the place of the workflow.
    pub fn of(settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Spot> {
        let grid = match (reference(fields, "grid"), instance.grid) {
            (Some(Reference::Grid(grid)), _) | (_, Some(grid)) => Some(grid),
            _ => None,
        };
        let Some(Reference::Place(place)) = reference(fields, "place") else {
            let Some(grid) = grid else { return refuse(why::say_grid()) };
            return Ok(Spot { grid, place: None, class: of_grid(settings, grid) });
        };
        let listed = spots(settings, "place", &Value::Reference(Reference::Place(place))).into_iter().next();
        match (listed, grid) {
            (Some((_, spot)), _) => Ok(spot),
            (None, Some(grid)) => Ok(Spot { grid, place: Some(place), class: of_grid(settings, grid) }),
            (None, None) => refuse(why::say_grid_of(place)),
        }
    }

    /// By what rounds of the same grid or place find each other.
    pub fn name(&self) -> String {
        match self.place {
            Some(place) => format!("place-{place}"),
            None => format!("grid-{}", self.grid),
        }
    }
}

/// All of a class, each with its code in the table. A grid whose attribute says another class is of that one.
pub fn of_class(settings: &Settings, class: &str) -> Vec<(String, Spot)> {
    let mut spots = spots(settings, "class", &Value::Text(class.to_owned()));
    spots.retain(|(_, spot)| spot.place.is_some() || by_attribute(settings, spot.grid).is_none_or(|of| of == class));
    spots
}

fn by_attribute(settings: &Settings, grid: GridRef) -> Option<String> {
    if settings.class_attribute.is_empty() {
        return None;
    }
    match view::attribute(Subject::Grid(grid), &settings.class_attribute) {
        Ok(Some(Value::Text(class))) => Some(class),
        _ => None,
    }
}

/// The attribute counts more than the table.
fn of_grid(settings: &Settings, grid: GridRef) -> Option<String> {
    if let Some(class) = by_attribute(settings, grid) {
        return Some(class);
    }
    let listed = spots(settings, "grid", &Value::Reference(Reference::Grid(grid)));
    listed.into_iter().find(|(_, spot)| spot.place.is_none()).and_then(|(_, spot)| spot.class)
}

fn spots(settings: &Settings, column: &str, equals: &Value) -> Vec<(String, Spot)> {
    if settings.class_table.is_empty() {
        return Vec::new();
    }
    let rows = view::rows(&settings.class_table, column, equals, ROWS_MAX).unwrap_or_default();
    rows.iter().filter_map(spot).collect()
}

fn spot(row: &Row) -> Option<(String, Spot)> {
    let Some(Reference::Grid(grid)) = view::reference(row, "grid") else { return None };
    let place = match view::reference(row, "place") {
        Some(Reference::Place(place)) => Some(place),
        _ => None,
    };
    let class = view::text(row, "class").map(str::to_owned);
    Some((view::text(row, "code")?.to_owned(), Spot { grid, place, class }))
}
