//! What a county may set. `settings.schema.json` says the same to people.

use serde::Deserialize;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The county's tables of teams with their captains, and of specialists.
    pub team_table: String,
    pub specialist_table: String,
    /// Open tasks from which on a captain is passed over, where the table has no cap.
    pub cap: u32,
    pub accept_within_h: u32,
    pub decide_within_h: u32,
    /// Working days.
    pub handle_days: u16,
    /// For a specialist to answer.
    pub answer_within_h: u32,
    /// Working days.
    pub special_days: u16,
    pub leader_slot: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            team_table: "case-teams".to_owned(),
            specialist_table: "case-specialists".to_owned(),
            cap: 8,
            accept_within_h: 4,
            decide_within_h: 4,
            handle_days: 10,
            answer_within_h: 24,
            special_days: 15,
            leader_slot: "duty-leader".to_owned(),
        }
    }
}
