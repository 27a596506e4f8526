//! The rules of the core: what commands may do, what events do to a state, what the arbiter lets through. Random histories are
//! held against a second, deliberately naive model; the tables of legal and illegal steps stand here as text. The files
//! lie by matter, as those of the core do; `state` holds what is of all.

mod assessment;
mod clock;
mod county;
mod desk;
mod incident;
#[path = "../little_county.rs"]
mod little_county;
mod notice;
mod plugin;
mod roster;
mod scope;
mod series;
mod state;
mod statistics;
mod timer;
mod unit;
mod video_points;
mod workflow;
