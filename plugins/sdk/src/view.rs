//! Reading the county, with the grants that the manifest asks for. In a sandbox these are calls to the host; in tests they
//! are answered by [`crate::testing::County`].

use crate::*;

pub use crate::bindings::county::wardroom::plugin::view::{Coded, Refusal, Row, Subject};

#[cfg(target_arch = "wasm32")]
use crate::bindings::county::wardroom::plugin::view as source;
#[cfg(not(target_arch = "wasm32"))]
use crate::testing::county as source;

/// What a reading gives, or why it gives nothing.
pub type Answer<T> = std::result::Result<T, Refusal>;

/// An incident by its number.
pub fn incident(which: IncidentRef) -> Answer<Incident> {
    source::get_incident(which)
}

/// A district's open incidents, oldest first.
pub fn open_incidents(district: DistrictRef, limit: u16) -> Answer<Vec<Incident>> {
    source::open_incidents(district, limit)
}

/// Who holds a roster slot in a district at a time. Empty if nobody does; `not-found` if the county has no such slot.
pub fn on_duty(district: DistrictRef, slot: &str, at: TimeS) -> Answer<Vec<PersonRef>> {
    source::on_duty(district, slot, at)
}

/// One of the county's own attributes; `None` if this one has no value, `not-found` if the county has no such attribute.
pub fn attribute(of: Subject, name: &str) -> Answer<Option<Value>> {
    source::attribute(of, name)
}

/// The row of a reference table with this key, as columns and values.
pub fn row(table: &str, key: &str) -> Answer<Row> {
    source::get_row(table, key)
}

/// The rows of a reference table in which a column has this value.
pub fn rows(table: &str, column: &str, equals: &Value, limit: u16) -> Answer<Vec<Row>> {
    source::find_rows(table, column, equals, limit)
}

/// The county's own code of a reference.
pub fn code(of: Coded) -> Answer<String> {
    source::code(of)
}

/// A row's value in a column; `None` if the cell is empty or there is no such column.
pub fn cell<'r>(row: &'r Row, column: &str) -> Option<&'r Value> {
    row.iter().find(|(name, _)| name == column).map(|(_, value)| value)
}

/// Interim.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitInfo {
    pub ref_: UnitRef,
    pub team: TeamRef,
    pub district: DistrictRef,
    pub lent_to: Option<DistrictRef>,
    pub skills: SkillSet,
    pub free: bool,
}

pub fn units(district: DistrictRef) -> Answer<Vec<UnitInfo>> {
    crate::testing::county::units(district)
}

pub fn district_neighbours(district: DistrictRef) -> Answer<Vec<DistrictRef>> {
    crate::testing::county::district_neighbours(district)
}

pub fn place_by_code(code: &str) -> Answer<PlaceRef> {
    crate::testing::county::place_by_code(code)
}

pub fn workload(assignee: &crate::workflow::Assignee) -> Answer<u32> {
    crate::testing::county::workload(assignee)
}

pub fn grids_near(grid: GridRef, within_m: u32, limit: u16) -> Answer<Vec<(GridRef, u32)>> {
    crate::testing::county::grids_near(grid, within_m, limit)
}

pub fn video_points_near(grid: GridRef, limit: u16) -> Answer<Vec<(String, u32)>> {
    crate::testing::county::video_points_near(grid, limit)
}
