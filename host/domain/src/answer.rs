//! What a command answers once it is durable.

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::incident::{Phase, Priority, Reality};
use crate::sentence::Said;
use crate::task::TaskStatus;
use crate::time::TimeMs;
use crate::workflow::Status;

/// What a command answers once it is durable. Enough to build the same reply again for a repeated key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    Incident(IncidentAnswer),
    Instance(InstanceAnswer),
    Task(TaskAnswer),
    /// There was no room for the workflow that was wanted, which is recorded.
    NotStarted {
        code: String,
        why: Said,
        /// Code of the district where it would have been; absent where nobody could say, and in what was kept before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        district: Option<String>,
        version: Version,
    },
    Done {
        version: Version,
    },
    /// Something new got this number: a swap, a stand-in.
    Numbered {
        number: u32,
        version: Version,
    },
}

impl Answer {
    pub fn version(&self) -> Version {
        match self {
            Answer::Incident(answer) => answer.version,
            Answer::Instance(answer) => answer.version,
            Answer::Task(answer) => answer.version,
            Answer::Done { version } | Answer::Numbered { version, .. } | Answer::NotStarted { version, .. } => {
                *version
            }
        }
    }
}

/// A workflow instance as it stood when the command was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstanceAnswer {
    pub instance: InstanceRef,
    pub id: String,
    pub kind: String,
    pub key: String,
    pub status: Status,
    pub district: String,
    pub version: Version,
}

/// A task as it stood when the command was done.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskAnswer {
    pub task: TaskRef,
    pub id: String,
    pub status: TaskStatus,
    pub outcome: Option<String>,
    /// Code; absent in what was kept before.
    pub district: Option<String>,
    pub version: Version,
}

/// An incident as it stood when the command was done.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidentAnswer {
    pub incident: IncidentRef,
    pub id: String,
    pub phase: Phase,
    pub kind: String,
    pub priority: Priority,
    pub reality: Reality,
    pub district: String,
    pub grid: String,
    /// Absent: the place is inside its grid. Else how far away the nearest grid is, metres.
    pub nearest_grid_m: Option<u32>,
    pub reported_at: TimeMs,
    /// Codes of the units on it.
    pub units: Vec<String>,
    /// Number of the recommendation that waits for a person.
    pub recommendation: Option<u32>,
    pub version: Version,
}
