//! What a county declares of assessments: which periods are assessed once they have closed, and how few cases are too few.

use serde::{Deserialize, Serialize};

use crate::assessment::period::Length;
use crate::limits::SMALL_N;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessmentRules {
    /// Each once; none: nothing is assessed but what is asked for.
    pub periods: Vec<Length>,
    /// An indicator over fewer cases is marked.
    pub small_n: u32,
}

impl Default for AssessmentRules {
    fn default() -> AssessmentRules {
        AssessmentRules { periods: Vec::new(), small_n: SMALL_N }
    }
}

impl AssessmentRules {
    pub(crate) fn is_default(&self) -> bool {
        *self == AssessmentRules::default()
    }
}
