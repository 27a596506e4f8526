//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use.

use wardroom_plugin::view::Noun;
use wardroom_plugin::workflow::{Concurrency, Form, Kind, Property, choices};

use crate::state::End;
use crate::why;

/// Tasks by their key.
pub const DESCRIBE: u16 = 1;
pub const VIDEO: u16 = 2;
pub const DRONE_GATE: u16 = 3;
pub const DRONE_FLIGHT: u16 = 4;
pub const CLOSING: u16 = 5;
/// The first unit that sweeps a ring; the others have the next keys.
pub const SWEEP: u16 = 10;
/// Grids: the first one's key.
pub const GRIDS: u16 = 100;

/// Signals.
pub const SIGHTING: &str = "sighting";
pub const CLOSE: &str = "close";
pub const REOPEN: &str = "reopen";

/// Searches with one key: a second one is refused.
const INSTANCES_MAX: u16 = 1;

pub fn kind() -> Kind {
    Kind {
        name: "missing-person".to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: INSTANCES_MAX,
        start: Form::new("start", why::START, person(), &[]),
        tasks: tasks(),
        signals: vec![
            Form::new(SIGHTING, why::SIGHTING, seen_again(), &[]),
            Form::new(CLOSE, why::CLOSE, closed(), &[]),
            Form::new(REOPEN, why::REOPEN, reopened(), &[]),
        ],
        ends: choices(&ends()),
    }
}

fn ends() -> [(&'static str, u16); 3] {
    [
        (End::Found.name(), why::END_FOUND),
        (End::FoundDead.name(), why::END_FOUND_DEAD),
        (End::CalledOff.name(), why::END_CALLED_OFF),
    ]
}

fn tasks() -> Vec<Form> {
    let (clear, trace, found) = (("clear", why::IS_CLEAR), ("trace", why::IS_TRACE), ("found", why::IS_FOUND));
    let not_possible = ("not-possible", why::IS_NOT_POSSIBLE);
    let [end_found, end_found_dead, end_called_off] = ends();
    let closing = [end_found, end_found_dead, end_called_off, ("go-on", why::IS_TO_GO_ON)];
    vec![
        Form::new("describe", why::DESCRIBE, person(), &[("described", why::IS_DESCRIBED)]),
        Form::new("video", why::VIDEO, video_points(), &[clear, trace, found, not_possible]),
        Form::new(
            "drone-gate",
            why::DRONE_GATE,
            gates(),
            &[("answered", why::IS_ANSWERED), ("no-drone", why::IS_NO_DRONE)],
        ),
        Form::new("drone-flight", why::DRONE_FLIGHT, note(), &[clear, trace, found, ("aborted", why::IS_ABORTED)]),
        Form::new("closing", why::CLOSING, note(), &closing),
        Form::new("sweep", why::SWEEP, note(), &[clear, trace, found, not_possible]),
        Form::new("search-grid", why::SEARCH_GRID, note(), &[clear, trace, found, not_possible]),
    ]
}

/// Where and when the person was last seen.
fn last_seen() -> [Property; 2] {
    let grid = Property::reference("last_seen_grid", why::LAST_SEEN_GRID, Noun::Grid);
    [Property::time("last_seen_at", why::LAST_SEEN_AT), grid]
}

fn note() -> Vec<Property> {
    vec![Property::text("note", why::NOTE).letters(0, 2000).sealed()]
}

/// Who is missing.
fn person() -> Vec<Property> {
    let ages =
        [("child", why::A_CHILD), ("adult", why::AN_ADULT), ("elder", why::AN_ELDER), ("unknown", why::NOT_KNOWN)];
    let risks = [("high", why::HIGH_RISK), ("normal", why::NORMAL_RISK), ("unknown", why::NOT_KNOWN)];
    let rest = [
        Property::choice("age_group", why::AGE_GROUP, &ages),
        Property::choice("health_risk", why::HEALTH_RISK, &risks),
        Property::text("name", why::NAME).letters(1, 200).sealed(),
        Property::text("description", why::DESCRIPTION).letters(0, 2000).sealed(),
        Property::text("contact", why::CONTACT).letters(0, 500).sealed(),
    ];
    last_seen().into_iter().chain(rest).collect()
}

/// A sighting needs a place and a time.
fn seen_again() -> Vec<Property> {
    last_seen().into_iter().map(Property::required).chain(note()).collect()
}

/// A search that begins anew may begin at another sighting.
fn reopened() -> Vec<Property> {
    last_seen().into_iter().chain(note()).collect()
}

fn closed() -> Vec<Property> {
    let result = Property::choice("result", why::RESULT, &ends()).required();
    std::iter::once(result).chain(note()).collect()
}

/// What has to hold before a drone flies.
fn gates() -> Vec<Property> {
    vec![
        Property::number("battery_percent", why::BATTERY).between(0, 100),
        Property::number("wind_ms", why::WIND).between(0, 100),
        Property::flag("rain", why::RAIN),
        Property::flag("airspace_clear", why::AIRSPACE),
    ]
}

fn video_points() -> Vec<Property> {
    let seen = Property::integer("points_seen", why::POINTS_SEEN).between(0, 1000);
    std::iter::once(seen).chain(note()).collect()
}

/// The name of a task's form.
pub fn of_task(key: u16) -> &'static str {
    match key {
        DESCRIBE => "describe",
        VIDEO => "video",
        DRONE_GATE => "drone-gate",
        DRONE_FLIGHT => "drone-flight",
        CLOSING => "closing",
        SWEEP..GRIDS => "sweep",
        _ => "search-grid",
    }
}
