//! What the host asks a plugin and what it gets back, free of WIT and of wasmtime. The WIT files in `wit/` say the same to
//! plugin authors; the runtime's adapters translate. Here are the table of hooks and what several of them share.

use serde::{Deserialize, Serialize};

mod assessment;
mod dispatch;
mod escalation;
mod failure;
mod intake;
mod reasons;
mod structure;
mod workflow;

pub use assessment::*;
pub use dispatch::*;
pub use escalation::*;
pub use intake::*;
pub use reasons::*;
pub use structure::*;
pub use workflow::*;

pub use crate::reason::{Reason, ReasonValue};

use crate::declare::named;
use crate::ids::*;
use crate::incident::{Need, Phase, Priority, Reality};
use crate::time::TimeMs;
use crate::who::Who;

/// A question of a hook: what its plugins are shown. What they answer has a type of its own.
pub trait Asks {
    const HOOK: Hook;
    type Answer: Reasoned;

    fn input(&self) -> HookInput<'_>;
    /// The answer, if it is to this question.
    fn answer(answer: HookAnswer) -> Result<Self::Answer, HookFailure>;
}

/// Declares the hooks, and the questions that they ask.
macro_rules! hooks {
    (
        hooks { $($hook:ident = $name:literal,)* }
        questions { $($(#[$about:meta])* $question:ident of $of:ident: $input:ty => $answer:ty,)* }
    ) => {
        /// A hook: a question that plugins answer.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Hook {
            $(#[serde(rename = $name)] $hook,)*
        }

        impl Hook {
            pub const ALL: [Hook; [$($name),*].len()] = [$(Hook::$hook),*];

            pub const fn name(self) -> &'static str {
                match self {
                    $(Hook::$hook => $name,)*
                }
            }
        }

        /// What one call of a plugin is given.
        #[derive(Clone, Copy, Debug)]
        pub enum HookInput<'a> {
            $($(#[$about])* $question(&'a $input),)*
        }

        /// What one call of a plugin gave back.
        #[derive(Clone, Debug, PartialEq)]
        pub enum HookAnswer {
            $($question($answer),)*
        }

        impl HookInput<'_> {
            pub const fn hook(&self) -> Hook {
                match self {
                    $(HookInput::$question(_) => Hook::$of,)*
                }
            }
        }

        $(impl Asks for $input {
            const HOOK: Hook = Hook::$of;
            type Answer = $answer;

            fn input(&self) -> HookInput<'_> {
                HookInput::$question(self)
            }

            fn answer(answer: HookAnswer) -> Result<$answer, HookFailure> {
                match answer {
                    HookAnswer::$question(answer) => Ok(answer),
                    _ => Err(HookFailure::Answer("the answer is to another question".to_owned())),
                }
            }
        })*
    };
}

hooks! {
    hooks {
        Intake = "intake",
        Dispatch = "dispatch",
        Escalation = "escalation",
        TeamStructure = "team-structure",
        Workflow = "workflow",
        Assessment = "assessment",
    }
    questions {
        Intake of Intake: IntakeInput => IntakeAnswer,
        Dispatch of Dispatch: DispatchInput => DispatchAnswer,
        Escalation of Escalation: EscalationInput => EscalationAnswer,
        Structure of TeamStructure: StructureInput => Vec<Finding>,
        /// One step of a workflow instance; the first if the event is its start.
        Step of Workflow: StepInput => StepVerdict,
        /// What this version makes of an instance that another wrote, or the plugin's refusal.
        Migration of Workflow: MigrationInput => Result<Takeover, NotTakenOver>,
        /// What an assessment wants to have counted.
        Queries of Assessment: QueriesInput => Vec<Query>,
        Assess of Assessment: AssessmentInput => AssessmentAnswer,
    }
}

impl std::fmt::Display for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
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

named! {
    /// How far an answer to a notice goes; each includes those before it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Stage {
        Seen = "seen",
        Accepted = "accepted",
        Arrived = "arrived",
    }
}

named! {
    /// What to do with a timer that fell due while the host was down.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum CatchUp {
        Once = "once",
        Each = "each",
        Skip = "skip",
    }
}

named! {
    /// How pressing a notice is, least first. Information rings for nobody, so no budget of alarms counts it or holds it back.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Urgency {
        Info = "info",
        Attention = "attention",
        #[default]
        Alarm = "alarm",
        Emergency = "emergency",
    }
}

/// What is to be told to people.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    pub level: u8,
    #[serde(default)]
    pub urgency: Urgency,
    pub recipients: Vec<Who>,
    pub why: Reason,
    /// Seconds from now within which somebody should have seen it, accepted it, and arrived.
    pub seen_within_s: Option<u32>,
    pub accepted_within_s: Option<u32>,
    pub arrived_within_s: Option<u32>,
}

impl Message {
    /// An alarm without time-outs.
    pub fn alarm(level: u8, recipients: Vec<Who>, why: Reason) -> Message {
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

/// A timer that a plugin wants.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimerRequest {
    pub key: u16,
    pub due_at: TimeMs,
    pub catch_up: CatchUp,
    pub repeat_s: Option<u32>,
}

/// Why a plugin gave no usable answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HookFailure {
    /// The wall-clock deadline passed.
    Deadline,
    /// The fuel ran out.
    Fuel,
    /// It asked for more memory, tables or instances than it may have.
    Memory,
    /// Its stack overflowed.
    StackOverflow,
    /// It passed more data to or from the host, or made more calls into `view`, than it may.
    HostCalls,
    /// It trapped otherwise; the trap's name.
    Trap(String),
    /// It answered with an error; its own words, cut to the limit.
    Guest(String),
    /// Its answer passes a limit; which.
    Answer(String),
    /// A reason in its answer can't be told to people.
    Reason(Untellable),
    /// It wants to have counted what the county does not have.
    Query(BadQuery),
    /// It could not be loaded; why.
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
            HookFailure::Reason(_) => "untellable-reason",
            HookFailure::Query(_) => "bad-query",
            HookFailure::Unloadable(_) => "unloadable",
        }
    }
}

/// One call of a plugin, however it went.
#[derive(Clone, Debug)]
pub struct HookRun<T> {
    pub result: Result<T, HookFailure>,
    /// Its words for its author, line by line; empty if it has none.
    pub log: String,
    pub fuel_used: u64,
    pub time_us: u32,
}
