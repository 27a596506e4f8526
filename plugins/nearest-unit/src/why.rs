//! Why a unit goes or stays, in the words of the catalog.

use wardroom_plugin::{Candidate, Nearness, Need, Reason};

use crate::{Choice, Fate, Settings, spare_skills};

wardroom_plugin::catalog! {
    1 nearest(eta: duration):
        "本警区能胜任者中最近，{eta}可到",
        "the nearest able unit of its own district, there in {eta}";
    2 as_near(eta: duration, later: duration, workload: count):
        "{eta}可到，仅比最近者晚{later}；同样近者中，按警区、任务数（{workload}起）、技能专用程度居先",
        "there in {eta}, only {later} after the nearest; of the units that near it comes first by district, workload ({workload}) and skills to spare";
    3 overflow(eta: duration, from: district, own_eta: duration, overflow_after: duration):
        "{from}支援，{eta}可到；本警区最近者需{own_eta}，超过{overflow_after}",
        "overflow to {from}, there in {eta}: the own district's nearest needs {own_eta}, more than {overflow_after}";
    4 overflow_nobody(eta: duration, from: district):
        "{from}支援，{eta}可到；本警区无人能胜任",
        "overflow to {from}, there in {eta}: nobody in the own district is able to go";
    10 farther(later: duration, than: unit): "比{than}晚到{later}", "{later} farther than {than}";
    11 other_district(of: district, nearer_eta: duration, overflow_after: duration):
        "属{of}；较近警区{nearer_eta}可到，未超过{overflow_after}",
        "belongs to {of}, and a nearer district is there in {nearer_eta}, within {overflow_after}";
    12 own_district_first(of: district, winner: unit):
        "属{of}；{winner}同样近，且警区更近",
        "belongs to {of}, and {winner} of a nearer district is as near";
    13 busier(workload: count, less: count, winner: unit):
        "任务较多（{workload}起），{winner}同样近，仅{less}起",
        "heavier workload: {workload} incidents, and {winner}, as near, has {less}";
    14 skills_to_spare(winner: unit):
        "留作他用：{winner}同样近，且无多余技能",
        "kept for its other skills: {winner} is as near and plainer";
    15 even(winner: unit): "与{winner}相当，{winner}编号在前", "even with {winner}, which comes first by number";
    16 lacks_skills(skills: skills): "缺少技能：{skills}", "lacks {skills}";
    17 shift_ends(ends_in: duration): "{ends_in}后下班", "its shift ends in {ends_in}";
    18 old_fix(age: duration): "位置已过时{age}", "its position is {age} old";
    19 in_reserve(): "留作备勤，另有单元可派", "kept in reserve: others can go";
    20 lacks_skill(skill: skill): "缺少技能：{skill}", "lacks {skill}, or what is asked for with it";
    30 short(missing: count, skills: skills):
        "尚缺{missing}个单元，须具备：{skills}",
        "{missing} more needed with {skills}";
    31 short_beyond(missing: count, skill: skill, skills: skills):
        "尚缺{missing}个单元，须具备：{skill}，另须{skills}",
        "{missing} more needed with {skill} and, beside that, {skills}";
    40 nothing_needed(): "无需派出单元", "no unit is needed";
}

/// Why this one was chosen.
pub fn chosen(settings: &Settings, choice: &Choice, candidates: &[Candidate]) -> Reason {
    let unit = &candidates[choice.unit];
    match (unit.nearness, choice.own_eta_s) {
        (Nearness::Own, _) if unit.eta_s == choice.best_eta_s => nearest(unit.eta_s),
        (Nearness::Own, _) => as_near(unit.eta_s, unit.eta_s - choice.best_eta_s, unit.workload),
        (_, Some(own_eta_s)) => overflow(unit.eta_s, unit.district, own_eta_s, settings.overflow_after_s),
        (_, None) => overflow_nobody(unit.eta_s, unit.district),
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
        Fate::OldFix => old_fix(unit.fix_age_s),
        Fate::ShiftEnds => shift_ends(unit.shift_left_s),
        Fate::Free => lacking(unit, needs),
        Fate::Lost(choice) => lost(settings, choice, needs[choice.need].skills, unit, &candidates[choice.unit]),
    })
}

/// Why it lost its place to the winner: the first of the rule's comparisons in which the winner was ahead.
fn lost(settings: &Settings, choice: &Choice, skills: u32, unit: &Candidate, winner: &Candidate) -> Reason {
    if unit.reserve && !winner.reserve {
        return in_reserve();
    }
    let later = || farther(unit.eta_s - winner.eta_s, winner.unit);
    if unit.nearness > choice.reach {
        other_district(unit.district, choice.best_eta_s, settings.overflow_after_s)
    } else if unit.eta_s > choice.best_eta_s.saturating_add(settings.tie_s) {
        later()
    } else if unit.nearness > winner.nearness {
        own_district_first(unit.district, winner.unit)
    } else if unit.workload > winner.workload {
        busier(unit.workload, winner.workload, winner.unit)
    } else if spare_skills(unit, skills) > spare_skills(winner, skills) {
        skills_to_spare(winner.unit)
    } else if unit.eta_s > winner.eta_s {
        later()
    } else {
        even(winner.unit)
    }
}

/// What it lacks for the need that it comes closest to.
fn lacking(unit: &Candidate, needs: &[Need]) -> Reason {
    let open = needs.iter().filter(|need| need.count > 0);
    let closest = open.min_by_key(|need| (need.skills & !unit.skills).count_ones());
    let lacks = closest.map_or(0, |need| need.skills & !unit.skills);
    match closest.and_then(|need| need.more_skills.as_ref()?.first()).filter(|_| lacks == 0) {
        Some(first) => lacks_skill(*first),
        None => lacks_skills(lacks),
    }
}

/// What could not be had for a need.
pub fn missing(units: u8, need: &Need) -> Reason {
    match need.more_skills.as_ref().and_then(|more| more.first()) {
        Some(first) => short_beyond(units, *first, need.skills),
        None => short(units, need.skills),
    }
}
