//! What a county sets. `settings.schema.json` says the same to people.

use serde::Deserialize;
use wardroom_plugin::Priority;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub objective: Objective,
    /// Who needs no longer is in time, and covers what it reaches so soon.
    pub threshold_s: u32,
    /// The chance that a unit is busy when it is called for.
    pub busy_fraction: f64,
    pub demand: Demand,
    pub demand_table: DemandTable,
    pub near_m: u32,
    pub points_max: u16,
    /// Seconds that a percentage point of the demand is worth, where both are weighed.
    pub point_s: Worth,
    pub own_district_first: bool,
    /// Codes of classes that do not count as cover and go last.
    pub observing_classes: Vec<String>,
    pub fix_age_max_s: u32,
    pub shift_left_min_s: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Objective {
    Dmexclp,
    Weighed,
    Nearest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Demand {
    Households,
    Incidents,
    Table,
}

/// The county's table of points, and its columns.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DemandTable {
    pub name: String,
    pub district: String,
    pub grid: String,
    pub weight: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Worth {
    pub critical: u32,
    pub urgent: u32,
    pub prompt: u32,
    pub routine: u32,
}

impl Worth {
    pub const fn of(&self, priority: Priority) -> u32 {
        match priority {
            Priority::Critical => self.critical,
            Priority::Urgent => self.urgent,
            Priority::Prompt => self.prompt,
            Priority::Routine => self.routine,
        }
    }
}

impl Default for Worth {
    fn default() -> Worth {
        Worth { critical: 0, urgent: 30, prompt: 60, routine: 120 }
    }
}

impl Default for DemandTable {
    fn default() -> DemandTable {
        DemandTable {
            name: "demand-points".to_owned(),
            district: "district".to_owned(),
            grid: "grid".to_owned(),
            weight: "weight".to_owned(),
        }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            objective: Objective::Dmexclp,
            threshold_s: 900,
            busy_fraction: 0.3,
            demand: Demand::Households,
            demand_table: DemandTable::default(),
            near_m: 20_000,
            points_max: 48,
            point_s: Worth::default(),
            own_district_first: true,
            observing_classes: Vec::new(),
            fix_age_max_s: 900,
            shift_left_min_s: 300,
        }
    }
}
