//! Interim: the workflow hook's types until the guest crate has its own.

pub use crate::bindings::workflow::exports::wardroom::plugin::workflow::{
    Assignee, Child, ChildEnd, Choice, Concurrency, DistrictTeam, Effect, Event, Field, Form, Instance, Kind, Loan,
    Outcome, Signal, Task, TaskResult,
};
use crate::{Result, TimeS};

pub trait Workflow {
    type Settings: serde::de::DeserializeOwned;
    fn kinds() -> Vec<Kind>;
    fn start(now: TimeS, settings: &Self::Settings, instance: &Instance, fields: &[Field]) -> Result<Outcome>;
    fn step(now: TimeS, settings: &Self::Settings, instance: &Instance, event: Event) -> Result<Outcome>;
}
