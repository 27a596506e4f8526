//! How long nobody is sent to what may be known already.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::incident::Priority;

/// Dispatch waits so long for a person's word where a report is likely to be a duplicate and nobody has said so yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DuplicateRules {
    /// Seconds, by the priority of the report; one that is not named does not wait.
    pub wait_s: BTreeMap<Priority, u32>,
}

impl DuplicateRules {
    pub fn is_default(&self) -> bool {
        self.wait_s.is_empty()
    }

    /// `None`: it does not wait.
    pub fn wait_s(&self, priority: Priority) -> Option<u32> {
        self.wait_s.get(&priority).copied().filter(|seconds| *seconds > 0)
    }
}
