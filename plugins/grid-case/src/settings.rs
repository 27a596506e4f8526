//! What a county may set. `settings.schema.json` says the same to people.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::clock::Limit;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub limits: Limits,
    /// In place of `limits.handle`, by category.
    pub handle_by_category: BTreeMap<String, Limit>,
    /// The category of a case that an incident begins, by the county's code of the incident's kind.
    pub categories: BTreeMap<String, String>,
    /// How often the clock of one case may stand still.
    pub stops_max: u8,
    /// An incident that is resolved counts as handled.
    pub resolved_is_handled: bool,
    /// For a notice of something overdue, before the command room hears of it.
    pub seen_within_h: u32,
    /// Roster slots.
    pub accept_slot: String,
    pub file_slot: String,
    pub dispatch_slot: String,
    pub verify_slot: String,
    pub close_slot: String,
    pub leader_slot: String,
}

/// How long each stage may take.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    pub accept: Limit,
    pub file: Limit,
    pub dispatch: Limit,
    pub handle: Limit,
    pub verify: Limit,
    pub close: Limit,
    /// How long it may wait for others before somebody asks.
    pub wait: Limit,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            accept: Limit::H(2),
            file: Limit::H(4),
            dispatch: Limit::H(2),
            handle: Limit::Days(5),
            verify: Limit::Days(2),
            close: Limit::H(8),
            wait: Limit::Days(15),
        }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            limits: Limits::default(),
            handle_by_category: BTreeMap::new(),
            categories: BTreeMap::new(),
            stops_max: 2,
            resolved_is_handled: true,
            seen_within_h: 4,
            accept_slot: "auxiliary".to_owned(),
            file_slot: "officer".to_owned(),
            dispatch_slot: "officer".to_owned(),
            verify_slot: "auxiliary".to_owned(),
            close_slot: "officer".to_owned(),
            leader_slot: "duty-leader".to_owned(),
        }
    }
}

impl Settings {
    pub fn handling(&self, category: Option<&str>) -> Limit {
        category.and_then(|category| self.handle_by_category.get(category)).copied().unwrap_or(self.limits.handle)
    }
}
