//! Publishing shifts: what exactly would change, and all that is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::limits::SHIFT_S_MAX;
use crate::roster::refusal::OfShift;

/// A publication that was thought through.
pub struct Plan {
    /// Those that are new or changed.
    pub shifts: Vec<Shift>,
    pub withdrawn: Vec<ShiftKey>,
    /// The roster as it would be.
    pub after: Roster,
    /// Of these shifts, all at once.
    pub faults: Vec<Fault>,
}

/// Refuses what is malformed; what the checks find is in the plan.
pub fn plan(state: &State, wanted: &Publication, now: TimeMs) -> Result<Plan, Refusal> {
    let loaded = loaded(state)?;
    if wanted.shifts.is_empty() || wanted.shifts.len() > SHIFTS_PUBLISHED_MAX {
        return Err(RosterRefusal::PublishCount { shifts_max: SHIFTS_PUBLISHED_MAX }.into());
    }
    let mut keys = BTreeSet::new();
    for (index, shift) in wanted.shifts.iter().enumerate() {
        known_district(state, shift.district)?;
        check_form(loaded.county(), shift).map_err(|refusal| named(refusal, index, shift, loaded.county()))?;
        if !keys.insert(shift.key()) {
            return Err(RosterRefusal::ShiftTwice.into());
        }
    }
    let withdrawn = if wanted.replace { superseded(&state.roster, &wanted.shifts, &keys) } else { Vec::new() };
    if withdrawn.len() + wanted.shifts.len() > SHIFTS_PUBLISHED_MAX {
        return Err(RosterRefusal::TooManyChanges { shifts_max: SHIFTS_PUBLISHED_MAX }.into());
    }
    // A file that grows from year to year still has what the state has let go.
    let gone = |shift: &&Shift| state.roster.kept_from.is_some_and(|kept_from| shift.ends < kept_from);
    let kept: Vec<Shift> = wanted.shifts.iter().filter(|shift| !gone(shift)).cloned().collect();
    let mut faults = checks::past(&state.roster, &kept, &withdrawn, now);
    let changed = kept.iter().filter(|shift| state.roster.shift(shift.key()) != Some(shift));
    let shifts: Vec<Shift> = changed.cloned().collect();
    let mut after = state.roster.clone();
    after.withdraw(&withdrawn);
    after.publish(&shifts);
    faults.extend(checks::swaps_undone(&state.roster, &shifts));
    faults.extend(checks::check(loaded.county(), loaded.index.zone(), &after, &keys, now));
    faults.truncate(crate::limits::ROSTER_FAULTS_MAX);
    Ok(Plan { shifts, withdrawn, after, faults })
}

/// What else the districts have published in the stretch that the new shifts are about.
fn superseded(roster: &Roster, shifts: &[Shift], keys: &BTreeSet<ShiftKey>) -> Vec<ShiftKey> {
    let mut stretches: BTreeMap<DistrictRef, (TimeMs, TimeMs)> = BTreeMap::new();
    for shift in shifts {
        let stretch = stretches.entry(shift.district).or_insert((shift.starts, shift.ends));
        *stretch = (stretch.0.min(shift.starts), stretch.1.max(shift.ends));
    }
    let known = stretches.into_iter().flat_map(|(district, (from, until))| {
        let inside = roster.of_district(district, from, until).filter(move |shift| shift.starts >= from);
        inside.map(Shift::key).collect::<Vec<_>>()
    });
    known.filter(|key| !keys.contains(key)).collect()
}

/// Which of the shifts it is that has no right form.
fn named(refusal: Refusal, index: usize, shift: &Shift, county: &County) -> Refusal {
    let district = county.districts.get(shift.district.index()).map_or("?", |district| district.code.as_str());
    let (number, district) = (index + 1, district.to_owned());
    Refusal { sentence: OfShift::Wrong { number, district, why: refusal.sentence }.into(), ..refusal }
}

fn check_form(county: &County, shift: &Shift) -> Result<(), Refusal> {
    if shift.ends <= shift.starts || shift.ends > shift.starts.plus_s(SHIFT_S_MAX) {
        return Err(RosterRefusal::ShiftTimes { hours_max: SHIFT_S_MAX / 3600 }.into());
    }
    // Calendars know no part of a second.
    if [shift.starts, shift.ends].iter().any(|at| at.0 % 1000 != 0) {
        return Err(RosterRefusal::WholeSeconds.into());
    }
    let mut filled = BTreeMap::new();
    for (slot, person) in &shift.slots {
        let known = known_slot(county, *slot)?;
        if person.is_some_and(|p| county.persons.get(p.index()).is_none()) {
            return Err(RosterRefusal::UnknownPerson.into());
        }
        let places = filled.entry(*slot).or_insert(0);
        *places += 1;
        if *places > usize::from(known.count) {
            return Err(RosterRefusal::SlotCount { slot: known.code.clone(), places: known.count }.into());
        }
    }
    Ok(())
}
