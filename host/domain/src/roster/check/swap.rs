//! The life of a swap: offer, acceptance, approval; or its end without.

use std::collections::BTreeMap;

use super::*;
use crate::event::RosterEvent;
use crate::limits::SWAPS_OPEN_MAX;
use crate::roster::swap::{Outcome, Place, Swap, SwapStage};

pub(super) fn offer(
    state: &State,
    gives: Place,
    wants: Option<Place>,
    to: Option<PersonRef>,
    offered: Signed,
    now: TimeMs,
) -> Result<Vec<Event>, Refusal> {
    let county = loaded(state)?.county();
    let mut expires = held(state, gives, now)?;
    if let Some(wants) = wants {
        expires = expires.min(held(state, wants, now)?);
    }
    let to = to.or(wants.map(|wants| wants.person));
    if let Some(to) = to {
        known_person(county, to)?;
    }
    if to == Some(gives.person) {
        return Err(RosterRefusal::SwapWithOneself.into());
    }
    if wants.is_some_and(|wants| to != Some(wants.person)) {
        return Err(RosterRefusal::WantedByAnother.into());
    }
    let open = || state.roster.swaps.values().filter(|swap| swap.ended.is_none() && now < swap.expires);
    if let Some(other) = open().find(|swap| swap.gives == gives) {
        return Err(RosterRefusal::SwapPending { swap: other.number }.into());
    }
    if open().count() >= SWAPS_OPEN_MAX {
        return Err(RosterRefusal::TooManySwaps { swaps_max: SWAPS_OPEN_MAX }.into());
    }
    let number = SwapRef(state.roster.last_swap.0 + 1);
    let swap = Swap { number, gives, wants, to, expires, offered, accepted: None, ended: None };
    Ok(vec![Event::Roster(RosterEvent::SwapOffered(Box::new(swap)))])
}

/// The start of the shift in which this place is that person's and that has not begun.
fn held(state: &State, place: Place, now: TimeMs) -> Result<TimeMs, Refusal> {
    let county = loaded(state)?.county();
    known_person(county, place.person)?;
    known_slot(county, place.slot)?;
    let shift = state.roster.shift(place.shift).ok_or(RosterRefusal::NoSuchShift)?;
    if shift.starts <= now {
        let ended = shift.ends <= now;
        return Err(if ended { RosterRefusal::ShiftEnded.into() } else { RosterRefusal::ShiftBegun.into() });
    }
    if !shift.slots.contains(&(place.slot, Some(place.person))) {
        return Err(RosterRefusal::OtherPlace { person: person_code(county, place.person).to_owned() }.into());
    }
    Ok(shift.starts)
}

fn known(state: &State, number: SwapRef) -> Result<&Swap, Refusal> {
    state.roster.swaps.get(&number).map(AsRef::as_ref).ok_or_else(|| no_swap(number))
}

fn wrong_stage(swap: &Swap, now: TimeMs) -> Refusal {
    let (swap, stage) = (swap.number, swap.stage(now));
    match stage {
        SwapStage::Ended(Outcome::Expired) => RosterRefusal::SwapIsExpired { swap, stage }.into(),
        SwapStage::Ended(_) => RosterRefusal::SwapIsEnded { swap, stage }.into(),
        SwapStage::Offered => RosterRefusal::SwapIsOffered { swap, stage }.into(),
        SwapStage::Accepted => RosterRefusal::SwapIsAccepted { swap, stage }.into(),
    }
}

pub(super) fn accept(state: &State, number: SwapRef, person: PersonRef, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    known_person(loaded(state)?.county(), person)?;
    let swap = known(state, number)?;
    if swap.stage(now) != SwapStage::Offered {
        return Err(wrong_stage(swap, now));
    }
    if person == swap.gives.person || swap.to.is_some_and(|to| to != person) {
        return Err(RosterRefusal::NotForThem { swap: number }.into());
    }
    Ok(vec![Event::Roster(RosterEvent::SwapAccepted { swap: number, person })])
}

pub(super) fn approve(
    state: &State,
    number: SwapRef,
    person: PersonRef,
    accepting: Accepting<'_>,
    now: TimeMs,
) -> Result<Vec<Event>, Refusal> {
    let loaded = loaded(state)?;
    known_person(loaded.county(), person)?;
    let swap = known(state, number)?;
    let taker = match (swap.stage(now), &swap.accepted) {
        (SwapStage::Accepted, Some(accepted)) => accepted.person,
        _ => return Err(wrong_stage(swap, now)),
    };
    if person == swap.gives.person || person == taker {
        return Err(RosterRefusal::OwnSwap.into());
    }
    let mut shifts: BTreeMap<ShiftKey, Shift> = BTreeMap::new();
    // First both leave, then both come: the places may be in one shift.
    let wanted = swap.wants.map(|wants| (wants, swap.gives.person));
    let moves: Vec<(Place, PersonRef)> = [Some((swap.gives, taker)), wanted].into_iter().flatten().collect();
    let mut seats = Vec::new();
    for (place, comes) in &moves {
        let stale = || RosterRefusal::SwapStale { swap: number };
        let known = state.roster.shift(place.shift).ok_or_else(stale)?;
        let shift = shifts.entry(place.shift).or_insert_with(|| known.clone());
        let seat = shift.slots.iter().position(|seat| *seat == (place.slot, Some(place.person))).ok_or_else(stale)?;
        shift.slots[seat].1 = None;
        seats.push((place.shift, seat, *comes));
    }
    for (key, seat, comes) in seats {
        if let Some(place) = shifts.get_mut(&key).and_then(|shift| shift.slots.get_mut(seat)) {
            place.1 = Some(comes);
        }
    }
    let touched: BTreeSet<ShiftKey> = shifts.keys().copied().collect();
    let shifts: Vec<Shift> = shifts.into_values().collect();
    let mut after = state.roster.clone();
    after.publish(&shifts);
    let accepted = accepting.judge(new_faults(state, &after, &touched, now)?)?;
    let approved = Event::Roster(RosterEvent::SwapEnded {
        swap: number,
        outcome: Outcome::Approved,
        person: Some(person),
        shifts,
        accepted,
    });
    Ok(with_vacancies(loaded, vec![approved], &after, touched, now))
}

pub(super) fn decline(state: &State, number: SwapRef, person: PersonRef, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    known_person(loaded(state)?.county(), person)?;
    let swap = known(state, number)?;
    if matches!(swap.stage(now), SwapStage::Ended(_)) {
        return Err(wrong_stage(swap, now));
    }
    let outcome = if person == swap.gives.person { Outcome::Withdrawn } else { Outcome::Declined };
    Ok(vec![Event::Roster(RosterEvent::SwapEnded {
        swap: number,
        outcome,
        person: Some(person),
        shifts: Vec::new(),
        accepted: Vec::new(),
    })])
}
