//! Whom to ask: neighbours first, then the county, and of those that are as near whoever can give most.

use wardroom_plugin::view;
use wardroom_plugin::{DistrictRef, Reason, Result, reason};

use crate::cover::Cover;
use crate::request::Request;
use crate::settings::Settings;
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
pub fn next(
    own: DistrictRef,
    request: &mut Request,
    settings: &Settings,
    remarks: &mut Vec<Reason>,
) -> Result<Option<Lender>> {
    let mut able: Vec<(u8, u8, DistrictRef)> = Vec::new();
    for (district, borders) in around(own)? {
        if request.through.contains(&district) {
            continue;
        }
        if request.neighbours_only && borders > 1 {
            remarks.push(reason(why::FAR).with(district).with(borders));
            request.through.push(district);
            continue;
        }
        match Cover::of(district, settings)?.spare(request.skills, request.lacking()) {
            Ok(spare) => able.push((borders, spare.len() as u8, district)),
            Err(why) => {
                remarks.push(why);
                request.through.push(district);
            }
        }
    }
    able.sort_by_key(|(borders, units, district)| (*borders, u8::MAX - units, *district));
    let Some(((borders, units, district), others)) = able.split_first() else { return Ok(None) };
    let less = others.iter().filter(|(as_far, less, _)| as_far == borders && less < units);
    remarks.extend(less.map(|(_, less, other)| reason(why::LESS_TO_LEND).with(*other).with(*less).with(*units)));
    Ok(Some(Lender { district: *district, neighbour: *borders == 1, units: *units }))
}
