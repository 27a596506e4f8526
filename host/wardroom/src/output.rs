//! Results on stdout: as a table or sentences for people, or as one JSON document for programs.

use std::io::Write;

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};
use domain::characters;
use serde::Serialize;

use crate::fault::Fault;
use crate::lang::Lang;
use crate::text::{Text, phrase, sentence};

/// Whom a command speaks to, and in which language.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    pub lang: Lang,
    pub json: bool,
}

impl Session {
    pub fn text(self, text: Text) -> &'static str {
        text.of(self.lang)
    }

    /// Prints a result: its JSON, or what `human` makes of it.
    pub fn result(self, json: &impl Serialize, human: impl FnOnce() -> String) -> Result<(), Fault> {
        if !self.json {
            return self.print(&human());
        }
        let line = serde_json::to_string(json).map_err(|error| Fault::failed(error.to_string()))?;
        self.print(&characters::escaped_json(&line))
    }

    /// Writes lines to stdout, with an end of line after the last. What a terminal would obey is shown, whoever wrote it.
    pub fn print(self, text: &str) -> Result<(), Fault> {
        let text = &*characters::shown(text);
        let mut stdout = std::io::stdout().lock();
        let newline = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
        let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.write_all(newline.as_bytes()));
        written.and_then(|()| stdout.flush()).map_err(|error| match error.kind() {
            std::io::ErrorKind::BrokenPipe => Fault::reader_gone(),
            _ => Fault::failed(sentence!(self, "label.stdout-failed", error)),
        })
    }

    /// Says something on stderr that is no result.
    pub fn note(self, text: &str) {
        // With stderr gone there is nobody left to tell.
        let _ = writeln!(std::io::stderr().lock(), "{}", characters::shown(text));
    }

    pub fn warn(self, text: &str) {
        self.note(&format!("{}{text}", phrase!(self, "label.warning")));
    }
}

/// A table with a heading, its columns apart by two spaces. The first column is text, `numbers` names those to be set right.
pub fn table(heading: &[&str], numbers: &[usize], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    let align = |column: usize, text: &str| {
        let side = if numbers.contains(&column) { CellAlignment::Right } else { CellAlignment::Left };
        // A row is one line, whatever people wrote into it.
        Cell::new(characters::on_one_line(text)).set_alignment(side)
    };
    table.set_header(heading.iter().enumerate().map(|(i, text)| align(i, text)));
    for row in rows {
        table.add_row(row.iter().enumerate().map(|(i, text)| align(i, text)));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let lines = table.lines().map(|line| line.trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// A table after a blank line; nothing where there are no rows.
pub fn section(session: Session, heading: &[Text], rows: Vec<Vec<String>>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let heading: Vec<&str> = heading.iter().map(|text| session.text(*text)).collect();
    format!("\n{}", table(&heading, &[], rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_in_chinese_too() {
        let text = table(
            &["警区", "数"],
            &[1],
            [vec!["鳌阳".to_owned(), "7".to_owned()], vec!["D1".to_owned(), "123".to_owned()]],
        );
        let widths: Vec<usize> = text.lines().map(columns).collect();
        assert_eq!(widths, [widths[0]; 3], "{text}");
    }

    /// A reason with a line break made a row that read as the host's own.
    #[test]
    fn a_row_is_one_line_whatever_stands_in_it() {
        let text = table(&["a", "b"], &[], [vec!["x\nassigned  U001".to_owned(), "\u{1b}[2J\u{202e}".to_owned()]]);
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(text.contains("x ⏎ assigned") && text.contains("⟨U+001B⟩[2J⟨U+202E⟩"), "{text}");
    }

    /// Every Chinese character is two columns wide.
    fn columns(line: &str) -> usize {
        line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
    }
}
