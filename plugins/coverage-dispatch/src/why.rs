//! Why a unit goes or stays, in the words of the catalog.

use wardroom_plugin::{Candidate, Nearness, Need, Reason};

use crate::plan::{Plan, Price, Round, Unfit, Weighing};
use crate::settings::Objective;

wardroom_plugin::catalog! {
    1 least_loss(eta: duration, threshold: duration, loss: percent):
        "{threshold}内可到者中，其离开对覆盖影响最小（期望覆盖下降{loss}），{eta}可到",
        "of those there within {threshold} its leaving costs least, {loss} of the expected cover; there in {eta}";
    2 rather(eta: duration, later: duration, than: unit, loss: percent, more: percent):
        "{eta}可到，比{than}晚{later}；派其期望覆盖下降{loss}，派{than}下降{more}",
        "there in {eta}, {later} after {than}: its leaving costs {loss} of the expected cover, that of {than} {more}";
    3 only_one(eta: duration, threshold: duration):
        "别无能胜任者在{threshold}内可到，{eta}可到",
        "nobody else that is able is there within {threshold}; there in {eta}";
    4 fastest(eta: duration, threshold: duration):
        "无人能在{threshold}内到达，其最快，{eta}可到",
        "nobody is there within {threshold}; the fastest, in {eta}";
    5 nearest(eta: duration): "能胜任者中最快，{eta}可到", "the fastest that is able to go, there in {eta}";
    6 overflow(eta: duration, from: district, threshold: duration):
        "{from}支援，{eta}可到；更近的警区无人能在{threshold}内到达",
        "overflow to {from}, there in {eta}: nobody of a nearer district is there within {threshold}";
    7 cover_unknown(eta: duration):
        "覆盖情况无从计算，派最快者，{eta}可到",
        "how much cover there is can't be worked out: the fastest goes, there in {eta}";
    8 observes(eta: duration):
        "别无可派，前往观察并报告，{eta}可到",
        "nobody else is able to go: it observes and reports, there in {eta}";
    9 observes_beside(eta: duration, police: unit):
        "别无可派，随{police}前往观察并报告，{eta}可到",
        "nobody else is able to go: beside {police} it observes and reports, there in {eta}";

    10 farther(later: duration, than: unit): "比{than}晚到{later}", "{later} farther than {than}";
    11 costs_more(eta: duration, loss: percent, winner: unit, less: percent):
        "{eta}可到，但其离开使期望覆盖下降{loss}，{winner}仅{less}",
        "there in {eta}, but its leaving would cost {loss} of the expected cover, that of {winner} {less}";
    12 too_late(eta: duration, threshold: duration, winner: unit):
        "{eta}才到，超过{threshold}；{winner}按时可到",
        "there in {eta}, later than {threshold}, and {winner} is in time";
    13 costs_as_much(loss: percent, later: duration, winner: unit):
        "离开的影响（{loss}）与{winner}相同，但晚到{later}",
        "its leaving would cost {loss}, as much as that of {winner}, and it is there {later} later";
    14 even(winner: unit): "与{winner}相当，{winner}编号在前", "even with {winner}, which comes first by number";
    15 other_district(of: district, winner: unit):
        "属{of}；{winner}的警区更近，且按时可到",
        "belongs to {of}; {winner} is of a nearer district, and in time";
    16 lacks_skills(skills: skills): "缺少技能：{skills}", "lacks {skills}";
    17 shift_ends(ends_in: duration): "{ends_in}后下班", "its shift ends in {ends_in}";
    18 old_fix(age: duration): "位置已过时{age}", "its position is {age} old";
    19 in_reserve(): "留作备勤，另有单元可派", "kept in reserve: others can go";
    20 lacks_skill(skill: skill): "缺少技能：{skill}", "lacks {skill}, or what is asked for with it";
    21 observes_only(winner: unit):
        "只观察和报告，由{winner}前往",
        "it observes and reports only; {winner} goes";
    22 needed_beside(winner: unit):
        "须留给同一警情的其他需要，由{winner}前往",
        "another need of the incident could not be met without it; {winner} goes";

    30 short(missing: count, skills: skills):
        "尚缺{missing}个单元，须具备：{skills}",
        "{missing} more needed with {skills}";
    31 short_beyond(missing: count, skill: skill, skills: skills):
        "尚缺{missing}个单元，须具备：{skill}，另须{skills}",
        "{missing} more needed with {skill} and, beside that, {skills}";
    40 nothing_needed(): "无需派出单元", "no unit is needed";
}

/// Percent of the demand, with two digits.
fn percent(ppm: u32) -> f64 {
    (f64::from(ppm) / 100.0).round() / 100.0
}

/// Why this one was chosen.
pub fn chosen(plan: &Plan<'_>, round: &Round) -> Reason {
    let Round { winner, prices, .. } = round;
    let unit = &plan.candidates[winner.candidate];
    let (eta_s, threshold_s) = (winner.eta_s, plan.settings.threshold_s);
    if plan.observes(winner.candidate) {
        return plan.beside.map_or_else(|| observes(eta_s), |police| observes_beside(eta_s, police));
    }
    if plan.settings.objective == Objective::Nearest && unit.nearness == Nearness::Own {
        return nearest(eta_s);
    }
    if unit.nearness != Nearness::Own && plan.settings.own_district_first {
        return overflow(eta_s, unit.district, threshold_s);
    }
    if !winner.in_time() {
        return fastest(eta_s, threshold_s);
    }
    let rivals = || prices.iter().flatten().filter(|price| price.tier == winner.tier && *price != winner);
    match plan.weighing {
        _ if rivals().next().is_none() => only_one(eta_s, threshold_s),
        Weighing::NotKnown => cover_unknown(eta_s),
        Weighing::NotNeeded => nearest(eta_s),
        Weighing::Done => match rivals().min_by_key(|price| (price.eta_s, price.candidate)) {
            Some(nearer) if nearer.eta_s < eta_s => {
                let than = plan.candidates[nearer.candidate].unit;
                rather(eta_s, eta_s - nearer.eta_s, than, percent(winner.loss_ppm), percent(nearer.loss_ppm))
            }
            _ => least_loss(eta_s, threshold_s, percent(winner.loss_ppm)),
        },
    }
}

/// Why this one was not.
pub fn not_chosen(plan: &Plan<'_>, candidate: usize) -> Reason {
    let unit = &plan.candidates[candidate];
    match plan.unfit[candidate] {
        Some(Unfit::OldFix) => return old_fix(unit.fix_age_s),
        Some(Unfit::ShiftEnds) => return shift_ends(unit.shift_left_s),
        None => {}
    }
    // It lost last against whoever took the last place that it could have filled.
    let lost_in = plan.rounds.iter().rev().find_map(|round| round.prices[candidate].map(|price| (round, price)));
    match lost_in {
        Some((round, price)) => lost(plan, &price, &round.winner),
        // INVARIANT: a place that it could fill is not left empty while it stays.
        None => lacking(unit, plan.needs),
    }
}

fn lost(plan: &Plan<'_>, price: &Price, winner: &Price) -> Reason {
    let (unit, other) = (&plan.candidates[price.candidate], &plan.candidates[winner.candidate]);
    let (later, threshold_s) = (price.eta_s.saturating_sub(winner.eta_s), plan.settings.threshold_s);
    if price < winner {
        return needed_beside(other.unit);
    }
    if plan.observes(price.candidate) && !plan.observes(winner.candidate) {
        return observes_only(other.unit);
    }
    if unit.reserve && !other.reserve {
        return in_reserve();
    }
    if price.tier != winner.tier {
        return match price.eta_s > threshold_s {
            true => too_late(price.eta_s, threshold_s, other.unit),
            false => other_district(unit.district, other.unit),
        };
    }
    if price.loss_ppm > winner.loss_ppm && price.in_time() {
        return costs_more(price.eta_s, percent(price.loss_ppm), other.unit, percent(winner.loss_ppm));
    }
    match later {
        0 => even(other.unit),
        _ if plan.weighing == Weighing::Done && price.in_time() && price.loss_ppm == winner.loss_ppm => {
            costs_as_much(percent(price.loss_ppm), later, other.unit)
        }
        _ => farther(later, other.unit),
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
