//! What is near a report, by the index of places, held against looking at every open incident; and that it costs what is near.

use domain::command::{Command, IncidentCommand};
use domain::county::geometry::distance_m;
use domain::hooks::NearbyIncident;
use domain::ids::IncidentRef;
use domain::incident::{Phase, Reality};
use domain::limits::{NEARBY_M_MAX, NEARBY_MAX, NEARBY_PER_CELL_MAX, NEARBY_S_MAX};
use domain::nearby::nearby;
use domain::state::State;
use proptest::prelude::*;

use crate::desk::*;

/// The same by looking at all of them.
fn by_looking_at_all(desk: &Desk, which: IncidentRef) -> Vec<(u32, IncidentRef)> {
    let report = desk.incident(which);
    let here = (report.place.lon, report.place.lat);
    let open = desk.state.incidents.values().filter(|other| other.phase.is_open() && other.incident != which);
    let alike = open.filter(|other| other.reality == report.reality);
    let recent = alike.filter(|other| desk.now.since_s(other.reported_at) <= NEARBY_S_MAX);
    let metres = recent.map(|other| (distance_m(here, (other.place.lon, other.place.lat)).round(), other.incident));
    let near = metres.filter(|(metres, _)| *metres <= f64::from(NEARBY_M_MAX));
    let mut near: Vec<(u32, IncidentRef)> = near.map(|(metres, which)| (metres as u32, which)).collect();
    near.sort_unstable();
    near.truncate(NEARBY_MAX);
    near
}

fn by_the_index(state: &State, desk: &Desk, which: IncidentRef) -> Vec<(u32, IncidentRef)> {
    let shown = |near: NearbyIncident| (near.distance_m, near.incident);
    nearby(state, desk.incident(which), desk.now, &|_| None).into_iter().map(shown).collect()
}

fn report_at(desk: &mut Desk, (lon, lat): (f64, f64), reality: Reality) -> IncidentRef {
    let mut wanted = report("noise");
    (wanted.lon, wanted.lat, wanted.reality) = (lon, lat, reality);
    desk.tell(Command::Incident(IncidentCommand::Report(wanted)));
    desk.state.last_incident
}

/// Around a few places, some of them on the edges of cells, some with the very same position.
fn place() -> impl Strategy<Value = (f64, f64)> {
    let centre = prop::sample::select(vec![(119.05, 27.05), (119.0625, 27.0625), (119.25, 27.07), (119.07, 27.05)]);
    let off = prop_oneof![Just(0.0), -0.022..0.022_f64, Just(1.0 / 128.0)];
    (centre, off.clone(), off).prop_map(|((lon, lat), east, north)| (lon + east, lat + north))
}

proptest! {
    #![proptest_config(random(96))]

    #[test]
    fn the_index_finds_what_looking_at_all_finds(
        places in prop::collection::vec((place(), 0..4_000_u32, 0..8_u8), 1..60),
    ) {
        let mut desk = Desk::new();
        for (at, wait_s, fate) in places {
            desk.wait(wait_s);
            let reality = if fate == 0 { Reality::Exercise } else { Reality::Actual };
            let which = report_at(&mut desk, at, reality);
            prop_assert_eq!(by_the_index(&desk.state, &desk, which), by_looking_at_all(&desk, which));
            if fate == 1 {
                desk.step(which, Phase::Cancelled).expect("done");
            }
        }
        // What a checkpoint gives back has the same index.
        let read_back = State::decode(&desk.state.encode()).expect("a state");
        let which = desk.state.last_incident;
        prop_assert_eq!(by_the_index(&read_back, &desk, which), by_looking_at_all(&desk, which));
    }
}

/// A report was held against every open incident of the county, one by one: with 3,000 of them that was a third of all work.
#[test]
fn a_report_is_held_against_what_is_near() {
    let mut desk = Desk::new();
    for nth in 0..1_500 {
        report_at(
            &mut desk,
            (119.2 + f64::from(nth % 40) * 0.004, 27.01 + f64::from(nth / 40) * 0.002),
            Reality::Actual,
        );
    }
    let which = report_at(&mut desk, (119.02, 27.05), Reality::Actual);
    let here = (119.02, 27.05);
    assert!(
        desk.state
            .whereabouts
            .around(here, f64::from(NEARBY_M_MAX))
            .iter()
            .all(|(_, cell)| { desk.state.whereabouts.newest(*cell).all(|(near, _)| near == which) })
    );
}

/// Everybody calls from the same square.
#[test]
fn where_very_many_are_at_one_place_the_newest_are_looked_at() {
    let mut desk = Desk::new();
    let here = (119.05, 27.05);
    for _ in 0..NEARBY_PER_CELL_MAX + 20 {
        report_at(&mut desk, here, Reality::Actual);
    }
    let which = desk.state.last_incident;
    let seen = by_the_index(&desk.state, &desk, which);
    assert_eq!(seen.len(), NEARBY_MAX);
    // The report itself is one of those that are looked at.
    assert_eq!(seen[0], (0, IncidentRef(which.0 + 1 - NEARBY_PER_CELL_MAX as u32)));
}
