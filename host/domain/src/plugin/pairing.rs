//! How a version in shadow answers beside the one that counts: what of both answers is other, and how often. A person signs off
//! what they have looked at.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::declare::named;
use crate::hooks::Hook;
use crate::ids::*;
use crate::matter::Matter;
use crate::time::TimeMs;

named! {
    /// In what two answers to the same question differ.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Differs {
        /// It would have sent units beside those that were sent.
        MoreUnits = "more-units",
        /// It would have sent some of those alone.
        FewerUnits = "fewer-units",
        /// It would have sent others in place of some.
        OtherUnits = "other-units",
        Kind = "kind",
        Priority = "priority",
        Needs = "needs",
        Duplicate = "duplicate",
        Timers = "timers",
        Notices = "notices",
        /// Of a workflow's step: one is refused or ends the workflow, and the other is not or does otherwise.
        Outcome = "outcome",
        Effects = "effects",
        Stage = "stage",
    }
}

named! {
    /// Why two answers were not held against each other. That is no difference.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Uncompared {
        ShadowAbstained = "shadow-abstained",
        LiveAbstained = "live-abstained",
        /// It failed, or nothing of its answer could be used.
        ShadowFailed = "shadow-failed",
    }
}

/// A version of a plugin, or the built-in rule.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    pub plugin: String,
    pub version: String,
    /// Absent for the built-in rule.
    pub digest: Option<Digest>,
}

/// What came of a version in shadow beside one that counted, behind a hook in a district.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pairing {
    pub hook: Hook,
    pub live: Side,
    pub shadow: Side,
    pub since: TimeMs,
    pub last: TimeMs,
    pub compared: u32,
    pub differing: u32,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sorts: BTreeMap<Differs, u32>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub uncompared: BTreeMap<Uncompared, u32>,
    /// The newest difference.
    pub newest: Option<Newest>,
    pub signed: Option<SignOff>,
}

/// A difference, by the decision that the shadow's answer is kept as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newest {
    pub matter: Matter,
    pub decision: u32,
    pub at: TimeMs,
}

/// A person has looked at the differences so far.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOff {
    pub at: TimeMs,
    pub by: String,
    pub note: Option<String>,
    /// How many were compared then, and how many of them differed.
    pub compared: u32,
    pub differing: u32,
}
