//! The events of tasks: each is declared here, once.

use crate::declare::events;
use crate::hooks::Field;
use crate::ids::*;
use crate::task::NewTask;
use crate::who::Who;

events! {
    /// What becomes of tasks.
    pub enum TaskEvent {
        #[event("task-created", about = new)]
        Created(Box<NewTask>),

        #[event("task-accepted", about = task)]
        Accepted {
            task: TaskRef,
            person: Option<PersonRef>,
        },

        #[event("task-done", about = task)]
        Done {
            task: TaskRef,
            outcome: String,
            person: Option<PersonRef>,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            fields: Vec<Field>,
        },

        #[event("task-cancelled", about = task)]
        Cancelled { task: TaskRef },

        #[event("task-overdue", about = task)]
        Overdue { task: TaskRef },

        /// Whoever had it has left the county's service: it is somebody else's, and to be taken on anew.
        #[event("task-reopened", about = task)]
        Reopened { task: TaskRef, assignee: Who },

        /// As it was before the archive took tasks in. Nobody writes it any more.
        #[event("tasks-forgotten")]
        Forgotten { tasks: Vec<TaskRef> },

        /// Tasks that are over and that from here on only the archive has.
        #[event("tasks-archived")]
        Archived { tasks: Vec<TaskRef> },
    }
}
