//! What a decision leaves behind: who was asked, on what, what was answered, what the arbiter made of it, what a person did.

mod rows;

use std::collections::BTreeSet;

pub use rows::{CompactCandidate, PassedOver};
use serde::{Deserialize, Serialize};

use crate::hooks::*;
use crate::ids::*;
use crate::incident::{Need, Priority};
use crate::plugin::Mode;
use crate::plugin::pairing::{Differs, Uncompared};
use crate::sentence::Said;
use crate::time::TimeMs;
use crate::who::known::Unknown;

/// The name under which the host's own rule signs.
pub const BUILT_IN: &str = "built-in";

/// Which plugin at which version with which settings.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginId {
    pub name: String,
    pub version: String,
    /// Absent for the built-in rule.
    pub digest: Option<Digest>,
    pub settings_version: u32,
}

impl PluginId {
    pub fn built_in() -> PluginId {
        PluginId {
            name: BUILT_IN.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            digest: None,
            settings_version: 0,
        }
    }
}

/// One decision: the facts, which are the same on every machine, and what was measured, which is not and stays out of the
/// state's hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    pub facts: Facts,
    pub measured: Measured,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// Wall-clock time of all plugin calls for this decision.
    pub time_us: u32,
    pub fuel_used: u64,
    /// What the plugins that were asked said for their authors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<Logged>,
}

impl Measured {
    /// Of one call of a plugin.
    pub fn of<T>(plugin: &str, run: &HookRun<T>) -> Measured {
        let logged = || Logged { plugin: plugin.to_owned(), words: run.log.clone() };
        let log = (!run.log.is_empty()).then(logged).into_iter().collect();
        Measured { time_us: run.time_us, fuel_used: run.fuel_used, log }
    }

    /// With what another call took.
    pub fn add(&mut self, other: Measured) {
        self.time_us = self.time_us.saturating_add(other.time_us);
        self.fuel_used += other.fuel_used;
        self.log.extend(other.log);
    }
}

/// Words of a plugin for its author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logged {
    pub plugin: String,
    pub words: String,
}

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Counts up from 1 within the incident.
    pub number: u32,
    pub at: TimeMs,
    pub hook: Hook,
    /// What made the host ask.
    pub trigger: Trigger,
    pub plugin: PluginId,
    pub mode: Mode,
    /// The version of the state that was asked about.
    pub state_version: Version,
    pub roster_version: u32,
    /// BLAKE3 of the input as JSON.
    pub input_hash: Digest,
    /// Who was asked before and gave no usable answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked_before: Vec<Asked>,
    /// The built-in rule answered although a plugin was in line.
    pub fallback: bool,
    pub answer: Answered,
    /// Proposals that the arbiter refused, each with its reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Refused>,
    /// Set in `advise`: what a person made of it.
    pub settlement: Option<Settlement>,
    /// Set in `shadow`: how it differs from what was done.
    pub difference: Option<Deviation>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    Reported,
    Accepted,
    Reopened,
    /// It was merged into another incident, and is one of its own after all.
    Unmerged,
    /// A unit came free while the incident waited. In what was written before these had names of their own: one of the next three.
    StillWaiting,
    /// A unit that was on it was stood down.
    StoodDown,
    /// A unit was taken off it before it got there.
    UnitWithdrawn,
    KindChanged,
    NeedsChanged,
    PhaseChanged,
    TimerFired {
        key: u16,
        generation: u32,
    },
    Acknowledged,
    /// Something happened to a workflow instance; the record says what.
    InstanceEvent,
    /// A notice of this level was not answered in time.
    Unanswered {
        notice: NoticeRef,
        level: u8,
        stage: Stage,
    },
    /// Somebody who was told has arrived.
    Arrived,
    /// Nobody is there to be sent for what the incident needs.
    ShortOfUnits,
    /// Its kind or its priority changed.
    Reclassified,
    /// It is elsewhere than was thought.
    Relocated,
    /// It waits no more for a word on whether it is a duplicate.
    HoldEnded,
}

/// A plugin that was asked and did not decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    pub plugin: PluginId,
    pub outcome: AskedOutcome,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskedOutcome {
    Abstained(Reason),
    Failed(HookFailure),
    /// Everything it proposed was refused.
    AllRefused(Vec<Refused>),
    /// Not asked: in quarantine.
    Quarantined {
        until: TimeMs,
    },
    /// Not asked: the batch's time was used up.
    OutOfTime,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answered {
    Intake(IntakeRecord),
    Dispatch(DispatchRecord),
    Escalation(EscalationRecord),
    Workflow(WorkflowRecord),
}

/// The intake decision: what it saw of other incidents and what it made of the report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IntakeRecord {
    /// Nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nearby: Vec<NearbyIncident>,
    /// What was accepted of the answer. In `auto` kind and priority hold at once; in `advise` all of it waits for a person.
    pub proposals: Vec<IntakeProposal>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Reason>,
    /// The plugin may merge: a duplicate did not wait for a person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub merged: bool,
    /// A person has said that it is no duplicate.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub denied: bool,
}

impl IntakeRecord {
    /// What all of it comes to.
    pub fn choice(&self) -> IntakeChoice {
        let mut choice = IntakeChoice::default();
        for proposal in &self.proposals {
            match proposal {
                IntakeProposal::SetKind { kind, .. } => choice.kind = Some(*kind),
                IntakeProposal::SetPriority { priority, .. } => choice.priority = Some(*priority),
                IntakeProposal::SetNeeds { needs, .. } => choice.needs = Some(needs.clone()),
                IntakeProposal::DuplicateOf { incident, .. } => choice.duplicate_of = Some(*incident),
            }
        }
        choice
    }

    /// What is left for a person to say.
    pub fn open_choice(&self, mode: Mode) -> IntakeChoice {
        let mut all = self.choice();
        all.duplicate_of = all.duplicate_of.filter(|_| !self.merged && !self.denied);
        match mode {
            Mode::Off | Mode::Shadow => IntakeChoice::default(),
            Mode::Advise => all,
            Mode::Auto => IntakeChoice { duplicate_of: all.duplicate_of, ..IntakeChoice::default() },
        }
    }
}

/// The dispatch decision: whom it saw and what it said of each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DispatchRecord {
    /// The incident's needs with the number of units that each still lacked.
    pub needs: Vec<Need>,
    /// In the order in which the plugin saw them.
    pub candidates: Vec<CompactCandidate>,
    pub picks: Vec<Pick>,
    /// Candidates not picked; no reason if the plugin gave none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed_over: Vec<PassedOver>,
    /// Units with a skill that is needed which the host kept out of the candidates, nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<Excluded>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shortfalls: Vec<Reason>,
    /// Off what work those who are picked are called, where they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recalls: Vec<Recall>,
}

/// A unit that is called off an incident before it gets there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recall {
    pub unit: UnitRef,
    pub from: IncidentRef,
    /// Whom that incident's own rule would send there as it stood then; that rule has the last word once the unit has left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<Instead>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instead {
    pub unit: UnitRef,
    pub eta_s: u32,
}

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pick {
    pub unit: UnitRef,
    /// Index into the incident's needs; absent if it goes beyond what is needed.
    pub need: Option<u16>,
    pub eta_s: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub straight_line: bool,
    pub why: Reason,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EscalationRecord {
    /// What was accepted of the answer: done at once in `auto`; in `advise` the notices wait for a person.
    pub proposals: Vec<EscalationProposal>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Reason>,
    /// Its state of the matter from here on, if it has said another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// One step of a workflow instance: what had happened, and what was done about it.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowRecord {
    pub event: WorkflowEvent,
    /// Where it stands after the step; absent if that was refused.
    pub stage: Option<Reason>,
    /// Why the plugin refused the step.
    pub refused: Option<Reason>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Reason>,
    pub ended: Option<String>,
}

/// A proposal that the arbiter refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The proposal, in words of the host: `assign candidate 7`.
    pub proposal: String,
    pub why: RefusedWhy,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusedWhy {
    /// There is no such candidate.
    UnknownUnit,
    /// The incident has no such need.
    UnknownNeed,
    BusyUnit {
        incident: Option<IncidentRef>,
    },
    /// The same unit twice in one answer.
    DoubleBooking,
    /// The unit has not all skills of the need.
    LacksSkills,
    /// Enough units answer this need already.
    NeedFilled,
    /// The plugin was not granted this kind of proposal.
    NotGranted,
    /// It is about another incident, or this one takes no such proposal in its phase.
    WrongIncident,
    UnknownPerson,
    UnknownTeam,
    UnknownDistrict,
    NobodyToTell,
    TooMany {
        limit: u32,
    },
    TimerInThePast,
    TimerTooFar {
        limit_s: u32,
    },
    /// It would repeat sooner than a timer may.
    RepeatTooShort {
        limit_s: u32,
    },
    /// A time-out of nothing, or past the limit.
    BadTimeOut {
        limit_s: u32,
    },
    UnknownSlot,
    UnknownGrid,
    NoSuchTimer,
    UnknownForm,
    UnknownPlace,
    /// The fields don't fit the form; how.
    BadFields {
        what: String,
    },
    NoSuchTask,
    /// The instance is about no incident.
    NoIncident,
    /// The incident's life cycle has no such step from where it is.
    IllegalStep,
    /// The unit is on an incident, lent already, or its own district's.
    NotLendable,
    NotLent,
    /// An end of a loan that is past or too far ahead.
    BadEnd {
        limit_s: u32,
    },
    /// The workflow did not start; why.
    NotStarted {
        why: Said,
    },
    /// No such workflow is under way.
    UnknownWorkflow,
    /// More than one workflow has that name.
    AmbiguousWorkflow,
    /// The workflow does not wait for that signal.
    NotWaitedFor,
    /// The workflow does not take the signal; why.
    NotSent {
        why: Said,
    },
    /// It is the workflow itself, or one above it.
    OwnBranch,
    /// It is of another plugin, and that needs a grant of its own.
    OthersNotGranted,
    /// It is of another district.
    OtherDistrict,
    /// The incident was not taken in; why.
    NotReported {
        why: Said,
    },
    /// Workflows report incidents for which workflows are started: too many one above the other.
    TooDeep {
        limit: u32,
    },
    /// The answer names an end that the kind does not have.
    UnknownEnd,
    /// An exercise or test pages nobody but the command room.
    ExerciseOnly,
    /// The county has no such kind of incident, or no more.
    UnknownKind,
    UnknownIncident,
    IncidentEnded,
    /// A report is no duplicate of itself.
    Itself,
    /// An exercise and an actual incident are never the same.
    OtherReality,
    /// An indicator without a name, a unit or a title, with a number that is none, or that stands twice.
    BadIndicator,
    /// It is none of the incidents that the plugin was shown.
    NotNearby,
    /// It is so already.
    NothingNew,
    /// No needs at all, more than an incident may have, one for nobody, or a skill that the county has not.
    BadNeeds,
    /// A confidence of more than 100 %.
    NoPercentage,
    /// A plugin before it in line decided this.
    Overruled {
        by: String,
    },
}

impl From<Unknown> for RefusedWhy {
    fn from(unknown: Unknown) -> RefusedWhy {
        match unknown {
            Unknown::Person => RefusedWhy::UnknownPerson,
            Unknown::District => RefusedWhy::UnknownDistrict,
            Unknown::Slot => RefusedWhy::UnknownSlot,
            Unknown::Team => RefusedWhy::UnknownTeam,
            Unknown::Grid => RefusedWhy::UnknownGrid,
            Unknown::Unit => RefusedWhy::UnknownUnit,
            Unknown::Place => RefusedWhy::UnknownPlace,
        }
    }
}

/// What a person made of a recommendation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    pub at: TimeMs,
    pub by: String,
    pub outcome: SettledAs,
    /// Why it was not followed, as one of the county's own reasons. Of one that is overtaken: because a person sent others by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettledAs {
    Confirmed,
    Amended {
        units: Vec<UnitRef>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Of an intake: this holds instead.
    AmendedIntake {
        choice: IntakeChoice,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    Rejected {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Nobody answered before the incident went on without it.
    Overtaken,
}

/// How a shadow's answer differs from what was done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deviation {
    /// The live decision it is held against; 0 where the version that counts had nothing to say, and nothing of that is kept.
    pub live: u32,
    pub same: bool,
    /// Units only the shadow would have sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_shadow: Vec<UnitRef>,
    /// Units only the live decision sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_live: Vec<UnitRef>,
    /// Whose decision it is held against. Absent in records of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<PluginId>,
    /// In what they differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sorts: Vec<Differs>,
    /// Why they were not held against each other: that is neither the same nor a difference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncompared: Option<Uncompared>,
}

impl Facts {
    /// Whether nothing is said in it, and nobody failed.
    pub fn is_silent(&self) -> bool {
        let nothing = match &self.answer {
            Answered::Intake(record) => record.proposals.is_empty() && record.remarks.is_empty(),
            Answered::Escalation(record) => {
                record.proposals.is_empty() && record.remarks.is_empty() && record.state.is_none()
            }
            Answered::Dispatch(_) | Answered::Workflow(_) => false,
        };
        nothing && self.refused.is_empty() && self.asked_before.is_empty()
    }

    /// Whether it calls units off other work.
    pub fn is_recall(&self) -> bool {
        matches!(&self.answer, Answered::Dispatch(record) if !record.recalls.is_empty())
    }

    /// The units that it would send.
    pub fn picked(&self) -> BTreeSet<UnitRef> {
        match &self.answer {
            Answered::Dispatch(record) => record.picks.iter().map(|pick| pick.unit).collect(),
            Answered::Intake(_) | Answered::Escalation(_) | Answered::Workflow(_) => BTreeSet::new(),
        }
    }

    /// The units that it would have called off, if a person said no to it.
    pub fn not_recalled(&self) -> impl Iterator<Item = &Recall> {
        let refused = matches!(&self.settlement, Some(Settlement { outcome: SettledAs::Rejected { .. }, .. }));
        let recalls = match &self.answer {
            Answered::Dispatch(record) if refused => &record.recalls[..],
            _ => &[],
        };
        recalls.iter()
    }

    /// In `advise`, a dispatch with picks, an escalation with notices or what an intake makes of a report counts only when a
    /// person says so; in `auto`, only a duplicate may have to wait.
    pub fn waits_for_person(&self) -> bool {
        let proposes = match &self.answer {
            Answered::Intake(record) => {
                return self.settlement.is_none() && record.open_choice(self.mode) != IntakeChoice::default();
            }
            Answered::Workflow(_) => false,
            Answered::Dispatch(record) => !record.picks.is_empty(),
            Answered::Escalation(record) => record.proposals.iter().any(|p| matches!(p, EscalationProposal::Notify(_))),
        };
        self.mode == Mode::Advise && self.settlement.is_none() && proposes
    }
}

/// What a person makes of a report.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeChoice {
    pub kind: Option<KindRef>,
    pub priority: Option<Priority>,
    pub needs: Option<Vec<Need>>,
    /// The incident that it is a duplicate of.
    pub duplicate_of: Option<IncidentRef>,
}
