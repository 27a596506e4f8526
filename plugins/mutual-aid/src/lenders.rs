//! Whom to ask: neighbours first, then the county, and of those that are as near whoever can give most.

use wardroom_plugin::view;
use wardroom_plugin::{DistrictRef, Result};

use crate::aid::Aid;
use crate::cover::Cover;
use crate::why;

/// A district that could lend.
pub struct Lender {
    pub district: DistrictRef,
    pub neighbour: bool,
    pub units: u8,
}

/// Every other district of the county with the number of borders between, nearest first.
pub fn around(own: DistrictRef) -> Result<Vec<(DistrictRef, u8)>> {
    let mut found = vec![(own, 0)];
    let mut next = 0;
    while let Some((district, borders)) = found.get(next).copied() {
        let neighbours = view::district_neighbours(district);
        for other in neighbours.map_err(|refusal| format!("the neighbours of district {district}: {refusal}"))? {
            if found.iter().all(|(known, _)| *known != other) {
                found.push((other, borders + 1));
            }
        }
        next += 1;
    }
    found.remove(0);
    Ok(found)
}

/// The next to ask. Districts that can't be asked are remarked and are through.
pub fn next(aid: &mut Aid) -> Result<Option<Lender>> {
    let mut able: Vec<(u8, u8, DistrictRef)> = Vec::new();
    for (district, borders) in around(aid.instance.district)? {
        if aid.state.through.contains(&district) {
            continue;
        }
        if aid.state.neighbours_only && borders > 1 {
            aid.remark(why::far(district, borders));
            aid.state.through.push(district);
            continue;
        }
        match Cover::of(district, aid.settings)?.spare(aid.state.skills, aid.state.lacking()) {
            Ok(spare) => able.push((borders, spare.len() as u8, district)),
            Err(why) => {
                aid.remark(why);
                aid.state.through.push(district);
            }
        }
    }
    able.sort_by_key(|(borders, units, district)| (*borders, u8::MAX - units, *district));
    let Some(((borders, units, district), others)) = able.split_first() else { return Ok(None) };
    for (_, less, other) in others.iter().filter(|(as_far, less, _)| as_far == borders && less < units) {
        aid.remark(why::less_to_lend(*other, *less, *units));
    }
    Ok(Some(Lender { district: *district, neighbour: *borders == 1, units: *units }))
}
