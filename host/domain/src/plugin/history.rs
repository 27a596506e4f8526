//! What was done with a plugin, by whom, when and why: the newest of it, for people to read.

use imbl::Vector;
use serde::{Deserialize, Serialize};

use crate::hooks::Hook;
use crate::ids::*;
use crate::plugin::pairing::Side;
use crate::plugin::placed::Placed;
use crate::time::TimeMs;

/// Oldest first.
pub type History = Vector<Deed>;

/// One thing that was done with a plugin.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deed {
    pub at: TimeMs,
    pub by: String,
    pub reason: Option<String>,
    pub what: Done,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    Installed {
        version: String,
        digest: Digest,
    },
    /// It sat otherwise behind a hook in a district from then on.
    Seated {
        district: DistrictRef,
        hook: Hook,
        before: Vec<Placed>,
        after: Vec<Placed>,
        /// A step was taken back.
        back: bool,
    },
    CurrentSet {
        digest: Digest,
    },
    Configured {
        district: Option<DistrictRef>,
        digest: Option<Digest>,
        /// Of the settings.
        settings_version: u32,
    },
    SettingsWithdrawn {
        district: Option<DistrictRef>,
        digest: Option<Digest>,
    },
    SignedOff {
        district: DistrictRef,
        hook: Hook,
        live: Side,
        /// The one in shadow.
        version: String,
        compared: u32,
        differing: u32,
    },
    Quarantined {
        district: DistrictRef,
        digest: Option<Digest>,
        until: TimeMs,
    },
    QuarantineLifted {
        district: DistrictRef,
        digest: Option<Digest>,
    },
}

impl Done {
    /// The district that it is about. `None`: the whole county.
    pub fn district(&self) -> Option<DistrictRef> {
        match self {
            Done::Installed { .. } | Done::CurrentSet { .. } => None,
            Done::Seated { district, .. }
            | Done::SignedOff { district, .. }
            | Done::Quarantined { district, .. }
            | Done::QuarantineLifted { district, .. } => Some(*district),
            Done::Configured { district, .. } | Done::SettingsWithdrawn { district, .. } => *district,
        }
    }
}
