//! Why: a reason as plugins give it and records keep it.

use serde::{Deserialize, Serialize};

pub use value::ReasonValue;

mod value;

/// Why: an entry of the plugin's message catalog and the values of its placeholders.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    pub code: u16,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<ReasonValue>,
}

impl Reason {
    /// A reason without values.
    pub const fn bare(code: u16) -> Reason {
        Reason { code, values: Vec::new() }
    }

    pub fn new<const N: usize>(code: u16, values: [ReasonValue; N]) -> Reason {
        Reason { code, values: values.into() }
    }
}
