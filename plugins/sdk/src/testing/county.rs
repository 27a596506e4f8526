//! A county that exists in a test alone and answers `view` there.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use crate::view::{Answer, Area, Coded, Hours, NearGrid, Refusal, Row, Subject, UnitInfo, VideoPoint};
use crate::workflow::Assignee;
use crate::*;

/// What `view` answers from. What the manifest of the plugin under test asks for is granted, until [`County::deny`], and nothing else;
/// what was not put in is not found.
///
/// ```
/// use wardroom_plugin::testing::{County, NOW};
/// use wardroom_plugin::view;
///
/// let _county = County::new().on_duty(0, "officer", &[7]).enter();
/// assert_eq!(view::on_duty(0, "officer", NOW), Ok(vec![7]));
/// assert_eq!(view::on_duty(0, "cook", NOW), Err(view::Refusal::NotFound));
/// ```
#[derive(Clone, Debug, Default)]
pub struct County {
    /// What the manifest asks for; none is said where there is no manifest, and everything is granted.
    requested: Option<BTreeSet<String>>,
    denied: BTreeSet<&'static str>,
    incidents: Vec<Incident>,
    roster: Vec<Duty>,
    attributes: Vec<(Subject, String, Value)>,
    tables: BTreeMap<String, Table>,
    codes: Vec<(Coded, String)>,
    units: Vec<UnitInfo>,
    borders: Vec<(DistrictRef, DistrictRef)>,
    workloads: Vec<(Assignee, u32)>,
    /// Values by kind and name.
    marks: BTreeMap<(String, String), BTreeSet<String>>,
    /// District and distance from every other grid that is asked about: a test says itself how far its grids are.
    grids: BTreeMap<GridRef, (DistrictRef, u32)>,
    video_points: Vec<VideoPoint>,
}

#[derive(Clone, Debug)]
struct Duty {
    district: DistrictRef,
    slot: String,
    during: Range<TimeS>,
    persons: Vec<PersonRef>,
}

#[derive(Clone, Debug, Default)]
struct Table {
    /// All columns that some row has.
    columns: BTreeSet<String>,
    /// Key and row.
    rows: Vec<(String, Row)>,
}

thread_local! {
    static ENTERED: RefCell<Option<County>> = const { RefCell::new(None) };
}

impl County {
    pub fn new() -> County {
        County { requested: requested(), ..County::default() }
    }

    /// Withholds the grant of a function, by its name in WIT: `on-duty`.
    pub fn deny(mut self, function: &'static str) -> County {
        self.denied.insert(function);
        self
    }

    pub fn incident(mut self, incident: Incident) -> County {
        self.incidents.push(incident);
        self
    }

    /// Puts persons into a roster slot for all time. None of them makes a slot that nobody fills.
    pub fn on_duty(self, district: DistrictRef, slot: &str, persons: &[PersonRef]) -> County {
        self.on_duty_during(0..TimeS::MAX, district, slot, persons)
    }

    /// Puts persons into a roster slot for a shift.
    pub fn on_duty_during(
        mut self,
        during: Range<TimeS>,
        district: DistrictRef,
        slot: &str,
        persons: &[PersonRef],
    ) -> County {
        self.roster.push(Duty { district, slot: slot.to_owned(), during, persons: persons.to_vec() });
        self
    }

    pub fn attribute(mut self, of: Subject, name: &str, value: impl Into<Value>) -> County {
        self.attributes.push((of, name.to_owned(), value.into()));
        self
    }

    /// Adds a row to a reference table, which is there from its first row on. Leave an empty cell out.
    pub fn row<const N: usize>(mut self, table: &str, key: &str, cells: [(&str, Value); N]) -> County {
        let table = self.tables.entry(table.to_owned()).or_default();
        table.columns.extend(cells.iter().map(|(column, _)| (*column).to_owned()));
        let cells = cells.into_iter().map(|(column, value)| (column.to_owned(), value)).collect();
        table.rows.push((key.to_owned(), cells));
        self
    }

    pub fn code(mut self, of: Coded, code: &str) -> County {
        self.codes.push((of, code.to_owned()));
        self
    }

    pub fn unit(mut self, unit: UnitInfo) -> County {
        self.units.push(unit);
        self
    }

    /// Lets two districts have a common border.
    pub fn border(mut self, one: DistrictRef, other: DistrictRef) -> County {
        self.borders.push((one, other));
        self
    }

    /// Puts in a grid of a district, so far from every other that is asked about.
    pub fn grid(mut self, grid: GridRef, district: DistrictRef, distance_m: u32) -> County {
        self.grids.insert(grid, (district, distance_m));
        self
    }

    /// Puts in a video point, so far from every grid.
    pub fn video_point(mut self, code: &str, distance_m: u32) -> County {
        self.video_points.push(VideoPoint { code: code.to_owned(), distance_m });
        self
    }

    /// How many tasks are open for somebody.
    pub fn workload(mut self, assignee: Assignee, tasks: u32) -> County {
        self.work(&assignee, |_| tasks);
        self
    }

    /// Another workflow of a kind is under way and marked so.
    pub fn mark(mut self, kind: &str, name: &str, value: &str) -> County {
        self.marks.entry((kind.to_owned(), name.to_owned())).or_default().insert(value.to_owned());
        self
    }

    /// A unit that the test or the clock changes.
    pub fn unit_mut(&mut self, unit: UnitRef) -> &mut UnitInfo {
        let found = self.units.iter_mut().find(|of| of.ref_ == unit);
        found.unwrap_or_else(|| panic!("the county has no unit {unit}"))
    }

    /// Units on loan, in their order.
    pub fn lent(&self) -> Vec<UnitRef> {
        self.units.iter().filter(|unit| unit.lent_to.is_some()).map(|unit| unit.ref_).collect()
    }

    pub(super) fn work(&mut self, assignee: &Assignee, change: impl FnOnce(u32) -> u32) {
        match self.workloads.iter_mut().find(|(of, _)| of == assignee) {
            Some((_, tasks)) => *tasks = change(*tasks),
            None => self.workloads.push((assignee.clone(), change(0))),
        }
    }

    fn grants(&self, function: &str) -> bool {
        self.requested.as_ref().is_none_or(|requested| requested.contains(function)) && !self.denied.contains(function)
    }

    /// Makes `view` answer from this county on this thread, until what is returned is dropped.
    #[must_use = "the county is left again when this is dropped"]
    pub fn enter(self) -> Entered {
        Entered { before: ENTERED.replace(Some(self)) }
    }
}

/// While it lives, `view` answers from a county of the test.
pub struct Entered {
    before: Option<County>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        ENTERED.set(self.before.take());
    }
}

/// The functions that the plugin under test asks to be granted: cargo says where its folder is.
fn requested() -> Option<BTreeSet<String>> {
    let manifest = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR")?).join("manifest.json");
    let manifest: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(manifest).ok()?).ok()?;
    let functions = manifest["requests"]["view"].as_array().into_iter().flatten();
    Some(functions.filter_map(|name| name.as_str().map(str::to_owned)).collect())
}

/// What the county entered on this thread answers. Where none was entered, nothing is granted.
fn ask<T>(function: &str, answer: impl FnOnce(&County) -> Answer<T>) -> Answer<T> {
    ENTERED.with_borrow(|county| match county {
        Some(county) if county.grants(function) => answer(county),
        _ => Err(Refusal::Denied),
    })
}

pub(crate) fn get_incident(which: IncidentRef) -> Answer<Incident> {
    ask("get-incident", |county| {
        county.incidents.iter().find(|incident| incident.ref_ == which).cloned().ok_or(Refusal::NotFound)
    })
}

pub(crate) fn open_incidents(district: DistrictRef, limit: u16) -> Answer<Vec<Incident>> {
    ask("open-incidents", |county| {
        let over = [Phase::Closed, Phase::Cancelled, Phase::Merged];
        let mut open: Vec<_> =
            county.incidents.iter().filter(|i| i.district == district && !over.contains(&i.phase)).cloned().collect();
        open.sort_by_key(|incident| incident.reported_at);
        open.truncate(limit.into());
        Ok(open)
    })
}

pub(crate) fn on_duty(district: DistrictRef, slot: &str, at: TimeS) -> Answer<Vec<PersonRef>> {
    ask("on-duty", |county| {
        if !county.roster.iter().any(|duty| duty.slot == slot) {
            return Err(Refusal::NotFound);
        }
        let on_duty = county.roster.iter().filter(|duty| duty.district == district && duty.slot == slot);
        Ok(on_duty.filter(|duty| duty.during.contains(&at)).flat_map(|duty| duty.persons.clone()).collect())
    })
}

pub(crate) fn attribute(of: Subject, name: &str) -> Answer<Option<Value>> {
    ask("attribute", |county| {
        if !county.attributes.iter().any(|(_, declared, _)| declared == name) {
            return Err(Refusal::NotFound);
        }
        let own = county.attributes.iter().find(|(subject, own, _)| *subject == of && own == name);
        Ok(own.map(|(_, _, value)| value.clone()))
    })
}

pub(crate) fn get_row(table: &str, key: &str) -> Answer<Row> {
    ask("get-row", |county| {
        let rows = &county.tables.get(table).ok_or(Refusal::NotFound)?.rows;
        rows.iter().find(|(of, _)| of == key).map(|(_, row)| row.clone()).ok_or(Refusal::NotFound)
    })
}

pub(crate) fn find_rows(table: &str, column: &str, equals: &Value, limit: u16) -> Answer<Vec<Row>> {
    ask("find-rows", |county| {
        let table = county.tables.get(table).filter(|table| table.columns.contains(column)).ok_or(Refusal::NotFound)?;
        let matching = table.rows.iter().filter(|(_, row)| view::cell(row, column) == Some(equals));
        Ok(matching.take(limit.into()).map(|(_, row)| row.clone()).collect())
    })
}

pub(crate) fn units(district: DistrictRef) -> Answer<Vec<UnitInfo>> {
    ask("units", |county| Ok(county.units.iter().filter(|unit| unit.district == district).cloned().collect()))
}

pub(crate) fn grids_near(grid: GridRef, within_m: u32, limit: u16) -> Answer<Vec<NearGrid>> {
    ask("grids-near", |county| {
        if !county.grids.contains_key(&grid) {
            return Err(Refusal::NotFound);
        }
        let distance_m = |other: GridRef, m: u32| if other == grid { 0 } else { m };
        let all =
            county.grids.iter().map(|(other, (_, m))| NearGrid { grid: *other, distance_m: distance_m(*other, *m) });
        let mut near: Vec<NearGrid> = all.filter(|near| near.distance_m <= within_m).collect();
        near.sort_by_key(|near| (near.distance_m, near.grid));
        near.truncate(limit.into());
        Ok(near)
    })
}

pub(crate) fn video_points_near(grid: GridRef, limit: u16) -> Answer<Vec<VideoPoint>> {
    ask("video-points-near", |county| {
        if !county.grids.contains_key(&grid) {
            return Err(Refusal::NotFound);
        }
        let mut near = county.video_points.clone();
        near.sort_by_key(|point| point.distance_m);
        near.truncate(limit.into());
        Ok(near)
    })
}

pub(crate) fn district_of(grid: GridRef) -> Answer<DistrictRef> {
    ask("district-of", |county| county.grids.get(&grid).map(|(district, _)| *district).ok_or(Refusal::NotFound))
}

pub(crate) fn district_neighbours(district: DistrictRef) -> Answer<Vec<DistrictRef>> {
    ask("district-neighbours", |county| {
        let other = |(a, b): &(u16, u16)| (*a == district).then_some(*b).or((*b == district).then_some(*a));
        Ok(county.borders.iter().filter_map(other).collect())
    })
}

pub(crate) fn place_by_code(code: &str) -> Answer<PlaceRef> {
    ask("place-by-code", |county| {
        let found = county.codes.iter().find_map(|(of, own)| match of {
            Coded::Place(place) if own == code => Some(*place),
            _ => None,
        });
        found.ok_or(Refusal::NotFound)
    })
}

pub(crate) fn person_by_code(code: &str) -> Answer<PersonRef> {
    ask("person-by-code", |county| {
        let found = county.codes.iter().find_map(|(of, own)| match of {
            Coded::Person(person) if own == code => Some(*person),
            _ => None,
        });
        found.ok_or(Refusal::NotFound)
    })
}

pub(crate) fn team_by_code(code: &str) -> Answer<TeamRef> {
    ask("team-by-code", |county| {
        let found = county.codes.iter().find_map(|(of, own)| match of {
            Coded::Team(team) if own == code => Some(*team),
            _ => None,
        });
        found.ok_or(Refusal::NotFound)
    })
}

pub(crate) fn workload(assignee: &Assignee) -> Answer<u32> {
    ask("workload", |county| {
        Ok(county.workloads.iter().filter(|(of, _)| of == assignee).map(|(_, tasks)| *tasks).sum())
    })
}

pub(crate) fn marks(kind: &str, name: &str, limit: u16) -> Answer<Vec<String>> {
    ask("marks", |county| {
        let of = county.marks.get(&(kind.to_owned(), name.to_owned())).into_iter().flatten();
        Ok(of.take(limit.into()).cloned().collect())
    })
}

/// The test's county has its clocks at UTC.
pub(crate) fn next_within(at: TimeS, hours: Hours) -> Answer<TimeS> {
    const DAY_S: u32 = 86_400;
    ask("next-within", |_| {
        let night = u32::from(hours.until_minute <= hours.from_minute) * DAY_S;
        // The first day of 1970 was a Thursday.
        let today = at / DAY_S;
        let found = (today.saturating_sub(1)..today + 8).find_map(|day| {
            let starts = day * DAY_S + u32::from(hours.from_minute) * 60;
            let ends = day * DAY_S + u32::from(hours.until_minute) * 60 + night;
            (hours.days >> ((day + 3) % 7) & 1 == 1 && at < ends).then_some(at.max(starts))
        });
        found.ok_or(Refusal::NotFound)
    })
}

pub(crate) fn count_incidents(kind: Option<KindRef>, within: Area, since: TimeS, up_to: u16) -> Answer<u16> {
    ask("count-incidents", |county| {
        let counts = |incident: &&Incident| {
            let place = match within {
                Area::Grid(grid) => incident.grid == grid,
                Area::District(district) => incident.district == district,
                Area::County => true,
            };
            place && incident.reported_at >= since && kind.is_none_or(|kind| incident.kind == kind)
        };
        Ok(county.incidents.iter().filter(counts).take(up_to.into()).count() as u16)
    })
}

pub(crate) fn code(of: Coded) -> Answer<String> {
    ask("code", |county| {
        county.codes.iter().find(|(coded, _)| *coded == of).map(|(_, code)| code.clone()).ok_or(Refusal::NotFound)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, incident};

    #[test]
    fn without_a_county_nothing_is_granted() {
        assert_eq!(view::code(Coded::Unit(1)), Err(Refusal::Denied));
        let county = County::new().code(Coded::Unit(1), "U001").enter();
        assert_eq!(view::code(Coded::Unit(1)).as_deref(), Ok("U001"));
        assert_eq!(view::code(Coded::Unit(2)), Err(Refusal::NotFound));
        drop(county);
        assert_eq!(view::code(Coded::Unit(1)), Err(Refusal::Denied));
    }

    #[test]
    fn each_function_can_be_withheld() {
        let _county = County::new().incident(incident()).deny("get-incident").enter();
        assert_eq!(view::incident(1), Err(Refusal::Denied));
        assert_eq!(view::open_incidents(0, 9), Ok(vec![incident()]));
    }

    #[test]
    fn open_incidents_come_oldest_first_and_limited() {
        let late = Incident { ref_: 2, reported_at: NOW + 60, ..incident() };
        let closed = Incident { ref_: 3, phase: Phase::Closed, ..incident() };
        let _county = County::new().incident(late.clone()).incident(closed).incident(incident()).enter();
        assert_eq!(view::open_incidents(0, 9), Ok(vec![incident(), late]));
        assert_eq!(view::open_incidents(0, 1), Ok(vec![incident()]));
        assert_eq!(view::open_incidents(1, 9), Ok(vec![]));
    }

    #[test]
    fn duty_follows_the_clock() {
        let _county = County::new().on_duty_during(NOW..NOW + 10, 0, "officer", &[7]).enter();
        assert_eq!(view::on_duty(0, "officer", NOW + 9), Ok(vec![7]));
        assert_eq!(view::on_duty(0, "officer", NOW + 10), Ok(vec![]));
        assert_eq!(view::on_duty(0, "cook", NOW), Err(Refusal::NotFound));
    }

    #[test]
    fn tables_and_attributes() {
        let row = [("grid", Value::Text("g".into())), ("level", Value::Number(1.0))];
        let _county = County::new()
            .row("key-places", "a", row.clone())
            .row("key-places", "b", row)
            .attribute(Subject::Kind(3), "factor", Value::Number(0.5))
            .enter();
        assert_eq!(view::rows("key-places", "grid", &Value::Text("g".into()), 1).map(|rows| rows.len()), Ok(1));
        assert_eq!(view::rows("key-places", "colour", &Value::Flag(true), 1), Err(Refusal::NotFound));
        assert_eq!(view::cell(&view::row("key-places", "b").unwrap(), "level"), Some(&Value::Number(1.0)));
        assert_eq!(view::row("key-places", "c"), Err(Refusal::NotFound));
        assert_eq!(view::attribute(Subject::Kind(3), "factor"), Ok(Some(Value::Number(0.5))));
        assert_eq!(view::attribute(Subject::Kind(4), "factor"), Ok(None));
        assert_eq!(view::attribute(Subject::Kind(3), "colour"), Err(Refusal::NotFound));
    }
}
