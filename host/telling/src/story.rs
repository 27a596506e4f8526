//! The shape of an explanation: plain data with codes beside texts and ISO 8601 times, as the API writes and describes it.
//! What is in it is put together in `decision.rs` and `incident.rs`, and told as text in `text.rs`.

use domain::hooks::ReasonValue;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use utoipa::openapi::Ref;

use crate::lang::Lang;
use crate::note_story::NoteStory;
use crate::wire::values_schema;

/// A thing by its code and by its name or its meaning in the caller's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NamedWord)]
pub struct Term {
    pub code: String,
    pub text: String,
}

impl Term {
    pub(crate) fn new(code: impl Into<String>, text: impl Into<String>) -> Term {
        Term { code: code.into(), text: text.into() }
    }
}

/// On the wire where the code says enough.
fn code<S: Serializer>(term: &Term, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&term.code)
}

fn codes<S: Serializer>(terms: &[Term], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(terms.iter().map(|term| &term.code))
}

/// Codes whose lists the API describes.
fn hook() -> Ref {
    Ref::from_schema_name("Hook")
}

fn mode() -> Ref {
    Ref::from_schema_name("Mode")
}

fn phase() -> Ref {
    Ref::from_schema_name("Phase")
}

/// A plugin's reason: its own code and values, and the text of its catalog in the caller's language.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Why)]
pub struct ToldReason {
    pub code: u16,
    /// In the order of the catalog's placeholders: a plain number as it is, all else as an object with one key that says what it is,
    /// `{"unit": 42}`, `{"s": 180}` (seconds), `{"m": 950}` (metres), `{"at": 1662000000}` (seconds since 1970), `{"text": "…"}`. In
    /// records of before values had types all are numbers.
    #[schema(schema_with = values_schema)]
    pub values: Vec<ReasonValue>,
    pub text: String,
}

/// What something that nobody did by hand follows from.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CauseBody)]
pub struct CauseStory {
    /// The command, by the version that it made.
    pub command: u64,
    /// The decision that made it so: what it is about, `incident:7`, and its number there.
    pub matter: Option<String>,
    pub decision: Option<u32>,
    /// Its matter by name, if that is another than what is told of.
    #[serde(skip)]
    pub elsewhere: Option<String>,
}

/// An incident's story.
#[derive(Clone, Debug, PartialEq)]
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
    pub nearest_grid_m: Option<u32>,
    /// How far from the stated point it may be.
    pub uncertain: Option<Term>,
    pub source: String,
    /// Where nobody just reported it: how it came to be known, in a sentence.
    pub origin: Option<Term>,
    pub reported_at: String,
    pub acknowledged: Option<ActStory>,
    /// Dispatch waits for a person's word.
    pub hold: Option<HoldStory>,
    pub merged_into: Option<String>,
    pub duplicates: Vec<String>,
    /// Who called more than once; whoever has the calls adds them to the story.
    pub callers: Vec<CallerStory>,
    /// How it ended.
    pub outcome: Option<Term>,
    /// From report to the first unit sent, and to the first on scene.
    pub sent_after_s: Option<u32>,
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
    pub notes: Vec<NoteStory>,
    pub hand_offs: Vec<HandOffStory>,
}

/// Somebody who called more than once, never who.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerStory {
    pub calls: u32,
    pub first_at: String,
    pub last_at: String,
    /// Ids of what else they called about.
    pub incidents: Vec<String>,
}

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ChangeBody)]
pub struct ChangeStory {
    /// `kind-changed`, `priority-changed`, `acknowledged`, `merged-into`, `taken-out-of`, `took-in`, `let-go`.
    pub what: Term,
    pub at: String,
    /// A person, `plugin:…`, or `system` for the host.
    pub by: String,
    pub reason: Option<String>,
    pub cause: Option<CauseStory>,
}

/// Nobody is sent before a person has said whether it is a duplicate, or that time has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = HoldBody)]
pub struct HoldStory {
    /// The incident that it may be a duplicate of.
    pub duplicate_of: String,
    /// Number of the recommendation that says so.
    pub recommendation: u32,
    pub until: String,
}

/// An outside agency was told of an incident.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = HandOff)]
pub struct HandOffStory {
    /// Counts up from 1 within the incident.
    pub number: u32,
    /// Set if it was a duplicate of this incident that was handed off.
    pub of: Option<String>,
    pub to: Term,
    pub at: String,
    pub by: String,
    /// What the agency was told.
    pub note: Option<String>,
    /// Until when it was to confirm at first.
    pub due: String,
    /// Absent while the agency has not confirmed.
    pub confirmed_at: Option<String>,
    pub confirmed_by: Option<String>,
    /// The agency's own number.
    pub reference: Option<String>,
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActStory {
    pub at: String,
    pub by: String,
}

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = StepBody)]
pub struct StepStory {
    #[serde(serialize_with = "code")]
    #[schema(schema_with = phase)]
    pub to: Term,
    pub at: String,
    /// A person, `plugin:…`, or `system` for the host.
    pub by: String,
    pub reason: Option<String>,
    pub cause: Option<CauseStory>,
}

/// A unit on the incident, also after it has left.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AssignmentBody)]
pub struct UnitStory {
    pub unit: String,
    #[serde(serialize_with = "code")]
    #[schema(value_type = String)]
    pub team: Term,
    /// Where it is based.
    #[serde(skip)]
    pub station: Term,
    pub eta_s: u32,
    /// No road leads there: the time is along the straight line on foot.
    pub straight_line: bool,
    pub at: String,
    /// A person, `plugin:…`, or `system` for the host.
    pub by: String,
    pub reason: Option<String>,
    pub cause: Option<CauseStory>,
    /// The decision that proposed it; absent if a person chose it.
    pub decision: Option<u32>,
    pub en_route_at: Option<String>,
    pub on_scene_at: Option<String>,
    pub released_at: Option<String>,
    /// Whose doing that was.
    pub released: Option<ReleaseStory>,
    /// It left since the county has it no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stood_down: bool,
    /// From being sent to being on scene.
    #[serde(skip)]
    #[serialize_always]
    pub took_s: Option<u32>,
}

/// Who let a unit go.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReleaseBody)]
pub struct ReleaseStory {
    pub by: String,
    pub reason: Option<String>,
    pub cause: Option<CauseStory>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FrozenBody)]
pub struct FrozenStory {
    pub plugin: String,
    pub version: String,
    pub settings_version: u32,
    #[serde(serialize_with = "code")]
    #[schema(schema_with = mode)]
    pub mode: Term,
}

/// What people were told about a matter, how handing it over went, and who answered.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = NoticeBody)]
pub struct NoticeStory {
    pub notice: u32,
    /// What it is about, `incident:7`, and its name.
    pub matter: Term,
    /// Of an incident: where and what it is.
    pub subject: Option<String>,
    /// Code.
    pub district: String,
    pub at: String,
    /// Empty: the host itself.
    pub plugin: String,
    pub level: u8,
    /// `info`, `attention`, `alarm` or `emergency`.
    #[serde(serialize_with = "code")]
    #[schema(value_type = String)]
    pub urgency: Term,
    pub to: Vec<Term>,
    /// Who that was when it went out.
    pub told: Vec<ToldStory>,
    /// Nobody of `to` could be reached, so the command room was told.
    pub last_resort: bool,
    pub why: ToldReason,
    /// How often the same was to be told, and when last.
    pub count: u32,
    pub last_at: String,
    pub answers: Vec<AnswerStory>,
    /// Of `seen`, `accepted`, `arrived`: whose time was up before anybody answered.
    #[serde(serialize_with = "codes")]
    #[schema(value_type = Vec<String>)]
    pub unanswered: Vec<Term>,
    /// Besides the event stream, which has it when it is published.
    pub deliveries: Vec<DeliveryStory>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ToldBody)]
pub struct ToldStory {
    pub to: Term,
    /// This one has had as many notices as an hour may bring: it is listed and does not ring.
    pub held: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AnswerBody)]
pub struct AnswerStory {
    /// `seen`, `accepted` or `arrived`.
    #[serde(serialize_with = "code")]
    #[schema(value_type = String)]
    pub stage: Term,
    pub at: String,
    pub by: String,
}

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DeliveryBody)]
pub struct DeliveryStory {
    pub channel: String,
    /// `queued`, `sent`, `failed` (and tried again) or `given-up`.
    #[serde(serialize_with = "code")]
    #[schema(value_type = String)]
    pub state: Term,
    pub attempts: u32,
    /// When it was sent or given up, or when it is tried next.
    pub at: Option<String>,
    pub why: Option<String>,
}

/// A timer that runs.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TimerBody)]
pub struct TimerStory {
    /// What it is about, `incident:7`, and its name.
    pub matter: Term,
    /// Empty: the host's own, or of a workflow.
    pub plugin: String,
    /// The host's own: a due time, a time-out.
    pub host: bool,
    pub key: u16,
    /// What the host waits for of a unit, if it is for that.
    pub watch: Option<WatchStory>,
    pub due: String,
    /// It fires again after each so many seconds.
    pub repeat_s: Option<u32>,
    /// `once`, `each` or `skip`.
    #[serde(serialize_with = "code")]
    #[schema(value_type = String)]
    pub catch_up: Term,
}

/// What a plugin said for its author, line by line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LogBody)]
pub struct LogStory {
    pub plugin: String,
    pub lines: Vec<String>,
}

/// Something that is expected of a unit on an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Watch)]
pub struct WatchStory {
    /// Code.
    pub unit: String,
    /// `accepted`, `under-way`, `done` or `contact`.
    #[serde(serialize_with = "code")]
    #[schema(value_type = String)]
    pub expected: Term,
}

/// Who was asked, on what, what was answered, what the arbiter made of it, what a person did.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Decision)]
pub struct DecisionStory {
    /// Counts up from 1 within the incident.
    pub number: u32,
    pub at: String,
    #[serde(serialize_with = "code")]
    #[schema(schema_with = hook)]
    pub hook: Term,
    /// What made the host ask.
    pub trigger: Term,
    /// Who decided; `built-in` is the host's own rule.
    pub plugin: String,
    pub version: String,
    pub digest: Option<String>,
    pub settings_version: u32,
    #[serde(serialize_with = "code")]
    #[schema(schema_with = mode)]
    pub mode: Term,
    /// The version of the county's state that was asked about.
    pub state_version: u64,
    pub roster_version: u32,
    /// BLAKE3 of the input.
    pub input_hash: String,
    /// Units that were lacking.
    pub needs: Vec<NeedStory>,
    pub picks: Vec<PickStory>,
    pub passed_over: Vec<PassedStory>,
    /// Units that the host kept out, and why.
    pub excluded: Vec<ExcludedStory>,
    pub shortfalls: Vec<ToldReason>,
    /// Open incidents that an intake was shown, nearest first.
    pub nearby: Vec<NearbyStory>,
    /// What the arbiter accepted of an escalation or an intake.
    pub proposals: Vec<ProposalStory>,
    pub remarks: Vec<ToldReason>,
    /// What plugins said for their authors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<LogStory>,
    /// Plugins that were asked before and did not decide.
    pub asked_before: Vec<AskedStory>,
    /// The built-in rule answered although a plugin was in line.
    pub fallback: bool,
    /// What the arbiter refused.
    pub refused: Vec<RefusedStory>,
    /// It waits for a person.
    pub pending: bool,
    pub settlement: Option<SettlementStory>,
    /// Of a shadow: how it differs from what was done.
    pub difference: Option<DifferenceStory>,
    /// Wall-clock time of all plugin calls, microseconds.
    pub time_us: u32,
    pub fuel_used: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Need)]
pub struct NeedStory {
    pub skills: Vec<String>,
    pub count: u8,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Pick)]
pub struct PickStory {
    pub unit: String,
    pub eta_s: u32,
    pub straight_line: bool,
    pub stood: Stood,
    /// Which of the incident's needs it answers, counted from 0; `null`: it goes beyond what is needed.
    pub need: Option<u16>,
    /// The incident that it is called off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recalled_from: Option<String>,
    /// Who would go there in its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<InsteadStory>,
    pub why: ToldReason,
}

/// A unit that would take the place of one that is called off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Instead)]
pub struct InsteadStory {
    pub unit: String,
    pub eta_s: u32,
}

/// What the decision saw of where a unit was.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Stood {
    /// The grid that it was taken to stand in. Absent in old records, and outside the county.
    pub grid: Option<String>,
    /// How old its position was. Absent if none was known: it was taken to stand at its base.
    pub fix_age_s: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = PassedOver)]
pub struct PassedStory {
    pub unit: String,
    pub eta_s: u32,
    pub stood: Stood,
    /// `null`: the plugin gave no reason.
    pub why: Option<ToldReason>,
}

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Excluded)]
pub struct ExcludedStory {
    pub unit: String,
    pub eta_s: u32,
    pub why: Term,
    /// The incident that a busy unit is on.
    pub incident: Option<String>,
}

/// An open incident near a report.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Nearby)]
pub struct NearbyStory {
    pub incident: String,
    pub kind: Term,
    pub phase: Term,
    pub distance_m: u32,
    /// Since it was reported.
    pub age_s: u32,
    pub same_grid: bool,
    /// How alike the words of both are, percent.
    pub alike: Option<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Proposal)]
pub struct ProposalStory {
    /// `start-timer`, `stop-timer` or `notify`; of an intake `set-kind`, `set-priority`, `set-needs` or `suggest-duplicate`.
    pub kind: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Asked)]
pub struct AskedStory {
    pub plugin: String,
    pub version: String,
    pub settings_version: u32,
    pub outcome: Term,
    pub refused: Vec<RefusedStory>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Refused)]
pub struct RefusedStory {
    #[schema(example = "assign candidate 7")]
    pub proposal: String,
    pub why: Term,
}

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Settlement)]
pub struct SettlementStory {
    pub at: String,
    pub by: String,
    pub outcome: Term,
    /// Units that were sent instead.
    pub units: Vec<String>,
    /// What a report was made of instead.
    pub choice: Vec<String>,
    /// Why it was not followed, as one of the county's reasons.
    pub code: Option<Term>,
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Difference)]
pub struct DifferenceStory {
    /// Number of the live decision it is held against; 0 where the version that counts had nothing to say.
    pub live: u32,
    pub same: bool,
    /// What both would have done otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sorts: Vec<Term>,
    /// Why they were not held against each other: neither the same nor a difference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncompared: Option<Term>,
    /// Units only the shadow would have sent.
    pub only_shadow: Vec<String>,
    /// Units only the live decision sent.
    pub only_live: Vec<String>,
}
