//! Tasks on the wire: a person's own new one, what becomes of it, the row of the list, the whole.

use domain::command::TaskAnswer;
use domain::incident;
use domain::state::State;
use domain::task::Task;
use serde::Serialize;
use telling::{Lang, TaskStory, Teller};
use utoipa::ToSchema;

use super::decision::NamedWord;
use super::words::Reality;

/// A task as it stood when a command was done.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct TaskReply {
    #[schema(example = "T20220901-000012")]
    pub id: String,
    pub number: u32,
    #[schema(example = "done")]
    pub status: &'static str,
    pub outcome: Option<String>,
    pub version: u64,
}

impl From<&TaskAnswer> for TaskReply {
    fn from(answer: &TaskAnswer) -> TaskReply {
        TaskReply {
            id: answer.id.clone(),
            number: answer.task.0,
            status: answer.status.name(),
            outcome: answer.outcome.clone(),
            version: answer.version.0,
        }
    }
}

/// A row of the list of tasks.
#[serde_with::skip_serializing_none]
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
    pub matter: Option<NamedWord>,
    pub created_at: String,
    pub due: Option<String>,
    pub overdue: bool,
    pub outcome: Option<String>,
    pub version: u64,
    /// It has left the room's state and takes no more commands.
    pub archived: bool,
}

impl TaskSummary {
    pub fn of(task: &Task, archived: bool, state: &State, teller: &Teller<'_>) -> TaskSummary {
        TaskSummary {
            id: task.new.id.clone(),
            number: task.new.task.0,
            title: teller.task_line(state, task),
            status: teller.term(&task.status),
            assignee: teller.assignee(&task.new.assignee),
            district: teller.district(task.new.district).code,
            reality: state.standing(task.new.task.into()).map_or(incident::Reality::Actual, |(_, reality)| reality),
            matter: task.new.matter.map(|matter| teller.named_matter(state, matter)),
            created_at: teller.time(task.created_at),
            due: task.new.due.map(|due| teller.time(due)),
            overdue: task.overdue,
            outcome: task.outcome.clone(),
            version: task.version.0,
            archived,
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
    pub task: TaskStory,
}
