//! How many free units the county wants to have left in a district.

use serde::{Deserialize, Serialize};

use crate::ids::DistrictRef;
use crate::skills::SkillSet;

/// A floor: this many units with these skills are free there, or somebody hears of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cover {
    pub district: DistrictRef,
    /// Empty: any unit counts.
    #[serde(default, skip_serializing_if = "no_skills")]
    pub skills: SkillSet,
    pub at_least: u16,
}

fn no_skills(skills: &SkillSet) -> bool {
    skills.is_empty()
}
