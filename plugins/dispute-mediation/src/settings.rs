//! What a county sets; `settings.schema.json` says the same to people.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::dispute::Rung;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Attempts on each rung before the next one; after the last come the courts.
    pub ladder: Ladder,
    pub triage: Triage,
    /// The kind of a dispute that an incident begins, by the county's code of the incident's kind.
    pub kinds: BTreeMap<String, String>,
    /// Open tasks from which on a studio is full.
    pub studio_tasks_max: u32,
    pub accept_within_h: u32,
    pub mediate_within_days: u32,
    pub verify_within_days: u32,
    /// From the settlement to the revisit.
    pub revisit_after_days: u32,
    pub revisit_within_days: u32,
    /// What a court has not confirmed by then is taken back.
    pub court_confirm_days: u32,
    /// How often the courts are asked before a person decides.
    pub court_attempts: u8,
    pub advise_within_days: u32,
    /// For a notice of something overdue, before the command room hears of it.
    pub seen_within_h: u32,
    /// Roster slots: who accepts and decides, who verifies, who hears of what is overdue.
    pub accept_slot: String,
    pub verify_slot: String,
    pub leader_slot: String,
}

/// Three, three, one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ladder {
    pub village: u8,
    pub town: u8,
    pub city: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Triage {
    /// So many criteria put a dispute on that rung.
    pub criteria_town: u8,
    pub criteria_city: u8,
    /// From here on it is the town's.
    pub amount_town: f64,
    pub parties_town: u32,
}

impl Default for Ladder {
    fn default() -> Ladder {
        Ladder { village: 3, town: 3, city: 1 }
    }
}

impl Default for Triage {
    fn default() -> Triage {
        Triage { criteria_town: 1, criteria_city: 3, amount_town: 100_000.0, parties_town: 6 }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            ladder: Ladder::default(),
            triage: Triage::default(),
            kinds: BTreeMap::new(),
            studio_tasks_max: 8,
            accept_within_h: 4,
            mediate_within_days: 7,
            verify_within_days: 3,
            revisit_after_days: 15,
            revisit_within_days: 3,
            court_confirm_days: 5,
            court_attempts: 2,
            advise_within_days: 5,
            seen_within_h: 4,
            accept_slot: "officer".to_owned(),
            verify_slot: "legal-officer".to_owned(),
            leader_slot: "duty-leader".to_owned(),
        }
    }
}

impl Ladder {
    /// How many attempts a rung has. The courts are not counted.
    pub fn attempts(&self, rung: Rung) -> u8 {
        match rung {
            Rung::Village => self.village,
            Rung::Town => self.town,
            Rung::City => self.city,
            Rung::Courts => u8::MAX,
        }
    }
}
