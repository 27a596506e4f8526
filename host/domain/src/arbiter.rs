//! The arbiter: judges what a plugin proposes, proposal by proposal. What can't be used is refused with a typed reason, and
//! what is left is used; but of a workflow's step all of it or nothing.

mod assessment;
mod beyond;
mod dispatch;
mod effect;
mod escalation;
mod intake;
mod reasons;
mod request;
mod structure;

pub use assessment::{judge_indicators, judge_queries};
pub use dispatch::{JudgedDispatch, judge_dispatch};
pub use effect::{judge_effect, judge_step, too_many};
pub use escalation::{JudgedEscalation, cut_to, judge_escalation};
pub use intake::{JudgedIntake, judge_intake};
pub use reasons::untellable;
pub use structure::judge_findings;

use crate::county::County;
use crate::decision::{Answered, AskedOutcome, Refused};
use crate::hooks::{Asks, HookFailure};
use crate::ids::Digest;
use crate::matter::Matter;
use crate::plugin::{Grants, Installed};
use crate::state::State;
use crate::time::TimeMs;

/// A question whose answer is kept as a decision about a matter.
pub trait Recorded: Asks {
    type Record;

    fn now(&self) -> TimeMs;
    fn matter(&self) -> Matter;
    /// BLAKE3 over what the plugin is shown.
    fn hash(&self) -> Digest;
    fn answered(record: Self::Record) -> Answered;
}

/// A question whose answer is judged on the spot.
pub trait Judge: Recorded {
    /// What is left of a plugin's answer, or why it is none.
    fn judge(
        &self,
        state: &State,
        county: &County,
        plugin: &Installed,
        answer: Self::Answer,
    ) -> Result<Judged<Self::Record>, AskedOutcome>;

    /// What is recorded where nobody answered.
    fn unanswered(&self) -> Self::Record;

    /// Whether a record tells nothing.
    fn is_silent(record: &Self::Record) -> bool;

    /// What of a plugin's failure may be kept.
    fn kept(&self, failure: HookFailure, _: &Grants) -> HookFailure {
        failure
    }
}

/// What is left of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged<R> {
    pub record: R,
    pub refused: Vec<Refused>,
    /// `false`: there is nothing in it to go by, and the next in line answers.
    pub of_use: bool,
}
