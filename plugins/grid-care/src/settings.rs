//! What a county may set. `settings.schema.json` says the same to people.

use serde::Deserialize;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The county's table with the grids that have no assistant.
    pub vacancies_table: String,
    /// For no more grids does one assistant stand in at a time.
    pub grids_max: u16,
    pub near_m: u32,
    /// Before somebody decides.
    pub asked_max: usize,
    pub answer_h: u32,
    pub decide_h: u32,
    pub term_days: u32,
    pub look_h: u32,
    pub officer_slot: String,
    pub leader_slot: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            vacancies_table: "grid-vacancies".to_owned(),
            grids_max: 1,
            near_m: 3_000,
            asked_max: 3,
            answer_h: 2,
            decide_h: 4,
            term_days: 30,
            look_h: 24,
            officer_slot: "officer".to_owned(),
            leader_slot: "duty-leader".to_owned(),
        }
    }
}
