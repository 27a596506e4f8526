//! A table as CSV (RFC 4180, UTF-8), for programs: a program that calculates takes no cell for a formula.

use csv::WriterBuilder;

use super::{Cell, Sheet};

/// The table as CSV.
pub fn csv(sheet: &Sheet) -> Result<Vec<u8>, csv::Error> {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(&sheet.heading)?;
    for row in &sheet.rows {
        writer.write_record(row.cells.iter().map(field))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => inert(text),
        Cell::Number(number) => number.to_string(),
        Cell::Empty => String::new(),
    }
}

/// With an apostrophe before what would begin a formula, as OWASP has it: a format without types knows no other way.
fn inert(text: &str) -> String {
    let first = text.trim_start_matches(' ').chars().next();
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::written::Row;

    #[test]
    fn a_text_is_no_formula_and_comes_back_as_it_was() {
        let texts = ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "鳌阳, \"城关\"\n镇", "plain", "'=1", ""];
        let rows = texts.map(|text| Row { cells: vec![Cell::text(text), Cell::Number(7), Cell::Empty], few: false });
        let heading = ["name", "n", "none"].map(str::to_owned).to_vec();
        let bytes = csv(&Sheet { name: String::new(), heading, rows: rows.into() }).unwrap();
        let mut reader = ::csv::Reader::from_reader(&bytes[..]);
        assert_eq!(reader.headers().unwrap(), vec!["name", "n", "none"]);
        let read: Vec<String> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
        for (text, read) in texts.iter().zip(&read) {
            let inert = !read.trim_start().starts_with(['=', '+', '-', '@', '＝']);
            assert!(inert && read.trim_start_matches('\'') == text.trim_start_matches('\''), "{text:?}: {read:?}");
        }
        assert_eq!(read.len(), texts.len());
        assert!(String::from_utf8(bytes).unwrap().contains("\nplain,7,\n"));
    }
}
