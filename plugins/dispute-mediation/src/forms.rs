//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use.

use wardroom_plugin::workflow::{Concurrency, Form, Kind, choices};

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
        start: Form::new("start", why::START, START, &[]),
        tasks: tasks(),
        signals: vec![Form::new(WITHDRAW, why::WITHDRAW, NOTE, &[])],
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
        Form::new("accept", why::ACCEPT, START, &[("accepted", why::IS_ACCEPTED), referred, withdrawn]),
        // Nobody verifies a settlement of their own, so both say who they are.
        Form::new("mediate", why::MEDIATE, SESSION, &mediated).named(),
        Form::new("verify", why::VERIFY, NOTE, &[("kept", why::IS_KEPT), ("not-kept", why::IS_NOT_KEPT)]).named(),
        Form::new("revisit", why::REVISIT, NOTE, &[("calm", why::IS_CALM), ("not-calm", why::IS_NOT_CALM)]),
        Form::new(
            "hand-off",
            why::HAND_OFF,
            PACKAGE,
            &[("confirmed", why::IS_CONFIRMED), ("returned", why::IS_RETURNED)],
        ),
        Form::new("decide", why::DECIDE, NOTE, &decided),
        Form::new("advise", why::ADVISE, NOTE, &[("advised", why::IS_ADVISED), ("conflict", why::IS_CONFLICT)]),
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
