//! `FORMAT.json`: which format a data directory is in, written once when it is made. It says nothing about the content.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::durable;
use crate::open_error::OpenError;

pub(crate) const FORMAT_FILE: &str = "FORMAT.json";
pub(crate) const FORMAT_NAME: &str = "wardroom-journal";
/// Counts up with every change that an older host could not read.
pub(crate) const FORMAT_NUMBER: u32 = 1;
pub(crate) const ENGINE: &str = "fjall-3";

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    number: u32,
    engine: String,
    /// The version of Wardroom that made the directory; for people, never read.
    created_by: String,
}

pub(crate) fn write(dir: &Path) -> std::io::Result<()> {
    let document = Document {
        format: FORMAT_NAME.to_owned(),
        number: FORMAT_NUMBER,
        engine: ENGINE.to_owned(),
        created_by: format!("wardroom {}", env!("CARGO_PKG_VERSION")),
    };
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    durable::replace(&dir.join(FORMAT_FILE), &bytes)
}

/// Whether there is a format document; one that is not this format is an error that says so.
pub(crate) fn check(dir: &Path) -> Result<bool, OpenError> {
    let path = dir.join(FORMAT_FILE);
    match std::fs::read(&path) {
        Ok(bytes) => check_document(&path, &bytes).map(|()| true).map_err(OpenError::Format),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(OpenError::io(&path, error)),
    }
}

fn check_document(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let document: Document = serde_json::from_slice(bytes)
        .map_err(|error| format!("`{}` is no format document: {error}", path.display()))?;
    if document.format != FORMAT_NAME {
        return Err(format!("`{}` says format `{}`, not `{FORMAT_NAME}`", path.display(), document.format));
    }
    if document.number != FORMAT_NUMBER || document.engine != ENGINE {
        return Err(format!(
            "`{}` says format number {} on engine `{}`, made by {}; this host reads number {FORMAT_NUMBER} on `{ENGINE}`: use \
             the host version it was made with, or one that converts it",
            path.display(),
            document.number,
            document.engine,
            document.created_by
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(text: &str) -> Result<bool, String> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FORMAT_FILE), text).unwrap();
        check(dir.path()).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_written_is_accepted() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!check(dir.path()).unwrap());
        write(dir.path()).unwrap();
        assert!(check(dir.path()).unwrap());
    }

    #[test]
    fn another_format_is_refused_by_name() {
        let text = r#"{"format":"ledger","number":1,"engine":"fjall-3","created_by":"ledger 3"}"#;
        assert!(check_text(text).unwrap_err().contains("says format `ledger`"));
    }

    #[test]
    fn a_later_number_is_refused_with_its_maker() {
        let text = r#"{"format":"wardroom-journal","number":2,"engine":"fjall-3","created_by":"wardroom 9.0.0"}"#;
        let error = check_text(text).unwrap_err();
        assert!(error.contains("number 2") && error.contains("wardroom 9.0.0"), "{error}");
    }

    #[test]
    fn another_engine_and_garbage_are_refused() {
        let text = r#"{"format":"wardroom-journal","number":1,"engine":"sqlite","created_by":"wardroom 0.1.0"}"#;
        assert!(check_text(text).unwrap_err().contains("`sqlite`"));
        assert!(check_text("{").unwrap_err().contains("no format document"));
        assert!(check_text("").unwrap_err().contains("no format document"));
    }
}
