//! How much faster than usual an incident has to be heard of: at a key place, or by its kind. Both are the county's own data,
//! and what the county does not have or did not grant changes nothing.

use wardroom_plugin::view::{self, Reference, Subject};
use wardroom_plugin::{Incident, Value};

/// The county's table of key places; its column `grid` refers to the grid that each stands in.
const KEY_PLACES: &str = "key-places";
/// The county's attribute of kinds of incident: a number above 0.
const ESCALATION_FACTOR: &str = "escalation-factor";

/// What all delays are multiplied by.
pub fn factor(incident: &Incident, key_place_factor: f64) -> f64 {
    let by_place = if at_key_place(incident) { key_place_factor } else { 1.0 };
    let by_kind = match view::attribute(Subject::Kind(incident.kind), ESCALATION_FACTOR) {
        Ok(Some(Value::Number(factor))) if factor > 0.0 => factor,
        _ => 1.0,
    };
    by_place * by_kind
}

fn at_key_place(incident: &Incident) -> bool {
    let found = view::rows(KEY_PLACES, "grid", &Value::Reference(Reference::Grid(incident.grid)), 1);
    found.is_ok_and(|rows| !rows.is_empty())
}
