//! Workflows and tasks on the wire.

use std::collections::BTreeMap;

use domain::command::InstanceAnswer;
use domain::incident;
use domain::state::State;
use domain::workflow::Instance;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use telling::{
    CauseStory, FailureStory, FieldStory, FormStory, FrozenStory, HandStory, InstanceStory, Lang, LoanStory,
    PinnedStory, TaskStory, Teller, WorkflowStepStory,
};
use utoipa::ToSchema;

use super::decision::{NamedWord, Why};
use super::notice::{NoticeBody, TimerBody};
use super::words::Reality;

/// A workflow instance as it stood when a command was done.
#[derive(Serialize, ToSchema)]
pub struct InstanceReply {
    #[schema(example = "W20220901-000003")]
    pub id: String,
    pub number: u32,
    pub kind: String,
    pub key: String,
    #[schema(example = "running")]
    pub status: &'static str,
    pub district: String,
    pub version: u64,
}

impl From<&InstanceAnswer> for InstanceReply {
    fn from(answer: &InstanceAnswer) -> InstanceReply {
        InstanceReply {
            id: answer.id.clone(),
            number: answer.instance.0,
            kind: answer.kind.clone(),
            key: answer.key.clone(),
            status: answer.status.name(),
            district: answer.district.clone(),
            version: answer.version.0,
        }
    }
}

/// `POST …/workflows`. One of district, grid and incident says where it is.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWorkflow {
    #[schema(example = "missing-person")]
    pub kind: String,
    /// Absent: the incident's id, or the number that the instance gets.
    pub key: Option<String>,
    /// Code.
    pub district: Option<String>,
    /// Code.
    pub grid: Option<String>,
    /// Id or number.
    pub incident: Option<String>,
    #[serde(default)]
    #[schema(value_type = Reality, default = "actual")]
    pub reality: incident::Reality,
    /// By the properties of the kind's form for the start; personal ones are sealed before they are kept.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: Map<String, Value>,
    pub reason: Option<String>,
}

/// Personal fields of a workflow or of one of its tasks, to be read for a purpose.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadFields {
    /// Id or number of one of its tasks; absent: what the workflow was started with.
    pub task: Option<String>,
    pub fields: std::collections::BTreeSet<String>,
    pub purpose: String,
}

/// A row of the list of workflows.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct InstanceSummary {
    #[schema(example = "W20220901-000003")]
    pub id: String,
    pub number: u32,
    pub kind: NamedWord,
    pub key: String,
    pub status: NamedWord,
    pub stage: Option<Why>,
    #[schema(value_type = Reality)]
    pub reality: incident::Reality,
    /// Code.
    pub district: String,
    pub grid: Option<String>,
    pub incident: Option<String>,
    pub plugin: String,
    /// The version that it stays on.
    pub plugin_version: String,
    pub started_at: String,
    pub started_by: String,
    pub ended_at: Option<String>,
    /// The name of the end that it came to.
    pub ended: Option<String>,
    /// What its procedure marked it with, by name; of what has ended, the last.
    pub marks: BTreeMap<String, Vec<String>>,
    pub open_tasks: usize,
    /// Events that wait to be stepped through.
    pub inbox: usize,
    pub version: u64,
    /// It has left the room's state and takes no more commands.
    pub archived: bool,
}

fn marks(instance: &Instance) -> BTreeMap<String, Vec<String>> {
    let mut marks: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mark in &instance.marks {
        marks.entry(mark.name.clone()).or_default().push(mark.value.clone());
    }
    marks
}

impl InstanceSummary {
    pub fn of(instance: &Instance, archived: bool, state: &State, teller: &Teller<'_>) -> InstanceSummary {
        let stage = instance.stage.as_ref().map(|stage| teller.why_of(instance.plugin.digest, stage));
        InstanceSummary {
            id: instance.id.clone(),
            number: instance.instance.0,
            kind: teller.kind_word(instance, state.kind_of(instance)),
            key: instance.key.clone(),
            status: teller.workflow_status(state, instance),
            stage,
            reality: instance.reality,
            district: teller.district(instance.district).code,
            grid: instance.grid.map(|grid| teller.grid(grid).code),
            incident: instance.incident.map(|incident| teller.incident(incident)),
            plugin: instance.plugin.name.clone(),
            plugin_version: instance.plugin.version.clone(),
            started_at: teller.time(instance.started_at),
            started_by: instance.started_by.clone(),
            ended_at: instance.ended_at.map(|at| teller.time(at)),
            ended: instance.ended.clone(),
            marks: marks(instance),
            open_tasks: state.tasks.of(instance.instance.into()).count(),
            inbox: instance.inbox.len(),
            version: instance.version.0,
            archived,
        }
    }
}

/// All about one workflow.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct InstanceDetail {
    #[serde(flatten)]
    pub summary: InstanceSummary,
    /// What the plugin last answered as its state: JSON, or a text if it is none.
    pub state: Value,
    pub pinned: PinnedStory,
    /// What its start follows from, if nobody started it by hand.
    pub cause: Option<CauseStory>,
    pub parent: Option<String>,
    pub children: Vec<String>,
    /// What it was started with.
    pub fields: Vec<FieldStory>,
    /// Signals that it waits for, with their forms.
    pub waits: Vec<FormStory>,
    /// What waits to be stepped through, oldest first.
    pub events: Vec<NamedWord>,
    /// Events that found no room.
    pub lost: u32,
    /// The step that it can't get past.
    pub failure: Option<FailureStory>,
    pub steps: Vec<WorkflowStepStory>,
    pub tasks: Vec<TaskStory>,
    pub loans: Vec<LoanStory>,
    pub escalation: Vec<FrozenStory>,
    pub notices: Vec<NoticeBody>,
    pub timers: Vec<TimerBody>,
    /// A person's last word on it.
    pub word: Option<HandStory>,
    pub erased_at: Option<String>,
}

impl InstanceDetail {
    pub fn of(
        instance: &Instance,
        archived: bool,
        story: InstanceStory,
        state: &State,
        teller: &Teller<'_>,
    ) -> InstanceDetail {
        InstanceDetail {
            summary: InstanceSummary::of(instance, archived, state, teller),
            state: serde_json::from_str(&instance.state).unwrap_or_else(|_| Value::from(instance.state.as_str())),
            pinned: story.plugin,
            cause: story.cause,
            parent: story.parent,
            children: story.children,
            fields: story.fields,
            waits: story.waits,
            events: story.inbox,
            lost: story.lost,
            failure: story.failure,
            steps: story.steps,
            tasks: story.tasks,
            loans: story.loans,
            escalation: story.escalation,
            notices: story.notices,
            timers: story.timers,
            word: story.word,
            erased_at: story.erased_at,
        }
    }
}

/// A workflow's story in words, and beside it the same as data.
#[derive(Serialize, ToSchema)]
pub struct WorkflowExplanation {
    #[schema(value_type = String, example = "zh-CN")]
    pub lang: Lang,
    /// One line.
    pub headline: String,
    /// Some dozens of lines, for a person.
    pub text: String,
    pub workflow: InstanceDetail,
}
