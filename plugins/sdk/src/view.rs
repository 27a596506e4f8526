//! Reading the county, with the grants that the manifest asks for. In a sandbox these are calls to the host; in tests they
//! are answered by [`crate::testing::County`].

use crate::*;

pub use crate::bindings::county::wardroom::plugin::view::{
    Area, Coded, Hours, NearGrid, Refusal, Row, Subject, UnitInfo, VideoPoint,
};

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

/// The units that belong to a district, those that are lent to another included.
pub fn units(district: DistrictRef) -> Answer<Vec<UnitInfo>> {
    source::units(district)
}

/// Grids whose centres are within a distance of a grid's centre, that grid first, then the nearest.
pub fn grids_near(grid: GridRef, within_m: u32, limit: u16) -> Answer<Vec<NearGrid>> {
    source::grids_near(grid, within_m, limit)
}

/// The video points nearest to a grid's centre.
pub fn video_points_near(grid: GridRef, limit: u16) -> Answer<Vec<VideoPoint>> {
    source::video_points_near(grid, limit)
}

/// Districts that share a border with one.
pub fn district_neighbours(district: DistrictRef) -> Answer<Vec<DistrictRef>> {
    source::district_neighbours(district)
}

/// The district in which a grid lies.
pub fn district_of(grid: GridRef) -> Answer<DistrictRef> {
    source::district_of(grid)
}

/// A place by the county's own code.
pub fn place_by_code(code: &str) -> Answer<PlaceRef> {
    source::place_by_code(code)
}

/// A person by the county's own code.
pub fn person_by_code(code: &str) -> Answer<PersonRef> {
    source::person_by_code(code)
}

/// A kind of team by the county's own code.
pub fn team_by_code(code: &str) -> Answer<TeamRef> {
    source::team_by_code(code)
}

/// How many open tasks somebody has.
pub fn workload(of: &Assignee) -> Answer<u32> {
    source::workload(of)
}

/// The values with which workflows of a kind that are under way are marked under a name, each once, in order.
pub fn marks(kind: &str, name: &str, limit: u16) -> Answer<Vec<String>> {
    source::marks(kind, name, limit)
}

/// The first instant from a time on that lies within hours of the county's own time, whatever summer time does; that time itself if
/// it does.
pub fn next_within(at: TimeS, hours: Hours) -> Answer<TimeS> {
    source::next_within(at, hours)
}

/// How many actual incidents were reported since a time, at most a day ago; counted up to `up_to`.
pub fn count_incidents(kind: Option<KindRef>, within: Area, since: TimeS, up_to: u16) -> Answer<u16> {
    source::count_incidents(kind, within, since, up_to)
}

/// A row's text in a column; `None` if the cell is empty or holds no text, or there is no such column.
pub fn text<'r>(row: &'r Row, column: &str) -> Option<&'r str> {
    match cell(row, column) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// A row's value in a column; `None` if the cell is empty or there is no such column.
pub fn cell<'r>(row: &'r Row, column: &str) -> Option<&'r Value> {
    row.iter().find(|(name, _)| name == column).map(|(_, value)| value)
}
