//! What happened. Events are the county's truth: state is their fold, and nothing is in the state that is not in them.
//! Their JSON is kept for ever; `host/domain/tests/golden/events.json` holds the shape of each.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::command::{IdempotencyKey, Inspection};
use crate::county::{County, Difference};
use crate::decision::{Decision, Settlement};
use crate::hooks::{CatchUp, Field, Hook, Mark, Stage};
use crate::ids::*;
use crate::incident::{Need, Phase, Priority};
use crate::matter::Matter;
use crate::notice::{DeliveryOutcome, Notice};
use crate::plugin::{Grants, Inspected, Mode};
use crate::roster::fault::Fault;
use crate::roster::handover::Handover;
use crate::roster::stand_in::StandIn;
use crate::roster::swap::{Outcome, Swap};
use crate::roster::vacancy::Vacancy;
use crate::roster::{Shift, ShiftKey};
use crate::sealed::PersonalField;
use crate::task::NewTask;
use crate::time::TimeMs;
use crate::timer::TimerId;
use crate::unit::{Fix, Primary, Secondary};
use crate::workflow::{Pinned, Status, StepFailure};

mod about;
mod names;
mod parts;

pub use names::EVENT_NAMES;
pub use parts::*;

/// All that one command did: one record of the journal, all or nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    pub version: Version,
    pub at: TimeMs,
    pub author: String,
    pub command: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<IdempotencyKey>,
    pub events: Vec<Event>,
}

impl Batch {
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(512);
        // Writing to memory can't fail, and no map in here has keys that JSON lacks.
        let _ = serde_json::to_writer(&mut bytes, self);
        bytes
    }

    pub fn decode(bytes: &[u8]) -> Result<Batch, String> {
        serde_json::from_slice(bytes).map_err(|error| format!("not a batch of events: {error}"))
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    CountyImported {
        county: Arc<County>,
        difference: Difference,
    },

    IncidentReported(Box<Reported>),
    IncidentStepped {
        incident: IncidentRef,
        to: Phase,
    },
    PriorityChanged {
        incident: IncidentRef,
        priority: Priority,
    },
    /// It is of another kind than was thought, and needs what that kind needs.
    KindChanged {
        incident: IncidentRef,
        kind: KindRef,
        needs: Vec<Need>,
    },
    IncidentMerged {
        incident: IncidentRef,
        into: IncidentRef,
    },
    /// It is an incident of its own after all, and goes on in this phase.
    IncidentUnmerged {
        incident: IncidentRef,
        from: IncidentRef,
        to: Phase,
    },
    /// A person takes it upon himself.
    Acknowledged {
        matter: Matter,
    },
    UnitsAssigned {
        incident: IncidentRef,
        assignments: Vec<NewAssignment>,
        decision: Option<u32>,
    },
    UnitReleased {
        incident: IncidentRef,
        unit: UnitRef,
    },
    /// Closed incidents that from here on only the archive has.
    IncidentsArchived {
        incidents: Vec<IncidentRef>,
    },

    Decided {
        matter: Matter,
        decision: Arc<Decision>,
    },
    Settled {
        matter: Matter,
        decision: u32,
        settlement: Settlement,
    },

    /// An escalation that holds for this matter from here on.
    EscalationFrozen {
        matter: Matter,
        owner: u16,
        plugin: FrozenPlugin,
    },
    TimerStarted {
        timer: TimerId,
        generation: u32,
        due: TimeMs,
        catch_up: CatchUp,
        /// It starts anew by firing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        repeat_s: Option<u32>,
    },
    TimerStopped {
        timer: TimerId,
        generation: u32,
    },
    /// `late_s`: how long after it was due. `skipped`: let go by its catch-up rule.
    TimerFired {
        timer: TimerId,
        generation: u32,
        late_s: u32,
        skipped: bool,
    },
    NoticeSent(Box<Notice>),
    /// The same was to be told again to the same people so soon that it only counts.
    NoticeRepeated {
        notice: NoticeRef,
        matter: Matter,
    },
    NoticeAnswered {
        notice: NoticeRef,
        matter: Matter,
        stage: Stage,
    },
    /// Its time for this was up.
    NoticeUnanswered {
        notice: NoticeRef,
        matter: Matter,
        stage: Stage,
    },
    /// The channels to which notices go from here on, besides the event stream.
    ChannelsSet {
        channels: BTreeSet<String>,
    },
    /// What became of handing a notice over to a channel.
    NoticeDelivered {
        notice: NoticeRef,
        matter: Matter,
        channel: String,
        outcome: DeliveryOutcome,
    },

    UnitStatusChanged {
        unit: UnitRef,
        primary: Primary,
        secondary: BTreeSet<Secondary>,
    },
    UnitsMoved {
        fixes: Vec<(UnitRef, Fix)>,
    },

    /// `accepted`: what the checks found and a person took upon himself.
    ShiftsPublished {
        shifts: Vec<Shift>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        withdrawn: Vec<ShiftKey>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        accepted: Vec<Fault>,
    },
    StandInSet {
        stand_in: StandIn,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        accepted: Vec<Fault>,
    },
    /// Before its time.
    StandInEnded {
        stand_in: StandInRef,
        /// Whose it was: one that never began is not kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        district: Option<DistrictRef>,
    },
    SwapOffered(Box<Swap>),
    SwapAccepted {
        swap: SwapRef,
        person: PersonRef,
    },
    /// `shifts`: as they are once it is approved.
    SwapEnded {
        swap: SwapRef,
        outcome: Outcome,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonRef>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        shifts: Vec<Shift>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        accepted: Vec<Fault>,
    },
    ShiftHandedOver(Box<Handover>),
    ShiftTakenOver {
        district: DistrictRef,
        /// Start of the shift that was handed over.
        outgoing: TimeMs,
        person: PersonRef,
    },
    /// Places that nobody fills any more, or somebody again, or whose time is over.
    VacanciesChanged {
        opened: Vec<Vacancy>,
        closed: Vec<VacancyRef>,
        /// Where the closed ones were, in the same order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        districts: Vec<DistrictRef>,
    },
    StructureInspected(Box<Inspection>),

    PluginInstalled {
        inspected: Arc<Inspected>,
        grants: Grants,
    },
    ModeSet {
        district: DistrictRef,
        hook: Hook,
        plugin: String,
        mode: Mode,
        order: u16,
    },
    PluginConfigured {
        plugin: String,
        district: Option<DistrictRef>,
        settings_json: String,
    },
    PluginQuarantined {
        plugin: String,
        district: DistrictRef,
        until: TimeMs,
    },
    QuarantineLifted {
        plugin: String,
        district: DistrictRef,
    },

    WorkflowStarted(Box<Started>),
    /// A workflow that a person, an incident or another workflow wanted to start, and why it did not begin.
    WorkflowRefused {
        kind: String,
        /// Empty: it would have got its own number.
        key: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        district: Option<DistrictRef>,
        /// Machine-readable: `workflow-overflow`, `workflow-under-way`, …
        #[serde(default, skip_serializing_if = "String::is_empty")]
        code: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        incident: Option<IncidentRef>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<InstanceRef>,
        why: String,
    },
    /// One step: the plugin's answer with the new state, and what the instance waits for from now on.
    InstanceStepped {
        instance: InstanceRef,
        state: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        waits: Vec<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        marks: Vec<Mark>,
        decision: Arc<Decision>,
    },
    /// A step came to nothing; its event stays at the head of the inbox.
    StepFailed {
        instance: InstanceRef,
        why: StepFailure,
        attempts: u32,
        /// `None`: not by itself any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_at: Option<TimeMs>,
    },
    /// A message from outside.
    Signalled {
        instance: InstanceRef,
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonRef>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<Field>,
    },
    InstancePaused {
        instance: InstanceRef,
    },
    InstanceResumed {
        instance: InstanceRef,
    },
    /// A person has the step that failed tried once more.
    InstanceRetried {
        instance: InstanceRef,
    },
    InstanceMigrated {
        instance: InstanceRef,
        plugin: Pinned,
        state: String,
    },
    /// It is over: its timers stop, its open tasks are cancelled, its units go back. `ended`: the end that it came to.
    InstanceEnded {
        instance: InstanceRef,
        status: Status,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ended: Option<String>,
        /// Who answers for its being cancelled and started anew.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approver: Option<PersonRef>,
    },
    WorkflowKindPaused {
        kind: String,
    },
    WorkflowKindResumed {
        kind: String,
    },
    InstancesForgotten {
        instances: Vec<InstanceRef>,
    },

    TaskCreated(Box<NewTask>),
    TaskAccepted {
        task: TaskRef,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonRef>,
    },
    TaskDone {
        task: TaskRef,
        outcome: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonRef>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<Field>,
    },
    TaskCancelled {
        task: TaskRef,
    },
    TaskOverdue {
        task: TaskRef,
    },
    TasksForgotten {
        tasks: Vec<TaskRef>,
    },

    UnitLent {
        unit: UnitRef,
        to: DistrictRef,
        until: TimeMs,
        instance: InstanceRef,
    },
    UnitReturned {
        unit: UnitRef,
    },

    SealedRead {
        incident: IncidentRef,
        fields: BTreeSet<PersonalField>,
        purpose: String,
    },
    SubjectErased {
        incident: IncidentRef,
        subject: SubjectRef,
    },
    /// Somebody reads personal fields of a workflow or of one of its tasks.
    FieldRead {
        instance: InstanceRef,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<TaskRef>,
        fields: BTreeSet<String>,
        purpose: String,
    },
    /// Whose key the personal data of a workflow will be under, that began without any.
    SubjectGiven {
        instance: InstanceRef,
        subject: SubjectRef,
    },
    /// The personal data of a workflow and its tasks are gone.
    InstanceErased {
        instance: InstanceRef,
        subject: SubjectRef,
    },
}

impl Event {
    /// The name it has outside: the CloudEvents type is `org.wardroom.` and this.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::CountyImported { .. } => "county-imported",
            Event::IncidentReported(_) => "incident-reported",
            Event::IncidentStepped { .. } => "incident-stepped",
            Event::PriorityChanged { .. } => "priority-changed",
            Event::KindChanged { .. } => "kind-changed",
            Event::IncidentMerged { .. } => "incident-merged",
            Event::IncidentUnmerged { .. } => "incident-unmerged",
            Event::Acknowledged { .. } => "acknowledged",
            Event::UnitsAssigned { .. } => "units-assigned",
            Event::UnitReleased { .. } => "unit-released",
            Event::IncidentsArchived { .. } => "incidents-archived",
            Event::Decided { .. } => "decided",
            Event::Settled { .. } => "settled",
            Event::EscalationFrozen { .. } => "escalation-frozen",
            Event::TimerStarted { .. } => "timer-started",
            Event::TimerStopped { .. } => "timer-stopped",
            Event::TimerFired { .. } => "timer-fired",
            Event::NoticeSent(_) => "notice-sent",
            Event::NoticeRepeated { .. } => "notice-repeated",
            Event::NoticeAnswered { .. } => "notice-answered",
            Event::NoticeUnanswered { .. } => "notice-unanswered",
            Event::ChannelsSet { .. } => "channels-set",
            Event::NoticeDelivered { .. } => "notice-delivered",
            Event::UnitStatusChanged { .. } => "unit-status-changed",
            Event::UnitsMoved { .. } => "units-moved",
            Event::ShiftsPublished { .. } => "shifts-published",
            Event::StandInSet { .. } => "stand-in-set",
            Event::StandInEnded { .. } => "stand-in-ended",
            Event::SwapOffered(_) => "swap-offered",
            Event::SwapAccepted { .. } => "swap-accepted",
            Event::SwapEnded { .. } => "swap-ended",
            Event::ShiftHandedOver(_) => "shift-handed-over",
            Event::ShiftTakenOver { .. } => "shift-taken-over",
            Event::VacanciesChanged { .. } => "vacancies-changed",
            Event::StructureInspected(_) => "structure-inspected",
            Event::PluginInstalled { .. } => "plugin-installed",
            Event::ModeSet { .. } => "mode-set",
            Event::PluginConfigured { .. } => "plugin-configured",
            Event::PluginQuarantined { .. } => "plugin-quarantined",
            Event::QuarantineLifted { .. } => "quarantine-lifted",
            Event::WorkflowStarted(_) => "workflow-started",
            Event::WorkflowRefused { .. } => "workflow-refused",
            Event::InstanceStepped { .. } => "instance-stepped",
            Event::StepFailed { .. } => "step-failed",
            Event::Signalled { .. } => "signalled",
            Event::InstancePaused { .. } => "instance-paused",
            Event::InstanceResumed { .. } => "instance-resumed",
            Event::InstanceRetried { .. } => "instance-retried",
            Event::InstanceMigrated { .. } => "instance-migrated",
            Event::InstanceEnded { .. } => "instance-ended",
            Event::WorkflowKindPaused { .. } => "workflow-kind-paused",
            Event::WorkflowKindResumed { .. } => "workflow-kind-resumed",
            Event::InstancesForgotten { .. } => "instances-forgotten",
            Event::TaskCreated(_) => "task-created",
            Event::TaskAccepted { .. } => "task-accepted",
            Event::TaskDone { .. } => "task-done",
            Event::TaskCancelled { .. } => "task-cancelled",
            Event::TaskOverdue { .. } => "task-overdue",
            Event::TasksForgotten { .. } => "tasks-forgotten",
            Event::UnitLent { .. } => "unit-lent",
            Event::UnitReturned { .. } => "unit-returned",
            Event::FieldRead { .. } => "field-read",
            Event::SubjectGiven { .. } => "subject-given",
            Event::InstanceErased { .. } => "instance-erased",
            Event::SealedRead { .. } => "sealed-read",
            Event::SubjectErased { .. } => "subject-erased",
        }
    }

    /// The instance it is about, if it is about one.
    pub fn instance(&self) -> Option<InstanceRef> {
        match self {
            Event::WorkflowStarted(started) => Some(started.instance),
            Event::InstanceStepped { instance, .. }
            | Event::StepFailed { instance, .. }
            | Event::Signalled { instance, .. }
            | Event::InstancePaused { instance }
            | Event::InstanceResumed { instance }
            | Event::InstanceRetried { instance }
            | Event::InstanceMigrated { instance, .. }
            | Event::InstanceEnded { instance, .. }
            | Event::FieldRead { instance, .. }
            | Event::SubjectGiven { instance, .. }
            | Event::InstanceErased { instance, .. } => Some(*instance),
            _ => None,
        }
    }

    /// The incident it is about, if it is about one.
    pub fn incident(&self) -> Option<IncidentRef> {
        self.matter().and_then(Matter::incident)
    }

    /// What it is about, if it is about one matter. A notice's timer is about the notice.
    pub fn matter(&self) -> Option<Matter> {
        match self {
            Event::IncidentReported(reported) => Some(reported.incident.into()),
            Event::IncidentStepped { incident, .. }
            | Event::PriorityChanged { incident, .. }
            | Event::KindChanged { incident, .. }
            | Event::IncidentMerged { incident, .. }
            | Event::IncidentUnmerged { incident, .. }
            | Event::UnitsAssigned { incident, .. }
            | Event::UnitReleased { incident, .. }
            | Event::SealedRead { incident, .. }
            | Event::SubjectErased { incident, .. } => Some((*incident).into()),
            Event::Acknowledged { matter }
            | Event::Decided { matter, .. }
            | Event::Settled { matter, .. }
            | Event::EscalationFrozen { matter, .. }
            | Event::NoticeRepeated { matter, .. }
            | Event::NoticeAnswered { matter, .. }
            | Event::NoticeUnanswered { matter, .. }
            | Event::NoticeDelivered { matter, .. } => Some(*matter),
            Event::NoticeSent(notice) => Some(notice.matter),
            Event::TimerStarted { timer, .. } | Event::TimerStopped { timer, .. } | Event::TimerFired { timer, .. } => {
                timer.matter()
            }
            _ => None,
        }
    }

    /// The other incident that it changes: the one that a duplicate goes into, or comes out of.
    pub fn other_incident(&self) -> Option<IncidentRef> {
        match self {
            Event::IncidentMerged { into: other, .. } | Event::IncidentUnmerged { from: other, .. } => Some(*other),
            _ => None,
        }
    }
}
