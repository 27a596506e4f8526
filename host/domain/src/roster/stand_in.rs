//! Stand-ins: somebody takes a place for a time, on top of the shifts, or a place is left empty for a time. Each has an end, and
//! ends by itself: it is looked up by time.

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::time::TimeMs;

/// An override of the shifts, with an end.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIn {
    pub number: StandInRef,
    pub district: DistrictRef,
    pub slot: u16,
    pub from: TimeMs,
    pub until: TimeMs,
    /// Who does not serve then; absent: the stand-in serves beside those of the shift.
    pub instead_of: Option<PersonRef>,
    /// Absent: the place stays empty.
    pub person: Option<PersonRef>,
}

impl StandIn {
    pub fn holds_at(&self, at: TimeMs) -> bool {
        self.from <= at && at < self.until
    }

    pub fn touches(&self, from: TimeMs, until: TimeMs) -> bool {
        self.from < until && from < self.until
    }
}
