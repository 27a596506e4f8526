//! A report as tables on a screen: figure by figure, each with what it counts and how to ask for it again.

use serde_json::Value;
use telling::duration;

use crate::answer::{clock, items, text};
use crate::output::{Session, table};
use crate::text::{phrase, sentence};

/// The name or the sentence of a definition in the reader's language.
pub fn in_words(session: Session, of: &Value) -> &str {
    session.lang.pick(text(of, "zh"), text(of, "en"))
}

/// Whose figures, of which time, and as was known when.
pub fn headline(session: Session, report: &Value) -> String {
    let period = &report["period"];
    let (county, name) = (in_words(session, &report["name"]), text(period, "name"));
    let (starts, ends, at) = (clock(text(period, "starts")), clock(text(period, "ends")), clock(text(report, "at")));
    sentence!(session, "report.headline", county, period = name, starts, ends, at)
}

pub fn told(session: Session, report: &Value) -> String {
    let mut all = headline(session, report);
    if let Some(before) = report["before"]["name"].as_str() {
        all.push('\n');
        all.push_str(&sentence!(session, "report.against", before));
    }
    all.push('\n');
    for definition in items(report, "definitions") {
        all.push_str(&section(session, report, definition));
    }
    let few = sentence!(session, "report.small-n", least = report["small_n"]);
    format!("{all}\n{}\n{few}\n", in_words(session, &report["intervals"]))
}

fn section(session: Session, report: &Value, definition: &Value) -> String {
    let tables = items(report, "tables").filter(|table| table["figure"] == definition["figure"]);
    let against = report["before"].is_object();
    let rows: Vec<Vec<String>> = tables
        .flat_map(|table| {
            items(table, "rows")
                .filter(|row| says_something(table, row))
                .map(move |row| cells(session, table, row, against))
        })
        .collect();
    let title = in_words(session, &definition["title"]);
    let (figure, version) = (text(definition, "figure"), &definition["version"]);
    let title = sentence!(session, "report.figure", title, figure, version);
    let says = in_words(session, &definition["says"]);
    let again = sentence!(session, "report.again", query = text(definition, "again"));
    let timed = definition["unit"] == "s";
    let mut heading = vec![phrase!("report.by"), phrase!("report.of"), phrase!("report.n")];
    let percentiles = [phrase!("report.p50"), phrase!("report.p90")];
    heading.extend(percentiles.into_iter().filter(|_| timed));
    if against {
        heading.push(phrase!("report.before-n"));
        let percentiles = [phrase!("report.before-p50"), phrase!("report.before-p90")];
        heading.extend(percentiles.into_iter().filter(|_| timed));
    }
    heading.push(phrase!("heading.remarks"));
    let heading: Vec<&str> = heading.into_iter().map(|text| session.text(text)).collect();
    let numbers: Vec<usize> = (2..heading.len() - 1).collect();
    format!("\n{title}\n{says}\n{}{again}\n", table(&heading, &numbers, rows))
}

/// Whether a row is worth its line for a person: an hour without a case is not.
pub fn says_something(table: &Value, row: &Value) -> bool {
    table["by"] != "hour" || row["n"] != 0 || row["before"]["n"].as_u64() > Some(0)
}

fn cells(session: Session, table: &Value, row: &Value, against: bool) -> Vec<String> {
    let timed = table["query"]["start"].is_string();
    let figures = |of: &Value| {
        let percentiles = [&of["p50_s"], &of["p90_s"]].map(|of| took(session, of));
        let mut figures = vec![of["n"].to_string()];
        figures.extend(percentiles.into_iter().filter(|_| timed));
        figures
    };
    let mut cells = vec![text(table, "grouping").to_owned(), text(&row["of"], "text").to_owned()];
    cells.extend(figures(row));
    if against {
        cells.extend(figures(&row["before"]));
    }
    cells.push(remark(session, row));
    cells
}

/// A time that something took, in words; nothing where nothing did.
pub fn took(session: Session, of: &Value) -> String {
    of.as_u64().map_or_else(String::new, |seconds| duration(seconds, session.lang))
}

/// Whether there are few cases, in this year or the one before.
pub fn remark(session: Session, row: &Value) -> String {
    let (now, before) = (row["small_n"] == true, row["before"]["small_n"] == true);
    match (now, before) {
        (true, _) => phrase!(session, "assess.small-n").to_owned(),
        (false, true) => phrase!(session, "report.before-small-n").to_owned(),
        (false, false) => String::new(),
    }
}
