//! Reads a duty roster from a CSV file, strictly, into plain rows. Publishing it is the sequencer's business.

use serde::{Deserialize, Serialize};

use super::{County, Problem};
use crate::ids::*;
use crate::time::TimeMs;

/// One shift of a district's command room, with a row for every person that its slots ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftRow {
    pub district: DistrictRef,
    pub starts: TimeMs,
    pub ends: TimeMs,
    /// Position in the county's roster slots, and who fills it; `None` while it is open.
    pub slots: Vec<(u16, Option<PersonRef>)>,
}

/// Reads a roster for a county. Columns: `district,starts,ends,slot,person`; an empty person is an open slot.
pub fn read(_file: &str, _bytes: &[u8], _county: &County) -> Result<Vec<ShiftRow>, Vec<Problem>> {
    unimplemented!()
}
