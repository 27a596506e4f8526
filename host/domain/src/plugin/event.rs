//! The events of plugins: each is declared here, once.

use std::sync::Arc;

use crate::declare::events;
use crate::hooks::Hook;
use crate::ids::*;
use crate::plugin::inspection::Inspection;
use crate::plugin::{Grants, Inspected, Mode};
use crate::time::TimeMs;

events! {
    /// What becomes of plugins: their versions, their places in districts, their health.
    pub enum PluginEvent {
        #[event("structure-inspected")]
        StructureInspected(Box<Inspection>),

        #[event("plugin-installed")]
        Installed { inspected: Arc<Inspected>, grants: Grants },

        #[event("mode-set")]
        ModeSet { district: DistrictRef, hook: Hook, plugin: String, mode: Mode, order: u16 },

        #[event("plugin-configured")]
        Configured { plugin: String, #[serialize_always] district: Option<DistrictRef>, settings_json: String },

        #[event("plugin-quarantined")]
        Quarantined { plugin: String, district: DistrictRef, until: TimeMs },

        #[event("quarantine-lifted")]
        QuarantineLifted { plugin: String, district: DistrictRef },
    }
}
