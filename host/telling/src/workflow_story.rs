//! The shape of a workflow's and a task's story: plain data with codes beside texts and ISO 8601 times. What is in it is put
//! together in `workflow.rs` and `task.rs`, and told as text in `workflow_text.rs`.

use serde::Serialize;
use utoipa::ToSchema;

use crate::lang::Lang;
use crate::story::*;

/// A workflow instance's story.
#[derive(Clone, Debug, PartialEq)]
pub struct InstanceStory {
    pub lang: Lang,
    pub id: String,
    pub number: u32,
    pub kind: Term,
    pub key: String,
    pub status: Term,
    pub stage: Option<ToldReason>,
    pub reality: Term,
    pub district: Term,
    pub grid: Option<Term>,
    pub incident: Option<String>,
    pub parent: Option<String>,
    /// The one in whose place it began, and the one that began in its place.
    pub replaces: Option<String>,
    pub replaced_by: Option<String>,
    pub children: Vec<String>,
    pub plugin: PinnedStory,
    pub started_at: String,
    pub started_by: String,
    pub cause: Option<CauseStory>,
    pub fields: Vec<FieldStory>,
    /// Signals that it waits for.
    pub waits: Vec<FormStory>,
    /// Oldest first; those before the ones that are kept are gone.
    pub steps: Vec<WorkflowStepStory>,
    /// Events that wait to be stepped through, oldest first.
    pub inbox: Vec<Term>,
    /// Events that found no room there.
    pub lost: u32,
    pub failure: Option<FailureStory>,
    /// All of its tasks that are still kept, oldest first.
    pub tasks: Vec<TaskStory>,
    pub loans: Vec<LoanStory>,
    pub escalation: Vec<FrozenStory>,
    pub notices: Vec<NoticeStory>,
    pub timers: Vec<TimerStory>,
    /// Who paused, resumed, retried, migrated or cancelled it last, and why.
    pub word: Option<HandStory>,
    pub ended_at: Option<String>,
    /// The end that it came to.
    pub ended: Option<Term>,
    pub erased_at: Option<String>,
}

/// The component and the settings that an instance stays on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PinnedBody)]
pub struct PinnedStory {
    pub plugin: String,
    pub version: String,
    pub digest: String,
    pub settings_version: u32,
    /// `active`, `draining`, `drained`, or `missing` if it is not installed any more.
    pub life: Term,
}

/// What people fill in.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = FormBody)]
pub struct FormStory {
    pub name: String,
    pub title: String,
    /// JSON Schema of its properties; those marked `sealed` are personal data.
    #[schema(value_type = Object)]
    pub schema: serde_json::Value,
    pub outcomes: Vec<Term>,
}

/// A value of a filled-in form; of personal data only the name.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = FieldBody)]
pub struct FieldStory {
    pub name: String,
    pub title: String,
    pub sealed: bool,
    /// Its key was destroyed: nobody can read it any more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
    /// As the form takes it: a flag, a number, a text, a time as ISO 8601, the code of what was picked, an attachment's reference, or a
    /// list of these.
    #[schema(value_type = Option<serde_json::Value>)]
    pub value: Option<serde_json::Value>,
    /// The same in the caller's language: names of what was picked, labels of what was chosen.
    pub text: Option<String>,
}

/// One step: what had happened, what was done, and where it stood then.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = WorkflowStepBody)]
pub struct WorkflowStepStory {
    /// Number of the decision that it is.
    pub number: u32,
    pub at: String,
    pub happened: Term,
    pub fields: Vec<FieldStory>,
    /// Of the plugin.
    pub version: String,
    /// Absent if the step was refused.
    pub stage: Option<ToldReason>,
    /// Why the plugin refused it.
    pub refused: Option<ToldReason>,
    pub effects: Vec<ProposalStory>,
    pub remarks: Vec<ToldReason>,
    /// Of another version in shadow: how it compares. Nothing of it was done.
    pub shadow: Option<DifferenceStory>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<LogStory>,
}

/// A step that came to nothing.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FailureBody)]
pub struct FailureStory {
    pub at: String,
    /// The event that it can't get past.
    pub event: Option<Term>,
    pub why: Term,
    pub refused: Vec<RefusedStory>,
    pub attempts: u32,
    /// Absent: not by itself any more.
    pub retry_at: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<LogStory>,
}

/// A unit lent to another district.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LoanBody)]
pub struct LoanStory {
    pub unit: String,
    pub to: Term,
    pub until: String,
    /// Held back for the workflow; otherwise it works for the district.
    #[serde(default)]
    pub held: bool,
}

/// Whose hand it was.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = HandBody)]
pub struct HandStory {
    /// `paused`, `resumed`, `retried`, `migrated`, `cancelled`, `replaced`; absent where it does not stand beside it.
    pub what: Option<Term>,
    pub at: String,
    pub by: String,
    /// Code of the person in whose name it was done.
    pub person: Option<String>,
    /// Code of the person who approved of it, where somebody has to.
    pub approver: Option<String>,
    pub reason: Option<String>,
    pub cause: Option<CauseStory>,
}

/// All about one task.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = TaskBody)]
pub struct TaskStory {
    #[serde(skip)]
    pub lang: Lang,
    pub id: String,
    pub number: u32,
    pub title: String,
    pub status: Term,
    pub assignee: Term,
    pub district: Term,
    pub matter: Option<Term>,
    /// The workflow's own number for it.
    pub key: Option<u16>,
    pub why: Option<ToldReason>,
    pub form: Option<FormStory>,
    pub created_at: String,
    pub created_by: String,
    pub cause: Option<CauseStory>,
    pub due: Option<String>,
    pub overdue: bool,
    pub accepted: Option<HandStory>,
    pub ended: Option<HandStory>,
    pub outcome: Option<Term>,
    pub fields: Vec<FieldStory>,
    pub escalation: Vec<FrozenStory>,
    pub decisions: Vec<DecisionStory>,
    pub notices: Vec<NoticeStory>,
    pub timers: Vec<TimerStory>,
}

/// A kind of workflow that can be started, as its newest version declares it.
#[derive(Clone, Debug, PartialEq)]
pub struct KindStory {
    pub kind: Term,
    pub plugin: String,
    pub concurrency: Term,
    pub key_scope: Term,
    pub instances_max: u16,
    /// None of its instances takes a step until a person lets them.
    pub paused: bool,
    pub start: FormStory,
    pub tasks: Vec<FormStory>,
    pub signals: Vec<FormStory>,
    pub ends: Vec<Term>,
}
