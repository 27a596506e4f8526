//! What an event is about, as its fields tell it.

use super::{Event, InstanceEvent, Reported, Started};
use crate::ids::*;
use crate::matter::Matter;
use crate::notice::Notice;
use crate::task::NewTask;
use crate::timer::TimerId;

/// A field that tells what an event is about.
pub(crate) trait About {
    fn matter(&self) -> Option<Matter>;
}

impl<T: Copy + Into<Matter>> About for T {
    fn matter(&self) -> Option<Matter> {
        Some((*self).into())
    }
}

impl About for TimerId {
    fn matter(&self) -> Option<Matter> {
        TimerId::matter(*self)
    }
}

impl About for Box<Reported> {
    fn matter(&self) -> Option<Matter> {
        Some(self.incident.into())
    }
}

impl About for Box<Started> {
    fn matter(&self) -> Option<Matter> {
        Some(self.instance.into())
    }
}

impl About for Box<NewTask> {
    fn matter(&self) -> Option<Matter> {
        Some(self.task.into())
    }
}

impl About for Box<Notice> {
    fn matter(&self) -> Option<Matter> {
        Some(self.matter)
    }
}

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
