//! Searches from the call to the erasure, on a virtual clock; the drone's gates; the files that travel along.

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{self, County, NOW, Package, Story, fields, incident, unit_info};
use wardroom_plugin::view::{Reference, UnitInfo};
use wardroom_plugin::workflow::{self, Effect, Field, Instance};
use wardroom_plugin::{GridRef, Phase, Reality, Value, Workflow};

use super::*;
use forms::{CLOSING, DESCRIBE, DRONE_FLIGHT, DRONE_GATE, GRIDS, VIDEO};

mod bounds;
mod drone;
mod ends;
mod rings;
mod sightings;

const OFFICER: u32 = 7;
const ASSISTANT: u32 = 20;
const PILOT: u32 = 30;

const MINUTE: u32 = 60;
const HOUR: u32 = 3_600;
const DAY: u32 = 24 * HOUR;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

/// A row of grids, 400 m from one to the next; two video points; a patrol (team 1) of three units, one of them busy; a drone
/// squad (team 2).
fn county() -> County {
    let county = County::new().code(Reference::Team(0), "traffic").code(Reference::Team(1), "patrol");
    let county = county.code(Reference::Team(2), "drone").video_point("V1", 100).video_point("V2", 900);
    let grid = |county: County, grid: u32| {
        county.grid(grid, 0, grid * 400).code(Reference::Grid(grid), &format!("3509{grid:02}"))
    };
    let county = (0..12).fold(county, grid);
    let units = [(1, 0, true), (2, 1, false), (3, 1, true), (4, 1, true), (5, 2, true)];
    units.into_iter().map(unit).fold(county, County::unit)
}

fn unit((ref_, team, free): (u32, u16, bool)) -> UnitInfo {
    UnitInfo { team, free, ..unit_info(ref_) }
}

/// Only grids are searched.
fn quiet() -> Settings {
    Settings { video_points: 0, units_per_ring: 0, ..settings() }
}

/// Few of everything, and no drone unless a test wants one.
fn settings() -> Settings {
    let drone = settings::Drone { team: String::new(), ..settings::Drone::default() };
    Settings { tasks_at_once: 2, units_per_ring: 1, drone, ..Settings::default() }
}

/// A child, last seen in grid 0 half an hour ago.
fn child() -> Vec<Field> {
    fields(&[("age_group", "child".into()), ("last_seen_at", Value::Time(NOW - 30 * MINUTE)), ("name", Value::Sealed)])
}

/// A search that was begun by hand.
fn instance() -> Instance {
    Instance { grid: Some(0), ..testing::instance("missing-person") }
}

/// What one step led to.
fn entry(story: &Story<Search>, head: &str) -> String {
    let lines = story.words().lines().skip_while(|line| *line != head);
    let own = lines.enumerate().take_while(|(index, line)| *index == 0 || line.starts_with(' '));
    own.map(|(_, line)| format!("{line}\n")).collect()
}

/// A search that begins in grid 0.
fn search(settings: Settings, county: County, fields: &[Field]) -> Story<Search> {
    Story::start(settings, package(), county, Some(0), fields)
}

fn check(story: &Story<Search>, expected: Expect) {
    expected.assert_eq(story.words());
}

#[test]
fn the_files_agree_with_the_code() {
    package().check::<Settings>();
}

/// All that the forms say is a title in both languages; what tells who somebody is, is sealed.
#[test]
fn the_forms_are_readable_and_seal_what_is_personal() {
    let kind = forms::kind();
    package().check_kind(&kind);
    let all = [std::slice::from_ref(&kind.start), &kind.tasks, &kind.signals].concat();
    for form in all {
        let schema: serde_json::Value = serde_json::from_str(&form.schema).unwrap();
        assert_eq!(schema["additionalProperties"], false, "{}", form.name);
        for (name, property) in schema["properties"].as_object().unwrap() {
            let personal = ["name", "description", "contact", "note"].contains(&name.as_str());
            assert_eq!(property["sealed"] == true, personal, "{}: {name}", form.name);
        }
    }
    assert!(Search::kinds().iter().all(|kind| kind.ends.len() == 3));
}
