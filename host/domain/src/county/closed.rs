//! A road that is closed for now.

use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::time::TimeMs;

/// A closed road, by the codes of its ends as the county's file has them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClosedRoad {
    pub from: String,
    pub to: String,
    pub since: TimeMs,
}

/// By both codes.
pub type ClosedRoads = OrdMap<String, Arc<ClosedRoad>>;
