//! Why a unit goes or stays: reason codes and their values, in the order of the placeholders in `catalog.json`.

use wardroom_plugin::{Candidate, Nearness, Need, Reason, reason};

use crate::{Choice, Fate, Settings, spare_skills};

pub const NEAREST: u16 = 1;
pub const AS_NEAR: u16 = 2;
pub const OVERFLOW: u16 = 3;
pub const OVERFLOW_NOBODY: u16 = 4;
pub const FARTHER: u16 = 10;
pub const OTHER_DISTRICT: u16 = 11;
pub const OWN_DISTRICT_FIRST: u16 = 12;
pub const BUSIER: u16 = 13;
pub const SKILLS_TO_SPARE: u16 = 14;
pub const EVEN: u16 = 15;
pub const LACKS_SKILLS: u16 = 16;
pub const SHIFT_ENDS: u16 = 17;
pub const OLD_FIX: u16 = 18;
pub const SHORT: u16 = 30;
pub const NOTHING_NEEDED: u16 = 40;

/// Why this one was chosen.
pub fn chosen(settings: &Settings, choice: &Choice, candidates: &[Candidate]) -> Reason {
    let unit = &candidates[choice.unit];
    match (unit.nearness, choice.own_eta_s) {
        (Nearness::Own, _) if unit.eta_s == choice.best_eta_s => reason(NEAREST).with(unit.eta_s),
        (Nearness::Own, _) => reason(AS_NEAR).with(unit.eta_s).with(unit.eta_s - choice.best_eta_s).with(unit.workload),
        (_, Some(own_eta_s)) => {
            reason(OVERFLOW).with(unit.eta_s).with(unit.district).with(own_eta_s).with(settings.overflow_after_s)
        }
        (_, None) => reason(OVERFLOW_NOBODY).with(unit.eta_s).with(unit.district),
    }
}

/// Why this one was not; `None` if it was.
pub fn not_chosen(
    settings: &Settings,
    fate: &Fate,
    needs: &[Need],
    unit: &Candidate,
    candidates: &[Candidate],
) -> Option<Reason> {
    Some(match fate {
        Fate::Taken => return None,
        Fate::OldFix => reason(OLD_FIX).with(unit.fix_age_s),
        Fate::ShiftEnds => reason(SHIFT_ENDS).with(unit.shift_left_s),
        Fate::Free => reason(LACKS_SKILLS).with(lacking(unit, needs)),
        Fate::Lost(choice) => lost(settings, choice, needs[choice.need].skills, unit, &candidates[choice.unit]),
    })
}

/// Why it lost its place to the winner: the first of the rule's comparisons in which the winner was ahead.
fn lost(settings: &Settings, choice: &Choice, skills: u32, unit: &Candidate, winner: &Candidate) -> Reason {
    let farther = || reason(FARTHER).with(unit.eta_s - winner.eta_s).with(winner.unit);
    if unit.nearness > choice.reach {
        reason(OTHER_DISTRICT).with(unit.district).with(choice.best_eta_s).with(settings.overflow_after_s)
    } else if unit.eta_s > choice.best_eta_s.saturating_add(settings.tie_s) {
        farther()
    } else if unit.nearness > winner.nearness {
        reason(OWN_DISTRICT_FIRST).with(unit.district).with(winner.unit)
    } else if unit.workload > winner.workload {
        reason(BUSIER).with(unit.workload).with(winner.workload).with(winner.unit)
    } else if spare_skills(unit, skills) > spare_skills(winner, skills) {
        reason(SKILLS_TO_SPARE).with(winner.unit)
    } else if unit.eta_s > winner.eta_s {
        farther()
    } else {
        reason(EVEN).with(winner.unit)
    }
}

/// The skills it lacks for the need that it comes closest to.
fn lacking(unit: &Candidate, needs: &[Need]) -> u32 {
    let lacks = needs.iter().filter(|need| need.count > 0).map(|need| need.skills & !unit.skills);
    lacks.min_by_key(|skills| skills.count_ones()).unwrap_or_default()
}

/// What could not be had.
pub fn short(missing: u8, need: Need) -> Reason {
    reason(SHORT).with(missing).with(need.skills)
}
