//! A county with its indexes and its router, made once when it comes in.

use std::sync::Arc;

use crate::county::Position;
use crate::county::geometry::Plane;
use crate::county::travel::{RoadGraph, Snapped, TravelTimes};
use crate::county::{County, CountyIndex};
use crate::ids::{GridRef, UnitRef};
use crate::limits::POSITION_MARGIN_M;

/// A county with its indexes and its router.
pub struct LoadedCounty {
    pub index: CountyIndex,
    pub travel: Box<dyn TravelTimes>,
    /// Where each unit's base lies.
    pub(crate) bases: Vec<Standing>,
    surroundings: Option<Surroundings>,
}

/// The county's bounds with a margin, on a flat map.
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
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    pub snapped: Snapped,
    /// `None` outside the county.
    pub grid: Option<GridRef>,
}

impl Default for Standing {
    /// Nowhere.
    fn default() -> Standing {
        Standing { snapped: Snapped { position: (0.0, 0.0), node: u32::MAX, leg_ms: 0 }, grid: None }
    }
}

impl LoadedCounty {
    pub fn new(county: Arc<County>) -> LoadedCounty {
        let travel = Box::new(RoadGraph::new(&county.roads, &county.thresholds));
        let surroundings = Surroundings::of(&county);
        let mut loaded = LoadedCounty { bases: Vec::new(), index: CountyIndex::new(county), travel, surroundings };
        let units = 0..loaded.county().units.len();
        let base = |index: usize| loaded.county().home(UnitRef(index as u32)).unwrap_or_default();
        loaded.bases = units.map(|index| loaded.place(base(index))).collect();
        loaded
    }

    /// Whether a point is in the county or no farther outside than a unit may be believed to be.
    pub fn is_around(&self, point: Position) -> bool {
        self.surroundings.as_ref().is_none_or(|surroundings| surroundings.hold(point))
    }

    /// Where a point lies.
    pub fn place(&self, point: Position) -> Standing {
        let grid = self.index.locate(point.0, point.1).ok().map(|located| located.grid);
        Standing { snapped: self.travel.snap(point), grid }
    }

    /// Where a unit stands while nothing newer is known of it.
    pub fn base(&self, unit: UnitRef) -> Option<Standing> {
        self.bases.get(unit.index()).copied()
    }

    pub fn county(&self) -> &County {
        self.index.county()
    }
}

impl std::fmt::Debug for LoadedCounty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LoadedCounty({} {})", self.county().code, self.county().digest.short())
    }
}
