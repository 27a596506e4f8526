//! Handing a shift over, and taking it over.

use super::*;
use crate::event::RosterEvent;
use crate::limits::{HANDOVER_AHEAD_S, HANDOVER_GRACE_S, TEXT_BYTES_MAX};
use crate::roster::at_hand::at_hand;
use crate::roster::handover::Handover;

/// One of the outgoing shift hands it over, with a note. Until it was taken over, they may do so again.
pub(super) fn give(
    state: &State,
    district: DistrictRef,
    given: Signed,
    note: &str,
    now: TimeMs,
) -> Result<Vec<Event>, Refusal> {
    let county = loaded(state)?.county();
    known_district(state, district)?;
    known_person(county, given.person)?;
    let note = note.trim();
    if note.is_empty() || note.len() > TEXT_BYTES_MAX {
        let message = format!("a handover has a note of 1 to {TEXT_BYTES_MAX} bytes");
        return Err(Refusal::invalid(RefusalCode::NoNote, message));
    }
    let roster = &state.roster;
    let near =
        roster.of_district(district, TimeMs(now.0.saturating_sub(i64::from(HANDOVER_GRACE_S) * 1000)), now.plus_s(1));
    let serves = |shift: &&Shift| roster.crew(shift, now).iter().any(|(_, person)| *person == given.person);
    let taken = |shift: &&&Shift| {
        let known = roster.handovers.get(&district).and_then(|of| of.get(&shift.starts));
        known.is_some_and(|known| known.taken.is_some())
    };
    let own: Vec<&Shift> = near.filter(|shift| shift.starts <= now).filter(serves).collect();
    let own = own.iter().find(|shift| !taken(shift)).or(own.first()).copied().ok_or_else(|| {
        let message = format!("`{}` is of no shift of the district that goes now", person_code(county, given.person));
        Refusal::conflict(RefusalCode::NotOnShift, message)
    })?;
    if now.plus_s(HANDOVER_AHEAD_S) < own.ends {
        let message = format!("a shift is handed over in its last {} minutes", HANDOVER_AHEAD_S / 60);
        return Err(Refusal::conflict(RefusalCode::HandoverEarly, message));
    }
    let none = || Refusal::conflict(RefusalCode::NoNextShift, "no shift follows on this one; publish one");
    let incoming = roster.after(own).ok_or_else(none)?.starts;
    if taken(&&own) {
        return Err(Refusal::conflict(RefusalCode::HandedOver, "this shift was handed over and taken over already"));
    }
    let list = at_hand(state, district);
    let handover =
        Handover { district, outgoing: own.starts, incoming, given, note: note.to_owned(), list, taken: None };
    Ok(vec![Event::Roster(RosterEvent::ShiftHandedOver(Box::new(handover)))])
}

/// One of the incoming shift acknowledges what was handed over to it.
pub(super) fn take(
    state: &State,
    district: DistrictRef,
    person: PersonRef,
    now: TimeMs,
) -> Result<Vec<Event>, Refusal> {
    let county = loaded(state)?.county();
    known_district(state, district)?;
    known_person(county, person)?;
    let roster = &state.roster;
    let given = roster.handovers.get(&district).into_iter().flat_map(|of| of.values().rev());
    let waiting = given.filter(|handover| handover.taken.is_none()).filter_map(|handover| {
        let incoming = roster.shift(ShiftKey { district, starts: handover.incoming })?;
        (incoming.ends > now).then_some((handover, incoming))
    });
    let waiting: Vec<_> = waiting.collect();
    if waiting.is_empty() {
        return Err(Refusal::conflict(
            RefusalCode::NothingHandedOver,
            "no shift of the district waits to be taken over",
        ));
    }
    let serves = |incoming: &Shift| roster.crew(incoming, now.max(incoming.starts)).iter().any(|(_, p)| *p == person);
    let own = waiting.iter().find(|(_, incoming)| serves(incoming)).ok_or_else(|| {
        let message = format!("`{}` is not of the shift that takes over", person_code(county, person));
        Refusal::conflict(RefusalCode::NotOnShift, message)
    })?;
    Ok(vec![Event::Roster(RosterEvent::ShiftTakenOver { district, outgoing: own.0.outgoing, person })])
}
