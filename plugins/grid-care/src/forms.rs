//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use.

use wardroom_plugin::view::Noun;
use wardroom_plugin::workflow::{Concurrency, Form, Kind, Property, choices};

use crate::why;

pub const KIND: &str = "grid-care";

/// Tasks by their key.
pub const STAND_IN: u16 = 1;
pub const DECIDE: u16 = 2;

/// Signals.
pub const FILLED: &str = "filled";
pub const NO_VACANCY: &str = "no-vacancy";

/// Ends.
pub const END_LOOKED: &str = "looked";
pub const END_FILLED: &str = "filled";
pub const END_NO_VACANCY: &str = "no-vacancy";

pub fn kind() -> Kind {
    let grid = Property::reference("grid", why::GRID, Noun::Grid);
    let substitute = Property::reference("substitute", why::SUBSTITUTE, Noun::Grid);
    let note = || Property::text("note", why::NOTE).letters(0, 500);
    let owner = Property::code("owner", why::OWNER).described(why::OWNER_HELP).letters(1, 32).required();
    let version = Property::code("version", why::VERSION).letters(1, 16);
    Kind {
        name: KIND.to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: 1,
        start: Form::new("start", why::START, [grid], &[]),
        tasks: vec![
            Form::new("stand-in", why::STAND_IN, [], &[("accepted", why::IS_ACCEPTED), ("declined", why::IS_DECLINED)]),
            Form::new(
                "decide",
                why::DECIDE,
                [substitute, note()],
                &[("named", why::IS_NAMED), ("nobody", why::IS_NOBODY)],
            ),
        ],
        signals: vec![
            Form::new(FILLED, why::FILLED, [owner, version], &[]),
            Form::new(NO_VACANCY, why::NO_VACANCY, [note()], &[]),
        ],
        ends: choices(&[
            (END_LOOKED, why::END_LOOKED),
            (END_FILLED, why::END_FILLED),
            (END_NO_VACANCY, why::END_NO_VACANCY),
        ]),
    }
}

pub fn of_task(key: u16) -> &'static str {
    if key == STAND_IN { "stand-in" } else { "decide" }
}
