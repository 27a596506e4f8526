//! A county's files in memory, and the text of one of them. Whoever knows a disk or a network brings them.

use std::collections::BTreeMap;

use domain::limits::IMPORT_FILE_BYTES_MAX;

use crate::problem::{Problems, Spot};

/// A county's files: path inside its folder, with `/`, and bytes.
pub type Sources = BTreeMap<String, Vec<u8>>;

/// Whether a file of the county's folder is the import's concern; all others (notes, scripts, incidents) are left alone.
pub fn is_source(path: &str) -> bool {
    [".toml", ".geojson", ".csv"].iter().any(|ending| path.ends_with(ending))
}

/// A file's text. Complains if it is missing, too large, empty, or not UTF-8.
pub(crate) fn source_text<'a>(sources: &'a Sources, file: &str, problems: &Problems) -> Option<&'a str> {
    let Some(bytes) = sources.get(file) else {
        problems.file(file, "is missing");
        return None;
    };
    if bytes.len() > IMPORT_FILE_BYTES_MAX {
        problems.file(file, format!("is {} bytes long, and {IMPORT_FILE_BYTES_MAX} is the limit", bytes.len()));
        return None;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(fault) => {
            problems.add(file, Spot::Line(line_at(bytes, fault.valid_up_to())), "is not UTF-8");
            return None;
        }
    };
    // Spreadsheets write a byte-order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        problems.file(file, "is empty");
        return None;
    }
    Some(text)
}

/// The line that a byte stands on, counted from 1.
pub(crate) fn line_at(bytes: &[u8], at: usize) -> u64 {
    let before = bytes.get(..at).unwrap_or_default();
    before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1
}
