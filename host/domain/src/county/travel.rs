//! Travel times, behind a port that a bigger router can fill: what is asked and answered. Times are whole milliseconds throughout, so
//! that they are the same on every machine and a sum does not depend on its order.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::geometry::part_way;
use super::movement::Movement;
use super::{Position, Thresholds};
use crate::limits::{OFF_ROAD_DRIVEN_M_MAX, ROADS_BESIDE_KEPT};

mod roads;

pub use roads::RoadGraph;

/// How long a way takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Travel {
    pub seconds: u32,
    /// No road is of use: this is the straight line, on foot where it is long.
    pub straight_line: bool,
    /// Farther than this kind of unit can go.
    pub out_of_reach: bool,
}

/// One of the movements that a router was made with; 0 is that of kinds of which nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MovementRef(pub u16);

/// A point with the roads that lie nearest to it. Cheap to keep beside a position.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapped {
    pub position: Position,
    /// Nearest first.
    joins: Arc<[Join]>,
    /// All roads nearer than this are among them.
    complete_m: f64,
}

impl Snapped {
    /// A point that no road is known near.
    pub fn alone(position: Position) -> Snapped {
        Snapped { position, joins: Arc::default(), complete_m: 0.0 }
    }
}

/// Where a point beside a road comes onto it: at the foot of the perpendicular, or at an end.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Join {
    road: u32,
    /// From the road's first node, as a part of it.
    along: f64,
    /// Between the point and the road.
    off_m: f64,
}

/// The way from one point to another, in pieces.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    pub start: Position,
    pub legs: Vec<Leg>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    pub to: Position,
    /// The node that it ends at, as a number of the county's.
    pub node: Option<u32>,
    /// The road that it follows, as a number of the county's; `None` off the road.
    pub road: Option<u32>,
    pub length_m: f64,
    pub ms: u32,
}

impl Route {
    /// Where one is after this time; at the end from the moment of arrival on.
    pub fn at(&self, elapsed_s: u32) -> Position {
        let mut left_ms = u64::from(elapsed_s) * 1000;
        let mut start = self.start;
        for leg in &self.legs {
            if left_ms < u64::from(leg.ms) {
                return part_way(start, leg.to, left_ms as f64 / f64::from(leg.ms));
            }
            left_ms -= u64::from(leg.ms);
            start = leg.to;
        }
        start
    }

    pub fn seconds(&self) -> u32 {
        seconds(self.legs.iter().fold(0, |sum, leg| sum.saturating_add(leg.ms)))
    }

    pub fn length_m(&self) -> f64 {
        self.legs.iter().map(|leg| leg.length_m).sum()
    }

    pub fn off_road_m(&self) -> f64 {
        self.legs.iter().filter(|leg| leg.road.is_none()).map(|leg| leg.length_m).sum()
    }
}

/// Answers how long a unit takes from one point to another.
pub trait TravelTimes: Send + Sync {
    /// Ties a point to the road graph, with so many of the roads about it.
    fn snap_with(&self, point: Position, kept: usize) -> Snapped;

    /// The same with as many as are kept of a position that moves.
    fn snap(&self, point: Position) -> Snapped {
        self.snap_with(point, ROADS_BESIDE_KEPT)
    }

    /// From each of these to one point, in their order: one search for each movement among them.
    fn between_each(&self, from: &[(&Snapped, MovementRef)], to: &Snapped) -> Vec<Travel>;

    /// The way that `between_each` gives the time of.
    fn route(&self, from: &Snapped, to: &Snapped, movement: MovementRef) -> Route;

    /// The same while these roads are closed, and no others.
    fn with_closed(&self, roads: &BTreeSet<u32>) -> Arc<dyn TravelTimes>;

    /// The nodes that one search looks at, roughly.
    fn searched(&self) -> usize;

    fn between(&self, from: &Snapped, to: &Snapped, movement: MovementRef) -> Travel {
        // INVARIANT: one answer for each that is asked for.
        self.between_each(&[(from, movement)], to)[0]
    }

    fn travel(&self, from: Position, to: Position, movement: MovementRef) -> Travel {
        self.between(&self.snap(from), &self.snap(to), movement)
    }
}

/// The speeds that one movement has beside the roads.
#[derive(Clone, Copy, Debug)]
struct Beside {
    off_road_kmh: u16,
    walking_kmh: u16,
}

impl Beside {
    fn new(movement: &Movement, thresholds: &Thresholds) -> Beside {
        let off_road_kmh = movement.off_road_kmh.unwrap_or(thresholds.off_road_kmh);
        let capped = |kmh: u16| kmh.min(movement.max_kmh.unwrap_or(u16::MAX));
        Beside { off_road_kmh: capped(off_road_kmh), walking_kmh: capped(thresholds.walking_kmh) }
    }

    /// Lanes and paths near a road take a vehicle; farther off one goes on foot.
    fn ms(self, length_m: f64) -> u32 {
        let driven_m = length_m.min(OFF_ROAD_DRIVEN_M_MAX);
        way_ms(driven_m, self.off_road_kmh).saturating_add(way_ms(length_m - driven_m, self.walking_kmh))
    }
}

/// Milliseconds for a length at a speed, rounded to the nearest.
fn way_ms(length_m: f64, speed_kmh: u16) -> u32 {
    if !length_m.is_finite() {
        return u32::MAX;
    }
    // 1 km/h is 1 m in 3,600 ms. The cast saturates.
    (length_m * 3600.0 / f64::from(speed_kmh.max(1))).round() as u32
}

/// Rounded to the nearest.
fn seconds(ms: u32) -> u32 {
    ms.saturating_add(500) / 1000
}
