//! How a search widens, and what it asks of whom.

use super::*;

#[test]
fn rings_widen_with_time_and_grids_are_handed_out_as_they_come_back() {
    let mut story = search(settings(), county(), &child());
    story.pass(10 * MINUTE).done(GRIDS, "clear", ASSISTANT, &[]);
    story.done(GRIDS + 1, "trace", ASSISTANT, &[]).done(VIDEO, "clear", OFFICER, &[]);
    story.pass(25 * MINUTE).done(GRIDS + 2, "not-possible", ASSISTANT, &[]);
    story.pass(30 * MINUTE);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - last seen in grid 0, 1800 s ago
          - ring 1, out to 1000 m; grids added: 3
          > notice 1 Urgency::Alarm to [Recipient::CommandRoom(0)]: a search for a missing person begins, last seen in grid 0 1800 s ago
          > timer 1 at 0d00:30
          > task search-grid for Assignee::GridAssistant(0) by 0d01:00: search grid 0 (ring 1)
          > task search-grid for Assignee::GridAssistant(1) by 0d01:00: search grid 1 (ring 1)
          > task sweep for Assignee::Unit(3) by 0d01:00: sweep ways and open land of ring 1, from 0 m to 1000 m around grid 0
          > task video for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d00:15: look at the 2 video points nearest to grid 0, from 100 m to 900 m away
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
        0d00:10 search-grid done: clear
          - grid 0 is searched: nobody there
          > task search-grid for Assignee::GridAssistant(2) by 0d01:10: search grid 2 (ring 1)
          = ring 1, 1000 m around grid 0; 1 of 3 grids searched
        0d00:10 search-grid done: trace
          > notice 3 Urgency::Alarm to [Recipient::CommandRoom(0)]: a trace was found in grid 1
          = ring 1, 1000 m around grid 0; 2 of 3 grids searched
        0d00:10 video done: clear
          - the video points show nobody
          = ring 1, 1000 m around grid 0; 2 of 3 grids searched
        0d00:30 timer 1
          - ring 2, out to 1500 m; grids added: 1
          > task search-grid for Assignee::GridAssistant(3) by 0d01:30: search grid 3 (ring 2)
          > task sweep for Assignee::Unit(3) by 0d01:30: sweep ways and open land of ring 2, from 1000 m to 1500 m around grid 0
          = ring 2, 1500 m around grid 0; 2 of 4 grids searched
        0d00:35 search-grid done: not-possible
          - grid 2 cannot be searched by its assistant; somebody else is asked
          > task search-grid for Assignee::Unit(4) by 0d01:35: search grid 2 in place of its assistant
          = ring 2, 1500 m around grid 0; 2 of 4 grids searched
        0d01:00 timer 1
          - ring 3, out to 2000 m; grids added: 2
          > task sweep for Assignee::Unit(3) by 0d02:00: sweep ways and open land of ring 3, from 1500 m to 2000 m around grid 0
          = ring 3, 2000 m around grid 0; 2 of 6 grids searched
    "#]],
    );
}

#[test]
fn a_sighting_begins_anew_around_another_grid() {
    let mut story = search(settings(), county(), &child());
    story.pass(10 * MINUTE).done(GRIDS, "clear", ASSISTANT, &[]);
    let seen = [("last_seen_at", Value::Time(NOW + 5 * MINUTE)), ("last_seen_grid", Reference::Grid(8).into())];
    story.signal(forms::SIGHTING, &fields(&seen)).pass(30 * MINUTE);
    check(
        &story,
        expect![[r#"
            0d00:00 start
              - last seen in grid 0, 1800 s ago
              - ring 1, out to 1000 m; grids added: 3
              > notice 1 Urgency::Alarm to [Recipient::CommandRoom(0)]: a search for a missing person begins, last seen in grid 0 1800 s ago
              > timer 1 at 0d00:30
              > task search-grid for Assignee::GridAssistant(0) by 0d01:00: search grid 0 (ring 1)
              > task search-grid for Assignee::GridAssistant(1) by 0d01:00: search grid 1 (ring 1)
              > task sweep for Assignee::Unit(3) by 0d01:00: sweep ways and open land of ring 1, from 0 m to 1000 m around grid 0
              > task video for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d00:15: look at the 2 video points nearest to grid 0, from 100 m to 900 m away
              = ring 1, 1000 m around grid 0; 0 of 3 grids searched
            0d00:10 search-grid done: clear
              - grid 0 is searched: nobody there
              > task search-grid for Assignee::GridAssistant(2) by 0d01:10: search grid 2 (ring 1)
              = ring 1, 1000 m around grid 0; 1 of 3 grids searched
            0d00:10 signal sighting
              - last seen in grid 8, 300 s ago
              - ring 1, out to 583 m; grids added: 2
              > timer 1 at 0d00:40
              > task sweep for Assignee::Unit(3) by 0d01:10: sweep ways and open land of ring 1, from 0 m to 583 m around grid 8
              > task video for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d00:25: look at the 2 video points nearest to grid 8, from 100 m to 900 m away
              = ring 1, 583 m around grid 8; 0 of 4 grids searched
            0d00:25 video overdue
              > notice 4 Urgency::Attention to [Recipient::CommandRoom(0)]: the video points near grid 8 have not been looked at in time
              = ring 1, 583 m around grid 8; 0 of 4 grids searched
            0d00:40 timer 1
              - ring 2, out to 1083 m; no grid added
              > task sweep for Assignee::Unit(3) by 0d01:40: sweep ways and open land of ring 2, from 583 m to 1083 m around grid 8
              = ring 2, 1083 m around grid 8; 0 of 4 grids searched
        "#]],
    );
}

#[test]
fn a_risk_to_health_halves_all_times() {
    let mut story = search(Settings { video_points: 0, ..settings() }, county(), &[]);
    let told = [("age_group", "elder".into()), ("health_risk", "high".into())];
    story.pass(MINUTE).done(DESCRIBE, "described", OFFICER, &fields(&told)).pass(15 * MINUTE);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - last seen in grid 0, 0 s ago
          - ring 1, out to 500 m; grids added: 2
          > notice 1 Urgency::Alarm to [Recipient::CommandRoom(0)]: a search for a missing person begins, last seen in grid 0 0 s ago
          > timer 1 at 0d00:30
          > task search-grid for Assignee::GridAssistant(0) by 0d01:00: search grid 0 (ring 1)
          > task search-grid for Assignee::GridAssistant(1) by 0d01:00: search grid 1 (ring 1)
          > task sweep for Assignee::Unit(3) by 0d01:00: sweep ways and open land of ring 1, from 0 m to 500 m around grid 0
          > task describe for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d00:15: ask the caller: when and where last seen, age group, health risk, name, description, contact
          = ring 1, 500 m around grid 0; 0 of 2 grids searched
        0d00:01 describe done: described
          - who is missing was described
          > timer 1 at 0d00:16
          = ring 1, 500 m around grid 0; 0 of 2 grids searched
        0d00:16 timer 1
          - ring 2, out to 700 m; no grid added
          > task sweep for Assignee::Unit(3) by 0d00:46: sweep ways and open land of ring 2, from 500 m to 700 m around grid 0
          = ring 2, 700 m around grid 0; 0 of 2 grids searched
    "#]],
    );
}

#[test]
fn late_grids_do_not_hold_up_the_next_for_ever() {
    let mut story = search(
        Settings { video_points: 0, units_per_ring: 0, widen_every_s: 86_400, ..settings() },
        county(),
        &child(),
    );
    story.instance.state = story.instance.state.replace("\"waiting\":[2]", "\"waiting\":[2,3,4,5,6,7]");
    story.pass(3 * HOUR);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - last seen in grid 0, 1800 s ago
          - ring 1, out to 1000 m; grids added: 3
          > notice 1 Urgency::Alarm to [Recipient::CommandRoom(0)]: a search for a missing person begins, last seen in grid 0 1800 s ago
          > timer 1 at 1d00:00
          > task search-grid for Assignee::GridAssistant(0) by 0d01:00: search grid 0 (ring 1)
          > task search-grid for Assignee::GridAssistant(1) by 0d01:00: search grid 1 (ring 1)
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
        0d01:00 search-grid overdue
          > notice 4 Urgency::Attention to [Recipient::CommandRoom(0)]: grid 0: the search there is late
          > task search-grid for Assignee::GridAssistant(2) by 0d02:00: search grid 2 (ring 1)
          = ring 1, 1000 m around grid 0; 0 of 8 grids searched
        0d01:00 search-grid overdue
          > notice 4 Urgency::Attention to [Recipient::CommandRoom(0)]: grid 1: the search there is late
          > task search-grid for Assignee::GridAssistant(3) by 0d02:00: search grid 3 (ring 1)
          = ring 1, 1000 m around grid 0; 0 of 8 grids searched
        0d02:00 search-grid overdue
          > notice 4 Urgency::Attention to [Recipient::CommandRoom(0)]: grid 2: the search there is late
          = ring 1, 1000 m around grid 0; 0 of 8 grids searched
        0d02:00 search-grid overdue
          > notice 4 Urgency::Attention to [Recipient::CommandRoom(0)]: grid 3: the search there is late
          = ring 1, 1000 m around grid 0; 0 of 8 grids searched
    "#]],
    );
}

#[test]
fn without_grants_the_grid_itself_is_searched_all_the_same() {
    let county = county().deny("grids-near").deny("video-points-near").deny("units").deny("workload");
    let story = search(settings(), county, &child());
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - last seen in grid 0, 1800 s ago
          - ring 1, out to 1000 m; grids added: 1
          - no free unit to sweep the ring
          - no video point is known nearby
          > notice 1 Urgency::Alarm to [Recipient::CommandRoom(0)]: a search for a missing person begins, last seen in grid 0 1800 s ago
          > timer 1 at 0d00:30
          > task search-grid for Assignee::GridAssistant(0) by 0d01:00: search grid 0 (ring 1)
          = ring 1, 1000 m around grid 0; 0 of 1 grids searched
    "#]],
    );
}
