//! Levels that add units and give them back; surges without a plan.

use super::*;

#[test]
fn a_level_adds_units_and_a_lower_one_gives_them_back() {
    let mut story = story(settings(), county([&[PATROL; 4], &[PATROL; 3], &[PATROL; 9]]), &[("level", 1.0.into())]);
    check_in(&mut story);
    story.pass(HOUR).signal(LEVEL, &fields(&[("level", 2.0.into())]));
    assert_eq!(borrowed(&story), [10, 20]);
    check_in(&mut story);
    let post = [("name", "square".into()), ("grid", Reference::Grid(7).into()), ("units", 3.0.into())];
    story.signal(POST, &fields(&post));
    story.pass(HOUR).signal(LEVEL, &fields(&[("level", 0.0.into())]));
    assert!(borrowed(&story).is_empty());
    check(
        &story,
        expect![[r#"
            0d00:00 start
              - unit 0 is called to the post staging
              > task check-in for Assignee::Unit(0) by 0d00:10: stand by at the staging place in grid 4 until time 1662012000, and check in
              > lend unit 0 to 0 until 0d06:00
              > timer 1 at 0d00:20
              = under way at level 1: 0 of 1 units that were called are there
            0d00:00 check-in done: there
              - unit 0 is on the post staging
              > task hold for Assignee::Unit(0) by 0d06:01: stand by at the staging place until time 1662012000
              > timer 1 at 0d05:00
              = under way at level 1: 1 of 1 units that were called are there
            0d01:00 signal level
              - level 2 after 1
              - district 1: 2 units free, 2 have to stay for the daily work
              - district 1 lends unit 10
              - district 2 lends unit 20
              > lend unit 10 to 0 until 0d08:00
              > task check-in for Assignee::Unit(10) by 0d01:10: stand by at the staging place in grid 4 until time 1662019200, and check in
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 1, slot: "duty-leader" })]: district 0 has an event: by its level 1 units are lent until time 1662019200
              > lend unit 20 to 0 until 0d08:00
              > task check-in for Assignee::Unit(20) by 0d01:10: stand by at the staging place in grid 4 until time 1662019200, and check in
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 2, slot: "duty-leader" })]: district 0 has an event: by its level 1 units are lent until time 1662019200
              > timer 1 at 0d01:20
              = under way at level 2: 1 of 3 units that were called are there
            0d01:00 check-in done: there
              - unit 10 is on the post staging
              > task hold for Assignee::Unit(10) by 0d08:01: stand by at the staging place until time 1662019200
              > timer 1 at 0d01:20
              = under way at level 2: 2 of 3 units that were called are there
            0d01:00 check-in done: there
              - unit 20 is on the post staging
              > task hold for Assignee::Unit(20) by 0d08:01: stand by at the staging place until time 1662019200
              > timer 1 at 0d05:00
              = under way at level 2: 3 of 3 units that were called are there
            0d01:00 signal post
              - one post more, square in grid 7: 3 units from time 1661994000 until time 1662019200
              - unit 1 is called to the post square
              - unit 0 of the reserve goes to the post square
              - unit 10 of the reserve goes to the post square
              > task check-in for Assignee::Unit(1) by 0d01:10: take up the post square in grid 7 from time 1661994000 until time 1662015600, and check in
              > lend unit 1 to 0 until 0d07:00
              > cancel task hold
              > task check-in for Assignee::Unit(0) by 0d01:10: take up the post square in grid 7 from time 1661994000 until time 1662015600, and check in
              > lend unit 0 to 0 until 0d07:00
              > cancel task hold
              > task check-in for Assignee::Unit(10) by 0d01:10: take up the post square in grid 7 from time 1661994000 until time 1662015600, and check in
              > timer 1 at 0d01:20
              = under way at level 2: 1 of 4 units that were called are there
            0d01:10 check-in overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: unit 1 has not taken up the post square in time
              > timer 1 at 0d01:20
              = under way at level 2: 1 of 4 units that were called are there
            0d01:10 check-in overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: unit 0 has not taken up the post square in time
              > timer 1 at 0d01:20
              = under way at level 2: 1 of 4 units that were called are there
            0d01:10 check-in overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: unit 10 has not taken up the post square in time
              > timer 1 at 0d01:20
              = under way at level 2: 1 of 4 units that were called are there
            0d01:20 timer 1
              - unit 20 of the reserve goes to the post square
              - unit 1 did not come to the post square: another is called
              - district 0: 2 units free, 2 have to stay for the daily work
              - district 0: 2 units free, 2 have to stay for the daily work
              > notice 2 Urgency::Alarm to [Recipient::CommandRoom(0)]: unit 1 has not come to the post square for 600 s: find out why
              > cancel task hold
              > task check-in for Assignee::Unit(20) by 0d01:30: take up the post square in grid 7 from time 1661995200 until time 1662015600, and check in
              > cancel task check-in
              > return unit 1
              > notice 2 Urgency::Alarm to [Recipient::CommandRoom(0)]: unit 0 has not come to the post square for 600 s: find out why
              > notice 2 Urgency::Alarm to [Recipient::CommandRoom(0)]: unit 10 has not come to the post square for 600 s: find out why
              > timer 1 at 0d01:40
              = under way at level 2: 0 of 3 units that were called are there
            0d01:30 check-in overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: unit 20 has not taken up the post square in time
              > timer 1 at 0d01:40
              = under way at level 2: 0 of 3 units that were called are there
            0d01:40 timer 1
              - district 0: 2 units free, 2 have to stay for the daily work
              > notice 2 Urgency::Alarm to [Recipient::CommandRoom(0)]: unit 20 has not come to the post square for 600 s: find out why
              > timer 1 at 0d05:00
              = under way at level 2: 0 of 3 units that were called are there
            0d02:00 signal level
              - level 0 after 2
              - unit 20 is district 2’s again
              - unit 10 is district 1’s again
              > cancel task check-in
              > return unit 20
              > cancel task check-in
              > return unit 10
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 2, slot: "duty-leader" })]: district 0 gives 1 units back
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 1, slot: "duty-leader" })]: district 0 gives 1 units back
              > timer 1 at 0d05:00
              = under way at level 0: 0 of 1 units that were called are there
        "#]],
    );
}

/// What is lent goes to a post of the plan where the district has nobody, and stands by again when that post is over.
#[test]
fn what_is_lent_stands_by_again_after_a_post() {
    let mut story = story(settings(), county([&[PATROL; 3], &[PATROL; 9], &[]]), &[("level", 2.0.into())]);
    check_in(&mut story);
    let until = ("until", Value::Time(NOW + 2 * HOUR));
    story.signal(
        POST,
        &fields(&[("name", "square".into()), ("grid", Reference::Grid(7).into()), ("units", 2.0.into()), until]),
    );
    check_in(&mut story);
    let after = story.words().len();
    story.pass(2 * HOUR);
    check_in(&mut story);
    story.signal(LEVEL, &fields(&[("level", 1.0.into())]));
    assert!(borrowed(&story).is_empty());
    expect![[r#"
        0d02:00 timer 1
          - unit 0 leaves the post square
          - unit 10 leaves the post square
          > cancel task hold
          > return unit 0
          > cancel task hold
          > task check-in for Assignee::Unit(10) by 0d02:10: stand by at the staging place in grid 4 until time 1662019200, and check in
          > timer 1 at 0d02:20
          = under way at level 2: 1 of 2 units that were called are there
        0d02:00 check-in done: there
          - unit 10 is on the post staging
          > task hold for Assignee::Unit(10) by 0d08:01: stand by at the staging place until time 1662019200
          > timer 1 at 0d05:00
          = under way at level 2: 2 of 2 units that were called are there
        0d02:00 signal level
          - level 1 after 2
          - unit 11 is district 1’s again
          - unit 10 is district 1’s again
          > cancel task hold
          > return unit 11
          > cancel task hold
          > return unit 10
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 1, slot: "duty-leader" })]: district 0 gives 2 units back
          > timer 1 at 0d05:00
          = under way at level 1: 0 of 0 units that were called are there
    "#]].assert_eq(&story.words()[after..]);
}

/// An incident begins it: at once, in its own grid, at the settings' level; and when the incident is over, so is the surge.
#[test]
fn a_surge_with_its_incident() {
    let settings = Settings { surge_level: 2, ..settings() };
    let mut story = story(settings, county([&[PATROL; 4], &[PATROL; 2], &[PATROL; 9]]), &[("level", 2.0.into())]);
    assert_eq!(borrowed(&story), [20, 21]);
    story.instance.incident = Some(wardroom_plugin::Incident { phase: Phase::Closed, ..incident() });
    story.incident_changed();
    assert!(borrowed(&story).is_empty());
    check(
        &story,
        expect![[r#"
            0d00:00 start
              - district 1: 2 units free, 2 have to stay for the daily work
              - district 2 lends unit 20
              - district 2 lends unit 21
              - unit 0 is called to the post staging
              > lend unit 20 to 0 until 0d08:00
              > task check-in for Assignee::Unit(20) by 0d00:10: stand by at the staging place in grid 4 until time 1662019200, and check in
              > lend unit 21 to 0 until 0d08:00
              > task check-in for Assignee::Unit(21) by 0d00:10: stand by at the staging place in grid 4 until time 1662019200, and check in
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 2, slot: "duty-leader" })]: district 0 has an event: by its level 2 units are lent until time 1662019200
              > task check-in for Assignee::Unit(0) by 0d00:10: stand by at the staging place in grid 4 until time 1662012000, and check in
              > lend unit 0 to 0 until 0d06:00
              > timer 1 at 0d00:20
              = under way at level 2: 0 of 3 units that were called are there
            0d00:00 incident changed
              - its incident is over: stand down
              - unit 21 is district 2’s again
              - unit 20 is district 2’s again
              - the plan asked for 3 units by shifts; there were 0, late 0, lacking 0
              - the post staging: asked 3, there 0, late 0, lacking 0
              - highest level 2; 2 units were lent, and all are given back
              > cancel task check-in
              > return unit 21
              > cancel task check-in
              > return unit 20
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 2, slot: "duty-leader" })]: district 0 gives 2 units back
              > cancel task check-in
              > return unit 0
              > task report for Assignee::Role(Role { district: 0, slot: "duty-leader" }) by 3d00:00: report on the event: the posts, what happened, what to do better
              > stop timer 1
              = stood down, and waits for the report
        "#]],
    );
}

#[test]
fn an_incident_fills_no_form_in() {
    let begun = Instance { incident: Some(incident()), ..instance(forms::KIND) };
    let _county = county([&[PATROL; 4], &[], &[]]).enter();
    let outcome = Plan::start(NOW, &settings(), &begun, &[]).unwrap();
    assert_eq!(package().text("en", &outcome.stage), "under way at level 1: 0 of 1 units that were called are there");
}

#[test]
fn it_lasts_longer_and_so_do_the_loans() {
    let mut story = story(settings(), county([&[PATROL; 4], &[PATROL; 9], &[]]), &[("level", 2.0.into())]);
    check_in(&mut story);
    story.pass(HOUR).signal(EXTEND, &fields(&[("ends", Value::Time(NOW + 12 * HOUR))]));
    let after = story.words().len();
    story.pass(8 * HOUR);
    assert_eq!(borrowed(&story), [10, 11]);
    story.pass(4 * HOUR);
    assert!(borrowed(&story).is_empty());
    expect![[r#"
        0d05:00 timer 1
          - unit 1 is called to the post staging
          > task check-in for Assignee::Unit(1) by 0d06:10: stand by at the staging place in grid 4 until time 1662033600, and check in
          > lend unit 1 to 0 until 0d12:00
          > timer 1 at 0d06:00
          = under way at level 2: 3 of 4 units that were called are there
        0d06:00 timer 1
          - unit 0 leaves the post staging
          > cancel task hold
          > return unit 0
          > timer 1 at 0d06:20
          = under way at level 2: 2 of 3 units that were called are there
        0d06:10 check-in overdue
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: unit 1 has not taken up the post staging in time
          > timer 1 at 0d06:20
          = under way at level 2: 2 of 3 units that were called are there
        0d06:20 timer 1
          - unit 0 is called to the post staging
          - unit 1 did not come to the post staging: another is called
          > notice 2 Urgency::Alarm to [Recipient::CommandRoom(0)]: unit 1 has not come to the post staging for 600 s: find out why
          > task check-in for Assignee::Unit(0) by 0d06:30: stand by at the staging place in grid 4 until time 1662033600, and check in
          > lend unit 0 to 0 until 0d12:00
          > cancel task check-in
          > return unit 1
          > timer 1 at 0d06:40
          = under way at level 2: 2 of 3 units that were called are there
        0d06:30 check-in overdue
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: unit 0 has not taken up the post staging in time
          > timer 1 at 0d06:40
          = under way at level 2: 2 of 3 units that were called are there
        0d06:40 timer 1
          - district 0: 2 units free, 2 have to stay for the daily work
          > notice 2 Urgency::Alarm to [Recipient::CommandRoom(0)]: unit 0 has not come to the post staging for 600 s: find out why
          > timer 1 at 0d12:00
          = under way at level 2: 2 of 3 units that were called are there
        0d12:00 timer 1
          - it is at its end: stand down
          - unit 11 is district 1’s again
          - unit 10 is district 1’s again
          - the plan asked for 4 units by shifts; there were 3, late 0, lacking 1
          - the post staging: asked 4, there 3, late 0, lacking 1
          - highest level 2; 2 units were lent, and all are given back
          > cancel task hold
          > return unit 11
          > cancel task hold
          > return unit 10
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 1, slot: "duty-leader" })]: district 0 gives 2 units back
          > cancel task check-in
          > return unit 0
          > task report for Assignee::Role(Role { district: 0, slot: "duty-leader" }) by 3d12:00: report on the event: the posts, what happened, what to do better
          = stood down, and waits for the report
    "#]].assert_eq(&story.words()[after..]);
}

/// What never began is called off without a report.
#[test]
fn a_plan_that_is_called_off() {
    let mut story = fair(county([&[PATROL; 9], &[], &[]]));
    story.signal(LEVEL, &fields(&[("level", 1.0.into())])).signal(STAND_DOWN, &[]);
    assert_eq!(story.ended.as_deref(), Some("called-off"));
    check(
        &story,
        expect![[r#"
            0d00:00 start
              - the plan fair has 2 posts
              > timer 1 at 0d01:30
              = planned: it begins at time 1662001200, posts: 2
            0d00:00 signal level
              - level 1 after 0
              > timer 1 at 0d01:30
              = planned: it begins at time 1662001200, posts: 2
            0d00:00 signal stand-down
              > stop timer 1
              = over
              ended: called-off
        "#]],
    );
}
