//! What an event is about, beside the one matter of most.

use super::Event;
use crate::event::{IncidentEvent, InstanceEvent, TaskEvent};
use crate::ids::*;

impl Event {
    /// The workflow that it starts.
    pub fn started(&self) -> Option<InstanceRef> {
        match self {
            Event::Instance(InstanceEvent::Started(started)) => Some(started.instance),
            _ => None,
        }
    }

    /// Whose personal data are gone with it: the key is destroyed as soon as the event is durable.
    pub fn erased(&self) -> Option<SubjectRef> {
        match self {
            Event::Incident(IncidentEvent::SubjectErased { subject, .. })
            | Event::Instance(InstanceEvent::Erased { subject, .. }) => Some(*subject),
            _ => None,
        }
    }

    /// The task it is about, if it is about one.
    pub fn task(&self) -> Option<TaskRef> {
        match self {
            Event::Task(TaskEvent::Created(new)) => Some(new.task),
            Event::Task(TaskEvent::Accepted { task, .. })
            | Event::Task(TaskEvent::Done { task, .. })
            | Event::Task(TaskEvent::Cancelled { task })
            | Event::Task(TaskEvent::Overdue { task }) => Some(*task),
            _ => None,
        }
    }
}
