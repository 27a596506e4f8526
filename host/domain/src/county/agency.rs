//! Outside agencies that incidents are handed to: fire, ambulance, power.

use serde::{Deserialize, Serialize};

use super::names::Names;

/// An agency, and by when it is to confirm that it has taken something on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// `119`, `120`.
    pub code: String,
    pub name: Names,
    pub confirm_within_s: u32,
}
