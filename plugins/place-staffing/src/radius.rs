//! Grids that no place reaches.

use std::collections::{BTreeMap, BTreeSet};

use wardroom_plugin::view::{self, Refusal};
use wardroom_plugin::{DistrictRef, Finding, GridRef, StructureSubject};

use crate::places::Place;
use crate::{Settings, why};

/// The host gives no more at once.
const NEAR_MAX: u16 = 256;
/// A call for each grid has to leave some for all else.
const GRIDS_MAX: GridRef = 1_600;

pub fn inspect(places: &[Place], settings: &Settings, findings: &mut Vec<Finding>) {
    let mut reached: BTreeSet<GridRef> = BTreeSet::new();
    for place in places.iter().filter(|place| place.radius_m > 0) {
        let Ok(near) = view::grids_near(place.grid, place.radius_m, NEAR_MAX) else { continue };
        if near.len() == usize::from(NEAR_MAX) {
            findings.push(Finding::info(StructureSubject::County, why::too_many_to_count(place.place, NEAR_MAX)));
        }
        reached.extend(near.into_iter().map(|near| near.grid));
    }
    let mut grids: BTreeMap<DistrictRef, (u32, u32)> = BTreeMap::new();
    for grid in 0..=GRIDS_MAX {
        if grid == GRIDS_MAX {
            findings.push(Finding::info(StructureSubject::County, why::not_all_counted(GRIDS_MAX)));
            break;
        }
        match view::district_of(grid) {
            Ok(district) => {
                let (outside, of) = grids.entry(district).or_default();
                *of += 1;
                *outside += u32::from(!reached.contains(&grid));
            }
            // Numbers are given out one after the other.
            Err(Refusal::NotFound) => break,
            Err(_) => return,
        }
    }
    for (district, (outside, of)) in grids.into_iter().filter(|(_, (outside, _))| *outside > 0) {
        let (subject, why) = (StructureSubject::District(district), why::outside(outside, of));
        let many = outside * 100 > of * settings.outside_percent_max;
        findings.push(if many { Finding::warning(subject, why) } else { Finding::info(subject, why) });
    }
}
