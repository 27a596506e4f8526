//! A series as the county declares it; what was supplied of it is part of the state.

use serde::{Deserialize, Serialize};

use super::names::Names;
use crate::ids::DistrictRef;
use crate::limits::SERIES_SKEW_S_MAX;

/// Numbers over time that the county or a gateway supplies: a wind speed, a river's level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    pub code: String,
    pub name: Names,
    /// Unit of measure.
    pub measure: String,
    /// A value that is older than this counts for nothing.
    pub max_age_s: u32,
    /// How far ahead values may lie; `None`: it is no forecast.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ahead_s: Option<u32>,
    /// Whose it is, who may supply it; `None`: the whole county's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<DistrictRef>,
}

impl Series {
    /// How far ahead of the room's time a value may lie. Clocks of gateways may be a little fast.
    pub fn ahead_s_max(&self) -> u32 {
        self.ahead_s.unwrap_or_default().max(SERIES_SKEW_S_MAX)
    }
}
