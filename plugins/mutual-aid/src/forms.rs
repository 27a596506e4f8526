//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use.

use wardroom_plugin::DistrictRef;
use wardroom_plugin::workflow::{Concurrency, Form, Kind, choices};

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

const NOTE: &str = include_str!("../forms/note.json");

pub fn kind() -> Kind {
    let refused = ("refused", why::IS_REFUSED);
    let decided = [("by-order", why::IS_BY_ORDER), ("enough", why::IS_ENOUGH)];
    Kind {
        name: "mutual-aid".to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: INSTANCES_MAX,
        start: Form::new("start", why::START, include_str!("../forms/start.json"), &[]),
        tasks: vec![
            Form::new("approve", why::APPROVE, NOTE, &[("lent", why::IS_LENT), refused]),
            Form::new("decide", why::DECIDE, NOTE, &decided),
            Form::new("extension", why::EXTEND, NOTE, &[("extended", why::IS_EXTENDED), refused]),
        ],
        signals: vec![
            Form::new(EXTENSION, why::EXTENSION, include_str!("../forms/extend.json"), &[]),
            Form::new(RETURN, why::RETURN, include_str!("../forms/return.json"), &[]),
        ],
        ends: choices(&[
            (End::OwnReserve.name(), why::END_OWN_RESERVE),
            (End::Returned.name(), why::END_RETURNED),
            (End::NotCovered.name(), why::END_NOT_COVERED),
            (End::Withdrawn.name(), why::END_WITHDRAWN),
        ]),
    }
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
