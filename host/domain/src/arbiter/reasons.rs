//! Whether the reasons of an answer can be told to people: each code is in the plugin's catalog, each value is there that its texts
//! wait for, and each reference is to something that there is. An answer of which that is not so is none.

use crate::county::County;
use crate::hooks::{Reason, Reasoned, Untellable};
use crate::plugin::Catalog;
use crate::plugin::template::{Part, parts};
use crate::state::State;

/// The first reason of an answer that can't be told.
pub fn untellable(answer: &impl Reasoned, catalog: &Catalog, county: &County, state: &State) -> Option<Untellable> {
    answer.reasons().into_iter().find_map(|reason| fault(reason, catalog, county, state))
}

fn fault(reason: &Reason, catalog: &Catalog, county: &County, state: &State) -> Option<Untellable> {
    let code = reason.code;
    // All languages have the same placeholders: it was inspected.
    let Some(text) = catalog.messages.get(&code).and_then(|texts| texts.values().next()) else {
        return Some(Untellable::UnknownCode { code });
    };
    parts(text).into_iter().find_map(|part| match part {
        Part::Words(_) => None,
        Part::Value { index, kind } => unfit(reason, index, kind, county, state),
    })
}

/// Why a value of a reason can't be told as this kind of thing.
fn unfit(reason: &Reason, index: usize, kind: &str, county: &County, state: &State) -> Option<Untellable> {
    // A catalog's texts take no more values than a reason has.
    let (code, value) = (reason.code, index as u8);
    match reason.values.get(index) {
        None => Some(Untellable::MissingValue { code, value }),
        Some(number) if is_known(*number, kind, county, state) => None,
        Some(_) => Some(Untellable::UnknownReference { code, value, kind: kind.to_owned() }),
    }
}

/// Whether a value refers to something that there is, if its kind is one of a reference.
fn is_known(value: f64, kind: &str, county: &County, state: &State) -> bool {
    let below = |count: usize| value >= 0.0 && value.fract() == 0.0 && value < count as f64;
    match kind {
        "unit" => below(county.units.len()),
        "district" => below(county.districts.len()),
        "team" => below(county.teams.len()),
        "person" => below(county.persons.len()),
        "grid" => below(county.grids.len()),
        "station" => below(county.stations.len()),
        "place" => below(county.places.len()),
        "slot" => below(county.slots.len()),
        "kind" => below(county.kinds.len()),
        "incident" => value > 0.0 && below(state.last_incident.index() + 1),
        _ => true,
    }
}
