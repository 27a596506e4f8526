//! Requests from the desk to the erasure, in words, on a clock that the test moves; what the rule says no to; what may leave.

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{County, NOW, Package, Story, fields, incident, instance};
use wardroom_plugin::view::{Date, PersonFacts, Post};
use wardroom_plugin::{PersonRef, Reference, Value, Workflow};

use super::forms::{ACCEPT, CONFIRM, REASSIGN, REVISIT, VISIT, WITHDRAW};
use super::*;

mod figures;
mod stories;
mod suppress;

const DESK: PersonRef = 7;
const WORKER: PersonRef = 20;
const OTHER: PersonRef = 21;
const ELSEWHERE: PersonRef = 23;
const DAY: u32 = 86_400;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

fn person(district: u16) -> PersonFacts {
    let starts = Date { year: 2022, month: 6, day: 1 };
    let post = Post { post: 3, team: None, district, station: None, starts, ends: None };
    PersonFacts { sworn: false, qualifications: Vec::new(), posts: vec![post] }
}

fn county() -> County {
    let of = |county: County, who, district| county.person(who, person(district));
    [(DESK, 0), (WORKER, 0), (OTHER, 0), (ELSEWHERE, 1)]
        .into_iter()
        .fold(County::new(), |county, (who, district)| of(county, who, district))
}

fn asked() -> Vec<Field> {
    fields(&[
        ("category", "elder".into()),
        ("need", "care".into()),
        ("name", Value::Sealed),
        ("details", Value::Sealed),
    ])
}

fn start() -> Story<Request> {
    Story::start(Settings::default(), package(), county(), None, &asked())
}

fn worker(of: PersonRef) -> Vec<Field> {
    fields(&[("worker", Reference::Person(of).into())])
}

fn how(more: &[(&str, Value)]) -> Vec<Field> {
    fields(&[&[("how", Value::Sealed)], more].concat())
}

/// A request that is taken on.
fn taken_on() -> Story<Request> {
    let mut story = start();
    story.done(ACCEPT, "accepted", DESK, &worker(WORKER));
    story
}

fn check(story: &Story<Request>, expected: Expect) {
    expected.assert_eq(story.words());
}

#[test]
fn its_files_agree_with_its_code() {
    package().check::<Settings>();
    package().check_kind(&forms::kind());
}

/// Who it is and why is in no state and no mark; requests are counted by the category alone.
#[test]
fn the_details_are_in_no_state_and_no_mark() {
    let story = taken_on();
    let state = &story.instance.state;
    assert!(!state.contains("name") && !state.contains("details"), "{state}");
    let marks: Vec<(&str, &str)> = story.marks.iter().map(|mark| (mark.name.as_str(), mark.value.as_str())).collect();
    assert_eq!(marks, [("category", "elder")]);
    let schema: serde_json::Value = serde_json::from_str(&forms::kind().start.schema).unwrap();
    for name in ["name", "contact", "details"] {
        assert_eq!(schema["properties"][name]["sealed"], serde_json::Value::Bool(true), "{name}");
    }
}

#[test]
fn a_state_of_an_older_version_is_taken_over_if_it_can_be_read() {
    let mut instance = taken_on().instance;
    let taken = Request::migrate(NOW, &Settings::default(), &instance, "0.0.9").unwrap();
    assert_eq!((taken.state.as_str(), taken.waits.len()), (instance.state.as_str(), 2));
    instance.state = "{}".to_owned();
    let refusal = package().failure(&Request::migrate(NOW, &Settings::default(), &instance, "0.0.9").unwrap_err());
    assert!(refusal.starts_with("the state that version 0.0.9 wrote: missing field"), "{refusal}");
}

#[test]
fn a_start_is_refused_with_words() {
    let refused = |given: &[Field]| {
        let _county = county().enter();
        package().refusal(&Request::start(NOW, &Settings::default(), &instance(forms::KIND), given))
    };
    assert_eq!(refused(&[]), "say whom it is for, and what is needed");
    assert_eq!(refused(&asked()[..3]), "say whom it is for, and what is needed");
}

#[test]
fn taking_on_is_refused_with_words() {
    let mut story = start();
    let mut refused = |given: &[Field]| story.refuses_done(ACCEPT, "accepted", DESK, given);
    assert_eq!(refused(&[]), "a request that is taken on needs a worker: name one");
    assert_eq!(refused(&worker(ELSEWHERE)), "person 23 holds no post in this district: choose another worker");
}

#[test]
fn an_incident_gives_a_request_and_the_desk_says_for_whom() {
    let begun = Instance { incident: Some(incident()), ..instance(forms::KIND) };
    let _county = county().enter();
    let outcome = Request::start(NOW, &Settings::default(), &begun, &[]).unwrap();
    let instance = Instance { state: outcome.state, tasks: vec![ACCEPT], ..begun };
    let (outcome, by, fields) = ("accepted".to_owned(), Some(DESK), worker(WORKER));
    let done = wardroom_plugin::workflow::TaskResult { key: ACCEPT, outcome, by, fields };
    let refusal = Request::step(NOW, &Settings::default(), &instance, Event::TaskDone(done));
    assert_eq!(package().refusal(&refusal), "say whom it is for");
}

#[test]
fn a_visit_is_refused_with_words() {
    let mut story = taken_on();
    let mut refused = |outcome: &str, by, given: &[Field]| story.refuses_done(VISIT, outcome, by, given);
    assert_eq!(refused("helped", OTHER, &how(&[])), "person 20 is in charge, and fills this in");
    assert_eq!(refused("helped", WORKER, &[]), "say how the visit went");
    assert_eq!(refused("refer", WORKER, &how(&[])), "say which department it is referred to");
    let health = how(&[("department", "health".into())]);
    assert_eq!(refused("helped", WORKER, &health), "a department is given: choose that it is referred");
    story.done(VISIT, "refer", WORKER, &health);
    assert_eq!(
        story.refuses_done(CONFIRM, "confirmed", DESK, &[]),
        "a confirmation has the number of its receipt: give it"
    );
    story.done(CONFIRM, "returned", DESK, &[]);
    let again = story.refuses_done(VISIT, "refer", WORKER, &health);
    assert_eq!(again, "that department has returned it or did not confirm: choose another");
}

#[test]
fn a_change_of_worker_is_refused_with_words() {
    let mut story = taken_on();
    assert_eq!(story.refuses_signal(REASSIGN, &worker(WORKER)), "person 20 is in charge already");
    assert_eq!(
        story.refuses_signal(REASSIGN, &worker(ELSEWHERE)),
        "person 23 holds no post in this district: choose another worker"
    );
    assert_eq!(story.refuses_signal(REASSIGN, &[]), "a request that is taken on needs a worker: name one");
}

/// What may not be looked up is said, and days are counted as they come where there is no calendar.
#[test]
fn what_is_not_granted_is_said() {
    let county = county().deny("person-info").deny("after-working-days");
    let mut story: Story<Request> = Story::start(Settings::default(), package(), county, None, &asked());
    story.done(ACCEPT, "accepted", DESK, &worker(ELSEWHERE));
    story.done(VISIT, "refer", ELSEWHERE, &how(&[("department", "justice".into())]));
    assert!(story.words().contains("the posts of person 23 were not checked"), "{}", story.words());
    assert!(story.words().contains("no calendar of working days: 5 days as they come"), "{}", story.words());
}
