//! A county with its indexes and its router, made once when it comes in.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::county::geometry::{Plane, distance_m};
use crate::county::movement::Movement;
use crate::county::travel::{MovementRef, RoadGraph, Snapped, Travel, TravelTimes};
use crate::county::{County, CountyIndex, Position};
use crate::ids::{GridRef, UnitRef};
use crate::limits::{AT_BASE_M, POSITION_MARGIN_M, ROADS_BESIDE_BASE_KEPT};

/// A county with its indexes and its router.
#[derive(Clone)]
pub struct LoadedCounty {
    pub index: Arc<CountyIndex>,
    pub travel: Arc<dyn TravelTimes>,
    /// Where each unit's base lies.
    pub(crate) bases: Vec<Standing>,
    movements: Vec<Movement>,
    /// Of each unit.
    moves: Vec<MovementRef>,
    /// Roads that ways do without.
    pub(crate) closed: BTreeSet<u32>,
    surroundings: Option<Surroundings>,
}

/// The county's bounds with a margin, on a flat map.
#[derive(Clone, Copy)]
struct Surroundings {
    plane: Plane,
    south_west: [f64; 2],
    north_east: [f64; 2],
}

impl Surroundings {
    /// `None` for a county that nothing is drawn of.
    fn of(county: &County) -> Option<Surroundings> {
        let outlines = county.townships.iter().map(|township| &township.outline);
        let mut bounds =
            outlines.chain(county.grids.iter().map(|grid| &grid.outline)).filter_map(|shape| shape.bounds());
        let first = bounds.next()?;
        let [west, south, east, north] = bounds
            .fold(first, |all, one| [all[0].min(one[0]), all[1].min(one[1]), all[2].max(one[2]), all[3].max(one[3])]);
        let plane = Plane::at((west, south));
        let ([left, bottom], [right, top]) = (plane.metres((west, south)), plane.metres((east, north)));
        Some(Surroundings {
            plane,
            south_west: [left - POSITION_MARGIN_M, bottom - POSITION_MARGIN_M],
            north_east: [right + POSITION_MARGIN_M, top + POSITION_MARGIN_M],
        })
    }

    fn hold(&self, point: Position) -> bool {
        let at = self.plane.metres(point);
        (0..2).all(|axis| (self.south_west[axis]..=self.north_east[axis]).contains(&at[axis]))
    }
}

/// Where a unit stands: on the road graph, and in which grid.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    pub snapped: Snapped,
    /// `None` outside the county.
    pub grid: Option<GridRef>,
}

impl LoadedCounty {
    pub fn new(county: Arc<County>) -> LoadedCounty {
        let mut movements = vec![Movement::UNSAID];
        movements.extend(county.movements.values().cloned());
        let moves = county.units.iter().map(|unit| movement_of(&county, &unit.kind)).collect();
        let travel = Arc::new(RoadGraph::new(&county.roads, &county.thresholds, &movements));
        let surroundings = Surroundings::of(&county);
        let (index, closed) = (Arc::new(CountyIndex::new(county)), BTreeSet::new());
        let mut loaded = LoadedCounty { bases: Vec::new(), movements, moves, closed, index, travel, surroundings };
        // Many units have the same base.
        let mut known: Vec<Standing> = Vec::new();
        for unit in 0..loaded.county().units.len() {
            let base = loaded.county().home(UnitRef(unit as u32)).unwrap_or_default();
            let same = known.iter().find(|standing| standing.snapped.position == base).cloned();
            let standing = same.unwrap_or_else(|| {
                let snapped = loaded.travel.snap_with(base, ROADS_BESIDE_BASE_KEPT);
                let standing = Standing { snapped, grid: loaded.grid_at(base) };
                known.push(standing.clone());
                standing
            });
            loaded.bases.push(standing);
        }
        loaded
    }

    /// The same while these roads are closed, and no others.
    pub(crate) fn with_closed(&self, closed: BTreeSet<u32>) -> LoadedCounty {
        LoadedCounty { travel: self.travel.with_closed(&closed), closed, ..self.clone() }
    }

    /// The same with a county that differs in who serves it, and in nothing else: places and roads are where they were.
    pub(crate) fn with_service(&self, county: County) -> LoadedCounty {
        LoadedCounty { index: Arc::new(CountyIndex::new(Arc::new(county))), ..self.clone() }
    }

    /// Whether a point is in the county or no farther outside than a unit may be believed to be.
    pub fn is_around(&self, point: Position) -> bool {
        self.surroundings.as_ref().is_none_or(|surroundings| surroundings.hold(point))
    }

    /// Where a point lies.
    pub fn place(&self, point: Position) -> Standing {
        Standing { snapped: self.travel.snap(point), grid: self.grid_at(point) }
    }

    fn grid_at(&self, point: Position) -> Option<GridRef> {
        self.index.locate(point.0, point.1).ok().map(|located| located.grid)
    }

    /// Where a unit stands while nothing newer is known of it.
    pub fn base(&self, unit: UnitRef) -> Option<Standing> {
        self.bases.get(unit.index()).cloned()
    }

    /// How this unit moves.
    pub fn movement(&self, unit: UnitRef) -> MovementRef {
        self.moves.get(unit.index()).copied().unwrap_or_default()
    }

    /// How units of a kind move, and what they take to turn out from their base.
    pub fn movement_of(&self, kind: &str) -> (MovementRef, u32) {
        let which = movement_of(self.county(), kind);
        (which, self.movements.get(usize::from(which.0)).map_or(0, |movement| movement.turn_out_s))
    }

    /// From the order to the start, for a unit that stands here.
    pub fn turn_out_s(&self, unit: UnitRef, at: Position) -> u32 {
        let at_base =
            self.bases.get(unit.index()).is_some_and(|base| distance_m(base.snapped.position, at) <= AT_BASE_M);
        let movement = self.movements.get(usize::from(self.movement(unit).0)).filter(|_| at_base);
        movement.map_or(0, |movement| movement.turn_out_s)
    }

    /// How long each of these units takes from where it stands, in their order.
    pub fn approaches(&self, units: &[(UnitRef, Snapped)], to: Position) -> Vec<Travel> {
        let from: Vec<(&Snapped, MovementRef)> = units.iter().map(|(unit, at)| (at, self.movement(*unit))).collect();
        let mut ways = self.travel.between_each(&from, &self.travel.snap(to));
        for ((unit, at), travel) in units.iter().zip(&mut ways) {
            travel.seconds = travel.seconds.saturating_add(self.turn_out_s(*unit, at.position));
        }
        ways
    }

    pub fn county(&self) -> &County {
        self.index.county()
    }
}

/// Kinds of which something is said are numbered in the order of their codes, after that of all others.
fn movement_of(county: &County, kind: &str) -> MovementRef {
    MovementRef(county.movements.keys().position(|of| of == kind).map_or(0, |index| index as u16 + 1))
}

impl std::fmt::Debug for LoadedCounty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LoadedCounty({} {})", self.county().code, self.county().digest.short())
    }
}
