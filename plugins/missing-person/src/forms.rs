//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use.

use wardroom_plugin::workflow::{Concurrency, Form, Kind, choices};

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

const START: &str = include_str!("../forms/start.json");
const SEEN_AGAIN: &str = include_str!("../forms/sighting.json");
const CLOSED: &str = include_str!("../forms/close.json");
const REOPENED: &str = include_str!("../forms/reopen.json");
const VIDEO_POINTS: &str = include_str!("../forms/video.json");
const GATES: &str = include_str!("../forms/drone-gate.json");
const NOTE: &str = include_str!("../forms/note.json");

pub fn kind() -> Kind {
    Kind {
        name: "missing-person".to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: INSTANCES_MAX,
        start: Form::new("start", why::START, START, &[]),
        tasks: tasks(),
        signals: vec![
            Form::new(SIGHTING, why::SIGHTING, SEEN_AGAIN, &[]),
            Form::new(CLOSE, why::CLOSE, CLOSED, &[]),
            Form::new(REOPEN, why::REOPEN, REOPENED, &[]),
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
        Form::new("describe", why::DESCRIBE, START, &[("described", why::IS_DESCRIBED)]),
        Form::new("video", why::VIDEO, VIDEO_POINTS, &[clear, trace, found, not_possible]),
        Form::new(
            "drone-gate",
            why::DRONE_GATE,
            GATES,
            &[("answered", why::IS_ANSWERED), ("no-drone", why::IS_NO_DRONE)],
        ),
        Form::new("drone-flight", why::DRONE_FLIGHT, NOTE, &[clear, trace, found, ("aborted", why::IS_ABORTED)]),
        Form::new("closing", why::CLOSING, NOTE, &closing),
        Form::new("sweep", why::SWEEP, NOTE, &[clear, trace, found, not_possible]),
        Form::new("search-grid", why::SEARCH_GRID, NOTE, &[clear, trace, found, not_possible]),
    ]
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
