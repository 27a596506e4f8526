//! What an event is about, beside the one matter of most.

use super::{Event, InstanceEvent};
use crate::ids::*;
use crate::matter::Matter;

impl Event {
    /// The incident it is about, if it is about one.
    pub fn incident(&self) -> Option<IncidentRef> {
        self.matter().and_then(Matter::incident)
    }

    /// The instance it is about, if it is one of an instance's own.
    pub fn instance(&self) -> Option<InstanceRef> {
        let Event::Instance(event) = self else { return None };
        event.matter().and_then(Matter::instance)
    }

    /// The task it is about, if it is one of a task's own.
    pub fn task(&self) -> Option<TaskRef> {
        let Event::Task(event) = self else { return None };
        event.matter().and_then(Matter::task)
    }

    /// The workflow that it starts.
    pub fn started(&self) -> Option<InstanceRef> {
        if let Event::Instance(InstanceEvent::Started(started)) = self { Some(started.instance) } else { None }
    }
}
