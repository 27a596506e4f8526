//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use. The categories
//! are those of GB/T 30428.2, with three that grids have beside them.

use wardroom_plugin::view::{Noun, Reference};
use wardroom_plugin::workflow::{Concurrency, Field, Form, Kind, Property, choices, reference};
use wardroom_plugin::{GridRef, Reason};

use crate::{rates, why};

/// Tasks by their key.
pub const ACCEPT: u16 = 1;
pub const FILE: u16 = 2;
pub const DISPATCH: u16 = 3;
pub const HANDLE: u16 = 4;
pub const RESUME_TASK: u16 = 5;
pub const VERIFY: u16 = 6;
pub const CLOSE: u16 = 7;

/// Signals: the clock stands still, and goes on.
pub const WAIT: &str = "wait";
pub const RESUME: &str = "resume";

const CATEGORIES: [(&str, u16); 14] = [
    ("public-utility", why::PUBLIC_UTILITY),
    ("traffic-facility", why::TRAFFIC_FACILITY),
    ("sanitation-facility", why::SANITATION_FACILITY),
    ("greenery", why::GREENERY),
    ("other-component", why::OTHER_COMPONENT),
    ("sanitation", why::SANITATION),
    ("advertising", why::ADVERTISING),
    ("construction", why::CONSTRUCTION),
    ("emergency", why::EMERGENCY),
    ("street-order", why::STREET_ORDER),
    ("dispute", why::DISPUTE),
    ("hazard", why::HAZARD),
    ("service", why::SERVICE),
    ("other-event", why::OTHER_EVENT),
];

const TURNED_AWAY: [(&str, u16); 4] = [
    ("out-of-grid", why::IS_OUT_OF_GRID),
    ("out-of-scope", why::IS_OUT_OF_SCOPE),
    ("duplicate", why::IS_DUPLICATE),
    ("untrue", why::IS_UNTRUE),
];

const WAITED_FOR: [(&str, u16); 5] = [
    ("department", why::FOR_A_DEPARTMENT),
    ("owner", why::FOR_THE_OWNER),
    ("material", why::FOR_MATERIAL),
    ("weather", why::FOR_THE_WEATHER),
    ("procedure", why::FOR_A_PROCEDURE),
];

pub fn kind() -> Kind {
    let ends = [
        (rates::ON_TIME, why::END_ON_TIME),
        (rates::CLOSED_LATE, why::END_LATE),
        (rates::NOT_ACCEPTED, why::END_NOT_ACCEPTED),
        (rates::REJECTED, why::END_REJECTED),
        (rates::VOID, why::END_VOID),
    ];
    Kind {
        name: "grid-case".to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: 1,
        start: Form::new("start", why::START, reported(), &[]),
        tasks: tasks(),
        signals: vec![Form::new(WAIT, why::WAIT, waits(true), &[]), Form::new(RESUME, why::RESUME, [note()], &[])],
        ends: choices(&ends),
    }
}

fn tasks() -> Vec<Form> {
    let accepted = [("accepted", why::IS_ACCEPTED), ("not-accepted", why::IS_NOT_ACCEPTED)];
    let filed = [("filed", why::IS_FILED), ("rejected", why::IS_REJECTED)];
    let handled = [("handled", why::IS_HANDLED), ("waits", why::IS_WAITING), ("returned", why::IS_RETURNED)];
    let verified = [("passed", why::IS_PASSED), ("failed", why::IS_FAILED)];
    let closed = [("closed", why::IS_CLOSED), ("back", why::IS_BACK)];
    let looked_at = || vec![category(), turned_away(), note()];
    let result = || vec![picture(), note()];
    vec![
        Form::new("accept", why::ACCEPT, looked_at(), &accepted),
        Form::new("file", why::FILE, looked_at(), &filed),
        Form::new("dispatch", why::DISPATCH, sent(), &[("dispatched", why::IS_DISPATCHED)]),
        // Nobody verifies their own work, so both say who they are.
        Form::new("handle", why::HANDLE, [waits(false), result()].concat(), &handled).named(),
        Form::new("wait-over", why::RESUME, [note()], &[("resumed", why::IS_RESUMED)]),
        Form::new("verify", why::VERIFY, result(), &verified).named(),
        Form::new("close", why::CLOSE, [note()], &closed),
    ]
}

/// What whoever comes upon it says.
fn reported() -> Vec<Property> {
    vec![
        Property::reference("grid", why::GRID, Noun::Grid),
        category(),
        Property::reference("place", why::PLACE, Noun::Place),
        picture(),
        Property::text("matter", why::MATTER).letters(0, 2000).sealed(),
        Property::text("reporter", why::REPORTER).letters(0, 200).sealed(),
    ]
}

fn sent() -> Vec<Property> {
    vec![
        Property::flag("assistant", why::BY_ASSISTANT),
        Property::reference("team", why::BY_TEAM, Noun::Team),
        Property::reference("unit", why::BY_UNIT, Noun::Unit),
        Property::reference("place", why::BY_PLACE, Noun::Place),
        note(),
    ]
}

fn waits(required: bool) -> Vec<Property> {
    let waits_for = Property::choice("waits_for", why::WAITS_FOR, &WAITED_FOR);
    match required {
        true => vec![waits_for.required(), note()],
        false => vec![waits_for],
    }
}

fn category() -> Property {
    Property::choice("category", why::CATEGORY, &CATEGORIES)
}

fn turned_away() -> Property {
    Property::choice("because", why::BECAUSE, &TURNED_AWAY)
}

fn picture() -> Property {
    Property::attachment("picture", why::PICTURE)
}

fn note() -> Property {
    Property::text("note", why::NOTE).letters(0, 2000).sealed()
}

pub fn grid(fields: &[Field]) -> Option<GridRef> {
    match reference(fields, "grid") {
        Some(Reference::Grid(grid)) => Some(grid),
        _ => None,
    }
}

/// Why it is no case, for the record.
pub fn because(reason: &str) -> Reason {
    match reason {
        "out-of-grid" => why::out_of_grid(),
        "out-of-scope" => why::out_of_scope(),
        "duplicate" => why::duplicate(),
        _ => why::untrue(),
    }
}

/// What it waits for, for the record.
pub fn waited_for(what: &str) -> Reason {
    match what {
        "department" => why::for_a_department(),
        "owner" => why::for_the_owner(),
        "material" => why::for_material(),
        "weather" => why::for_the_weather(),
        _ => why::for_a_procedure(),
    }
}

/// The name of a task's form.
pub fn of_task(key: u16) -> &'static str {
    match key {
        ACCEPT => "accept",
        FILE => "file",
        DISPATCH => "dispatch",
        HANDLE => "handle",
        RESUME_TASK => "wait-over",
        VERIFY => "verify",
        _ => "close",
    }
}
