//! Incidents on the wire: the report that comes in, the reply to a command, the row of a list, the whole.

use std::collections::BTreeMap;

use domain::command::{self, IncidentAnswer};
use domain::ids::IncidentRef;
use domain::incident::origin::{Origin, OriginKind};
use domain::incident::{self, Need, place};
use domain::sealed::{self, PlainReport, PlainWords};
use domain::state::{Incident, State};
use domain::time::TimeMs;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use telling::{
    CallerStory, ChangeStory, FrozenStory, HandOffStory, HoldStory, NoteStory, RecommendationStory, StepStory, Teller,
    Term, UnitStory,
};
use utoipa::ToSchema;

use super::datum::DatumWord;
use super::decision::Decision;
use super::notice::{NoticeBody, TimerBody};
use super::words::{OriginWord, PersonalField, Phase, Priority, Reality};
use crate::record::IncidentRecord;

/// A new incident.
#[serde_with::skip_serializing_none]
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewIncident {
    /// Code of one of the county's kinds.
    #[schema(example = "traffic-accident")]
    pub kind: String,
    /// Degrees.
    #[schema(example = 119.50139)]
    pub lon: f64,
    #[schema(example = 27.45889)]
    pub lat: f64,
    /// Absent: WGS 84.
    pub datum: Option<DatumWord>,
    /// How far from there it may be.
    #[schema(value_type = Option<Uncertain>)]
    pub uncertain: Option<place::Uncertain>,
    /// Where the report came from.
    #[schema(example = "110")]
    pub source: String,
    /// Absent: somebody reported it.
    pub origin: Option<NewOrigin>,
    #[serde(default)]
    #[schema(value_type = Reality, default = "actual")]
    pub reality: incident::Reality,
    /// The words of the report; sealed before they are kept.
    pub description: Option<String>,
    /// Who called; sealed before it is kept.
    pub caller: Option<NewCaller>,
    /// The number that calls, only to tell whether it has called before. It is never kept: for the county's `keep_days` a hash of it is,
    /// under a key of the day. Without it `caller.number` serves.
    pub calling_number: Option<String>,
    /// Instead of the kind's.
    #[schema(value_type = Option<Priority>)]
    pub priority: Option<incident::Priority>,
    /// Another system's number for it.
    pub external_id: Option<String>,
}

#[serde_with::skip_serializing_none]
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCaller {
    pub name: Option<String>,
    pub number: Option<String>,
}

impl NewIncident {
    /// Parts the report from what is personal in it. An empty text is none.
    /// `origin`: how it came to be known, with the unit that its code stands for.
    pub fn part(self, origin: Origin) -> (command::Report, PlainReport) {
        let some = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let (name, number) = self.caller.map_or((None, None), |caller| (caller.name, caller.number));
        let description = some(self.description);
        let words = description.clone().map(PlainWords::new);
        let plain = PlainReport { caller_name: some(name), caller_number: some(number), description };
        let report = command::Report {
            kind: self.kind,
            lon: self.lon,
            lat: self.lat,
            source: self.source,
            origin,
            reality: self.reality,
            priority: self.priority,
            uncertain: self.uncertain,
            external_id: self.external_id,
            personal: None,
            words,
        };
        (report, plain)
    }
}

/// How an incident came to be known: a unit came upon it, by its code, and is on it and there from then on; or the call broke off, so
/// that the room has to call back before anybody goes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NewOrigin {
    #[schema(example = "U001")]
    Unit(String),
    Abandoned,
}

/// How far from a stated point an incident may be: within so many metres of it, or anywhere on a road.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case", as = Uncertain)]
#[expect(dead_code, reason = "describes the domain's own")]
pub enum Uncertain {
    /// 1 to 20,000.
    RadiusM(u32),
    /// The codes of the seats or villages between which the road runs.
    Road { from: String, to: String },
}

/// An incident as it stood when a command was done. The same command again, by its key, gets the same bytes.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct IncidentReply {
    #[schema(example = "20220901-000123")]
    pub id: String,
    #[schema(example = 123)]
    pub number: u32,
    #[schema(value_type = Phase)]
    pub phase: incident::Phase,
    pub kind: String,
    #[schema(value_type = Priority)]
    pub priority: incident::Priority,
    #[schema(value_type = Reality)]
    pub reality: incident::Reality,
    pub district: String,
    pub grid: String,
    /// Set if the place is in no grid: how far away the nearest, named here, is.
    pub nearest_grid_m: Option<u32>,
    #[schema(example = "2022-09-01T00:04:44.000+08:00")]
    pub reported_at: String,
    /// Codes of the units on it.
    pub units: Vec<String>,
    /// Number of the recommendation that waits for a person.
    pub recommendation: Option<u32>,
    pub version: u64,
}

impl IncidentReply {
    pub fn of(answer: &IncidentAnswer, zone: &TimeZone) -> IncidentReply {
        IncidentReply {
            id: answer.id.clone(),
            number: answer.incident.0,
            phase: answer.phase,
            kind: answer.kind.clone(),
            priority: answer.priority,
            reality: answer.reality,
            district: answer.district.clone(),
            grid: answer.grid.clone(),
            nearest_grid_m: answer.nearest_grid_m,
            reported_at: answer.reported_at.iso(zone),
            units: answer.units.clone(),
            recommendation: answer.recommendation,
            version: answer.version.0,
        }
    }
}

/// A row of the list of incidents.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct IncidentSummary {
    pub id: String,
    pub number: u32,
    pub external_id: Option<String>,
    #[schema(value_type = Phase)]
    pub phase: incident::Phase,
    pub kind: String,
    #[schema(value_type = Priority)]
    pub priority: incident::Priority,
    #[schema(value_type = Reality)]
    pub reality: incident::Reality,
    pub source: String,
    /// How it came to be known, and the unit that came upon it.
    #[schema(value_type = OriginWord)]
    pub origin: OriginKind,
    pub unit: Option<String>,
    pub lon: f64,
    pub lat: f64,
    pub district: String,
    pub grid: String,
    pub nearest_grid_m: Option<u32>,
    /// How far from the stated point it may be; times are to the point.
    #[schema(value_type = Option<Uncertain>)]
    pub uncertain: Option<place::Uncertain>,
    pub reported_at: String,
    pub accepted_at: Option<String>,
    pub acknowledged_at: Option<String>,
    /// Codes of the units on it now.
    pub units: Vec<String>,
    /// Number of the newest recommendation that waits for a person.
    pub recommendation: Option<u32>,
    /// How many units it needs in all, and how many of these it still lacks.
    pub needed: u32,
    pub lacking_units: u32,
    /// What it waits for, if for anything: first of all for a person.
    pub waits_for: Option<WaitsFor>,
    /// Nobody is sent before a person has said whether it is a duplicate, or that time has come.
    pub hold: Option<HoldStory>,
    /// The agencies that it was handed to and that have not confirmed.
    pub unconfirmed: Vec<String>,
    /// How it ended, as one of the county's results.
    pub outcome: Option<Term>,
    /// How many have called about it: the report, and who called after it.
    pub calls: u32,
    pub version: u64,
    /// It has left the room's state and takes no more commands.
    pub archived: bool,
}

impl IncidentSummary {
    pub fn of(incident: &Incident, archived: bool, teller: &Teller<'_>) -> IncidentSummary {
        let time = |at: Option<TimeMs>| at.map(|at| teller.time(at));
        IncidentSummary {
            id: incident.id.clone(),
            number: incident.incident.0,
            external_id: incident.external_id.clone(),
            phase: incident.phase,
            kind: teller.kind(incident.kind).code,
            priority: incident.priority,
            reality: incident.reality,
            source: incident.source.clone(),
            origin: incident.origin.kind(),
            unit: incident.origin.unit().map(|unit| teller.unit(unit)),
            lon: incident.place.lon,
            lat: incident.place.lat,
            district: teller.district(incident.place.district).code,
            grid: teller.grid(incident.place.grid).code,
            nearest_grid_m: incident.place.nearest_grid_m,
            uncertain: incident.place.uncertain.clone(),
            reported_at: teller.time(incident.reported_at),
            accepted_at: time(incident.accepted_at),
            acknowledged_at: time(incident.escalated.acknowledged.as_ref().map(|act| act.at)),
            units: incident.units().map(|unit| teller.unit(unit)).collect(),
            recommendation: incident.escalated.pending.last().copied(),
            needed: units_of(&incident.needs),
            lacking_units: units_of(&incident.open_needs(teller.county())),
            waits_for: WaitsFor::of(incident, teller),
            hold: incident.hold.map(|hold| teller.hold(hold)),
            unconfirmed: incident.unconfirmed().map(|of| of.to.clone()).collect(),
            outcome: incident.outcome.as_deref().map(|code| teller.outcome(code)),
            calls: u32::try_from(incident.further_calls()).unwrap_or(u32::MAX).saturating_add(1),
            version: incident.version.0,
            archived,
        }
    }
}

/// What holds an incident up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WaitsFor {
    /// A person has to say whether it is a duplicate; nobody is sent before, for a time.
    Word,
    /// A person has to answer a recommendation.
    Answer,
    /// A person has to accept it.
    Acceptance,
    /// Nobody is there to be sent for something that it needs.
    Units,
    /// Nobody has taken note of it.
    Acknowledgement,
    /// An outside agency has to confirm that it has taken it on.
    Confirmation,
    /// Somebody was there and nobody is on it any more: a person has to say how it ended.
    Conclusion,
}

impl WaitsFor {
    fn of(incident: &Incident, teller: &Teller<'_>) -> Option<WaitsFor> {
        let open = incident.phase.is_open();
        let awaited = teller.state().is_some_and(|state| state.waits_for_agencies(incident));
        let rules = [
            (WaitsFor::Word, incident.hold.is_some()),
            (WaitsFor::Answer, open && !incident.escalated.pending.is_empty()),
            (WaitsFor::Acceptance, incident.phase == incident::Phase::Reported),
            (WaitsFor::Units, incident.lacks_units(teller.county())),
            (WaitsFor::Confirmation, awaited),
            (WaitsFor::Conclusion, incident.phase == incident::Phase::OnScene && incident.units().next().is_none()),
            (WaitsFor::Acknowledgement, incident.phase.is_active() && incident.escalated.acknowledged.is_none()),
        ];
        rules.into_iter().find(|(_, holds)| *holds).map(|(what, _)| what)
    }
}

fn units_of(needs: &[Need]) -> u32 {
    needs.iter().map(|need| u32::from(need.count)).sum()
}

/// What is looked up beside an incident.
pub struct Beside {
    pub links: Vec<LinkBody>,
    /// Of those that its story speaks of and that only the archive has.
    pub ids: BTreeMap<IncidentRef, String>,
    pub repeat_callers: Vec<RepeatCaller>,
}

/// Somebody who has called more than once.
#[derive(Serialize, ToSchema)]
pub struct RepeatCaller {
    /// How often, calls about this incident among them.
    pub calls: u32,
    pub first_at: String,
    pub last_at: String,
    /// Ids of the other incidents that they called about, oldest first.
    pub incidents: Vec<String>,
}

impl RepeatCaller {
    pub fn story(&self) -> CallerStory {
        let (first_at, last_at) = (self.first_at.clone(), self.last_at.clone());
        CallerStory { calls: self.calls, first_at, last_at, incidents: self.incidents.clone() }
    }
}

/// What an incident has to do with another one.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct LinkBody {
    /// Id of the other.
    pub incident: String,
    pub kind: String,
    /// `related`, `follow-up-of`, `caused-by`.
    pub relation: Term,
    /// The other was linked to this one: it is the follow-up, or what was caused.
    pub from_there: bool,
    pub at: String,
    pub by: String,
    pub reason: Option<String>,
}

/// All about one incident but its decisions.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct IncidentDetail {
    #[serde(flatten)]
    pub summary: IncidentSummary,
    /// The phases that may follow.
    #[schema(value_type = Vec<Phase>)]
    pub legal: Vec<incident::Phase>,
    pub needs: Vec<NeedBody>,
    /// Units that are still lacking.
    pub lacking: Vec<NeedBody>,
    /// A person has taken the choice of units on: plugins propose nothing more.
    pub hands_on: bool,
    /// Who acknowledged it.
    pub acknowledged_by: Option<String>,
    pub steps: Vec<StepStory>,
    /// What people did to it beside the steps of its life: kind, priority, acknowledgement, duplicates.
    pub changes: Vec<ChangeStory>,
    /// Its workflows and tasks, each in one line.
    pub procedures: Vec<String>,
    /// What people wrote down, oldest first; what further callers said, too.
    pub notes: Vec<NoteStory>,
    /// Those who called about it and have called more than once in the days that the county keeps.
    pub repeat_callers: Vec<RepeatCaller>,
    /// What it has to do with others, oldest first, whichever was linked to the other.
    pub links: Vec<LinkBody>,
    /// Which outside agencies were told of it, or of a duplicate of it, oldest first.
    pub hand_offs: Vec<HandOffStory>,
    pub assignments: Vec<UnitStory>,
    pub notices: Vec<NoticeBody>,
    pub timers: Vec<TimerBody>,
    /// Escalation policies that hold since its acceptance.
    pub escalation: Vec<FrozenStory>,
    /// Recommendations that wait for a person.
    pub pending: Vec<Decision>,
    /// All that was recommended to a person, oldest first: what it is, and what they made of it.
    pub recommendations: Vec<RecommendationStory>,
    /// Which personal data are kept, sealed.
    #[schema(value_type = Vec<PersonalField>)]
    pub personal: Vec<sealed::PersonalField>,
    pub erased_at: Option<String>,
    pub merged_into: Option<String>,
    pub duplicates: Vec<String>,
}

impl IncidentDetail {
    pub fn of(found: &IncidentRecord, beside: Beside, state: &State, teller: &Teller<'_>) -> IncidentDetail {
        let incident = &*found.incident;
        let notices = found.notices.iter().map(AsRef::as_ref);
        let story = teller.explain(incident, std::iter::empty(), notices, &state.timers);
        let need = |need: &Need| NeedBody { skills: teller.skill_codes(need.skills), count: need.count };
        let pending = found.decisions.iter().filter(|decision| incident.escalated.is_pending(decision.facts.number));
        let all = found.decisions.iter();
        let recommended = all.filter_map(|decision| teller.decision(decision).recommendation(teller.lang));
        let sealed = |field: &sealed::PersonalField| match field {
            sealed::PersonalField::Notes => incident.notes.iter().any(|note| note.words.is_sealed()),
            field => incident.personal.as_ref().is_some_and(|p| p.field(*field).is_some()),
        };
        IncidentDetail {
            summary: IncidentSummary::of(incident, found.archived, teller),
            legal: incident.phase.next().to_vec(),
            needs: incident.needs.iter().map(need).collect(),
            lacking: incident.open_needs(teller.county()).iter().filter(|open| open.count > 0).map(need).collect(),
            hands_on: incident.hands_on,
            acknowledged_by: story.acknowledged.map(|act| act.by),
            steps: story.steps,
            changes: story.changes,
            procedures: story.procedures,
            notes: story.notes,
            repeat_callers: beside.repeat_callers,
            links: beside.links,
            hand_offs: story.hand_offs,
            assignments: story.units,
            notices: story.notices,
            timers: story.timers,
            escalation: story.escalation,
            pending: pending.map(|decision| teller.decision(decision)).collect(),
            recommendations: recommended.collect(),
            personal: sealed::PersonalField::ALL.into_iter().filter(sealed).collect(),
            erased_at: incident.erased_at.map(|at| teller.time(at)),
            merged_into: story.merged_into,
            duplicates: story.duplicates,
        }
    }
}

/// Units of one sort.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NeedBody {
    /// Codes; every unit has all of them.
    pub skills: Vec<String>,
    pub count: u8,
}

/// `POST …/personal`.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadPersonal {
    #[schema(value_type = Vec<PersonalField>, min_items = 1)]
    pub fields: std::collections::BTreeSet<sealed::PersonalField>,
    /// What they are read for; stands in the journal with the reader's name.
    #[schema(example = "call the reporter back")]
    pub purpose: String,
}

/// Personal data of a report; what it has not is absent.
#[serde_with::skip_serializing_none]
#[derive(Default, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Personal {
    pub caller_name: Option<String>,
    pub caller_number: Option<String>,
    pub description: Option<String>,
    /// What is personal in the notes.
    pub notes: Option<Vec<OpenedNote>>,
}

/// A note that was sealed.
#[derive(Serialize, ToSchema)]
pub struct OpenedNote {
    pub number: u32,
    pub text: String,
}

/// `DELETE …/personal`.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ErasePersonal {
    pub reason: String,
}
