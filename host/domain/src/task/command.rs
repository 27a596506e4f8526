//! The commands of tasks: each is declared here, once.

use crate::declare::commands;
use crate::hooks::Field;
use crate::ids::*;
use crate::time::TimeMs;
use crate::who::Who;

commands! {
    /// What may be done about tasks.
    pub enum TaskCommand {
        /// A person's own task.
        #[command("create-task")]
        Create {
            title: String,
            district: DistrictRef,
            assignee: Who,
            incident: Option<IncidentRef>,
            due: Option<TimeMs>,
        },

        #[command("accept-task", reserved = true)]
        Accept { task: TaskRef, person: Option<PersonRef> },

        /// Fields were checked and sealed by whoever took them in.
        #[command("finish-task")]
        Finish { task: TaskRef, outcome: String, person: Option<PersonRef>, fields: Vec<Field> },

        #[command("cancel-task", reason = CancelTask)]
        Cancel { task: TaskRef },
    }
}
