//! Cases from the offer to the end, in words, on a clock that the test moves; and what the rule says no to.

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{County, NOW, Package, Story, fields, incident, instance};
use wardroom_plugin::view::Reference;
use wardroom_plugin::workflow::Assignee;
use wardroom_plugin::{Incident, PersonRef, Phase, Value, Workflow};

use super::forms::{ACCEPT, ANSWER, DECIDE, HANDLE, SPECIAL};
use super::*;

mod offered;
mod specialised;

/// Captains of districts 0 to 3.
const CAPTAINS: [PersonRef; 4] = [10, 11, 12, 13];
const SPECIALISTS: [PersonRef; 3] = [20, 21, 22];
const LEADER: PersonRef = 2;
const HOUR: u32 = 3600;
const DAY: u32 = 24 * HOUR;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

/// A team in each district, with a cap of three, and one that is no more; three specialists.
fn county() -> County {
    let person = |person| Value::Reference(Reference::Person(person));
    let mut county = County::new();
    for (district, captain) in CAPTAINS.iter().enumerate() {
        let district = ("district", Value::Reference(Reference::District(district as u16)));
        let cells = [("captain", person(*captain)), district, ("cap", 3.0.into()), ("in_use", true.into())];
        county = county.row("case-teams", &format!("T{captain}"), cells);
    }
    county = county.row("case-teams", "T99", [("captain", person(99)), ("in_use", false.into())]);
    for (specialist, good_at) in SPECIALISTS.iter().zip(["网络犯罪 经济犯罪", "网络犯罪", "刑事技术"]) {
        let cells = [("person", person(*specialist)), ("specialities", good_at.into()), ("in_use", true.into())];
        county = county.row("case-specialists", &format!("S{specialist}"), cells);
    }
    county
}

/// With so many tasks open for somebody.
fn busy(county: County, person: PersonRef, tasks: u32) -> County {
    county.workload(Assignee::Person(person), tasks)
}

fn start(county: County) -> Story<Handover> {
    Story::start(Settings::default(), package(), county, None, &[])
}

/// The team of the own district has it.
fn accepted() -> Story<Handover> {
    let mut story = start(county());
    story.done(ACCEPT, "accepted", CAPTAINS[0], &[]);
    story
}

fn because(why: &str) -> Vec<Field> {
    fields(&[("because", why.into())])
}

fn needs(speciality: &str) -> Vec<Field> {
    fields(&[("speciality", speciality.into())])
}

fn check(story: &Story<Handover>, expected: Expect) {
    expected.assert_eq(story.words());
}

#[test]
fn its_files_agree_with_its_code() {
    package().check::<Settings>();
    package().check_kind(&forms::kind());
    for key in 1..=5 {
        assert!(forms::kind().tasks.iter().any(|form| form.name == forms::of_task(key)), "task {key}");
    }
}

/// What a case is about stands in notes alone, and they are sealed.
#[test]
fn notes_are_sealed() {
    let kind = forms::kind();
    for form in [&kind.start].into_iter().chain(&kind.tasks) {
        let schema: serde_json::Value = serde_json::from_str(&form.schema).unwrap();
        assert_eq!(schema["properties"]["note"]["sealed"], serde_json::Value::Bool(true), "{}", form.name);
    }
}

#[test]
fn a_state_of_an_older_version_is_taken_over_if_it_can_be_read() {
    let mut story = accepted();
    let taken = Handover::migrate(story.now, &Settings::default(), &story.instance, "0.0.9").unwrap();
    assert_eq!((taken.state, taken.marks), (story.instance.state.clone(), story.marks.clone()));
    story.instance.state = r#"{"stage":"asleep"}"#.to_owned();
    assert!(Handover::migrate(story.now, &Settings::default(), &story.instance, "0.0.9").is_err());
}
