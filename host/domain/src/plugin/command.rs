//! The commands of plugins: each is declared here, once.

use std::sync::Arc;

use crate::declare::commands;
use crate::hooks::Hook;
use crate::ids::*;
use crate::plugin::inspection::Inspection;
use crate::plugin::{Grants, Inspected, Mode};

commands! {
    /// What may be done about plugins.
    pub enum PluginCommand {
        #[command("install-plugin", by = Admin)]
        Install { inspected: Arc<Inspected>, grants: Grants },

        /// `districts` empty: all of them. `version` absent: the one that sits there, or the plugin's current one where none does.
        #[command("set-mode")]
        SetMode {
            districts: Vec<DistrictRef>,
            hook: Hook,
            plugin: String,
            mode: Mode,
            order: Option<u16>,
            version: Option<String>,
        },

        /// One step back: the versions, modes and orders that were there before the last change of seats, and the district's
        /// settings of then. `hook` absent: all hooks that changed in the district's last such step.
        #[command("roll-back-plugin")]
        RollBack { plugin: String, district: DistrictRef, hook: Option<Hook> },

        /// `district` absent: the county's default; `version` absent: of all versions. Settings were checked against the plugin's
        /// schema.
        #[command("configure", by = Admin)]
        Configure { plugin: String, district: Option<DistrictRef>, version: Option<String>, settings_json: String },

        /// What is less particular holds in their place.
        #[command("withdraw-settings", by = Admin)]
        WithdrawSettings { plugin: String, district: Option<DistrictRef>, version: Option<String> },

        /// Somebody has looked at how a version in shadow differs there. `live` absent: beside the one that it ran beside last.
        #[command("sign-off-differences")]
        SignOff { plugin: String, district: DistrictRef, hook: Hook, version: String, live: Option<String> },

        #[command("lift-quarantine")]
        LiftQuarantine { plugin: String, district: DistrictRef },

        /// The host's own: the structure was inspected anew.
        #[command("record-findings", by = Host)]
        RecordFindings(Box<Inspection>),
    }
}
