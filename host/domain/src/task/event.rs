//! The events of tasks: each is declared here, once.

use crate::declare::events;
use crate::hooks::Field;
use crate::ids::*;
use crate::task::NewTask;

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

        #[event("tasks-forgotten")]
        Forgotten { tasks: Vec<TaskRef> },
    }
}
