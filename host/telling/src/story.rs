//! The shape of an explanation: plain data with codes beside texts and ISO 8601 times, ready to be written as JSON. What is
//! in it is put together in `decision.rs` and `incident.rs`, and told as text in `text.rs`.

use serde::Serialize;

use crate::lang::Lang;

/// A thing by its code and by its name in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Term {
    pub code: String,
    pub text: String,
}

impl Term {
    pub(crate) fn new(code: impl Into<String>, text: impl Into<String>) -> Term {
        Term { code: code.into(), text: text.into() }
    }
}

/// A reason as it stands in the record, and in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ToldReason {
    pub code: u16,
    pub values: Vec<f64>,
    pub text: String,
}

/// An incident's story.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    pub lang: Lang,
    pub id: String,
    pub number: u32,
    pub kind: Term,
    pub priority: Term,
    pub reality: Term,
    pub phase: Term,
    pub district: Term,
    pub grid: Term,
    /// Set if the place is in no grid: how far away the named one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest_grid_m: Option<u32>,
    pub source: String,
    pub reported_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<ActStory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<String>,
    /// From report to the first unit sent, and to the first on scene.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_after_s: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_scene_after_s: Option<u32>,
    pub units: Vec<UnitStory>,
    pub decisions: Vec<DecisionStory>,
    pub escalation: Vec<FrozenStory>,
    pub notices: Vec<NoticeStory>,
    pub timers: Vec<TimerStory>,
    pub steps: Vec<StepStory>,
    /// What was done beside the steps of its life.
    pub changes: Vec<ChangeStory>,
    /// Its workflows and tasks, each in one line.
    pub procedures: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeStory {
    pub what: Term,
    pub at: String,
    pub by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActStory {
    pub at: String,
    pub by: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepStory {
    pub to: Term,
    pub at: String,
    pub by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A unit that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnitStory {
    pub unit: String,
    pub team: Term,
    /// Where it is based.
    pub station: Term,
    pub sent_at: String,
    pub by: String,
    /// The decision that proposed it; absent if a person chose it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<u32>,
    pub eta_s: u32,
    pub straight_line: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en_route_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_scene_at: Option<String>,
    /// From being sent to being on scene.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took_s: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub released_at: Option<String>,
}

/// An escalation policy that holds for the incident since its acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FrozenStory {
    pub plugin: String,
    pub version: String,
    pub settings_version: u32,
    pub mode: Term,
}

/// What people were told, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NoticeStory {
    pub notice: u32,
    /// What it is about: `incident:7`.
    pub matter: Term,
    pub district: String,
    pub at: String,
    /// Empty: the host itself.
    pub plugin: String,
    pub level: u8,
    pub urgency: Term,
    /// Who was to be told.
    pub to: Vec<Term>,
    /// Who that was when it went out.
    pub told: Vec<ToldStory>,
    /// None of these could be reached, so the command room stands in.
    pub last_resort: bool,
    pub why: ToldReason,
    /// How often the same was to be told, and when last.
    pub count: u32,
    pub last_at: String,
    pub answers: Vec<AnswerStory>,
    /// Stages whose time was up.
    pub unanswered: Vec<Term>,
    pub deliveries: Vec<DeliveryStory>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToldStory {
    pub to: Term,
    /// Past the budget of the hour: on the list, and nothing rings.
    pub held: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerStory {
    pub stage: Term,
    pub at: String,
    pub by: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeliveryStory {
    pub channel: String,
    /// `queued`, `sent`, `failed`, `given-up`.
    pub state: Term,
    pub attempts: u32,
    /// When it was sent or given up, or when it is tried next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A timer that still runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimerStory {
    /// What it is about: `incident:7`.
    pub matter: Term,
    /// Empty: the host's own, or of a workflow.
    pub plugin: String,
    /// The host's own: a due time, a time-out.
    pub host: bool,
    pub key: u16,
    pub due: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat_s: Option<u32>,
    pub catch_up: Term,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DecisionStory {
    pub number: u32,
    pub at: String,
    pub hook: Term,
    pub trigger: Term,
    pub plugin: String,
    pub version: String,
    /// Absent for the built-in rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    pub settings_version: u32,
    pub mode: Term,
    pub state_version: u64,
    pub roster_version: u32,
    pub input_hash: String,
    pub needs: Vec<NeedStory>,
    pub picks: Vec<PickStory>,
    pub passed_over: Vec<PassedStory>,
    pub excluded: Vec<ExcludedStory>,
    pub shortfalls: Vec<ToldReason>,
    /// Open incidents that an intake was shown, nearest first.
    pub nearby: Vec<NearbyStory>,
    /// What an escalation or an intake did or, in `advise`, would do.
    pub proposals: Vec<ProposalStory>,
    pub remarks: Vec<ToldReason>,
    pub asked_before: Vec<AskedStory>,
    pub fallback: bool,
    pub refused: Vec<RefusedStory>,
    /// In `advise`: nobody has answered yet.
    pub pending: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settlement: Option<SettlementStory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<DifferenceStory>,
    pub time_us: u32,
    pub fuel_used: u64,
}

/// Units that were still lacking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NeedStory {
    /// Codes.
    pub skills: Vec<String>,
    pub count: u8,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PickStory {
    pub unit: String,
    pub eta_s: u32,
    pub straight_line: bool,
    pub need: u16,
    pub why: ToldReason,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PassedStory {
    pub unit: String,
    pub eta_s: u32,
    /// Absent: the plugin gave none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<ToldReason>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExcludedStory {
    pub unit: String,
    pub eta_s: u32,
    pub why: Term,
    /// The incident that a busy unit is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
}

/// An open incident near a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NearbyStory {
    pub incident: String,
    pub kind: Term,
    pub phase: Term,
    pub distance_m: u32,
    /// Since it was reported.
    pub age_s: u32,
    pub same_grid: bool,
    /// How alike the words of both are, percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alike: Option<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProposalStory {
    /// The grant that it took: `notify`, `set-kind`, …
    pub kind: String,
    pub text: String,
}

/// A plugin that was asked before and did not decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AskedStory {
    pub plugin: String,
    pub version: String,
    pub settings_version: u32,
    pub outcome: Term,
    pub refused: Vec<RefusedStory>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusedStory {
    pub proposal: String,
    pub why: Term,
}

/// What a person made of a recommendation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettlementStory {
    pub at: String,
    pub by: String,
    pub outcome: Term,
    pub units: Vec<String>,
    /// What a report was made of instead.
    pub choice: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How a shadow's answer differs from what was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DifferenceStory {
    /// The live decision it is held against.
    pub live: u32,
    pub same: bool,
    pub only_shadow: Vec<String>,
    pub only_live: Vec<String>,
}
