//! How many free units a district is to have left: `[[cover]]` of `county.toml`.

use domain::county::cover::Cover;
use domain::limits::{COVER_UNITS_MAX, COVERS_MAX};

use crate::known::Known;
use crate::toml_file::Section;

pub(crate) const KEY: &str = "cover";

const KEYS: &[&str] = &["district", "skills", "at_least"];

/// Those without a fault, in the order of the file.
pub(crate) fn read(root: &Section<'_>, known: &Known) -> Vec<Cover> {
    root.at_most(COVERS_MAX, KEY, KEYS).iter().filter_map(|section| read_one(section, known)).collect()
}
