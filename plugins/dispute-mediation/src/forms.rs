//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use.

use wardroom_plugin::workflow::{Choice, Concurrency, Form, Kind};

use crate::dispute::{End, Side};
use crate::why;

/// Tasks by their key.
pub const ACCEPT: u16 = 1;
pub const MEDIATE: u16 = 2;
pub const VERIFY: u16 = 3;
pub const REVISIT: u16 = 4;
pub const HAND_OFF: u16 = 5;
pub const DECIDE: u16 = 6;
pub const COUNSEL_A: u16 = 7;
pub const COUNSEL_B: u16 = 8;
pub const ADVISER: u16 = 9;

/// The signal that ends it from outside.
pub const WITHDRAW: &str = "withdraw";
pub const KIND: &str = "dispute-mediation";

/// Open disputes with one number: a second one is refused.
const INSTANCES_MAX: u16 = 1;

const START: &str = include_str!("../forms/start.json");
const SESSION: &str = include_str!("../forms/mediate.json");
const PACKAGE: &str = include_str!("../forms/hand-off.json");
const NOTE: &str = include_str!("../forms/note.json");

pub fn kind() -> Kind {
    Kind {
        name: KIND.to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: INSTANCES_MAX,
        start: form("start", why::START, START, &[]),
        tasks: tasks(),
        signals: vec![form(WITHDRAW, why::WITHDRAW, NOTE, &[])],
        ends: choices(&[
            (End::Settled.name(), why::END_SETTLED),
            (End::Failed.name(), why::END_FAILED),
            (End::Withdrawn.name(), why::END_WITHDRAWN),
            (End::Referred.name(), why::END_REFERRED),
        ]),
    }
}

fn tasks() -> Vec<Form> {
    let (withdrawn, referred) = (("withdrawn", why::IS_WITHDRAWN), ("referred", why::IS_REFERRED));
    let mediated = [("settled", why::IS_SETTLED), ("not-settled", why::IS_NOT_SETTLED), withdrawn, referred];
    let decided = [("again", why::IS_AGAIN), ("courts", why::IS_FOR_THE_COURTS), withdrawn];
    vec![
        // Whoever accepts may put right what the report said.
        form("accept", why::ACCEPT, START, &[("accepted", why::IS_ACCEPTED), referred, withdrawn]),
        // Nobody verifies a settlement of his own, so both say who they are.
        Form { named: true, ..form("mediate", why::MEDIATE, SESSION, &mediated) },
        Form {
            named: true,
            ..form("verify", why::VERIFY, NOTE, &[("kept", why::IS_KEPT), ("not-kept", why::IS_NOT_KEPT)])
        },
        form("revisit", why::REVISIT, NOTE, &[("calm", why::IS_CALM), ("not-calm", why::IS_NOT_CALM)]),
        form("hand-off", why::HAND_OFF, PACKAGE, &[("confirmed", why::IS_CONFIRMED), ("returned", why::IS_RETURNED)]),
        form("decide", why::DECIDE, NOTE, &decided),
        form("advise", why::ADVISE, NOTE, &[("advised", why::IS_ADVISED), ("conflict", why::IS_CONFLICT)]),
    ]
}

/// The name of a task's form.
pub fn of_task(key: u16) -> &'static str {
    match key {
        ACCEPT => "accept",
        MEDIATE => "mediate",
        VERIFY => "verify",
        REVISIT => "revisit",
        HAND_OFF => "hand-off",
        DECIDE => "decide",
        _ => "advise",
    }
}

/// The task of a side's lawyer.
pub fn task_of(side: Side) -> u16 {
    match side {
        Side::A => COUNSEL_A,
        Side::B => COUNSEL_B,
        Side::Mediation => ADVISER,
    }
}

/// Whose lawyer has this task.
pub fn side_of(key: u16) -> Option<Side> {
    [Side::A, Side::B, Side::Mediation].into_iter().find(|side| task_of(*side) == key)
}

fn form(name: &str, title: u16, schema: &str, outcomes: &[(&str, u16)]) -> Form {
    Form { name: name.to_owned(), title, schema: schema.to_owned(), outcomes: choices(outcomes), named: false }
}

fn choices(names: &[(&str, u16)]) -> Vec<Choice> {
    names.iter().map(|(name, title)| Choice { name: (*name).to_owned(), title: *title }).collect()
}
