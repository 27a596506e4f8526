//! The drone's gates: each shut one is said, and asked about again.

use super::*;

fn flying() -> Settings {
    Settings { video_points: 0, units_per_ring: 0, tasks_at_once: 1, drone: settings::Drone::default(), ..settings() }
}

/// What the squad says.
fn gates(battery: f64, wind: f64, rain: bool, airspace: bool) -> Vec<Field> {
    fields(&[
        ("battery_percent", battery.into()),
        ("wind_ms", wind.into()),
        ("rain", rain.into()),
        ("airspace_clear", airspace.into()),
    ])
}

#[test]
fn a_shut_gate_is_said_and_asked_about_again_until_the_drone_flies() {
    let mut story = search(flying(), county(), &child());
    story.pass(5 * MINUTE).done(DRONE_GATE, "answered", PILOT, &gates(39.9, 10.1, true, false));
    story.pass(31 * MINUTE).done(DRONE_GATE, "answered", PILOT, &gates(40.0, 10.0, false, true));
    story.pass(MINUTE).done(DRONE_FLIGHT, "aborted", PILOT, &[]);
    story.pass(31 * MINUTE).done(DRONE_GATE, "answered", PILOT, &gates(90.0, 2.0, false, true));
    story.done(DRONE_FLIGHT, "found", PILOT, &[]);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - last seen in grid 0, 1800 s ago
          - ring 1, out to 1000 m; grids added: 3
          > notice 1 Urgency::Alarm to [Recipient::CommandRoom(0)]: a search for a missing person begins, last seen in grid 0 1800 s ago
          > timer 1 at 0d00:30
          > task search-grid for Assignee::GridAssistant(0) by 0d01:00: search grid 0 (ring 1)
          > task drone-gate for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 0d00:15: say how battery (at least 40 %), wind (at most 10 m/s), rain and airspace are
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
        0d00:05 drone-gate done: answered
          - the battery is at 39.9 %, below 40 %
          - the wind is 10.1 m/s, above 10 m/s
          - it rains
          - the airspace is not clear
          - the drone may not fly; asked again in 1800 s
          > timer 2 at 0d00:35
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
        0d00:30 timer 1
          - ring 2, out to 1500 m; grids added: 1
          = ring 2, 1500 m around grid 0; 0 of 4 grids searched
        0d00:35 timer 2
          > task drone-gate for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 0d00:50: say how battery (at least 40 %), wind (at most 10 m/s), rain and airspace are
          = ring 2, 1500 m around grid 0; 0 of 4 grids searched
        0d00:36 drone-gate done: answered
          - the drone may fly: battery at 40 %, wind 10 m/s, rain no bar, airspace clear
          > task drone-flight for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 0d01:36: search 1500 m around grid 0 from the air
          = ring 2, 1500 m around grid 0; 0 of 4 grids searched
        0d00:37 drone-flight done: aborted
          - the flight was broken off; the squad is asked again in 1800 s
          > timer 2 at 0d01:07
          = ring 2, 1500 m around grid 0; 0 of 4 grids searched
        0d01:00 timer 1
          - ring 3, out to 2000 m; grids added: 2
          = ring 3, 2000 m around grid 0; 0 of 6 grids searched
        0d01:00 search-grid overdue
          > notice 4 Urgency::Attention to [Recipient::CommandRoom(0)]: grid 0: the search there is late
          > task search-grid for Assignee::GridAssistant(1) by 0d02:00: search grid 1 (ring 3)
          = ring 3, 2000 m around grid 0; 0 of 6 grids searched
        0d01:07 timer 2
          > task drone-gate for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 0d01:22: say how battery (at least 40 %), wind (at most 10 m/s), rain and airspace are
          = ring 3, 2000 m around grid 0; 0 of 6 grids searched
        0d01:08 drone-gate done: answered
          - the drone may fly: battery at 90 %, wind 2 m/s, rain no bar, airspace clear
          > task drone-flight for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 0d02:08: search 2000 m around grid 0 from the air
          = ring 3, 2000 m around grid 0; 0 of 6 grids searched
        0d01:08 drone-flight done: found
          > notice 3 Urgency::Emergency to [Recipient::CommandRoom(0)]: the drone has seen the person
          > stop timer 1
          > task closing for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d01:23: somebody reports the person found: make sure, and say how it ended
          = waits for the command room to say how it ended
    "#]],
    );
}

#[test]
fn what_the_squad_leaves_out_counts_against_flying() {
    let mut story = search(flying(), county(), &child());
    story.done(DRONE_GATE, "answered", PILOT, &[]);
    story.pass(30 * MINUTE).done(DRONE_GATE, "no-drone", PILOT, &[]);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - last seen in grid 0, 1800 s ago
          - ring 1, out to 1000 m; grids added: 3
          > notice 1 Urgency::Alarm to [Recipient::CommandRoom(0)]: a search for a missing person begins, last seen in grid 0 1800 s ago
          > timer 1 at 0d00:30
          > task search-grid for Assignee::GridAssistant(0) by 0d01:00: search grid 0 (ring 1)
          > task drone-gate for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 0d00:15: say how battery (at least 40 %), wind (at most 10 m/s), rain and airspace are
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
        0d00:00 drone-gate done: answered
          - the battery is not stated; it has to be at 40 %
          - the wind is not stated; it may be 10 m/s at most
          - whether it rains is not stated
          - whether the airspace is clear is not stated
          - the drone may not fly; asked again in 1800 s
          > timer 2 at 0d00:30
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
        0d00:30 timer 1
          - ring 2, out to 1500 m; grids added: 1
          = ring 2, 1500 m around grid 0; 0 of 4 grids searched
        0d00:30 timer 2
          > task drone-gate for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 0d00:45: say how battery (at least 40 %), wind (at most 10 m/s), rain and airspace are
          = ring 2, 1500 m around grid 0; 0 of 4 grids searched
        0d00:30 drone-gate done: no-drone
          - no drone is to be had
          - the drone may not fly; asked again in 1800 s
          > timer 2 at 0d01:00
          = ring 2, 1500 m around grid 0; 0 of 4 grids searched
    "#]],
    );
}

#[test]
fn a_drone_that_found_nothing_is_asked_again_with_the_next_ring_and_not_for_ever() {
    let drone = settings::Drone { asks_max: 2, ..settings::Drone::default() };
    let mut story = search(Settings { drone, ..flying() }, county(), &child());
    for _ in 0..2 {
        story.done(DRONE_GATE, "answered", PILOT, &gates(90.0, 2.0, false, true));
        story.done(DRONE_FLIGHT, "clear", PILOT, &[]).pass(30 * MINUTE);
    }
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - last seen in grid 0, 1800 s ago
          - ring 1, out to 1000 m; grids added: 3
          > notice 1 Urgency::Alarm to [Recipient::CommandRoom(0)]: a search for a missing person begins, last seen in grid 0 1800 s ago
          > timer 1 at 0d00:30
          > task search-grid for Assignee::GridAssistant(0) by 0d01:00: search grid 0 (ring 1)
          > task drone-gate for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 0d00:15: say how battery (at least 40 %), wind (at most 10 m/s), rain and airspace are
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
        0d00:00 drone-gate done: answered
          - the drone may fly: battery at 90 %, wind 2 m/s, rain no bar, airspace clear
          > task drone-flight for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 0d01:00: search 1000 m around grid 0 from the air
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
        0d00:00 drone-flight done: clear
          - the drone has searched: nobody there
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
        0d00:30 timer 1
          - ring 2, out to 1500 m; grids added: 1
          > task drone-gate for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 0d00:45: say how battery (at least 40 %), wind (at most 10 m/s), rain and airspace are
          = ring 2, 1500 m around grid 0; 0 of 4 grids searched
        0d00:30 drone-gate done: answered
          - the drone may fly: battery at 90 %, wind 2 m/s, rain no bar, airspace clear
          > task drone-flight for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 0d01:30: search 1500 m around grid 0 from the air
          = ring 2, 1500 m around grid 0; 0 of 4 grids searched
        0d00:30 drone-flight done: clear
          - the drone has searched: nobody there
          = ring 2, 1500 m around grid 0; 0 of 4 grids searched
        0d01:00 timer 1
          - ring 3, out to 2000 m; grids added: 2
          - the drone squad was asked 2 times and is asked no more
          = ring 3, 2000 m around grid 0; 0 of 6 grids searched
        0d01:00 search-grid overdue
          > notice 4 Urgency::Attention to [Recipient::CommandRoom(0)]: grid 0: the search there is late
          > task search-grid for Assignee::GridAssistant(1) by 0d02:00: search grid 1 (ring 3)
          = ring 3, 2000 m around grid 0; 0 of 6 grids searched
    "#]],
    );
}

#[test]
fn one_squad_serves_the_whole_county() {
    let county = county().code(Reference::District(0), "D0").code(Reference::District(1), "D1");
    let abroad = UnitInfo { district: 1, ..unit((6, 2, true)) };
    let mut without = county.clone().unit(abroad);
    without.unit_mut(5).team = 0;
    for (county, district) in [(county, 0), (without, 1)] {
        let story = search(Settings { tasks_at_once: 1, ..flying() }, county, &child());
        let squad = format!("task drone-gate for Assignee::Team(DistrictTeam {{ district: {district}, team: 2 }})");
        assert!(story.words().contains(&squad), "{}", story.words());
    }
}

#[test]
fn a_county_without_the_squad_searches_on_foot() {
    let drone = settings::Drone { team: "balloon".to_owned(), ..settings::Drone::default() };
    let story = search(Settings { drone, ..flying() }, county(), &child());
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - last seen in grid 0, 1800 s ago
          - ring 1, out to 1000 m; grids added: 3
          - the county has no such drone squad
          > notice 1 Urgency::Alarm to [Recipient::CommandRoom(0)]: a search for a missing person begins, last seen in grid 0 1800 s ago
          > timer 1 at 0d00:30
          > task search-grid for Assignee::GridAssistant(0) by 0d01:00: search grid 0 (ring 1)
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
    "#]],
    );
}
