//! The host functions of `wit/next`: `view`, each call counted, granted or denied, its answer taken off the call's budget;
//! and `panic`, a guest's last words.

use std::sync::Arc;

use domain::ids::*;
use domain::limits::{TRAVEL_PAIRS_MAX, VIEW_ROWS_MAX};
use domain::plugin::VIEW_FUNCTIONS;
use domain::ports;
use domain::time::TimeMs;
use domain::workflow::Status;
use wasmtime::component::HasData;

use super::bindings::wardroom::plugin::types::{Assignee, Incident, Item, Reference, Value};
use super::bindings::wardroom::plugin::view::{
    Area, GridFacts, Hours, NearGrid, Noun, PersonFacts, Reading, Refusal, Row, Subject, Thing, UnitInfo, VideoPoint,
    WallClock, WorkflowInfo, WorkflowStatus,
};
use super::bindings::wardroom::plugin::{log, panic, view};
use super::{given, local, nouns, values};
use crate::sandbox::Sandbox;

/// Says that the host functions work on a [`Guest`].
pub(super) struct Host;

impl HasData for Host {
    type Data<'a> = Guest<'a>;
}

/// A running sandbox, for the host functions of this version.
pub(super) struct Guest<'a>(pub &'a mut Sandbox);

type Answer<T> = wasmtime::Result<Result<T, Refusal>>;

/// Bytes that a record, a list or a number takes up in an answer, about.
const ITEM_BYTES: usize = 16;
const INCIDENT_BYTES: usize = 96;

impl Guest<'_> {
    /// Counts the call, looks up the grant, asks, and takes the answer off the budget.
    fn answer<T>(
        &mut self,
        function: &str,
        ask: impl FnOnce(&dyn ports::View, bool) -> Result<T, Refusal>,
        bytes: impl FnOnce(&T) -> usize,
    ) -> Answer<T> {
        self.0.count_host_call()?;
        let Some(view) = self.granted(function) else { return Ok(Err(Refusal::Denied)) };
        let answer = match ask(&*view, self.0.access.exact_position) {
            Ok(answer) => answer,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let fits = self.0.spend_view_bytes(ITEM_BYTES + bytes(&answer));
        Ok(if fits { Ok(answer) } else { Err(Refusal::TooLarge) })
    }

    /// The same where the size of the answer is known beforehand: what does not fit is not worked out.
    fn answer_of_size<T>(
        &mut self,
        function: &str,
        bytes: usize,
        ask: impl FnOnce(&dyn ports::View) -> Result<T, Refusal>,
    ) -> Answer<T> {
        self.0.count_host_call()?;
        let Some(view) = self.granted(function) else { return Ok(Err(Refusal::Denied)) };
        if !self.0.spend_view_bytes(bytes.saturating_add(ITEM_BYTES)) {
            return Ok(Err(Refusal::TooLarge));
        }
        Ok(ask(&*view))
    }

    fn granted(&self, function: &str) -> Option<Arc<dyn ports::View>> {
        let bit = VIEW_FUNCTIONS.iter().position(|name| *name == function)?;
        if self.0.access.functions & (1 << bit) == 0 {
            return None;
        }
        self.0.access.view.clone()
    }
}

impl view::Host for Guest<'_> {
    fn get_incident(&mut self, which: u32) -> Answer<Incident> {
        self.answer(
            "get-incident",
            |view, exact| {
                let incident = view.incident(IncidentRef(which)).ok_or(Refusal::NotFound)?;
                Ok(given::incident(&incident, exact))
            },
            |_| INCIDENT_BYTES,
        )
    }

    fn open_incidents(&mut self, district: u16, limit: u16) -> Answer<Vec<Incident>> {
        self.answer(
            "open-incidents",
            |view, exact| {
                let limit = rows(limit)?;
                let incidents = view.open_incidents(DistrictRef(district), limit).ok_or(Refusal::NotFound)?;
                Ok(incidents.iter().take(limit).map(|incident| given::incident(incident, exact)).collect())
            },
            |incidents: &Vec<_>| incidents.len() * INCIDENT_BYTES,
        )
    }

    fn on_duty(&mut self, district: u16, slot: String, at: u32) -> Answer<Vec<u32>> {
        self.answer(
            "on-duty",
            |view, _| {
                let persons = view.on_duty(DistrictRef(district), &slot, TimeMs::from_seconds(at));
                Ok(persons.ok_or(Refusal::NotFound)?.iter().map(|person| person.0).collect())
            },
            |persons: &Vec<_>| persons.len() * size_of::<u32>(),
        )
    }

    fn attribute(&mut self, of: Subject, name: String) -> Answer<Option<Value>> {
        self.answer(
            "attribute",
            |view, _| Ok(view.attribute(nouns::subject(of), &name).ok_or(Refusal::NotFound)?.map(values::given)),
            |value| value.as_ref().map_or(0, value_bytes),
        )
    }

    fn get_row(&mut self, table: String, key: String) -> Answer<Row> {
        self.answer("get-row", |view, _| Ok(row(view.get_row(&table, &key).ok_or(Refusal::NotFound)?)), row_bytes)
    }

    fn find_rows(&mut self, table: String, column: String, equals: Value, limit: u16) -> Answer<Vec<Row>> {
        self.answer(
            "find-rows",
            |view, _| {
                let limit = rows(limit)?;
                let equals = sought(equals).ok_or(Refusal::NotFound)?;
                let found = view.find_rows(&table, &column, &equals, limit).ok_or(Refusal::NotFound)?;
                Ok(found.into_iter().take(limit).map(row).collect())
            },
            |rows: &Vec<_>| rows.iter().map(row_bytes).sum(),
        )
    }

    fn units(&mut self, district: u16) -> Answer<Vec<UnitInfo>> {
        self.answer(
            "units",
            |view, _| {
                let units = view.units(DistrictRef(district)).ok_or(Refusal::NotFound)?;
                Ok(units.iter().map(unit_info).collect())
            },
            |units: &Vec<_>| units.len() * 2 * ITEM_BYTES,
        )
    }

    fn skills_of(&mut self, unit: u32) -> Answer<Vec<u8>> {
        let ask = |view: &dyn ports::View, _| {
            let skills = view.skills_of(UnitRef(unit)).ok_or(Refusal::NotFound)?;
            Ok(skills.numbers().collect())
        };
        self.answer("skills-of", ask, |numbers: &Vec<u8>| numbers.len())
    }

    fn grids_near(&mut self, grid: u32, within_m: u32, limit: u16) -> Answer<Vec<NearGrid>> {
        self.answer(
            "grids-near",
            |view, _| {
                let near = view.grids_near(GridRef(grid), within_m, rows(limit)?).ok_or(Refusal::NotFound)?;
                Ok(near.iter().map(|(grid, distance_m)| NearGrid { grid: grid.0, distance_m: *distance_m }).collect())
            },
            |near: &Vec<_>| near.len() * ITEM_BYTES,
        )
    }

    fn video_points_near(&mut self, grid: u32, limit: u16) -> Answer<Vec<VideoPoint>> {
        self.answer(
            "video-points-near",
            |view, _| {
                let near = view.video_points_near(GridRef(grid), rows(limit)?).ok_or(Refusal::NotFound)?;
                Ok(near.into_iter().map(|(code, distance_m)| VideoPoint { code, distance_m }).collect())
            },
            |near: &Vec<VideoPoint>| near.iter().map(|point| 2 * ITEM_BYTES + point.code.len()).sum(),
        )
    }

    fn district_neighbours(&mut self, district: u16) -> Answer<Vec<u16>> {
        self.answer(
            "district-neighbours",
            |view, _| {
                let neighbours = view.district_neighbours(DistrictRef(district)).ok_or(Refusal::NotFound)?;
                Ok(neighbours.iter().map(|district| district.0).collect())
            },
            |neighbours: &Vec<u16>| neighbours.len() * size_of::<u16>(),
        )
    }

    fn grid_info(&mut self, grid: u32) -> Answer<GridFacts> {
        let ask = |view: &dyn ports::View, _| {
            let info = view.grid_info(GridRef(grid)).ok_or(Refusal::NotFound)?;
            let ports::GridInfo { village, township, district, households } = info;
            Ok(GridFacts { village: village.0, township: township.0, district: district.0, households })
        };
        self.answer("grid-info", ask, |_| ITEM_BYTES)
    }

    fn district_of(&mut self, grid: u32) -> Answer<u16> {
        self.answer(
            "district-of",
            |view, _| view.district_of(GridRef(grid)).map(|district| district.0).ok_or(Refusal::NotFound),
            |_| ITEM_BYTES,
        )
    }

    fn by_code(&mut self, of: Noun, code: String) -> Answer<u32> {
        let ask = |view: &dyn ports::View, _| view.by_code(nouns::noun(of), &code).ok_or(Refusal::NotFound);
        self.answer("by-code", ask, |_| ITEM_BYTES)
    }

    fn workload(&mut self, of: Assignee) -> Answer<u32> {
        self.answer("workload", |view, _| Ok(view.workload(&super::answers::assignee(of))), |_| ITEM_BYTES)
    }

    fn instance(&mut self, which: u32) -> Answer<WorkflowInfo> {
        self.answer(
            "instance",
            |view, _| Ok(workflow(view.workflow(InstanceRef(which)).ok_or(Refusal::NotFound)?)),
            workflow_bytes,
        )
    }

    fn children(&mut self, of: u32, limit: u16) -> Answer<Vec<WorkflowInfo>> {
        self.answer(
            "children",
            |view, _| {
                let children = view.children(InstanceRef(of), rows(limit)?).ok_or(Refusal::NotFound)?;
                Ok(children.into_iter().map(workflow).collect())
            },
            |found: &Vec<_>| found.iter().map(workflow_bytes).sum(),
        )
    }

    fn siblings_by_mark(&mut self, kind: String, name: String, value: String, limit: u16) -> Answer<Vec<WorkflowInfo>> {
        self.answer(
            "siblings-by-mark",
            |view, _| {
                let found = view.marked_with(&kind, &name, &value, rows(limit)?);
                Ok(found.into_iter().map(workflow).collect())
            },
            |found: &Vec<_>| found.iter().map(workflow_bytes).sum(),
        )
    }

    fn marks(&mut self, kind: String, name: String, limit: u16) -> Answer<Vec<String>> {
        self.answer(
            "marks",
            |view, _| Ok(view.marks(&kind, &name, rows(limit)?)),
            |values: &Vec<_>| values.iter().map(String::len).sum(),
        )
    }

    fn next_within(&mut self, at: u32, hours: Hours) -> Answer<u32> {
        let hours = local::hours(hours);
        self.answer(
            "next-within",
            |view, _| {
                let next = view.next_within(TimeMs::from_seconds(at), hours).ok_or(Refusal::NotFound)?;
                Ok(next.seconds())
            },
            |_| ITEM_BYTES,
        )
    }

    fn local_time(&mut self, at: u32) -> Answer<WallClock> {
        let ask = |view: &dyn ports::View, _| {
            let shown = view.local_time(TimeMs::from_seconds(at)).ok_or(Refusal::NotFound)?;
            Ok(local::time(&shown))
        };
        self.answer("local-time", ask, |_| ITEM_BYTES)
    }

    fn after_working_days(&mut self, at: u32, days: u16) -> Answer<u32> {
        let ask = |view: &dyn ports::View, _| {
            let ends = view.after_working_days(TimeMs::from_seconds(at), days).ok_or(Refusal::NotFound)?;
            Ok(ends.seconds())
        };
        self.answer("after-working-days", ask, |_| ITEM_BYTES)
    }

    fn count_incidents(&mut self, kind: Option<u16>, within: Area, since: u32, up_to: u16) -> Answer<u16> {
        let within = match within {
            Area::Grid(grid) => ports::Area::Grid(GridRef(grid)),
            Area::District(district) => ports::Area::District(DistrictRef(district)),
            Area::County => ports::Area::County,
        };
        self.answer(
            "count-incidents",
            |view, _| {
                let since = TimeMs::from_seconds(since);
                let counted = view.count_incidents(kind.map(KindRef), within, since, up_to.into());
                Ok(counted.ok_or(Refusal::TooLarge)?.try_into().unwrap_or(up_to))
            },
            |_| ITEM_BYTES,
        )
    }

    fn county_code(&mut self) -> Answer<String> {
        self.answer("county-code", |view, _| Ok(view.county_code()), String::len)
    }

    fn person_info(&mut self, person: u32) -> Answer<PersonFacts> {
        self.answer(
            "person-info",
            |view, _| Ok(nouns::person(view.person(PersonRef(person)).ok_or(Refusal::NotFound)?)),
            |info: &PersonFacts| (info.qualifications.len() + 2 * info.posts.len()) * ITEM_BYTES,
        )
    }

    fn places_in(&mut self, grid: u32, limit: u16) -> Answer<Vec<u32>> {
        self.answer(
            "places-in",
            |view, _| {
                let places = view.places_in(GridRef(grid), rows(limit)?).ok_or(Refusal::NotFound)?;
                Ok(places.iter().map(|place| place.0).collect())
            },
            |places: &Vec<u32>| places.len() * size_of::<u32>(),
        )
    }

    fn travel_s(&mut self, origins: Vec<u32>, destinations: Vec<u32>, kind: Option<u16>) -> Answer<Vec<u32>> {
        let pairs = origins.len().saturating_mul(destinations.len());
        let refs = |grids: Vec<u32>| grids.into_iter().map(GridRef).collect::<Vec<_>>();
        self.answer_of_size("travel-s", pairs.saturating_mul(size_of::<u32>()), |view| {
            if pairs > TRAVEL_PAIRS_MAX {
                return Err(Refusal::TooLarge);
            }
            view.travel_s(&refs(origins), &refs(destinations), kind.map(UnitKindRef)).ok_or(Refusal::NotFound)
        })
    }

    fn series(&mut self, code: String, at: u32) -> Answer<Reading> {
        let ask = |view: &dyn ports::View, _| {
            let shown = view.series(&code, TimeMs::from_seconds(at)).ok_or(Refusal::NotFound)?;
            Ok(Reading { value: shown.value, age_s: shown.age_s })
        };
        self.answer("series", ask, |_| ITEM_BYTES)
    }

    fn extra(&mut self, of: Thing, key: String) -> Answer<Option<Value>> {
        self.answer(
            "extra",
            |view, _| Ok(view.extra(nouns::thing(of), &key).ok_or(Refusal::NotFound)?.map(values::given)),
            |value| value.as_ref().map_or(0, value_bytes),
        )
    }

    fn code(&mut self, of: Reference) -> Answer<String> {
        self.answer("code", |view, _| view.code(nouns::reference(of)).ok_or(Refusal::NotFound), String::len)
    }
}

fn unit_info(unit: &ports::UnitInfo) -> UnitInfo {
    UnitInfo {
        ref_: unit.unit.0,
        team: unit.team.0,
        district: unit.district.0,
        lent_to: unit.lent_to.map(|district| district.0),
        skills: unit.skills.low(),
        kind: unit.kind.0,
        class: unit.class.map(|class| class.0),
        crew: unit.crew,
        grid: unit.grid.map(|grid| grid.0),
        free: unit.free,
    }
}

/// A number of rows that a guest asked for, if it may.
fn rows(limit: u16) -> Result<usize, Refusal> {
    let limit = usize::from(limit);
    if limit > VIEW_ROWS_MAX { Err(Refusal::TooLarge) } else { Ok(limit) }
}

fn row(row: Vec<(String, ports::Value)>) -> Row {
    row.into_iter().map(|(column, cell)| (column, values::given(cell))).collect()
}

fn row_bytes(row: &Row) -> usize {
    row.iter().map(|(column, cell)| ITEM_BYTES + column.len() + value_bytes(cell)).sum()
}

/// `None`: nothing that a table holds.
fn sought(value: Value) -> Option<ports::Value> {
    Some(match value {
        Value::Flag(flag) => ports::Value::Flag(flag),
        Value::Number(number) => ports::Value::Number(number),
        Value::Text(text) => ports::Value::Text(text),
        Value::Reference(of) => ports::Value::Reference(nouns::reference(of)),
        Value::Time(_) | Value::Attachment(_) | Value::List(_) | Value::Sealed => return None,
    })
}

fn value_bytes(value: &Value) -> usize {
    match value {
        Value::Flag(_) | Value::Number(_) | Value::Time(_) | Value::Reference(_) | Value::Sealed => ITEM_BYTES,
        Value::Text(text) | Value::Attachment(text) => ITEM_BYTES + text.len(),
        Value::List(items) => items.iter().map(item_bytes).sum::<usize>() + ITEM_BYTES,
    }
}

fn item_bytes(item: &Item) -> usize {
    match item {
        Item::Flag(_) | Item::Number(_) | Item::Time(_) | Item::Reference(_) => ITEM_BYTES,
        Item::Text(text) | Item::Attachment(text) => ITEM_BYTES + text.len(),
    }
}

impl log::Host for Guest<'_> {
    fn say(&mut self, letter: char) -> wasmtime::Result<()> {
        self.0.logged(letter)
    }
}

impl panic::Host for Guest<'_> {
    fn say(&mut self, letter: char) -> wasmtime::Result<()> {
        self.0.count_host_call()?;
        self.0.panicked(letter);
        Ok(())
    }

    fn out_of_memory(&mut self, _bytes: u32) -> wasmtime::Result<()> {
        self.0.count_host_call()?;
        self.0.ran_out_of_memory();
        Ok(())
    }
}

fn workflow(of: ports::WorkflowInfo) -> WorkflowInfo {
    WorkflowInfo {
        ref_: of.instance.0,
        kind: of.kind,
        key: of.key,
        district: of.district.0,
        grid: of.grid.map(|grid| grid.0),
        incident: of.incident.map(|incident| incident.0),
        parent: of.parent.map(|parent| parent.0),
        reality: given::reality(of.reality),
        status: match of.status {
            Status::Queued => WorkflowStatus::Queued,
            Status::Running => WorkflowStatus::Running,
            Status::Paused => WorkflowStatus::Paused,
            Status::Retrying => WorkflowStatus::Retrying,
            Status::Stuck => WorkflowStatus::Stuck,
            Status::Completed | Status::Cancelled | Status::Replaced | Status::Refused => WorkflowStatus::Ended,
        },
        ended: of.ended,
        started_at: of.started_at.seconds(),
        waits: of.waits,
        marks: of.marks.into_iter().map(|mark| (mark.name, mark.value)).collect(),
    }
}

fn workflow_bytes(of: &WorkflowInfo) -> usize {
    let marks: usize = of.marks.iter().map(|(name, value)| ITEM_BYTES + name.len() + value.len()).sum();
    let waits: usize = of.waits.iter().map(|name| ITEM_BYTES + name.len()).sum();
    4 * ITEM_BYTES + of.kind.len() + of.key.len() + waits + marks
}
