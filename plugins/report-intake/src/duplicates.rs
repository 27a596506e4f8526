//! Whether a report is another word of an incident that is known: near it in place and time, of the same kind or a kindred one,
//! and told in like words.

use wardroom_plugin::view::{self, Subject};
use wardroom_plugin::{IntakeOutcome, KindRef, Nearby, Reason, Value};

use crate::{Settings, why};

/// The county's attribute of kinds of incident that may be taken for each other: the same text for each of them.
const FAMILY: &str = "family";

/// How the kinds of a report and of an incident go together; what says more for one incident comes first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kinship {
    Same,
    /// It was reported as that kind; by its words it is another.
    ReportedAsSame,
    Kindred,
}

impl Kinship {
    /// How much it alone says for one incident, percent.
    fn percent(self) -> u32 {
        match self {
            Kinship::Same | Kinship::ReportedAsSame => 50,
            Kinship::Kindred => 40,
        }
    }

    fn why(self, known: &Nearby) -> Reason {
        let (away, ago) = (known.distance_m, known.age_s);
        match (self, known.alike) {
            (Kinship::Same, None) => why::same_kind(away, ago),
            (Kinship::Same, Some(alike)) => why::same_kind_and_words(away, ago, alike),
            (Kinship::ReportedAsSame, None) => why::reported_as_same_kind(away, ago),
            (Kinship::ReportedAsSame, Some(alike)) => why::reported_as_same_kind_and_words(away, ago, alike),
            (Kinship::Kindred, None) => why::kindred(away, ago, known.kind),
            (Kinship::Kindred, Some(alike)) => why::kindred_and_words(away, ago, alike, known.kind),
        }
    }
}

/// Points out the likeliest one, if it is likely enough; of two that are equally so, the nearer. `kinds` are the one that the
/// report is of by its words and the one that it was reported as: what the words of an incident nearby tell is not to be seen
/// before a person has agreed, so it may still stand there as it was reported.
pub fn find(settings: &Settings, kinds: [KindRef; 2], nearby: &[Nearby], outcome: &mut IntakeOutcome) {
    let near = nearby.iter().filter(|n| n.distance_m <= settings.distance_m && n.age_s <= settings.within_s);
    let likely = near.filter_map(|n| {
        let kinship = kinship(kinds, n.kind)?;
        Some((confidence(settings, kinship.percent(), n), kinship, n))
    });
    let likeliest = likely.reduce(|best, other| if other.0 > best.0 { other } else { best });
    let Some((confidence, kinship, known)) = likeliest.filter(|(confidence, ..)| *confidence >= settings.sure_from)
    else {
        return;
    };
    outcome.duplicate_of(known.ref_, confidence, kinship.why(known));
}

/// `None` where all of a report's kinds are strangers to the other.
fn kinship([by_words, reported]: [KindRef; 2], other: KindRef) -> Option<Kinship> {
    if by_words == other {
        return Some(Kinship::Same);
    }
    if reported == other {
        return Some(Kinship::ReportedAsSame);
    }
    let family = |kind| match view::attribute(Subject::Kind(kind), FAMILY) {
        Ok(Some(Value::Text(family))) => Some(family),
        _ => None,
    };
    let of_other = family(other)?;
    [by_words, reported].into_iter().any(|kind| family(kind).as_ref() == Some(&of_other)).then_some(Kinship::Kindred)
}

/// Up to 15 % each for being close in place and in time; like words add up to 20 %, others take off up to 25 %.
fn confidence(settings: &Settings, kinship: u32, near: &Nearby) -> u8 {
    let closeness = |of: u32, limit: u32| 15 * (limit - of) / limit.max(1);
    let by_place = closeness(near.distance_m, settings.distance_m) + closeness(near.age_s, settings.within_s);
    let without_words = i64::from(kinship + by_place);
    let by_words = near.alike.map_or(0, |alike| i64::from(alike) * 45 / 100 - 25);
    (without_words + by_words).clamp(0, 100) as u8
}
