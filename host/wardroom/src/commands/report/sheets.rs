//! A report as a table for programs, and as a workbook for people: a line for each figure, with its definition and the query behind it.

use serde_json::Value;

use super::lines::{headline, in_words, remark};
use crate::answer::{items, text};
use crate::output::Session;
use crate::text::phrase;
use crate::written::{Cell, Row, Sheet};

const HEADING: [&str; 19] = [
    "figure",
    "version",
    "title",
    "by",
    "code",
    "name",
    "n",
    "p50_s",
    "p90_s",
    "small_n",
    "before_n",
    "before_p50_s",
    "before_p90_s",
    "before_small_n",
    "period",
    "before_period",
    "from",
    "until",
    "query",
];

/// All figures, one under the other. What the columns are called is for programs, in every language.
pub fn flat(report: &Value) -> Sheet {
    let rows = items(report, "tables").flat_map(|table| items(table, "rows").map(move |row| line(report, table, row)));
    Sheet { name: "report".to_owned(), heading: HEADING.map(str::to_owned).into(), rows: rows.collect() }
}

fn line(report: &Value, table: &Value, row: &Value) -> Row {
    let word = |of: &Value, name: &str| Cell::text(text(of, name));
    let flag = |of: &Value| of.as_bool().map_or(Cell::Empty, |few| Cell::text(if few { "true" } else { "false" }));
    let before = &row["before"];
    let cells = vec![
        word(table, "figure"),
        Cell::number(&table["version"]),
        word(table, "title"),
        word(table, "by"),
        word(&row["of"], "code"),
        word(&row["of"], "text"),
        Cell::number(&row["n"]),
        Cell::number(&row["p50_s"]),
        Cell::number(&row["p90_s"]),
        flag(&row["small_n"]),
        Cell::number(&before["n"]),
        Cell::number(&before["p50_s"]),
        Cell::number(&before["p90_s"]),
        flag(&before["small_n"]),
        word(&report["period"], "name"),
        word(&report["before"], "name"),
        word(&table["query"], "from"),
        word(&table["query"], "until"),
        word(table, "again"),
    ];
    Row { cells, few: row["small_n"] == true }
}

/// The same for people: a sheet of the whole, one of all figures, and one of what they count.
pub fn book(session: Session, report: &Value) -> Vec<Sheet> {
    let all = || items(report, "tables");
    vec![
        figures(session, report, phrase!(session, "report.summary"), all().filter(|table| table["by"] == "whole")),
        figures(session, report, phrase!(session, "report.figures"), all().filter(|table| table["by"] != "whole")),
        definitions(session, report),
    ]
}

fn figures<'r>(session: Session, report: &Value, name: &str, tables: impl Iterator<Item = &'r Value>) -> Sheet {
    let against = report["before"].is_object();
    let mut heading = vec![
        phrase!("report.definition"),
        phrase!("report.title-of"),
        phrase!("report.by"),
        phrase!("heading.code"),
        phrase!("report.of"),
        phrase!("report.n"),
        phrase!("report.p50-s"),
        phrase!("report.p90-s"),
    ];
    if against {
        heading.extend([phrase!("report.before-n"), phrase!("report.before-p50-s"), phrase!("report.before-p90-s")]);
    }
    heading.extend([phrase!("heading.remarks"), phrase!("report.asked-again")]);
    let heading = heading.into_iter().map(|text| session.text(text).to_owned()).collect();
    let numbers = |of: &Value| [&of["n"], &of["p50_s"], &of["p90_s"]].map(Cell::number);
    let row = |table: &Value, row: &Value| {
        let mut cells = vec![
            Cell::text(format!("{} {}", text(table, "figure"), table["version"])),
            Cell::text(text(table, "title")),
            Cell::text(text(table, "grouping")),
            Cell::text(text(&row["of"], "code")),
            Cell::text(text(&row["of"], "text")),
        ];
        cells.extend(numbers(row));
        if against {
            cells.extend(numbers(&row["before"]));
        }
        cells.extend([Cell::text(remark(session, row)), Cell::text(text(table, "again"))]);
        Row { cells, few: row["small_n"] == true }
    };
    let rows = tables.flat_map(|table| items(table, "rows").map(move |of| row(table, of)));
    Sheet { name: name.to_owned(), heading, rows: rows.collect() }
}

fn definitions(session: Session, report: &Value) -> Sheet {
    let heading = [
        phrase!("report.definition"),
        phrase!("report.title-of"),
        phrase!("report.says"),
        phrase!("report.asked-again"),
    ];
    let row = |definition: &Value| Row {
        cells: vec![
            Cell::text(format!("{} {}", text(definition, "figure"), definition["version"])),
            Cell::text(in_words(session, &definition["title"])),
            Cell::text(in_words(session, &definition["says"])),
            Cell::text(text(definition, "again")),
        ],
        few: false,
    };
    let about =
        |name: &str, says: String| Row { cells: vec![Cell::Empty, Cell::text(name), Cell::text(says)], few: false };
    let mut rows: Vec<Row> = items(report, "definitions").map(row).collect();
    rows.push(about("", in_words(session, &report["intervals"]).to_owned()));
    rows.push(about("", headline(session, report)));
    Sheet {
        name: phrase!(session, "report.definitions").to_owned(),
        heading: heading.map(|text| session.text(text).to_owned()).into(),
        rows,
    }
}
