//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use.

use wardroom_plugin::view::Noun;
use wardroom_plugin::workflow::{Concurrency, Form, Kind, Property, choices};

use crate::lead::End;
use crate::why;

pub const KIND: &str = "lead";

/// Tasks by their key.
pub const TRIAGE: u16 = 1;
pub const FOLLOW: u16 = 2;

/// The signal by which somebody else gets it, or more time.
pub const REASSIGN: &str = "reassign";

const SOURCES: [(&str, u16); 7] = [
    ("public", why::FROM_PUBLIC),
    ("grid", why::FROM_GRID),
    ("patrol", why::FROM_PATROL),
    ("case-work", why::FROM_CASE),
    ("other-department", why::FROM_OTHERS),
    ("open-source", why::FROM_OPEN),
    ("incident", why::FROM_INCIDENT),
];
const SOURCE_GRADES: [(&str, u16); 6] = [
    ("A", why::GRADE_A),
    ("B", why::GRADE_B),
    ("C", why::GRADE_C),
    ("D", why::GRADE_D),
    ("E", why::GRADE_E),
    ("F", why::GRADE_F),
];
const WORDS_GRADES: [(&str, u16); 6] = [
    ("1", why::GRADE_1),
    ("2", why::GRADE_2),
    ("3", why::GRADE_3),
    ("4", why::GRADE_4),
    ("5", why::GRADE_5),
    ("6", why::GRADE_6),
];

pub fn kind() -> Kind {
    let ends = [
        (End::Referred.name(), why::IS_REFERRED),
        (End::Unfounded.name(), why::IS_UNFOUNDED),
        (End::NoAction.name(), why::IS_NO_ACTION),
    ];
    let judged =
        [("worth-following", why::IS_WORTH_IT), ("unfounded", why::IS_UNFOUNDED), ("no-action", why::IS_NO_ACTION)];
    let followed = [("go-on", why::IS_TO_GO_ON), ("concluded", why::IS_CONCLUDED)];
    Kind {
        name: KIND.to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: 1,
        start: Form::new("start", why::START, lead(), &[]),
        tasks: vec![
            Form::new("triage", why::TRIAGE, triage(), &judged),
            Form::new("follow-up", why::FOLLOW, follow(&ends), &followed),
        ],
        signals: vec![Form::new(REASSIGN, why::REASSIGN, change(), &[])],
        ends: choices(&ends),
    }
}

/// What is known of a lead. Nothing is required by the form, since an incident that gives a lead fills nothing in.
fn lead() -> Vec<Property> {
    let words = [
        Property::text("words", why::WORDS).letters(1, 2000).sealed(),
        Property::text("giver", why::GIVER).letters(1, 500).sealed(),
    ];
    let source = Property::choice("source", why::SOURCE, &SOURCES);
    std::iter::once(source).chain(grades()).chain(words).chain([case()]).collect()
}

fn grades() -> [Property; 2] {
    [
        Property::choice("source_grade", why::SOURCE_GRADE, &SOURCE_GRADES),
        Property::choice("words_grade", why::WORDS_GRADE, &WORDS_GRADES),
    ]
}

fn case() -> Property {
    Property::code("case", why::CASE).described(why::CASE_HELP).letters(1, 32)
}

fn triage() -> Vec<Property> {
    grades().into_iter().chain(change()).chain([case()]).collect()
}

fn change() -> Vec<Property> {
    vec![Property::reference("owner", why::OWNER, Noun::Person), Property::time("due", why::DUE), note()]
}

fn note() -> Property {
    Property::text("note", why::NOTE).letters(0, 2000).sealed()
}

fn follow(results: &[(&str, u16)]) -> Vec<Property> {
    vec![
        Property::text("done", why::DONE).letters(1, 2000).sealed(),
        Property::choice("result", why::RESULT, results),
        case(),
    ]
}

/// The name of a task's form.
pub fn of_task(key: u16) -> &'static str {
    match key {
        TRIAGE => "triage",
        _ => "follow-up",
    }
}
