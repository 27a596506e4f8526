//! Searching a county: a point's grid, codes, rows by key or column, shifts. Built once from a county, never serialised.

use std::sync::Arc;

use super::{County, Position};
use crate::hooks::Nearness;
use crate::ids::*;
use crate::ports::{AttributeSubject, Coded, Value};
use crate::time::TimeMs;

/// A county with everything that makes looking things up fast.
pub struct CountyIndex {
    county: Arc<County>,
}

/// Where a point lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Located {
    pub grid: GridRef,
    pub district: DistrictRef,
    pub how: Placement,
}

#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placement {
    Inside,
    /// In the county but in no grid: this is the nearest.
    NearestGrid { distance_m: u32 },
}

#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("the point {lon}, {lat} lies outside the county")]
pub struct OutsideCounty {
    pub lon: f64,
    pub lat: f64,
}

impl CountyIndex {
    /// Fails only for a county that [`County::read`] would refuse.
    pub fn new(county: Arc<County>) -> CountyIndex {
        CountyIndex { county }
    }

    pub fn county(&self) -> &Arc<County> {
        &self.county
    }

    pub fn zone(&self) -> &jiff::tz::TimeZone {
        unimplemented!()
    }

    pub fn locate(&self, _lon: f64, _lat: f64) -> Result<Located, OutsideCounty> {
        unimplemented!()
    }

    pub fn unit(&self, _code: &str) -> Option<UnitRef> {
        unimplemented!()
    }
    pub fn kind(&self, _code: &str) -> Option<KindRef> {
        unimplemented!()
    }
    pub fn district(&self, _code: &str) -> Option<DistrictRef> {
        unimplemented!()
    }
    pub fn grid(&self, _code: &str) -> Option<GridRef> {
        unimplemented!()
    }
    pub fn station(&self, _code: &str) -> Option<StationRef> {
        unimplemented!()
    }
    pub fn person(&self, _code: &str) -> Option<PersonRef> {
        unimplemented!()
    }
    pub fn team(&self, _code: &str) -> Option<TeamRef> {
        unimplemented!()
    }
    pub fn place(&self, _code: &str) -> Option<PlaceRef> {
        unimplemented!()
    }
    /// Position in the county's roster slots.
    pub fn slot(&self, _code: &str) -> Option<u16> {
        unimplemented!()
    }

    /// Seconds that each team still is on shift, by team: `None` off shift, `u32::MAX` without an end.
    pub fn teams_on_shift(&self, _at: TimeMs) -> Vec<Option<u32>> {
        unimplemented!()
    }
    /// The same of one unit; `None` also for a unit that is unknown or retired.
    pub fn unit_on_shift(&self, _unit: UnitRef, _at: TimeMs) -> Option<u32> {
        unimplemented!()
    }

    /// As [`crate::ports::View::get_row`].
    pub fn get_row(&self, _table: &str, _key: &str) -> Option<Vec<(String, Value)>> {
        unimplemented!()
    }
    /// As [`crate::ports::View::find_rows`].
    pub fn find_rows(
        &self,
        _table: &str,
        _column: &str,
        _equals: &Value,
        _limit: usize,
    ) -> Option<Vec<Vec<(String, Value)>>> {
        unimplemented!()
    }
}

impl County {
    pub fn nearness(&self, _from: DistrictRef, _to: DistrictRef) -> Nearness {
        unimplemented!()
    }

    /// As [`crate::ports::View::attribute`].
    pub fn attribute(&self, _of: AttributeSubject, _name: &str) -> Option<Option<Value>> {
        unimplemented!()
    }

    /// As [`crate::ports::View::code`].
    pub fn code_of(&self, _of: Coded) -> Option<String> {
        unimplemented!()
    }

    pub fn counts(&self) -> super::Counts {
        unimplemented!()
    }

    /// Where a unit without a position stands.
    pub fn home(&self, _unit: UnitRef) -> Option<Position> {
        unimplemented!()
    }
}
