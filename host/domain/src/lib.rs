//! The county's model: nouns, commands, events, the fold, the arbiter, the limits. No I/O, no async, no clock, no wasmtime.

pub mod county;
pub mod hooks;
pub mod ids;
pub mod incident;
pub mod limits;
pub mod plugin;
pub mod ports;
pub mod time;
