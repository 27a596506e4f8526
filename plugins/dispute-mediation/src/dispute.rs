//! What is known of a dispute: the instance's state as it is written down between two steps. Names of people are never in it.

use serde::{Deserialize, Serialize};
use wardroom_plugin::workflow::Field;
use wardroom_plugin::{PersonRef, PlaceRef, Value};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dispute {
    pub stage: Stage,
    /// One of the kinds of the start form.
    pub kind: String,
    pub parties: u32,
    pub amount: f64,
    pub legally_technical: bool,
    pub hard_to_settle: bool,
    pub likely_to_escalate: bool,
    /// Opaque references of the two sides, as lawyers' mandates name them.
    pub a: Option<String>,
    pub b: Option<String>,
    pub lawyer_for: LawyerFor,
    pub rung: Rung,
    /// Attempts that failed in the village, the town and the city.
    pub failed: [u8; 3],
    /// Codes of the studios that have tried.
    pub tried: Vec<String>,
    /// Who brought about the settlement that is to be verified.
    pub mediator: Option<PersonRef>,
    /// Times that the courts did not take it.
    pub returned: u8,
    pub retained: Vec<Retained>,
    /// Codes of lawyers who found a conflict of interest themselves.
    pub conflicts: Vec<String>,
    /// What the incident that began it does not tell: whoever accepts it is asked for its kind and for how many parties it has.
    #[serde(default)]
    pub asks_kind: bool,
    #[serde(default)]
    pub asks_parties: bool,
}

/// Where the loop stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    #[default]
    Reported,
    /// By the grid's assistant, or at a place.
    Mediating(Option<PlaceRef>),
    Verifying,
    /// It is over, as `End` says, if the revisit finds it so.
    Waiting(End),
    Revisiting(End),
    /// A court is to confirm that it takes the case.
    Docking(PlaceRef),
    /// A person decides what is to be done.
    Deciding,
    Closed,
}

/// How an instance ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    Settled,
    /// Mediation failed, and the courts have it.
    Failed,
    Withdrawn,
    /// Another authority has it.
    Referred,
}

/// The ladder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rung {
    #[default]
    Village,
    Town,
    City,
    Courts,
}

/// Who asks for a lawyer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LawyerFor {
    #[default]
    Neither,
    A,
    B,
    Both,
}

/// Whom a lawyer serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    A,
    B,
    /// The mediation itself, and so neither of the two.
    Mediation,
}

/// A lawyer at work in this dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retained {
    pub side: Side,
    pub lawyer: String,
    pub firm: String,
}

impl Dispute {
    /// Takes over what a form says; what it leaves out stays as it was.
    pub fn fill(&mut self, fields: &[Field]) {
        for Field { name, value } in fields {
            match (name.as_str(), value) {
                ("kind", Value::Text(kind)) => {
                    self.kind.clone_from(kind);
                    self.asks_kind = false;
                }
                ("parties", Value::Number(parties)) => {
                    self.parties = *parties as u32;
                    self.asks_parties = false;
                }
                ("amount", Value::Number(amount)) => self.amount = *amount,
                ("legally_technical", Value::Flag(flag)) => self.legally_technical = *flag,
                ("hard_to_settle", Value::Flag(flag)) => self.hard_to_settle = *flag,
                ("likely_to_escalate", Value::Flag(flag)) => self.likely_to_escalate = *flag,
                ("party_a_ref", Value::Text(reference)) => self.a = Some(reference.clone()),
                ("party_b_ref", Value::Text(reference)) => self.b = Some(reference.clone()),
                ("lawyer_for", Value::Text(who)) => self.lawyer_for = LawyerFor::named(who),
                _ => {}
            }
        }
    }
}

impl LawyerFor {
    fn named(name: &str) -> LawyerFor {
        match name {
            "a" => LawyerFor::A,
            "b" => LawyerFor::B,
            "both" => LawyerFor::Both,
            _ => LawyerFor::Neither,
        }
    }
}

impl Rung {
    pub fn next(self) -> Rung {
        match self {
            Rung::Village => Rung::Town,
            Rung::Town => Rung::City,
            Rung::City | Rung::Courts => Rung::Courts,
        }
    }
}

impl End {
    /// As the kind's `ends` name it.
    pub fn name(self) -> &'static str {
        match self {
            End::Settled => "settled",
            End::Failed => "failed",
            End::Withdrawn => "withdrawn",
            End::Referred => "referred",
        }
    }
}
