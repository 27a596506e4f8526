//! How a search ends, is reopened, and is forgotten.

use super::*;
use wardroom_plugin::Incident;

/// The same search, with an incident in a phase.
fn about(story: &mut Story<Search>, phase: Phase) {
    story.instance.incident = Some(Incident { phase, ..incident() });
}

#[test]
fn found_confirmed_and_forgotten_a_month_later() {
    let mut story = search(quiet(), county(), &child());
    about(&mut story, Phase::OnScene);
    story.pass(10 * MINUTE).done(GRIDS + 1, "found", ASSISTANT, &[]);
    story.pass(5 * MINUTE).done(CLOSING, "found", OFFICER, &[]);
    about(&mut story, Phase::Resolved);
    story.incident_changed().pass(31 * DAY);
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
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
        0d00:10 search-grid done: found
          > notice 3 Urgency::Emergency to [Recipient::CommandRoom(0)]: the person is reported found in grid 1
          > stop timer 1
          > task closing for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d00:25: somebody reports the person found: make sure, and say how it ended
          = waits for the command room to say how it ended
        0d00:15 closing done: found
          - open tasks called off: 1
          > cancel task search-grid
          > Effect::StepIncident(Phase::Resolved)
          > timer 3 at 30d00:15
          = closed: found; the identity is kept for 30 days from the closing
        0d00:15 incident changed
          = closed: found; the identity is kept for 30 days from the closing
        30d00:15 timer 3
          - 30 days after the closing the identity is erased
          > Effect::ErasePersonalData
          = over; the identity is erased
          ended: found
    "#]],
    );
}

#[test]
fn a_mistake_and_the_search_goes_on() {
    let mut story = search(quiet(), county(), &child());
    story.pass(10 * MINUTE).done(GRIDS + 1, "found", ASSISTANT, &[]);
    // Others come back meanwhile, and the room takes its time.
    story.done(GRIDS, "clear", ASSISTANT, &[]).pass(HOUR);
    story.done(CLOSING, "go-on", OFFICER, &[]);
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
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
        0d00:10 search-grid done: found
          > notice 3 Urgency::Emergency to [Recipient::CommandRoom(0)]: the person is reported found in grid 1
          > stop timer 1
          > task closing for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d00:25: somebody reports the person found: make sure, and say how it ended
          = waits for the command room to say how it ended
        0d00:10 search-grid done: clear
          - grid 0 is searched: nobody there
          = waits for the command room to say how it ended
        0d00:25 closing overdue
          > notice 4 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: how the search ended has not been said in time
          = waits for the command room to say how it ended
        0d01:10 closing done: go-on
          - it was not the person: the search goes on
          > timer 1 at 0d01:40
          > task search-grid for Assignee::GridAssistant(2) by 0d02:10: search grid 2 (ring 1)
          = ring 1, 1000 m around grid 0; 2 of 3 grids searched
    "#]],
    );
}

#[test]
fn reopened_before_the_identity_is_gone() {
    let mut story = search(quiet(), county(), &child());
    about(&mut story, Phase::Accepted);
    story.signal(forms::CLOSE, &fields(&[("result", "called-off".into())]));
    about(&mut story, Phase::Resolved);
    story.pass(29 * DAY).signal(forms::REOPEN, &fields(&[("last_seen_at", Value::Time(NOW + 29 * DAY))]));
    // The day on which it would have been forgotten goes by.
    story.pass(2 * DAY).signal(forms::CLOSE, &fields(&[("result", "found-dead".into())])).pass(30 * DAY);
    let words = story.words();
    assert_eq!(words.matches("ErasePersonalData").count(), 1, "{words}");
    assert_eq!(story.ended.as_deref(), Some("found-dead"));
    expect![[r#"
        29d00:00 signal reopen
          - the search is reopened
          - last seen in grid 0, 0 s ago
          - ring 1, out to 500 m; grids added: 2
          > stop timer 3
          > Effect::StepIncident(Phase::Reopened)
          > notice 1 Urgency::Alarm to [Recipient::CommandRoom(0)]: a search for a missing person begins, last seen in grid 0 0 s ago
          > timer 1 at 29d00:30
          > task search-grid for Assignee::GridAssistant(0) by 29d01:00: search grid 0 (ring 1)
          > task search-grid for Assignee::GridAssistant(1) by 29d01:00: search grid 1 (ring 1)
          = ring 1, 500 m around grid 0; 0 of 2 grids searched
    "#]].assert_eq(&entry(&story, "29d00:00 signal reopen"));
}

#[test]
fn nobody_sees_that_it_began() {
    let mut story = search(Settings { tasks_at_once: 1, ..quiet() }, county(), &child());
    story.pass(5 * MINUTE).unanswered(step::BEGUN);
    expect![[r#"
        0d00:05 unanswered
          > notice 2 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: the command room has not seen that a search for a missing person began
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
    "#]].assert_eq(&entry(&story, "0d00:05 unanswered"));
}

/// What an incident's change leads to: stage, effects other than stopping what runs, remarks.
fn after(stage: state::Stage, phase: Phase) -> String {
    let _county = county().enter();
    let search = Search { stage, radius_m: 8_000, next_key: GRIDS, ..Search::default() };
    let state = serde_json::to_string(&search).unwrap();
    let instance = Instance { incident: Some(Incident { phase, ..incident() }), state, ..instance() };
    let outcome = Search::step(NOW, &quiet(), &instance, Event::IncidentChanged).unwrap();
    let mut words = format!("{stage:?}, {phase:?}: {}\n", package().text("en", &outcome.stage));
    for remark in &outcome.remarks {
        words += &format!("  - {}\n", package().text("en", remark));
    }
    let steps = outcome.effects.iter().filter_map(|effect| match effect {
        Effect::StepIncident(to) => Some(format!("  > incident to {to:?}\n")),
        Effect::CreateTask(task) => Some(format!("  > task {}\n", task.form)),
        _ => None,
    });
    words + &steps.collect::<String>()
}

#[test]
fn the_search_follows_its_incident() {
    use state::{End, Stage};
    let closed = |merged| Stage::Closed { end: End::CalledOff, merged };
    let cases = [
        (Stage::Searching, Phase::Assigned),
        (Stage::Searching, Phase::Resolved),
        (Stage::Searching, Phase::Cancelled),
        (Stage::Confirming, Phase::Cancelled),
        (Stage::Confirming, Phase::Closed),
        (Stage::Searching, Phase::Merged),
        (closed(false), Phase::Resolved),
        (closed(false), Phase::Accepted),
        (closed(false), Phase::Reopened),
        (closed(true), Phase::Accepted),
    ];
    let words: String = cases.into_iter().map(|(stage, phase)| after(stage, phase)).collect();
    expect![[r#"
        Searching, Phase::Assigned: ring 0, 8000 m around grid 0; 0 of 0 grids searched
        Searching, Phase::Resolved: waits for the command room to say how it ended
          - the incident is over; how the search ended is to be said
          > task closing
        Searching, Phase::Cancelled: closed: called off; the identity is kept for 30 days from the closing
          - the incident was cancelled, and so the search is called off
        Confirming, Phase::Cancelled: closed: called off; the identity is kept for 30 days from the closing
          - the incident was cancelled, and so the search is called off
        Confirming, Phase::Closed: waits for the command room to say how it ended
        Searching, Phase::Merged: closed: called off; the identity is kept for 30 days from the closing
          - the incident was merged with another, and so this search is called off
        Closed { end: CalledOff, merged: false }, Phase::Resolved: closed: called off; the identity is kept for 30 days from the closing
        Closed { end: CalledOff, merged: false }, Phase::Accepted: closed: called off; the identity is kept for 30 days from the closing
        Closed { end: CalledOff, merged: false }, Phase::Reopened: 8000 m around grid 0, widened no farther; 0 of 12 grids searched
          - the search is reopened
          - last seen in grid 0, 1661990400 s ago
          - ring 1, out to 8000 m; grids added: 12
          - it has come to 8000 m, the largest radius
          > task search-grid
          > task search-grid
        Closed { end: CalledOff, merged: true }, Phase::Accepted: 8000 m around grid 0, widened no farther; 0 of 12 grids searched
          - the search is reopened
          - last seen in grid 0, 1661990400 s ago
          - ring 1, out to 8000 m; grids added: 12
          - it has come to 8000 m, the largest radius
          > task search-grid
          > task search-grid
    "#]].assert_eq(&words);
}

#[test]
fn an_exercise_calls_nobody_out() {
    let mut story = search(Settings { tasks_at_once: 1, ..settings() }, county(), &child());
    story.instance.reality = Reality::Exercise;
    story.pass(30 * MINUTE).done(GRIDS, "found", ASSISTANT, &[]);
    let words = story.words().split("0d00:30").nth(2).unwrap();
    assert!(!words.contains("Unit(") && !words.contains("GridAssistant(") && !words.contains("Emergency"), "{words}");
}

#[test]
fn without_a_grid_no_search_begins() {
    let nowhere = Instance { grid: None, ..instance() };
    let named = fields(&[("last_seen_grid", Reference::Grid(0).into())]);
    for fields in [&[][..], &named] {
        let refused = package().refusal(&Search::start(NOW, &quiet(), &nowhere, fields));
        assert_eq!(refused, "a search begins in a grid: start it in the grid (`grid`) where the person was last seen");
    }
}
