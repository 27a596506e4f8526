//! Whether a report is another word of an incident that is known. Each thing that is known of both is evidence for it or against it,
//! in points of a hundred; without any it is as likely as not.

use wardroom_plugin::view::{self, Subject};
use wardroom_plugin::{IntakeOutcome, KindRef, Nearby, Reason, Value};

use crate::{Settings, why};

/// The county's attribute of kinds of incident that may be taken for each other: the same text for each of them.
const FAMILY: &str = "family";

/// How likely it is before anything is known, percent.
const AS_LIKELY_AS_NOT: i32 = 50;

/// How the kinds of a report and of an incident go together; what says more for one incident comes first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kinship {
    Same,
    /// It was reported as that kind; by its words it is another.
    ReportedAsSame,
    Kindred,
    Strangers,
}

/// What speaks for one incident, and against it where it is below 0.
struct Evidence {
    place: i32,
    time: i32,
    kinship: Kinship,
    kind: i32,
    /// Words that have nothing in common say nothing: people have many words for one thing.
    words: Option<(u8, i32)>,
}

impl Evidence {
    fn of(settings: &Settings, kinship: Kinship, near: &Nearby) -> Evidence {
        let kind = match kinship {
            Kinship::Same | Kinship::ReportedAsSame => points(settings.same_kind_weight),
            Kinship::Kindred => points(settings.kindred_weight),
            Kinship::Strangers => -points(settings.other_kind_weight),
        };
        let alike = near.alike.filter(|alike| *alike > 0);
        Evidence {
            place: closeness(settings.place_weight, near.distance_m, settings.distance_m),
            time: closeness(settings.time_weight, near.age_s, settings.within_s),
            kinship,
            kind,
            words: alike.map(|alike| (alike, points(settings.words_weight) * i32::from(alike) / 100)),
        }
    }

    fn confidence(&self) -> u8 {
        let words = self.words.map_or(0, |(_, words)| words);
        (AS_LIKELY_AS_NOT + self.place + self.time + self.kind + words).clamp(0, 100) as u8
    }

    /// Each of them with what it counted for.
    fn why(&self, known: &Nearby) -> Reason {
        let (away, ago) = (known.distance_m, known.age_s);
        let (place, time, kind) = (signed(self.place), signed(self.time), signed(self.kind));
        match (self.kinship, self.words.map(|(alike, words)| (alike, signed(words)))) {
            (Kinship::Same, None) => why::same_kind(away, place, ago, time, kind),
            (Kinship::Same, Some((alike, words))) => {
                why::same_kind_and_words(away, place, ago, time, kind, alike, words)
            }
            (Kinship::ReportedAsSame, None) => why::reported_as_same_kind(away, place, ago, time, kind),
            (Kinship::ReportedAsSame, Some((alike, words))) => {
                why::reported_as_same_kind_and_words(away, place, ago, time, kind, alike, words)
            }
            (Kinship::Kindred, None) => why::kindred(away, place, ago, time, kind),
            (Kinship::Kindred, Some((alike, words))) => {
                why::kindred_and_words(away, place, ago, time, kind, alike, words)
            }
            (Kinship::Strangers, None) => why::other_kind(away, place, ago, time, kind),
            (Kinship::Strangers, Some((alike, words))) => {
                why::other_kind_and_words(away, place, ago, time, kind, alike, words)
            }
        }
    }
}

/// Points out the likeliest one, if it is likely enough; of two that are equally so, the nearer. `kinds` are the one that the
/// report is of by its words and the one that it was reported as: what the words of an incident nearby tell is not to be seen
/// before a person has agreed, so it may still stand there as it was reported.
pub fn find(settings: &Settings, kinds: [KindRef; 2], nearby: &[Nearby], outcome: &mut IntakeOutcome) {
    let near = nearby.iter().filter(|n| n.distance_m <= settings.distance_m && n.age_s <= settings.within_s);
    let weighed = near.map(|n| (Evidence::of(settings, kinship(kinds, n.kind), n), n));
    let likelier = |best: &Evidence, other: &Evidence| other.confidence() > best.confidence();
    let likeliest = weighed.reduce(|best, other| if likelier(&best.0, &other.0) { other } else { best });
    let Some((evidence, known)) = likeliest.filter(|(evidence, _)| evidence.confidence() >= settings.sure_from) else {
        return;
    };
    outcome.duplicate_of(known.ref_, evidence.confidence(), evidence.why(known));
}

fn kinship([by_words, reported]: [KindRef; 2], other: KindRef) -> Kinship {
    if by_words == other {
        return Kinship::Same;
    }
    if reported == other {
        return Kinship::ReportedAsSame;
    }
    let family = |kind| match view::attribute(Subject::Kind(kind), FAMILY) {
        Ok(Some(Value::Text(family))) => Some(family),
        _ => None,
    };
    let Some(of_other) = family(other) else { return Kinship::Strangers };
    let same = [by_words, reported].into_iter().any(|kind| family(kind).as_ref() == Some(&of_other));
    if same { Kinship::Kindred } else { Kinship::Strangers }
}

/// The whole weight where there is nothing between them, none half-way to the limit, and the whole weight against it at the limit.
fn closeness(weight: u8, of: u32, limit: u32) -> i32 {
    let (of, limit) = (i64::from(of), i64::from(limit.max(1)));
    (i64::from(weight) * (limit - 2 * of) / limit) as i32
}

fn points(weight: u8) -> i32 {
    i32::from(weight)
}

/// What is for it has a plus, what is against it a minus.
fn signed(points: i32) -> String {
    if points == 0 { "0".to_owned() } else { format!("{points:+}") }
}
