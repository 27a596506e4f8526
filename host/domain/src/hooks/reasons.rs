//! The reasons in answers, and why one can't be told to people. Whether that is so is the arbiter's business.

use serde::{Deserialize, Serialize};

use super::*;

/// Why a reason can't be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Untellable {
    /// The catalog has no such entry.
    UnknownCode { code: u16 },
    /// Its texts wait for a value of this number that it does not give.
    MissingValue { code: u16, value: u8 },
    /// A value is not what they wait for: `kind` by the catalog, `given` by the answer.
    OtherValue { code: u16, value: u8, kind: String, given: String },
    /// It gives a value of this number, for which no text has a place.
    SpareValue { code: u16, value: u8 },
    /// A value refers to something of the county that there is not.
    UnknownReference { code: u16, value: u8, kind: String },
}

/// An answer with reasons in it.
pub trait Reasoned {
    /// The reasons in it, in order.
    fn reasons(&self) -> Vec<&Reason>;
}

impl Reasoned for IntakeAnswer {
    fn reasons(&self) -> Vec<&Reason> {
        self.proposals.iter().map(IntakeProposal::why).chain(&self.remarks).collect()
    }
}

impl Reasoned for DispatchAnswer {
    fn reasons(&self) -> Vec<&Reason> {
        match self {
            DispatchAnswer::Abstain(why) => vec![why],
            DispatchAnswer::Recommend(Recommendation { picks, passed_over, shortfalls }) => {
                let told = picks.iter().map(|pick| &pick.why).chain(passed_over.iter().map(|pass| &pass.why));
                told.chain(shortfalls).collect()
            }
        }
    }
}

impl Reasoned for EscalationAnswer {
    fn reasons<'a>(&'a self) -> Vec<&'a Reason> {
        let why = |proposal: &'a EscalationProposal| match proposal {
            EscalationProposal::Notify(message) => Some(&message.why),
            EscalationProposal::StartTimer(_) | EscalationProposal::StopTimer { .. } => None,
        };
        self.proposals.iter().filter_map(why).chain(&self.remarks).collect()
    }
}

impl Reasoned for Vec<Finding> {
    fn reasons(&self) -> Vec<&Reason> {
        self.iter().map(|finding| &finding.why).collect()
    }
}

impl Reasoned for StepAnswer {
    fn reasons<'a>(&'a self) -> Vec<&'a Reason> {
        let why = |effect: &'a Effect| match effect {
            Effect::CreateTask { why, .. } => Some(why),
            Effect::Notify(message) => Some(&message.why),
            Effect::Report(NewIncident { why, .. }) | Effect::Remark { why, .. } => Some(why),
            _ => None,
        };
        std::iter::once(&self.stage).chain(self.effects.iter().filter_map(why)).chain(&self.remarks).collect()
    }
}

impl Reasoned for StepVerdict {
    fn reasons(&self) -> Vec<&Reason> {
        match self {
            StepVerdict::Done(answer) => answer.reasons(),
            StepVerdict::Refused(why) | StepVerdict::Later(why) => vec![why],
        }
    }
}

impl Reasoned for Result<Takeover, NotTakenOver> {
    fn reasons(&self) -> Vec<&Reason> {
        match self {
            Ok(taken) => vec![&taken.standing.stage],
            Err(NotTakenOver::Said(why)) => vec![why],
            Err(NotTakenOver::Words(_)) => Vec::new(),
        }
    }
}
