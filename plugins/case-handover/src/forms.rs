//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use.

use wardroom_plugin::Reason;
use wardroom_plugin::view::Noun;
use wardroom_plugin::workflow::{Concurrency, Form, Kind, Property, choices};

use crate::why;

/// Tasks by their key.
pub const ACCEPT: u16 = 1;
pub const DECIDE: u16 = 2;
pub const HANDLE: u16 = 3;
pub const ANSWER: u16 = 4;
pub const SPECIAL: u16 = 5;

/// Ends.
pub const CONCLUDED: &str = "concluded";
pub const BY_SPECIALIST: &str = "concluded-by-specialist";
pub const VOID: &str = "void";

/// Why somebody does not take a case, and why a specialist sends one back.
const DECLINED: [(&str, u16); 4] = [
    ("conflict", why::IS_CONFLICT),
    ("capacity", why::IS_CAPACITY),
    ("not-ours", why::IS_NOT_OURS),
    ("material", why::IS_MATERIAL),
];
const RETURNED: [(&str, u16); 4] = [
    ("part-done", why::IS_PART_DONE),
    ("not-ours", why::IS_NOT_OURS),
    ("material", why::IS_MATERIAL),
    ("conflict", why::IS_CONFLICT),
];

pub fn kind() -> Kind {
    let note = || Property::text("note", why::NOTE).letters(0, 2000).sealed();
    let because = |of| Property::choice("because", why::BECAUSE, of);
    let captain = Property::reference("captain", why::CAPTAIN, Noun::Person);
    let speciality = Property::text("speciality", why::SPECIALITY).letters(1, 16);
    let case = Property::code("case", why::CASE).letters(1, 64);
    let declined = ("declined", why::IS_DECLINED);
    let decided = [("ordered", why::IS_ORDERED), ("again", why::IS_AGAIN)];
    let handled = [("concluded", why::IS_CONCLUDED), ("hand-over", why::IS_HANDED_OVER)];
    Kind {
        name: "case-handover".to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: 1,
        start: Form::new("start", why::START, [case, note()], &[]),
        tasks: vec![
            Form::new("accept", why::ACCEPT, [because(&DECLINED), note()], &[("accepted", why::IS_ACCEPTED), declined])
                .named(),
            Form::new("decide", why::DECIDE, [captain, note()], &decided),
            Form::new("handle", why::HANDLE, [speciality, note()], &handled).named(),
            Form::new("answer", why::ANSWER, [because(&DECLINED), note()], &[("taken", why::IS_TAKEN), declined])
                .named(),
            Form::new(
                "special",
                why::SPECIAL,
                [because(&RETURNED), note()],
                &[("concluded", why::IS_CONCLUDED), ("returned", why::IS_RETURNED)],
            )
            .named(),
        ],
        signals: vec![],
        ends: choices(&[
            (CONCLUDED, why::END_CONCLUDED),
            (BY_SPECIALIST, why::END_BY_SPECIALIST),
            (VOID, why::END_VOID),
        ]),
    }
}

/// The name of a task's form.
pub fn of_task(key: u16) -> &'static str {
    match key {
        ACCEPT => "accept",
        DECIDE => "decide",
        HANDLE => "handle",
        ANSWER => "answer",
        _ => "special",
    }
}

/// Why somebody does not take it or sends it back, for the record.
pub fn because(reason: &str) -> Reason {
    match reason {
        "conflict" => why::for_conflict(),
        "capacity" => why::for_capacity(),
        "not-ours" => why::for_not_ours(),
        "material" => why::for_material(),
        _ => why::for_part_done(),
    }
}
