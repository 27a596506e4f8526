//! Why something is not done with a task.

use crate::declare::refusals;
use crate::ids::TaskRef;
use crate::task::TaskStatus;

refusals! {
    /// Why something is not done with a task.
    pub enum TaskRefusal of "task" {
        #[refusal("accepted-already", Conflict NoChange)]
        AcceptedAlready { task: String },
        #[refusal("archive-behind", Busy TooManyTasks)]
        ArchiveBehind { tasks_max: usize },
        #[refusal("bad-due", Invalid BadDue)]
        BadDue { days_max: u32 },
        #[refusal("bad-title", Invalid BadTitle)]
        BadTitle { bytes_max: usize },
        #[refusal("elsewhere", Invalid OtherDistrict)]
        Elsewhere { district: String },
        #[refusal("formless", Invalid BadForm)]
        Formless { task: String },
        #[refusal("inbox-full", Busy InboxFull)]
        InboxFull { events: usize, workflow: String },
        #[refusal("nameless", Invalid NoPerson)]
        Nameless { task: String },
        #[refusal("no-such-assignee", NotFound NoSuchAssignee)]
        NoSuchAssignee,
        #[refusal("no-such-outcome", Invalid NoSuchOutcome)]
        NoSuchOutcome { task: String, outcome: String, outcomes: Vec<String> },
        #[refusal("no-such-task", NotFound NoSuchTask)]
        NoSuchTask { task: TaskRef },
        #[refusal("over", Conflict TaskOver)]
        Over { task: String, status: TaskStatus },
        #[refusal("too-many", Busy TooManyTasks)]
        TooMany { tasks_max: usize },
        #[refusal("waited-for", Conflict WorkflowWaits)]
        WaitedFor { task: String },
    }
}
