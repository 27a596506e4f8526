//! What a county may set. `settings.schema.json` says the same to people.

use serde::Deserialize;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Roster slot that takes requests on, and hears from other departments.
    pub desk_slot: String,
    /// Roster slot that hears of what is late.
    pub leader_slot: String,
    pub accept_h: u32,
    pub visit_h: u32,
    /// Where help goes on, or nobody was met.
    pub follow_days: u32,
    pub not_met_max: u8,
    /// Working days.
    pub confirm_days: u16,
    pub confirm_again_days: u16,
    pub revisit_days: u32,
    pub revisit_within_days: u32,
    /// After the end.
    pub kept_days: u32,
    /// No count under this leaves.
    pub suppressed_under: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            desk_slot: "officer".to_owned(),
            leader_slot: "duty-leader".to_owned(),
            accept_h: 8,
            visit_h: 48,
            follow_days: 7,
            not_met_max: 2,
            confirm_days: 5,
            confirm_again_days: 2,
            revisit_days: 15,
            revisit_within_days: 5,
            kept_days: 180,
            suppressed_under: 5,
        }
    }
}
