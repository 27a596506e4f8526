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
        return Err(RosterRefusal::NoNote { bytes_max: TEXT_BYTES_MAX }.into());
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
    let own = own.iter().find(|shift| !taken(shift)).or(own.first()).copied();
    let own = own.ok_or_else(|| RosterRefusal::NotOutgoing { person: person_code(county, given.person).to_owned() })?;
    if now.plus_s(HANDOVER_AHEAD_S) < own.ends {
        return Err(RosterRefusal::HandoverEarly { minutes: HANDOVER_AHEAD_S / 60 }.into());
    }
    let incoming = roster.after(own).ok_or(RosterRefusal::NoNextShift)?.starts;
    if taken(&&own) {
        return Err(RosterRefusal::HandedOver.into());
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
        return Err(RosterRefusal::NothingHandedOver.into());
    }
    let serves = |incoming: &Shift| roster.crew(incoming, now.max(incoming.starts)).iter().any(|(_, p)| *p == person);
    let own = waiting.iter().find(|(_, incoming)| serves(incoming));
    let own = own.ok_or_else(|| RosterRefusal::NotIncoming { person: person_code(county, person).to_owned() })?;
    Ok(vec![Event::Roster(RosterEvent::ShiftTakenOver { district, outgoing: own.0.outgoing, person })])
}
