//! Disputes from the report to the closing, on a virtual clock; the conflicts of lawyers; the files that travel along.

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{County, Package, Story, fields};
use wardroom_plugin::view::Reference;
use wardroom_plugin::workflow::Assignee;
use wardroom_plugin::{GridRef, Value, Workflow};

use super::*;

mod lawyers;
mod reported;
mod stories;

const OFFICER: u32 = 7;
const LEGAL_OFFICER: u32 = 8;
const LEADER: u32 = 9;
const ASSISTANT: u32 = 20;
const MEDIATOR: u32 = 21;
const COURT: u32 = 22;
const LAWYER: u32 = 23;

const GRID: GridRef = 5;
const HOUR: u32 = 3600;
const DAY: u32 = 24 * HOUR;

const NOTHING: &[(&str, Value)] = &[];

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

/// Two rooms, three studios, a centre and a court; no lawyer.
fn county() -> County {
    let county = place(County::new(), 1, "R1", "room", 0, None);
    let county = place(county, 2, "R2", "room", 1, None);
    let county = place(county, 3, "S1", "studio", 1, Some("family neighbour"));
    let county = place(county, 4, "S2", "studio", 0, Some("debt labour"));
    let county = place(county, 5, "S3", "studio", 0, Some("neighbour land"));
    place(place(county, 6, "C1", "centre", 1, None), 7, "K1", "court", 0, None)
}

fn place(county: County, place: u32, code: &str, sort: &str, district: u16, specialities: Option<&str>) -> County {
    let in_use = Value::Flag(true);
    let text = |text: &str| Value::Text(text.to_owned());
    let (place, district) = (Reference::Place(place).into(), Reference::District(district).into());
    let cells = [("code", text(code)), ("sort", text(sort)), ("place", place), ("district", district)];
    let [a, b, c, d] = cells;
    match specialities {
        Some(of) => county.row("mediation-places", code, [a, b, c, d, ("specialities", text(of)), ("in_use", in_use)]),
        None => county.row("mediation-places", code, [a, b, c, d, ("in_use", in_use)]),
    }
}

fn story(settings: Settings, county: County, with: &[(&str, Value)]) -> Story<Dispute> {
    Story::start(settings, package(), county, Some(GRID), &fields(with))
}

#[test]
fn the_files_agree_with_the_code() {
    package().check::<Settings>();
}

/// Every name and title of the kind is there once, every schema can be read, and every title has its texts.
#[test]
fn the_kind_is_whole() {
    let kind = forms::kind();
    package().check_kind(&kind);
    for key in 1..=9 {
        assert!(kind.tasks.iter().any(|form| form.name == forms::of_task(key)), "task {key}");
    }
}

#[test]
fn a_state_of_an_older_version_is_taken_over_if_it_can_be_read() {
    let settings = Settings::default();
    let mut instance = story(settings.clone(), county(), NOTHING).instance;
    let taken = Dispute::migrate(0, &settings, &instance, "0.0.9").unwrap();
    assert_eq!(taken.state, instance.state);
    assert_eq!(taken.waits, ["withdraw"], "it stands where it stood");
    instance.state = r#"{"stage":"asleep"}"#.to_owned();
    let refusal = Dispute::migrate(0, &settings, &instance, "0.0.9").unwrap_err();
    let refusal = package().failure(&refusal);
    assert!(refusal.starts_with("the state that version 0.0.9 wrote: unknown variant `asleep`"), "{refusal}");
}

/// Names are sealed, and no plain property asks for one.
#[test]
fn names_are_sealed() {
    let schema: serde_json::Value = serde_json::from_str(&forms::kind().start.schema).unwrap();
    for name in ["party_a", "party_b", "matter"] {
        assert_eq!(schema["properties"][name]["sealed"], serde_json::Value::Bool(true), "{name}");
    }
    let with = [("party_a", Value::Sealed), ("party_a_ref", "Q1".into()), ("kind", "debt".into())];
    let story = story(Settings::default(), county(), &with);
    assert!(story.instance.state.contains("Q1") && !story.instance.state.contains("party"), "{}", story.instance.state);
}
