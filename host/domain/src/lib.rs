//! The county's model: nouns, commands, events, the fold, the arbiter, the limits. No I/O, no async, no clock, no wasmtime.

pub mod arbiter;
pub mod archive_doc;
pub mod built_in;
pub mod candidates;
pub mod check;
pub mod command;
pub mod county;
pub mod decision;
pub mod event;
pub mod explain;
pub mod fold;
pub mod hooks;
pub mod ids;
pub mod incident;
pub mod limits;
pub mod matter;
pub mod nearby;
pub mod plugin;
pub mod ports;
pub mod roster;
pub mod sealed;
pub mod state;
pub mod time;
pub mod timer;
pub mod unit;
pub mod view;
