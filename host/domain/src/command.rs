//! What people, devices and the host itself may ask of a county, and how it answers. Personal data is sealed before it
//! gets here.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::command::{
    CountyCommand, IncidentCommand, InstanceCommand, MatterCommand, NoticeCommand, PluginCommand, TaskCommand,
    TimerCommand, UnitCommand,
};
use crate::county::County;
use crate::decision::Decision;
use crate::hooks::{Field, Finding, Hook, HookFailure, Stage};
use crate::ids::*;
use crate::incident::{Phase, Priority, Reality};
use crate::matter::Matter;
use crate::notice::DeliveryOutcome;
use crate::plugin::{Grants, Inspected, Mode};
use crate::roster::Shift;
use crate::roster::fault::Fault;
use crate::roster::swap::Place;
use crate::sealed::{PersonalField, PlainWords, Sealed};
use crate::task::TaskStatus;
use crate::time::TimeMs;
use crate::unit::{Primary, Secondary};
use crate::who::Who;
use crate::workflow::Status;

/// A command with who asks and why.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// Who asks: `operator:…`, `system`, `plugin:…`.
    pub author: String,
    pub reason: Option<String>,
    /// Makes a repeated command answer as it did the first time.
    pub key: Option<IdempotencyKey>,
    pub command: Command,
}

impl Envelope {
    pub fn system(command: Command) -> Envelope {
        Envelope { author: "system".to_owned(), reason: None, key: None, command }
    }

    pub fn by(author: &str, command: Command) -> Envelope {
        Envelope { author: author.to_owned(), ..Envelope::system(command) }
    }
}

/// The key of a command that may arrive more than once, and a keyed hash of all that it asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdempotencyKey {
    pub key: String,
    pub fingerprint: Digest,
}

#[derive(Clone, Debug)]
pub enum Command {
    ImportCounty {
        county: Arc<County>,
    },
    Report(Report),
    /// Moves an incident on. Assigning is [`IncidentCommand::Assign`], merging [`IncidentCommand::Merge`].
    Step {
        incident: IncidentRef,
        to: Phase,
    },
    /// A person takes a matter upon himself.
    Acknowledge {
        matter: Matter,
    },
    SetPriority {
        incident: IncidentRef,
        priority: Priority,
    },
    SetKind {
        incident: IncidentRef,
        kind: KindRef,
    },
    /// A person sends units, whatever a plugin said.
    Assign {
        incident: IncidentRef,
        units: Vec<UnitRef>,
    },
    /// A person takes a unit off its incident.
    Release {
        unit: UnitRef,
    },
    Merge {
        incident: IncidentRef,
        into: IncidentRef,
    },
    /// Takes a duplicate out again: it goes on as an incident of its own.
    Unmerge {
        incident: IncidentRef,
    },
    /// Answers a recommendation in `advise`.
    Settle {
        matter: Matter,
        decision: u32,
        verdict: Verdict,
    },
    SetUnit {
        unit: UnitRef,
        primary: Primary,
        secondary: Option<BTreeSet<Secondary>>,
    },
    Roster(RosterCommand),
    InstallPlugin {
        inspected: Arc<Inspected>,
        grants: Grants,
    },
    /// `districts` empty: all of them.
    SetMode {
        districts: Vec<DistrictRef>,
        hook: Hook,
        plugin: String,
        mode: Mode,
        order: Option<u16>,
    },
    /// `district` absent: the county's default. Settings were checked against the plugin's schema.
    Configure {
        plugin: String,
        district: Option<DistrictRef>,
        settings_json: String,
    },
    LiftQuarantine {
        plugin: String,
        district: DistrictRef,
    },
    /// Records that somebody reads personal fields; the reading follows its success. The subject comes from the incident, in
    /// the state or in the archive.
    ReadSealed {
        incident: IncidentRef,
        subject: SubjectRef,
        fields: BTreeSet<PersonalField>,
        purpose: String,
    },
    /// Records that an incident's personal data are erased; the key is destroyed after its success.
    Erase {
        incident: IncidentRef,
        subject: SubjectRef,
    },
    StartWorkflow(StartWorkflow),
    /// Gives a workflow that began without personal data a key for them. Comes before the first that is sealed under it, from whoever
    /// takes a form in.
    GiveSubject {
        instance: InstanceRef,
        subject: SubjectRef,
    },
    /// Sends an instance a message that it waits for. Fields were checked and sealed by whoever took them in.
    SignalWorkflow {
        instance: InstanceRef,
        name: String,
        person: Option<PersonRef>,
        fields: Vec<Field>,
    },
    PauseInstance {
        instance: InstanceRef,
    },
    ResumeInstance {
        instance: InstanceRef,
    },
    /// Tries a step that failed at once.
    RetryInstance {
        instance: InstanceRef,
    },
    CancelInstance {
        instance: InstanceRef,
    },
    /// Cancels an instance and starts it anew on the version that is current. `approver` answers for it.
    RestartInstance {
        instance: InstanceRef,
        approver: PersonRef,
    },
    /// Takes instances over to another installed version of their plugin. `partial`: those that it refuses stay where they are.
    MigrateInstances {
        to: Digest,
        instances: Vec<InstanceRef>,
        partial: bool,
    },
    PauseWorkflowKind {
        kind: String,
    },
    ResumeWorkflowKind {
        kind: String,
    },
    /// A person's own task.
    CreateTask {
        title: String,
        district: DistrictRef,
        assignee: Who,
        incident: Option<IncidentRef>,
        due: Option<TimeMs>,
    },
    AcceptTask {
        task: TaskRef,
        person: Option<PersonRef>,
    },
    /// Fields were checked and sealed by whoever took them in.
    FinishTask {
        task: TaskRef,
        outcome: String,
        person: Option<PersonRef>,
        fields: Vec<Field>,
    },
    CancelTask {
        task: TaskRef,
    },
    /// Records that somebody reads personal fields of a workflow or a task; the reading follows its success.
    ReadField {
        instance: InstanceRef,
        task: Option<TaskRef>,
        fields: BTreeSet<String>,
        purpose: String,
    },
    /// Records that a workflow's personal data are erased; the key is destroyed after its success.
    EraseInstance {
        instance: InstanceRef,
    },
    /// Somebody who was told answers: has seen it, accepts, has arrived.
    AnswerNotice {
        notice: NoticeRef,
        stage: Stage,
    },
    /// The host's own: the channels that notices go to from here on.
    SetChannels {
        channels: BTreeSet<String>,
    },
    /// The host's own: what came of handing a notice over.
    RecordDelivery {
        notice: NoticeRef,
        channel: String,
        outcome: DeliveryOutcome,
    },
    /// The host's own: fires due timers, tries waiting incidents again, lets closed ones go.
    Tick {
        retry_waiting: bool,
        archived_up_to: Option<Version>,
    },
    /// The host's own: a shadow run has ended.
    RecordShadow {
        matter: Matter,
        decision: Box<Decision>,
    },
    /// The host's own: the structure was inspected anew.
    RecordFindings(Box<Inspection>),
}

impl Command {
    /// The name under which it stands in the journal.
    pub const fn name(&self) -> &'static str {
        match self {
            Command::County(CountyCommand::Import { .. }) => "import-county",
            Command::Incident(IncidentCommand::Report(_)) => "report",
            Command::Incident(IncidentCommand::Step { .. }) => "step",
            Command::Matter(MatterCommand::Acknowledge { .. }) => "acknowledge",
            Command::Incident(IncidentCommand::SetPriority { .. }) => "set-priority",
            Command::Incident(IncidentCommand::SetKind { .. }) => "set-kind",
            Command::Incident(IncidentCommand::Assign { .. }) => "assign",
            Command::Unit(UnitCommand::Release { .. }) => "release",
            Command::Incident(IncidentCommand::Merge { .. }) => "merge",
            Command::Incident(IncidentCommand::Unmerge { .. }) => "unmerge",
            Command::Matter(MatterCommand::Settle { .. }) => "settle",
            Command::Unit(UnitCommand::SetStatus { .. }) => "set-unit",
            Command::Roster(command) => command.name(),
            Command::Plugin(PluginCommand::Install { .. }) => "install-plugin",
            Command::Plugin(PluginCommand::SetMode { .. }) => "set-mode",
            Command::Plugin(PluginCommand::Configure { .. }) => "configure",
            Command::Plugin(PluginCommand::LiftQuarantine { .. }) => "lift-quarantine",
            Command::Incident(IncidentCommand::ReadSealed { .. }) => "read-sealed",
            Command::Incident(IncidentCommand::Erase { .. }) => "erase",
            Command::Instance(InstanceCommand::Start(_)) => "start-workflow",
            Command::Instance(InstanceCommand::GiveSubject { .. }) => "give-subject",
            Command::Instance(InstanceCommand::Signal { .. }) => "signal-workflow",
            Command::Instance(InstanceCommand::Pause { .. }) => "pause-instance",
            Command::Instance(InstanceCommand::Resume { .. }) => "resume-instance",
            Command::Instance(InstanceCommand::Retry { .. }) => "retry-instance",
            Command::Instance(InstanceCommand::Cancel { .. }) => "cancel-instance",
            Command::Instance(InstanceCommand::Restart { .. }) => "restart-instance",
            Command::Instance(InstanceCommand::Migrate { .. }) => "migrate-instances",
            Command::Instance(InstanceCommand::PauseKind { .. }) => "pause-workflow-kind",
            Command::Instance(InstanceCommand::ResumeKind { .. }) => "resume-workflow-kind",
            Command::Task(TaskCommand::Create { .. }) => "create-task",
            Command::Task(TaskCommand::Accept { .. }) => "accept-task",
            Command::Task(TaskCommand::Finish { .. }) => "finish-task",
            Command::Task(TaskCommand::Cancel { .. }) => "cancel-task",
            Command::Instance(InstanceCommand::ReadField { .. }) => "read-field",
            Command::Instance(InstanceCommand::Erase { .. }) => "erase-instance",
            Command::Notice(NoticeCommand::Answer { .. }) => "answer-notice",
            Command::Notice(NoticeCommand::SetChannels { .. }) => "set-channels",
            Command::Notice(NoticeCommand::RecordDelivery { .. }) => "record-delivery",
            Command::Timer(TimerCommand::Tick { .. }) => "tick",
            Command::Matter(MatterCommand::RecordShadow { .. }) => "record-shadow",
            Command::Plugin(PluginCommand::RecordFindings(_)) => "record-findings",
        }
    }

    /// Intake and acknowledgements have places of their own in every queue.
    pub const fn is_reserved(&self) -> bool {
        matches!(
            self,
            Command::Incident(IncidentCommand::Report(_))
                | Command::Matter(MatterCommand::Acknowledge { .. })
                | Command::Notice(NoticeCommand::Answer { .. })
                | Command::Timer(TimerCommand::Tick { .. })
        )
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

/// What people do with the duty roster. A person is named by his own number, apart from the author, who may be a machine at which
/// several work. `accept_findings`: what the checks only warn of is taken upon oneself, with a reason.
#[derive(Clone, Debug)]
pub enum RosterCommand {
    Publish(Publication),
    StandIn {
        new: NewStandIn,
        accept_findings: bool,
    },
    EndStandIn {
        stand_in: StandInRef,
    },
    /// `to`: who may accept. Absent: he whose place is wanted, or anybody where none is.
    OfferSwap {
        gives: Place,
        wants: Option<Place>,
        to: Option<PersonRef>,
    },
    AcceptSwap {
        swap: SwapRef,
        person: PersonRef,
    },
    ApproveSwap {
        swap: SwapRef,
        person: PersonRef,
        accept_findings: bool,
    },
    /// By the one who offered: takes it back.
    DeclineSwap {
        swap: SwapRef,
        person: PersonRef,
    },
    /// By one of the outgoing shift.
    HandOver {
        district: DistrictRef,
        person: PersonRef,
        note: String,
    },
    /// By one of the incoming shift.
    TakeOver {
        district: DistrictRef,
        person: PersonRef,
    },
}

impl RosterCommand {
    pub const fn name(&self) -> &'static str {
        match self {
            RosterCommand::Publish(_) => "publish-shifts",
            RosterCommand::StandIn { .. } => "stand-in",
            RosterCommand::EndStandIn { .. } => "end-stand-in",
            RosterCommand::OfferSwap { .. } => "offer-swap",
            RosterCommand::AcceptSwap { .. } => "accept-swap",
            RosterCommand::ApproveSwap { .. } => "approve-swap",
            RosterCommand::DeclineSwap { .. } => "decline-swap",
            RosterCommand::HandOver { .. } => "hand-over",
            RosterCommand::TakeOver { .. } => "take-over",
        }
    }
}

/// Shifts to publish.
#[derive(Clone, Debug, Default)]
pub struct Publication {
    pub shifts: Vec<Shift>,
    /// Withdraws what else these districts have published from the first to the last of these shifts.
    pub replace: bool,
    pub accept_findings: bool,
}

/// Somebody takes a place for a time, or a place is left empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStandIn {
    pub district: DistrictRef,
    pub slot: u16,
    /// Absent: from now on.
    pub from: Option<TimeMs>,
    pub until: TimeMs,
    pub instead_of: Option<PersonRef>,
    pub person: Option<PersonRef>,
}

/// A new incident. What is absent is taken from the county's table of kinds.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub kind: String,
    /// WGS 84 degrees.
    pub lon: f64,
    pub lat: f64,
    /// Where the report came from: `110`, `grid-app`, `walk-in`, …
    pub source: String,
    pub reality: Reality,
    /// Overrides the kind's.
    pub priority: Option<Priority>,
    /// Another system's number for it.
    pub external_id: Option<String>,
    pub personal: Option<SealedReport>,
    /// The caller's words, for the intake alone; what is kept of them is in `personal`.
    pub words: Option<PlainWords>,
}

/// The personal part of a report, under its own subject's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedReport {
    pub subject: SubjectRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_name: Option<Sealed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_number: Option<Sealed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Sealed>,
}

impl SealedReport {
    pub fn field(&self, field: PersonalField) -> Option<&Sealed> {
        match field {
            PersonalField::CallerName => self.caller_name.as_ref(),
            PersonalField::CallerNumber => self.caller_number.as_ref(),
            PersonalField::Description => self.description.as_ref(),
        }
    }
}

/// A person's word on a recommendation. The envelope's reason is required for all but `Confirm`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Confirm,
    /// Sends these units instead.
    Amend {
        units: Vec<UnitRef>,
    },
    /// Takes this instead of what an intake proposed; what is absent stays as it is.
    AmendIntake(IntakeChoice),
    Reject,
}

/// What a person makes of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeChoice {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<KindRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// The incident that it is a duplicate of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<IncidentRef>,
}

/// One run of a team-structure plugin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    pub plugin: crate::decision::PluginId,
    pub at: TimeMs,
    pub state_version: Version,
    /// Mode in each district where it is not off.
    pub modes: Vec<(DistrictRef, Mode)>,
    pub findings: Vec<Finding>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<crate::decision::Refused>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<HookFailure>,
    pub measured: crate::decision::Measured,
}

/// What a command answers once it is durable. Enough to build the same reply again for a repeated key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    Incident(IncidentAnswer),
    Instance(InstanceAnswer),
    Task(TaskAnswer),
    /// There was no room for the workflow that was wanted, which is recorded.
    NotStarted {
        code: String,
        why: String,
        version: Version,
    },
    Done {
        version: Version,
    },
    /// Something new got this number: a swap, a stand-in.
    Numbered {
        number: u32,
        version: Version,
    },
}

impl Answer {
    pub fn version(&self) -> Version {
        match self {
            Answer::Incident(answer) => answer.version,
            Answer::Instance(answer) => answer.version,
            Answer::Task(answer) => answer.version,
            Answer::Done { version } | Answer::Numbered { version, .. } | Answer::NotStarted { version, .. } => {
                *version
            }
        }
    }
}

/// A workflow instance as it stood when the command was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstanceAnswer {
    pub instance: InstanceRef,
    pub id: String,
    pub kind: String,
    pub key: String,
    pub status: Status,
    pub district: String,
    pub version: Version,
}

/// A task as it stood when the command was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskAnswer {
    pub task: TaskRef,
    pub id: String,
    pub status: TaskStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    pub version: Version,
}

/// An incident as it stood when the command was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidentAnswer {
    pub incident: IncidentRef,
    pub id: String,
    pub phase: Phase,
    pub kind: String,
    pub priority: Priority,
    pub reality: Reality,
    pub district: String,
    pub grid: String,
    /// Absent: the place is inside its grid. Else how far away the nearest grid is, metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest_grid_m: Option<u32>,
    pub reported_at: TimeMs,
    /// Codes of the units on it.
    pub units: Vec<String>,
    /// Number of the recommendation that waits for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommendation: Option<u32>,
    pub version: Version,
}

/// Why a command was not done. Nothing of it is in the journal.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    pub kind: RefusalKind,
    /// Machine-readable: `illegal-step`, `no-such-incident`, …
    pub code: &'static str,
    pub message: String,
    /// For an illegal step: the legal ones.
    pub legal: Vec<Phase>,
    /// What the checks of the roster found.
    pub faults: Vec<Fault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The command makes no sense, whatever the state.
    Invalid,
    NotFound,
    /// It does not fit the state.
    Conflict,
    /// Too much at once; try again later.
    Busy,
    /// The host can't take anything at the moment.
    Unavailable,
}

impl Refusal {
    pub fn new(kind: RefusalKind, code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { kind, code, message: message.into(), legal: Vec::new(), faults: Vec::new() }
    }

    pub fn invalid(code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal::new(RefusalKind::Invalid, code, message)
    }

    pub fn not_found(code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal::new(RefusalKind::NotFound, code, message)
    }

    pub fn conflict(code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal::new(RefusalKind::Conflict, code, message)
    }
}
