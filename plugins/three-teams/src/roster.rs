//! The duty roster of the next 24 hours: no time without a shift, every slot filled, nobody in two places.

use wardroom_plugin::{DistrictRef, Finding, PersonRef, Reason, Shift, Structure, StructureSubject, TimeS};

use crate::{Settings, why};

const AHEAD_S: u32 = 24 * 3600;

/// A district's gaps and open slots.
pub fn inspect(
    now: TimeS,
    district: DistrictRef,
    settings: &Settings,
    structure: &Structure,
    findings: &mut Vec<Finding>,
) {
    let mut shifts: Vec<&Shift> = coming(now, structure).filter(|shift| shift.district == district).collect();
    shifts.sort_by_key(|shift| shift.starts);
    // What is wrong at this moment is a breach; what comes can still be mended.
    let mut find = |at: TimeS, why: Reason| {
        let finding = if at <= now { Finding::breach } else { Finding::warning };
        findings.push(finding(StructureSubject::District(district), why));
    };
    let mut covered_until = now;
    for shift in &shifts {
        if shift.starts > covered_until {
            find(covered_until, gap(now, covered_until, shift.starts));
        }
        for (slot, missing) in open_slots(shift, settings, structure) {
            find(shift.starts, open(now, shift, slot, missing));
        }
        covered_until = covered_until.max(shift.ends);
    }
    let until = now.saturating_add(AHEAD_S);
    if covered_until < until {
        find(covered_until, gap(now, covered_until, until));
    }
}

/// Shifts that touch the next 24 hours.
fn coming(now: TimeS, structure: &Structure) -> impl Iterator<Item = &Shift> {
    structure.shifts.iter().filter(move |shift| shift.ends > now && shift.starts < now.saturating_add(AHEAD_S))
}

/// Slots of a shift that have fewer persons than they should, and how many are missing.
fn open_slots(shift: &Shift, settings: &Settings, structure: &Structure) -> Vec<(u16, u32)> {
    let missing = |(code, wanted): (&String, &u8)| {
        let slot = structure.post_codes.iter().position(|known| known == code)? as u16;
        let filled = shift.slots.iter().filter(|s| s.post == slot && s.person.is_some()).count() as u32;
        let missing = u32::from(*wanted).saturating_sub(filled);
        (missing > 0).then_some((slot, missing))
    };
    settings.slots.iter().filter_map(missing).collect()
}

fn gap(now: TimeS, from: TimeS, until: TimeS) -> Reason {
    if from == now { why::no_shift_now(until - from) } else { why::no_shift(from - now, until - from) }
}

fn open(now: TimeS, shift: &Shift, slot: u16, missing: u32) -> Reason {
    if shift.starts <= now {
        why::open_slot_now(slot, missing)
    } else {
        why::open_slot(slot, missing, shift.starts - now)
    }
}

/// A person's place in a shift.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Duty {
    person: PersonRef,
    starts: TimeS,
    ends: TimeS,
    district: DistrictRef,
    slot: u16,
}

/// Persons in two slots at one time, in one district or in two.
pub fn inspect_persons(now: TimeS, structure: &Structure, findings: &mut Vec<Finding>) {
    let duties = |shift: &Shift| {
        let Shift { district, starts, ends, .. } = *shift;
        let filled = shift.slots.iter().filter_map(|slot| Some((slot.post, slot.person?)));
        filled.map(move |(slot, person)| Duty { person, starts, ends, district, slot }).collect::<Vec<_>>()
    };
    let mut duties: Vec<Duty> = coming(now, structure).flat_map(duties).collect();
    duties.sort_unstable();
    let mut duties = duties.into_iter();
    let Some(mut longest) = duties.next() else { return };
    for duty in duties {
        if duty.person == longest.person && duty.starts < longest.ends {
            let starts_in_s = duty.starts.saturating_sub(now);
            let both = why::two_places(longest.slot, longest.district, duty.slot, duty.district, starts_in_s);
            findings.push(Finding::breach(StructureSubject::Person(duty.person), both));
        }
        if duty.person != longest.person || duty.ends > longest.ends {
            longest = duty;
        }
    }
}
