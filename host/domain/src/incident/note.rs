//! What people write down in the course of an incident: who, when, what. A note is never changed; one that corrects another says which,
//! and both stay. What is personal in it is sealed under the key of the incident's personal data and goes with them.

use serde::{Deserialize, Serialize};

use crate::ids::SubjectRef;
use crate::sealed::Sealed;
use crate::time::TimeMs;

/// The name under which a note's words are sealed.
pub const SEALED_AS: &str = "note";

/// A note on an incident.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Counts up from 1 within the incident.
    pub number: u32,
    pub at: TimeMs,
    pub by: String,
    pub words: NoteWords,
    /// The number of the note that this one puts right.
    pub corrects: Option<u32>,
    /// Somebody called about the incident and said this.
    pub call: Option<Call>,
}

/// A further call about an incident that is known already.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Where it came from, as with a report.
    pub source: String,
    /// Where the caller is or saw it, WGS 84 degrees; the incident stays where it is.
    pub at: Option<(f64, f64)>,
}

/// What a note says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteWords {
    Plain(String),
    /// `subject`: of the incident's personal data, under whose key it is sealed.
    Sealed {
        subject: SubjectRef,
        words: Sealed,
    },
    /// They were personal and are erased.
    Erased,
}

impl NoteWords {
    pub const fn is_sealed(&self) -> bool {
        matches!(self, NoteWords::Sealed { .. })
    }
}
