//! What a county may set. `settings.schema.json` says the same to people.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::sampling::Sample;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// By the county's code of a kind of incident.
    pub sampling: BTreeMap<String, Sample>,
    /// Of all other kinds.
    pub usually: Sample,
    /// What makes the sample another one in each county, or from time to time.
    pub salt: String,
    /// The county's table with the items.
    pub item_table: String,
    /// Working days, but for the first, hours.
    pub name_within_h: u32,
    pub review_days: u16,
    pub rectify_days: u16,
    pub verify_days: u16,
    /// Until the command room hears of what is still overdue.
    pub escalate_h: u32,
    /// Roster slots.
    pub review_slot: String,
    pub rectify_slot: String,
    pub leader_slot: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            sampling: BTreeMap::new(),
            usually: Sample::Every(10),
            salt: String::new(),
            item_table: "supervision-items".to_owned(),
            name_within_h: 24,
            review_days: 5,
            rectify_days: 5,
            verify_days: 3,
            escalate_h: 24,
            review_slot: "legal-officer".to_owned(),
            rectify_slot: "officer".to_owned(),
            leader_slot: "duty-leader".to_owned(),
        }
    }
}
