//! What the host asks a workflow plugin and what it gets back: kinds with their forms, an instance as the plugin sees it, what
//! happened to it, and what is to be done.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{IncidentView, Message, Reason, Stage, TimerRequest};
use crate::county::value::Value;
use crate::declare::named;
use crate::ids::*;
use crate::incident::{Phase, Priority, Reality};
use crate::sealed::Sealed;
use crate::time::TimeMs;
use crate::who::Who;

named! {
    /// What happens when a kind is started although an instance with the same key is under way.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Concurrency {
        /// The new one is refused.
        Single = "single",
        /// The old one is cancelled, and the new one begins.
        Restart = "restart",
        /// The new one waits until the old one has ended.
        Queued = "queued",
        /// Both run, up to the kind's maximum.
        Parallel = "parallel",
    }
}

named! {
    /// Among whom a workflow's key means one and the same thing.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    pub enum KeyScope {
        /// Two districts may each have their own `case-1`.
        District = "district",
        /// As it was for all before kinds could say so, and so in what the journal has without a word of it.
        #[default]
        County = "county",
    }
}

impl KeyScope {
    /// Whether workflows of one kind and key are the same to the rule of their kind.
    pub fn ties(self, here: DistrictRef, other: KeyScope, there: DistrictRef) -> bool {
        here == there || self == KeyScope::County || other == KeyScope::County
    }

    pub(crate) const fn is_county(&self) -> bool {
        matches!(self, KeyScope::County)
    }
}

/// A named choice; the title is an entry of the plugin's message catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub name: String,
    pub title: u16,
}

/// What people fill in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub name: String,
    pub title: u16,
    /// JSON Schema (2020-12) of a flat object of texts, numbers and flags.
    pub schema: serde_json::Value,
    pub outcomes: Vec<Choice>,
    /// Whoever does the task or sends the signal says in which person's name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub named: bool,
}

/// The word of a form for the start that says among whom the kind's keys count.
pub(crate) const KEY: &str = "key";

/// A kind of workflow, as its plugin declared it when it was installed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkflowKind {
    pub name: String,
    pub title: u16,
    pub concurrency: Concurrency,
    /// Instances with one key at the same time (`parallel`), or that may wait (`queued`).
    pub instances_max: u16,
    pub start: Form,
    pub tasks: Vec<Form>,
    pub signals: Vec<Form>,
    pub ends: Vec<Choice>,
}

impl WorkflowKind {
    /// Among whom its keys count: the form for the start says so, beside what is to be filled in.
    pub fn key_scope(&self) -> KeyScope {
        match self.start.schema.get(KEY).and_then(serde_json::Value::as_str) {
            Some(scope) if scope == KeyScope::County.name() => KeyScope::County,
            _ => KeyScope::District,
        }
    }

    pub fn task(&self, form: &str) -> Option<&Form> {
        self.tasks.iter().find(|task| task.name == form)
    }

    pub fn signal(&self, name: &str) -> Option<&Form> {
        self.signals.iter().find(|signal| signal.name == name)
    }
}

/// A value of a form, by the property's name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    pub value: FieldValue,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldValue {
    Plain(Value),
    /// Personal data under the key of the instance's subject.
    Sealed(Sealed),
}

/// What other workflows may know of one that is under way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    pub name: String,
    pub value: String,
}

/// Something that happened to an instance and that its plugin is asked about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WorkflowEvent {
    Started {
        fields: Vec<Field>,
    },
    TimerFired {
        key: u16,
    },
    TaskDone {
        key: u16,
        outcome: String,
        by: Option<PersonRef>,
        fields: Vec<Field>,
    },
    TaskOverdue {
        key: u16,
    },
    Signalled {
        name: String,
        by: Option<PersonRef>,
        /// The workflow that sent it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sender: Option<InstanceRef>,
        fields: Vec<Field>,
    },
    IncidentChanged,
    /// Nobody saw, accepted or arrived in time for a notice of this level.
    Unanswered {
        level: u8,
        stage: Stage,
    },
    ChildEnded {
        kind: String,
        key: String,
        ended: String,
    },
}

impl WorkflowEvent {
    pub const fn name(&self) -> &'static str {
        match self {
            WorkflowEvent::Started { .. } => "started",
            WorkflowEvent::TimerFired { .. } => "timer-fired",
            WorkflowEvent::TaskDone { .. } => "task-done",
            WorkflowEvent::TaskOverdue { .. } => "task-overdue",
            WorkflowEvent::Signalled { .. } => "signalled",
            WorkflowEvent::IncidentChanged => "incident-changed",
            WorkflowEvent::Unanswered { .. } => "unanswered",
            WorkflowEvent::ChildEnded { .. } => "child-ended",
        }
    }
}

/// An instance as its plugin sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct InstanceView {
    pub instance: InstanceRef,
    pub kind: String,
    pub key: String,
    pub district: DistrictRef,
    pub grid: Option<GridRef>,
    pub reality: Reality,
    pub incident: Option<IncidentView>,
    pub started_at: TimeMs,
    pub state: String,
    /// Keys of its timers that run and of its tasks that are open, sorted.
    pub timers: Vec<u16>,
    pub tasks: Vec<u16>,
}

#[derive(Clone, Debug)]
pub struct StepInput {
    pub now: TimeMs,
    pub instance: InstanceView,
    pub event: Arc<WorkflowEvent>,
}

#[derive(Clone, Debug)]
pub struct MigrationInput {
    pub now: TimeMs,
    pub instance: InstanceView,
    /// The version that wrote its state.
    pub from_version: String,
}

/// Another workflow, as a plugin names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Target {
    Number(InstanceRef),
    Name { kind: String, key: String },
}

/// A grant beside `signal` and one beside `cancel-workflow`: workflows of other plugins, too.
pub const SIGNAL_OTHERS: &str = "signal-others";
pub const CANCEL_OTHERS: &str = "cancel-others";

/// What is to be done.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    StartTimer(TimerRequest),
    StopTimer {
        key: u16,
    },
    CreateTask {
        key: u16,
        form: String,
        assignee: Who,
        due_at: Option<TimeMs>,
        why: Reason,
    },
    CancelTask {
        key: u16,
    },
    Notify(Message),
    StartWorkflow {
        kind: String,
        key: String,
        grid: Option<GridRef>,
        fields: Vec<Field>,
    },
    StepIncident {
        to: Phase,
    },
    LendUnit {
        unit: UnitRef,
        to: DistrictRef,
        until: TimeMs,
        /// Held back for the workflow, of its own district, too.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        held: bool,
    },
    ReturnUnit {
        unit: UnitRef,
    },
    ErasePersonalData,
    Signal {
        to: Target,
        name: String,
        fields: Vec<Field>,
    },
    CancelWorkflow(Target),
    Report(NewIncident),
    Remark {
        incident: IncidentRef,
        why: Reason,
    },
}

/// An incident that a workflow reports.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewIncident {
    pub kind: KindRef,
    /// Absent: the kind's.
    pub priority: Option<Priority>,
    pub grid: GridRef,
    /// Longitude and latitude; absent: the middle of the grid.
    pub position: Option<(f64, f64)>,
    pub why: Reason,
}

impl Effect {
    /// The grant that it needs.
    pub const fn grant(&self) -> &'static str {
        match self {
            Effect::StartTimer(_) => "start-timer",
            Effect::StopTimer { .. } => "stop-timer",
            Effect::CreateTask { .. } => "create-task",
            Effect::CancelTask { .. } => "cancel-task",
            Effect::Notify(_) => "notify",
            Effect::StartWorkflow { .. } => "start-workflow",
            Effect::StepIncident { .. } => "step-incident",
            Effect::LendUnit { .. } => "lend-unit",
            Effect::ReturnUnit { .. } => "return-unit",
            Effect::ErasePersonalData => "erase-personal-data",
            Effect::Signal { .. } => "signal",
            Effect::CancelWorkflow(_) => "cancel-workflow",
            Effect::Report(_) => "report",
            Effect::Remark { .. } => "remark",
        }
    }
}

/// One step of an instance, as its plugin answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepAnswer {
    pub state: String,
    pub stage: Reason,
    /// Names of signals that it waits for.
    pub waits: Vec<String>,
    pub marks: Vec<Mark>,
    pub effects: Vec<Effect>,
    pub remarks: Vec<Reason>,
    pub ended: Option<String>,
}

/// What another version makes of an instance: all that it stands by from then on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Takeover {
    pub state: String,
    pub standing: Standing,
}

/// Where an instance stands, as people, senders of signals and other workflows see it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    pub stage: Reason,
    /// Names of signals that it waits for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

/// Why a plugin does not take an instance over.
#[derive(Clone, Debug, PartialEq)]
pub enum NotTakenOver {
    /// In its catalog's words.
    Said(Reason),
    /// In its own.
    Words(String),
}

/// What a plugin makes of a step. That it does not know what to do is a failure of the hook.
#[derive(Clone, Debug, PartialEq)]
pub enum StepVerdict {
    Done(StepAnswer),
    /// The rule says no, and why.
    Refused(Reason),
    /// Not now, and why.
    Later(Reason),
}

impl From<StepAnswer> for StepVerdict {
    fn from(answer: StepAnswer) -> StepVerdict {
        StepVerdict::Done(answer)
    }
}
