//! Outside agencies that incidents are handed to: `[[agency]]` of `county.toml`.

use domain::county::agency::Agency;
use domain::limits::CONFIRM_WITHIN_S_MAX;

use crate::declared::Entries;
use crate::toml_file::Section;

pub(crate) const KEYS: &[&str] = &["code", "name", "confirm_within_s"];

/// Those without a fault, in the order of the file.
pub(crate) fn read(agencies: &Entries<'_>) -> Vec<Agency> {
    agencies.entries.iter().filter_map(|(code, section)| read_one(code, section)).collect()
}

fn read_one(code: &str, section: &Section<'_>) -> Option<Agency> {
    let (name, within_s) = (section.names("name"), section.whole("confirm_within_s", 1..=CONFIRM_WITHIN_S_MAX));
    Some(Agency { code: code.to_owned(), name: name?, confirm_within_s: within_s? })
}
