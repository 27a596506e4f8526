//! Whether a report is another word of an incident that is known: near it in place and time, of the same kind or a kindred one,
//! and told in like words.

use wardroom_plugin::view::{self, Subject};
use wardroom_plugin::{IntakeOutcome, KindRef, Nearby, Value, reason};

use crate::{Settings, why};

/// The county's attribute of kinds of incident that may be taken for each other: the same text for each of them.
const FAMILY: &str = "family";

/// Points out the likeliest one, if it is likely enough; of two that are equally so, the nearer.
pub fn find(settings: &Settings, kind: KindRef, nearby: &[Nearby], outcome: &mut IntakeOutcome) {
    let near = nearby.iter().filter(|n| n.distance_m <= settings.distance_m && n.age_s <= settings.within_s);
    let likely = near.filter_map(|n| Some((confidence(settings, kinship(kind, n.kind)?, n), n)));
    let likeliest = likely.reduce(|best, other| if other.0 > best.0 { other } else { best });
    let Some((confidence, known)) = likeliest.filter(|(confidence, _)| *confidence >= settings.sure_from) else {
        return;
    };
    let code = match (known.kind == kind, known.alike) {
        (true, None) => why::SAME_KIND,
        (true, Some(_)) => why::SAME_KIND_AND_WORDS,
        (false, None) => why::KINDRED,
        (false, Some(_)) => why::KINDRED_AND_WORDS,
    };
    let mut why = reason(code).with(known.distance_m).with(known.age_s);
    if let Some(alike) = known.alike {
        why = why.with(alike);
    }
    if known.kind != kind {
        why = why.with(known.kind);
    }
    outcome.duplicate_of(known.ref_, confidence, why);
}

/// How much two kinds alone say for one incident, percent; `None` where they are strangers.
fn kinship(one: KindRef, other: KindRef) -> Option<u32> {
    let family = |kind| match view::attribute(Subject::Kind(kind), FAMILY) {
        Ok(Some(Value::Text(family))) => Some(family),
        _ => None,
    };
    if one == other {
        return Some(50);
    }
    (family(one)? == family(other)?).then_some(40)
}

/// Up to 15 % each for being close in place and in time; like words add up to 20 %, others take off up to 25 %.
fn confidence(settings: &Settings, kinship: u32, near: &Nearby) -> u8 {
    let closeness = |of: u32, limit: u32| 15 * (limit - of) / limit.max(1);
    let by_place = closeness(near.distance_m, settings.distance_m) + closeness(near.age_s, settings.within_s);
    let without_words = i64::from(kinship + by_place);
    let by_words = near.alike.map_or(0, |alike| i64::from(alike) * 45 / 100 - 25);
    (without_words + by_words).clamp(0, 100) as u8
}
