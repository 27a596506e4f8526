//! What a county may set. `settings.schema.json` says the same to people.

use serde::Deserialize;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Roster slot that judges new leads.
    pub desk_slot: String,
    /// Roster slot that hears of what is late.
    pub leader_slot: String,
    pub triage_h: u32,
    /// Where nobody says a date.
    pub due_days: u32,
    /// The same for a lead from a good source whose words are likely.
    pub due_days_good: u32,
    pub due_days_max: u32,
    /// Before the date; 0 reminds nobody.
    pub remind_h: u32,
    pub late_again_h: u32,
    pub sworn_owner: bool,
    /// After the conclusion.
    pub kept_days: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            desk_slot: "officer".to_owned(),
            leader_slot: "duty-leader".to_owned(),
            triage_h: 24,
            due_days: 15,
            due_days_good: 5,
            due_days_max: 60,
            remind_h: 24,
            late_again_h: 48,
            sworn_owner: true,
            kept_days: 180,
        }
    }
}
