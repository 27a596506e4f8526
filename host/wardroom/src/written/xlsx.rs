//! Tables as a workbook of sheets: texts are written as texts, numbers as numbers, and no cell as a formula.

use rust_xlsxwriter::{ColNum, Format, RowNum, Workbook, Worksheet, XlsxError};

use super::{Cell, Sheet};

/// How wide a column gets at most, pixels.
const WIDE_PX: u32 = 420;
const GREY: u32 = 0x8A8A8A;
const A4: u8 = 9;

/// A workbook. The names of its sheets are cut and cleaned as the format demands.
pub fn xlsx(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    for (nth, sheet) in sheets.iter().enumerate() {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(named(&sheet.name, nth))?;
        fill(worksheet, sheet)?;
    }
    workbook.save_to_buffer()
}

fn named(name: &str, nth: usize) -> String {
    let fits =
        |letter: &char| !matches!(letter, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') && !letter.is_control();
    let name: String = name.chars().filter(fits).take(25).collect();
    if name.trim().is_empty() { format!("{}", nth + 1) } else { name }
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (column, text) in columns(&sheet.heading) {
        worksheet.write_string_with_format(0, column, text.as_str(), &bold)?;
    }
    for (row, of) in (1..).zip(&sheet.rows) {
        let row: RowNum = row;
        let plain = if of.few { Format::new().set_font_color(GREY) } else { Format::new() };
        // Whoever edits the cell later keeps the text that it is.
        let quoted = plain.clone().set_quote_prefix();
        for (column, cell) in columns(&of.cells) {
            match cell {
                Cell::Text(text) => worksheet.write_string_with_format(row, column, text.as_str(), &quoted)?,
                Cell::Number(number) => worksheet.write_number_with_format(row, column, *number as f64, &plain)?,
                Cell::Empty => continue,
            };
        }
    }
    worksheet.set_freeze_panes(1, 0)?;
    worksheet.set_repeat_rows(0, 0)?;
    worksheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    worksheet.set_autofit_max_width(WIDE_PX).autofit();
    Ok(())
}

fn columns<T>(cells: &[T]) -> impl Iterator<Item = (ColNum, &T)> {
    (0..).zip(cells)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;
    use crate::written::Row;

    #[test]
    fn a_text_is_a_text_whatever_it_begins_with_and_a_number_a_number() {
        let texts = ["=1+1", "+86", "-1", "@SUM(A1)", "{=A1}", "https://example.org", "鳌阳", "007"];
        let row = |text: &&str| Row { cells: vec![Cell::text(*text), Cell::Empty, Cell::Number(7)], few: true };
        let heading = ["name", "nothing", "n"].map(str::to_owned).to_vec();
        let sheet = |name: &str| Sheet {
            name: name.to_owned(),
            heading: heading.clone(),
            rows: texts.iter().map(row).collect(),
        };
        let long = "a name that is longer than the thirty-one letters of the format";
        let bytes = xlsx(&[sheet("台账"), sheet("[a/b]:*?"), sheet(""), sheet(long)]).unwrap();
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["台账", "ab", "3", &long[..25]]);
        let read = book.worksheet_range("台账").unwrap();
        let cell = |row: usize, column: usize| read.get((row, column)).cloned().unwrap_or(Data::Empty);
        assert_eq!(cell(0, 2), Data::String("n".to_owned()));
        for (nth, text) in texts.iter().enumerate() {
            assert_eq!(cell(nth + 1, 0), Data::String((*text).to_owned()));
            assert_eq!((cell(nth + 1, 1), cell(nth + 1, 2)), (Data::Empty, Data::Float(7.0)));
        }
        let formulas = book.worksheet_formula("台账").unwrap();
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{formulas:?}");
    }
}
