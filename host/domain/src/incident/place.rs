//! How sure it is where an incident is, and how far units have to go if it is elsewhere. Times are to the stated point, however uncertain
//! it is.

use serde::{Deserialize, Serialize};

use crate::ids::UnitRef;

/// How far from the stated point an incident may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Uncertain {
    /// Within so many metres.
    RadiusM(u32),
    /// Anywhere on the road between these two: codes of seats and villages.
    Road { from: String, to: String },
}

/// How long a unit that is on its way takes from where it is to the new place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewWay {
    pub unit: UnitRef,
    /// From the moment at which the incident was relocated.
    pub eta_s: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub straight_line: bool,
}
