//! Where calls are expected: some tens of points, each a grid with a weight; and which of them each candidate reaches in time.

use std::collections::BTreeMap;

use wardroom_plugin::view::{self, Answer};
use wardroom_plugin::{Candidate, DistrictRef, GridRef, Incident, Reference, TimeS, UnitKindRef, Value, log};

use crate::cover::Cover;
use crate::settings::{Demand, Settings};

/// As many as the host gives at once.
const ROWS_MAX: u16 = 256;
const DAY_S: u32 = 86_400;

type Point = (GridRef, f64);

/// What is covered by whom. `None` where the county does not tell or there is no demand: then nobody's leaving costs anything.
pub fn cover(now: TimeS, settings: &Settings, incident: &Incident, candidates: &[Candidate]) -> Option<Cover> {
    let points = points(now, settings, incident, candidates);
    let found = points.and_then(|points| {
        let covers = covers(settings, candidates, &points)?;
        let weights: Vec<f64> = points.iter().map(|(_, weight)| *weight).collect();
        Ok(Cover::new(&weights, covers, settings.busy_fraction))
    });
    match found {
        Ok(found) => found,
        Err(refusal) => {
            log!("no cover: {refusal:?}");
            None
        }
    }
}

fn points(now: TimeS, settings: &Settings, incident: &Incident, candidates: &[Candidate]) -> Answer<Vec<Point>> {
    let mut points = match settings.demand {
        Demand::Table => of_table(settings, incident, candidates)?,
        Demand::Households => of_villages(settings, incident, |_, households| Ok(f64::from(households)))?,
        Demand::Incidents => {
            let since = now.saturating_sub(DAY_S);
            let count = |grid| view::count_incidents(None, view::Area::Grid(grid), since, u16::MAX);
            of_villages(settings, incident, |grid, _| count(grid).map(f64::from))?
        }
    };
    points.retain(|(_, weight)| *weight > 0.0);
    // Heaviest first, and of the same weight by number.
    points.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    points.truncate(settings.points_max.into());
    Ok(points)
}

/// The county's own points in the districts of the incident and of whoever could go.
fn of_table(settings: &Settings, incident: &Incident, candidates: &[Candidate]) -> Answer<Vec<Point>> {
    let table = &settings.demand_table;
    let mut districts: Vec<DistrictRef> = candidates.iter().map(|candidate| candidate.district).collect();
    districts.push(incident.district);
    districts.sort_unstable();
    districts.dedup();
    let mut points = Vec::new();
    for district in districts {
        let of = Value::Reference(Reference::District(district));
        for row in view::rows(&table.name, &table.district, &of, ROWS_MAX)? {
            let (grid, weight) = (view::reference(&row, &table.grid), view::cell(&row, &table.weight));
            if let (Some(Reference::Grid(grid)), Some(Value::Number(weight))) = (grid, weight) {
                points.push((grid, weight.max(0.0)));
            }
        }
    }
    Ok(points)
}

/// Village by village, of the grids around the scene: a village's point is its heaviest grid, and has the weight of all.
fn of_villages(
    settings: &Settings,
    incident: &Incident,
    weigh: impl Fn(GridRef, u32) -> Answer<f64>,
) -> Answer<Vec<Point>> {
    let mut villages: BTreeMap<u16, (Point, f64)> = BTreeMap::new();
    for near in view::grids_near(incident.grid, settings.near_m, ROWS_MAX)? {
        let facts = view::grid_info(near.grid)?;
        let weight = weigh(near.grid, facts.households)?;
        let (heaviest, all) = villages.entry(facts.village).or_insert(((near.grid, weight), 0.0));
        *all += weight;
        if weight > heaviest.1 {
            *heaviest = (near.grid, weight);
        }
    }
    Ok(villages.into_values().map(|((grid, _), all)| (grid, all)).collect())
}

/// Which candidate reaches which point in time, each as its kind of unit moves. Who is outside the county covers nothing, and who is
/// farther from the scene than three times the threshold covers no point that somebody in time covers: they are not asked about.
fn covers(settings: &Settings, candidates: &[Candidate], points: &[Point]) -> Answer<Vec<Vec<bool>>> {
    let mut covers = vec![vec![false; points.len()]; candidates.len()];
    let mut places: BTreeMap<UnitKindRef, BTreeMap<GridRef, Vec<usize>>> = BTreeMap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let near = candidate.eta_s <= settings.threshold_s.saturating_mul(3);
        if let Some(grid) = candidate.grid.filter(|_| near) {
            places.entry(candidate.kind).or_default().entry(grid).or_default().push(index);
        }
    }
    let destinations: Vec<GridRef> = points.iter().map(|(grid, _)| *grid).collect();
    for (kind, places) in places {
        let origins: Vec<GridRef> = places.keys().copied().collect();
        let travel = view::travel_of_kind_s(&origins, &destinations, kind)?;
        for (origin, who) in places.values().enumerate() {
            let reached = |point: usize| travel.get(origin, point).is_some_and(|s| s <= settings.threshold_s);
            let row: Vec<bool> = (0..points.len()).map(reached).collect();
            who.iter().for_each(|index| covers[*index].clone_from(&row));
        }
    }
    Ok(covers)
}
