//! Cases from the report to the close, in words, on a clock that the test moves; the counts; and what the rule says no to.

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{County, NOW, Package, Story, fields, incident, instance};
use wardroom_plugin::view::{Date, DayKind, GridFacts, Noun, Reference};
use wardroom_plugin::{Incident, PersonRef, Phase, Value, Workflow};

use super::forms::{ACCEPT, CLOSE, DISPATCH, FILE, HANDLE, RESUME_TASK, VERIFY};
use super::*;

mod clocks;
mod counted;
mod incidents;
mod stories;

const GRID: GridRef = 5;
const ASSISTANT: PersonRef = 20;
const OFFICER: PersonRef = 7;
const WORKER: PersonRef = 30;
const HOUR: u32 = 3600;
const DAY: u32 = 24 * HOUR;
const TEAM: u16 = 2;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

/// A grid in district 0 and one in district 1, two kinds of incident, a calendar whose Monday after the test's first weekend is a holiday.
/// The test begins on a Thursday.
fn county() -> County {
    let info = |district| GridFacts { village: 7, township: 1, district, households: 60 };
    County::new()
        .grid_info(GRID, info(0))
        .grid_info(6, info(1))
        .numbering(Noun::Kind, 8)
        .numbering(Noun::District, 2)
        .code(Reference::Kind(3), "quarrel")
        .code(Reference::Kind(4), "noise")
        .special_day(Date { year: 2022, month: 9, day: 5 }, DayKind::Holiday)
}

fn settings(json: &str) -> Settings {
    serde_json::from_str(json).expect("settings")
}

/// A case that a grid's assistant has reported.
fn reported(settings: Settings) -> Story<Case> {
    let grid = Value::Reference(Reference::Grid(GRID));
    let with = [("grid", grid), ("category", "street-order".into()), ("matter", Value::Sealed)];
    Story::start(settings, package(), county(), None, &fields(&with))
}

/// The same, dispatched to a team after an hour.
fn dispatched(settings: Settings) -> Story<Case> {
    let mut story = reported(settings);
    story.pass(HOUR).done(ACCEPT, "accepted", OFFICER, &[]).done(FILE, "filed", OFFICER, &[]);
    story.done(DISPATCH, "dispatched", OFFICER, &to_team());
    story
}

fn to_team() -> Vec<Field> {
    fields(&[("team", Value::Reference(Reference::Team(TEAM)))])
}

fn waits_for(what: &str) -> Vec<Field> {
    fields(&[("waits_for", what.into())])
}

fn check(story: &Story<Case>, expected: Expect) {
    expected.assert_eq(story.words());
}

/// What was written down from the line on in which these words first stood.
fn check_from(story: &Story<Case>, word: &str, expected: Expect) {
    let from = story.words().find(word).unwrap_or_else(|| panic!("`{word}` is not in\n{}", story.words()));
    let line = story.words()[..from].rfind('\n').map_or(0, |at| at + 1);
    expected.assert_eq(&story.words()[line..]);
}

#[test]
fn its_files_agree_with_its_code() {
    package().check::<Settings>();
    package().check_kind(&forms::kind());
    for key in 1..=7 {
        assert!(forms::kind().tasks.iter().any(|form| form.name == forms::of_task(key)), "task {key}");
    }
}

/// Who reports it and what they say is sealed: the state and the marks hold nothing of it.
#[test]
fn what_is_personal_is_sealed() {
    let kind = forms::kind();
    let sealed = |schema: &str, name: &str| {
        let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
        schema["properties"][name]["sealed"] == serde_json::Value::Bool(true)
    };
    assert!(sealed(&kind.start.schema, "matter") && sealed(&kind.start.schema, "reporter"));
    for form in kind.tasks.iter().chain(&kind.signals) {
        assert!(sealed(&form.schema, "note"), "{}", form.name);
    }
    let story = reported(Settings::default());
    assert!(!story.instance.state.contains("matter"), "{}", story.instance.state);
}

#[test]
fn a_state_of_an_older_version_is_taken_over_if_it_can_be_read() {
    let mut story = dispatched(Settings::default());
    let taken = Case::migrate(story.now, &Settings::default(), &story.instance, "0.0.9").unwrap();
    assert_eq!((taken.state, taken.waits), (story.instance.state.clone(), vec!["wait".to_owned()]));
    story.instance.state = r#"{"stage":"asleep"}"#.to_owned();
    assert!(Case::migrate(story.now, &Settings::default(), &story.instance, "0.0.9").is_err());
}
