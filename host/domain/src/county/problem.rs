//! What is wrong with a county's files, each fault with its place. Finding the faults is the importer's business.

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
    /// A GeoJSON feature's id, or `#N` (counted from 1) for one that has none.
    Feature(String),
    /// A path of keys, `kind[3].needs[0].skills`, counted from 1.
    Key(String),
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Problem { file, spot, message } = self;
        match spot {
            Spot::File => write!(f, "{file}: {message}"),
            Spot::Line(line) => write!(f, "{file} line {line}: {message}"),
            Spot::Cell { line, column } => write!(f, "{file} line {line} column `{column}`: {message}"),
            Spot::Feature(id) => write!(f, "{file} feature {id}: {message}"),
            Spot::Key(path) => write!(f, "{file} key `{path}`: {message}"),
        }
    }
}
