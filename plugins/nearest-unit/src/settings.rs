//! What a county sets. `settings.schema.json` says the same to people.

use serde::Deserialize;
use wardroom_plugin::Priority;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// When the own district's nearest takes longer than this, the neighbours are looked at too, and so on outwards.
    pub overflow_after_s: u32,
    pub fix_age_max_s: u32,
    pub shift_left_min_s: u32,
    /// Once it is further than that, another district counts as so much farther, and one beyond the neighbours twice.
    pub district_s: u32,
    /// Each incident that a unit was sent to lately counts as so much farther.
    pub workload_s: u32,
    pub scarce_s: Spared,
    /// Codes of classes that observe and report, and go where nobody else is able to.
    pub observing_classes: Vec<String>,
}

/// How much later somebody may be there so that the last unit with a skill stays for what may come; of two that are left half as
/// much, and so on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Spared {
    pub critical: u32,
    pub urgent: u32,
    pub prompt: u32,
    pub routine: u32,
}

impl Default for Spared {
    fn default() -> Spared {
        Spared { critical: 0, urgent: 120, prompt: 300, routine: 600 }
    }
}

impl Spared {
    pub const fn of(&self, priority: Priority) -> u32 {
        match priority {
            Priority::Critical => self.critical,
            Priority::Urgent => self.urgent,
            Priority::Prompt => self.prompt,
            Priority::Routine => self.routine,
        }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            overflow_after_s: 900,
            fix_age_max_s: 900,
            shift_left_min_s: 300,
            district_s: 60,
            workload_s: 20,
            scarce_s: Spared::default(),
            observing_classes: Vec::new(),
        }
    }
}
