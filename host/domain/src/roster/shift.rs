//! A shift, and how it is named and signed.

use serde::{Deserialize, Serialize};

use crate::county::ShiftRow;
use crate::ids::*;
use crate::time::TimeMs;

/// One shift of a district's command room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    pub district: DistrictRef,
    pub starts: TimeMs,
    pub ends: TimeMs,
    /// The county's roster slot and who fills it; `None` while it is open. A slot for two people stands twice.
    pub slots: Vec<(u16, Option<PersonRef>)>,
}

impl Shift {
    pub fn key(&self) -> ShiftKey {
        ShiftKey { district: self.district, starts: self.starts }
    }

    pub fn persons(&self) -> impl Iterator<Item = PersonRef> {
        self.slots.iter().filter_map(|(_, person)| *person)
    }
}

impl From<&ShiftRow> for Shift {
    fn from(row: &ShiftRow) -> Shift {
        Shift { district: row.district, starts: row.starts, ends: row.ends, slots: row.slots.clone() }
    }
}

/// Which shift: a district has one that starts at a given moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ShiftKey {
    pub district: DistrictRef,
    pub starts: TimeMs,
}

/// Who did something, and when. The person is named by the request; the author is who was logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    pub person: PersonRef,
    pub at: TimeMs,
    pub by: String,
}
