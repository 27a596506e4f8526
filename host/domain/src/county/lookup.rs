//! Searching a county: a point's grid, codes, a table's rows by a column, shifts. Built once from a county, never serialised.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;

use super::area::Areas;
use super::geometry::is_wgs84;
use super::noun::Noun;
use super::*;
use crate::hooks::Nearness;
use crate::ports::{CodeOf, Reference};
use crate::time::TimeMs;

/// A county with everything that makes looking things up fast.
pub struct CountyIndex {
    county: Arc<County>,
    zone: TimeZone,
    grids: Areas,
    townships: Areas,
    /// By noun, what is not retired.
    codes: HashMap<&'static str, HashMap<String, usize>>,
    tables: HashMap<String, TableIndex>,
}

/// Where a point lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Located {
    pub grid: GridRef,
    pub district: DistrictRef,
    pub how: Placement,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placement {
    Inside,
    /// In the county but in no grid: this is the nearest.
    NearestGrid {
        distance_m: u32,
    },
}

/// A point that no township holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OutsideCounty {
    pub lon: f64,
    pub lat: f64,
    /// The other way round the county holds it.
    pub swapped: bool,
}

/// A table's rows in the order of each column's values; rows with the same value stay in the order of the file.
pub(super) struct TableIndex {
    table: usize,
    by_column: Vec<Vec<u32>>,
}

impl TableIndex {
    fn new(table: usize, of: &Table) -> TableIndex {
        let by_column = (0..of.columns.len()).map(|column| {
            let mut rows: Vec<u32> = (0..of.rows.len() as u32).collect();
            rows.sort_by(|one, other| {
                compare_cells(of.rows[*one as usize].get(column), of.rows[*other as usize].get(column))
            });
            rows
        });
        TableIndex { table, by_column: by_column.collect() }
    }

    /// The rows with this value, in the order of the file.
    pub(super) fn find<'t>(
        &'t self,
        of: &'t Table,
        column: usize,
        equals: &Value,
    ) -> impl Iterator<Item = &'t Vec<Option<Value>>> {
        let rows = self.by_column.get(column).map_or(&[][..], Vec::as_slice);
        let wanted = Some(equals.clone());
        let cell = move |row: &u32| of.rows.get(*row as usize).and_then(|row| row.get(column));
        let start = rows.partition_point(|row| compare_cells(cell(row), Some(&wanted)) == Ordering::Less);
        let found =
            rows[start..].iter().take_while(move |row| compare_cells(cell(row), Some(&wanted)) == Ordering::Equal);
        found.filter_map(|row| of.rows.get(*row as usize))
    }
}

/// Any order that tells values apart.
fn compare_cells(one: Option<&Option<Value>>, other: Option<&Option<Value>>) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Flag(_) => 0,
        Value::Number(_) => 1,
        Value::Text(_) => 2,
        // None of a table's cells is one of these.
        Value::Time(_) | Value::Reference(_) | Value::Attachment(_) | Value::List(_) => 3,
    };
    match (one.and_then(Option::as_ref), other.and_then(Option::as_ref)) {
        (Some(Value::Flag(one)), Some(Value::Flag(other))) => one.cmp(other),
        (Some(Value::Text(one)), Some(Value::Text(other))) => one.cmp(other),
        // Adding 0 makes one zero of the two.
        (Some(Value::Number(one)), Some(Value::Number(other))) => (one + 0.0).total_cmp(&(other + 0.0)),
        (Some(one), Some(other)) => rank(one).cmp(&rank(other)),
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}

impl CountyIndex {
    /// A county whose time zone this build does not know is read in UTC; no import lets one through.
    pub fn new(county: Arc<County>) -> CountyIndex {
        let live_grids = county.grids.iter().enumerate().filter(|(_, grid)| !grid.retired);
        let live_townships = county.townships.iter().enumerate().filter(|(_, township)| !township.retired);
        CountyIndex {
            zone: TimeZone::get(&county.zone).unwrap_or(TimeZone::UTC),
            grids: Areas::new(live_grids.map(|(number, grid)| (number, &grid.outline)), true),
            townships: Areas::new(live_townships.map(|(number, township)| (number, &township.outline)), true),
            codes: all_codes(&county),
            tables: county
                .tables
                .iter()
                .enumerate()
                .map(|(number, table)| (table.name.clone(), TableIndex::new(number, table)))
                .collect(),
            county,
        }
    }

    pub fn county(&self) -> &Arc<County> {
        &self.county
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The grid that holds a point; on a border, the one with the lowest reference. A point in no grid but in the county
    /// (or no farther off than drawings differ) goes to the nearest grid.
    pub fn locate(&self, lon: f64, lat: f64) -> Result<Located, OutsideCounty> {
        let position = (lon, lat);
        let outside = OutsideCounty { lon, lat, swapped: is_wgs84((lat, lon)) && self.townships.hold((lat, lon)) };
        if !is_wgs84(position) {
            return Err(outside);
        }
        let (number, how) = match self.grids.at(position) {
            Some(number) => (number, Placement::Inside),
            None if !self.townships.hold(position) => return Err(outside),
            None => {
                let (number, distance_m) = self.grids.nearest(position).ok_or(outside)?;
                (number, Placement::NearestGrid { distance_m: distance_m.round() as u32 })
            }
        };
        let grid = self.county.grids.get(number).ok_or(outside)?;
        Ok(Located { grid: GridRef(number as u32), district: grid.district, how })
    }

    fn code<T: Noun>(&self, code: &str) -> Option<usize> {
        self.codes.get(T::NOUN)?.get(code).copied()
    }

    pub fn unit(&self, code: &str) -> Option<UnitRef> {
        self.code::<Unit>(code).map(|number| UnitRef(number as u32))
    }

    pub fn kind(&self, code: &str) -> Option<KindRef> {
        self.code::<Kind>(code).map(|number| KindRef(number as u16))
    }

    pub fn district(&self, code: &str) -> Option<DistrictRef> {
        self.code::<District>(code).map(|number| DistrictRef(number as u16))
    }

    pub fn grid(&self, code: &str) -> Option<GridRef> {
        self.code::<Grid>(code).map(|number| GridRef(number as u32))
    }

    pub fn station(&self, code: &str) -> Option<StationRef> {
        self.code::<Station>(code).map(|number| StationRef(number as u16))
    }

    pub fn person(&self, code: &str) -> Option<PersonRef> {
        self.code::<Person>(code).map(|number| PersonRef(number as u32))
    }

    pub fn team(&self, code: &str) -> Option<TeamRef> {
        self.code::<Team>(code).map(|number| TeamRef(number as u16))
    }

    pub fn place(&self, code: &str) -> Option<PlaceRef> {
        self.code::<Place>(code).map(|number| PlaceRef(number as u32))
    }

    /// The number of what the county has in use under a code.
    pub fn by_code(&self, of: CodeOf, code: &str) -> Option<u32> {
        let named = |list: &[Named]| list.iter().position(|named| named.code == code);
        let number = match of {
            CodeOf::Unit => self.code::<Unit>(code),
            CodeOf::Grid => self.code::<Grid>(code),
            CodeOf::Place => self.code::<Place>(code),
            CodeOf::Kind => self.code::<Kind>(code),
            CodeOf::District => self.code::<District>(code),
            CodeOf::Station => self.code::<Station>(code),
            CodeOf::Person => self.code::<Person>(code),
            CodeOf::Team => self.code::<Team>(code),
            CodeOf::Township => self.code::<Township>(code),
            CodeOf::Village => self.code::<Village>(code),
            CodeOf::Slot => self.code::<RosterSlot>(code),
            CodeOf::Skill => self.code::<Skill>(code),
            CodeOf::UnitKind => named(&self.county.unit_kinds),
            CodeOf::Class => named(&self.county.unit_classes),
            CodeOf::Post => named(&self.county.posts),
            CodeOf::Qualification => named(&self.county.qualifications),
            CodeOf::Incident | CodeOf::Workflow => None,
        };
        u32::try_from(number?).ok()
    }

    /// Position in the county's roster slots.
    pub fn slot(&self, code: &str) -> Option<u16> {
        self.code::<RosterSlot>(code).map(|number| number as u16)
    }

    /// Seconds that each team still is on shift, by team: `None` off shift, `u32::MAX` without an end.
    pub fn teams_on_shift(&self, at: TimeMs) -> Vec<Option<u32>> {
        let Ok(instant) = jiff::Timestamp::from_millisecond(at.0) else { return vec![None; self.county.teams.len()] };
        let local = self.zone.to_datetime(instant);
        self.county.teams.iter().map(|team| self.shift_left_s(team, local, at)).collect()
    }

    fn shift_left_s(&self, team: &Team, local: DateTime, at: TimeMs) -> Option<u32> {
        if team.retired {
            return None;
        }
        let Some((starts, ends)) = team.hours else { return Some(u32::MAX) };
        let minute = local.hour() as u16 * 60 + local.minute() as u16;
        let crosses_midnight = ends < starts;
        let on_shift = match crosses_midnight {
            false => (starts..ends).contains(&minute),
            true => minute >= starts || minute < ends,
        };
        if !on_shift {
            return None;
        }
        let ends_tomorrow = ends == 1440 || (crosses_midnight && minute >= starts);
        let day = if ends_tomorrow { local.date().tomorrow().ok()? } else { local.date() };
        let clock = Time::new((ends / 60 % 24) as i8, (ends % 60) as i8, 0, 0).ok()?;
        let end = self.zone.to_timestamp(day.to_datetime(clock)).ok()?;
        Some(TimeMs(end.as_millisecond()).since_s(at))
    }

    /// The same of one unit; `None` also for a unit that is unknown or retired.
    pub fn unit_on_shift(&self, unit: UnitRef, at: TimeMs) -> Option<u32> {
        let unit = self.county.units.get(unit.index()).filter(|unit| !unit.retired)?;
        let team = self.county.teams.get(unit.team.index())?;
        let instant = jiff::Timestamp::from_millisecond(at.0).ok()?;
        self.shift_left_s(team, self.zone.to_datetime(instant), at)
    }

    /// A point by its degrees, `lon,lat`, or by the code of a place, a station, a grid (its centre), a seat or village.
    pub fn point(&self, text: &str) -> Option<Position> {
        if let Some((lon, lat)) = text.split_once(',') {
            let point = (lon.trim().parse().ok()?, lat.trim().parse().ok()?);
            return is_wgs84(point).then_some(point);
        }
        let county = &self.county;
        let place = || self.place(text).and_then(|of| county.places.get(of.index())).map(|of| of.position);
        let station = || self.station(text).and_then(|of| county.stations.get(of.index())).map(|of| of.position);
        let grid = || self.grid(text).and_then(|of| county.grids.get(of.index())).map(|of| of.centre);
        let node = || county.roads.nodes.iter().find(|node| node.code == text).map(|node| node.position);
        place().or_else(station).or_else(grid).or_else(node)
    }

    /// A table and its rows by their values.
    pub(super) fn table(&self, name: &str) -> Option<(&Table, &TableIndex)> {
        let index = self.tables.get(name)?;
        Some((self.county.tables.get(index.table)?, index))
    }
}

fn all_codes(county: &County) -> HashMap<&'static str, HashMap<String, usize>> {
    fn of<T: Noun>(things: &[T]) -> (&'static str, HashMap<String, usize>) {
        let live = things.iter().enumerate().filter(|(_, thing)| !thing.is_retired());
        (T::NOUN, live.map(|(number, thing)| (thing.code().to_owned(), number)).collect())
    }
    HashMap::from([
        of(&county.units),
        of(&county.kinds),
        of(&county.districts),
        of(&county.grids),
        of(&county.stations),
        of(&county.persons),
        of(&county.teams),
        of(&county.places),
        of(&county.slots),
        of(&county.townships),
        of(&county.villages),
        of(&county.skills),
    ])
}

impl County {
    pub fn nearness(&self, from: DistrictRef, to: DistrictRef) -> Nearness {
        let neighbours = self.districts.get(to.index()).map_or(&[][..], |district| &district.neighbours);
        match from == to {
            true => Nearness::Own,
            false if neighbours.contains(&from) => Nearness::Neighbour,
            false => Nearness::County,
        }
    }

    /// What the county lists among its kinds of unit.
    pub fn unit_kind(&self, unit: &Unit) -> UnitKindRef {
        let place = self.unit_kinds.iter().position(|kind| kind.code == unit.kind);
        UnitKindRef(place.unwrap_or_default() as u16)
    }

    /// The class of a unit: its own, or the first that the county has.
    pub fn class(&self, unit: &Unit) -> Option<ClassRef> {
        let own = |class: &String| self.unit_classes.iter().position(|named| named.code == *class);
        let first = (!self.unit_classes.is_empty()).then_some(0);
        unit.class.as_ref().and_then(own).or(first).map(|place| ClassRef(place as u16))
    }

    /// The county's own code of it; none of what the room numbers.
    pub fn code_of(&self, of: Reference) -> Option<String> {
        fn code<T: Noun>(things: &[T], number: usize) -> Option<String> {
            things.get(number).map(|thing| thing.code().to_owned())
        }
        let listed = |list: &[Named], place: usize| list.get(place).map(|named| named.code.clone());
        match of {
            Reference::Unit(unit) => code(&self.units, unit.index()),
            Reference::Grid(grid) => code(&self.grids, grid.index()),
            Reference::Place(place) => code(&self.places, place.index()),
            Reference::Kind(kind) => code(&self.kinds, kind.index()),
            Reference::District(district) => code(&self.districts, district.index()),
            Reference::Station(station) => code(&self.stations, station.index()),
            Reference::Person(person) => code(&self.persons, person.index()),
            Reference::Team(team) => code(&self.teams, team.index()),
            Reference::Township(township) => code(&self.townships, township.index()),
            Reference::Village(village) => code(&self.villages, village.index()),
            Reference::Slot(slot) => code(&self.slots, slot.into()),
            Reference::Skill(skill) => code(&self.skills, skill.into()),
            Reference::UnitKind(kind) => listed(&self.unit_kinds, kind.index()),
            Reference::Class(class) => listed(&self.unit_classes, class.index()),
            Reference::Post(post) => listed(&self.posts, post.into()),
            Reference::Qualification(qualification) => listed(&self.qualifications, qualification.into()),
            Reference::Incident(_) | Reference::Workflow(_) => None,
        }
    }

    /// Whether it has, or had, something under this number.
    pub fn has(&self, of: Reference) -> bool {
        let count = match of.of() {
            CodeOf::Unit => self.units.len(),
            CodeOf::Grid => self.grids.len(),
            CodeOf::Place => self.places.len(),
            CodeOf::Kind => self.kinds.len(),
            CodeOf::District => self.districts.len(),
            CodeOf::Station => self.stations.len(),
            CodeOf::Person => self.persons.len(),
            CodeOf::Team => self.teams.len(),
            CodeOf::Township => self.townships.len(),
            CodeOf::Village => self.villages.len(),
            CodeOf::UnitKind => self.unit_kinds.len(),
            CodeOf::Class => self.unit_classes.len(),
            CodeOf::Slot => self.slots.len(),
            CodeOf::Skill => self.skills.len(),
            CodeOf::Post => self.posts.len(),
            CodeOf::Qualification => self.qualifications.len(),
            CodeOf::Incident | CodeOf::Workflow => 0,
        };
        (of.number() as usize) < count
    }

    pub fn counts(&self) -> Counts {
        fn live<T: Noun>(things: &[T]) -> usize {
            things.iter().filter(|thing| !thing.is_retired()).count()
        }
        Counts {
            districts: live(&self.districts),
            townships: live(&self.townships),
            villages: live(&self.villages),
            grids: live(&self.grids),
            stations: live(&self.stations),
            units: live(&self.units),
            video_points: self.video_points.len(),
        }
    }

    /// Where a unit without a position stands.
    pub fn home(&self, unit: UnitRef) -> Option<Position> {
        let unit = self.units.get(unit.index())?;
        self.stations.get(unit.home.index()).map(|station| station.position)
    }
}
