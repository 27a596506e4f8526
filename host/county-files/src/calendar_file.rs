//! The county's calendar: which days are holidays, and which weekends are worked on to make up for them.

use std::collections::BTreeMap;

use domain::county::calendar::{Calendar, SpecialDay, is_weekend};
use domain::limits::CALENDAR_DAYS_MAX;
use jiff::civil::Date;

use crate::csv_file::{CsvFile, Row};
use crate::fields::{Columns, Fields};
use crate::problem::Problems;
use crate::sources::Sources;
use crate::toml_file::Section;

/// The key of `county.toml` that names the file.
pub(crate) const KEY: &str = "calendar";

const COLUMNS: Columns<'_> = Columns::new(&["date", "day", "name"], &["name_en"]);
const DAYS: [&str; 2] = ["holiday", "working"];

/// A county that names none has none. `None`: it is not as it must be.
pub(crate) fn read(root: &Section<'_>, sources: &Sources, problems: &Problems) -> Option<Calendar> {
    if !root.has(KEY) {
        return Some(Calendar::default());
    }
    let section = root.section(KEY, &["file", "version"])?;
    let (file, version) = (section.text("file"), section.text("version"));
    let (file, version) = (file?, version?);
    let csv = CsvFile::open(sources, &file, &COLUMNS, CALENDAR_DAYS_MAX, problems)?;
    let mut days: BTreeMap<Date, (u64, SpecialDay)> = BTreeMap::new();
    for row in csv.rows() {
        let Some(day) = read_day(&row) else { continue };
        if let Some((line, _)) = days.get(&day.date) {
            row.complain("date", format!("`{}` stands on line {line} already", day.date));
        }
        days.insert(day.date, (row.line, day));
    }
    Some(Calendar { version, days: days.into_values().map(|(_, day)| day).collect() })
}

fn read_day(row: &Row<'_>) -> Option<SpecialDay> {
    let (date, name) = (row.date("date"), row.names());
    let day = row.text("day")?;
    if !DAYS.contains(&day) {
        row.complain("day", format!("`{day}` is neither `holiday` nor `working`"));
        return None;
    }
    let (date, worked) = (date?, day == "working");
    if worked && !is_weekend(date) {
        row.complain("day", format!("`{date}` is no weekend, so it is worked on in any case"));
    }
    Some(SpecialDay { date, worked, name: name? })
}
