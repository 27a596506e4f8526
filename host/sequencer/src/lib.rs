//! One writer per county: stamps time, asks the plugins, lets the arbiter judge, commits, publishes. No storage engine, no
//! wasmtime and no HTTP in here: they are behind `domain::ports`.

pub mod cascade;
pub mod checkpoint;
pub mod jobs;
pub mod migration;
mod question;
pub mod recent_words;
pub mod recovery;
pub mod rehearsal;
pub mod room;
pub mod simulation;

pub use room::{Parts, Sequencer};
