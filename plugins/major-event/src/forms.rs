//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use.

use wardroom_plugin::view::Noun;
use wardroom_plugin::workflow::{Concurrency, Form, Kind, Property, choices};

use crate::why;

pub const KIND: &str = "major-event";

/// Tasks by their key. Each duty has two: to check in, which is even, and to hold, the one after it.
pub const REPORT: u16 = 1;
pub const DUTIES: u16 = 10;

/// Signals.
pub const POST: &str = "post";
pub const LEVEL: &str = "level";
pub const EXTEND: &str = "extend";
pub const STAND_DOWN: &str = "stand-down";

/// Ends.
pub const COMPLETED: &str = "completed";
pub const CALLED_OFF: &str = "called-off";

pub fn kind() -> Kind {
    let there = [("there", why::IS_THERE), ("can-not", why::IS_NOT_ABLE)];
    let held = [("relieved", why::IS_RELIEVED), ("called-away", why::IS_CALLED_AWAY)];
    let reported = [("as-planned", why::IS_AS_PLANNED), ("with-shortfalls", why::IS_WITH_SHORTFALLS)];
    Kind {
        name: KIND.to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: 1,
        start: Form::new("start", why::START, plan(), &[]),
        tasks: vec![
            Form::new("check-in", why::CHECK_IN, [], &there),
            Form::new("hold", why::HOLD, [], &held),
            Form::new("report", why::REPORT, report(), &reported),
        ],
        signals: vec![
            Form::new(POST, why::POST, post(), &[]),
            Form::new(LEVEL, why::SET_LEVEL, [level().required()], &[]),
            Form::new(EXTEND, why::EXTEND, [Property::time("ends", why::ENDS).required()], &[]),
            Form::new(STAND_DOWN, why::STAND_DOWN, [], &[]),
        ],
        ends: choices(&[(COMPLETED, why::END_COMPLETED), (CALLED_OFF, why::END_CALLED_OFF)]),
    }
}

/// Nothing is required, since an incident that begins a surge fills nothing in.
fn plan() -> Vec<Property> {
    vec![
        Property::code("plan", why::PLAN).letters(1, 64),
        Property::time("starts", why::STARTS),
        Property::time("ends", why::ENDS),
        Property::reference("staging", why::STAGING, Noun::Grid),
        Property::integer("reserve", why::RESERVE).between(0, 32),
        level(),
    ]
}

fn level() -> Property {
    Property::integer("level", why::LEVEL).between(0, 8)
}

fn post() -> Vec<Property> {
    vec![
        Property::text("name", why::NAME).letters(1, 20).required(),
        Property::reference("grid", why::GRID, Noun::Grid).required(),
        Property::integer("units", why::UNITS).between(1, 16).required(),
        Property::reference("team", why::TEAM, Noun::Team),
        Property::reference("skill", why::SKILL, Noun::Skill),
        Property::time("from", why::FROM),
        Property::time("until", why::UNTIL),
    ]
}

fn report() -> Vec<Property> {
    vec![
        Property::integer("crowd", why::CROWD).between(0, 10_000_000),
        Property::integer("incidents", why::INCIDENTS).between(0, 100_000),
        Property::text("lessons", why::LESSONS).letters(0, 1000),
        Property::attachment("document", why::DOCUMENT),
    ]
}

/// The name of a task's form.
pub fn of_task(key: u16) -> &'static str {
    match key {
        REPORT => "report",
        key if key.is_multiple_of(2) => "check-in",
        _ => "hold",
    }
}
