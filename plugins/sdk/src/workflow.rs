//! The words of the hook `workflow`: what an instance looks like, what can happen to it, what may be done. A plugin implements
//! [`Procedure`], whose [`Step`] has a verb for each thing that may be done. [`Workflow`] is the bare hook below it, for a
//! component with several kinds.

pub use crate::bindings::county::wardroom::plugin::types::{Assignee, DistrictTeam, Role};
pub use crate::bindings::workflow::exports::wardroom::plugin::workflow::{
    Child, ChildEnd, Choice, Concurrency, Effect, Event, Field, Form, Instance, Kind, Loan, Mark, Outcome, Signal,
    Task, TaskResult,
};
pub use crate::export::Workflow;
pub use crate::step::{Procedure, Step};
use crate::{Recipient, Value};

impl Form {
    /// What people fill in, as a JSON Schema, and the outcomes to choose from, each by name and title.
    pub fn new(name: &str, title: u16, schema: &str, outcomes: &[(&str, u16)]) -> Form {
        Form { name: name.to_owned(), title, schema: schema.to_owned(), outcomes: choices(outcomes), named: false }
    }

    /// Whoever fills it in says in which person's name.
    pub fn named(self) -> Form {
        Form { named: true, ..self }
    }
}

/// Outcomes of a task or ends of a kind, each by name and title.
pub fn choices(names: &[(&str, u16)]) -> Vec<Choice> {
    names.iter().map(|(name, title)| Choice { name: (*name).to_owned(), title: *title }).collect()
}

impl From<Role> for Assignee {
    fn from(role: Role) -> Assignee {
        Assignee::Role(role)
    }
}

impl From<Role> for Recipient {
    fn from(role: Role) -> Recipient {
        Recipient::Role(role)
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
