//! A simulation's summary as tables for people.

use domain::county::County;
use domain::incident::Priority;
use domain::sentence::Sentence;
use sequencer::simulation::{Group, PluginFigures, ProcedureFigures, Refusals, ResponseTimes, Summary};
use telling::refused::refused_why;
use telling::say;
use telling::words::word;

use crate::output::{Session, table};
use crate::text::{phrase, sentence};

/// Units on one line of the list of how busy they were.
const UNITS_PER_LINE: usize = 8;

/// For all, each district and each priority one line; then how busy the units were, and what tells two runs apart.
pub fn tables(session: Session, county: &County, summary: &Summary) -> String {
    let text = |text| session.text(text);
    let heading = [
        "",
        text(phrase!("simulate.incidents")),
        text(phrase!("simulate.served")),
        text(phrase!("simulate.waiting")),
        "P50",
        "P90",
        text(phrase!("simulate.within-five")),
        text(phrase!("simulate.within-ten")),
        text(phrase!("simulate.overflow")),
        text(phrase!("simulate.escalations")),
        text(phrase!("simulate.refused-proposals")),
    ];
    let mut rows = vec![row(text(phrase!("simulate.all")), &summary.all)];
    for (code, group) in &summary.districts {
        let district = county.districts.iter().find(|district| district.code == *code);
        let name = district.map_or("", |district| session.lang.pick(&district.name.zh, &district.name.en));
        rows.push(row(&format!("{code} {name}"), group));
    }
    for priority in Priority::ALL {
        let group = summary.priorities.get(priority.name());
        rows.extend(group.map(|group| row(word(&priority, session.lang), group)));
    }
    let figures = table(&heading, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], rows);
    let run = [
        (phrase!("simulate.fallbacks"), summary.fallbacks.to_string()),
        (phrase!("simulate.seed"), summary.seed.to_string()),
        (phrase!("simulate.state-hash"), summary.state_hash.clone()),
    ];
    let run = run.map(|(what, value)| format!("{}{value}\n", text(what))).concat();
    let plugins = plugins(session, summary) + &procedures(session, summary);
    let bound = bound(session, &summary.all.nearest_s);
    let (note, used) = (text(phrase!("simulate.response-note")), text(phrase!("simulate.utilisation")));
    format!("{figures}\n{note}{bound}\n{plugins}\n{used}\n{}\n{run}", utilisation(summary))
}

/// What no dispatch could better, in the words of the note that it follows.
fn bound(session: Session, nearest: &ResponseTimes) -> String {
    match nearest {
        ResponseTimes { p50: Some(p50), p90: Some(p90), within_600: Some(within), .. } => {
            let (p50, p90, within) = (minutes(*p50), minutes(*p90), percent(*within));
            format!("\n{}", sentence!(session, "simulate.bound", p50, p90, within))
        }
        _ => String::new(),
    }
}

/// A line for each kind of procedure; nothing without any.
fn procedures(session: Session, summary: &Summary) -> String {
    if summary.procedures.is_empty() {
        return String::new();
    }
    let heading = [
        phrase!("heading.kind"),
        phrase!("simulate.began"),
        phrase!("simulate.steps"),
        phrase!("simulate.tasks-done"),
        phrase!("simulate.tasks-left"),
        phrase!("simulate.not-started"),
        phrase!("simulate.ends"),
    ];
    let row = |(kind, figures): (&String, &ProcedureFigures)| {
        let ProcedureFigures { began, steps, tasks_done, tasks_left, not_started, ended } = figures;
        let counts = [began, steps, tasks_done, tasks_left, not_started].map(u64::to_string);
        let ends = ended.iter().map(|(end, count)| format!("{end} {count}")).collect::<Vec<_>>().join(", ");
        std::iter::once(kind.clone()).chain(counts).chain([ends]).collect()
    };
    let rows: Vec<_> = summary.procedures.iter().map(row).collect();
    format!("\n{}", table(&heading.map(|text| session.text(text)), &[1, 2, 3, 4, 5], rows))
}

/// A line for each plugin; below, how it failed the first time and why it was refused. Nothing without any.
fn plugins(session: Session, summary: &Summary) -> String {
    if summary.plugins.is_empty() {
        return String::new();
    }
    let heading = [
        phrase!("heading.plugin"),
        phrase!("simulate.asked"),
        phrase!("simulate.decided"),
        phrase!("simulate.abstained"),
        phrase!("simulate.failed"),
        phrase!("simulate.in-quarantine"),
        phrase!("simulate.refused-proposals"),
        phrase!("simulate.fuel-median"),
        phrase!("simulate.fuel-most"),
    ];
    let row = |(name, figures): (&String, &PluginFigures)| {
        let PluginFigures { asked, decided, abstained, failed, quarantined, fuel, .. } = figures;
        let refused = figures.refused.values().map(|refusals| refusals.count).sum();
        let counts = [*asked, *decided, *abstained, *failed, *quarantined, refused, fuel.median, fuel.most];
        std::iter::once(name.clone()).chain(counts.map(|count| count.to_string())).collect()
    };
    let rows: Vec<_> = summary.plugins.iter().map(row).collect();
    let figures = table(&heading.map(|text| session.text(text)), &[1, 2, 3, 4, 5, 6, 7, 8], rows);
    let notes: String = summary.plugins.iter().flat_map(|(name, figures)| notes(session, name, figures)).collect();
    format!("{figures}{notes}")
}

fn notes(session: Session, name: &str, figures: &PluginFigures) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(failure) = &figures.first_failure {
        let failure = say(&Sentence::from(failure), session.lang);
        notes.push(match figures.always_failed() {
            true => sentence!(session, "simulate.always-failed", name, failure),
            false => sentence!(session, "simulate.first-failed", name, failure),
        });
    }
    for Refusals { count, why } in figures.refused.values() {
        let why = refused_why(why, None, session.lang).text;
        notes.push(sentence!(session, "simulate.refused-for", name, count, why));
    }
    notes.into_iter().map(|note| note + "\n").collect()
}

fn row(name: &str, group: &Group) -> Vec<String> {
    let times = &group.response_s;
    vec![
        name.to_owned(),
        group.incidents.to_string(),
        group.served.to_string(),
        group.waiting.to_string(),
        times.p50.map_or("–".to_owned(), minutes),
        times.p90.map_or("–".to_owned(), minutes),
        times.within_300.map_or("–".to_owned(), percent),
        times.within_600.map_or("–".to_owned(), percent),
        group.overflow.to_string(),
        group.escalations.to_string(),
        group.refused_proposals.to_string(),
    ]
}

/// `12:05`: minutes and seconds.
fn minutes(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn utilisation(summary: &Summary) -> String {
    let units: Vec<(&String, &f64)> = summary.utilisation.iter().collect();
    let width = units.iter().map(|(code, _)| code.len()).max().unwrap_or(0);
    let unit = |(code, share): &(&String, &f64)| format!("{code:<width$} {:>7}", percent(**share));
    let line = |units: &[(&String, &f64)]| units.iter().map(unit).collect::<Vec<_>>().join("   ") + "\n";
    units.chunks(UNITS_PER_LINE).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_people_read_them() {
        assert_eq!(
            (minutes(725), minutes(59), minutes(3_600)),
            ("12:05".to_owned(), "0:59".to_owned(), "60:00".to_owned())
        );
        assert_eq!(percent(0.4567), "45.7 %");
        let nobody = row("all", &Group::default());
        assert_eq!(nobody[4..8], ["–", "–", "–", "–"]);
    }

    #[test]
    fn units_stand_in_lines() {
        let utilisation_of = |count: usize| Summary {
            all: Group::default(),
            fallbacks: 0,
            seed: 0,
            version: 0,
            state_hash: String::new(),
            districts: Default::default(),
            priorities: Default::default(),
            utilisation: (0..count).map(|n| (format!("U{n:03}"), 0.25)).collect(),
            plugins: Default::default(),
            procedures: Default::default(),
        };
        assert_eq!(utilisation(&utilisation_of(0)), "");
        let nine = utilisation(&utilisation_of(UNITS_PER_LINE + 1));
        assert_eq!(nine.lines().count(), 2);
        assert_eq!(nine.lines().last(), Some("U008  25.0 %"));
    }
}
