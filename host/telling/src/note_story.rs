//! A note on an incident as data, as the API writes it.

use serde::Serialize;
use utoipa::ToSchema;

/// Something that a person wrote down about an incident.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Note)]
pub struct NoteStory {
    /// Counts up from 1 within the incident.
    pub number: u32,
    pub at: String,
    pub by: String,
    /// Absent if it is personal: such a note is read like other personal data, or erased.
    pub text: Option<String>,
    pub personal: bool,
    pub erased: bool,
    /// The note that this one puts right.
    pub corrects: Option<u32>,
    /// The note that puts this one right, the last if there are several.
    pub corrected_by: Option<u32>,
    /// Somebody called about the incident and said this.
    pub call: Option<CallStory>,
}

/// A further call about an incident.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = FurtherCall)]
pub struct CallStory {
    pub source: String,
    /// Where the caller is or saw it, WGS 84 degrees.
    pub lon: Option<f64>,
    pub lat: Option<f64>,
}
