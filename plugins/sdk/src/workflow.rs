//! Procedures: the trait of the hook `workflow`, its types, and what makes an outcome short to write.

use serde::de::DeserializeOwned;

pub use crate::bindings::county::wardroom::plugin::types::{Assignee, DistrictTeam, Role};
pub use crate::bindings::workflow::exports::wardroom::plugin::workflow::{
    Child, ChildEnd, Choice, Concurrency, Effect, Event, Field, Form, Instance, Kind, Loan, Outcome, Signal, Task,
    TaskResult,
};
use crate::{CatchUp, Notice, Reason, Result, TimeS, Timer, Value};

/// A procedure of hours, days or months. An instance's memory is the text that the last step answered as its state; what comes
/// in is one thing that happened, what goes out is the new state and what is to be done.
pub trait Workflow {
    /// The plugin's settings. Have unknown keys refused: `#[serde(deny_unknown_fields)]`. An instance keeps those it began with.
    type Settings: DeserializeOwned;

    /// The kinds of workflow in this plugin, each with its forms. Asked once, when it is installed.
    fn kinds() -> Vec<Kind>;

    /// The first step of a new instance. An error refuses the start.
    fn start(now: TimeS, settings: &Self::Settings, instance: &Instance, fields: &[Field]) -> Result<Outcome>;

    /// The next step. A step that fails is tried again, later and later, and then waits for a person.
    fn step(now: TimeS, settings: &Self::Settings, instance: &Instance, event: Event) -> Result<Outcome>;

    /// The state that an older version wrote, as this version writes it, or why that can't be done. Without it no instance is
    /// taken over, and those under way stay with the version they began with.
    fn migrate(_now: TimeS, _settings: &Self::Settings, _instance: &Instance, from_version: &str) -> Result<String> {
        Err(format!("this version takes over no instance of version {from_version}").into())
    }
}

impl Outcome {
    /// A step that leaves this state at this stage, and asks for nothing yet.
    pub fn new(state: String, stage: Reason) -> Outcome {
        Outcome { state, stage, waits: Vec::new(), effects: Vec::new(), remarks: Vec::new(), ended: None }
    }

    pub fn wait_for(&mut self, signal: &str) {
        self.waits.push(signal.to_owned());
    }

    /// Starts a timer that fires once, also if it fell due while the host was down.
    pub fn start_timer(&mut self, key: u16, due_at: TimeS) {
        self.effects.push(Effect::StartTimer(Timer { key, due_at, catch_up: CatchUp::Once, repeat_s: None }));
    }

    /// Starts a timer that fires again and again until it is stopped.
    pub fn repeat_timer(&mut self, key: u16, first_at: TimeS, repeat_s: u32, catch_up: CatchUp) {
        self.effects.push(Effect::StartTimer(Timer { key, due_at: first_at, catch_up, repeat_s: Some(repeat_s) }));
    }

    pub fn stop_timer(&mut self, key: u16) {
        self.effects.push(Effect::StopTimer(key));
    }

    /// Gives somebody something to do. `form` is one of the kind's task forms.
    pub fn create_task(&mut self, key: u16, form: &str, assignee: Assignee, due_at: Option<TimeS>, why: Reason) {
        self.effects.push(Effect::CreateTask(Task { key, form: form.to_owned(), assignee, due_at, why }));
    }

    pub fn cancel_task(&mut self, key: u16) {
        self.effects.push(Effect::CancelTask(key));
    }

    pub fn notify(&mut self, notice: Notice) {
        self.effects.push(Effect::Notify(notice));
    }

    /// Leaves a word in the record.
    pub fn remark(&mut self, why: Reason) {
        self.remarks.push(why);
    }

    /// Ends the instance, as one of the kind's `ends`.
    pub fn end(&mut self, end: &str) {
        self.ended = Some(end.to_owned());
    }
}

/// A field's value, if it was given.
pub fn field<'f>(fields: &'f [Field], name: &str) -> Option<&'f Value> {
    fields.iter().find(|field| field.name == name).map(|field| &field.value)
}
