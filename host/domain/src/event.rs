//! What happened. Events are the county's truth: state is their fold, and nothing is in the state that is not in them.
//! Their JSON is kept for ever; `host/domain/tests/golden/events.json` holds the shape of each.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::command::{IdempotencyKey, Inspection};
use crate::county::{County, Difference};
use crate::decision::{Decision, Settlement};
use crate::event::{
    CountyEvent, IncidentEvent, InstanceEvent, MatterEvent, NoticeEvent, PluginEvent, RosterEvent, TaskEvent,
    TimerEvent, UnitEvent,
};
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
            Event::County(CountyEvent::Imported { .. }) => "county-imported",
            Event::Incident(IncidentEvent::Reported(_)) => "incident-reported",
            Event::Incident(IncidentEvent::Stepped { .. }) => "incident-stepped",
            Event::Incident(IncidentEvent::PriorityChanged { .. }) => "priority-changed",
            Event::Incident(IncidentEvent::KindChanged { .. }) => "kind-changed",
            Event::Incident(IncidentEvent::Merged { .. }) => "incident-merged",
            Event::Incident(IncidentEvent::Unmerged { .. }) => "incident-unmerged",
            Event::Matter(MatterEvent::Acknowledged { .. }) => "acknowledged",
            Event::Incident(IncidentEvent::UnitsAssigned { .. }) => "units-assigned",
            Event::Incident(IncidentEvent::UnitReleased { .. }) => "unit-released",
            Event::Incident(IncidentEvent::Archived { .. }) => "incidents-archived",
            Event::Matter(MatterEvent::Decided { .. }) => "decided",
            Event::Matter(MatterEvent::Settled { .. }) => "settled",
            Event::Matter(MatterEvent::EscalationFrozen { .. }) => "escalation-frozen",
            Event::Timer(TimerEvent::Started { .. }) => "timer-started",
            Event::Timer(TimerEvent::Stopped { .. }) => "timer-stopped",
            Event::Timer(TimerEvent::Fired { .. }) => "timer-fired",
            Event::Notice(NoticeEvent::Sent(_)) => "notice-sent",
            Event::Notice(NoticeEvent::Repeated { .. }) => "notice-repeated",
            Event::Notice(NoticeEvent::Answered { .. }) => "notice-answered",
            Event::Notice(NoticeEvent::Unanswered { .. }) => "notice-unanswered",
            Event::Notice(NoticeEvent::ChannelsSet { .. }) => "channels-set",
            Event::Notice(NoticeEvent::Delivered { .. }) => "notice-delivered",
            Event::Unit(UnitEvent::StatusChanged { .. }) => "unit-status-changed",
            Event::Unit(UnitEvent::Moved { .. }) => "units-moved",
            Event::Roster(RosterEvent::ShiftsPublished { .. }) => "shifts-published",
            Event::Roster(RosterEvent::StandInSet { .. }) => "stand-in-set",
            Event::Roster(RosterEvent::StandInEnded { .. }) => "stand-in-ended",
            Event::Roster(RosterEvent::SwapOffered(_)) => "swap-offered",
            Event::Roster(RosterEvent::SwapAccepted { .. }) => "swap-accepted",
            Event::Roster(RosterEvent::SwapEnded { .. }) => "swap-ended",
            Event::Roster(RosterEvent::ShiftHandedOver(_)) => "shift-handed-over",
            Event::Roster(RosterEvent::ShiftTakenOver { .. }) => "shift-taken-over",
            Event::Roster(RosterEvent::VacanciesChanged { .. }) => "vacancies-changed",
            Event::Plugin(PluginEvent::StructureInspected(_)) => "structure-inspected",
            Event::Plugin(PluginEvent::Installed { .. }) => "plugin-installed",
            Event::Plugin(PluginEvent::ModeSet { .. }) => "mode-set",
            Event::Plugin(PluginEvent::Configured { .. }) => "plugin-configured",
            Event::Plugin(PluginEvent::Quarantined { .. }) => "plugin-quarantined",
            Event::Plugin(PluginEvent::QuarantineLifted { .. }) => "quarantine-lifted",
            Event::Instance(InstanceEvent::Started(_)) => "workflow-started",
            Event::Instance(InstanceEvent::Refused { .. }) => "workflow-refused",
            Event::Instance(InstanceEvent::Stepped { .. }) => "instance-stepped",
            Event::Instance(InstanceEvent::StepFailed { .. }) => "step-failed",
            Event::Instance(InstanceEvent::Signalled { .. }) => "signalled",
            Event::Instance(InstanceEvent::Paused { .. }) => "instance-paused",
            Event::Instance(InstanceEvent::Resumed { .. }) => "instance-resumed",
            Event::Instance(InstanceEvent::Retried { .. }) => "instance-retried",
            Event::Instance(InstanceEvent::Migrated { .. }) => "instance-migrated",
            Event::Instance(InstanceEvent::Ended { .. }) => "instance-ended",
            Event::Instance(InstanceEvent::KindPaused { .. }) => "workflow-kind-paused",
            Event::Instance(InstanceEvent::KindResumed { .. }) => "workflow-kind-resumed",
            Event::Instance(InstanceEvent::Forgotten { .. }) => "instances-forgotten",
            Event::Task(TaskEvent::Created(_)) => "task-created",
            Event::Task(TaskEvent::Accepted { .. }) => "task-accepted",
            Event::Task(TaskEvent::Done { .. }) => "task-done",
            Event::Task(TaskEvent::Cancelled { .. }) => "task-cancelled",
            Event::Task(TaskEvent::Overdue { .. }) => "task-overdue",
            Event::Task(TaskEvent::Forgotten { .. }) => "tasks-forgotten",
            Event::Unit(UnitEvent::Lent { .. }) => "unit-lent",
            Event::Unit(UnitEvent::Returned { .. }) => "unit-returned",
            Event::Instance(InstanceEvent::FieldRead { .. }) => "field-read",
            Event::Instance(InstanceEvent::SubjectGiven { .. }) => "subject-given",
            Event::Instance(InstanceEvent::Erased { .. }) => "instance-erased",
            Event::Incident(IncidentEvent::SealedRead { .. }) => "sealed-read",
            Event::Incident(IncidentEvent::SubjectErased { .. }) => "subject-erased",
        }
    }

    /// The instance it is about, if it is about one.
    pub fn instance(&self) -> Option<InstanceRef> {
        match self {
            Event::Instance(InstanceEvent::Started(started)) => Some(started.instance),
            Event::Instance(InstanceEvent::Stepped { instance, .. })
            | Event::Instance(InstanceEvent::StepFailed { instance, .. })
            | Event::Instance(InstanceEvent::Signalled { instance, .. })
            | Event::Instance(InstanceEvent::Paused { instance })
            | Event::Instance(InstanceEvent::Resumed { instance })
            | Event::Instance(InstanceEvent::Retried { instance })
            | Event::Instance(InstanceEvent::Migrated { instance, .. })
            | Event::Instance(InstanceEvent::Ended { instance, .. })
            | Event::Instance(InstanceEvent::FieldRead { instance, .. })
            | Event::Instance(InstanceEvent::SubjectGiven { instance, .. })
            | Event::Instance(InstanceEvent::Erased { instance, .. }) => Some(*instance),
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
            Event::Incident(IncidentEvent::Reported(reported)) => Some(reported.incident.into()),
            Event::Incident(IncidentEvent::Stepped { incident, .. })
            | Event::Incident(IncidentEvent::PriorityChanged { incident, .. })
            | Event::Incident(IncidentEvent::KindChanged { incident, .. })
            | Event::Incident(IncidentEvent::Merged { incident, .. })
            | Event::Incident(IncidentEvent::Unmerged { incident, .. })
            | Event::Incident(IncidentEvent::UnitsAssigned { incident, .. })
            | Event::Incident(IncidentEvent::UnitReleased { incident, .. })
            | Event::Incident(IncidentEvent::SealedRead { incident, .. })
            | Event::Incident(IncidentEvent::SubjectErased { incident, .. }) => Some((*incident).into()),
            Event::Matter(MatterEvent::Acknowledged { matter })
            | Event::Matter(MatterEvent::Decided { matter, .. })
            | Event::Matter(MatterEvent::Settled { matter, .. })
            | Event::Matter(MatterEvent::EscalationFrozen { matter, .. })
            | Event::Notice(NoticeEvent::Repeated { matter, .. })
            | Event::Notice(NoticeEvent::Answered { matter, .. })
            | Event::Notice(NoticeEvent::Unanswered { matter, .. })
            | Event::Notice(NoticeEvent::Delivered { matter, .. }) => Some(*matter),
            Event::Notice(NoticeEvent::Sent(notice)) => Some(notice.matter),
            Event::Timer(TimerEvent::Started { timer, .. })
            | Event::Timer(TimerEvent::Stopped { timer, .. })
            | Event::Timer(TimerEvent::Fired { timer, .. }) => timer.matter(),
            _ => None,
        }
    }

    /// The other incident that it changes: the one that a duplicate goes into, or comes out of.
    pub fn other_incident(&self) -> Option<IncidentRef> {
        match self {
            Event::Incident(IncidentEvent::Merged { into: other, .. })
            | Event::Incident(IncidentEvent::Unmerged { from: other, .. }) => Some(*other),
            _ => None,
        }
    }
}
