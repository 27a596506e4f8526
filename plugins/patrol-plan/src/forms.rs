//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use.

use wardroom_plugin::view::Noun;
use wardroom_plugin::workflow::{Concurrency, Form, Kind, Property, choices};

use crate::why;

pub const KIND: &str = "patrol-plan";
/// The mark by which plans of a district find each other.
pub const OF_DISTRICT: &str = "district";
pub const CHECK_IN: &str = "check-in";

/// Tasks by their key: a round by video; the first route; the first stop that is made up for, or looked at by video.
pub const VIDEO: u16 = 1;
pub const ROUTES: u16 = 100;
pub const MAKE_UP: u16 = 200;
pub const LOOK: u16 = 300;
/// Volunteers.
pub const OBSERVE: u16 = 400;

/// What a task's key counts into.
pub enum Of {
    Video,
    Route(usize),
    MakeUp(usize),
    Look(usize),
    Observe(usize),
}

pub fn of(key: u16) -> Of {
    match key {
        OBSERVE.. => Of::Observe(usize::from(key - OBSERVE)),
        LOOK.. => Of::Look(usize::from(key - LOOK)),
        MAKE_UP.. => Of::MakeUp(usize::from(key - MAKE_UP)),
        ROUTES.. => Of::Route(usize::from(key - ROUTES)),
        _ => Of::Video,
    }
}

pub fn of_task(key: u16) -> &'static str {
    match of(key) {
        Of::Video => "video",
        Of::Route(_) => "patrol",
        Of::MakeUp(_) => "make-up",
        Of::Look(_) => "look",
        Of::Observe(_) => "observe",
    }
}

pub fn kind() -> Kind {
    let note = || Property::text("note", why::NOTE).letters(0, 500);
    let findings = || Property::integer("findings", why::FINDINGS).between(0, 1_000);
    let points = || Property::integer("points", why::POINTS).between(0, 1_000);
    let start = [
        Property::integer("hours", why::HOURS).between(1, 24),
        Property::reference("units", why::UNITS, Noun::Unit).list(1, 16).unique(),
    ];
    let check_in = [
        Property::reference("unit", why::UNIT, Noun::Unit).required(),
        Property::code("code", why::CODE),
        Property::reference("grid", why::GRID, Noun::Grid),
    ];
    let not_possible = ("not-possible", why::IS_NOT_POSSIBLE);
    let patrolled = [("patrolled", why::IS_PATROLLED), ("called-away", why::IS_CALLED_AWAY)];
    let looked = [("looked", why::IS_LOOKED), not_possible];
    let visited = [("visited", why::IS_VISITED), not_possible];
    let observed = [("quiet", why::IS_QUIET), ("reported", why::IS_REPORTED)];
    Kind {
        name: KIND.to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: 1,
        start: Form::new("start", why::START, start, &[]),
        tasks: vec![
            Form::new("patrol", why::PATROL, [findings(), note()], &patrolled),
            Form::new("video", why::VIDEO, [points().required(), note()], &looked),
            Form::new("look", why::LOOK, [points(), note()], &looked),
            Form::new("make-up", why::MAKE_UP, [note()], &visited),
            Form::new("observe", why::OBSERVE, [note()], &observed),
        ],
        signals: vec![Form::new(CHECK_IN, why::CHECK_IN, check_in, &[])],
        ends: choices(&[("complete", why::IS_COMPLETE), ("with-gaps", why::IS_WITH_GAPS)]),
    }
}
