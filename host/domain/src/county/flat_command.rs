//! Flat command: units are sent past those who lead them, and the county says who of these hears of it.

use serde::{Deserialize, Serialize};

/// The posts whose holders hear that a unit of theirs was sent directly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlatCommand {
    pub of: Directly,
    /// Codes of posts that lead a team of a district.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub team: Vec<String>,
    /// Codes of posts that lead a station.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub station: Vec<String>,
}

/// Of which assignments they hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Directly {
    /// Of all.
    Every,
    /// Of those for which a person chose the units.
    ByHand,
}

impl Directly {
    pub const ALL: [Directly; 2] = [Directly::Every, Directly::ByHand];

    pub const fn name(self) -> &'static str {
        match self {
            Directly::Every => "every",
            Directly::ByHand => "by-hand",
        }
    }
}
