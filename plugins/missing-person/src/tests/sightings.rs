//! Where and when somebody was last seen: what a start has to say rightly, and what a later form changes.

use super::*;
use wardroom_plugin::testing::incident;

/// A sighting as a form gives it, at a time of the first day in the county's own time.
fn seen(clock: &str, grid: GridRef) -> Vec<Field> {
    let (hour, minute) = clock.split_once(':').expect("a clock");
    let [hour, minute] = [hour, minute].map(|part| part.parse::<u32>().expect("digits"));
    let at = NOW + hour * HOUR + minute * MINUTE - 8 * HOUR;
    fields(&[("last_seen_at", Value::Time(at)), ("last_seen_grid", Reference::Grid(grid).into())])
}

fn refusal(with: &[(&str, Value)]) -> String {
    let _county = county().enter();
    package().refusal(&Search::start(NOW, &quiet(), &instance(), &fields(with)))
}

/// A search begins at eight, half an hour after a child was seen in grid 0; ten minutes later comes a signal.
fn signalled(with: &[Field]) -> String {
    let mut story = search(quiet(), county(), &child());
    story.pass(10 * MINUTE).signal(forms::SIGHTING, with);
    entry(&story, "0d00:10 signal sighting")
}

/// It began, raised the alarm and said in a remark that the time before stays, of which there was none.
#[test]
fn a_start_with_what_can_not_be_used_is_refused() {
    expect!["`last_seen_at` is in the future"].assert_eq(&refusal(&[("last_seen_at", Value::Time(NOW + 301))]));
}

#[test]
fn a_clock_that_is_a_little_ahead_is_no_reason_to_refuse() {
    let ahead = fields(&[("last_seen_at", Value::Time(NOW + 300)), ("age_group", "child".into())]);
    let story = search(Settings { tasks_at_once: 1, ..quiet() }, county(), &ahead);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - last seen in grid 0, 0 s ago
          - ring 1, out to 500 m; grids added: 2
          > notice 1 Urgency::Alarm to [Recipient::CommandRoom(0)]: a search for a missing person begins, last seen in grid 0 0 s ago
          > timer 1 at 0d00:30
          > task search-grid for Assignee::GridAssistant(0) by 0d01:00: search grid 0 (ring 1)
          = ring 1, 500 m around grid 0; 0 of 2 grids searched
    "#]],
    );
}

/// The older one took the place of the newer, and moved the search back.
#[test]
fn an_older_sighting_that_comes_later_does_not_move_the_search() {
    expect![[r#"
        0d00:10 signal sighting
          - the sighting given is no later than the last one known, in grid 0, 2400 s ago; that one stays
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
    "#]]
    .assert_eq(&signalled(&seen("07:29", 8)));
    // The same once more is no news.
    expect![[r#"
        0d00:10 signal sighting
          - the sighting given is no later than the last one known, in grid 0, 2400 s ago; that one stays
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
    "#]]
    .assert_eq(&signalled(&seen("07:30", 0)));
    expect![[r#"
        0d00:10 signal sighting
          - last seen in grid 8, 2340 s ago
          - ring 1, out to 1150 m; grids added: 2
          > timer 1 at 0d00:40
          = ring 1, 1150 m around grid 8; 0 of 4 grids searched
    "#]]
    .assert_eq(&signalled(&seen("07:31", 8)));
}

#[test]
fn a_sighting_that_can_not_be_used_is_left_out_whole() {
    expect![[r#"
        0d00:10 signal sighting
          - the time given is still to come; what the form says of where and when is left out
          = ring 1, 1000 m around grid 0; 0 of 3 grids searched
    "#]]
    .assert_eq(&signalled(&seen("08:16", 8)));
}

/// Until somebody says when, the time of the report stands for it; the caller knows better.
#[test]
fn the_first_time_that_is_told_may_be_older_than_the_report() {
    let mut story = search(quiet(), county(), &[]);
    story.pass(MINUTE).done(DESCRIBE, "described", OFFICER, &child());
    expect![[r#"
        0d00:01 describe done: described
          - who is missing was described
          - last seen in grid 0, 1860 s ago
          - ring 1, out to 1017 m; grids added: 1
          > timer 1 at 0d00:31
          = ring 1, 1017 m around grid 0; 0 of 3 grids searched
    "#]]
    .assert_eq(&entry(&story, "0d00:01 describe done: described"));
}

/// An incident that begins a search fills in no form.
#[test]
fn an_incident_begins_a_search_without_a_word() {
    let _county = county().enter();
    let instance = Instance { grid: None, incident: Some(incident()), ..instance() };
    assert!(Search::start(NOW + HOUR, &quiet(), &instance, &[]).is_ok());
}

/// Somebody reports the person found, and it waits for the command room; an old sighting does not call that off, a new one does.
#[test]
fn only_a_newer_sighting_goes_on_with_the_search() {
    let mut story = search(quiet(), county(), &child());
    story.pass(10 * MINUTE).done(GRIDS + 1, "found", ASSISTANT, &[]);
    story.pass(MINUTE).signal(forms::SIGHTING, &seen("07:00", 8));
    assert!(story.open_tasks().contains(&CLOSING), "{}", story.words());
    story.pass(MINUTE).signal(forms::SIGHTING, &seen("08:11", 8));
    assert!(!story.open_tasks().contains(&CLOSING), "{}", story.words());
}

/// The later sighting was of another child.
#[test]
fn a_reopening_goes_back_to_an_earlier_sighting() {
    let mut story = search(Settings { tasks_at_once: 1, ..quiet() }, county(), &child());
    story.pass(10 * MINUTE).signal(forms::SIGHTING, &seen("08:05", 8));
    story.signal(forms::CLOSE, &fields(&[("result", "called-off".into())]));
    story.pass(10 * MINUTE).signal(forms::REOPEN, &seen("07:30", 0));
    expect![[r#"
        0d00:20 signal reopen
          - the search is reopened
          - last seen in grid 0, 3000 s ago
          - ring 1, out to 1333 m; grids added: 4
          > stop timer 3
          > notice 1 Urgency::Alarm to [Recipient::CommandRoom(0)]: a search for a missing person begins, last seen in grid 0 3000 s ago
          > timer 1 at 0d00:50
          > task search-grid for Assignee::GridAssistant(0) by 0d01:20: search grid 0 (ring 1)
          = ring 1, 1333 m around grid 0; 0 of 4 grids searched
    "#]].assert_eq(&entry(&story, "0d00:20 signal reopen"));
}

/// The points around grid 0 would have been said to be late around grid 8.
#[test]
fn where_the_search_goes_on_without_video_points_none_is_late() {
    let mut story = search(Settings { units_per_ring: 0, tasks_at_once: 1, ..settings() }, county(), &child());
    story.county = county().deny("video-points-near");
    story.pass(10 * MINUTE).signal(forms::SIGHTING, &seen("08:05", 8));
    expect![[r#"
        0d00:10 signal sighting
          - last seen in grid 8, 300 s ago
          - ring 1, out to 583 m; grids added: 2
          - no video point is known nearby
          > timer 1 at 0d00:40
          > cancel task video
          = ring 1, 583 m around grid 8; 0 of 3 grids searched
    "#]]
    .assert_eq(&entry(&story, "0d00:10 signal sighting"));
    story.pass(10 * MINUTE);
    assert!(!story.words().contains("overdue"), "{}", story.words());
}
