//! Finds street stations and community offices that have not the units or officers at the hours when they are open, and counts the grids
//! within no radius of any. It changes nothing.

mod hours;
mod places;
mod radius;
mod why;

use std::cmp::Reverse;

use serde::Deserialize;
use wardroom_plugin::{Finding, Result, Structure, StructureSubject, TeamStructure, TimeS};

/// `settings.schema.json` says the same to people.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The county's table with staffing, hours and radius of each place.
    pub places_table: String,
    /// The county's table with the units and persons of each.
    pub staff_table: String,
    /// More than this of a hundred grids outside every radius are a warning.
    pub outside_percent_max: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        let (places_table, staff_table) = ("staffed-places".to_owned(), "place-staff".to_owned());
        Settings { places_table, staff_table, outside_percent_max: 50 }
    }
}

/// The host takes no more.
const FINDINGS_MAX: usize = 256;

pub struct PlaceStaffing;

impl TeamStructure for PlaceStaffing {
    type Settings = Settings;

    fn inspect(now: TimeS, settings: &Settings, structure: &Structure) -> Result<Vec<Finding>> {
        let (mut findings, mut all) = (Vec::new(), Vec::new());
        for district in &structure.districts {
            let Some(places) = places::of(*district, settings, &mut findings) else {
                return Ok(vec![Finding::warning(StructureSubject::County, why::no_table())]);
            };
            for place in &places {
                places::inspect(now, *district, place, settings, &mut findings);
            }
            all.extend(places);
        }
        radius::inspect(&all, settings, &mut findings);
        Ok(most_pressing(findings))
    }
}

wardroom_plugin::export!(team-structure: PlaceStaffing);

/// Breaches first; and if there are too many findings, how many there are besides.
fn most_pressing(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| Reverse(finding.severity));
    if findings.len() > FINDINGS_MAX {
        let left_out = findings.len() - FINDINGS_MAX + 1;
        findings.truncate(FINDINGS_MAX - 1);
        findings.push(Finding::info(StructureSubject::County, why::more(left_out)));
    }
    findings
}

#[cfg(test)]
mod tests;
