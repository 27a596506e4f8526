//! Posts: called ahead, checked in, relieved, escalated.

use super::*;

/// A fair by its plan, from the first call to the report.
fn played() -> Story<Plan> {
    let mut story =
        fair(county([&[PATROL, PATROL, PATROL, PATROL, PATROL, PATROL, PATROL, TRAFFIC, TRAFFIC], &[], &[]]));
    story.pass(90 * MINUTE);
    check_in(&mut story);
    story.pass(HOUR);
    check_in(&mut story);
    // The second shift of the gate and of the staging place.
    story.pass(5 * HOUR + 30 * MINUTE);
    check_in(&mut story);
    story.pass(4 * HOUR);
    report(&mut story, "as-planned");
    story
}

const SECOND_SHIFT: &str = "0d07:30 timer 1";

#[test]
fn a_fair_by_its_plan_and_its_first_shift() {
    let story = played();
    expect![[r#"
        0d00:00 start
          - the plan fair has 2 posts
          > timer 1 at 0d01:30
          = planned: it begins at time 1662001200, posts: 2
        0d01:30 timer 1
          - unit 0 is called to the post gate
          - unit 1 is called to the post gate
          - unit 7 is called to the post crossing
          > task check-in for Assignee::Unit(0) by 0d02:40: take up the post gate in grid 5 from time 1661999400 until time 1662021000, and check in
          > lend unit 0 to 0 until 0d08:30
          > task check-in for Assignee::Unit(1) by 0d02:40: take up the post gate in grid 5 from time 1661999400 until time 1662021000, and check in
          > lend unit 1 to 0 until 0d08:30
          > task check-in for Assignee::Unit(7) by 0d02:40: take up the post crossing in grid 6 from time 1661999400 until time 1662008400, and check in
          > lend unit 7 to 0 until 0d05:00
          > timer 1 at 0d02:00
          = under way at level 0: 0 of 3 units that were called are there
        0d01:30 check-in done: there
          - unit 0 is on the post gate
          > task hold for Assignee::Unit(0) by 0d08:31: hold the post gate until time 1662021000
          > timer 1 at 0d02:00
          = under way at level 0: 1 of 3 units that were called are there
        0d01:30 check-in done: there
          - unit 1 is on the post gate
          > task hold for Assignee::Unit(1) by 0d08:31: hold the post gate until time 1662021000
          > timer 1 at 0d02:00
          = under way at level 0: 2 of 3 units that were called are there
        0d01:30 check-in done: there
          - unit 7 is on the post crossing
          > task hold for Assignee::Unit(7) by 0d05:01: hold the post crossing until time 1662008400
          > timer 1 at 0d02:00
          = under way at level 0: 3 of 3 units that were called are there
        0d02:00 timer 1
          - unit 2 is called to the post staging
          > task check-in for Assignee::Unit(2) by 0d03:10: stand by at the staging place in grid 4 until time 1662022800, and check in
          > lend unit 2 to 0 until 0d09:00
          > timer 1 at 0d03:20
          = under way at level 0: 3 of 4 units that were called are there
        0d02:30 check-in done: there
          - unit 2 is on the post staging
          > task hold for Assignee::Unit(2) by 0d09:01: stand by at the staging place until time 1662022800
          > timer 1 at 0d05:00
          = under way at level 0: 4 of 4 units that were called are there
        0d05:00 timer 1
          - unit 7 leaves the post crossing
          > cancel task hold
          > return unit 7
          > timer 1 at 0d07:30
          = under way at level 0: 3 of 3 units that were called are there
    "#]].assert_eq(&story.words()[..story.words().find(SECOND_SHIFT).unwrap()]);
}

#[test]
fn a_fair_by_its_plan_from_its_second_shift_to_the_report() {
    let story = played();
    assert_eq!(story.ended.as_deref(), Some("completed"));
    expect![[r#"
        0d07:30 timer 1
          - unit 3 is called to the post gate
          - unit 4 is called to the post gate
          > task check-in for Assignee::Unit(3) by 0d08:40: take up the post gate in grid 5 from time 1662021000 until time 1662030000, and check in
          > lend unit 3 to 0 until 0d11:00
          > task check-in for Assignee::Unit(4) by 0d08:40: take up the post gate in grid 5 from time 1662021000 until time 1662030000, and check in
          > lend unit 4 to 0 until 0d11:00
          > timer 1 at 0d08:00
          = under way at level 0: 3 of 5 units that were called are there
        0d08:00 timer 1
          - unit 5 is called to the post staging
          > task check-in for Assignee::Unit(5) by 0d09:10: stand by at the staging place in grid 4 until time 1662030000, and check in
          > lend unit 5 to 0 until 0d11:00
          > timer 1 at 0d08:30
          = under way at level 0: 3 of 6 units that were called are there
        0d08:00 check-in done: there
          - unit 3 is on the post gate
          > task hold for Assignee::Unit(3) by 0d11:01: hold the post gate until time 1662030000
          > timer 1 at 0d08:30
          = under way at level 0: 4 of 6 units that were called are there
        0d08:00 check-in done: there
          - unit 4 is on the post gate
          > task hold for Assignee::Unit(4) by 0d11:01: hold the post gate until time 1662030000
          > timer 1 at 0d08:30
          = under way at level 0: 5 of 6 units that were called are there
        0d08:00 check-in done: there
          - unit 5 is on the post staging
          > task hold for Assignee::Unit(5) by 0d11:01: stand by at the staging place until time 1662030000
          > timer 1 at 0d08:30
          = under way at level 0: 6 of 6 units that were called are there
        0d08:30 timer 1
          - unit 0 leaves the post gate
          - unit 1 leaves the post gate
          > cancel task hold
          > return unit 0
          > cancel task hold
          > return unit 1
          > timer 1 at 0d09:00
          = under way at level 0: 4 of 4 units that were called are there
        0d09:00 timer 1
          - unit 2 leaves the post staging
          > cancel task hold
          > return unit 2
          > timer 1 at 0d11:00
          = under way at level 0: 3 of 3 units that were called are there
        0d11:00 timer 1
          - it is at its end: stand down
          - the plan asked for 7 units by shifts; there were 7, late 0, lacking 0
          - the post staging: asked 2, there 2, late 0, lacking 0
          - the post gate: asked 4, there 4, late 0, lacking 0
          - the post crossing: asked 1, there 1, late 0, lacking 0
          > cancel task hold
          > return unit 3
          > cancel task hold
          > return unit 4
          > cancel task hold
          > return unit 5
          > task report for Assignee::Role(Role { district: 0, slot: "duty-leader" }) by 3d11:00: report on the event: the posts, what happened, what to do better
          = stood down, and waits for the report
        0d12:00 report done: as-planned
          = over
          ended: completed
    "#]].assert_eq(&story.words()[story.words().find(SECOND_SHIFT).unwrap()..]);
}

/// The leader hears first, then the room, and another is called; the third can't come, and the reserve goes.
#[test]
fn a_post_that_is_not_taken_up_escalates() {
    let mut story = story(settings(), county([&[PATROL; 5], &[], &[]]), &[("reserve", 1.0.into())]);
    check_in(&mut story);
    let post = [("name", "square".into()), ("grid", Reference::Grid(7).into()), ("units", 1.0.into())];
    story.signal(POST, &fields(&post)).pass(25 * MINUTE);
    story.done(14, "can-not", CREW, &[]).pass(5 * MINUTE);
    check(
        &story,
        expect![[r#"
            0d00:00 start
              - unit 0 is called to the post staging
              > task check-in for Assignee::Unit(0) by 0d00:10: stand by at the staging place in grid 4 until time 1662012000, and check in
              > lend unit 0 to 0 until 0d06:00
              > timer 1 at 0d00:20
              = under way at level 0: 0 of 1 units that were called are there
            0d00:00 check-in done: there
              - unit 0 is on the post staging
              > task hold for Assignee::Unit(0) by 0d06:01: stand by at the staging place until time 1662012000
              > timer 1 at 0d05:00
              = under way at level 0: 1 of 1 units that were called are there
            0d00:00 signal post
              - one post more, square in grid 7: 1 units from time 1661990400 until time 1662019200
              - unit 1 is called to the post square
              > task check-in for Assignee::Unit(1) by 0d00:10: take up the post square in grid 7 from time 1661990400 until time 1662012000, and check in
              > lend unit 1 to 0 until 0d06:00
              > timer 1 at 0d00:20
              = under way at level 0: 1 of 2 units that were called are there
            0d00:10 check-in overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: unit 1 has not taken up the post square in time
              > timer 1 at 0d00:20
              = under way at level 0: 1 of 2 units that were called are there
            0d00:20 timer 1
              - unit 2 is called to the post square
              - unit 1 did not come to the post square: another is called
              > notice 2 Urgency::Alarm to [Recipient::CommandRoom(0)]: unit 1 has not come to the post square for 600 s: find out why
              > task check-in for Assignee::Unit(2) by 0d00:30: take up the post square in grid 7 from time 1661991600 until time 1662012000, and check in
              > lend unit 2 to 0 until 0d06:00
              > cancel task check-in
              > return unit 1
              > timer 1 at 0d00:40
              = under way at level 0: 1 of 2 units that were called are there
            0d00:25 check-in done: can-not
              - unit 2 can’t take up the post square
              - unit 0 of the reserve goes to the post square
              > cancel task hold
              > task check-in for Assignee::Unit(0) by 0d00:35: take up the post square in grid 7 from time 1661991900 until time 1662012000, and check in
              > lend unit 0 to 0 until 0d06:00
              > return unit 2
              > timer 1 at 0d00:45
              = under way at level 0: 0 of 1 units that were called are there
        "#]],
    );
}

#[test]
fn nobody_relieves_and_who_is_there_stays() {
    let county = county([&[PATROL; 3], &[], &[]]);
    let mut story = story(settings(), county, &[]);
    let post = [("name", "square".into()), ("grid", Reference::Grid(7).into()), ("units", 2.0.into())];
    story.signal(POST, &fields(&post));
    check_in(&mut story);
    story.pass(5 * HOUR).pass(3 * HOUR);
    assert_eq!(
        story.refuses_done(REPORT, "as-planned", LEADER, &[]),
        "2 units were lacking: choose that something was"
    );
    assert_eq!(
        story.refuses_done(REPORT, "with-shortfalls", LEADER, &[]),
        "where something was lacking, say what to do better"
    );
    report(&mut story, "with-shortfalls");
    check(
        &story,
        expect![[r#"
            0d00:00 start
              > timer 1 at 0d05:00
              = under way at level 0: 0 of 0 units that were called are there
            0d00:00 signal post
              - one post more, square in grid 7: 2 units from time 1661990400 until time 1662019200
              - unit 0 is called to the post square
              - district 0: 2 units free, 2 have to stay for the daily work
              - the post square lacks 1 of 2 units
              > task check-in for Assignee::Unit(0) by 0d00:10: take up the post square in grid 7 from time 1661990400 until time 1662012000, and check in
              > lend unit 0 to 0 until 0d06:00
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: the post square lacks 1 of 2 units
              > timer 1 at 0d00:20
              = under way at level 0: 0 of 1 units that were called are there
            0d00:00 check-in done: there
              - unit 0 is on the post square
              > task hold for Assignee::Unit(0) by 0d06:01: hold the post square until time 1662012000
              > timer 1 at 0d05:00
              = under way at level 0: 1 of 1 units that were called are there
            0d05:00 timer 1
              - district 0: 2 units free, 2 have to stay for the daily work
              - nobody relieves it: unit 0 stays on the post square
              - the post square lacks 1 of 2 units
              > task hold for Assignee::Unit(0) by 0d08:01: hold the post square until time 1662019200
              > lend unit 0 to 0 until 0d08:00
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: the post square lacks 1 of 2 units
              > timer 1 at 0d08:00
              = under way at level 0: 1 of 1 units that were called are there
            0d08:00 timer 1
              - it is at its end: stand down
              - the plan asked for 4 units by shifts; there were 2, late 0, lacking 2
              - the post square: asked 4, there 2, late 0, lacking 2
              > cancel task hold
              > return unit 0
              > task report for Assignee::Role(Role { district: 0, slot: "duty-leader" }) by 3d08:00: report on the event: the posts, what happened, what to do better
              = stood down, and waits for the report
            0d08:00 report done: as-planned
              ! refused: 2 units were lacking: choose that something was
            0d08:00 report done: with-shortfalls
              ! refused: where something was lacking, say what to do better
            0d08:00 report done: with-shortfalls
              = over
              ended: completed
        "#]],
    );
}

#[test]
fn a_unit_is_called_away_from_its_post() {
    let mut story = story(settings(), county([&[PATROL; 4], &[], &[]]), &[]);
    let post = [("name", "square".into()), ("grid", Reference::Grid(7).into()), ("units", 1.0.into())];
    story.signal(POST, &fields(&post));
    check_in(&mut story);
    let held = *story.open_tasks().last().unwrap();
    story.done(held, "called-away", CREW, &[]);
    check_in(&mut story);
    let held = *story.open_tasks().last().unwrap();
    story.done(held, "relieved", CREW, &[]).signal(STAND_DOWN, &[]).pass(4 * DAY);
    check(
        &story,
        expect![[r#"
            0d00:00 start
              > timer 1 at 0d05:00
              = under way at level 0: 0 of 0 units that were called are there
            0d00:00 signal post
              - one post more, square in grid 7: 1 units from time 1661990400 until time 1662019200
              - unit 0 is called to the post square
              > task check-in for Assignee::Unit(0) by 0d00:10: take up the post square in grid 7 from time 1661990400 until time 1662012000, and check in
              > lend unit 0 to 0 until 0d06:00
              > timer 1 at 0d00:20
              = under way at level 0: 0 of 1 units that were called are there
            0d00:00 check-in done: there
              - unit 0 is on the post square
              > task hold for Assignee::Unit(0) by 0d06:01: hold the post square until time 1662012000
              > timer 1 at 0d05:00
              = under way at level 0: 1 of 1 units that were called are there
            0d00:00 hold done: called-away
              - unit 0 was called away from the post square
              - unit 1 is called to the post square
              > task check-in for Assignee::Unit(1) by 0d00:10: take up the post square in grid 7 from time 1661990400 until time 1662012000, and check in
              > lend unit 1 to 0 until 0d06:00
              > return unit 0
              > timer 1 at 0d00:20
              = under way at level 0: 0 of 1 units that were called are there
            0d00:00 check-in done: there
              - unit 1 is on the post square
              > task hold for Assignee::Unit(1) by 0d06:01: hold the post square until time 1662012000
              > timer 1 at 0d05:00
              = under way at level 0: 1 of 1 units that were called are there
            0d00:00 hold done: relieved
              - unit 1 leaves the post square
              > return unit 1
              > timer 1 at 0d05:00
              = under way at level 0: 0 of 0 units that were called are there
            0d00:00 signal stand-down
              - the plan asked for 1 units by shifts; there were 2, late 0, lacking 0
              - the post square: asked 1, there 2, late 0, lacking 0
              > task report for Assignee::Role(Role { district: 0, slot: "duty-leader" }) by 3d00:00: report on the event: the posts, what happened, what to do better
              > stop timer 1
              = stood down, and waits for the report
            3d00:00 report overdue
              > notice 2 Urgency::Attention to [Recipient::CommandRoom(0)]: the report on the event is late
              = stood down, and waits for the report
        "#]],
    );
}

/// In an exercise the command room plays all parts.
#[test]
fn nobody_in_the_field_is_called_for_an_exercise() {
    let begun = Instance { reality: Reality::Exercise, grid: Some(4), ..instance(forms::KIND) };
    let _county = county([&[PATROL; 4], &[PATROL; 9], &[]]).enter();
    let outcome =
        Plan::start(NOW, &settings(), &begun, &fields(&[("reserve", 1.0.into()), ("level", 2.0.into())])).unwrap();
    let words: Vec<String> = outcome.remarks.iter().map(|why| package().text("en", why)).collect();
    assert_eq!(words[0], "an exercise borrows no units");
    for effect in &outcome.effects {
        if let workflow::Effect::CreateTask(task) = effect {
            assert!(matches!(task.assignee, Assignee::Role(_)), "{task:?}");
        }
    }
}
