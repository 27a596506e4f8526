//! The rules of the core: what commands may do, what events do to a state, what the arbiter lets through. Random histories are
//! held against a second, deliberately naive model; the tables of legal and illegal steps stand here as text.

#[path = "rules/arbitration.rs"]
mod arbitration;
#[path = "rules/bounds.rs"]
mod bounds;
#[path = "rules/built_in_rule.rs"]
mod built_in_rule;
#[path = "rules/changes.rs"]
mod changes;
#[path = "rules/desk.rs"]
mod desk;
#[path = "rules/escalations.rs"]
mod escalations;
#[path = "rules/golden.rs"]
mod golden;
#[path = "rules/golden_workflow.rs"]
mod golden_workflow;
#[path = "rules/hashes.rs"]
mod hashes;
#[path = "rules/histories.rs"]
mod histories;
#[path = "rules/intake.rs"]
mod intake;
#[path = "rules/keys.rs"]
mod keys;
#[path = "rules/life_cycle.rs"]
mod life_cycle;
#[path = "little_county.rs"]
mod little_county;
#[path = "rules/model.rs"]
mod model;
#[path = "rules/notices.rs"]
mod notices;
#[path = "rules/personal_data.rs"]
mod personal_data;
#[path = "rules/plugins.rs"]
mod plugins;
#[path = "rules/recommendations.rs"]
mod recommendations;
#[path = "rules/roster_changes.rs"]
mod roster_changes;
#[path = "rules/roster_checks.rs"]
mod roster_checks;
#[path = "rules/rosters.rs"]
mod rosters;
#[path = "rules/timers.rs"]
mod timers;
#[path = "rules/units.rs"]
mod units;
#[path = "rules/views.rs"]
mod views;
#[path = "rules/who_could_go.rs"]
mod who_could_go;
#[path = "rules/workflow_changes.rs"]
mod workflow_changes;
