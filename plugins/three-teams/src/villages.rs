//! Villages without an officer, by the county's own table of officers and their villages, if it has one and grants it.

use wardroom_plugin::view::{self, Reference};
use wardroom_plugin::{DistrictRef, Finding, StructureSubject, Value};

use crate::why;

/// One row a village, with the columns `district` and `officer`; an empty `officer` means that the village has none.
const OFFICERS_VILLAGES: &str = "officers-villages";
/// The host gives no more rows at once.
const ROWS_MAX: u16 = 256;

pub fn inspect(district: DistrictRef, findings: &mut Vec<Finding>) {
    let of = Value::Reference(Reference::District(district));
    let villages = view::rows(OFFICERS_VILLAGES, "district", &of, ROWS_MAX);
    // Not declared or not granted: the county keeps its officers some other way.
    let Ok(villages) = villages else { return };
    let without = villages.iter().filter(|village| view::cell(village, "officer").is_none()).count();
    if without > 0 {
        let why = why::villages_without_officer(without, villages.len());
        findings.push(Finding::warning(StructureSubject::District(district), why));
    }
}
