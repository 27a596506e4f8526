//! The commands of timers: each is declared here, once.

use crate::declare::commands;
use crate::ids::*;

commands! {
    /// What time asks.
    pub enum TimerCommand {
        /// The host's own: fires due timers, lets closed incidents go.
        #[command("tick", by = Host, reserved = true)]
        Tick { archived_up_to: Option<Version> },

        /// The same where the whole would be more than a batch holds: so many of what time brings, from this one on.
        #[command("tick-part", by = Host, reserved = true)]
        TickPart { archived_up_to: Option<Version>, from: usize, count: usize },

        /// The host's own: looks again at these incidents, if they still wait for units, in this order. Which are left when its
        /// work is done is said beside the batch.
        #[command("look-again", by = Host, reserved = true)]
        LookAgain { incidents: Vec<IncidentRef> },
    }
}
