//! The commands of assessments: each is declared here, once.

use super::{Assessment, Period};
use crate::declare::commands;

commands! {
    /// What may be done about assessments.
    pub enum AssessmentCommand {
        #[command("ask-assessment")]
        Ask { plugin: String, period: Period },
        /// The host's own: it was worked out.
        #[command("record-assessment", by = Host)]
        Record(Box<Assessment>),
    }
}
