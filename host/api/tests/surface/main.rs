//! The API as its callers meet it: in one process over a small room, and over real sockets where the wire matters.

#[path = "../../../domain/tests/little_county.rs"]
mod little_county;

mod access;
mod archived;
mod callers;
mod clock;
mod description;
mod errors;
mod finding;
mod hand_offs;
mod holds;
mod incidents;
mod limits;
mod links;
mod loans;
mod notes;
mod origins;
mod outcomes;
mod overrides;
mod personal;
mod places;
mod plugins;
mod reference;
mod repeated;
mod replays;
mod report;
mod room;
mod roster;
mod schedules;
mod scopes;
mod server;
mod stream;
mod wire;
mod words;
mod workflow_refusals;
mod workflow_values;
mod workflows;
