//! What an event is about, beside the one matter of most.

use super::Event;
use crate::ids::*;

impl Event {
    /// The workflow that it starts.
    pub fn started(&self) -> Option<InstanceRef> {
        match self {
            Event::WorkflowStarted(started) => Some(started.instance),
            _ => None,
        }
    }

    /// Whose personal data are gone with it: the key is destroyed as soon as the event is durable.
    pub fn erased(&self) -> Option<SubjectRef> {
        match self {
            Event::SubjectErased { subject, .. } | Event::InstanceErased { subject, .. } => Some(*subject),
            _ => None,
        }
    }

    /// The task it is about, if it is about one.
    pub fn task(&self) -> Option<TaskRef> {
        match self {
            Event::TaskCreated(new) => Some(new.task),
            Event::TaskAccepted { task, .. }
            | Event::TaskDone { task, .. }
            | Event::TaskCancelled { task }
            | Event::TaskOverdue { task } => Some(*task),
            _ => None,
        }
    }
}
