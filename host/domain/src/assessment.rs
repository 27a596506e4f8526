//! Assessments: how well the force did over a month or a quarter, as plugins work it out from counts. What was asked, what they were
//! given and what they answered is journalled, so that an old one can be worked out again to the byte.

use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::decision::{Measured, PluginId, Refused};
use crate::hooks::{AssessmentAnswer, HookFailure, Query, Tally};
use crate::ids::*;
use crate::limits::ASSESSMENTS_KEPT_MAX;
use crate::time::TimeMs;

pub mod check;
pub mod command;
pub mod count;
pub mod event;
mod fold;
mod known;
pub mod period;
pub mod refusal;

pub use period::{Length, Period};

/// What came of an assessment.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    pub number: AssessmentRef,
    pub plugin: PluginId,
    pub settings_json: String,
    /// The state that was counted.
    pub state_version: Version,
    /// The time by which what had happened is counted.
    pub at: TimeMs,
    /// What the plugin had counted, and the counts that it was given, one list for each query.
    pub queries: Vec<Query>,
    pub tallies: Vec<Vec<Tally>>,
    pub answer: AssessmentAnswer,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Refused>,
    pub failure: Option<HookFailure>,
    pub measured: Measured,
}

/// An assessment that was asked for, and what came of it.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    pub number: AssessmentRef,
    pub plugin: String,
    pub period: Period,
    pub at: TimeMs,
    pub by: String,
    pub done: Option<Arc<Assessment>>,
}

impl Asked {
    /// Without what was measured on the way, which is no part of the state's hash.
    pub(crate) fn unmeasured(&self) -> Asked {
        let done = self.done.as_deref().map(|done| Assessment { measured: Measured::default(), ..done.clone() });
        Asked { done: done.map(Arc::new), ..self.clone() }
    }
}

/// All that are kept, the newest [`ASSESSMENTS_KEPT_MAX`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Assessments {
    pub last: AssessmentRef,
    pub rows: OrdMap<AssessmentRef, Arc<Asked>>,
    /// The end of the last period that was asked for because it had closed, by plugin and length.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub closed: OrdMap<String, TimeMs>,
}

/// An answer as it is compared, byte for byte.
pub fn bytes(answer: &AssessmentAnswer) -> String {
    // Writing to memory can't fail: numbers are finite, and there are no maps.
    serde_json::to_string(answer).unwrap_or_default()
}

impl Assessments {
    pub fn is_untouched(&self) -> bool {
        *self == Assessments::default()
    }

    pub fn get(&self, which: AssessmentRef) -> Option<&Arc<Asked>> {
        self.rows.get(&which)
    }

    fn keep(&mut self, row: Asked) {
        self.last = self.last.max(row.number);
        self.rows.insert(row.number, Arc::new(row));
        while self.rows.len() > ASSESSMENTS_KEPT_MAX {
            let Some(oldest) = self.rows.get_min().map(|(which, _)| *which) else { return };
            self.rows.remove(&oldest);
        }
    }
}
