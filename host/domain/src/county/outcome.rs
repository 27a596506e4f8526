//! How incidents end, in the county's own words: what is said of each when it is closed.

use serde::{Deserialize, Serialize};

use super::names::Names;
use crate::ids::KindRef;

/// A result of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    pub code: String,
    pub name: Names,
    /// The kinds that may end so. Empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<KindRef>,
}

impl Outcome {
    pub fn is_of(&self, kind: KindRef) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}
