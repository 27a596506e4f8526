//! Reads a CSV file of shifts into what a server takes. Whether it knows the codes, and whether the people may serve then, is
//! the server's to say.

use std::collections::HashMap;

use domain::limits::ROSTER_SHIFTS_MAX;
use domain::time::TimeMs;
use serde::Serialize;

use crate::csv_file::{MISPLACED_QUOTE, misplaced_quote};
use crate::problem::{Problem, Problems, Spot};
use crate::roster_file::HEADING;
use crate::sources::line_at;
use crate::values;

/// One shift of a district's command room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shift {
    pub district: String,
    pub starts: String,
    pub ends: String,
    pub slots: Vec<Slot>,
}

impl Shift {
    /// For sorting.
    pub fn start(&self) -> Option<TimeMs> {
        TimeMs::parse(&self.starts).ok()
    }
}

/// A place in a shift; one for two people stands twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Slot {
    pub slot: String,
    /// `None` while it is open.
    pub person: Option<String>,
}

/// All shifts, in the order of their first lines, or every problem.
pub fn read(file: &str, bytes: &[u8]) -> Result<Vec<Shift>, Vec<Problem>> {
    let mut reading = Reading { file, shifts: Vec::new(), known: HashMap::new(), problems: Problems::default() };
    if let Err(problem) = strict(file, bytes) {
        return Err(vec![problem]);
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let mut records = reader.records();
    match records.next() {
        Some(Ok(heading)) if heading.iter().map(without_mark).eq(HEADING) => {}
        Some(Err(error)) => reading.fault(Spot::Line(1), error.to_string()),
        _ => reading.fault(Spot::Line(1), format!("the heading has to be `{}`", HEADING.join(","))),
    }
    if reading.problems.count() == 0 {
        for record in records {
            reading.record(record);
        }
    }
    if reading.shifts.is_empty() && reading.problems.count() == 0 {
        reading.fault(Spot::File, "has no shift".to_owned());
    }
    reading.problems.into_result(Some(reading.shifts))
}

/// As a county's own files are held to: UTF-8, and no quotation mark in the middle of a cell.
fn strict(file: &str, bytes: &[u8]) -> Result<(), Problem> {
    let problem = |spot, message: &str| Problem { file: file.to_owned(), spot, message: message.to_owned() };
    let text = std::str::from_utf8(bytes)
        .map_err(|fault| problem(Spot::Line(line_at(bytes, fault.valid_up_to())), "is not UTF-8"))?;
    misplaced_quote(text).map_or(Ok(()), |line| Err(problem(Spot::Line(line), MISPLACED_QUOTE)))
}

/// Spreadsheets put a byte order mark before the first heading.
fn without_mark(name: &str) -> &str {
    name.trim_start_matches('\u{feff}')
}

struct Reading<'a> {
    file: &'a str,
    shifts: Vec<Shift>,
    /// District, start and end of each.
    known: HashMap<[String; 3], usize>,
    problems: Problems,
}

impl Reading<'_> {
    fn fault(&self, spot: Spot, message: String) {
        self.problems.add(self.file, spot, message);
    }

    fn record(&mut self, record: csv::Result<csv::StringRecord>) {
        let record = match record {
            Ok(record) => record,
            Err(error) => return self.fault(Spot::File, error.to_string()),
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != HEADING.len() {
            let message = format!("has {} cells, not {}", record.len(), HEADING.len());
            return self.fault(Spot::Line(line), message);
        }
        let cell = |index: usize| record.get(index).unwrap_or_default().to_owned();
        let before = self.problems.count();
        for (index, column) in HEADING.iter().enumerate().filter(|(index, _)| !cell(*index).is_empty()) {
            if let Err(fault) = values::text(&cell(index)) {
                self.fault(Spot::Cell { line, column: (*column).to_owned() }, fault);
            }
        }
        for index in [0, 3] {
            if cell(index).is_empty() {
                self.fault(Spot::Cell { line, column: HEADING[index].to_owned() }, "is empty".to_owned());
            }
        }
        for index in [1, 2] {
            if let Err(fault) = TimeMs::parse(&cell(index)) {
                self.fault(Spot::Cell { line, column: HEADING[index].to_owned() }, fault);
            }
        }
        if self.problems.count() > before {
            return;
        }
        let slot = Slot { slot: cell(3), person: Some(cell(4)).filter(|person| !person.is_empty()) };
        self.add(line, Shift { district: cell(0), starts: cell(1), ends: cell(2), slots: vec![slot] });
    }

    /// Lines of one shift need not stand together.
    fn add(&mut self, line: u64, shift: Shift) {
        let span = [shift.district.clone(), shift.starts.clone(), shift.ends.clone()];
        if let Some(known) = self.known.get(&span) {
            self.shifts[*known].slots.extend(shift.slots);
        } else if self.shifts.len() == ROSTER_SHIFTS_MAX {
            self.fault(Spot::Line(line), format!("a file has at most {ROSTER_SHIFTS_MAX} shifts"));
        } else {
            self.known.insert(span, self.shifts.len());
            self.shifts.push(shift);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST_LINE: &str = "\u{feff}district,starts,ends,slot,person\n";
    const FROM: &str = "2022-10-01T08:00:00+08:00";
    const TO: &str = "2022-10-02T08:00:00+08:00";

    fn read_lines(lines: &str) -> Result<Vec<Shift>, Vec<String>> {
        let read = read("r.csv", format!("{FIRST_LINE}{lines}").as_bytes());
        read.map_err(|problems| problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn lines_of_a_shift_come_together() {
        let shifts =
            read_lines(&format!("D1,{FROM},{TO},leader,P1\nD2,{FROM},{TO},leader,\nD1,{FROM},{TO},officer,P2\n"));
        let shifts = shifts.unwrap();
        assert_eq!(shifts.len(), 2);
        assert_eq!(shifts[0].slots.len(), 2);
        assert_eq!(shifts[1].slots[0].person, None);
    }

    #[test]
    fn every_fault_has_its_place() {
        let faults = read_lines(&format!("D1,{FROM},tomorrow,leader,P1\n,{FROM},{TO},,P1\nD1,{FROM}\n")).unwrap_err();
        assert_eq!(faults.len(), 4, "{faults:?}");
        assert!(faults[0].starts_with("r.csv line 2, column `ends`: `tomorrow` is not"), "{faults:?}");
        assert!(faults[1].starts_with("r.csv line 3, column `district`"), "{faults:?}");
        assert!(faults[3].starts_with("r.csv line 4: has 2 cells, not 5"), "{faults:?}");
    }

    /// `"P00"40` was read as `P0040`, and codes took characters that do not show.
    #[test]
    fn cells_are_held_to_the_rules_of_a_county_s_files() {
        for (cell, fault) in [
            ("\"P00\"40", "line 2: has a quotation mark in the middle of a cell"),
            ("P\u{200b}2", "column `person`"),
            ("\u{202e}P2", "U+202E"),
        ] {
            let faults = read_lines(&format!("D1,{FROM},{TO},leader,{cell}\n")).unwrap_err();
            assert!(faults.len() == 1 && faults[0].contains(fault), "{faults:?}");
        }
        let bytes = [FIRST_LINE.as_bytes(), b"D1,\xff,b,c,d\n"].concat();
        assert!(read("r.csv", &bytes).unwrap_err()[0].to_string().contains("line 2: is not UTF-8"));
    }

    #[test]
    fn an_empty_file_and_a_wrong_heading_are_refused() {
        assert!(read_lines("").unwrap_err()[0].contains("has no shift"));
        assert!(read("r.csv", b"").is_err());
        assert!(read("r.csv", b"district,start,ends,slot,person\n").unwrap_err()[0].message.contains("heading"));
    }
}
