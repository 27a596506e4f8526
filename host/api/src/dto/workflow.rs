//! Workflows and tasks on the wire.

use domain::command::{InstanceAnswer, TaskAnswer};
use serde::Serialize;
use utoipa::ToSchema;

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

/// A task as it stood when a command was done.
#[derive(Serialize, ToSchema)]
pub struct TaskReply {
    #[schema(example = "T20220901-000012")]
    pub id: String,
    pub number: u32,
    #[schema(example = "done")]
    pub status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
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
