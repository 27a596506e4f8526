//! What a county may set. `settings.schema.json` says the same to people.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Working days, where the class says nothing else.
    pub round_days: u16,
    pub mend_days: u16,
    pub grave_days: u16,
    pub recheck_days: u16,
    /// Risk classes by the county's own codes.
    pub classes: BTreeMap<String, Class>,
    /// The county's table with the class of each grid and place; empty: there is none.
    pub class_table: String,
    /// An attribute of grids that says the class; empty: there is none.
    pub class_attribute: String,
    /// How many of a hundred households a round visits at least.
    pub share_percent: u32,
    /// The county's code of the kind as which a grave hazard is reported.
    pub incident_kind: String,
    pub officer_slot: String,
    pub leader_slot: String,
    /// From one level of what is overdue to the next, hours.
    pub escalate_h: u32,
}

/// What holds for a risk class.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Days from one round to the next, as they come.
    pub every_days: u16,
    /// Working days.
    pub round_days: Option<u16>,
    pub mend_days: Option<u16>,
    pub grave_days: Option<u16>,
    pub recheck_days: Option<u16>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            round_days: 3,
            mend_days: 15,
            grave_days: 3,
            recheck_days: 5,
            classes: BTreeMap::new(),
            class_table: String::new(),
            class_attribute: String::new(),
            share_percent: 80,
            incident_kind: "hazard".to_owned(),
            officer_slot: "officer".to_owned(),
            leader_slot: "duty-leader".to_owned(),
            escalate_h: 24,
        }
    }
}

/// Working days for each part of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    pub round: u16,
    pub mend: u16,
    pub grave: u16,
    pub recheck: u16,
}

impl Settings {
    /// As the class has them, or the county.
    pub fn days(&self, class: Option<&str>) -> Days {
        let class = class.and_then(|code| self.classes.get(code));
        let own = |of: fn(&Class) -> Option<u16>, usual: u16| class.and_then(of).unwrap_or(usual);
        Days {
            round: own(|class| class.round_days, self.round_days),
            mend: own(|class| class.mend_days, self.mend_days),
            grave: own(|class| class.grave_days, self.grave_days),
            recheck: own(|class| class.recheck_days, self.recheck_days),
        }
    }
}
