//! Requests for aid from the first question to the last return, on a virtual clock; the floor of cover; the files.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{County, NOW, Package, Story, fields, unit_info};
use wardroom_plugin::view::{Reference, UnitInfo};
use wardroom_plugin::workflow::Assignee;
use wardroom_plugin::{Item, Value, Workflow};

use super::*;
use forms::extension_of;

mod start;

const LEADER: u32 = 8;
const MINUTE: u32 = 60;
const HOUR: u32 = 3600;

/// Skills: bit 0 and bit 1.
const PATROL: u32 = 0b01;
const TRAFFIC: u32 = 0b10;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

fn settings() -> Settings {
    let skills = ["patrol", "traffic"].map(str::to_owned).to_vec();
    Settings { skills, county_room: "D3".to_owned(), ..Settings::default() }
}

/// Districts 0 to 3. 0 borders on 1 and 2, and 2 on 3. Units are given by district, with their skills, and numbered so that
/// the second of district 2 is unit 21; all are free.
fn county(units: [&[u32]; 4]) -> County {
    let mut county = County::new().border(0, 1).border(0, 2).border(2, 3);
    for (district, units) in (0u16..).zip(units) {
        county = county.code(Reference::District(district), &format!("D{district}"));
        for (unit, skills) in (u32::from(district) * 10..).zip(units) {
            let unit_of = UnitInfo { district, skills: *skills, ..unit_info(unit) };
            county = county.code(Reference::Unit(unit), &format!("U{unit}")).unit(unit_of);
        }
    }
    county
}

/// A request for so many units with `patrol` for four hours.
fn ask(settings: Settings, county: County, units: u8) -> Story<Request> {
    let with = [("units", f64::from(units).into()), ("hours", 4.0.into()), ("skill", Reference::Skill(0).into())];
    Story::start(settings, package(), county, None, &fields(&with))
}

fn check(story: &Story<Request>, expected: Expect) {
    expected.assert_eq(story.words());
}

fn lent(story: &Story<Request>) -> Vec<u32> {
    story.county.lent()
}

#[test]
fn the_files_agree_with_the_code() {
    package().check::<Settings>();
    package().check_kind(&forms::kind());
}

#[test]
fn a_state_of_an_older_version_is_taken_over_if_it_can_be_read() {
    let settings = settings();
    let mut instance = ask(settings.clone(), county([&[], &[PATROL; 3], &[], &[]]), 1).instance;
    let taken = Request::migrate(0, &settings, &instance, "0.0.9").unwrap();
    assert_eq!(taken.state, instance.state);
    let stage = package().text("en", &taken.stage);
    assert_eq!((stage.as_str(), taken.waits), ("district 1 is asked for 1 units", vec!["return".to_owned()]));
    instance.state = "{}".to_owned();
    let refusal = Request::migrate(0, &settings, &instance, "0.0.9").unwrap_err();
    let refusal = package().failure(&refusal);
    assert!(refusal.starts_with("the state that version 0.0.9 wrote: missing field"), "{refusal}");
}

#[test]
fn the_own_reserve_comes_first() {
    let story = ask(settings(), county([&[PATROL; 4], &[PATROL; 9], &[], &[]]), 2);
    assert_eq!(story.ended.as_deref(), Some("own-reserve"));
    check(
        &story,
        expect![[r#"
            0d00:00 start
              - unit 0 of the own reserve can go
              - unit 1 of the own reserve can go
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: use 2 of the own reserve’s units (skills 0b1) for 14400 s
              = over
              ended: own-reserve
        "#]],
    );
}

#[test]
fn a_neighbour_lends_and_has_its_units_back_at_the_end() {
    let mut story = ask(settings(), county([&[PATROL; 2], &[PATROL; 4], &[PATROL; 6], &[PATROL; 9]]), 3);
    story.pass(5 * MINUTE).done(APPROVE, "lent", LEADER, &[]);
    assert_eq!(lent(&story), [20, 21, 22]);
    story.pass(4 * HOUR);
    assert!(lent(&story).is_empty());
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - district 0: 2 units free, 2 have to stay
          - the own reserve gives 0 of 3 units
          - not district 1 yet: it can lend 2, the one asked first 3
          - district 2, a neighbour, is asked for 3 units
          > timer 1 at 0d04:00
          > timer 2 at 0d03:30
          > task approve for Assignee::Role(Role { district: 2, slot: "duty-leader" }) by 0d00:20: district 0 asks for 3 units (skills 0b1) for 14400 s
          = district 2 is asked for 3 units
        0d00:05 approve done: lent
          - district 2 lends unit 20 for 14100 s
          - district 2 lends unit 21 for 14100 s
          - district 2 lends unit 22 for 14100 s
          > lend unit 20 to 0 until 0d04:00
          > lend unit 21 to 0 until 0d04:00
          > lend unit 22 to 0 until 0d04:00
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: 3 units come from district 2 for 14100 s
          = 3 of 3 units are on loan
        0d03:30 timer 2
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: 3 borrowed units go home in 1800 s
          = 3 of 3 units are on loan
        0d04:00 timer 1
          - the loan ends: unit 20 is district 2’s again
          - the loan ends: unit 21 is district 2’s again
          - the loan ends: unit 22 is district 2’s again
          > return unit 20
          > return unit 21
          > return unit 22
          = over
          ended: returned
    "#]],
    );
}

#[test]
fn neighbours_then_the_county_then_the_command_room() {
    // 1 keeps its floor, 2 can lend one, 3 can lend one.
    let units = county([&[PATROL; 2], &[PATROL; 2], &[PATROL; 3], &[PATROL; 3]]);
    let mut story = ask(settings(), units, 4);
    story.done(APPROVE, "lent", LEADER, &[]);
    story.pass(20 * MINUTE);
    story.pass(16 * MINUTE);
    story.done(DECIDE, "by-order", LEADER, &[]);
    assert_eq!(lent(&story), [10, 11, 20, 21]);
    story.pass(4 * HOUR);
    assert_eq!(story.ended.as_deref(), Some("returned"));
    assert!(lent(&story).is_empty());
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - district 0: 2 units free, 2 have to stay
          - the own reserve gives 0 of 4 units
          - district 1: 2 units free, 2 have to stay
          - district 2, a neighbour, is asked for 1 units
          > timer 1 at 0d04:00
          > timer 2 at 0d03:30
          > task approve for Assignee::Role(Role { district: 2, slot: "duty-leader" }) by 0d00:20: district 0 asks for 1 units (skills 0b1) for 14400 s
          = district 2 is asked for 1 units
        0d00:00 approve done: lent
          - district 2 lends unit 20 for 14400 s
          - district 3, further off in the county, is asked for 1 units
          > lend unit 20 to 0 until 0d04:00
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: 1 units come from district 2 for 14400 s
          > task approve for Assignee::Role(Role { district: 3, slot: "duty-leader" }) by 0d00:20: district 0 asks for 1 units (skills 0b1) for 14400 s
          = district 3 is asked for 1 units
        0d00:20 approve overdue
          - district 3 did not answer within 1200 s
          > cancel task approve
          > task decide for Assignee::Role(Role { district: 3, slot: "duty-leader" }) by 0d00:35: district 0 lacks 3 units (skills 0b1) for 13200 s, and no district lends: decide
          = 3 units are lacking; the command room decides
        0d00:35 decide overdue
          > notice 2 Urgency::Alarm to [Recipient::CommandRoom(3)]: nobody decides on a request for aid that lacks 3 units
          = 3 units are lacking; the command room decides
        0d00:36 decide done: by-order
          - by order, district 1 lends unit 10 for 12240 s, whatever its floor of cover
          - by order, district 1 lends unit 11 for 12240 s, whatever its floor of cover
          - by order, district 2 lends unit 21 for 12240 s, whatever its floor of cover
          > lend unit 10 to 0 until 0d04:00
          > lend unit 11 to 0 until 0d04:00
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: 2 units come from district 1 for 12240 s
          > lend unit 21 to 0 until 0d04:00
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: 1 units come from district 2 for 12240 s
          = 4 of 4 units are on loan
        0d03:30 timer 2
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: 4 borrowed units go home in 1800 s
          = 4 of 4 units are on loan
        0d04:00 timer 1
          - the loan ends: unit 20 is district 2’s again
          - the loan ends: unit 10 is district 1’s again
          - the loan ends: unit 11 is district 1’s again
          - the loan ends: unit 21 is district 2’s again
          > return unit 20
          > return unit 10
          > return unit 11
          > return unit 21
          = over
          ended: returned
    "#]],
    );
}

#[test]
fn who_refuses_does_not_answer_or_is_far_is_passed_over() {
    let units = county([&[], &[PATROL; 4], &[PATROL; 5], &[PATROL; 9]]);
    let with = [("units", 1.0), ("hours", 2.0)].map(|(name, number)| (name, number.into()));
    let with = [&with[..], &[("skill", Reference::Skill(0).into()), ("reach", "neighbour".into())]].concat();
    let mut story: Story<Request> = Story::start(settings(), package(), units, None, &fields(&with));
    story.done(APPROVE, "refused", LEADER, &[]).pass(25 * MINUTE).done(DECIDE, "enough", LEADER, &[]);
    assert_eq!(story.ended.as_deref(), Some("not-covered"));
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - district 0: 0 units free, none as needed
          - the own reserve gives 0 of 1 units
          - not district 3: far, 2 borders away
          - district 1, a neighbour, is asked for 1 units
          > timer 1 at 0d02:00
          > timer 2 at 0d01:30
          > task approve for Assignee::Role(Role { district: 1, slot: "duty-leader" }) by 0d00:20: district 0 asks for 1 units (skills 0b1) for 7200 s
          = district 1 is asked for 1 units
        0d00:00 approve done: refused
          - district 1 refuses
          - district 2, a neighbour, is asked for 1 units
          > task approve for Assignee::Role(Role { district: 2, slot: "duty-leader" }) by 0d00:20: district 0 asks for 1 units (skills 0b1) for 7200 s
          = district 2 is asked for 1 units
        0d00:20 approve overdue
          - district 2 did not answer within 1200 s
          > cancel task approve
          > task decide for Assignee::Role(Role { district: 3, slot: "duty-leader" }) by 0d00:35: district 0 lacks 1 units (skills 0b1) for 6000 s, and no district lends: decide
          = 1 units are lacking; the command room decides
        0d00:25 decide done: enough
          - the command room decides that it is enough
          - 1 units are still lacking
          = over
          ended: not-covered
    "#]],
    );
}

/// Between the question and the answer the lender's units went to an incident.
#[test]
fn the_floor_holds_when_the_answer_comes() {
    let mut story = ask(settings(), county([&[], &[PATROL; 3], &[], &[]]), 1);
    story.county.unit_mut(10).free = false;
    story.done(APPROVE, "lent", LEADER, &[]);
    assert!(lent(&story).is_empty());
    assert!(story.words().contains("district 1: 2 units free, 2 have to stay"), "{}", story.words());
}

/// A unit that walks a search's ring is on no incident, and yet needed where it is.
#[test]
fn a_unit_with_an_open_task_stays() {
    let units = county([&[PATROL; 2], &[PATROL; 4], &[], &[]]).workload(Assignee::Unit(10), 1);
    let mut story = ask(settings(), units, 2);
    story.done(APPROVE, "lent", LEADER, &[]);
    assert_eq!(lent(&story), [11]);
}

#[test]
fn a_unit_with_a_rare_skill_stays_and_who_can_do_least_else_goes_first() {
    let floors = BTreeMap::from([("traffic".to_owned(), 2)]);
    let settings = Settings { cover_skills_min: floors, ..settings() };
    let both = PATROL | TRAFFIC;
    let lender = |units: &[u32]| {
        let mut story = ask(settings.clone(), county([&[], units, &[], &[]]), 4);
        if story.open_tasks().contains(&APPROVE) {
            story.done(APPROVE, "lent", LEADER, &[]);
        }
        let why: String = story.words().lines().filter(|line| line.contains("district 1: ")).collect();
        (lent(&story), why)
    };
    assert_eq!(lender(&[both, both, both, PATROL, PATROL]).0, [10, 13, 14]);
    let (units, why) = lender(&[both, both, TRAFFIC, TRAFFIC]);
    assert_eq!((units, why.as_str()), (vec![10, 11], ""));
    let (units, why) = lender(&[both, both, 0, 0]);
    assert_eq!((units, why.as_str()), (vec![], "  - district 1: 2 units free with skills 0b10, 2 have to stay"));
    let (units, why) = lender(&[TRAFFIC; 5]);
    assert_eq!((units, why.as_str()), (vec![], "  - district 1: 5 units free, none as needed"));
}

#[test]
fn a_loan_is_longer_if_the_lender_agrees_and_never_too_long() {
    let units = county([&[], &[PATROL; 3], &[PATROL; 3], &[]]);
    let mut story = ask(settings(), units, 2);
    story.done(APPROVE, "lent", LEADER, &[]).done(APPROVE, "lent", LEADER, &[]);
    story.pass(3 * HOUR).signal("extend", &fields(&[("hours", 2.0.into())]));
    story.done(extension_of(1), "extended", LEADER, &[]).done(extension_of(2), "refused", LEADER, &[]);
    story.pass(HOUR);
    assert_eq!(lent(&story), [10], "20 is home as agreed");
    let too_long = story.refuses_signal("extend", &fields(&[("hours", 100.0.into())]));
    expect!["no extension: it would be 381600 s in all, more than 259200 s"].assert_eq(&too_long);
    story.signal("extend", &fields(&[("hours", 1.0.into())])).pass(2 * HOUR);
    assert_eq!(story.ended.as_deref(), Some("returned"));
    check(
        &story,
        expect![[r#"
            0d00:00 start
              - district 0: 0 units free, none as needed
              - the own reserve gives 0 of 2 units
              - district 3: 0 units free, none as needed
              - district 1, a neighbour, is asked for 1 units
              > timer 1 at 0d04:00
              > timer 2 at 0d03:30
              > task approve for Assignee::Role(Role { district: 1, slot: "duty-leader" }) by 0d00:20: district 0 asks for 1 units (skills 0b1) for 14400 s
              = district 1 is asked for 1 units
            0d00:00 approve done: lent
              - district 1 lends unit 10 for 14400 s
              - district 2, a neighbour, is asked for 1 units
              > lend unit 10 to 0 until 0d04:00
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: 1 units come from district 1 for 14400 s
              > task approve for Assignee::Role(Role { district: 2, slot: "duty-leader" }) by 0d00:20: district 0 asks for 1 units (skills 0b1) for 14400 s
              = district 2 is asked for 1 units
            0d00:00 approve done: lent
              - district 2 lends unit 20 for 14400 s
              > lend unit 20 to 0 until 0d04:00
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: 1 units come from district 2 for 14400 s
              = 2 of 2 units are on loan
            0d03:00 signal extend
              > task extension for Assignee::Role(Role { district: 1, slot: "duty-leader" }) by 0d03:20: district 0 asks to keep 1 units for 7200 s longer
              > task extension for Assignee::Role(Role { district: 2, slot: "duty-leader" }) by 0d03:20: district 0 asks to keep 1 units for 7200 s longer
              = 2 of 2 units are on loan
            0d03:00 extension done: extended
              - district 1 lends for 7200 s longer
              > lend unit 10 to 0 until 0d06:00
              > timer 1 at 0d04:00
              > timer 2 at 0d03:30
              = 2 of 2 units are on loan
            0d03:00 extension done: refused
              - district 2 does not lend for longer
              = 2 of 2 units are on loan
            0d03:30 timer 2
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: 1 borrowed units go home in 1800 s
              = 2 of 2 units are on loan
            0d04:00 timer 1
              - the loan ends: unit 20 is district 2’s again
              > return unit 20
              > timer 1 at 0d06:00
              > timer 2 at 0d05:30
              = 1 of 1 units are on loan
            0d04:00 signal extend
              ! refused: no extension: it would be 381600 s in all, more than 259200 s
            0d04:00 signal extend
              > task extension for Assignee::Role(Role { district: 1, slot: "duty-leader" }) by 0d04:20: district 0 asks to keep 1 units for 3600 s longer
              = 1 of 1 units are on loan
            0d04:20 extension overdue
              - district 1 did not answer: the loan ends as agreed
              > cancel task extension
              = 1 of 1 units are on loan
            0d05:30 timer 2
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: 1 borrowed units go home in 1800 s
              = 1 of 1 units are on loan
            0d06:00 timer 1
              - the loan ends: unit 10 is district 1’s again
              > return unit 10
              = over
              ended: returned
        "#]],
    );
}

#[test]
fn what_is_not_needed_any_more_goes_home_early() {
    let mut story = ask(settings(), county([&[], &[PATROL; 5], &[], &[]]), 3);
    story.done(APPROVE, "lent", LEADER, &[]).pass(HOUR);
    story.signal("return", &fields(&[("units", Value::List(vec![Item::Reference(Reference::Unit(99))]))]));
    story.signal("return", &fields(&[("units", Value::List(vec![Item::Reference(Reference::Unit(11))]))]));
    assert_eq!(lent(&story), [10, 12]);
    story.signal("return", &[]);
    assert!(lent(&story).is_empty());
    check(
        &story,
        expect![[r#"
            0d00:00 start
              - district 0: 0 units free, none as needed
              - the own reserve gives 0 of 3 units
              - district 2: 0 units free, none as needed
              - district 3: 0 units free, none as needed
              - district 1, a neighbour, is asked for 3 units
              > timer 1 at 0d04:00
              > timer 2 at 0d03:30
              > task approve for Assignee::Role(Role { district: 1, slot: "duty-leader" }) by 0d00:20: district 0 asks for 3 units (skills 0b1) for 14400 s
              = district 1 is asked for 3 units
            0d00:00 approve done: lent
              - district 1 lends unit 10 for 14400 s
              - district 1 lends unit 11 for 14400 s
              - district 1 lends unit 12 for 14400 s
              > lend unit 10 to 0 until 0d04:00
              > lend unit 11 to 0 until 0d04:00
              > lend unit 12 to 0 until 0d04:00
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: 3 units come from district 1 for 14400 s
              = 3 of 3 units are on loan
            0d01:00 signal return
              ! refused: no such unit is on loan
            0d01:00 signal return
              - early return: unit 11 is district 1’s again
              > return unit 11
              > timer 1 at 0d04:00
              > timer 2 at 0d03:30
              = 2 of 2 units are on loan
            0d01:00 signal return
              - early return: unit 10 is district 1’s again
              - early return: unit 12 is district 1’s again
              > return unit 10
              > return unit 12
              = over
              ended: returned
        "#]],
    );
    // Before anybody lent, it is withdrawn.
    let mut story = ask(settings(), county([&[], &[PATROL; 5], &[], &[]]), 3);
    story.signal("return", &[]);
    assert_eq!(story.ended.as_deref(), Some("withdrawn"));
}

#[test]
fn nobody_answers_until_it_is_too_late() {
    let mut story = ask(settings(), county([&[], &[PATROL; 5], &[], &[]]), 1);
    story.pass(5 * HOUR);
    assert_eq!(story.ended.as_deref(), Some("not-covered"));
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - district 0: 0 units free, none as needed
          - the own reserve gives 0 of 1 units
          - district 2: 0 units free, none as needed
          - district 3: 0 units free, none as needed
          - district 1, a neighbour, is asked for 1 units
          > timer 1 at 0d04:00
          > timer 2 at 0d03:30
          > task approve for Assignee::Role(Role { district: 1, slot: "duty-leader" }) by 0d00:20: district 0 asks for 1 units (skills 0b1) for 14400 s
          = district 1 is asked for 1 units
        0d00:20 approve overdue
          - district 1 did not answer within 1200 s
          > cancel task approve
          > task decide for Assignee::Role(Role { district: 3, slot: "duty-leader" }) by 0d00:35: district 0 lacks 1 units (skills 0b1) for 13200 s, and no district lends: decide
          = 1 units are lacking; the command room decides
        0d00:35 decide overdue
          > notice 2 Urgency::Alarm to [Recipient::CommandRoom(3)]: nobody decides on a request for aid that lacks 1 units
          = 1 units are lacking; the command room decides
        0d03:30 timer 2
          = 1 units are lacking; the command room decides
        0d04:00 timer 1
          = over
          ended: not-covered
    "#]],
    );
}

/// The host takes units back at their end too, perhaps a moment before the procedure hears of it.
#[test]
fn a_unit_that_is_home_already_is_not_sent_home_again() {
    let mut story = ask(settings(), county([&[], &[PATROL; 5], &[], &[]]), 1);
    story.done(APPROVE, "lent", LEADER, &[]);
    story.county.unit_mut(10).lent_to = None;
    story.pass(4 * HOUR);
    assert_eq!(story.ended.as_deref(), Some("returned"));
    assert!(!story.words().contains("> return unit"), "{}", story.words());
}

/// Over many counties: no lender is ever left below its floor, and whoever lends gives no more than was asked for.
#[test]
fn no_lender_is_left_below_its_floor() {
    for seed in 0..256u32 {
        let counts = [seed & 3, seed >> 2 & 3, seed >> 4 & 3, seed >> 6 & 3].map(|n| n as usize + 1);
        let free = counts.map(|count| vec![PATROL; count]);
        let mut story = ask(settings(), county([&free[0], &free[1], &free[2], &free[3]]), 4);
        while story.open_tasks().contains(&APPROVE) {
            story.done(APPROVE, "lent", LEADER, &[]);
        }
        let given = lent(&story);
        assert!(given.len() <= 4);
        for district in 1..4u16 {
            let lends = given.iter().filter(|unit| *unit / 10 == u32::from(district)).count();
            let left = counts[usize::from(district)] - lends;
            assert!(lends == 0 || left >= 2, "seed {seed}, district {district}\n{}", story.words());
        }
    }
}
