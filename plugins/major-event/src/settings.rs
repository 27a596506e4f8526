//! What a county may set. `settings.schema.json` says the same to people.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Free units that stay in a district whatever an event asks for.
    pub cover_units_min: usize,
    /// The same by skill, by the skill's code.
    pub cover_skills_min: BTreeMap<String, usize>,
    /// Whose units are called where a post names no team. None: those of all teams.
    pub teams: Vec<String>,
    /// From the first level on.
    pub levels: Vec<Level>,
    pub surge_level: u8,
    pub surge_h: u32,
    pub shift_h: u32,
    pub lead_min: u32,
    pub check_in_min: u32,
    pub replace_min: u32,
    pub report_days: u32,
    pub leader_slot: String,
    pub room_slot: String,
    pub posts_table: String,
    /// What the record calls the staging place.
    pub staging_name: String,
}

/// What a level adds, in all: units of the district's own, and units lent by others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    pub own: u8,
    pub lent: u8,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            cover_units_min: 2,
            cover_skills_min: BTreeMap::new(),
            teams: Vec::new(),
            levels: [(2, 0), (2, 2), (4, 6)].map(|(own, lent)| Level { own, lent }).to_vec(),
            surge_level: 1,
            surge_h: 8,
            shift_h: 6,
            lead_min: 60,
            check_in_min: 10,
            replace_min: 10,
            report_days: 3,
            leader_slot: "duty-leader".to_owned(),
            room_slot: "officer".to_owned(),
            posts_table: "event-posts".to_owned(),
            staging_name: "集结地".to_owned(),
        }
    }
}

impl Settings {
    /// What a level adds; the level 0 adds nothing.
    pub fn level(&self, level: u8) -> Level {
        let place = usize::from(level).checked_sub(1);
        place.and_then(|place| self.levels.get(place)).copied().unwrap_or_default()
    }
}
