//! What a county sets; `settings.schema.json` says the same to people.

use std::collections::BTreeMap;

use serde::Deserialize;
use wardroom_plugin::{Result, SkillSet};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Free units that stay in a district whatever it is asked for.
    pub cover_units_min: u16,
    /// The same by skill, by the skill's code.
    pub cover_skills_min: BTreeMap<String, u16>,
    /// The county's skills in the order of its file, which gives each its bit.
    pub skills: Vec<String>,
    pub loan_h_default: u32,
    /// Extensions included.
    pub loan_h_max: u32,
    /// A lender that has not answered by then is passed over.
    pub answer_within_min: u32,
    /// Before the command room that decides for the county is called.
    pub decide_within_min: u32,
    /// How long before the end the borrower is told.
    pub remind_before_min: u32,
    /// Roster slot that answers for a district.
    pub leader_slot: String,
    /// Code of the district whose command room decides for the county. Empty: the one that asks for aid.
    pub county_room: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            cover_units_min: 2,
            cover_skills_min: BTreeMap::new(),
            skills: Vec::new(),
            loan_h_default: 4,
            loan_h_max: 72,
            answer_within_min: 20,
            decide_within_min: 15,
            remind_before_min: 30,
            leader_slot: "duty-leader".to_owned(),
            county_room: String::new(),
        }
    }
}

impl Settings {
    /// A skill's bit.
    pub fn skill(&self, code: &str) -> Result<SkillSet> {
        let bit = self.skills.iter().take(32).position(|skill| skill == code);
        bit.map(|bit| 1 << bit).ok_or_else(|| format!("`{code}` is not one of the skills in the settings").into())
    }

    /// Skills of which some units have to stay, and how many.
    pub fn skill_floors(&self) -> Result<Vec<(SkillSet, u16)>> {
        self.cover_skills_min.iter().map(|(code, least)| Ok((self.skill(code)?, *least))).collect()
    }
}
