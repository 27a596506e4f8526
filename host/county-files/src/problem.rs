//! What is wrong with a county's files, each fault with its place. Finding the faults is the importer's business.

use std::cell::RefCell;

use domain::limits::IMPORT_PROBLEMS_MAX;
use serde::{Deserialize, Serialize};

/// One fault in one of the files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    pub file: String,
    pub spot: Spot,
    pub message: String,
}

/// Where in the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spot {
    File,
    /// Counted from 1, the heading included.
    Line(u64),
    Cell {
        line: u64,
        column: String,
    },
    /// A GeoJSON feature's id or code, or `#N` (counted from 1) for one that has neither.
    Feature(String),
    /// A path of keys, `kind[3].needs[1].skills`, counted from 1.
    Key(String),
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Problem { file, spot, message } = self;
        match spot {
            Spot::File => write!(f, "{file}: {message}"),
            Spot::Line(line) => write!(f, "{file} line {line}: {message}"),
            Spot::Cell { line, column } => write!(f, "{file} line {line}, column `{column}`: {message}"),
            Spot::Feature(id) => write!(f, "{file} feature {id}: {message}"),
            Spot::Key(path) => write!(f, "{file} key `{path}`: {message}"),
        }
    }
}

/// Gathers problems from readers that go on after a fault. Once full it takes no more.
#[derive(Default)]
pub(crate) struct Problems(RefCell<Vec<Problem>>);

impl Problems {
    pub(crate) fn add(&self, file: &str, spot: Spot, message: impl Into<String>) {
        let mut problems = self.0.borrow_mut();
        if problems.len() < IMPORT_PROBLEMS_MAX {
            problems.push(Problem { file: file.to_owned(), spot, message: message.into() });
        }
    }

    pub(crate) fn file(&self, file: &str, message: impl Into<String>) {
        self.add(file, Spot::File, message);
    }

    pub(crate) fn count(&self) -> usize {
        self.0.borrow().len()
    }

    pub(crate) fn into_result<T>(self, value: Option<T>) -> Result<T, Vec<Problem>> {
        match (value, self.0.into_inner()) {
            (Some(value), problems) if problems.is_empty() => Ok(value),
            (_, problems) => Err(problems),
        }
    }
}

/// `` `a`, `b` `` for a message that lists what would have been right; cut after two dozen.
pub(crate) fn listed<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> String {
    let mut words = words.into_iter();
    let mut text = String::new();
    for word in words.by_ref().take(24) {
        let separator = if text.is_empty() { "" } else { ", " };
        text.push_str(&format!("{separator}`{}`", word.as_ref()));
    }
    match words.count() {
        0 if text.is_empty() => "none".to_owned(),
        0 => text,
        more => format!("{text} and {more} more"),
    }
}
