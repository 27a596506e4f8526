//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use.

use wardroom_plugin::DistrictRef;
use wardroom_plugin::workflow::{Choice, Concurrency, Form, Kind};

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
        start: form("start", why::START, include_str!("../forms/start.json"), &[]),
        tasks: vec![
            form("approve", why::APPROVE, NOTE, &[("lent", why::IS_LENT), refused]),
            form("decide", why::DECIDE, NOTE, &decided),
            form("extension", why::EXTEND, NOTE, &[("extended", why::IS_EXTENDED), refused]),
        ],
        signals: vec![
            form(EXTENSION, why::EXTENSION, include_str!("../forms/extend.json"), &[]),
            form(RETURN, why::RETURN, include_str!("../forms/return.json"), &[]),
        ],
        ends: choices(&[
            (End::OwnReserve.name(), why::END_OWN_RESERVE),
            (End::Returned.name(), why::END_RETURNED),
            (End::NotCovered.name(), why::END_NOT_COVERED),
            (End::Withdrawn.name(), why::END_WITHDRAWN),
        ]),
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

fn form(name: &str, title: u16, schema: &str, outcomes: &[(&str, u16)]) -> Form {
    Form { name: name.to_owned(), title, schema: schema.to_owned(), outcomes: choices(outcomes), named: false }
}

fn choices(names: &[(&str, u16)]) -> Vec<Choice> {
    names.iter().map(|(name, title)| Choice { name: (*name).to_owned(), title: *title }).collect()
}
