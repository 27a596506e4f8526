//! The county as a granted plugin reads it: one version of the state, which nothing can change under it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::candidates::{exclusion, standing, view_of};
use crate::county::geometry::distance_m;
use crate::county::loaded::LoadedCounty;
use crate::county::travel::MovementRef;
use crate::county::value::Value;
use crate::county::{Grid, Post, Unit};
use crate::extra::extra;
use crate::hooks::IncidentView;
use crate::hours::LocalClock;
use crate::ids::*;
use crate::incident::{Phase, Reality};
use crate::limits::{ARCHIVE_AFTER_S, COUNTED_INCIDENTS_MAX};
use crate::ports::{
    Area, AttributeOwner, CodeOf, GridInfo, Hours, LocalTime, PersonInfo, PostInfo, Reference, Thing, UnitInfo, View,
    WorkflowInfo,
};
use crate::series::Shown;
use crate::skills::SkillSet;
use crate::state::State;
use crate::time::TimeMs;
use crate::unit::UnitState;
use crate::who::Who;
use crate::workflow::Instance;

/// A [`View`] of a state. Building one costs a clone of the state's roots.
pub struct StateView {
    state: State,
    loaded: Arc<LoadedCounty>,
}

impl StateView {
    /// `None` while there is no county.
    pub fn new(state: &State) -> Option<StateView> {
        Some(StateView { loaded: state.county.clone()?, state: state.clone() })
    }

    fn clock(&self) -> LocalClock<'_> {
        LocalClock { zone: self.loaded.index.zone(), calendar: &self.loaded.county().calendar }
    }

    fn district_known(&self, district: DistrictRef) -> bool {
        self.loaded.county().districts.get(district.index()).is_some_and(|d| !d.retired)
    }
}

impl View for StateView {
    fn incident(&self, which: IncidentRef) -> Option<IncidentView> {
        self.state.incident(which).map(|incident| view_of(incident, &self.loaded))
    }

    fn open_incidents(&self, district: DistrictRef, limit: usize) -> Option<Vec<IncidentView>> {
        if !self.district_known(district) {
            return None;
        }
        let open = self.state.open.get(&district).into_iter().flat_map(|open| open.iter());
        Some(open.filter_map(|which| self.incident(*which)).take(limit).collect())
    }

    fn on_duty(&self, district: DistrictRef, slot: &str, at: TimeMs) -> Option<Vec<PersonRef>> {
        let slot = self.loaded.index.slot(slot)?;
        self.district_known(district).then(|| self.state.roster.on_duty(district, slot, at))
    }

    fn attribute(&self, of: AttributeOwner, name: &str) -> Option<Option<Value>> {
        self.loaded.index.attribute(of, name)
    }

    fn get_row(&self, table: &str, key: &str) -> Option<Vec<(String, Value)>> {
        self.loaded.index.get_row(table, key)
    }

    fn find_rows(&self, table: &str, column: &str, equals: &Value, limit: usize) -> Option<Vec<Vec<(String, Value)>>> {
        self.loaded.index.find_rows(table, column, equals, limit)
    }

    fn units(&self, district: DistrictRef) -> Option<Vec<UnitInfo>> {
        if !self.district_known(district) {
            return None;
        }
        let (now, county) = (self.state.at, self.loaded.county());
        let on_shift = self.loaded.index.teams_on_shift(now);
        let info = |(index, (unit, live)): (usize, (&Unit, &Arc<UnitState>))| {
            let lent_to = live.loan.filter(|loan| now < loan.until).map(|loan| loan.to);
            let shift_left_s = on_shift.get(unit.team.index()).copied().flatten();
            (unit.district == district && !unit.retired).then(|| UnitInfo {
                unit: UnitRef(index as u32),
                team: unit.team,
                district: unit.district,
                lent_to,
                skills: unit.skills,
                kind: county.unit_kind(unit),
                class: county.class(unit),
                crew: unit.crew,
                grid: standing(&self.loaded, UnitRef(index as u32), live, now).grid,
                free: exclusion(live, shift_left_s, Reality::Actual).is_none(),
            })
        };
        Some(county.units.iter().zip(self.state.units.iter()).enumerate().filter_map(info).collect())
    }

    fn skills_of(&self, unit: UnitRef) -> Option<SkillSet> {
        let unit = self.loaded.county().units.get(unit.index()).filter(|unit| !unit.retired)?;
        Some(unit.skills)
    }

    fn grids_near(&self, grid: GridRef, within_m: u32, limit: usize) -> Option<Vec<(GridRef, u32)>> {
        let county = self.loaded.county();
        let from = county.grids.get(grid.index()).filter(|grid| !grid.retired)?.centre;
        let all = county.grids.iter().enumerate().filter(|(_, grid)| !grid.retired);
        let near = all.map(|(index, other)| (distance_m(from, other.centre).round() as u32, GridRef(index as u32)));
        let mut near: Vec<(u32, GridRef)> = near.filter(|(metres, _)| *metres <= within_m).collect();
        // Two centres may be one place: the grid that was asked about still comes first.
        near.sort_unstable_by_key(|(metres, other)| (*other != grid, *metres, *other));
        Some(near.into_iter().take(limit).map(|(metres, grid)| (grid, metres)).collect())
    }

    fn video_points_near(&self, grid: GridRef, limit: usize) -> Option<Vec<(String, u32)>> {
        let county = self.loaded.county();
        let from = county.grids.get(grid.index()).filter(|grid| !grid.retired)?.centre;
        let near = county.video_points_near(from, false, limit);
        Some(near.into_iter().map(|(metres, point)| (point.code.clone(), metres)).collect())
    }

    fn district_neighbours(&self, district: DistrictRef) -> Option<Vec<DistrictRef>> {
        let county = self.loaded.county();
        let known = county.districts.get(district.index()).filter(|district| !district.retired)?;
        let live = |d: &&DistrictRef| county.districts.get(d.index()).is_some_and(|d| !d.retired);
        Some(known.neighbours.iter().filter(live).copied().collect())
    }

    fn grid_info(&self, grid: GridRef) -> Option<GridInfo> {
        let grid = self.loaded.county().grids.get(grid.index()).filter(|grid| !grid.retired)?;
        let &Grid { village, township, district, households, .. } = grid;
        Some(GridInfo { village, township, district, households })
    }

    fn district_of(&self, grid: GridRef) -> Option<DistrictRef> {
        self.loaded.county().grids.get(grid.index()).filter(|grid| !grid.retired).map(|grid| grid.district)
    }

    fn by_code(&self, of: CodeOf, code: &str) -> Option<u32> {
        self.state.reference(of, code).map(Reference::number)
    }

    fn workload(&self, of: &Who) -> u32 {
        u32::try_from(self.state.tasks.workload(of)).unwrap_or(u32::MAX)
    }

    fn marks(&self, kind: &str, name: &str, limit: usize) -> Vec<String> {
        let values: BTreeSet<&str> = self.state.workflows.marked(kind, name).collect();
        values.into_iter().take(limit).map(str::to_owned).collect()
    }

    fn workflow(&self, which: InstanceRef) -> Option<WorkflowInfo> {
        self.state.workflows.get(which).map(|instance| workflow_info(instance))
    }

    fn children(&self, of: InstanceRef, limit: usize) -> Option<Vec<WorkflowInfo>> {
        let workflows = &self.state.workflows;
        workflows.get(of)?;
        Some(workflows.children(of).take(limit).map(|instance| workflow_info(instance)).collect())
    }

    fn marked_with(&self, kind: &str, name: &str, value: &str, limit: usize) -> Vec<WorkflowInfo> {
        let found = self.state.workflows.marked_with(kind, name, value);
        found.take(limit).map(|instance| workflow_info(instance)).collect()
    }

    fn next_within(&self, at: TimeMs, hours: Hours) -> Option<TimeMs> {
        self.clock().next(at, hours)
    }

    fn local_time(&self, at: TimeMs) -> Option<LocalTime> {
        self.clock().at(at)
    }

    fn after_working_days(&self, from: TimeMs, days: u16) -> Option<TimeMs> {
        self.clock().after_working_days(from, days)
    }

    fn count_incidents(&self, kind: Option<KindRef>, within: Area, since: TimeMs, up_to: usize) -> Option<usize> {
        // One that was reported since then is still in the state, even if it was closed at once.
        if self.state.at.since_s(since) > ARCHIVE_AFTER_S {
            return None;
        }
        let counts = |incident: &&Arc<crate::incident::record::Incident>| {
            let place = &incident.place;
            incident.reality == Reality::Actual
                && !matches!(incident.phase, Phase::Merged | Phase::Cancelled)
                && kind.is_none_or(|kind| incident.kind == kind)
                && match within {
                    Area::Grid(grid) => place.grid == grid,
                    Area::District(district) => place.district == district,
                    Area::County => true,
                }
        };
        // They are numbered in the order in which they came.
        let recent = self.state.incidents.values().rev().take_while(|incident| incident.reported_at >= since);
        Some(recent.take(COUNTED_INCIDENTS_MAX).filter(counts).take(up_to).count())
    }

    fn code(&self, of: Reference) -> Option<String> {
        match of {
            Reference::Incident(which) => self.state.incident(which).map(|incident| incident.id.clone()),
            Reference::Workflow(which) => self.state.workflows.get(which).map(|instance| instance.id.clone()),
            of_county => self.loaded.county().code_of(of_county),
        }
    }

    fn county_code(&self) -> String {
        self.loaded.county().code.clone()
    }

    fn person(&self, which: PersonRef) -> Option<PersonInfo> {
        let county = self.loaded.county();
        let person = county.persons.get(which.index()).filter(|person| !person.retired)?;
        let place = |of, code: &String| u16::try_from(self.loaded.index.by_code(of, code)?).ok();
        let post = |held: &Post| {
            let &Post { team, district, station, from, to, .. } = held;
            Some(PostInfo { post: place(CodeOf::Post, &held.post)?, team, district, station, from, to })
        };
        let qualifications = person.qualifications.iter().filter_map(|code| place(CodeOf::Qualification, code));
        Some(PersonInfo {
            sworn: person.sworn,
            qualifications: qualifications.collect(),
            posts: person.posts.iter().filter_map(post).collect(),
        })
    }

    fn places_in(&self, grid: GridRef, limit: usize) -> Option<Vec<PlaceRef>> {
        let county = self.loaded.county();
        county.grids.get(grid.index()).filter(|grid| !grid.retired)?;
        let places = county.places.iter().zip(0..).filter(|(place, _)| place.grid == grid && !place.retired);
        Some(places.map(|(_, number)| PlaceRef(number)).take(limit).collect())
    }

    fn travel_s(&self, from: &[GridRef], to: &[GridRef], kind: Option<UnitKindRef>) -> Option<Vec<u32>> {
        let movement = match kind {
            Some(kind) => self.loaded.movement_of(&self.loaded.county().unit_kinds.get(kind.index())?.code).0,
            None => MovementRef::default(),
        };
        let grids = &self.loaded.county().grids;
        let travel = &self.loaded.travel;
        let middle = |grid: &GridRef| grids.get(grid.index()).filter(|grid| !grid.retired).map(|grid| grid.centre);
        let snapped = |grids: &[GridRef]| -> Option<Vec<_>> {
            grids.iter().map(|grid| Some(travel.snap(middle(grid)?))).collect()
        };
        let (from, to) = (snapped(from)?, snapped(to)?);
        // Where all roads go both ways, one search for each of the fewer.
        let both_ways = !self.loaded.county().roads.links.iter().any(|road| road.one_way);
        let swapped = both_ways && from.len() < to.len();
        let (many, few) = if swapped { (&to, &from) } else { (&from, &to) };
        let many: Vec<_> = many.iter().map(|one| (one, movement)).collect();
        let rows: Vec<_> = few.iter().map(|one| travel.between_each(&many, one)).collect();
        let seconds = |row: usize, column: usize| {
            let travel = if swapped { rows[row][column] } else { rows[column][row] };
            if travel.out_of_reach { u32::MAX } else { travel.seconds }
        };
        let (rows_wanted, columns) = (0..from.len(), to.len());
        Some(
            rows_wanted
                .flat_map(|row| (0..columns).map(move |column| (row, column)))
                .map(|(r, c)| seconds(r, c))
                .collect(),
        )
    }

    fn series(&self, code: &str, at: TimeMs) -> Option<Shown> {
        self.state.series_at(code, at)
    }

    fn extra(&self, of: Thing, key: &str) -> Option<Option<Value>> {
        extra(&self.state, &self.loaded, of, key)
    }
}

/// What others may see of a workflow.
fn workflow_info(of: &Instance) -> WorkflowInfo {
    WorkflowInfo {
        instance: of.instance,
        kind: of.kind.clone(),
        key: of.key.clone(),
        district: of.district,
        grid: of.grid,
        incident: of.incident,
        parent: of.parent,
        reality: of.reality,
        status: of.status,
        ended: of.ended.clone(),
        started_at: of.started_at,
        waits: of.waits.clone(),
        marks: of.marks.clone(),
    }
}
