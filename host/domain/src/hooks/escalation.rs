//! The hook `escalation`: who must hear of a matter when nobody reacts. What plugins are shown of it, and what they propose.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{IncidentView, Message, Reason, Stage, TimerRequest};
use crate::ids::*;
use crate::incident::Reality;
use crate::matter::Matter;
use crate::time::TimeMs;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EscalationTrigger {
    PhaseChanged,
    TimerFired(u16),
    Acknowledged,
    /// A notice of this level was not seen, accepted or followed by an arrival in time.
    Unanswered {
        level: u8,
        stage: Stage,
    },
    /// Somebody who was told has arrived.
    Arrived,
    /// The incident has a need for which nobody is there to be sent.
    NobodyToSend,
    /// The incident's kind or priority changed.
    Reclassified,
}

/// What may have to be escalated, as plugins see it.
#[derive(Clone, Debug, PartialEq)]
pub struct MatterView {
    pub matter: Matter,
    pub subject: MatterDetail,
    pub district: DistrictRef,
    pub grid: Option<GridRef>,
    pub reality: Reality,
    /// When its escalation began to hold: an incident's acceptance, a task's creation, an instance's start.
    pub since: TimeMs,
    /// It is not over.
    pub open: bool,
    /// It takes no timer any more, though it may come back: a resolved incident.
    pub settled: bool,
    pub acknowledged_at: Option<TimeMs>,
    pub arrived_at: Option<TimeMs>,
    /// Version of the last batch that touched it; no plugin is shown it.
    pub version: Version,
}

impl MatterView {
    pub const fn incident(&self) -> Option<&IncidentView> {
        match &self.subject {
            MatterDetail::Incident(incident) => Some(incident),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum MatterDetail {
    Incident(IncidentView),
    Task(TaskView),
    Workflow(WorkflowView),
    Vacancy(VacancyView),
}

#[derive(Clone, Debug, PartialEq)]
pub struct TaskView {
    pub task: TaskRef,
    pub incident: Option<IncidentRef>,
    pub instance: Option<InstanceRef>,
    pub created_at: TimeMs,
    pub due_at: Option<TimeMs>,
    pub overdue: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct WorkflowView {
    pub instance: InstanceRef,
    pub kind: String,
    pub incident: Option<IncidentRef>,
    pub started_at: TimeMs,
    /// A step failed for good and waits for a person.
    pub stuck: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct VacancyView {
    pub vacancy: VacancyRef,
    /// The county's code of the roster slot.
    pub slot: String,
    pub starts: TimeMs,
    pub ends: TimeMs,
}

#[derive(Clone, Debug)]
pub struct EscalationInput {
    pub now: TimeMs,
    /// As it was when this happened to it.
    pub matter: Arc<MatterView>,
    /// Which of the matter's escalations is asked; no plugin is shown it.
    pub owner: u16,
    /// Keys of the plugin's own timers that run.
    pub timers: Vec<u16>,
    /// The highest level that it has told so far; 0 if none.
    pub told: u8,
    /// What it last answered as its state of the matter.
    pub state: String,
    pub trigger: EscalationTrigger,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EscalationProposal {
    StartTimer(TimerRequest),
    StopTimer { key: u16 },
    Notify(Message),
}

impl EscalationProposal {
    /// The grant that it needs.
    pub const fn grant(&self) -> &'static str {
        match self {
            EscalationProposal::StartTimer(_) => "start-timer",
            EscalationProposal::StopTimer { .. } => "stop-timer",
            EscalationProposal::Notify(_) => "notify",
        }
    }

    /// How many events it causes at most.
    pub fn events(&self) -> usize {
        match self {
            EscalationProposal::StartTimer(_) | EscalationProposal::StopTimer { .. } => 1,
            EscalationProposal::Notify(message) => 1 + message.time_outs().count(),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct EscalationAnswer {
    pub proposals: Vec<EscalationProposal>,
    pub remarks: Vec<Reason>,
    /// Its state of the matter from now on; `None`: as before.
    pub state: Option<String>,
}
