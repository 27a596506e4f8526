//! Setting and ending stand-ins.

use super::*;
use crate::event::RosterEvent;
use crate::limits::{STAND_IN_AHEAD_S_MAX, STAND_IN_S_MAX, STAND_INS_MAX};
use crate::roster::command::NewStandIn;
use crate::roster::stand_in::StandIn;

pub(super) fn set(
    state: &State,
    new: &NewStandIn,
    accepting: Accepting<'_>,
    now: TimeMs,
) -> Result<Vec<Event>, Refusal> {
    let loaded = loaded(state)?;
    let county = loaded.county();
    known_district(state, new.district)?;
    known_slot(county, new.slot)?;
    for person in [new.person, new.instead_of].into_iter().flatten() {
        known_person(county, person)?;
    }
    let from = new.from.unwrap_or(now);
    check_times(from, new.until, now)?;
    check_persons(&state.roster, county, new, from)?;
    let number = StandInRef(state.roster.last_stand_in.0 + 1);
    let NewStandIn { district, slot, until, instead_of, person, .. } = *new;
    let stand_in = StandIn { number, district, slot, from, until, instead_of, person };
    let touched: BTreeSet<ShiftKey> = state.roster.of_district(district, from, until).map(Shift::key).collect();
    if touched.is_empty() {
        return Err(RosterRefusal::DistrictShiftless.into());
    }
    let set = |accepted| RosterEvent::StandInSet { stand_in: stand_in.clone(), accepted };
    let mut after = state.roster.clone();
    after.apply(&set(Vec::new()), now, now, "");
    let accepted = accepting.judge(new_faults(state, &after, &touched, now)?)?;
    Ok(with_vacancies(loaded, vec![set(accepted).into()], &after, touched, now))
}

fn check_times(from: TimeMs, until: TimeMs, now: TimeMs) -> Result<(), Refusal> {
    if from < now {
        return Err(RosterRefusal::Past.into());
    }
    if until <= from || until > from.plus_s(STAND_IN_S_MAX) || from > now.plus_s(STAND_IN_AHEAD_S_MAX) {
        let (days_max, ahead_days_max) = (STAND_IN_S_MAX / 86_400, STAND_IN_AHEAD_S_MAX / 86_400);
        return Err(RosterRefusal::StandInTimes { days_max, ahead_days_max }.into());
    }
    Ok(())
}

fn check_persons(roster: &Roster, county: &County, new: &NewStandIn, from: TimeMs) -> Result<(), Refusal> {
    let live = roster.stand_ins_after(new.district, from);
    if live.len() >= STAND_INS_MAX {
        return Err(RosterRefusal::TooManyStandIns { stand_ins_max: STAND_INS_MAX }.into());
    }
    let Some(out) = new.instead_of else {
        return Ok(new.person.map(|_| ()).ok_or(RosterRefusal::Nobody)?);
    };
    if new.person == Some(out) {
        return Err(RosterRefusal::StandInForOneself.into());
    }
    let code = person_code(county, out);
    let same = |s: &&StandIn| s.slot == new.slot && s.instead_of == Some(out) && s.touches(from, new.until);
    if let Some(other) = live.iter().find(same) {
        return Err(RosterRefusal::StandInOverlap { person: code.to_owned(), stand_in: other.number }.into());
    }
    let spans = roster.of_district(new.district, from, new.until).flat_map(|shift| roster.spans(shift));
    let serves = spans
        .into_iter()
        .any(|span| span.slot == new.slot && span.person == out && span.from < new.until && from < span.until);
    Ok(serves.then_some(()).ok_or_else(|| RosterRefusal::Absent { person: code.to_owned() })?)
}

pub(super) fn end(state: &State, number: StandInRef, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    let stand_in = state.roster.stand_in(number).ok_or_else(|| no_stand_in(number))?;
    if stand_in.until <= now {
        return Err(RosterRefusal::StandInEnded { stand_in: number }.into());
    }
    let touched: Vec<ShiftKey> =
        state.roster.of_district(stand_in.district, now, stand_in.until).map(Shift::key).collect();
    let ended = RosterEvent::StandInEnded { stand_in: number, district: Some(stand_in.district) };
    let mut after = state.roster.clone();
    after.apply(&ended, now, now, "");
    Ok(with_vacancies(loaded(state)?, vec![ended.into()], &after, touched, now))
}
