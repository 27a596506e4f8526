//! Looks a report over before anybody is sent: is it what it was reported as, is it more pressing than that, and is it known
//! already. What the county has no table or attribute for, and what it did not grant, is left as it is.

mod duplicates;
mod why;

use serde::Deserialize;
use wardroom_plugin::view::{self, Reference};
use wardroom_plugin::{Intake, IntakeOutcome, KindRef, Nearby, Priority, Report, Result, TimeS, Value};

/// The county's table of key words: in which words (`word`) a report of a kind (`reported`) turns out to be of another (`kind`).
const KEY_WORDS: &str = "key-words";
/// The county's table of key places; its column `grid` has the code of the grid that each stands in.
const KEY_PLACES: &str = "key-places";
/// Rows for one kind that are looked at.
const ROWS_MAX: u16 = 64;

/// `settings.schema.json` says the same to people.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub distance_m: u32,
    pub within_s: u32,
    /// Percent.
    pub sure_from: u8,
    /// Of each piece of evidence, in points of a hundred.
    pub place_weight: u8,
    pub time_weight: u8,
    pub same_kind_weight: u8,
    pub kindred_weight: u8,
    /// Against it.
    pub other_kind_weight: u8,
    pub words_weight: u8,
    pub key_place_raises: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            distance_m: 300,
            within_s: 1_800,
            sure_from: 65,
            place_weight: 15,
            time_weight: 15,
            same_kind_weight: 10,
            kindred_weight: 5,
            other_kind_weight: 30,
            words_weight: 35,
            key_place_raises: true,
        }
    }
}

pub struct ReportIntake;

impl Intake for ReportIntake {
    type Settings = Settings;

    fn classify(_: TimeS, settings: &Settings, report: &Report, nearby: &[Nearby]) -> Result<IntakeOutcome> {
        let mut outcome = IntakeOutcome::default();
        let kind = kind_by_words(report, &mut outcome);
        // What is of another kind has that kind's priority, which only the host knows.
        if kind.is_none() && settings.key_place_raises {
            raise_at_key_place(report, &mut outcome);
        }
        duplicates::find(settings, [kind.unwrap_or(report.kind), report.kind], nearby, &mut outcome);
        Ok(outcome)
    }
}

wardroom_plugin::export!(intake: ReportIntake);

/// The kind that the caller's words tell of, if it is another than was reported.
fn kind_by_words(report: &Report, outcome: &mut IntakeOutcome) -> Option<KindRef> {
    let words = report.words.as_deref()?;
    let reported = Value::Reference(Reference::Kind(report.kind));
    let rows = view::rows(KEY_WORDS, "reported", &reported, ROWS_MAX).ok()?;
    let row = rows.iter().find(|row| view::text(row, "word").is_some_and(|word| words.contains(word)))?;
    let Reference::Kind(kind) = view::reference(row, "kind")? else { return None };
    outcome.set_kind(kind, why::key_word(view::text(row, "code")?));
    Some(kind)
}

fn raise_at_key_place(report: &Report, outcome: &mut IntakeOutcome) {
    let raised = match report.priority {
        Priority::Critical => return,
        Priority::Urgent => Priority::Critical,
        Priority::Prompt => Priority::Urgent,
        Priority::Routine => Priority::Prompt,
    };
    let found = view::rows(KEY_PLACES, "grid", &Value::Reference(Reference::Grid(report.grid)), 1);
    if found.is_ok_and(|rows| !rows.is_empty()) {
        outcome.set_priority(raised, why::key_place(report.grid));
    }
}

#[cfg(test)]
mod tests;
