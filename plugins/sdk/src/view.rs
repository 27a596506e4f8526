//! Reading the county, with the grants that the manifest asks for. In a sandbox these are calls to the host; in tests they
//! are answered by [`crate::testing::County`].

use crate::*;

pub use crate::bindings::county::wardroom::plugin::types::Reference;
pub use crate::bindings::county::wardroom::plugin::view::{
    Area, Date, DayKind, GridFacts, Hours, NearGrid, Noun, PersonFacts, Post, Reading, Refusal, Row, Season, Subject,
    Thing, UnitInfo, VideoPoint, WallClock, WorkflowInfo, WorkflowStatus,
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

/// The rows of a reference table in which a column has this value; in a column of references, this reference or its code.
pub fn rows(table: &str, column: &str, equals: &Value, limit: u16) -> Answer<Vec<Row>> {
    source::find_rows(table, column, equals, limit)
}

/// The county's own code of a reference.
pub fn code(of: Reference) -> Answer<String> {
    source::code(of)
}

/// The units that belong to a district, those that are lent to another included.
pub fn units(district: DistrictRef) -> Answer<Vec<UnitInfo>> {
    source::units(district)
}

/// The numbers of all skills that a unit has, those beyond the first 32 among them.
pub fn skills_of(unit: UnitRef) -> Answer<Vec<u8>> {
    source::skills_of(unit)
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

/// Where a grid lies, and how many households are in it.
pub fn grid_info(grid: GridRef) -> Answer<GridFacts> {
    source::grid_info(grid)
}

/// The district in which a grid lies.
pub fn district_of(grid: GridRef) -> Answer<DistrictRef> {
    source::district_of(grid)
}

/// The number of something by the county's own code: its reference, a slot's place, a skill's number.
pub fn by_code(of: Noun, code: &str) -> Answer<u32> {
    source::by_code(of, code)
}

/// The county's own code, six digits.
pub fn county_code() -> Answer<String> {
    source::county_code()
}

/// A person as the county holds them: posts with their times, and qualifications.
pub fn person_info(person: PersonRef) -> Answer<PersonFacts> {
    source::person_info(person)
}

/// The places in a grid.
pub fn places_in(grid: GridRef, limit: u16) -> Answer<Vec<PlaceRef>> {
    source::places_in(grid, limit)
}

/// Travel times from each origin to each destination: row by row, an origin each. See [`Matrix`]. As units of which the county says
/// nothing move; [`travel_of_kind_s`] is for others.
pub fn travel_s(origins: &[GridRef], destinations: &[GridRef]) -> Answer<Matrix> {
    let seconds = source::travel_s(origins, destinations, None)?;
    Ok(Matrix { seconds, width: destinations.len() })
}

/// The same as units of a kind move; [`OUT_OF_REACH`] where it is farther than they go.
pub fn travel_of_kind_s(origins: &[GridRef], destinations: &[GridRef], kind: UnitKindRef) -> Answer<Matrix> {
    let seconds = source::travel_s(origins, destinations, Some(kind))?;
    Ok(Matrix { seconds, width: destinations.len() })
}

/// Farther than units of the kind go.
pub const OUT_OF_REACH: u32 = u32::MAX;

/// The last value of one of the county's series for a time no later than `at`; `not-found` where there is none that counts.
pub fn series(code: &str, at: TimeS) -> Answer<Reading> {
    source::series(code, at)
}

/// What no record tells, by the name of a key; `None` if the host does not know it.
pub fn extra(of: Thing, key: &str) -> Answer<Option<Value>> {
    source::extra(of, key)
}

/// Travel times of origins (rows) to destinations (columns).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    pub seconds: Vec<u32>,
    width: usize,
}

impl Matrix {
    /// From one origin to one destination, by their places in the lists; `None` past the end of either.
    pub fn get(&self, origin: usize, destination: usize) -> Option<u32> {
        (destination < self.width).then(|| self.seconds.get(origin * self.width + destination).copied()).flatten()
    }
}

/// A place by the county's own code. Needs the grant of [`by_code`], as do the next three.
pub fn place_by_code(code: &str) -> Answer<PlaceRef> {
    by_code(Noun::Place, code)
}

/// A person by the county's own code.
pub fn person_by_code(code: &str) -> Answer<PersonRef> {
    by_code(Noun::Person, code)
}

/// A kind of team by the county's own code.
pub fn team_by_code(code: &str) -> Answer<TeamRef> {
    by_code(Noun::Team, code).map(|team| team as TeamRef)
}

/// A class of units by the county's own code.
pub fn class_by_code(code: &str) -> Answer<ClassRef> {
    by_code(Noun::Class, code).map(|class| class as ClassRef)
}

/// How many open tasks somebody has.
pub fn workload(of: &Assignee) -> Answer<u32> {
    source::workload(of)
}

/// The values with which workflows of a kind that are under way are marked under a name, each once, in order.
pub fn marks(kind: &str, name: &str, limit: u16) -> Answer<Vec<String>> {
    source::marks(kind, name, limit)
}

/// A workflow as others may see it, also one that has ended not long ago.
pub fn instance(which: InstanceRef) -> Answer<WorkflowInfo> {
    source::instance(which)
}

/// The workflows that one has started, oldest first.
pub fn children(of: InstanceRef, limit: u16) -> Answer<Vec<WorkflowInfo>> {
    source::children(of, limit)
}

/// The workflows of a kind that are under way and marked so, in any district, oldest first.
pub fn siblings_by_mark(kind: &str, name: &str, value: &str, limit: u16) -> Answer<Vec<WorkflowInfo>> {
    source::siblings_by_mark(kind, name, value, limit)
}

/// The first instant from a time on that lies within hours of the county's own time, whatever summer time does; that time itself if
/// it does.
pub fn next_within(at: TimeS, hours: Hours) -> Answer<TimeS> {
    source::next_within(at, hours)
}

/// What the county's clocks and its calendar show at an instant.
pub fn local_time(at: TimeS) -> Answer<WallClock> {
    source::local_time(at)
}

/// A deadline of working days: the midnight that ends the working day which is so many after the day of `at`.
pub fn after_working_days(at: TimeS, days: u16) -> Answer<TimeS> {
    source::after_working_days(at, days)
}

impl Hours {
    /// From a minute of the day until another, on every day. With `until` at or before `from` they last into the next day.
    pub fn daily(from_minute: u16, until_minute: u16) -> Hours {
        Hours { from_minute, until_minute, days: 0b111_1111, day_kinds: 0b1111, season: None }
    }

    /// The same on the days that are worked on.
    pub fn of_working_days(from_minute: u16, until_minute: u16) -> Hours {
        Hours { day_kinds: 0b1001, ..Hours::daily(from_minute, until_minute) }
    }
}

impl WallClock {
    /// Whether the clock on the wall is within these minutes of the day; with `until` at or before `from`, the night between them.
    pub fn is_within(&self, from_minute: u16, until_minute: u16) -> bool {
        match from_minute < until_minute {
            true => (from_minute..until_minute).contains(&self.minute),
            false => self.minute >= from_minute || self.minute < until_minute,
        }
    }

    /// Whether it is a day that is worked on.
    pub fn is_worked(&self) -> bool {
        matches!(self.day, DayKind::Working | DayKind::MakeUp)
    }
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

/// What a row refers to in a column; `None` if the cell is empty or holds no reference, or there is no such column.
pub fn reference(row: &Row, column: &str) -> Option<Reference> {
    match cell(row, column) {
        Some(Value::Reference(of)) => Some(*of),
        _ => None,
    }
}

/// A row's value in a column; `None` if the cell is empty or there is no such column.
pub fn cell<'r>(row: &'r Row, column: &str) -> Option<&'r Value> {
    row.iter().find(|(name, _)| name == column).map(|(_, value)| value)
}
