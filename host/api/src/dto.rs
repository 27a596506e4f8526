//! The bodies that go over the wire, in and out, one file for each subject; each translates straight to or from `domain` and
//! nothing else does. Times are ISO 8601 with the county's offset, things are named by the county's codes.

pub mod archive;
pub mod assessment;
pub mod clock;
pub mod county;
pub mod datum;
pub mod decision;
pub mod duty;
pub mod explanation;
pub mod incident;
pub mod notice;
pub mod person;
pub mod place;
pub mod plugin;
pub mod query;
pub mod reply;
pub mod road;
pub mod roster;
pub mod series;
pub mod shapes;
pub mod statistics;
pub mod status;
pub mod task;
pub mod unit;
pub mod words;
pub mod workflow;
pub mod workflow_kind;
pub mod workflow_schedule;
