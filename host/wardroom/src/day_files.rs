//! Folders that hold a file for each day.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use jiff::civil::Date;

/// The days that there are files of with this ending, oldest first. What has another name is not ours; no folder is no files.
pub fn of(folder: &Path, ending: &str) -> io::Result<BTreeMap<Date, PathBuf>> {
    let mut found = BTreeMap::new();
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        let named = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(ending));
        if let Some(day) = named.and_then(|name| name.parse().ok()) {
            found.insert(day, path);
        }
    }
    Ok(found)
}
