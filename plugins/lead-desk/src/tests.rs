//! Leads from the desk to the erasure, in words, on a clock that the test moves; and what the rule says no to.

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{County, NOW, Package, Story, fields, incident, instance};
use wardroom_plugin::view::{Date, PersonFacts, Post};
use wardroom_plugin::{PersonRef, Reference, Value, Workflow};

use super::forms::{FOLLOW, REASSIGN, TRIAGE};
use super::*;

const DESK: PersonRef = 7;
const OWNER: PersonRef = 20;
const OTHER: PersonRef = 21;
/// No sworn officer.
const AUXILIARY: PersonRef = 22;
/// Of another district.
const ELSEWHERE: PersonRef = 23;
/// Whose post was over a month ago.
const FORMER: PersonRef = 24;
const HOUR: u32 = 3_600;
const DAY: u32 = 24 * HOUR;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

/// The tests begin on 2022-09-01.
fn person(sworn: bool, district: u16, ends: Option<Date>) -> PersonFacts {
    let starts = Date { year: 2022, month: 6, day: 1 };
    let post = Post { post: 3, team: None, district, station: None, starts, ends };
    PersonFacts { sworn, qualifications: Vec::new(), posts: vec![post] }
}

fn county() -> County {
    County::new()
        .person(DESK, person(true, 0, None))
        .person(OWNER, person(true, 0, None))
        .person(OTHER, person(true, 0, Some(Date { year: 2022, month: 9, day: 30 })))
        .person(AUXILIARY, person(false, 0, None))
        .person(ELSEWHERE, person(true, 1, None))
        .person(FORMER, person(true, 0, Some(Date { year: 2022, month: 8, day: 31 })))
}

fn owner(of: PersonRef) -> (&'static str, Value) {
    ("owner", Reference::Person(of).into())
}

fn due(days: u32) -> (&'static str, Value) {
    ("due", Value::Time(NOW + days * DAY))
}

fn told(source: &str, words: &str) -> Vec<Field> {
    let said = [("source", "public".into()), ("source_grade", source.into()), ("words_grade", words.into())];
    fields(&[said.as_slice(), &[("words", Value::Sealed), ("giver", Value::Sealed)]].concat())
}

fn start(source: &str, words: &str) -> Story<Lead> {
    Story::start(Settings::default(), package(), county(), None, &told(source, words))
}

/// A lead that is judged and has an owner for ten days.
fn owned() -> Story<Lead> {
    let mut story = start("C", "3");
    story.done(TRIAGE, "worth-following", DESK, &fields(&[owner(OWNER), due(10)]));
    story
}

fn check(story: &Story<Lead>, expected: Expect) {
    expected.assert_eq(story.words());
}

#[test]
fn its_files_agree_with_its_code() {
    package().check::<Settings>();
    package().check_kind(&forms::kind());
}

#[test]
fn followed_up_referred_to_a_case_and_erased() {
    let mut story = start("B", "2");
    story.pass(2 * HOUR).done(TRIAGE, "worth-following", DESK, &fields(&[owner(OWNER)]));
    story.pass(3 * DAY).done(FOLLOW, "go-on", OWNER, &fields(&[("done", Value::Sealed)]));
    let concluded =
        [("done", Value::Sealed), ("result", "referred".into()), ("case", "A3509240000-2022-090017".into())];
    story.pass(36 * HOUR).done(FOLLOW, "concluded", OWNER, &fields(&concluded)).pass(180 * DAY);
    assert_eq!(story.ended.as_deref(), Some("referred"));
    check(
        &story,
        expect![[r#"
        0d00:00 start
          > task triage for Assignee::Role(Role { district: 0, slot: "officer" }) by 1d00:00: judge the lead, graded B2: if it is worth following, name an owner and a date
          = waits to be judged
        0d02:00 triage done: worth-following
          - graded B2, and no date was said: 5 days
          - person 20 owns it, due at time 1662429600
          > task follow-up for Assignee::Person(20) by 5d02:00: follow the lead up (graded B2); say the result when it is concluded
          > timer 1 at 4d02:00
          = person 20 follows it up until time 1662429600
        3d02:00 follow-up done: go-on
          - followed up, time 1; not concluded yet
          > task follow-up for Assignee::Person(20) by 5d02:00: follow the lead up (graded B2); say the result when it is concluded
          = person 20 follows it up until time 1662429600
        4d02:00 timer 1
          > notice 1 Urgency::Attention to [Recipient::Person(20)]: a lead is due at time 1662429600
          = person 20 follows it up until time 1662429600
        4d14:00 follow-up done: concluded
          - referred to case `A3509240000-2022-090017`
          > timer 3 at 184d14:00
          = concluded: referred to case `A3509240000-2022-090017`; its words are kept for 180 days
        184d14:00 timer 3
          - its words are erased, 180 days after the conclusion
          > Effect::ErasePersonalData
          = over; its words are erased
          ended: referred
    "#]],
    );
}

#[test]
fn what_is_late_is_said_again_until_it_is_concluded() {
    let mut story = owned();
    story.pass(11 * DAY).done(FOLLOW, "go-on", OWNER, &fields(&[("done", Value::Sealed)]));
    story.pass(4 * DAY);
    story.done(FOLLOW, "concluded", OWNER, &fields(&[("done", Value::Sealed), ("result", "unfounded".into())]));
    check(
        &story,
        expect![[r#"
        0d00:00 start
          > task triage for Assignee::Role(Role { district: 0, slot: "officer" }) by 1d00:00: judge the lead, graded C3: if it is worth following, name an owner and a date
          = waits to be judged
        0d00:00 triage done: worth-following
          - person 20 owns it, due at time 1662854400
          > task follow-up for Assignee::Person(20) by 10d00:00: follow the lead up (graded C3); say the result when it is concluded
          > timer 1 at 9d00:00
          = person 20 follows it up until time 1662854400
        9d00:00 timer 1
          > notice 1 Urgency::Attention to [Recipient::Person(20)]: a lead is due at time 1662854400
          = person 20 follows it up until time 1662854400
        10d00:00 follow-up overdue
          > notice 1 Urgency::Attention to [Recipient::Person(20)]: the lead that person 20 follows up was due at time 1662854400 and is late
          > notice 2 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: the lead that person 20 follows up was due at time 1662854400 and is late
          > timer 2 at 12d00:00
          = person 20 follows it up; it was due at time 1662854400 and is late
        11d00:00 follow-up done: go-on
          - followed up, time 1; not concluded yet
          > task follow-up for Assignee::Person(20) by 13d00:00: follow the lead up (graded C3); say the result when it is concluded
          = person 20 follows it up; it was due at time 1662854400 and is late
        12d00:00 timer 2
          > notice 1 Urgency::Attention to [Recipient::Person(20)]: the lead that person 20 follows up was due at time 1662854400 and is late
          > notice 2 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: the lead that person 20 follows up was due at time 1662854400 and is late
          > timer 2 at 14d00:00
          = person 20 follows it up; it was due at time 1662854400 and is late
        13d00:00 follow-up overdue
          = person 20 follows it up; it was due at time 1662854400 and is late
        14d00:00 timer 2
          > notice 1 Urgency::Attention to [Recipient::Person(20)]: the lead that person 20 follows up was due at time 1662854400 and is late
          > notice 2 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: the lead that person 20 follows up was due at time 1662854400 and is late
          > timer 2 at 16d00:00
          = person 20 follows it up; it was due at time 1662854400 and is late
        15d00:00 follow-up done: concluded
          - unfounded
          > stop timer 2
          > timer 3 at 195d00:00
          = concluded: unfounded; its words are kept for 180 days
    "#]],
    );
}

/// Who gets what is late has time for it; the date alone can be moved, too.
#[test]
fn somebody_else_gets_it_and_more_time() {
    let mut story = owned();
    story.pass(DAY).signal(REASSIGN, &fields(&[owner(OTHER), ("note", Value::Sealed)]));
    story.pass(10 * DAY).signal(REASSIGN, &fields(&[owner(OWNER)]));
    story.pass(DAY).signal(REASSIGN, &fields(&[due(20)])).pass(9 * DAY);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          > task triage for Assignee::Role(Role { district: 0, slot: "officer" }) by 1d00:00: judge the lead, graded C3: if it is worth following, name an owner and a date
          = waits to be judged
        0d00:00 triage done: worth-following
          - person 20 owns it, due at time 1662854400
          > task follow-up for Assignee::Person(20) by 10d00:00: follow the lead up (graded C3); say the result when it is concluded
          > timer 1 at 9d00:00
          = person 20 follows it up until time 1662854400
        1d00:00 signal reassign
          - person 21 owns it in place of person 20 (change 1)
          > notice 1 Urgency::Info to [Recipient::Person(20)]: the lead is person 21’s now
          > task follow-up for Assignee::Person(21) by 10d00:00: follow the lead up (graded C3); say the result when it is concluded
          > stop timer 1
          > timer 1 at 9d00:00
          = person 21 follows it up until time 1662854400
        9d00:00 timer 1
          > notice 1 Urgency::Attention to [Recipient::Person(21)]: a lead is due at time 1662854400
          = person 21 follows it up until time 1662854400
        10d00:00 follow-up overdue
          > notice 1 Urgency::Attention to [Recipient::Person(21)]: the lead that person 21 follows up was due at time 1662854400 and is late
          > notice 2 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: the lead that person 21 follows up was due at time 1662854400 and is late
          > timer 2 at 12d00:00
          = person 21 follows it up; it was due at time 1662854400 and is late
        11d00:00 signal reassign
          - no date was said: 15 days, as usual
          - person 20 owns it in place of person 21 (change 2)
          - due at time 1664236800 instead of time 1662854400
          > notice 1 Urgency::Info to [Recipient::Person(21)]: the lead is person 20’s now
          > task follow-up for Assignee::Person(20) by 26d00:00: follow the lead up (graded C3); say the result when it is concluded
          > stop timer 2
          > timer 1 at 25d00:00
          = person 20 follows it up until time 1664236800
        12d00:00 signal reassign
          - due at time 1663718400 instead of time 1664236800
          > task follow-up for Assignee::Person(20) by 20d00:00: follow the lead up (graded C3); say the result when it is concluded
          > stop timer 1
          > timer 1 at 19d00:00
          = person 20 follows it up until time 1663718400
        19d00:00 timer 1
          > notice 1 Urgency::Attention to [Recipient::Person(20)]: a lead is due at time 1663718400
          = person 20 follows it up until time 1663718400
        20d00:00 follow-up overdue
          > notice 1 Urgency::Attention to [Recipient::Person(20)]: the lead that person 20 follows up was due at time 1663718400 and is late
          > notice 2 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: the lead that person 20 follows up was due at time 1663718400 and is late
          > timer 2 at 22d00:00
          = person 20 follows it up; it was due at time 1663718400 and is late
    "#]],
    );
}

#[test]
fn nobody_judges_it_and_the_leader_hears() {
    let mut story = start("F", "6");
    story.pass(2 * DAY).done(TRIAGE, "no-action", DESK, &fields(&[("note", Value::Sealed)])).pass(180 * DAY);
    assert_eq!(story.ended.as_deref(), Some("no-action"));
    check(
        &story,
        expect![[r#"
        0d00:00 start
          > task triage for Assignee::Role(Role { district: 0, slot: "officer" }) by 1d00:00: judge the lead, graded F6: if it is worth following, name an owner and a date
          = waits to be judged
        1d00:00 triage overdue
          > notice 2 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: nobody has judged a lead in time
          = waits to be judged
        2d00:00 triage done: no-action
          - nothing more to do
          > timer 3 at 182d00:00
          = concluded: nothing more to do; its words are kept for 180 days
        182d00:00 timer 3
          - its words are erased, 180 days after the conclusion
          > Effect::ErasePersonalData
          = over; its words are erased
          ended: no-action
    "#]],
    );
}

/// An incident that gives a lead fills no form in: whoever judges it grades it first.
#[test]
fn an_incident_gives_a_lead() {
    let begun = Instance { incident: Some(incident()), ..instance(forms::KIND) };
    let _county = county().enter();
    let outcome = Lead::start(NOW, &Settings::default(), &begun, &[]).unwrap();
    assert_eq!(package().text("en", &outcome.stage), "waits to be judged");
    let instance = Instance { state: outcome.state, tasks: vec![TRIAGE], ..begun };
    let judge = |said: &[(&str, Value)]| {
        let (outcome, by) = ("worth-following".to_owned(), Some(DESK));
        let done = wardroom_plugin::workflow::TaskResult { key: TRIAGE, outcome, by, fields: fields(said) };
        Lead::step(NOW, &Settings::default(), &instance, Event::TaskDone(done))
    };
    assert_eq!(package().refusal(&judge(&[owner(OWNER)])), "grade source and words before you name an owner");
    let graded = judge(&[owner(OWNER), ("source_grade", "D".into()), ("words_grade", "4".into())]).unwrap();
    let remarks: Vec<String> = graded.remarks.iter().map(|why| package().text("en", why)).collect();
    expect![[r#"
        graded D4
        no date was said: 15 days, as usual
        person 20 owns it, due at time 1663286400"#]]
    .assert_eq(&remarks.join("\n"));
}

#[test]
fn a_start_is_refused_with_words() {
    let refused = |given: &[Field]| {
        let _county = county().enter();
        package().refusal(&Lead::start(NOW, &Settings::default(), &instance(forms::KIND), given))
    };
    assert_eq!(refused(&[]), "say the source, both grades, and what the lead is");
    assert_eq!(refused(&told("A", "1")[..3]), "say the source, both grades, and what the lead is");
    let named = [told("A", "1"), fields(&[("case", "zhangsan".into())])].concat();
    assert_eq!(refused(&named), "a case is given by its number, never by a name");
}

#[test]
fn judging_is_refused_with_words() {
    let mut story = start("B", "2");
    let mut refused =
        |outcome: &str, given: &[(&str, Value)]| story.refuses_done(TRIAGE, outcome, DESK, &fields(given));
    assert_eq!(refused("worth-following", &[]), "a lead that is worth following needs an owner: name one");
    let of = |person| [owner(person)];
    assert_eq!(
        refused("worth-following", &of(ELSEWHERE)),
        "person 23 holds no post in this district: choose another owner"
    );
    assert_eq!(
        refused("worth-following", &of(FORMER)),
        "person 24 holds no post in this district: choose another owner"
    );
    assert_eq!(refused("worth-following", &of(AUXILIARY)), "person 22 is no sworn officer: choose one who is");
    assert_eq!(refused("worth-following", &[owner(OWNER), due(0)]), "time 1661990400 is gone: say a date to come");
    assert_eq!(
        refused("worth-following", &[owner(OWNER), due(61)]),
        "time 1667260800 is too far ahead: 60 days at most"
    );
    assert_eq!(
        refused("worth-following", &[owner(OWNER), ("case", "lisi".into())]),
        "a case is given by its number, never by a name"
    );
    assert_eq!(refused("unfounded", &of(OWNER)), "a lead that is not followed up has no owner: leave it out");
    assert_eq!(story.open_tasks(), [TRIAGE]);
}

/// The rule of the field: nothing is closed by a tick alone.
#[test]
fn a_conclusion_without_a_result_is_refused_with_words() {
    let mut story = owned();
    let mut refused =
        |outcome: &str, given: &[(&str, Value)]| story.refuses_done(FOLLOW, outcome, OWNER, &fields(given));
    let done = || ("done", Value::Sealed);
    assert_eq!(refused("concluded", &[done()]), "say the result: without one a lead is not concluded");
    assert_eq!(refused("concluded", &[("result", "unfounded".into())]), "say what was done");
    assert_eq!(refused("go-on", &[]), "say what was done");
    assert_eq!(
        refused("concluded", &[done(), ("result", "referred".into())]),
        "say the number of the case that it is referred to"
    );
    assert_eq!(
        refused("concluded", &[done(), ("result", "referred".into()), ("case", "wangwu".into())]),
        "a case is given by its number, never by a name"
    );
    assert_eq!(
        refused("go-on", &[done(), ("result", "no-action".into())]),
        "a result is given: choose that it is concluded"
    );
    assert_eq!(story.open_tasks(), [FOLLOW]);
}

#[test]
fn a_change_that_is_none_is_refused_with_words() {
    let mut story = owned();
    assert_eq!(story.refuses_signal(REASSIGN, &[]), "name another owner or another date");
    assert_eq!(story.refuses_signal(REASSIGN, &fields(&[owner(OWNER)])), "person 20 owns it already");
}

/// Who may not look persons up takes the owner as named, and says so.
#[test]
fn what_may_not_be_looked_up_is_said() {
    let county = county().deny("person-info");
    let mut story: Story<Lead> = Story::start(Settings::default(), package(), county, None, &told("C", "3"));
    story.done(TRIAGE, "worth-following", DESK, &fields(&[owner(AUXILIARY)]));
    assert!(story.words().contains("the posts of person 22 were not checked"), "{}", story.words());
}

/// Nothing of what a lead says, nor who gave it, is in the state or the marks; by the marks others find it.
#[test]
fn the_words_are_in_no_state_and_no_mark() {
    let story = owned();
    let state = &story.instance.state;
    assert!(!state.contains("words\"") && !state.contains("giver"), "{state}");
    let marks: Vec<(&str, &str)> = story.marks.iter().map(|mark| (mark.name.as_str(), mark.value.as_str())).collect();
    assert_eq!(marks, [("grade", "C3"), ("owner", "20")]);
    let schema: serde_json::Value = serde_json::from_str(&forms::kind().start.schema).unwrap();
    for name in ["words", "giver"] {
        assert_eq!(schema["properties"][name]["sealed"], serde_json::Value::Bool(true), "{name}");
    }
}

#[test]
fn a_state_of_an_older_version_is_taken_over_if_it_can_be_read() {
    let mut instance = owned().instance;
    let taken = Lead::migrate(NOW, &Settings::default(), &instance, "0.0.9").unwrap();
    assert_eq!((taken.state.as_str(), taken.waits), (instance.state.as_str(), vec![REASSIGN.to_owned()]));
    instance.state = "{}".to_owned();
    let refusal = package().failure(&Lead::migrate(NOW, &Settings::default(), &instance, "0.0.9").unwrap_err());
    assert!(refusal.starts_with("the state that version 0.0.9 wrote: missing field"), "{refusal}");
}
