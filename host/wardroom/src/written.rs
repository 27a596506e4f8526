//! Tables that people take away in a file: what stands in their cells, and where they are written. The formats are in files of their own.

use std::io::{IsTerminal, Write};
use std::path::Path;

use serde_json::{Value, json};

use crate::fault::Fault;
use crate::output::Session;
use crate::text::{phrase, sentence};

pub mod csv;
pub mod html;
pub mod plot;
pub mod xlsx;

/// What stands in a cell. A text is never anything but a text, whatever a program that opens the file makes of `=`.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Number(u64),
    Empty,
}

impl Cell {
    /// A text; nothing where it is empty.
    pub fn text(text: impl Into<String>) -> Cell {
        match text.into() {
            text if text.is_empty() => Cell::Empty,
            text => Cell::Text(text),
        }
    }

    /// A number of an answer; nothing where there is none.
    pub fn number(of: &Value) -> Cell {
        of.as_u64().map_or(Cell::Empty, Cell::Number)
    }
}

pub struct Row {
    pub cells: Vec<Cell>,
    /// It rests on too few cases to say much, and is greyed where there are colours.
    pub few: bool,
}

/// A table with a heading.
pub struct Sheet {
    pub name: String,
    pub heading: Vec<String>,
    pub rows: Vec<Row>,
}

/// Where something is written: a file, or stdout, but nothing to a terminal that is no text.
pub fn deliver(session: Session, bytes: &[u8], is_text: bool, out: Option<&Path>) -> Result<(), Fault> {
    let Some(out) = out else {
        let mut stdout = std::io::stdout().lock();
        if !is_text && stdout.is_terminal() {
            return Err(Fault::bad_input(phrase!(session, "written.no-text")).help(phrase!(session, "written.out")));
        }
        let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
        return written.map_err(|error| match error.kind() {
            std::io::ErrorKind::BrokenPipe => Fault::reader_gone(),
            _ => Fault::failed(sentence!(session, "label.stdout-failed", error)),
        });
    };
    let file = out.display().to_string();
    std::fs::write(out, bytes)
        .map_err(|error| Fault::failed(sentence!(session, "data.file-fault", file, fault = error)))?;
    session.result(&json!({ "file": file }), || sentence!(session, "written.file", file))
}
