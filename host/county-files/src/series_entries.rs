//! The `[[series]]` entries of `county.toml`: numbers over time that are supplied later.

use domain::county::series::Series;
use domain::ids::DistrictRef;
use domain::limits::{SERIES_AGE_S_MAX, SERIES_AHEAD_S_MAX};

use crate::declared::Entries;
use crate::known::Known;
use crate::toml_file::Section;

pub(crate) const KEYS: &[&str] = &["code", "name", "measure", "max_age_s", "ahead_s", "district"];

pub(crate) fn read_series(entries: &Entries<'_>, known: &Known) -> Vec<Series> {
    entries.entries.iter().filter_map(|(code, section)| read_one(code, section, known)).collect()
}

/// `None` after a fault.
fn read_one(code: &str, section: &Section<'_>, known: &Known) -> Option<Series> {
    let (name, measure) = (section.names("name"), section.text("measure"));
    let max_age_s = section.whole("max_age_s", 1..=SERIES_AGE_S_MAX);
    let ahead_s = match section.has("ahead_s") {
        true => section.whole("ahead_s", 1..=SERIES_AHEAD_S_MAX).map(Some),
        false => Some(None),
    };
    let district = match section.optional_text("district") {
        Some(code) => section.noted("district", known.districts.find(&code)).flatten(),
        None => None,
    };
    Some(Series {
        code: code.to_owned(),
        name: name?,
        measure: measure?,
        max_age_s: max_age_s?,
        ahead_s: ahead_s?,
        district: district.map(|number| DistrictRef(number as u16)),
    })
}
