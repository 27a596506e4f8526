//! Off what less urgent work the county calls units when nobody else is there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::incident::Priority;
use crate::plugin::Mode;

/// Who may be recalled for whom, and whether a person has to confirm it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecallRules {
    /// `advise`: a person confirms. `auto`: done at once.
    pub mode: Mode,
    /// For an incident of a priority: the priorities of the incidents that units are called off.
    pub off: BTreeMap<Priority, Vec<Priority>>,
    /// Who is nearer than this to the scene of their own incident, seconds, is left to it.
    pub nearly_there_s: u32,
}

impl RecallRules {
    /// Whether a unit is called off an incident of `own` priority for one of `wanted`.
    pub fn calls_off(&self, own: Priority, wanted: Priority) -> bool {
        self.off.get(&wanted).is_some_and(|off| off.contains(&own))
    }
}
