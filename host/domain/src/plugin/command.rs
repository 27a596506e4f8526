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

        /// `districts` empty: all of them.
        #[command("set-mode")]
        SetMode { districts: Vec<DistrictRef>, hook: Hook, plugin: String, mode: Mode, order: Option<u16> },

        /// `district` absent: the county's default. Settings were checked against the plugin's schema.
        #[command("configure", by = Admin)]
        Configure { plugin: String, district: Option<DistrictRef>, settings_json: String },

        #[command("lift-quarantine")]
        LiftQuarantine { plugin: String, district: DistrictRef },

        /// The host's own: the structure was inspected anew.
        #[command("record-findings", by = Host)]
        RecordFindings(Box<Inspection>),
    }
}
