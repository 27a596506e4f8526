//! The kind of workflow: its forms, the outcomes of its tasks, and its ends, by the names that people and programs use.

use wardroom_plugin::workflow::{Concurrency, Form, Kind, Property, choices};

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

pub fn kind() -> Kind {
    Kind {
        name: KIND.to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: INSTANCES_MAX,
        start: Form::new("start", why::START, dispute(), &[]),
        tasks: tasks(),
        signals: vec![Form::new(WITHDRAW, why::WITHDRAW, note(), &[])],
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
        Form::new("accept", why::ACCEPT, dispute(), &[("accepted", why::IS_ACCEPTED), referred, withdrawn]),
        // Nobody verifies a settlement of their own, so both say who they are.
        Form::new("mediate", why::MEDIATE, session(), &mediated).named(),
        Form::new("verify", why::VERIFY, note(), &[("kept", why::IS_KEPT), ("not-kept", why::IS_NOT_KEPT)]).named(),
        Form::new("revisit", why::REVISIT, note(), &[("calm", why::IS_CALM), ("not-calm", why::IS_NOT_CALM)]),
        Form::new(
            "hand-off",
            why::HAND_OFF,
            package(),
            &[("confirmed", why::IS_CONFIRMED), ("returned", why::IS_RETURNED)],
        ),
        Form::new("decide", why::DECIDE, note(), &decided),
        Form::new("advise", why::ADVISE, note(), &[("advised", why::IS_ADVISED), ("conflict", why::IS_CONFLICT)]),
    ]
}

/// What is known of a dispute.
fn dispute() -> Vec<Property> {
    let kinds = [
        ("family", why::OF_FAMILY),
        ("neighbour", why::OF_NEIGHBOURS),
        ("land", why::OF_LAND),
        ("debt", why::OF_DEBT),
        ("labour", why::OF_LABOUR),
        ("traffic", why::OF_TRAFFIC),
        ("medical", why::OF_MEDICINE),
        ("consumer", why::OF_CONSUMERS),
        ("other", why::OF_ANOTHER_KIND),
    ];
    let sides = [("neither", why::FOR_NEITHER), ("a", why::FOR_A), ("b", why::FOR_B), ("both", why::FOR_BOTH)];
    vec![
        Property::choice("kind", why::KIND_OF_DISPUTE, &kinds),
        Property::integer("parties", why::PARTIES).between(2, 999),
        Property::number("amount", why::AMOUNT).between(0, 1_000_000_000),
        Property::flag("legally_technical", why::LEGALLY_TECHNICAL),
        Property::flag("hard_to_settle", why::HARD_TO_SETTLE),
        Property::flag("likely_to_escalate", why::LIKELY_TO_ESCALATE),
        Property::text("party_a", why::PARTY_A).letters(1, 200).sealed(),
        Property::text("party_b", why::PARTY_B).letters(1, 200).sealed(),
        Property::code("party_a_ref", why::PARTY_A_REF).letters(1, 32),
        Property::code("party_b_ref", why::PARTY_B_REF).letters(1, 32),
        Property::choice("lawyer_for", why::LAWYER_FOR, &sides),
        Property::text("matter", why::MATTER).letters(0, 2000).sealed(),
    ]
}

/// How a session went.
fn session() -> Vec<Property> {
    vec![
        Property::flag("remote", why::REMOTE),
        Property::integer("minutes", why::MINUTES).between(1, 1440),
        Property::text("agreement", why::AGREEMENT).letters(0, 64),
        Property::text("notes", why::NOTES).letters(0, 2000).sealed(),
    ]
}

/// What a court says to the hand-off package.
fn package() -> Vec<Property> {
    vec![Property::text("docket", why::DOCKET).letters(0, 64), Property::text("missing", why::MISSING).letters(0, 500)]
}

fn note() -> Vec<Property> {
    vec![Property::text("note", why::NOTE).letters(0, 2000).sealed()]
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
