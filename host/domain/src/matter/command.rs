//! The commands of matters of any kind: each is declared here, once.

use crate::command::Verdict;
use crate::decision::Decision;
use crate::declare::commands;
use crate::matter::Matter;

commands! {
    /// What may be done about any matter, whatever its kind.
    pub enum MatterCommand {
        /// A person takes a matter upon himself.
        #[command("acknowledge", reserved = true)]
        Acknowledge { matter: Matter },

        /// Answers a recommendation in `advise`.
        #[command("settle")]
        Settle { matter: Matter, decision: u32, verdict: Verdict },

        /// The host's own: a shadow run has ended.
        #[command("record-shadow")]
        RecordShadow { matter: Matter, decision: Box<Decision> },
    }
}
