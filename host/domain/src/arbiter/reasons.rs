//! Whether the reasons of an answer can be told to people: each code is in the plugin's catalog, each value is there that its texts
//! wait for and is what they wait for, none is there for which they have no place, and each reference is to something that there is. An
//! answer of which that is not so is none.

use std::collections::BTreeMap;

use crate::county::County;
use crate::county::reference::Reference;
use crate::hooks::{Reason, ReasonValue, Reasoned, Untellable};
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
    let places: BTreeMap<usize, &str> = parts(text)
        .into_iter()
        .filter_map(|part| match part {
            Part::Words(_) => None,
            Part::Value { index, kind } => Some((index, kind)),
        })
        .collect();
    let unfit = places.iter().find_map(|(index, kind)| unfit(reason, *index, kind, county, state));
    // What nobody is ever told would be kept for good all the same.
    let spare = (0..reason.values.len()).find(|index| !places.contains_key(index));
    unfit.or(spare.map(|index| Untellable::SpareValue { code, value: index as u8 }))
}

/// Why a value of a reason can't be told as this kind of thing.
fn unfit(reason: &Reason, index: usize, kind: &str, county: &County, state: &State) -> Option<Untellable> {
    // A catalog's texts take no more values than a reason has.
    let (code, value) = (reason.code, index as u8);
    let Some(given) = reason.values.get(index) else { return Some(Untellable::MissingValue { code, value }) };
    if !given.fits(kind) {
        let kind = if kind.is_empty() { "number" } else { kind }.to_owned();
        return Some(Untellable::OtherValue { code, value, kind, given: given.kind().to_owned() });
    }
    match given {
        ReasonValue::Reference(of) if !is_known(*of, county, state) => {
            Some(Untellable::UnknownReference { code, value, kind: kind.to_owned() })
        }
        _ => None,
    }
}

/// Whether a reference is to something that there is or was: records of the past speak of what has left the county, too.
fn is_known(reference: Reference, county: &County, state: &State) -> bool {
    match reference {
        Reference::Incident(which) => which.0 > 0 && which <= state.last_incident,
        Reference::Workflow(which) => which.0 > 0 && which <= state.workflows.last,
        of_county => county.has(of_county),
    }
}
