//! Shifts and refusals.

use expect_test::expect;
use wardroom_plugin::Item;
use wardroom_plugin::testing::workflow_info;

use super::*;
use crate::forms::{LOOK, MAKE_UP, OBSERVE, ROUTES, VIDEO};

/// One place is missed, made up for too late, and missed for good; another is visited late.
#[test]
fn a_shift_with_a_missed_place() {
    let mut story = start(Settings { flow_attribute: "flow".to_owned(), hours: 4, ..settings() }, county(), &[]);
    story.signal("check-in", &at_code(WALKERS, "K1")).pass(HOUR);
    story.signal("check-in", &in_grid(VOLUNTEERS, 12));
    story.pass(90 * 60).done(VIDEO, "looked", OFFICER, &fields(&[("points", 6.0.into())]));
    story.done(LOOK + 1, "looked", OFFICER, &[]).pass(15 * 60).signal("check-in", &in_grid(CAR, 12)).pass(15 * 60);
    story.done(OBSERVE + 2, "reported", OFFICER, &[]).pass(90 * 60);
    expect![[r#"
        0d00:00 start
          - place 21 (code K1): 2 visits in this shift, the first by time 1661997600
          - place 22 (code K2): 2 visits in this shift, the first by time 1661997600
          - place 23 (code K3): 1 visits in this shift, the first by time 1662004800
          > task patrol for Assignee::Unit(1) by 0d04:00: drive past the key places, 1 in this order: K3
          > task patrol for Assignee::Unit(2) by 0d04:00: walk past the key places, 2 in this order: K2 → K1
          > task observe for Assignee::Unit(3) by 0d04:00: observe around place 21 beside unit 2; report, and do not step in
          > task video for Assignee::Role(Role { district: 0, slot: "auxiliary" }) by 0d04:00: look through 6 video points around 3 key places
          > timer 2 at 0d04:00
          > timer 1 at 0d02:00
          = on patrol: 0 of 5 visits made, until time 1662004800
        0d00:00 signal check-in
          - unit 2 was at place 21
          = on patrol: 1 of 5 visits made, until time 1662004800
        0d01:00 signal check-in
          - the volunteers unit 3 observe in grid 12; that is no visit by the police
          = on patrol: 1 of 5 visits made, until time 1662004800
        0d02:00 timer 1
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" }), Recipient::Unit(2)]: place 22 was missed, and has to be visited after all
          > task make-up for Assignee::Unit(2) by 0d02:30: visit place 22 after all
          = on patrol: 1 of 5 visits made, until time 1662004800
        0d02:30 make-up overdue
          > notice 2 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: place 22 was missed and still is
          > task look for Assignee::Role(Role { district: 0, slot: "auxiliary" }) by 0d03:00: look at place 22 by video
          = on patrol: 1 of 5 visits made, until time 1662004800
        0d02:30 video done: looked
          - video points looked through: 6
          = on patrol: 1 of 5 visits made, until time 1662004800
        0d02:30 look done: looked
          - place 22 was looked at by video
          = on patrol: 1 of 5 visits made, until time 1662004800
        0d02:45 signal check-in
          - unit 1 was at place 22, 2700 s late
          > cancel task make-up
          = on patrol: 2 of 5 visits made, until time 1662004800
        0d03:00 observe done: reported
          - the volunteers unit 3 report something: look into it
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" })]: the volunteers unit 3 report something: look into it
          = on patrol: 2 of 5 visits made, until time 1662004800
        0d04:00 timer 2
          - visits missing at place 21: 1
          - visits missing at place 22: 1
          - visits missing at place 23: 1
          - streets: 3 of 5 legs of the routes, 60 %
          - lanes: 2 of 3 grids, 66 %
          - communities: 2 of 3 villages, 66 %
          > notice 2 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: the patrols are over: 2 of 5 visits made
          = the patrols are over: 2 of 5 visits made
          ended: with-gaps
    "#]].assert_eq(story.words());
    assert_eq!(story.ended.as_deref(), Some("with-gaps"));
    let mark = |name: &str| story.marks.iter().find(|mark| mark.name == name).map(|mark| mark.value.as_str());
    assert_eq!(mark("visits"), Some("2/5"));
}

#[test]
fn a_shift_in_which_all_is_visited() {
    let mut story = start(Settings { video_points: 0, ..settings() }, county(), &[("hours", 2.0.into())]);
    for (unit, code) in [(WALKERS, "K1"), (WALKERS, "K2"), (CAR, "K3")] {
        story.signal("check-in", &at_code(unit, code));
    }
    story.done(ROUTES + 1, "patrolled", OFFICER, &fields(&[("findings", 2.0.into())])).pass(2 * HOUR);
    expect![[r#"
        0d00:00 start
          - place 21 (code K1): 1 visits in this shift, the first by time 1661997600
          - place 22 (code K2): 1 visits in this shift, the first by time 1661997600
          - place 23 (code K3): 1 visits in this shift, the first by time 1661997600
          > task patrol for Assignee::Unit(1) by 0d02:00: drive past the key places, 1 in this order: K3
          > task patrol for Assignee::Unit(2) by 0d02:00: walk past the key places, 2 in this order: K2 → K1
          > task observe for Assignee::Unit(3) by 0d02:00: observe around place 21 beside unit 2; report, and do not step in
          > timer 2 at 0d02:00
          = on patrol: 0 of 3 visits made, until time 1661997600
        0d00:00 signal check-in
          - unit 2 was at place 21
          = on patrol: 1 of 3 visits made, until time 1661997600
        0d00:00 signal check-in
          - unit 2 was at place 22
          = on patrol: 2 of 3 visits made, until time 1661997600
        0d00:00 signal check-in
          - unit 1 was at place 23
          = on patrol: 3 of 3 visits made, until time 1661997600
        0d00:00 patrol done: patrolled
          - unit 2 is done; things found: 2
          = on patrol: 3 of 3 visits made, until time 1661997600
        0d02:00 timer 2
          - streets: 5 of 5 legs of the routes, 100 %
          - lanes: 3 of 3 grids, 100 %
          - communities: 3 of 3 villages, 100 %
          = the patrols are over: 3 of 3 visits made
          ended: complete
    "#]].assert_eq(story.words());
    assert_eq!(story.ended.as_deref(), Some("complete"));
}

/// The car is called away, and nobody else drives: the officer hears, and what it misses is the officer's to make up for.
#[test]
fn a_patrol_that_is_called_away() {
    let mut story = start(Settings { video_points: 0, hours: 9, ..settings() }, county(), &[]);
    story.done(ROUTES, "called-away", OFFICER, &[]);
    story.signal("check-in", &at_code(WALKERS, "K1"));
    assert_eq!(
        story.refuses_done(ROUTES + 1, "patrolled", OFFICER, &[]),
        "5 visits are still to be made, place 22 first; if you were called away, say so"
    );
    story.pass(8 * HOUR + 60).done(MAKE_UP + 2, "visited", OFFICER, &[]);
    expect![[r#"
        0d00:00 start
          - place 21 (code K1): 4 visits in this shift, the first by time 1661997600
          - place 22 (code K2): 2 visits in this shift, the first by time 1662004800
          - place 23 (code K3): 1 visits in this shift, the first by time 1662019200
          > task patrol for Assignee::Unit(1) by 0d09:00: drive past the key places, 1 in this order: K3
          > task patrol for Assignee::Unit(2) by 0d09:00: walk past the key places, 2 in this order: K2 → K1
          > task observe for Assignee::Unit(3) by 0d09:00: observe around place 21 beside unit 2; report, and do not step in
          > timer 2 at 0d09:00
          > timer 1 at 0d02:00
          = on patrol: 0 of 7 visits made, until time 1662022800
        0d00:00 patrol done: called-away
          - unit 1 is called away, and nobody takes its places over
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" })]: unit 1 is called away, and nobody takes its places over
          = on patrol: 0 of 7 visits made, until time 1662022800
        0d00:00 signal check-in
          - unit 2 was at place 21
          = on patrol: 1 of 7 visits made, until time 1662022800
        0d00:00 patrol done: patrolled
          ! refused: 5 visits are still to be made, place 22 first; if you were called away, say so
        0d02:00 timer 1
          > timer 1 at 0d04:00
          = on patrol: 1 of 7 visits made, until time 1662022800
        0d04:00 timer 1
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" }), Recipient::Unit(2)]: place 21 was missed, and has to be visited after all
          > task make-up for Assignee::Unit(2) by 0d04:30: visit place 21 after all
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" }), Recipient::Unit(2)]: place 22 was missed, and has to be visited after all
          > task make-up for Assignee::Unit(2) by 0d04:30: visit place 22 after all
          > timer 1 at 0d06:00
          = on patrol: 1 of 7 visits made, until time 1662022800
        0d04:30 make-up overdue
          > notice 2 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: place 21 was missed and still is
          = on patrol: 1 of 7 visits made, until time 1662022800
        0d04:30 make-up overdue
          > notice 2 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: place 22 was missed and still is
          = on patrol: 1 of 7 visits made, until time 1662022800
        0d06:00 timer 1
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" }), Recipient::Unit(2)]: place 21 was missed, and has to be visited after all
          > task make-up for Assignee::Unit(2) by 0d06:30: visit place 21 after all
          > timer 1 at 0d08:00
          = on patrol: 1 of 7 visits made, until time 1662022800
        0d06:30 make-up overdue
          > notice 2 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: place 21 was missed and still is
          = on patrol: 1 of 7 visits made, until time 1662022800
        0d08:00 timer 1
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" }), Recipient::Unit(2)]: place 21 was missed, and has to be visited after all
          > task make-up for Assignee::Unit(2) by 0d08:30: visit place 21 after all
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" }), Recipient::Unit(2)]: place 22 was missed, and has to be visited after all
          > task make-up for Assignee::Unit(2) by 0d08:30: visit place 22 after all
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" })]: place 23 was missed, and has to be visited after all
          > task make-up for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d08:30: visit place 23 after all
          = on patrol: 1 of 7 visits made, until time 1662022800
        0d08:01 make-up done: visited
          - somebody else was at place 23
          = on patrol: 2 of 7 visits made, until time 1662022800
    "#]].assert_eq(story.words());
}

#[test]
fn another_car_takes_the_places_over() {
    let mut story = start(Settings { video_points: 0, ..settings() }, county().unit(unit(4, 0, 0, 10)), &[]);
    story.done(ROUTES, "called-away", OFFICER, &[]);
    assert!(story.words().contains("unit 1 is called away; unit 4 takes its places over"), "{}", story.words());
}

#[test]
fn a_check_in_that_is_none_is_refused_with_words() {
    let mut story = start(settings(), county().unit(unit(8, 5, 0, 10)), &[]);
    let mut refused = |given: &[Field]| story.refuses_signal("check-in", given);
    assert_eq!(refused(&[]), "say which unit checks in");
    assert_eq!(refused(&at_code(8, "K1")), "unit 8 is not in this plan, and can't check in");
    assert_eq!(refused(&at_code(CAR, "K9")), "there is no code `K9` in this plan: look again and send it anew");
    story.signal("check-in", &at_code(CAR, "K1"));
    let again = story.refuses_signal("check-in", &at_code(WALKERS, "K1"));
    assert_eq!(again, "somebody checked in at place 21 at time 1661990400; the next counts from time 1661994000 on");
    story.county.unit_mut(CAR).grid = None;
    let nowhere = story.refuses_signal("check-in", &by_itself(CAR));
    assert_eq!(nowhere, "unit 1 has no position: say the grid or the code");
    story.county.unit_mut(CAR).grid = Some(12);
    story.signal("check-in", &by_itself(CAR));
    assert!(story.words().contains("unit 1 was at place 22"));
    story.signal("check-in", &in_grid(CAR, 99));
    assert!(story.words().contains("unit 1 checked in in grid 99, which is not of the plan"));
}

#[test]
fn a_start_is_refused_with_words() {
    let none = Settings { places: Places { table: "none".to_owned(), ..Places::default() }, ..settings() };
    assert_eq!(told(&none, county(), &[]), "district 0 has no key place to patrol: fill in the table `none` first");
    let nobody = Settings { vehicles_max: 0, foot_max: 0, ..settings() };
    let free = "no unit of district 0 is free to patrol now: name units, or start later";
    assert_eq!(told(&nobody, county(), &[]), free);
    let units = Value::List(vec![Item::Reference(Reference::Unit(9))]);
    let other = "unit 9 is not free, not of this district, or of no kind that patrols: choose another";
    assert_eq!(told(&settings(), county(), &[("units", units)]), other);
    let mut running = workflow_info(3, forms::KIND, "early");
    running.marks = vec![(forms::OF_DISTRICT.to_owned(), "0".to_owned())];
    assert_eq!(told(&settings(), county().workflow(running), &[]), "workflow 3 is still under way in district 0");
}

/// A place each four hours, in a shift of eight: twice; with key hours that count double, from the second hour to the fourth, three times.
#[test]
fn key_hours_and_flow_multiply() {
    let hours = |due: Vec<TimeS>| -> Vec<f64> { due.iter().map(|at| f64::from(at - NOW) / f64::from(HOUR)).collect() };
    let shift = (NOW, NOW + 8 * HOUR);
    let _county = county().enter();
    assert_eq!(hours(places::due(&settings(), 4 * HOUR, shift)), [4.0, 8.0]);
    let key = KeyHours { from: "02:00".to_owned(), until: "06:00".to_owned(), factor: 2.0 };
    let busy = Settings { key_hours: vec![key], ..settings() };
    assert_eq!(hours(places::due(&busy, 4 * HOUR, shift)), [3.0, 5.0, 8.0]);
    assert_eq!(hours(places::due(&settings(), 24 * HOUR, shift)), [8.0], "once at least");
    let flow = Settings { flow_attribute: "flow".to_owned(), ..settings() };
    let every = |settings: &Settings| -> Vec<u32> {
        places::of_district(settings, 0).iter().map(|place| place.every_s / HOUR).collect()
    };
    assert_eq!((every(&settings()), every(&flow)), (vec![2, 4, 8], vec![2, 2, 8]));
}

/// Over midnight.
#[test]
fn key_hours_of_a_night() {
    let night = KeyHours { from: "22:00".to_owned(), until: "05:00".to_owned(), factor: 2.0 };
    let held: Vec<u32> = [0, 299, 300, 720, 1_319, 1_320].into_iter().filter(|minute| night.hold(*minute)).collect();
    assert_eq!(held, [0, 299, 1_320]);
}

/// What is not granted is not known, and the plan goes on: without travel times everybody reaches what stands where they do.
#[test]
fn without_travel_times_nobody_is_sent_far() {
    let mut story = start(settings(), county().deny("travel-s").deny("video-points-near"), &[("hours", 1.0.into())]);
    story.pass(HOUR);
    assert!(story.words().contains("no patrol gets to place 21: the officer on duty sees to it"), "{}", story.words());
    assert_eq!(story.ended.as_deref(), Some("with-gaps"));
}
