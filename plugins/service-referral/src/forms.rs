//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use.

use wardroom_plugin::Reason;
use wardroom_plugin::view::Noun;
use wardroom_plugin::workflow::{Concurrency, Form, Kind, Property, choices};

use crate::request::End;
use crate::why;

pub const KIND: &str = "service-request";

/// Tasks by their key.
pub const ACCEPT: u16 = 1;
pub const VISIT: u16 = 2;
pub const CONFIRM: u16 = 3;
pub const REVISIT: u16 = 4;

/// Signals.
pub const REASSIGN: &str = "reassign";
pub const WITHDRAW: &str = "withdraw";

pub const CATEGORIES: [(&str, u16); 4] =
    [("elder", why::ELDER), ("child", why::CHILD), ("disabled", why::DISABLED), ("other", why::OTHER)];
const NEEDS: [(&str, u16); 7] = [
    ("care", why::CARE),
    ("medical", why::MEDICAL),
    ("school", why::SCHOOL),
    ("relief", why::RELIEF),
    ("legal", why::LEGAL),
    ("papers", why::PAPERS),
    ("other", why::ANOTHER),
];

/// The word in the form, its title, and what the desk is to ask of it.
type Department = (&'static str, u16, fn() -> Reason);

/// Departments that every county has.
const DEPARTMENTS: [Department; 7] = [
    ("civil-affairs", why::CIVIL_AFFAIRS, why::ask_civil_affairs),
    ("disabled-federation", why::DISABLED_FEDERATION, why::ask_disabled_federation),
    ("health", why::HEALTH, why::ask_health),
    ("education", why::EDUCATION, why::ask_education),
    ("womens-federation", why::WOMENS_FEDERATION, why::ask_womens_federation),
    ("justice", why::JUSTICE, why::ask_justice),
    ("employment", why::EMPLOYMENT, why::ask_employment),
];

pub fn kind() -> Kind {
    let accepted = [("accepted", why::IS_ACCEPTED), ("not-ours", why::IS_NOT_OURS), ("declined", why::IS_DECLINED)];
    let visited = [
        ("helped", why::IS_HELPED),
        ("go-on", why::IS_TO_GO_ON),
        ("refer", why::IS_TO_BE_REFERRED),
        ("not-met", why::IS_NOT_MET),
        ("declined", why::IS_DECLINED),
    ];
    let confirmed = [("confirmed", why::IS_CONFIRMED), ("returned", why::IS_RETURNED)];
    let well = [("well", why::IS_WELL), ("not-well", why::IS_NOT_WELL)];
    Kind {
        name: KIND.to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: 1,
        start: Form::new("start", why::START, request(), &[]),
        tasks: vec![
            Form::new("accept", why::ACCEPT, [category(), worker(), note()], &accepted),
            // Whoever is in charge says so in their own name.
            Form::new("visit", why::VISIT, visit(), &visited).named(),
            Form::new("confirm", why::CONFIRM, [receipt(), note()], &confirmed),
            Form::new("revisit", why::REVISIT, [how()], &well).named(),
        ],
        signals: vec![
            Form::new(REASSIGN, why::REASSIGN, [worker().required(), note()], &[]),
            Form::new(WITHDRAW, why::WITHDRAW, [note()], &[]),
        ],
        ends: choices(&[
            (End::Helped.name(), why::IS_HELPED),
            (End::Referred.name(), why::END_REFERRED),
            (End::Declined.name(), why::IS_DECLINED),
            (End::NotOurs.name(), why::IS_NOT_OURS),
        ]),
    }
}

/// Nothing is required by the form, since an incident that gives a request fills nothing in.
fn request() -> Vec<Property> {
    vec![
        category(),
        Property::choice("need", why::NEED, &NEEDS),
        Property::text("name", why::NAME).letters(1, 200).sealed(),
        Property::text("contact", why::CONTACT).letters(1, 500).sealed(),
        Property::text("details", why::DETAILS).letters(1, 2000).sealed(),
    ]
}

fn category() -> Property {
    Property::choice("category", why::CATEGORY, &CATEGORIES)
}

fn worker() -> Property {
    Property::reference("worker", why::WORKER, Noun::Person)
}

fn how() -> Property {
    Property::text("how", why::HOW).letters(1, 2000).sealed()
}

fn visit() -> Vec<Property> {
    let departments = DEPARTMENTS.map(|(word, title, _)| (word, title));
    vec![how(), Property::choice("department", why::DEPARTMENT, &departments)]
}

fn receipt() -> Property {
    Property::code("receipt", why::RECEIPT).letters(1, 64)
}

fn note() -> Property {
    Property::text("note", why::NOTE).letters(0, 2000).sealed()
}

/// What the desk is to ask of a department.
pub fn question(department: &str) -> Reason {
    let found = DEPARTMENTS.iter().find(|(word, ..)| *word == department);
    found.map_or_else(why::ask_civil_affairs, |(_, _, ask)| ask())
}

/// The name of a task's form.
pub fn of_task(key: u16) -> &'static str {
    match key {
        ACCEPT => "accept",
        VISIT => "visit",
        CONFIRM => "confirm",
        _ => "revisit",
    }
}
