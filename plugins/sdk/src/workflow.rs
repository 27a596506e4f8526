//! The words of the hook `workflow`: what an instance looks like, what can happen to it, what may be done. The trait is
//! [`crate::Workflow`].

use serde::Serialize;

pub use crate::bindings::county::wardroom::plugin::types::{Assignee, DistrictTeam, Role};
pub use crate::bindings::workflow::exports::wardroom::plugin::workflow::{
    Child, ChildEnd, Choice, Concurrency, Effect, Event, Field, Form, Instance, Kind, Loan, Mark, Outcome, Signal,
    Task, TaskResult,
};
pub use crate::export::Workflow;
use crate::{Reason, Result, Value};

impl Outcome {
    /// An outcome that keeps this state, written as JSON, and does nothing yet.
    pub fn new(state: &impl Serialize, stage: Reason) -> Result<Outcome> {
        let state = serde_json::to_string(state)?;
        let (waits, marks, effects, remarks, ended) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), None);
        Ok(Outcome { state, stage, waits, marks, effects, remarks, ended })
    }
}

/// The value of a form's property; `None` if it was left out.
pub fn value<'f>(fields: &'f [Field], name: &str) -> Option<&'f Value> {
    fields.iter().find(|field| field.name == name).map(|field| &field.value)
}

/// A text of a form; `None` if it was left out or is no text.
pub fn text<'f>(fields: &'f [Field], name: &str) -> Option<&'f str> {
    match value(fields, name) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// A number of a form; `None` if it was left out or is no number.
pub fn number(fields: &[Field], name: &str) -> Option<f64> {
    match value(fields, name) {
        Some(Value::Number(number)) => Some(*number),
        _ => None,
    }
}

/// A flag of a form; `None` if it was left out or is no flag.
pub fn flag(fields: &[Field], name: &str) -> Option<bool> {
    match value(fields, name) {
        Some(Value::Flag(flag)) => Some(*flag),
        _ => None,
    }
}
