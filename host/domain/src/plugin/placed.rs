//! A version's place behind a hook in a district, and what was there before.

use serde::{Deserialize, Serialize};

use crate::hooks::Hook;
use crate::ids::*;
use crate::plugin::Mode;

/// A version's place among those of its plugin behind a hook in a district.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    pub version: String,
    pub digest: Digest,
    pub mode: Mode,
    /// Lowest first.
    pub order: u16,
}

/// The places of a plugin behind a hook in a district before they changed last, and the district's settings of then.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Former {
    pub hook: Hook,
    pub plugin: String,
    /// Of the batch that changed them: what changed together goes back together.
    pub changed_in: Version,
    pub seats: Vec<Placed>,
    /// The district's own for all versions.
    pub settings: Option<String>,
    /// The district's own for one version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of_versions: Vec<(Digest, String)>,
}
