//! A county that exists in a test alone and answers `view` there.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use crate::testing::references;
use crate::view::{
    Answer, Area, Date, DayKind, GridFacts, Hours, NearGrid, Noun, PersonFacts, Reading, Refusal, Row, Subject, Thing,
    UnitInfo, VideoPoint, WallClock, WorkflowInfo, WorkflowStatus,
};
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
    codes: Vec<(Reference, String)>,
    units: Vec<UnitInfo>,
    borders: Vec<(DistrictRef, DistrictRef)>,
    workloads: Vec<(Assignee, u32)>,
    workflows: Vec<WorkflowInfo>,
    /// Values by kind and name.
    marks: BTreeMap<(String, String), BTreeSet<String>>,
    /// District and distance from every other grid that is asked about: a test says itself how far its grids are.
    grids: BTreeMap<GridRef, (DistrictRef, u32)>,
    video_points: Vec<VideoPoint>,
    special_days: Vec<(Date, DayKind)>,
    grid_infos: BTreeMap<GridRef, GridFacts>,
    county_code: Option<String>,
    persons: BTreeMap<PersonRef, PersonFacts>,
    places: BTreeMap<PlaceRef, GridRef>,
    extras: Vec<(Thing, String, Value)>,
    series: BTreeMap<String, Series>,
    results: BTreeSet<String>,
    more_skills: BTreeMap<UnitRef, BTreeSet<u8>>,
    /// How many there are of a sort.
    sizes: Vec<(Noun, u32)>,
    /// Incidents by the words that workflows left with them.
    remarked: Vec<IncidentRef>,
}

/// A series, with its values by their times.
#[derive(Clone, Debug)]
struct Series {
    max_age_s: u32,
    values: BTreeMap<TimeS, f64>,
}

const DAY_S: u32 = 86_400;

/// The date of a day since 1970-01-01, which was a Thursday, and its weekday; by the civil calendar of 400 years.
fn date_of(day: u32) -> (Date, u8) {
    // Years that begin with March, so that the leap day is their last.
    let days = day + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year_of_era + u32::from(month <= 2);
    let date = Date { year: year as u16, month: month as u8, day: day_of_month as u8 };
    (date, ((day + 3) % 7) as u8)
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

    /// Adds a row to a reference table, which is there from its first row on. Leave an empty cell out; what a column refers to is a
    /// [`Reference`], as the host gives it.
    pub fn row<const N: usize>(mut self, table: &str, key: &str, cells: [(&str, Value); N]) -> County {
        let table = self.tables.entry(table.to_owned()).or_default();
        table.columns.extend(cells.iter().map(|(column, _)| (*column).to_owned()));
        let cells = cells.into_iter().map(|(column, value)| (column.to_owned(), value)).collect();
        table.rows.push((key.to_owned(), cells));
        self
    }

    /// Lists a day as a holiday or as one that makes up for one. A list of its own is a calendar of all years.
    pub fn special_day(mut self, date: Date, day: DayKind) -> County {
        self.special_days.push((date, day));
        self
    }

    /// What its clocks show. They are at UTC.
    fn day(&self, at: TimeS) -> WallClock {
        let (date, weekday) = date_of(at / DAY_S);
        let own = self.special_days.iter().find(|(of, _)| *of == date).map(|(_, day)| *day);
        let usual = if weekday < 5 { DayKind::Working } else { DayKind::Weekend };
        WallClock {
            date,
            weekday,
            minute: (at % DAY_S / 60) as u16,
            day: own.unwrap_or(usual),
            in_calendar: !self.special_days.is_empty(),
        }
    }

    pub fn code(mut self, of: Reference, code: &str) -> County {
        self.codes.push((of, code.to_owned()));
        self
    }

    pub fn unit(mut self, unit: UnitInfo) -> County {
        self.units.push(unit);
        self
    }

    /// Gives a unit skills beyond the first 32, by their numbers.
    pub fn more_skills(mut self, unit: UnitRef, numbers: &[u8]) -> County {
        self.more_skills.entry(unit).or_default().extend(numbers);
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

    /// Says where a grid lies.
    pub fn grid_info(mut self, grid: GridRef, info: GridFacts) -> County {
        self.grid_infos.insert(grid, info);
        self
    }

    /// The county's own code.
    pub fn county_code(mut self, code: &str) -> County {
        self.county_code = Some(code.to_owned());
        self
    }

    pub fn person(mut self, person: PersonRef, info: PersonFacts) -> County {
        self.persons.insert(person, info);
        self
    }

    /// Puts a place into a grid.
    pub fn place(mut self, place: PlaceRef, grid: GridRef) -> County {
        self.places.insert(place, grid);
        self
    }

    /// Tells more of something than the records do.
    pub fn extra(mut self, of: Thing, key: &str, value: impl Into<Value>) -> County {
        self.extras.push((of, key.to_owned(), value.into()));
        self
    }

    /// Declares a series with values for these times; one that is older than `max_age_s` counts for nothing.
    pub fn series(mut self, code: &str, max_age_s: u32, values: &[(TimeS, f64)]) -> County {
        self.series.insert(code.to_owned(), Series { max_age_s, values: values.iter().copied().collect() });
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

    /// Puts in another workflow.
    pub fn workflow(mut self, workflow: WorkflowInfo) -> County {
        self.workflows.push(workflow);
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
        let is_coded = |of: Reference, code: &str| county.codes.iter().any(|(own, is)| *own == of && is == code);
        let matching = table.rows.iter().filter(|(_, row)| match (view::cell(row, column), equals) {
            (Some(Value::Reference(of)), Value::Text(code)) => is_coded(*of, code),
            (cell, equals) => cell == Some(equals),
        });
        Ok(matching.take(limit.into()).map(|(_, row)| row.clone()).collect())
    })
}

pub(crate) fn units(district: DistrictRef) -> Answer<Vec<UnitInfo>> {
    ask("units", |county| Ok(county.units.iter().filter(|unit| unit.district == district).cloned().collect()))
}

/// Those that [`County::unit`] says, and what [`County::more_skills`] adds.
pub(crate) fn skills_of(unit: UnitRef) -> Answer<Vec<u8>> {
    ask("skills-of", |county| {
        let own = county.units.iter().find(|of| of.ref_ == unit).ok_or(Refusal::NotFound)?;
        let low = (0..32).filter(|bit| own.skills >> bit & 1 == 1);
        Ok(low.chain(county.more_skills.get(&unit).into_iter().flatten().copied()).collect())
    })
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

pub(crate) fn grid_info(grid: GridRef) -> Answer<GridFacts> {
    ask("grid-info", |county| county.grid_infos.get(&grid).cloned().ok_or(Refusal::NotFound))
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

pub(crate) fn by_code(of: Noun, code: &str) -> Answer<u32> {
    ask("by-code", |county| {
        let mut own = county.codes.iter().filter(|(_, own)| own == code).map(|(of, _)| references::number(*of));
        own.find_map(|(noun, number)| (noun == of).then_some(number)).ok_or(Refusal::NotFound)
    })
}

/// What a reference is of, and its number.
pub(crate) fn workload(assignee: &Assignee) -> Answer<u32> {
    ask("workload", |county| {
        Ok(county.workloads.iter().filter(|(of, _)| of == assignee).map(|(_, tasks)| *tasks).sum())
    })
}

pub(crate) fn instance(which: InstanceRef) -> Answer<WorkflowInfo> {
    ask("instance", |county| {
        county.workflows.iter().find(|workflow| workflow.ref_ == which).cloned().ok_or(Refusal::NotFound)
    })
}

pub(crate) fn children(of: InstanceRef, limit: u16) -> Answer<Vec<WorkflowInfo>> {
    ask("children", |county| {
        let own = county.workflows.iter().filter(|workflow| workflow.parent == Some(of));
        Ok(own.take(limit.into()).cloned().collect())
    })
}

pub(crate) fn siblings_by_mark(kind: &str, name: &str, value: &str, limit: u16) -> Answer<Vec<WorkflowInfo>> {
    ask("siblings-by-mark", |county| {
        let live = |of: &&WorkflowInfo| of.kind == kind && of.status != WorkflowStatus::Ended;
        let marked = |of: &&WorkflowInfo| of.marks.iter().any(|(of, is)| of == name && is == value);
        Ok(county.workflows.iter().filter(live).filter(marked).take(limit.into()).cloned().collect())
    })
}

pub(crate) fn marks(kind: &str, name: &str, limit: u16) -> Answer<Vec<String>> {
    ask("marks", |county| {
        let of = county.marks.get(&(kind.to_owned(), name.to_owned())).into_iter().flatten();
        Ok(of.take(limit.into()).cloned().collect())
    })
}

pub(crate) fn next_within(at: TimeS, hours: Hours) -> Answer<TimeS> {
    ask("next-within", |county| {
        let night = u32::from(hours.until_minute <= hours.from_minute) * DAY_S;
        let begins = |day: u32| {
            let shown = county.day(day * DAY_S);
            let kind = 1_u8.checked_shl(shown.day as u32).unwrap_or(0);
            let date = (shown.date.month, shown.date.day);
            let in_season = hours.season.is_none_or(|season| {
                let (from, until) = ((season.from_month, season.from_day), (season.until_month, season.until_day));
                if from <= until { (from..=until).contains(&date) } else { date >= from || date <= until }
            });
            hours.days >> shown.weekday & 1 == 1 && hours.day_kinds & kind != 0 && in_season
        };
        let today = at / DAY_S;
        let found = (today.saturating_sub(1)..today + 400).filter(|day| begins(*day)).find_map(|day| {
            let starts = day * DAY_S + u32::from(hours.from_minute) * 60;
            let ends = day * DAY_S + u32::from(hours.until_minute) * 60 + night;
            (at < ends).then_some(at.max(starts))
        });
        found.ok_or(Refusal::NotFound)
    })
}

pub(crate) fn local_time(at: TimeS) -> Answer<WallClock> {
    ask("local-time", |county| Ok(county.day(at)))
}

pub(crate) fn after_working_days(at: TimeS, days: u16) -> Answer<TimeS> {
    ask("after-working-days", |county| {
        if days == 0 || days > 366 {
            return Err(Refusal::NotFound);
        }
        let worked = (at / DAY_S + 1..).filter(|day| county.day(day * DAY_S).is_worked());
        worked.take(days.into()).last().map(|day| (day + 1) * DAY_S).ok_or(Refusal::NotFound)
    })
}

pub(crate) fn county_code() -> Answer<String> {
    ask("county-code", |county| county.county_code.clone().ok_or(Refusal::NotFound))
}

pub(crate) fn person_info(person: PersonRef) -> Answer<PersonFacts> {
    ask("person-info", |county| county.persons.get(&person).cloned().ok_or(Refusal::NotFound))
}

pub(crate) fn places_in(grid: GridRef, limit: u16) -> Answer<Vec<PlaceRef>> {
    ask("places-in", |county| {
        let of = county.places.iter().filter(|(_, at)| **at == grid);
        Ok(of.map(|(place, _)| *place).take(limit.into()).collect())
    })
}

/// A grid is as far as [`County::grid`] says of the one that lies farther, for every kind of unit; a grid that was not put in is not
/// found.
pub(crate) fn travel_s(origins: &[GridRef], destinations: &[GridRef], _kind: Option<UnitKindRef>) -> Answer<Vec<u32>> {
    ask("travel-s", |county| {
        let far = |grid: &GridRef| county.grids.get(grid).map(|(_, metres)| *metres).ok_or(Refusal::NotFound);
        let mut seconds = Vec::new();
        for from in origins {
            for to in destinations {
                // 36 km/h.
                let metres = far(from)?.max(far(to)?);
                seconds.push(if from == to { 0 } else { metres / 10 });
            }
        }
        Ok(seconds)
    })
}

pub(crate) fn series(code: &str, at: TimeS) -> Answer<Reading> {
    ask("series", |county| {
        let series = county.series.get(code).ok_or(Refusal::NotFound)?;
        let (of, value) = series.values.range(..=at).next_back().ok_or(Refusal::NotFound)?;
        let age_s = at - of;
        if age_s <= series.max_age_s { Ok(Reading { value: *value, age_s }) } else { Err(Refusal::NotFound) }
    })
}

pub(crate) fn extra(of: Thing, key: &str) -> Answer<Option<Value>> {
    ask("extra", |county| {
        let own = county.extras.iter().find(|(thing, own, _)| *thing == of && own == key);
        Ok(own.map(|(_, _, value)| value.clone()))
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

pub(crate) fn code(of: Reference) -> Answer<String> {
    ask("code", |county| {
        county.codes.iter().find(|(coded, _)| *coded == of).map(|(_, code)| code.clone()).ok_or(Refusal::NotFound)
    })
}

mod known;
#[cfg(test)]
mod tests;
