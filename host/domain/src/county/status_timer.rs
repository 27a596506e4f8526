//! By when units on incidents have to be heard of, as the county says it.

use serde::{Deserialize, Serialize};

use crate::declare::named;
use crate::incident::Priority;

named! {
    /// What is expected of a unit on an incident.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    pub enum Expected {
        /// To say that it goes. It is told that it is sent, and asked to.
        Accepted = "accepted",
        /// To be on its way.
        UnderWay = "under-way",
        /// To be done on scene.
        Done = "done",
        /// To be heard of: a status or a position.
        Contact = "contact",
    }
}

/// By when something is expected of units of some kinds on incidents of some priorities. Of those of a county that fit, the first
/// holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusTimer {
    pub expected: Expected,
    /// Since it was sent, came on scene, was heard of.
    pub within_s: u32,
    /// Codes of the county's unit kinds. Empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unit_kinds: Vec<String>,
    /// Empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub priorities: Vec<Priority>,
}
