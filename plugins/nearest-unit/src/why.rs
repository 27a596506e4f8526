//! Why a unit goes or stays, in the words of the catalog.

use wardroom_plugin::{Candidate, Nearness, Need, Reason};

use crate::price::{Plan, Price, Prices, Unfit};

wardroom_plugin::catalog! {
    1 nearest(eta: duration):
        "本警区能胜任者中最近，{eta}可到",
        "the nearest able unit of its own district, there in {eta}";
    2 rather(eta: duration, later: duration, than: unit):
        "{eta}可到，仅比{than}晚{later}；{than}任务较多或留作他用",
        "there in {eta}, only {later} after {than}, which has more work or is kept for other calls";
    3 overflow(eta: duration, from: district, own_eta: duration, overflow_after: duration):
        "{from}支援，{eta}可到；本警区最近者需{own_eta}，超过{overflow_after}",
        "overflow to {from}, there in {eta}: the own district's nearest needs {own_eta}, more than {overflow_after}";
    4 overflow_nobody(eta: duration, from: district):
        "{from}支援，{eta}可到；本警区再无人能胜任",
        "overflow to {from}, there in {eta}: nobody else of the own district is able to go";
    5 beside(eta: duration, other: unit):
        "{eta}可到；更近的{other}另有所派",
        "there in {eta}: {other}, which is nearer, goes for another need";
    6 observes(eta: duration):
        "别无可派，前往观察并报告，{eta}可到",
        "nobody else is able to go: it observes and reports, there in {eta}";
    10 farther(later: duration, than: unit): "比{than}晚到{later}", "{later} farther than {than}";
    11 other_district(of: district, nearer_eta: duration, overflow_after: duration):
        "属{of}；更近的警区{nearer_eta}可到，未超过{overflow_after}",
        "belongs to {of}, and a nearer district is there in {nearer_eta}, within {overflow_after}";
    12 own_district_first(of: district, winner: unit):
        "属{of}；{winner}相差无几，且警区更近",
        "belongs to {of}, and {winner} of a nearer district is about as near";
    13 busier(workload: count, less: count, winner: unit):
        "任务较多（{workload}起），{winner}仅{less}起",
        "heavier workload: {workload} incidents, and {winner} has {less}";
    14 kept(skills: skills, left: count, winner: unit):
        "留作他用：具备{skills}的可派单元仅{left}个，由{winner}前往",
        "kept for other calls: {left} that can go have {skills}; {winner} goes";
    15 even(winner: unit): "与{winner}相当，{winner}编号在前", "even with {winner}, which comes first by number";
    16 lacks_skills(skills: skills): "缺少技能：{skills}", "lacks {skills}";
    17 shift_ends(ends_in: duration): "{ends_in}后下班", "its shift ends in {ends_in}";
    18 old_fix(age: duration): "位置已过时{age}", "its position is {age} old";
    19 in_reserve(): "留作备勤，另有单元可派", "kept in reserve: others can go";
    20 lacks_skill(skill: skill): "缺少技能：{skill}", "lacks {skill}, or what is asked for with it";
    21 own_district(of: district, own_eta: duration, overflow_after: duration):
        "属{of}；本警区{own_eta}可到，未超过{overflow_after}",
        "belongs to {of}, and the own district is there in {own_eta}, within {overflow_after}";
    22 observes_only(winner: unit):
        "只观察和报告，由{winner}前往",
        "it observes and reports only; {winner} goes";
    30 short(missing: count, skills: skills):
        "尚缺{missing}个单元，须具备：{skills}",
        "{missing} more needed with {skills}";
    31 short_beyond(missing: count, skill: skill, skills: skills):
        "尚缺{missing}个单元，须具备：{skill}，另须{skills}",
        "{missing} more needed with {skill} and, beside that, {skills}";
    40 nothing_needed(): "无需派出单元", "no unit is needed";
}

/// Why this one was chosen.
pub fn chosen(prices: &Prices<'_>, plan: &Plan, candidate: usize, need: usize) -> Reason {
    let unit = &prices.candidates[candidate];
    if prices.observes(candidate) {
        return observes(unit.eta_s);
    }
    let able = || (0..prices.candidates.len()).filter(|other| prices.is_able(*other, need));
    if unit.nearness != Nearness::Own {
        // Candidates come by travel time.
        let own = able().find(|other| is_own(prices, *other) && plan.need_of(*other).is_none());
        return match own.map(|own| prices.candidates[own].eta_s) {
            Some(own_eta_s) if own_eta_s > prices.settings.overflow_after_s => {
                overflow(unit.eta_s, unit.district, own_eta_s, prices.settings.overflow_after_s)
            }
            _ => overflow_nobody(unit.eta_s, unit.district),
        };
    }
    let nearer = able().find(|other| is_own(prices, *other) && prices.candidates[*other].eta_s < unit.eta_s);
    match nearer.map(|other| (plan.need_of(other), &prices.candidates[other])) {
        None => nearest(unit.eta_s),
        // They go for the same: one of them comes first, and both are the nearest.
        Some((Some(other), _)) if other == need => nearest(unit.eta_s),
        Some((Some(_), other)) => beside(unit.eta_s, other.unit),
        Some((None, other)) => rather(unit.eta_s, unit.eta_s - other.eta_s, other.unit),
    }
}

fn is_own(prices: &Prices<'_>, candidate: usize) -> bool {
    let unit = &prices.candidates[candidate];
    unit.nearness == Nearness::Own && !unit.reserve && !prices.observes(candidate)
}

/// Why this one was not.
pub fn not_chosen(prices: &Prices<'_>, plan: &Plan, candidate: usize) -> Reason {
    let unit = &prices.candidates[candidate];
    let price = match prices.of[candidate] {
        Ok(price) => price,
        Err(Unfit::OldFix) => return old_fix(unit.fix_age_s),
        Err(Unfit::ShiftEnds) => return shift_ends(unit.shift_left_s),
    };
    let wanted = || (0..prices.needs.len()).filter(|need| prices.needs[*need].count > 0);
    if !wanted().any(|need| unit.answers(need, &prices.needs[need])) {
        return lacking(unit, prices.needs);
    }
    // Of those who go for something that it could do, the one that it came closest to.
    let rivals = plan.picks().filter(|(_, need)| unit.answers(*need, &prices.needs[*need]));
    let behind = |(winner, need): &(usize, usize)| prices.cost(candidate, *need) - prices.cost(*winner, *need);
    match rivals.min_by_key(behind) {
        Some((winner, need)) => lost(prices, candidate, &price, winner, need),
        // INVARIANT: a place that it could fill is not left empty while it stays.
        None => lacking(unit, prices.needs),
    }
}

/// By what most it costs more than the one who goes.
fn lost(prices: &Prices<'_>, candidate: usize, price: &Price, winner: usize, need: usize) -> Reason {
    let (unit, other) = (&prices.candidates[candidate], &prices.candidates[winner]);
    let than = prices.of[winner].unwrap_or_default();
    if prices.observes(candidate) && !prices.observes(winner) {
        return observes_only(other.unit);
    }
    if unit.reserve && !other.reserve {
        return in_reserve();
    }
    let later = unit.eta_s.saturating_sub(other.eta_s);
    if price.tier > than.tier {
        let within_s = prices.settings.overflow_after_s;
        return match other.nearness {
            Nearness::Own if unit.nearness > Nearness::Own => own_district(unit.district, other.eta_s, within_s),
            nearness if unit.nearness > nearness => other_district(unit.district, other.eta_s, within_s),
            _ => farther(later, other.unit),
        };
    }
    let (loss, others) = (prices.loss(candidate, need), prices.loss(winner, need));
    let more = [
        later,
        price.district_s.saturating_sub(than.district_s),
        price.workload_s.saturating_sub(than.workload_s),
        loss.seconds.saturating_sub(others.seconds),
    ];
    let most = more.iter().copied().max().unwrap_or_default();
    match more.iter().position(|seconds| *seconds == most) {
        _ if most == 0 => even(other.unit),
        Some(0) => farther(later, other.unit),
        Some(1) => own_district_first(unit.district, other.unit),
        Some(2) => busier(unit.workload, other.workload, other.unit),
        _ => kept(loss.skills, loss.left, other.unit),
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
