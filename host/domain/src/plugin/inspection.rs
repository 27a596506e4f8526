//! What a team-structure plugin found when it looked.

use serde::{Deserialize, Serialize};

use crate::decision::{Measured, PluginId, Refused};
use crate::hooks::{Finding, HookFailure};
use crate::ids::*;
use crate::plugin::Mode;
use crate::time::TimeMs;

/// One run of a team-structure plugin.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    pub plugin: PluginId,
    pub at: TimeMs,
    pub state_version: Version,
    /// Mode in each district where it is not off.
    pub modes: Vec<(DistrictRef, Mode)>,
    pub findings: Vec<Finding>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Refused>,
    pub failure: Option<HookFailure>,
    pub measured: Measured,
}
