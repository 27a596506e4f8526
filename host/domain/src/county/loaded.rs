//! A county with its indexes and its router, made once when it comes in.

use std::sync::Arc;

use crate::county::travel::{RoadGraph, Snapped, TravelTimes};
use crate::county::{County, CountyIndex};
use crate::ids::UnitRef;

/// A county with its indexes and its router.
pub struct LoadedCounty {
    pub index: CountyIndex,
    pub travel: Box<dyn TravelTimes>,
    /// Where each unit's base meets the road graph.
    pub(crate) bases: Vec<Snapped>,
}

impl LoadedCounty {
    pub fn new(county: Arc<County>) -> LoadedCounty {
        let travel = Box::new(RoadGraph::new(&county.roads, &county.thresholds));
        let units = 0..county.units.len();
        let base = |index: usize| travel.snap(county.home(UnitRef(index as u32)).unwrap_or_default());
        LoadedCounty { bases: units.map(base).collect(), index: CountyIndex::new(county), travel }
    }

    /// Where a unit stands while nothing newer is known of it.
    pub fn base(&self, unit: UnitRef) -> Option<Snapped> {
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
