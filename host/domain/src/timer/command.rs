//! The commands of timers: each is declared here, once.

use crate::declare::commands;
use crate::ids::*;

commands! {
    /// What time asks.
    pub enum TimerCommand {
        /// The host's own: fires due timers, tries waiting incidents again, lets closed ones go.
        #[command("tick", reserved = true)]
        Tick { retry_waiting: bool, archived_up_to: Option<Version> },
    }
}
