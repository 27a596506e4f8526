//! Both kinds of workflow: their forms, the outcomes of their tasks, and their ends, by the names that people and programs use.

use wardroom_plugin::view::Noun;
use wardroom_plugin::workflow::{Concurrency, Form, Kind, Property, choices};

use crate::why;

pub const KIND: &str = "hazard-check";
pub const PLAN: &str = "hazard-plan";

/// Tasks by their key.
pub const ROUND: u16 = 1;
pub const MEND: u16 = 2;
pub const RECHECK: u16 = 3;

const HAZARDS: [(&str, u16); 8] = [
    ("fire-exit", why::FIRE_EXIT),
    ("wiring", why::WIRING),
    ("gas", why::GAS),
    ("building", why::BUILDING),
    ("slope", why::SLOPE),
    ("water", why::WATER),
    ("road", why::ROAD),
    ("store", why::STORE),
];

pub fn round() -> Kind {
    let note = || Property::text("note", why::NOTE).letters(0, 500);
    let picture = || Property::attachment("picture", why::PICTURE);
    let grid = Property::reference("grid", why::GRID, Noun::Grid);
    let place = Property::reference("place", why::PLACE, Noun::Place);
    let round = [
        Property::integer("households", why::HOUSEHOLDS).between(0, 10_000).required(),
        Property::choice("hazards", why::HAZARDS, &HAZARDS).list(0, 16),
        Property::reference("places", why::PLACES, Noun::Place).list(0, 16).unique(),
        picture(),
        note(),
    ];
    let graded = [("clean", why::IS_CLEAN), ("common", why::IS_COMMON), ("grave", why::IS_GRAVE)];
    let mended = [("mended", why::IS_MENDED), ("not-mended", why::IS_NOT_MENDED)];
    let gone = [("gone", why::IS_GONE), ("still-there", why::IS_STILL_THERE)];
    Kind {
        name: KIND.to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: 1,
        start: Form::new("start", why::START, [grid, place], &[]),
        tasks: vec![
            Form::new("round", why::ROUND, round, &graded),
            Form::new("mend", why::MEND, [picture(), note()], &mended),
            Form::new("recheck", why::RECHECK, [picture(), note()], &gone),
        ],
        signals: vec![],
        ends: choices(&[("clean", why::IS_CLEAN), ("cleared", why::IS_GONE)]),
    }
}

pub fn plan() -> Kind {
    let class = Property::code("class", why::CLASS).letters(1, 32).required();
    Kind {
        name: PLAN.to_owned(),
        title: why::PLAN,
        concurrency: Concurrency::Single,
        instances_max: 1,
        start: Form::new("start", why::START_PLAN, [class], &[]),
        tasks: vec![],
        signals: vec![],
        ends: choices(&[("over", why::IS_OVER)]),
    }
}

pub fn of_task(key: u16) -> &'static str {
    match key {
        ROUND => "round",
        MEND => "mend",
        _ => "recheck",
    }
}
