//! Where the open incidents are: an index by place that the fold keeps, so that looking round a point costs what is near it
//! and not what is open in the county.

use imbl::OrdMap;

use crate::county::Position;
use crate::county::geometry::{Plane, distance_m};
use crate::ids::IncidentRef;
use crate::incident::Reality;
use crate::incident::record::Incident;
use crate::time::TimeMs;

/// A power of two, so that a cell's edges are exact: about 870 m from south to north.
const CELLS_PER_DEGREE: f64 = 128.0;

/// Counted from the equator to the north, and from Greenwich to the east.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    row: i32,
    column: i32,
}

impl Cell {
    fn of((lon, lat): Position) -> Cell {
        // The casts saturate.
        Cell { row: (lat * CELLS_PER_DEGREE).floor() as i32, column: (lon * CELLS_PER_DEGREE).floor() as i32 }
    }

    /// How far a point is from the nearest one in the cell, metres; never more than it is.
    fn distance_m(self, from: Position) -> f64 {
        let within = |at: f64, cell: i32| {
            let edge = f64::from(cell) / CELLS_PER_DEGREE;
            at.clamp(edge, edge + 1.0 / CELLS_PER_DEGREE)
        };
        // A degree of longitude is not as long on one edge as on the other.
        distance_m(from, (within(from.0, self.column), within(from.1, self.row))) * 0.99
    }
}

/// What is known of an open incident without looking it up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    pub position: Position,
    pub reported_at: TimeMs,
    pub reality: Reality,
}

#[derive(Clone, Debug, Default)]
pub struct Whereabouts(OrdMap<(Cell, IncidentRef), Spot>);

impl Whereabouts {
    pub(crate) fn keep(&mut self, incident: &Incident) {
        let position = (incident.place.lon, incident.place.lat);
        let key = (Cell::of(position), incident.incident);
        // None of it ever changes, but for the place, and then it is forgotten first.
        if !self.0.contains_key(&key) {
            self.0.insert(key, Spot { position, reported_at: incident.reported_at, reality: incident.reality });
        }
    }

    pub(crate) fn forget(&mut self, incident: &Incident) {
        self.0.remove(&(Cell::of((incident.place.lon, incident.place.lat)), incident.incident));
    }

    /// The cells with anything in them that may lie within so many metres, each with the least distance that anything in it
    /// has: nearest first.
    pub fn around(&self, here: Position, within_m: f64) -> Vec<(f64, Cell)> {
        let within_m = within_m * 1.02;
        let (_, reach_north) = Plane::at((0.0, 0.0)).degrees([0.0, within_m]);
        // Where a degree of longitude is shortest.
        let polewards = (here.1.abs() + reach_north).min(89.99);
        let (reach_east, _) = Plane::at((0.0, polewards)).degrees([within_m, 0.0]);
        let first = Cell::of((here.0 - reach_east, here.1 - reach_north));
        let last = Cell::of((here.0 + reach_east, here.1 + reach_north));
        let mut found = Vec::new();
        for row in first.row..=last.row {
            let mut column = first.column;
            while let Some((cell, _)) = self.next((Cell { row, column }, IncidentRef(0)))
                && cell.row == row
                && cell.column <= last.column
            {
                found.push((cell.distance_m(here), cell));
                let Some(next) = cell.column.checked_add(1) else { break };
                column = next;
            }
        }
        found.sort_unstable_by(|(one, cell), (other, other_cell)| one.total_cmp(other).then(cell.cmp(other_cell)));
        found
    }

    fn next(&self, from: (Cell, IncidentRef)) -> Option<(Cell, IncidentRef)> {
        self.0.range(from..).next().map(|(key, _)| *key)
    }

    /// What is in a cell, newest first.
    pub fn newest(&self, cell: Cell) -> impl Iterator<Item = (IncidentRef, &Spot)> {
        let all = (cell, IncidentRef(0))..=(cell, IncidentRef(u32::MAX));
        self.0.range(all).rev().map(|((_, which), spot)| (*which, spot))
    }
}
