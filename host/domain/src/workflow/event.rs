//! The events of workflow instances and their kinds: each is declared here, once.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::county::schedule::Schedule;
use crate::decision::Decision;
use crate::declare::events;
use crate::hooks::{Field, KeyScope, Mark, Standing};
use crate::ids::*;
use crate::incident::Reality;
use crate::matter::{About, Matter};
use crate::sentence::Said;
use crate::time::TimeMs;
use crate::workflow::{Pinned, Status, StepFailure};
use serde::{Deserialize, Serialize};

events! {
    /// What becomes of workflow instances and their kinds.
    pub enum InstanceEvent {
        #[event("workflow-started", about = started)]
        Started(Box<Started>),

        /// A workflow that a person, an incident or another workflow wanted to start, and why it did not begin.
        #[event("workflow-refused")]
        Refused {
            kind: String,
            /// Empty: it would have got its own number.
            key: String,
            district: Option<DistrictRef>,
            /// Machine-readable: `workflow-overflow`, `workflow-under-way`, …
            #[serde(default, skip_serializing_if = "String::is_empty")]
            code: String,
            incident: Option<IncidentRef>,
            parent: Option<InstanceRef>,
            why: Said,
        },

        /// One step: the plugin's answer with the new state, and what the instance waits for from now on.
        #[event("instance-stepped", about = instance)]
        Stepped {
            instance: InstanceRef,
            state: String,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            waits: Vec<String>,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            marks: Vec<Mark>,
            decision: Arc<Decision>,
        },

        /// A schedule of the county is set, and its timer with it. Without a time it waits for the end of the one that it began last.
        #[event("workflow-scheduled", about = which)]
        Scheduled { which: ScheduleRef, schedule: Box<Schedule>, due: Option<TimeMs> },

        /// A schedule that the county has no more.
        #[event("workflow-unscheduled", about = which)]
        Unscheduled { which: ScheduleRef },

        /// A step came to nothing; its event stays at the head of the inbox.
        #[event("step-failed", about = instance)]
        StepFailed {
            instance: InstanceRef,
            why: StepFailure,
            attempts: u32,
            /// `None`: not by itself any more.
            retry_at: Option<TimeMs>,
            /// What the plugin said for its author.
            log: Option<String>,
        },

        /// The plugin refuses a step for which nobody waits: what happened to the instance is over, and it stands as it stood. The
        /// decision says why.
        #[event("step-refused", about = instance)]
        StepRefused { instance: InstanceRef, decision: Arc<Decision> },

        /// A message from outside.
        #[event("signalled", about = instance)]
        Signalled {
            instance: InstanceRef,
            name: String,
            by: Option<PersonRef>,
            /// The workflow that sent it.
            sender: Option<InstanceRef>,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            fields: Vec<Field>,
        },

        #[event("instance-paused", about = instance)]
        Paused { instance: InstanceRef },

        #[event("instance-resumed", about = instance)]
        Resumed { instance: InstanceRef },

        /// A person has the step that failed tried once more.
        #[event("instance-retried", about = instance)]
        Retried { instance: InstanceRef },

        #[event("instance-migrated", about = instance)]
        Migrated {
            instance: InstanceRef,
            plugin: Pinned,
            state: String,
            /// Absent in what was written before a version said that, too: it stands as the one before had it.
            standing: Option<Standing>,
        },

        /// It is over: its timers stop, its open tasks are cancelled, its units go back. `ended`: the end that it came to.
        #[event("instance-ended", about = instance)]
        Ended {
            instance: InstanceRef,
            status: Status,
            ended: Option<String>,
            /// Who answers for its being cancelled and started anew.
            approver: Option<PersonRef>,
        },

        #[event("workflow-kind-paused")]
        KindPaused { kind: String },

        #[event("workflow-kind-resumed")]
        KindResumed { kind: String },

        /// As it was before the archive took workflows in. Nobody writes it any more.
        #[event("instances-forgotten")]
        Forgotten { instances: Vec<InstanceRef> },

        /// Workflows that have ended and that from here on only the archive has.
        #[event("instances-archived")]
        Archived { instances: Vec<InstanceRef> },

        /// Somebody reads personal fields of a workflow or of one of its tasks.
        #[event("field-read", about = instance)]
        FieldRead {
            instance: InstanceRef,
            task: Option<TaskRef>,
            fields: BTreeSet<String>,
            purpose: String,
        },

        /// Whose key the personal data of a workflow will be under, that began without any.
        #[event("subject-given", about = instance)]
        SubjectGiven { instance: InstanceRef, subject: SubjectRef },

        /// The personal data of a workflow and its tasks are gone.
        #[event("instance-erased", about = instance, erases = subject)]
        Erased { instance: InstanceRef, subject: SubjectRef },
    }
}

/// A new workflow instance.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Started {
    pub instance: InstanceRef,
    /// For people: local day and number, `W20220901-000003`.
    pub id: String,
    pub kind: String,
    pub plugin: Pinned,
    pub district: DistrictRef,
    pub grid: Option<GridRef>,
    pub reality: Reality,
    pub incident: Option<IncidentRef>,
    pub key: String,
    /// Among whom the key counts.
    #[serde(default, skip_serializing_if = "KeyScope::is_county")]
    pub key_scope: KeyScope,
    pub parent: Option<InstanceRef>,
    /// The schedule that began it.
    pub schedule: Option<ScheduleRef>,
    pub subject: Option<SubjectRef>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// It waits until the one before it with the same key has ended.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub queued: bool,
}

impl About for Box<Started> {
    fn matter(&self) -> Option<Matter> {
        Some(self.instance.into())
    }
}
