//! What a Wardroom plugin in Rust is written with. A plugin implements the trait of a hook ([`Intake`], [`Dispatch`],
//! [`Escalation`], [`TeamStructure`], [`Procedure`], [`Assessment`]) and names it in [`export!`]; what it says to people it declares in
//! [`catalog!`]; the rest of this crate is the words it does that with.
//!
//! A plugin is a pure function that runs in a fresh sandbox each time: no clock, no files, no network, no memory of the last
//! call. `now` and the incident come in, proposals with reasons go out, and [`view`] reads what else the county granted.
//! What a plugin tests natively it does with [`testing`], without a host.

mod answer;
#[cfg(any(target_arch = "wasm32", test))]
mod arena;
pub mod assessment;
#[allow(unsafe_code, unused_qualifications)]
#[doc(hidden)]
pub mod bindings;
#[doc(hidden)]
pub mod catalog;
mod export;
mod form;
mod logging;
mod panic;
mod step;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;
pub mod view;
pub mod workflow;

pub use answer::{Error, Result, reason};
pub use bindings::county::wardroom::plugin::types::*;
pub use bindings::dispatch::exports::wardroom::plugin::dispatch::{
    Call, Candidate, Exclusion, HeldBack, Nearness, Occasion, OnCall, PassedOver, Pick, Progress, Recommendation,
    Verdict,
};
pub use bindings::escalation::exports::wardroom::plugin::escalation::{
    Matter, MatterSubject, Outcome, Proposal as EscalationProposal, Stage, TaskMatter, Trigger, Unanswered, Vacancy,
    WorkflowMatter,
};
pub use bindings::intake::exports::wardroom::plugin::intake::{
    Classification, Duplicate, Nearby, Outcome as IntakeOutcome, Proposal as IntakeProposal, Ranking, Report,
    Requirement,
};
pub use bindings::team_structure::exports::wardroom::plugin::team_structure::{
    Finding, Severity, Shift, Slot, Station, Structure, Subject as StructureSubject, TeamStrength,
};
#[doc(hidden)]
pub use export::Exported;
pub use export::{Assessment, Dispatch, Escalation, Intake, TeamStructure, Workflow, read_settings};
#[doc(hidden)]
pub use logging::log_line;
pub use step::{Procedure, Step};
