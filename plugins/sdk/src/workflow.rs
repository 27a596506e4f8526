//! The words of the hook `workflow`: what an instance looks like, what can happen to it, what may be done. A plugin implements
//! [`Procedure`], whose [`Step`] has a verb for each thing that may be done. [`Workflow`] is the bare hook below it, for a
//! component with several kinds.

pub use crate::bindings::county::wardroom::plugin::types::{Assignee, DistrictTeam, Role};
use crate::bindings::workflow::exports::wardroom::plugin::workflow as wire;
pub use crate::bindings::workflow::exports::wardroom::plugin::workflow::{
    Child, ChildEnd, Choice, Concurrency, Effect, Event, Field, Form, IncidentRemark, Instance, Kind, Loan, Mark,
    NewIncident, Outcome, Outgoing, Signal, Takeover, Task, TaskResult, WorkflowName, WorkflowTarget,
};
pub use crate::export::Workflow;
pub use crate::form::Property;
pub use crate::step::{Procedure, Step, named};
use crate::{Error, Item, Reason, Recipient, Reference, TimeS, Value};

/// Why a step is not taken. Anything that can be shown becomes a `Fault` with `?` or `.into()`.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The rule says no: whoever waits for it is told why, and nothing is tried again.
    Refuse(Reason),
    /// Not now: it is tried again, later and later, and people see why it waits.
    Retry(Reason),
    /// The plugin does not know what to do; for its author.
    Fault(String),
}

/// What a step comes to, or why it is not taken.
pub type Result<T> = std::result::Result<T, Failure>;

/// The rule says no.
///
/// ```
/// # use wardroom_plugin::workflow::{Failure, Result, refuse};
/// # use wardroom_plugin::reason;
/// fn hours(asked: f64, most: f64) -> Result<f64> {
///     if asked > most {
///         return refuse(reason(7).with(most));
///     }
///     Ok(asked)
/// }
/// assert_eq!(hours(9.0, 8.0), Err(Failure::Refuse(reason(7).with(8.0))));
/// ```
pub fn refuse<T>(why: Reason) -> Result<T> {
    Err(Failure::Refuse(why))
}

/// Not now; the host tries again.
pub fn retry<T>(why: Reason) -> Result<T> {
    Err(Failure::Retry(why))
}

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure::Fault(error.to_string())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Fault(error.0)
    }
}

impl From<Failure> for wire::Failure {
    fn from(failure: Failure) -> wire::Failure {
        match failure {
            Failure::Refuse(why) => wire::Failure::Refuse(why),
            Failure::Retry(why) => wire::Failure::Retry(why),
            Failure::Fault(words) => wire::Failure::Fault(words),
        }
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

/// An instant of a form; `None` if it was left out or is none.
pub fn time(fields: &[Field], name: &str) -> Option<TimeS> {
    match value(fields, name) {
        Some(Value::Time(at)) => Some(*at),
        _ => None,
    }
}

/// What a form refers to; `None` if it was left out or is no reference.
pub fn reference(fields: &[Field], name: &str) -> Option<Reference> {
    match value(fields, name) {
        Some(Value::Reference(of)) => Some(*of),
        _ => None,
    }
}

/// A list of a form; `None` if it was left out or is no list.
pub fn list<'f>(fields: &'f [Field], name: &str) -> Option<&'f [Item]> {
    match value(fields, name) {
        Some(Value::List(items)) => Some(items),
        _ => None,
    }
}
