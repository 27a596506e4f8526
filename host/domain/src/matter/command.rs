//! The commands of matters of any kind: each is declared here, once.

use crate::decision::{Decision, IntakeChoice};
use crate::declare::commands;
use crate::ids::UnitRef;
use crate::matter::Matter;

commands! {
    /// What may be done about any matter, whatever its kind.
    pub enum MatterCommand {
        /// A person takes a matter on.
        #[command("acknowledge", reserved = true)]
        Acknowledge { matter: Matter },

        /// Answers a recommendation in `advise`. `code`: of the county's reason for not following it.
        #[command("settle", reserved = true)]
        Settle { matter: Matter, decision: u32, verdict: Verdict, code: Option<String> },

        /// The host's own: a shadow run has ended.
        #[command("record-shadow", by = Host)]
        RecordShadow { matter: Matter, decision: Box<Decision> },
    }
}

/// A person's word on a recommendation. All that goes against it but `NotADuplicate` needs a reason: the county's code, or the envelope's words where it has no codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Confirm,
    /// Sends these units instead.
    Amend {
        units: Vec<UnitRef>,
    },
    /// Takes this instead of what an intake proposed; what is absent stays as it is.
    AmendIntake(IntakeChoice),
    /// It is none of the incident that an intake took it for. What else is proposed waits on.
    NotADuplicate,
    Reject,
}
