//! The events of matters of any kind: each is declared here, once.

use std::sync::Arc;

use crate::decision::{Decision, Settlement};
use crate::declare::events;
use crate::escalated::FrozenPlugin;
use crate::matter::Matter;

events! {
    /// What becomes of any matter, whatever its kind.
    pub enum MatterEvent {
        /// A person takes it on.
        #[event("acknowledged", about = matter)]
        Acknowledged { matter: Matter },

        #[event("decided", about = matter)]
        Decided { matter: Matter, decision: Arc<Decision> },

        #[event("settled", about = matter)]
        Settled { matter: Matter, decision: u32, settlement: Settlement },

        /// An escalation that holds for this matter from here on.
        #[event("escalation-frozen", about = matter)]
        EscalationFrozen { matter: Matter, owner: u16, plugin: FrozenPlugin },
    }
}
