//! A strict CSV file (RFC 4180, UTF-8) with a heading: no column too many, none missing, every row as wide as the heading.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use csv::StringRecord;
use domain::county::Position;
use domain::time::TimeMs;
use jiff::civil::Date;

use crate::codes::Codes;
use crate::fields::{Columns, Fields};
use crate::problem::{Problems, Spot, listed};
use crate::sources::{Sources, source_text};
use crate::values;

pub(crate) struct CsvFile<'a> {
    pub(crate) name: &'a str,
    columns: HashMap<String, usize>,
    rows: Vec<(u64, StringRecord)>,
    problems: &'a Problems,
}

impl<'a> CsvFile<'a> {
    /// Reads a file whole. `None` if it is missing or its heading is not as it must be.
    pub(crate) fn open(
        sources: &'a Sources,
        name: &'a str,
        columns: &Columns<'_>,
        rows_max: usize,
        problems: &'a Problems,
    ) -> Option<CsvFile<'a>> {
        let text = source_text(sources, name, problems)?;
        if let Some(line) = misplaced_quote(text) {
            problems.add(name, Spot::Line(line), MISPLACED_QUOTE);
            return None;
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut records = reader.records();
        let Some(Ok(heading)) = records.next() else {
            problems.file(name, "has no heading");
            return None;
        };
        let rows_may_repeat = columns.rows_may_repeat;
        let columns = read_heading(&heading, name, columns, problems)?;
        let mut file = CsvFile { name, columns, rows: Vec::new(), problems };
        let mut seen: HashMap<Vec<u8>, u64> = HashMap::new();
        for record in records {
            let Ok(record) = record else { continue };
            if file.rows.len() == rows_max {
                problems.file(name, format!("has more than {rows_max} rows, and that is the limit"));
                break;
            }
            file.take(record, heading.len(), (!rows_may_repeat).then_some(&mut seen));
        }
        if file.rows.is_empty() {
            problems.file(name, "has no rows below its heading");
        }
        Some(file)
    }

    fn take(&mut self, record: StringRecord, width: usize, seen: Option<&mut HashMap<Vec<u8>, u64>>) {
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != width {
            let message = format!("has {} cells where the heading has {width}", record.len());
            self.problems.add(self.name, Spot::Line(line), message);
            return;
        }
        if let Some(seen) = seen {
            let bytes = record.iter().collect::<Vec<_>>().join("\u{1f}").into_bytes();
            if let Some(first) = seen.insert(bytes, line) {
                self.problems.add(self.name, Spot::Line(line), format!("repeats line {first}"));
                return;
            }
        }
        self.rows.push((line, record));
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { file: self, line: *line, record })
    }

    /// The rows that have a code of their own in this column, in order; the others are complained of.
    pub(crate) fn rows_by_code(&self, column: &str, digits: Option<usize>) -> Vec<(&str, Row<'_>)> {
        let mut first: HashMap<&str, u64> = HashMap::new();
        let mut rows = Vec::with_capacity(self.rows.len());
        for (line, record) in &self.rows {
            let row = Row { file: self, line: *line, record };
            let fits = match digits {
                Some(count) => row.digits(column, count).is_some(),
                None => row.code(column).is_some(),
            };
            if !fits {
                continue;
            }
            let code = self.cell(record, column);
            match first.get(code) {
                Some(earlier) => row.complain(column, format!("`{code}` stands on line {earlier} already")),
                None => {
                    first.insert(code, *line);
                    rows.push((code, row));
                }
            }
        }
        rows
    }

    fn cell<'r>(&self, record: &'r StringRecord, column: &str) -> &'r str {
        self.columns.get(column).and_then(|at| record.get(*at)).unwrap_or("")
    }
}

/// What is said of such a mark.
pub(crate) const MISPLACED_QUOTE: &str = "has a quotation mark in the middle of a cell; one that has any stands in quotation marks as a whole, with each of its own doubled (RFC 4180)";

/// The line of the first quotation mark that neither opens nor closes a cell nor is one of two. A lenient reader would glue what
/// is round it together.
pub(crate) fn misplaced_quote(text: &str) -> Option<u64> {
    let (mut line, mut quoted, mut begins) = (1, false, true);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        line += u64::from(byte == b'\n');
        match byte {
            b'"' if quoted && bytes.peek() == Some(&b'"') => drop(bytes.next()),
            b'"' if quoted => {
                quoted = false;
                if !matches!(bytes.peek(), None | Some(b',' | b'\n' | b'\r')) {
                    return Some(line);
                }
            }
            b'"' if begins => quoted = true,
            b'"' => return Some(line),
            _ => {}
        }
        begins = !quoted && matches!(byte, b',' | b'\n');
    }
    quoted.then_some(line)
}

fn read_heading(
    heading: &StringRecord,
    name: &str,
    columns: &Columns<'_>,
    problems: &Problems,
) -> Option<HashMap<String, usize>> {
    let known = || columns.required.iter().chain(columns.optional);
    let mut found = HashMap::new();
    let mut fine = true;
    let mut complain = |message: String| {
        problems.add(name, Spot::Line(1), message);
        fine = false;
    };
    for (at, column) in heading.iter().enumerate() {
        if !known().any(|of| of == &column) {
            complain(format!("unknown column `{column}`; known are {}", listed(known())));
        } else if found.insert(column.to_owned(), at).is_some() {
            complain(format!("column `{column}` stands twice"));
        }
    }
    for column in columns.required.iter().filter(|column| !found.contains_key(**column)) {
        complain(format!("column `{column}` is missing"));
    }
    fine.then_some(found)
}

/// One row of a file.
#[derive(Clone, Copy)]
pub(crate) struct Row<'f> {
    file: &'f CsvFile<'f>,
    pub(crate) line: u64,
    record: &'f StringRecord,
}

impl Fields for Row<'_> {
    fn optional(&self, column: &str) -> Option<&str> {
        Some(self.file.cell(self.record, column)).filter(|cell| !cell.is_empty())
    }

    fn whole(&self, column: &str, range: RangeInclusive<u32>) -> Option<u32> {
        let text = self.text(column)?;
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.then(|| text.parse().ok()).flatten();
        self.noted(column, values::whole(number, text, range))
    }

    fn complain(&self, column: &str, message: String) {
        let spot = Spot::Cell { line: self.line, column: column.to_owned() };
        self.file.problems.add(self.file.name, spot, message);
    }
}

impl Row<'_> {
    /// A fault of the row rather than of one cell.
    pub(crate) fn fault(&self, message: impl Into<String>) {
        self.file.problems.add(self.file.name, Spot::Line(self.line), message);
    }

    pub(crate) fn flag(&self, column: &str) -> Option<bool> {
        self.noted(column, values::flag(self.text(column)?))
    }

    pub(crate) fn number(&self, column: &str) -> Option<f64> {
        self.noted(column, values::number(self.text(column)?))
    }

    pub(crate) fn position(&self, lon: &str, lat: &str) -> Option<Position> {
        let (lon_deg, lat_deg) = (self.number(lon), self.number(lat));
        self.noted(lon, values::position((lon_deg?, lat_deg?)))
    }

    pub(crate) fn date(&self, column: &str) -> Option<Date> {
        self.noted(column, values::date(self.text(column)?))
    }

    pub(crate) fn time(&self, column: &str) -> Option<TimeMs> {
        self.noted(column, TimeMs::parse(self.text(column)?))
    }

    /// Codes with one space between each two, none of them twice. Empty where the cell is.
    pub(crate) fn words(&self, column: &str, codes: &Codes) -> Option<Vec<usize>> {
        let Some(text) = self.optional(column) else { return Some(Vec::new()) };
        let mut numbers = Vec::new();
        let mut fine = true;
        for word in text.split(' ') {
            let fault = match codes.find(word) {
                _ if word.is_empty() => Some("has a space too many; one stands between each two codes".to_owned()),
                Ok(Some(number)) if numbers.contains(&number) => Some(format!("`{word}` stands twice")),
                Ok(number) => {
                    numbers.extend(number);
                    None
                }
                Err(fault) => Some(fault),
            };
            if let Some(fault) = fault {
                self.complain(column, fault);
                fine = false;
            }
        }
        fine.then_some(numbers)
    }
}
