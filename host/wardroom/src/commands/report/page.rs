//! A report on paper: one page of HTML with its figures, drawings, definitions and queries. Chinese first where the reader has another
//! language, since it is filed in the county.

use serde_json::Value;

use super::lines::{headline, in_words, remark, says_something, took};
use crate::answer::{items, text};
use crate::fault::Fault;
use crate::lang::Lang;
use crate::output::Session;
use crate::text::{Text, phrase, sentence};
use crate::written::html::Page;
use crate::written::plot::{Bars, bars};

/// The report as a file of HTML.
pub fn page(session: Session, report: &Value) -> Result<String, Fault> {
    let mut page = Page::new();
    let chinese = Session { lang: Lang::Zh, ..session };
    page.text("h1", "", &title(chinese, report));
    if session.lang != Lang::Zh {
        page.text("h3", "", &title(session, report));
    }
    page.text("p", "", &headline(session, report));
    if let Some(before) = report["before"]["name"].as_str() {
        page.text("p", "", &sentence!(session, "report.against", before));
    }
    page.text("p", "small", &sentence!(session, "report.small-n", least = report["small_n"]));
    summary(session, report, &mut page);
    drawings(session, report, &mut page)?;
    for definition in items(report, "definitions") {
        figure(session, report, definition, &mut page);
    }
    definitions(session, report, &mut page);
    Ok(page.html(&title(session, report), session.lang))
}

fn title(session: Session, report: &Value) -> String {
    let (county, period) = (in_words(session, &report["name"]), text(&report["period"], "name"));
    sentence!(session, "report.title", county, period)
}

/// A definition's title: in Chinese, and in the reader's language.
fn titled(session: Session, definition: &Value) -> String {
    let (zh, own) = (text(&definition["title"], "zh"), in_words(session, &definition["title"]));
    let title = if zh == own { zh.to_owned() } else { format!("{zh} · {own}") };
    let told = sentence!(
        session,
        "report.figure",
        title,
        figure = text(definition, "figure"),
        version = definition["version"]
    );
    // On paper a code needs no marks.
    told.replace('`', "")
}

fn of_figure<'r>(report: &'r Value, figure: &'r Value) -> impl Iterator<Item = &'r Value> {
    items(report, "tables").filter(move |table| table["figure"] == *figure)
}

/// The cells of a row behind its name, in the order of the heading of `columns`.
fn figures(session: Session, row: &Value, timed: bool, against: bool) -> Vec<String> {
    let of = |of: &Value| {
        let mut cells = vec![of["n"].to_string()];
        cells.extend([&of["p50_s"], &of["p90_s"]].map(|took_s| took(session, took_s)).into_iter().filter(|_| timed));
        cells
    };
    let mut cells = of(row);
    if against {
        cells.extend(of(&row["before"]));
    }
    cells.push(remark(session, row));
    cells
}

/// A table of figures: between what they are of and the remarks stand numbers.
fn table(page: &mut Page, heading: &[&str], rows: &[(Vec<String>, bool)]) {
    page.table(heading, &(1..heading.len() - 1).collect::<Vec<_>>(), rows);
}

fn columns(session: Session, first: Text, timed: bool, against: bool) -> Vec<&'static str> {
    let mut all = vec![first];
    let now = [phrase!("report.n"), phrase!("report.p50"), phrase!("report.p90")];
    let before = [phrase!("report.before-n"), phrase!("report.before-p50"), phrase!("report.before-p90")];
    let shown = if timed { 3 } else { 1 };
    all.extend(&now[..shown]);
    if against {
        all.extend(&before[..shown]);
    }
    all.push(phrase!("heading.remarks"));
    all.into_iter().map(|text| session.text(text)).collect()
}

/// All figures of the whole, one line each.
fn summary(session: Session, report: &Value, page: &mut Page) {
    let against = report["before"].is_object();
    let whole = items(report, "tables").filter(|table| table["by"] == "whole");
    let rows = whole.filter_map(|table| {
        let row = table["rows"].get(0)?;
        let mut cells = vec![text(table, "title").to_owned()];
        cells.extend(figures(session, row, true, against));
        Some((cells, row["small_n"] == true))
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        page.text("h2", "", phrase!(session, "report.summary"));
        table(page, &columns(session, phrase!("report.title-of"), true, against), &rows);
    }
}

/// How many there were, and how long it took until somebody was there: by hour and by district.
fn drawings(session: Session, report: &Value, page: &mut Page) -> Result<(), Fault> {
    for (figure, by) in [
        ("incidents", "hour"),
        ("incidents", "district"),
        ("reported-on-scene", "hour"),
        ("reported-on-scene", "district"),
    ] {
        let Some(table) = items(report, "tables").find(|table| table["figure"] == figure && table["by"] == by) else {
            continue;
        };
        let timed = table["query"]["start"].is_string();
        let drawn: Vec<Bars> = items(table, "rows").map(|row| bar(row, by, timed)).collect();
        let Some(svg) = bars(&drawn).map_err(Fault::failed)? else { continue };
        let (title, grouping) = (text(table, "title"), text(table, "grouping"));
        let caption = match timed {
            true => sentence!(session, "report.drawn-times", title, grouping),
            false => sentence!(session, "report.drawn", title, grouping),
        };
        page.drawing(&caption, &svg);
    }
    Ok(())
}

fn bar(row: &Value, by: &str, timed: bool) -> Bars {
    let minutes = |of: &Value| of.as_u64().map(|seconds| seconds.div_ceil(60));
    let values = match timed {
        true => vec![minutes(&row["p50_s"]), minutes(&row["p90_s"])],
        false => vec![row["n"].as_u64()],
    };
    let label = if by == "hour" { text(&row["of"], "code") } else { text(&row["of"], "text") };
    Bars { label: label.to_owned(), values, few: row["small_n"] == true }
}

fn figure(session: Session, report: &Value, definition: &Value, page: &mut Page) {
    let (timed, against) = (definition["unit"] == "s", report["before"].is_object());
    page.text("h2", "", &titled(session, definition));
    page.text("p", "", in_words(session, &definition["says"]));
    for table in of_figure(report, &definition["figure"]) {
        let rows = items(table, "rows").filter(|row| says_something(table, row)).map(|row| {
            let of = if row["of"].is_object() { text(&row["of"], "text") } else { text(table, "grouping") };
            let mut cells = vec![of.to_owned()];
            cells.extend(figures(session, row, timed, against));
            (cells, row["small_n"] == true)
        });
        let rows: Vec<_> = rows.collect();
        if !rows.is_empty() {
            page.text("h3", "", text(table, "grouping"));
            self::table(page, &columns(session, phrase!("report.of"), timed, against), &rows);
            page.text("p", "small", &sentence!(session, "report.again", query = text(table, "again")));
        }
    }
}

/// What each figure counts, in both languages.
fn definitions(session: Session, report: &Value, page: &mut Page) {
    page.text("h2", "", phrase!(session, "report.what-they-count"));
    page.text("p", "", in_words(session, &report["intervals"]));
    let rows = items(report, "definitions").map(|definition| {
        let both = |of: &str| {
            let (zh, own) = (text(&definition[of], "zh"), in_words(session, &definition[of]));
            if zh == own { zh.to_owned() } else { format!("{zh} · {own}") }
        };
        let code = format!("{} {}", text(definition, "figure"), definition["version"]);
        (vec![code, both("title"), both("says")], false)
    });
    let heading = [phrase!("report.definition"), phrase!("report.title-of"), phrase!("report.says")];
    page.table(&heading.map(|text| session.text(text)), &[], &rows.collect::<Vec<_>>());
}
