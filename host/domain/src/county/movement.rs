//! How units of a kind move, as the county declares it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How units of one kind move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Movement {
    pub by: By,
    /// Between a road and a point beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off_road_kmh: Option<u16>,
    /// On roads of these classes, instead of the road's own speed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub class_kmh: BTreeMap<String, u16>,
    /// Never faster than this; through the air, this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_kmh: Option<u16>,
    /// No farther than this from where it stands, as the crow flies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range_m: Option<u32>,
    /// From the order to the start, for a unit at its base.
    #[serde(default)]
    pub turn_out_s: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    Road,
    /// As the crow flies.
    Air,
}

impl Movement {
    /// How units go of whose kind the county says nothing.
    pub const UNSAID: Movement = Movement {
        by: By::Road,
        off_road_kmh: None,
        class_kmh: BTreeMap::new(),
        max_kmh: None,
        range_m: None,
        turn_out_s: 0,
    };
}
