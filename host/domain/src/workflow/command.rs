//! The commands of workflow instances and their kinds: each is declared here, once.

use std::collections::BTreeSet;

use crate::declare::commands;
use crate::hooks::Field;
use crate::ids::*;
use crate::incident::Reality;

commands! {
    /// What may be done about workflow instances and their kinds.
    pub enum InstanceCommand {
        #[command("start-workflow")]
        Start(StartWorkflow),

        /// Gives a workflow that began without personal data a key for them. Comes before the first that is sealed under it, from whoever
        /// takes a form in.
        #[command("give-subject")]
        GiveSubject { instance: InstanceRef, subject: SubjectRef },

        /// Sends an instance a message that it waits for. Fields were checked and sealed by whoever took them in.
        #[command("signal-workflow")]
        Signal { instance: InstanceRef, name: String, person: Option<PersonRef>, fields: Vec<Field> },

        #[command("pause-instance")]
        Pause { instance: InstanceRef },

        #[command("resume-instance")]
        Resume { instance: InstanceRef },

        /// Tries a step that failed at once.
        #[command("retry-instance")]
        Retry { instance: InstanceRef },

        #[command("cancel-instance", reason = CancelWorkflow)]
        Cancel { instance: InstanceRef },

        /// Cancels an instance and starts it anew on the version that is current. `approver` answers for it.
        #[command("restart-instance", reason = RestartWorkflow)]
        Restart { instance: InstanceRef, approver: PersonRef },

        /// Takes instances over to another installed version of their plugin. `partial`: those that it refuses stay where they are.
        #[command("migrate-instances", by = Admin)]
        Migrate { to: Digest, instances: Vec<InstanceRef>, partial: bool },

        #[command("pause-workflow-kind")]
        PauseKind { kind: String },

        #[command("resume-workflow-kind")]
        ResumeKind { kind: String },

        /// Records that somebody reads personal fields of a workflow or a task; the reading follows its success.
        #[command("read-field")]
        ReadField { instance: InstanceRef, task: Option<TaskRef>, fields: BTreeSet<String>, purpose: String },

        /// Records that a workflow's personal data are erased; the key is destroyed after its success.
        #[command("erase-instance", by = Admin, reason = Erase)]
        Erase { instance: InstanceRef },
    }
}

/// A workflow to start.
#[derive(Clone, Debug, PartialEq)]
pub struct StartWorkflow {
    pub kind: String,
    /// Absent: the number that the instance gets.
    pub key: Option<String>,
    /// One of district, grid and incident says where it is; the incident comes first, then the grid.
    pub district: Option<DistrictRef>,
    pub grid: Option<GridRef>,
    pub incident: Option<IncidentRef>,
    pub reality: Reality,
    /// Whose key the sealed fields are under.
    pub subject: Option<SubjectRef>,
    /// Checked and sealed by whoever took them in.
    pub fields: Vec<Field>,
}
