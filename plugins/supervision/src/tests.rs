//! Reviews from the sample to the end, in words, on a clock that the test moves; and what the rule says no to.

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{County, NOW, Package, Story, fields, incident, instance};
use wardroom_plugin::view::Reference;
use wardroom_plugin::workflow::Outcome;
use wardroom_plugin::{Incident, Item, PersonRef, Value, Workflow};

use super::forms::{NAME, Work};
use super::*;

mod followed;
mod reviews;
mod samples;

const HANDLER: PersonRef = 3;
const REVIEWER: PersonRef = 9;
const OTHER: PersonRef = 10;
const OFFICER: PersonRef = 7;
const LEADER: PersonRef = 2;
const HOUR: u32 = 3600;
const DAY: u32 = 24 * HOUR;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

fn of_phase(phase: Phase) -> Incident {
    Incident { phase, kind: 4, ..incident() }
}

/// Two items for all kinds, one for kind 4, which is an assault, and one for kind 5, of which there is no incident here.
fn county() -> County {
    let item = |county: County, code: &str, cells: (&str, Value), text: &str| {
        county.row("supervision-items", code, [cells, ("item", text.into())])
    };
    let county = County::new().incident(of_phase(Phase::Closed)).code(Reference::Kind(4), "assault");
    let county = item(county, "I1", ("for_all", true.into()), "处警及时");
    let county = item(county, "I2", ("for_all", true.into()), "全程录音录像");
    let county = item(county, "I3", ("kind", Value::Reference(Reference::Kind(4))), "伤情固定");
    item(county, "I4", ("kind", Value::Reference(Reference::Kind(5))), "现场勘查")
}

fn handlers(persons: &[PersonRef]) -> Vec<Field> {
    let items = persons.iter().map(|person| Item::Reference(Reference::Person(*person))).collect();
    fields(&[("handlers", Value::List(items))])
}

/// A review of the closed incident, by order; who handled it is said already.
fn ordered() -> Story<Review> {
    ordered_with(Settings::default())
}

fn ordered_with(settings: Settings) -> Story<Review> {
    let which = fields(&[("incident", Value::Reference(Reference::Incident(1)))]);
    Story::start(settings, package(), county(), None, &[which, handlers(&[HANDLER])].concat())
}

fn with_note() -> Vec<Field> {
    fields(&[("note", Value::Sealed)])
}

fn check(story: &Story<Review>, expected: Expect) {
    expected.assert_eq(story.words());
}

#[test]
fn its_files_agree_with_its_code() {
    package().check::<Settings>();
    package().check_kind(&forms::kind());
    for key in [NAME, Work::Review.key(0), Work::Rectify.key(23), Work::Verify.key(5)] {
        assert!(forms::kind().tasks.iter().any(|form| form.name == forms::of_task(key)), "task {key}");
    }
    for work in [Work::Review, Work::Rectify, Work::Verify] {
        assert_eq!(Work::of(work.key(7)), Some((work, 7)));
    }
    assert_eq!(Work::of(NAME), None);
}

/// What is wrong with a case is nobody's but whoever has to do with it.
#[test]
fn notes_are_sealed() {
    for form in forms::kind().tasks {
        let schema: serde_json::Value = serde_json::from_str(&form.schema).unwrap();
        assert_eq!(schema["properties"]["note"]["sealed"], serde_json::Value::Bool(true), "{}", form.name);
    }
}
