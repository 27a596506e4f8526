//! What people, devices and the host itself may ask of a county, and how it answers. Personal data is sealed before it
//! gets here.

use serde::{Deserialize, Serialize};

use crate::declare::command_families;
use crate::hooks::{Field, Finding, HookFailure};
use crate::ids::*;
use crate::incident::{Phase, Priority, Reality};
use crate::plugin::Mode;
use crate::roster::Shift;
use crate::sealed::{PersonalField, PlainWords, Sealed};
use crate::task::TaskStatus;
use crate::time::TimeMs;
use crate::workflow::Status;

pub use crate::county::command::CountyCommand;
pub use crate::incident::command::IncidentCommand;
pub use crate::matter::command::MatterCommand;
pub use crate::notice::command::NoticeCommand;
pub use crate::plugin::command::PluginCommand;
pub use crate::roster::command::RosterCommand;
pub use crate::task::command::TaskCommand;
pub use crate::timer::command::TimerCommand;
pub use crate::unit::command::UnitCommand;
pub use crate::workflow::command::InstanceCommand;

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

command_families! {
    /// What may be asked, by the kind of matter. Each command is declared with its matter.
    pub enum Command {
        County(CountyCommand),
        Incident(IncidentCommand),
        Matter(MatterCommand),
        Timer(TimerCommand),
        Notice(NoticeCommand),
        Unit(UnitCommand),
        Roster(RosterCommand),
        Plugin(PluginCommand),
        Instance(InstanceCommand),
        Task(TaskCommand),
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
