//! What a county may set. `settings.schema.json` says the same to people.

use serde::Deserialize;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Working days.
    pub round_days: u16,
    pub mend_days: u16,
    pub grave_days: u16,
    pub recheck_days: u16,
    /// How many of a hundred households a round visits at least.
    pub share_percent: u32,
    /// The county's code of the kind as which a grave hazard is reported.
    pub incident_kind: String,
    pub officer_slot: String,
    pub leader_slot: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            round_days: 3,
            mend_days: 15,
            grave_days: 3,
            recheck_days: 5,
            share_percent: 80,
            incident_kind: "hazard".to_owned(),
            officer_slot: "officer".to_owned(),
            leader_slot: "duty-leader".to_owned(),
        }
    }
}
