//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use.

use wardroom_plugin::DistrictRef;
use wardroom_plugin::view::Noun;
use wardroom_plugin::workflow::{Concurrency, Form, Kind, Property, choices};

use crate::request::End;
use crate::why;

/// Tasks by their key.
pub const APPROVE: u16 = 1;
pub const DECIDE: u16 = 2;
/// The task of a lender that is to lend for longer: this and the district's number.
const EXTEND: u16 = 100;

/// Signals.
pub const EXTENSION: &str = "extend";
pub const RETURN: &str = "return";

/// Requests with one number: a second one is refused.
const INSTANCES_MAX: u16 = 1;

pub fn kind() -> Kind {
    let refused = ("refused", why::IS_REFUSED);
    let decided = [("by-order", why::IS_BY_ORDER), ("enough", why::IS_ENOUGH)];
    Kind {
        name: "mutual-aid".to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: INSTANCES_MAX,
        start: Form::new("start", why::START, request(), &[]),
        tasks: vec![
            Form::new("approve", why::APPROVE, note(), &[("lent", why::IS_LENT), refused]),
            Form::new("decide", why::DECIDE, note(), &decided),
            Form::new("extension", why::EXTEND, note(), &[("extended", why::IS_EXTENDED), refused]),
        ],
        signals: vec![
            Form::new(EXTENSION, why::EXTENSION, extension(), &[]),
            Form::new(RETURN, why::RETURN, returned(), &[]),
        ],
        ends: choices(&[
            (End::OwnReserve.name(), why::END_OWN_RESERVE),
            (End::Returned.name(), why::END_RETURNED),
            (End::NotCovered.name(), why::END_NOT_COVERED),
            (End::Withdrawn.name(), why::END_WITHDRAWN),
        ]),
    }
}

/// What is asked for.
fn request() -> Vec<Property> {
    let reach = [("neighbour", why::AMONG_NEIGHBOURS), ("county", why::IN_THE_COUNTY)];
    vec![
        Property::integer("units", why::UNITS).between(1, 16),
        Property::reference("skill", why::SKILL, Noun::Skill),
        Property::integer("hours", why::HOURS).between(1, 720),
        Property::choice("reach", why::REACH, &reach),
        Property::text("what_for", why::WHAT_FOR).letters(0, 500),
    ]
}

fn extension() -> Vec<Property> {
    vec![Property::integer("hours", why::HOURS_MORE).between(1, 720).required()]
}

fn returned() -> Vec<Property> {
    vec![Property::reference("units", why::UNIT, Noun::Unit).list(1, 16).unique()]
}

fn note() -> Vec<Property> {
    vec![Property::text("note", why::NOTE).letters(0, 500)]
}

/// The name of a task's form.
pub fn of_task(key: u16) -> &'static str {
    match key {
        APPROVE => "approve",
        DECIDE => "decide",
        _ => "extension",
    }
}

/// The task of a lender that is to lend for longer.
pub fn extension_of(lender: DistrictRef) -> u16 {
    EXTEND.saturating_add(lender)
}

/// The lender of such a task.
pub fn lender_of(key: u16) -> Option<DistrictRef> {
    key.checked_sub(EXTEND)
}
