//! The events of plugins: each is declared here, once.

use std::sync::Arc;

use crate::declare::events;
use crate::hooks::Hook;
use crate::ids::*;
use crate::plugin::inspection::Inspection;
use crate::plugin::pairing::Side;
use crate::plugin::placed::Placed;
use crate::plugin::{Grants, Inspected, Mode};
use crate::time::TimeMs;

events! {
    /// What becomes of plugins: their versions, their places in districts, their health.
    pub enum PluginEvent {
        #[event("structure-inspected")]
        StructureInspected(Box<Inspection>),

        /// In journals of before: the version decides wherever the plugin sits from now on.
        #[event("plugin-installed")]
        Installed { inspected: Arc<Inspected>, grants: Grants },

        /// What decides stays as it is. Of a version that is there already: it is granted this from now on.
        #[event("plugin-version-installed")]
        VersionInstalled { inspected: Arc<Inspected>, grants: Grants },

        /// In journals of before: the plugin's current version sits there.
        #[event("mode-set")]
        ModeSet { district: DistrictRef, hook: Hook, plugin: String, mode: Mode, order: u16 },

        /// All the places that the plugin has behind the hook in the district from now on. `back`: of the step before.
        #[event("plugin-seats-set")]
        SeatsSet {
            district: DistrictRef,
            hook: Hook,
            plugin: String,
            seats: Vec<Placed>,
            #[serde(default, skip_serializing_if = "std::ops::Not::not")]
            back: bool,
        },

        /// The version that a seat takes for which none is named.
        #[event("plugin-current-set")]
        CurrentSet { plugin: String, digest: Digest },

        /// `digest` absent: for all versions.
        #[event("plugin-configured")]
        Configured {
            plugin: String,
            #[serialize_always]
            district: Option<DistrictRef>,
            digest: Option<Digest>,
            settings_json: String,
        },

        #[event("plugin-settings-withdrawn")]
        SettingsWithdrawn { plugin: String, district: Option<DistrictRef>, digest: Option<Digest> },

        #[event("plugin-differences-signed-off")]
        DifferencesSignedOff {
            district: DistrictRef,
            hook: Hook,
            live: Side,
            shadow: Side,
            compared: u32,
            differing: u32,
        },

        /// `digest`: of a version whose failures are counted apart.
        #[event("plugin-quarantined")]
        Quarantined { plugin: String, district: DistrictRef, digest: Option<Digest>, until: TimeMs },

        #[event("quarantine-lifted")]
        QuarantineLifted { plugin: String, district: DistrictRef, digest: Option<Digest> },
    }
}
