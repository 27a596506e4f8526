//! What the host asks a plugin and what it gets back, free of WIT and of wasmtime. The WIT files in `wit/` say the same to
//! plugin authors; the runtime's adapters translate.

use serde::{Deserialize, Serialize};

mod intake;
mod workflow;

pub use intake::*;
pub use workflow::*;

use crate::ids::*;
use crate::incident::{Need, Phase, Priority, Reality};
use crate::matter::Matter;
use crate::time::TimeMs;

/// A hook: a question that plugins answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hook {
    Intake,
    Dispatch,
    Escalation,
    TeamStructure,
    Workflow,
}

impl Hook {
    pub const ALL: [Hook; 5] = [Hook::Intake, Hook::Dispatch, Hook::Escalation, Hook::TeamStructure, Hook::Workflow];

    pub const fn name(self) -> &'static str {
        match self {
            Hook::Intake => "intake",
            Hook::Dispatch => "dispatch",
            Hook::Escalation => "escalation",
            Hook::TeamStructure => "team-structure",
            Hook::Workflow => "workflow",
        }
    }
}

impl std::fmt::Display for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Why: an entry of the plugin's message catalog and the values of its placeholders.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    pub code: u16,
    #[serde(default, skip_serializing_if = "Vec::is_empty", serialize_with = "plain_numbers")]
    pub values: Vec<f64>,
}

fn plain_numbers<S: serde::Serializer>(values: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(|value| PlainNumber(*value)))
}

/// A number that is written without a fraction if it has none, `600` and not `600.0`: nearly all values of reasons are references
/// or seconds, and writing them so takes a fraction of the time.
pub(crate) struct PlainNumber(pub f64);

impl Serialize for PlainNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let whole = self.0 as i64;
        if whole.unsigned_abs() < 1 << 53 && whole as f64 == self.0 {
            serializer.serialize_i64(whole)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

/// The incident as plugins see it.
#[derive(Clone, Debug, PartialEq)]
pub struct IncidentView {
    pub incident: IncidentRef,
    pub kind: KindRef,
    pub priority: Priority,
    pub reality: Reality,
    pub phase: Phase,
    pub district: DistrictRef,
    pub grid: GridRef,
    pub needs: Vec<Need>,
    /// Longitude, latitude. The runtime drops it unless the plugin was granted `exact-position`.
    pub position: (f64, f64),
    pub reported_at: TimeMs,
    pub accepted_at: Option<TimeMs>,
    pub acknowledged_at: Option<TimeMs>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nearness {
    Own,
    Neighbour,
    County,
}

/// A unit that the host found able to go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub unit: UnitRef,
    pub team: TeamRef,
    pub district: DistrictRef,
    pub nearness: Nearness,
    pub skills: u32,
    pub eta_s: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub straight_line: bool,
    /// `u32::MAX` if the unit never sent a position and stands at its base.
    pub fix_age_s: u32,
    /// `u32::MAX` if its shift has no end.
    pub shift_left_s: u32,
    pub workload: u16,
}

pub struct DispatchInput<'a> {
    pub now: TimeMs,
    pub incident: &'a IncidentView,
    pub candidates: &'a [Candidate],
}

#[derive(Clone, Debug, PartialEq)]
pub struct ProposedPick {
    /// Index into the candidates; not yet checked.
    pub candidate: u16,
    /// Index into the incident's needs; not yet checked.
    pub need: u16,
    pub why: Reason,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ProposedPass {
    pub candidate: u16,
    pub why: Reason,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recommendation {
    pub picks: Vec<ProposedPick>,
    pub passed_over: Vec<ProposedPass>,
    pub shortfalls: Vec<Reason>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum DispatchAnswer {
    Recommend(Recommendation),
    Abstain(Reason),
}

/// How far an answer to a notice goes; each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Seen,
    Accepted,
    Arrived,
}

impl Stage {
    pub const ALL: [Stage; 3] = [Stage::Seen, Stage::Accepted, Stage::Arrived];

    pub const fn name(self) -> &'static str {
        match self {
            Stage::Seen => "seen",
            Stage::Accepted => "accepted",
            Stage::Arrived => "arrived",
        }
    }
}

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
}

/// What may have to be escalated, as plugins see it.
#[derive(Clone, Debug, PartialEq)]
pub struct MatterView {
    pub matter: Matter,
    pub subject: SubjectView,
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
            SubjectView::Incident(incident) => Some(incident),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum SubjectView {
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

pub struct EscalationInput<'a> {
    pub now: TimeMs,
    pub matter: &'a MatterView,
    /// Keys of the plugin's own timers that run.
    pub timers: Vec<u16>,
    /// The highest level that it has told so far; 0 if none.
    pub told: u8,
    pub trigger: EscalationTrigger,
}

/// What to do with a timer that fell due while the host was down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CatchUp {
    Once,
    Each,
    Skip,
}

impl CatchUp {
    pub const fn name(self) -> &'static str {
        match self {
            CatchUp::Once => "once",
            CatchUp::Each => "each",
            CatchUp::Skip => "skip",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    Person(PersonRef),
    /// Whoever holds a roster slot, by the county's code, when the notice goes out.
    Role {
        district: DistrictRef,
        slot: String,
    },
    /// All on duty in a team of the matter's district.
    Team(TeamRef),
    GridAssistant(GridRef),
    CommandRoom(DistrictRef),
    Unit(UnitRef),
    /// Whoever staffs a place.
    Place(PlaceRef),
}

/// How pressing a notice is, least first. Information rings for nobody, so no budget of alarms counts it or holds it back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    Info,
    Attention,
    #[default]
    Alarm,
    Emergency,
}

impl Urgency {
    pub const ALL: [Urgency; 4] = [Urgency::Info, Urgency::Attention, Urgency::Alarm, Urgency::Emergency];

    pub const fn name(self) -> &'static str {
        match self {
            Urgency::Info => "info",
            Urgency::Attention => "attention",
            Urgency::Alarm => "alarm",
            Urgency::Emergency => "emergency",
        }
    }
}

/// What is to be told to people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    pub level: u8,
    #[serde(default)]
    pub urgency: Urgency,
    pub recipients: Vec<Recipient>,
    pub why: Reason,
    /// Seconds from now within which somebody should have seen it, accepted it, and arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_within_s: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_within_s: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived_within_s: Option<u32>,
}

impl Message {
    /// An alarm without time-outs.
    pub fn alarm(level: u8, recipients: Vec<Recipient>, why: Reason) -> Message {
        let (seen_within_s, accepted_within_s, arrived_within_s) = (None, None, None);
        let urgency = Urgency::Alarm;
        Message { level, urgency, recipients, why, seen_within_s, accepted_within_s, arrived_within_s }
    }

    pub const fn within_s(&self, stage: Stage) -> Option<u32> {
        match stage {
            Stage::Seen => self.seen_within_s,
            Stage::Accepted => self.accepted_within_s,
            Stage::Arrived => self.arrived_within_s,
        }
    }

    /// The stages that have a time-out, with it.
    pub fn time_outs(&self) -> impl Iterator<Item = (Stage, u32)> + '_ {
        Stage::ALL.into_iter().filter_map(|stage| Some((stage, self.within_s(stage)?)))
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EscalationProposal {
    StartTimer(TimerRequest),
    StopTimer { key: u16 },
    Notify(Message),
}

/// A timer that a plugin wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimerRequest {
    pub key: u16,
    pub due_at: TimeMs,
    pub catch_up: CatchUp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat_s: Option<u32>,
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
}

#[derive(Clone, Debug, PartialEq)]
pub struct StructureStation {
    pub station: StationRef,
    pub district: DistrictRef,
    pub central: bool,
    pub adjacent: Vec<StationRef>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct StructureShift {
    pub district: DistrictRef,
    pub starts: TimeMs,
    pub ends: TimeMs,
    /// Post (index in the county's roster slots) and who fills it.
    pub slots: Vec<(u16, Option<PersonRef>)>,
}

/// The whole structure, in the order of the county's references.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StructureInput {
    pub now: TimeMs,
    pub districts: Vec<DistrictRef>,
    pub stations: Vec<StructureStation>,
    /// District, team, number of units; an entry for each pair.
    pub teams: Vec<(DistrictRef, TeamRef, u16)>,
    pub team_codes: Vec<String>,
    pub post_codes: Vec<String>,
    pub shifts: Vec<StructureShift>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Info,
    Warning,
    Breach,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingSubject {
    County,
    District(DistrictRef),
    Station(StationRef),
    Person(PersonRef),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub severity: Severity,
    pub subject: FindingSubject,
    pub why: Reason,
}

/// Why a plugin gave no usable answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum HookFailure {
    /// The wall-clock deadline passed.
    #[error("it passed its deadline")]
    Deadline,
    /// The fuel ran out.
    #[error("it ran out of fuel")]
    Fuel,
    /// It asked for more memory, tables or instances than it may have.
    #[error("it asked for more memory than it may have")]
    Memory,
    /// Its stack overflowed.
    #[error("its stack overflowed")]
    StackOverflow,
    /// It passed more data to or from the host, or made more calls into `view`, than it may.
    #[error("it passed more data or made more host calls than it may")]
    HostCalls,
    /// It trapped otherwise; the trap's name.
    #[error("it trapped: {0}")]
    Trap(String),
    /// It answered with an error; its own words, cut to the limit.
    #[error("it answered with an error: {0}")]
    Guest(String),
    /// Its answer passes a limit; which.
    #[error("its answer passes a limit: {0}")]
    Answer(String),
    /// It could not be loaded; why.
    #[error("it could not be loaded: {0}")]
    Unloadable(String),
}

impl HookFailure {
    pub const fn kind(&self) -> &'static str {
        match self {
            HookFailure::Deadline => "deadline",
            HookFailure::Fuel => "fuel",
            HookFailure::Memory => "memory",
            HookFailure::StackOverflow => "stack-overflow",
            HookFailure::HostCalls => "host-calls",
            HookFailure::Trap(_) => "trap",
            HookFailure::Guest(_) => "guest-error",
            HookFailure::Answer(_) => "answer-limit",
            HookFailure::Unloadable(_) => "unloadable",
        }
    }
}

/// One call of a plugin, however it went.
#[derive(Clone, Debug)]
pub struct HookRun<T> {
    pub result: Result<T, HookFailure>,
    pub fuel_used: u64,
    pub time_us: u32,
}
