//! Vacancies from the look that finds them to the new assistant, in words, on a clock that the test moves; and what the rule says no to.

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{County, NOW, Package, Story, fields, instance, workflow_info};
use wardroom_plugin::view::GridFacts;
use wardroom_plugin::workflow::{Assignee, Effect};
use wardroom_plugin::{PersonRef, Value, Workflow};

use super::forms::{DECIDE, FILLED, NO_VACANCY, STAND_IN};
use super::*;

const GRID: GridRef = 5;
const ASSISTANT: PersonRef = 20;
const LEADER: PersonRef = 9;
const HOUR: u32 = 3_600;
const DAY: u32 = 24 * HOUR;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

fn vacancy(county: County, code: &str, grid: GridRef, version: &str) -> County {
    let (grid, district) = (Reference::Grid(grid).into(), Reference::District(0).into());
    let text = |text: &str| Value::Text(text.to_owned());
    let cells = [("code", text(code)), ("grid", grid), ("district", district), ("version", text(version))];
    let [a, b, c, d] = cells;
    county.row("grid-vacancies", code, [a, b, c, d, ("since", text("2022-09-01"))])
}

/// Grid 5 is vacant, in its second version. Grids 6, 7 and 8 of the same district lie near by, farther and farther, and so does grid 9 of another; grid
/// 10 is too far.
fn county() -> County {
    vacancy(grids(), "V1", GRID, "2")
}

fn grids() -> County {
    let info = |district| GridFacts { village: 7, township: 1, district, households: 60 };
    let grids = [(GRID, 0, 0), (6, 0, 500), (7, 0, 900), (8, 0, 1_400), (9, 1, 600), (10, 0, 9_000)];
    let put = |county: County, (grid, district, far)| county.grid(grid, district, far).grid_info(grid, info(district));
    let county = grids.into_iter().fold(County::new(), put);
    county.code(Reference::Grid(GRID), "350924100001006")
}

fn start(county: County) -> Story<Vacant> {
    Story::start(Settings::default(), package(), county, Some(GRID), &[])
}

fn substitute(grid: GridRef) -> Vec<Field> {
    fields(&[("substitute", Reference::Grid(grid).into())])
}

fn filled() -> Vec<Field> {
    fields(&[("owner", "ZL0417".into()), ("version", "3".into())])
}

fn check(story: &Story<Vacant>, expected: Expect) {
    expected.assert_eq(story.words());
}

/// Another vacancy, for which the assistant of a grid stands in.
fn other(which: u32, vacant: GridRef, of: GridRef) -> view::WorkflowInfo {
    let mut other = workflow_info(which, forms::KIND, "other");
    other.marks = vec![(VACANT.to_owned(), vacant.to_string()), (SUBSTITUTE.to_owned(), of.to_string())];
    other
}

#[test]
fn its_files_agree_with_its_code() {
    package().check::<Settings>();
    package().check_kind(&forms::kind());
}

/// The look begins one for each vacancy that none is about, and is over.
#[test]
fn a_look_finds_what_is_new() {
    let county = vacancy(vacancy(county(), "V2", 7, "1"), "V3", 8, "1").workflow(other(3, 8, 6));
    let story: Story<Vacant> = Story::start(Settings::default(), package(), county, None, &[]);
    assert_eq!(story.ended.as_deref(), Some("looked"));
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - grids without an assistant: 3, of which new: 2
          - grid 5 is vacant since 2022-09-01
          - grid 7 is vacant since 2022-09-01
          > Effect::StartWorkflow(Child { kind: "grid-care", key: "350924100001006", grid: Some(5), fields: [] })
          > Effect::StartWorkflow(Child { kind: "grid-care", key: "7", grid: Some(7), fields: [] })
          = looked
          ended: looked
    "#]],
    );
}

#[test]
fn more_vacancies_than_are_begun_at_once() {
    let county = (100..140).fold(county(), |county, grid| vacancy(county, &format!("V{grid}"), grid, "1"));
    let _county = county.enter();
    let outcome = Vacant::start(NOW, &Settings::default(), &instance(forms::KIND), &[]).unwrap();
    let begun = outcome.effects.iter().filter(|effect| matches!(effect, Effect::StartWorkflow(_))).count();
    assert_eq!(begun, 32);
    let last = package().text("en", outcome.remarks.last().unwrap());
    assert_eq!(last, "9 more vacant grids come next time");
}

#[test]
fn somebody_stands_in_until_it_is_filled() {
    let mut story = start(county());
    story.pass(HOUR).done(STAND_IN, "accepted", ASSISTANT, &[]).pass(2 * DAY).signal(FILLED, &filled());
    assert_eq!(story.ended.as_deref(), Some("filled"));
    let marks: Vec<(&str, &str)> = story.marks.iter().map(|mark| (mark.name.as_str(), mark.value.as_str())).collect();
    assert_eq!(marks, [("grid", "5"), ("version", "3"), ("owner", "ZL0417")]);
    check(
        &story,
        expect![[r#"
            0d00:00 start
              - grid 5, version 2, is vacant since 2022-09-01
              - the assistant of grid 6 is asked: stands in for 0 grids, open tasks 0
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" })]: grid 5 has no assistant
              > task stand-in for Assignee::GridAssistant(6) by 0d02:00: stand in for grid 5, for 30 days
              > timer 1 at 1d00:00
              = grid 5 is vacant; the assistant of grid 6 is asked to stand in
            0d01:00 stand-in done: accepted
              > timer 2 at 30d01:00
              > notice 1 Urgency::Info to [Recipient::Role(Role { district: 0, slot: "officer" })]: the assistant of grid 6 stands in for grid 5
              = grid 5 is vacant; the assistant of grid 6 stands in until time 1664586000
            1d00:00 timer 1
              = grid 5 is vacant; the assistant of grid 6 stands in until time 1664586000
            2d00:00 timer 1
              = grid 5 is vacant; the assistant of grid 6 stands in until time 1664586000
            2d01:00 signal filled
              - `ZL0417` is the assistant, in version 3 of the grid
              > notice 1 Urgency::Info to [Recipient::GridAssistant(6)]: grid 5 has an assistant: standing in is over
              > notice 1 Urgency::Info to [Recipient::Role(Role { district: 0, slot: "officer" })]: grid 5 has an assistant
              = grid 5 has an assistant
              ended: filled
        "#]],
    );
}

/// The nearest has much to do, another stands in for a grid already, and one is vacant too.
#[test]
fn by_workload_and_for_no_more_grids_than_the_county_says() {
    let fresh = county;
    let county = county().workload(Assignee::GridAssistant(6), 9).workflow(other(3, 11, 7));
    let story = start(county);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - grid 5, version 2, is vacant since 2022-09-01
          - not grid 7: its assistant stands in for 1 grids already
          - the assistant of grid 8 is asked: stands in for 0 grids, open tasks 0
          - not grid 6 yet: its assistant has 9 open tasks
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" })]: grid 5 has no assistant
          > task stand-in for Assignee::GridAssistant(8) by 0d02:00: stand in for grid 5, for 30 days
          > timer 1 at 1d00:00
          = grid 5 is vacant; the assistant of grid 8 is asked to stand in
    "#]],
    );
    let county = fresh().workflow(other(3, 6, 8)).workflow(other(4, 12, 8));
    let settings = Settings { grids_max: 3, ..Settings::default() };
    let story: Story<Vacant> = Story::start(settings, package(), county, Some(GRID), &[]);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - grid 5, version 2, is vacant since 2022-09-01
          - not grid 6: it is vacant itself
          - the assistant of grid 7 is asked: stands in for 0 grids, open tasks 0
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" })]: grid 5 has no assistant
          > task stand-in for Assignee::GridAssistant(7) by 0d02:00: stand in for grid 5, for 30 days
          > timer 1 at 1d00:00
          = grid 5 is vacant; the assistant of grid 7 is asked to stand in
    "#]],
    );
}

/// One declines, one does not answer, one is asked in vain; then the leader decides, late, and the command room hears.
#[test]
fn nobody_stands_in_and_somebody_decides() {
    let mut story = start(county());
    story.done(STAND_IN, "declined", ASSISTANT, &[]).pass(3 * HOUR).done(STAND_IN, "declined", ASSISTANT, &[]);
    story.pass(5 * HOUR).done(DECIDE, "nobody", LEADER, &[]).pass(17 * HOUR);
    story.done(STAND_IN, "accepted", ASSISTANT, &[]);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - grid 5, version 2, is vacant since 2022-09-01
          - the assistant of grid 6 is asked: stands in for 0 grids, open tasks 0
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" })]: grid 5 has no assistant
          > task stand-in for Assignee::GridAssistant(6) by 0d02:00: stand in for grid 5, for 30 days
          > timer 1 at 1d00:00
          = grid 5 is vacant; the assistant of grid 6 is asked to stand in
        0d00:00 stand-in done: declined
          - the assistant of grid 6 can’t stand in
          - the assistant of grid 7 is asked: stands in for 0 grids, open tasks 0
          > task stand-in for Assignee::GridAssistant(7) by 0d02:00: stand in for grid 5, for 30 days
          = grid 5 is vacant; the assistant of grid 7 is asked to stand in
        0d02:00 stand-in overdue
          - the assistant of grid 7 did not answer in time
          - the assistant of grid 8 is asked: stands in for 0 grids, open tasks 0
          > cancel task stand-in
          > task stand-in for Assignee::GridAssistant(8) by 0d04:00: stand in for grid 5, for 30 days
          = grid 5 is vacant; the assistant of grid 8 is asked to stand in
        0d03:00 stand-in done: declined
          - the assistant of grid 8 can’t stand in
          - so many were asked, and none stands in: 3
          > notice 2 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: nobody stands in for grid 5: say whose assistant does
          > task decide for Assignee::Role(Role { district: 0, slot: "duty-leader" }) by 0d07:00: nobody stands in for grid 5: say whose assistant does
          = grid 5 is vacant, nobody stands in, and somebody decides
        0d07:00 decide overdue
          > notice 3 Urgency::Alarm to [Recipient::CommandRoom(0)]: grid 5 is vacant, and nobody stands in or decides
          = grid 5 is vacant, nobody stands in, and somebody decides
        0d08:00 decide done: nobody
          - it is decided that nobody stands in for now
          = grid 5 is vacant, and nobody stands in for now
        1d00:00 timer 1
          - the assistant of grid 6 is asked: stands in for 0 grids, open tasks 0
          > task stand-in for Assignee::GridAssistant(6) by 1d02:00: stand in for grid 5, for 30 days
          = grid 5 is vacant; the assistant of grid 6 is asked to stand in
        1d01:00 stand-in done: accepted
          > timer 2 at 31d01:00
          > notice 1 Urgency::Info to [Recipient::Role(Role { district: 0, slot: "officer" })]: the assistant of grid 6 stands in for grid 5
          = grid 5 is vacant; the assistant of grid 6 stands in until time 1664672400
    "#]],
    );
}

#[test]
fn the_leader_names_somebody() {
    let settings = Settings { near_m: 100, ..Settings::default() };
    let mut story: Story<Vacant> = Story::start(settings, package(), county(), Some(GRID), &[]);
    story.done(DECIDE, "named", LEADER, &substitute(10));
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - grid 5, version 2, is vacant since 2022-09-01
          - there is nobody more to ask within 100 m
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" })]: grid 5 has no assistant
          > notice 2 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: nobody stands in for grid 5: say whose assistant does
          > task decide for Assignee::Role(Role { district: 0, slot: "duty-leader" }) by 0d04:00: nobody stands in for grid 5: say whose assistant does
          > timer 1 at 1d00:00
          = grid 5 is vacant, nobody stands in, and somebody decides
        0d00:00 decide done: named
          > timer 2 at 30d00:00
          > notice 1 Urgency::Info to [Recipient::Role(Role { district: 0, slot: "officer" })]: the assistant of grid 10 stands in for grid 5
          = grid 5 is vacant; the assistant of grid 10 stands in until time 1664582400
    "#]],
    );
}

/// When the term is over others are asked first, and the same again if there are none.
#[test]
fn a_term_is_over() {
    let mut story = start(county());
    story.done(STAND_IN, "accepted", ASSISTANT, &[]).pass(30 * DAY).done(STAND_IN, "accepted", ASSISTANT, &[]);
    let words = story.words().to_owned();
    let after = words.find("30d00:00 timer 2").unwrap();
    expect![[r#"
        30d00:00 timer 2
          - the term of grid 6 is over
          - the assistant of grid 7 is asked: stands in for 0 grids, open tasks 0
          > task stand-in for Assignee::GridAssistant(7) by 30d02:00: stand in for grid 5, for 30 days
          = grid 5 is vacant; the assistant of grid 7 is asked to stand in
        30d00:00 stand-in done: accepted
          > timer 2 at 60d00:00
          > notice 1 Urgency::Info to [Recipient::Role(Role { district: 0, slot: "officer" })]: the assistant of grid 7 stands in for grid 5
          = grid 5 is vacant; the assistant of grid 7 stands in until time 1667174400
    "#]].assert_eq(&words[after..]);
}

/// The table says so, whether or not somebody tells.
#[test]
fn the_table_has_it_no_more() {
    let mut story = start(county());
    story.done(STAND_IN, "accepted", ASSISTANT, &[]);
    story.county = vacancy(grids(), "V1", GRID, "3");
    story.pass(DAY);
    story.county = vacancy(grids(), "V9", 8, "1");
    story.pass(DAY);
    assert_eq!(story.ended.as_deref(), Some("filled"));
    let words = story.words().to_owned();
    let after = words.find("1d00:00 timer 1").unwrap();
    expect![[r#"
        1d00:00 timer 1
          - version 3 of the grid after 2
          = grid 5 is vacant; the assistant of grid 6 stands in until time 1664582400
        2d00:00 timer 1
          - the table of vacancies has the grid no more
          > notice 1 Urgency::Info to [Recipient::GridAssistant(6)]: grid 5 has an assistant: standing in is over
          > notice 1 Urgency::Info to [Recipient::Role(Role { district: 0, slot: "officer" })]: grid 5 has an assistant
          = grid 5 has an assistant
          ended: filled
    "#]]
    .assert_eq(&words[after..]);
}

#[test]
fn whoever_stands_in_leaves_too() {
    let mut story = start(county());
    story.done(STAND_IN, "accepted", ASSISTANT, &[]);
    story.county = vacancy(county(), "V2", 6, "1");
    story.pass(DAY);
    let words = story.words().to_owned();
    let after = words.find("1d00:00 timer 1").unwrap();
    expect![[r#"
        1d00:00 timer 1
          - grid 6 is vacant, too: another is asked
          - not grid 6: it is vacant itself
          - the assistant of grid 7 is asked: stands in for 0 grids, open tasks 0
          > stop timer 2
          > task stand-in for Assignee::GridAssistant(7) by 1d02:00: stand in for grid 5, for 30 days
          = grid 5 is vacant; the assistant of grid 7 is asked to stand in
    "#]]
    .assert_eq(&words[after..]);
}

/// What somebody told of by hand ends when somebody tells of its end.
#[test]
fn a_vacancy_that_is_told_by_hand() {
    let info = GridFacts { village: 7, township: 1, district: 0, households: 60 };
    let county = vacancy(county().grid_info(11, info).grid(11, 0, 2_000), "V9", 99, "1");
    let grid = fields(&[("grid", Reference::Grid(11).into())]);
    let mut story: Story<Vacant> = Story::start(Settings::default(), package(), county, None, &grid);
    story.done(STAND_IN, "accepted", ASSISTANT, &[]).pass(3 * DAY).signal(NO_VACANCY, &[]);
    assert_eq!(story.ended.as_deref(), Some("no-vacancy"));
    check(
        &story,
        expect![[r#"
            0d00:00 start
              - the vacancy of grid 11 was told by hand
              - not grid 5: it is vacant itself
              - the assistant of grid 6 is asked: stands in for 0 grids, open tasks 0
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" })]: grid 11 has no assistant
              > task stand-in for Assignee::GridAssistant(6) by 0d02:00: stand in for grid 11, for 30 days
              > timer 1 at 1d00:00
              = grid 11 is vacant; the assistant of grid 6 is asked to stand in
            0d00:00 stand-in done: accepted
              > timer 2 at 30d00:00
              > notice 1 Urgency::Info to [Recipient::Role(Role { district: 0, slot: "officer" })]: the assistant of grid 6 stands in for grid 11
              = grid 11 is vacant; the assistant of grid 6 stands in until time 1664582400
            1d00:00 timer 1
              = grid 11 is vacant; the assistant of grid 6 stands in until time 1664582400
            2d00:00 timer 1
              = grid 11 is vacant; the assistant of grid 6 stands in until time 1664582400
            3d00:00 timer 1
              = grid 11 is vacant; the assistant of grid 6 stands in until time 1664582400
            3d00:00 signal no-vacancy
              - it was no vacancy
              = grid 11 has an assistant
              ended: no-vacancy
        "#]],
    );
}

#[test]
fn a_start_is_refused_with_words() {
    let told = |county: County, given: &[Field]| {
        let _county = county.enter();
        package().refusal(&Vacant::start(NOW, &Settings::default(), &instance(forms::KIND), given))
    };
    let grid = |grid| fields(&[("grid", Reference::Grid(grid).into())]);
    assert_eq!(told(county(), &grid(9)), "grid 9 lies in district 1: begin it there");
    assert_eq!(
        told(county().workflow(other(3, GRID, 6)), &grid(GRID)),
        "workflow 3 is about the vacancy of grid 5 already"
    );
    assert_eq!(told(County::new(), &[]), "there is no table of vacancies, or it may not be read");
    assert_eq!(told(county().deny("find-rows"), &[]), "there is no table of vacancies, or it may not be read");
}

#[test]
fn naming_somebody_is_refused_with_words() {
    let county = county().workflow(other(3, 11, 7)).workflow(other(4, 6, 8));
    let settings = Settings { near_m: 100, ..Settings::default() };
    let mut story: Story<Vacant> = Story::start(settings, package(), county, Some(GRID), &[]);
    let mut refused = |given: &[Field]| story.refuses_done(DECIDE, "named", LEADER, given);
    assert_eq!(refused(&[]), "say whose assistant stands in");
    assert_eq!(refused(&substitute(9)), "grid 9 lies in district 1: begin it there");
    assert_eq!(refused(&substitute(GRID)), "grid 5 is vacant itself: choose another");
    assert_eq!(refused(&substitute(6)), "grid 6 is vacant itself: choose another");
    assert_eq!(refused(&substitute(7)), "the assistant of grid 7 stands in for 1 grids already: choose another");
}

#[test]
fn a_name_is_no_code() {
    let mut story = start(county());
    let named = fields(&[("owner", "zhangsan".into())]);
    assert_eq!(story.refuses_signal(FILLED, &named), "an assistant is given by a code, never by a name");
}

/// Without the grants nobody near is known, so somebody decides.
#[test]
fn what_is_not_granted_leaves_it_to_the_leader() {
    let county = county().deny("grids-near").deny("find-rows").deny("siblings-by-mark").deny("workload");
    check(
        &start(county),
        expect![[r#"
        0d00:00 start
          - the vacancy of grid 5 was told by hand
          - there is nobody more to ask within 3000 m
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" })]: grid 5 has no assistant
          > notice 2 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: nobody stands in for grid 5: say whose assistant does
          > task decide for Assignee::Role(Role { district: 0, slot: "duty-leader" }) by 0d04:00: nobody stands in for grid 5: say whose assistant does
          > timer 1 at 1d00:00
          = grid 5 is vacant, nobody stands in, and somebody decides
    "#]],
    );
}

#[test]
fn a_state_of_an_older_version_is_taken_over_if_it_can_be_read() {
    let mut instance = start(county()).instance;
    let taken = Vacant::migrate(NOW, &Settings::default(), &instance, "0.0.9").unwrap();
    assert_eq!((taken.state.as_str(), taken.waits.len()), (instance.state.as_str(), 2));
    instance.state = "{}".to_owned();
    let refusal = package().failure(&Vacant::migrate(NOW, &Settings::default(), &instance, "0.0.9").unwrap_err());
    assert!(refusal.starts_with("the state that version 0.0.9 wrote: missing field"), "{refusal}");
}
