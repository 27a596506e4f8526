//! Tasks on the wire: a person's own new one, what becomes of it, the row of the list, the whole.

use domain::incident;
use domain::state::State;
use domain::task::Task;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use telling::{Lang, TaskStory, Teller};
use utoipa::ToSchema;

use super::decision::{Decision, NamedWord, Why};
use super::incident::FrozenBody;
use super::notice::{NoticeBody, TimerBody};
use super::words::Reality;
use super::workflow::{FieldBody, FormBody, HandBody, all};

/// `POST …/tasks`: a person's own task, without a form.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTask {
    pub title: String,
    /// Code. Where the assignee is somewhere in particular, that counts.
    pub district: String,
    /// `person:P001`, `role:DISTRICT/SLOT`, `team:DISTRICT/TEAM`, `grid:CODE` (its assistant), `unit:CODE` or `place:CODE`.
    #[schema(example = "role:350924-D1/leader")]
    pub assignee: String,
    /// Id or number of the incident that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
    /// ISO 8601 with an offset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `POST …/tasks/{id}/accept`.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// Code of the person who takes it on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `POST …/tasks/{id}/done`.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Completion {
    /// One of the form's outcomes; `done` for a task without a form.
    pub outcome: String,
    /// Code of the person who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// By the properties of the form; personal ones are sealed before they are kept.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A row of the list of tasks.
#[derive(Serialize, ToSchema)]
pub struct TaskSummary {
    #[schema(example = "T20220901-000012")]
    pub id: String,
    pub number: u32,
    pub title: String,
    pub status: NamedWord,
    /// Its code is what the filter `assignee` takes.
    pub assignee: NamedWord,
    /// Code.
    pub district: String,
    #[schema(value_type = Reality)]
    pub reality: incident::Reality,
    /// What it belongs to: `instance:3`, `incident:7`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matter: Option<NamedWord>,
    pub created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    pub overdue: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    pub version: u64,
}

impl TaskSummary {
    pub fn of(task: &Task, state: &State, teller: &Teller<'_>) -> TaskSummary {
        TaskSummary {
            id: task.new.id.clone(),
            number: task.new.task.0,
            title: teller.task_line(state, task),
            status: teller.term(&task.status).into(),
            assignee: teller.assignee(&task.new.assignee).into(),
            district: teller.district(task.new.district).code,
            reality: state.standing(task.new.task.into()).map_or(incident::Reality::Actual, |(_, reality)| reality),
            matter: task.new.matter.map(|matter| teller.named_matter(state, matter).into()),
            created_at: teller.time(task.created_at),
            due: task.new.due.map(|due| teller.time(due)),
            overdue: task.overdue,
            outcome: task.outcome.clone(),
            version: task.version.0,
        }
    }
}

/// All about one task.
#[derive(Serialize, ToSchema)]
pub struct TaskBody {
    pub id: String,
    pub number: u32,
    pub title: String,
    pub status: NamedWord,
    pub assignee: NamedWord,
    pub district: NamedWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matter: Option<NamedWord>,
    /// The workflow's own number for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<FormBody>,
    pub created_at: String,
    pub created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    pub overdue: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<HandBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<HandBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<NamedWord>,
    pub fields: Vec<FieldBody>,
    pub escalation: Vec<FrozenBody>,
    pub decisions: Vec<Decision>,
    pub notices: Vec<NoticeBody>,
    pub timers: Vec<TimerBody>,
}

impl From<TaskStory> for TaskBody {
    fn from(story: TaskStory) -> TaskBody {
        TaskBody {
            id: story.id,
            number: story.number,
            title: story.title,
            status: story.status.into(),
            assignee: story.assignee.into(),
            district: story.district.into(),
            matter: story.matter.map(NamedWord::from),
            key: story.key,
            why: story.why.map(Why::from),
            form: story.form.map(FormBody::from),
            created_at: story.created_at,
            created_by: story.created_by,
            due: story.due,
            overdue: story.overdue,
            accepted: story.accepted.map(HandBody::from),
            ended: story.ended.map(HandBody::from),
            outcome: story.outcome.map(NamedWord::from),
            fields: all(story.fields),
            escalation: all(story.escalation),
            decisions: all(story.decisions),
            notices: all(story.notices),
            timers: all(story.timers),
        }
    }
}

/// A task's story in words, and beside it the same as data.
#[derive(Serialize, ToSchema)]
pub struct TaskExplanation {
    #[schema(value_type = String, example = "zh-CN")]
    pub lang: Lang,
    /// One line.
    pub headline: String,
    pub text: String,
    pub task: TaskBody,
}
