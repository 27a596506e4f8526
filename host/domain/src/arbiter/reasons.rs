//! Whether the reasons of an answer can be told to people: each code is in the plugin's catalog, each value is there that its texts
//! wait for, and each reference is to something that there is. An answer of which that is not so is none.

use crate::county::County;
use crate::hooks::{Reason, Reasoned, Untellable};
use crate::plugin::Catalog;
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
    placeholders(text).find_map(|(value, kind)| match reason.values.get(usize::from(value)) {
        None => Some(Untellable::MissingValue { code, value }),
        Some(number) => {
            let known = is_known(*number, kind, county, state);
            (!known).then(|| Untellable::UnknownReference { code, value, kind: kind.to_owned() })
        }
    })
}

/// The values that a text waits for, each with its kind; none is said of a plain number.
fn placeholders(text: &str) -> impl Iterator<Item = (u8, &str)> {
    text.split('{').skip(1).filter_map(|rest| {
        let (inside, _) = rest.split_once('}')?;
        let (index, kind) = inside.split_once(':').unwrap_or((inside, ""));
        Some((index.parse().ok()?, kind))
    })
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
