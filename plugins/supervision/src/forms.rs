//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use.

use wardroom_plugin::view::{Noun, Reference};
use wardroom_plugin::workflow::{Concurrency, Field, Form, Kind, Property, choices, list, reference};
use wardroom_plugin::{IncidentRef, Item, PersonRef};

use crate::why;

/// The task to say who handled the case; those of items by the item's place in the list.
pub const NAME: u16 = 1;
const REVIEW: u16 = 100;
const RECTIFY: u16 = 200;
const VERIFY: u16 = 300;

/// Ends.
pub const RIGHT: &str = "right";
pub const RECTIFIED: &str = "rectified";
pub const NOT_SAMPLED: &str = "not-sampled";
pub const NO_ITEMS: &str = "no-items";
pub const VOID: &str = "void";

/// What is done with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Review,
    Rectify,
    Verify,
}

impl Work {
    /// The task of an item.
    pub fn key(self, item: usize) -> u16 {
        let first = match self {
            Work::Review => REVIEW,
            Work::Rectify => RECTIFY,
            Work::Verify => VERIFY,
        };
        first.saturating_add(item as u16)
    }

    /// What a task is for, and for which item.
    pub fn of(key: u16) -> Option<(Work, usize)> {
        let (work, first) = match key {
            VERIFY.. => (Work::Verify, VERIFY),
            RECTIFY.. => (Work::Rectify, RECTIFY),
            REVIEW.. => (Work::Review, REVIEW),
            _ => return None,
        };
        Some((work, usize::from(key - first)))
    }
}

pub fn kind() -> Kind {
    let note = || Property::text("note", why::NOTE).letters(0, 2000).sealed();
    let picture = || Property::attachment("picture", why::PICTURE);
    let handlers = || Property::reference("handlers", why::HANDLERS, Noun::Person).list(1, 16).unique();
    let start = [
        Property::reference("incident", why::INCIDENT, Noun::Incident),
        Property::flag("ordered", why::ORDERED),
        handlers(),
    ];
    let reviewed = [("right", why::IS_RIGHT), ("defect", why::IS_DEFECT), ("not-applicable", why::IS_NOT_APPLICABLE)];
    let ends = [
        (RIGHT, why::END_RIGHT),
        (RECTIFIED, why::END_RECTIFIED),
        (NOT_SAMPLED, why::END_NOT_SAMPLED),
        (NO_ITEMS, why::END_NO_ITEMS),
        (VOID, why::END_VOID),
    ];
    Kind {
        name: "supervision".to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: 1,
        start: Form::new("start", why::START, start, &[]),
        // Nobody has to do with a case of their own, so all say who they are.
        tasks: vec![
            Form::new("name", why::NAME, [handlers().required(), note()], &[("named", why::IS_NAMED)]),
            Form::new("review", why::REVIEW, [picture(), note()], &reviewed).named(),
            Form::new("rectify", why::RECTIFY, [picture(), note()], &[("rectified", why::IS_RECTIFIED)]).named(),
            Form::new(
                "verify",
                why::VERIFY,
                [picture(), note()],
                &[("right", why::IS_RIGHT), ("still-wrong", why::IS_STILL_WRONG)],
            )
            .named(),
        ],
        signals: vec![],
        ends: choices(&ends),
    }
}

/// The name of a task's form.
pub fn of_task(key: u16) -> &'static str {
    match Work::of(key) {
        None => "name",
        Some((Work::Review, _)) => "review",
        Some((Work::Rectify, _)) => "rectify",
        Some((Work::Verify, _)) => "verify",
    }
}

/// Who handled the case, as a form names them.
pub fn persons(fields: &[Field]) -> Vec<PersonRef> {
    let person = |item: &Item| match item {
        Item::Reference(Reference::Person(person)) => Some(*person),
        _ => None,
    };
    list(fields, "handlers").unwrap_or_default().iter().filter_map(person).collect()
}

pub fn incident(fields: &[Field]) -> Option<IncidentRef> {
    match reference(fields, "incident") {
        Some(Reference::Incident(incident)) => Some(incident),
        _ => None,
    }
}
