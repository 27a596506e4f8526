//! How a plan begins: which places, who goes past them in what order, and what each is given to do.

use std::collections::BTreeMap;

use wardroom_plugin::view::{self, Matrix};
use wardroom_plugin::workflow::{Field, Instance, Result, list, number, refuse};
use wardroom_plugin::{GridRef, Item, Reference, Step, TimeS, UnitKindRef, UnitRef};

use crate::force::{self, Mode, Patrol};
use crate::forms::{self, OBSERVE, ROUTES, VIDEO};
use crate::places::{self, KeyPlace};
use crate::settings::Settings;
use crate::{Plan, Route, Stop, Told, Visit, route, watch, why};

/// Grids of a plan at most, and those around one place.
const AREA_MAX: usize = 192;
const AROUND_MAX: u16 = 24;

pub fn open(now: TimeS, settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Plan> {
    let district = instance.district;
    let others = view::siblings_by_mark(forms::KIND, forms::OF_DISTRICT, &district.to_string(), 1);
    if let Some(other) = others.unwrap_or_default().first() {
        return refuse(why::under_way(district, other.ref_));
    }
    let hours = number(fields, "hours").map_or(settings.hours, |hours| hours as u32);
    let times = (now, now.saturating_add(hours * 3_600));
    let places = places::of_district(settings, district);
    if places.is_empty() {
        return refuse(why::no_places(district, settings.places.table.as_str()));
    }
    let patrols = force::gathered(settings, district, &named(fields))?;
    if patrols.iter().all(|patrol| patrol.mode == Mode::Volunteer) {
        return refuse(why::nobody_patrols(district));
    }
    let routes = routes(settings, &patrols, &places);
    let stop = |of: &KeyPlace| {
        let due = places::due(settings, of.every_s, times);
        Stop {
            place: of.place,
            grid: of.grid,
            code: of.code.clone(),
            gap_s: shortest(now, &due) / 2,
            visits: due.into_iter().map(visit).collect(),
            last_at: None,
        }
    };
    let stops = places.iter().map(stop).collect();
    let area = area(settings, &places);
    Ok(Plan { starts: times.0, ends: times.1, district, stops, routes, area, seen: Vec::new(), covered: None })
}

/// The least time between two visits, or between the beginning and the first.
fn shortest(now: TimeS, due: &[TimeS]) -> u32 {
    let first = due.first().map(|first| first - now);
    due.windows(2).map(|pair| pair[1] - pair[0]).chain(first).min().unwrap_or_default()
}

fn visit(due: TimeS) -> Visit {
    Visit { due, at: None, told: Told::Nobody }
}

fn named(fields: &[Field]) -> Vec<UnitRef> {
    let unit = |item: &Item| match item {
        Item::Reference(Reference::Unit(unit)) => Some(*unit),
        _ => None,
    };
    list(fields, "units").unwrap_or_default().iter().filter_map(unit).collect()
}

/// The grids of the places and those around them, each once.
fn area(settings: &Settings, places: &[KeyPlace]) -> Vec<GridRef> {
    let around = |of: &KeyPlace| {
        let near = view::grids_near(of.grid, settings.area_m, AROUND_MAX).unwrap_or_default();
        std::iter::once(of.grid).chain(near.into_iter().map(|near| near.grid))
    };
    let mut area: Vec<GridRef> = places.iter().flat_map(around).collect();
    area.sort_unstable();
    area.dedup();
    area.truncate(AREA_MAX);
    area
}

/// Ways between all that one kind of unit goes past: where its units are, then the places.
struct Ways {
    grids: Vec<GridRef>,
    matrix: Option<Matrix>,
}

impl Ways {
    fn s(&self, from: GridRef, to: GridRef) -> u32 {
        let at = |grid: GridRef| self.grids.iter().position(|own| *own == grid);
        let found = self.matrix.as_ref().and_then(|matrix| matrix.get(at(from)?, at(to)?));
        found.unwrap_or(if from == to { 0 } else { view::OUT_OF_REACH })
    }
}

fn ways(patrols: &[Patrol], places: &[KeyPlace]) -> BTreeMap<UnitKindRef, Ways> {
    let kinds = patrols.iter().map(|patrol| patrol.kind);
    let of_kind = |kind: UnitKindRef| {
        let own = patrols.iter().filter(|patrol| patrol.kind == kind).map(|patrol| patrol.grid);
        let mut grids: Vec<GridRef> = own.chain(places.iter().map(|place| place.grid)).collect();
        grids.sort_unstable();
        grids.dedup();
        let matrix = view::travel_of_kind_s(&grids, &grids, kind).ok();
        (kind, Ways { grids, matrix })
    };
    kinds.collect::<std::collections::BTreeSet<_>>().into_iter().map(of_kind).collect()
}

/// Police go past the places; each volunteer observes at the one that is nearest on foot. Who reaches none goes round where they stand.
fn routes(settings: &Settings, patrols: &[Patrol], places: &[KeyPlace]) -> Vec<Route> {
    let ways = ways(patrols, places);
    let (police, volunteers): (Vec<&Patrol>, Vec<&Patrol>) =
        patrols.iter().partition(|patrol| patrol.mode != Mode::Volunteer);
    // Looked up once: an order is tried out many times. The last node is where the unit is.
    let nodes = places.len() + 1;
    let dense = |of: &&Patrol| -> Vec<u32> {
        let grids = || places.iter().map(|place| place.grid).chain([of.grid]);
        grids()
            .flat_map(|from| grids().map(move |to| (from, to)))
            .map(|(from, to)| ways[&of.kind].s(from, to))
            .collect()
    };
    let dense: Vec<Vec<u32>> = police.iter().map(dense).collect();
    let way = |route: usize, from: usize, to: usize| dense[route][from * nodes + to];
    let reaches = |route: usize, stop: usize| {
        let of = police[route];
        let s = ways[&of.kind].s(of.grid, places[stop].grid);
        if of.mode == Mode::Foot { s <= settings.foot_reach_s } else { s != view::OUT_OF_REACH }
    };
    // What lies near enough is walked past, and the rest driven.
    let ranks: Vec<u8> = police.iter().map(|of| u8::from(of.mode != Mode::Foot)).collect();
    let (orders, _) = route::share(&ranks, places.len(), &way, &reaches);
    let route = |of: &Patrol, stops: Vec<usize>| Route { unit: of.unit, mode: of.mode, stops, off: false };
    let patrolled = police.iter().zip(orders).map(|(of, stops)| route(of, stops));
    let observed = volunteers.iter().map(|of| {
        let near = (0..places.len()).map(|stop| (ways[&of.kind].s(of.grid, places[stop].grid), stop)).min();
        let stops = near.filter(|(s, _)| *s <= settings.foot_reach_s).map(|(_, stop)| stop).into_iter().collect();
        route(of, stops)
    });
    patrolled.chain(observed).collect()
}

pub fn begin(step: &mut Step<Plan>) {
    for stop in &step.state.stops {
        let visits = stop.visits.len();
        let first = stop.visits.first().map_or(step.state.ends, |visit| visit.due);
        let (place, code) = (stop.place, stop.code.as_str());
        step.remarks.push(why::planned(place, code, visits, first));
    }
    for index in 0..step.state.routes.len() {
        task(step, index);
    }
    for stop in 0..step.state.stops.len() {
        if step.state.patrol_of(stop).is_none() {
            step.remark(why::nobody_reaches(step.state.stops[stop].place));
        }
    }
    video(step);
    step.timer_at(watch::END, step.state.ends);
    watch::wait_for_next(step);
}

/// What a unit has to do, by the codes of its places in their order.
pub fn task(step: &mut Step<Plan>, index: usize) {
    let Route { unit, mode, ref stops, .. } = step.state.routes[index];
    let within_s = step.state.ends.saturating_sub(step.now);
    let codes: Vec<&str> = stops.iter().map(|stop| step.state.stops[*stop].code.as_str()).collect();
    let why = match (mode, stops.first()) {
        (Mode::Volunteer, Some(stop)) => {
            let place = step.state.stops[*stop].place;
            match step.state.patrol_of(*stop) {
                Some(police) => why::do_observe_beside(place, police.unit),
                None => why::do_observe(place),
            }
        }
        (Mode::Volunteer, None) => why::do_observe_around(),
        (_, None) => why::do_patrol_around(),
        (Mode::Foot, Some(_)) => why::do_walk(codes.len(), codes.join(" → ")),
        (Mode::Vehicle, Some(_)) => why::do_drive(codes.len(), codes.join(" → ")),
    };
    let key = if mode == Mode::Volunteer { OBSERVE } else { ROUTES } + index as u16;
    step.task(key, wardroom_plugin::Assignee::Unit(unit), within_s, why);
}

/// The room looks through the video points around the places.
fn video(step: &mut Step<Plan>) {
    let wanted = step.settings.video_points;
    if wanted == 0 {
        return;
    }
    let points = |stop: &Stop| view::video_points_near(stop.grid, wanted).map_or(0, |points| points.len());
    let all: usize = step.state.stops.iter().map(points).sum();
    if all > 0 {
        let room = step.role(&step.settings.video_slot);
        let within_s = step.state.ends.saturating_sub(step.now);
        step.task(VIDEO, room, within_s, why::do_video(step.state.stops.len(), all));
    }
}
