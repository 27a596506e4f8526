//! The rules of the core: what commands may do, what events do to a state, what the arbiter lets through. Random histories are
//! held against a second, deliberately naive model; the tables of legal and illegal steps stand here as text.

mod arbitration;
mod bounds;
mod built_in_rule;
mod changes;
mod desk;
mod escalations;
mod golden;
mod golden_workflow;
mod hashes;
mod histories;
mod intake;
mod keys;
mod life_cycle;
#[path = "../little_county.rs"]
mod little_county;
mod model;
mod notices;
mod personal_data;
mod plugins;
mod recommendations;
mod roster_changes;
mod roster_checks;
mod rosters;
mod timers;
mod units;
mod views;
mod whereabouts;
mod who_could_go;
mod words;
mod workflow_changes;
