//! The commands, one file each.

pub mod archive;
pub mod assess;
pub mod clock;
pub mod compile;
pub mod doctor;
pub mod events;
pub mod explain;
pub mod import;
pub mod incident;
pub mod notice;
pub mod place;
pub mod plugin;
pub mod road;
pub mod roster;
pub mod series;
pub mod serve;
pub mod simulate;
pub mod status;
pub mod task;
pub mod timer;
pub mod token;
pub mod trail;
pub mod travel;
pub mod unit;
pub mod verify;
pub mod workflow;
