//! How many free units a district is to have left: `[[cover]]` of `county.toml`.

use domain::county::cover::Cover;
use domain::ids::DistrictRef;
use domain::limits::{COVER_UNITS_MAX, COVERS_MAX};

use crate::declared::skill_set;
use crate::known::Known;
use crate::toml_file::Section;

pub(crate) const KEY: &str = "cover";

const KEYS: &[&str] = &["district", "skills", "at_least"];

/// Those without a fault, in the order of the file.
pub(crate) fn read(root: &Section<'_>, known: &Known) -> Vec<Cover> {
    root.at_most(COVERS_MAX, KEY, KEYS).iter().filter_map(|section| read_one(section, known)).collect()
}

fn read_one(section: &Section<'_>, known: &Known) -> Option<Cover> {
    let district = section.text("district");
    let district = district.and_then(|code| section.noted("district", known.districts.find(&code)).flatten());
    let at_least = section.whole("at_least", 1..=COVER_UNITS_MAX);
    let skills = skill_set(section, &section.texts("skills")?, known);
    Some(Cover { district: DistrictRef(district? as u16), skills: skills?, at_least: at_least? as u16 })
}
