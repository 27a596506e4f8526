//! What a person does to an incident: moves it on, acknowledges it, sends and takes off units, settles recommendations.

use axum::response::Response;
use domain::command::{IncidentCommand, IntakeChoice, MatterCommand, UnitCommand, Verdict};
use domain::ids::{IncidentRef, KindRef, UnitRef};
use domain::incident::{self, Need};
use domain::ports::CodeOf;
use domain::skills::SkillSet;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::asked::{Asked, Because, Subject, said};
use crate::context::{Context, loaded};
use crate::dto::incident::{IncidentReply, NeedBody};
use crate::dto::shapes::{Code, IncidentId};
use crate::dto::words::{Phase, Priority};
use crate::extract::Key;
use crate::find;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;
use crate::problem::unknown::Unknown;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![
        routes!(transition),
        routes!(acknowledge),
        routes!(assign),
        routes!(release),
        routes!(set_priority),
        routes!(set_kind),
        routes!(merge),
        routes!(unmerge),
        routes!(settle),
    ]
}

/// One that takes commands.
impl Subject for IncidentRef {
    async fn find(cx: &Context, name: &str) -> Result<IncidentRef, Problem> {
        find::active(cx, name).await
    }
}

said!(Transition, NewAssignments, NewPriority, NewKind, Merge, NewVerdict);

/// `POST …/transitions`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    #[schema(value_type = Phase)]
    pub to: incident::Phase,
    /// How it ended, as one of the county's results: with `resolved`, `closed` or `cancelled`. None is closed without one where the
    /// county declares any for its kind.
    #[schema(example = "settled-on-scene")]
    pub outcome: Option<String>,
    pub reason: Option<String>,
}

/// Move an incident on to another phase.
#[utoipa::path(
    post, path = "/incidents/{id}/transitions", tag = "incidents", params(("id" = inline(IncidentId), Path), Key),
    request_body = Transition, responses((status = 200, body = IncidentReply))
)]
pub async fn transition(asked: Asked<IncidentRef, Transition>) -> Result<Response, Problem> {
    let (to, outcome) = (asked.body.to, asked.body.outcome.clone());
    let command = IncidentCommand::Step { incident: asked.subject, to, outcome };
    asked.act(command).await
}

/// Say that somebody has taken note of an incident.
#[utoipa::path(
    post, path = "/incidents/{id}/acknowledgement", tag = "incidents", params(("id" = inline(IncidentId), Path), Key),
    request_body = Option<Because>, responses((status = 200, body = IncidentReply))
)]
pub async fn acknowledge(asked: Asked<IncidentRef, Because>) -> Result<Response, Problem> {
    let command = MatterCommand::Acknowledge { matter: asked.subject.into() };
    asked.act(command).await
}

/// `POST …/assignments`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAssignments {
    /// Codes.
    #[schema(min_items = 1)]
    pub units: Vec<String>,
    /// Code of one of the county's reasons for not doing what is recommended: where others are, and the county declares any, it is
    /// required.
    #[schema(example = "local-knowledge")]
    pub code: Option<String>,
    pub reason: Option<String>,
}

/// Send units, whatever a plugin said.
#[utoipa::path(
    post, path = "/incidents/{id}/assignments", tag = "incidents", params(("id" = inline(IncidentId), Path), Key),
    request_body = NewAssignments, responses((status = 200, body = IncidentReply))
)]
pub async fn assign(asked: Asked<IncidentRef, NewAssignments>) -> Result<Response, Problem> {
    let (units, code) = (units(&asked.cx, &asked.body.units)?, asked.body.code.clone());
    let command = IncidentCommand::Assign { incident: asked.subject, units, code };
    asked.act(command).await
}

/// Take a unit off an incident.
#[utoipa::path(
    delete, path = "/incidents/{id}/assignments/{unit}", tag = "incidents", params(("id" = inline(IncidentId), Path), ("unit" = inline(Code), Path), Key),
    request_body = Option<Because>, responses((status = 200, body = IncidentReply))
)]
pub async fn release(asked: Asked<IncidentRef, Because>) -> Result<Response, Problem> {
    let state = asked.cx.state();
    // Whoever may act on an incident may send home whatever unit is on it, also one of another district.
    let (incident, code) = (asked.subject, &asked.names[1]);
    let elsewhere = || {
        let of = state.incident(incident).map_or(&asked.names[0], |incident| &incident.id);
        Problem::from(domain::unit::check::not_on(code, of))
    };
    let unit = asked.cx.any_unit(loaded(&state)?, code).ok_or_else(elsewhere)?;
    asked.act(UnitCommand::Release { incident, unit }).await
}

/// `POST …/priority`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPriority {
    #[schema(value_type = Priority)]
    pub priority: incident::Priority,
    pub reason: Option<String>,
}

/// Give an incident another priority.
#[utoipa::path(
    post, path = "/incidents/{id}/priority", tag = "incidents", params(("id" = inline(IncidentId), Path), Key),
    request_body = NewPriority, responses((status = 200, body = IncidentReply))
)]
pub async fn set_priority(asked: Asked<IncidentRef, NewPriority>) -> Result<Response, Problem> {
    let command = IncidentCommand::SetPriority { incident: asked.subject, priority: asked.body.priority };
    asked.act(command).await
}

/// `POST …/kind`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKind {
    /// Code of one of the county's kinds.
    pub kind: String,
    pub reason: Option<String>,
}

/// Say that an incident is of another kind. It then needs what that kind needs.
#[utoipa::path(
    post, path = "/incidents/{id}/kind", tag = "incidents", params(("id" = inline(IncidentId), Path), Key),
    request_body = NewKind, responses((status = 200, body = IncidentReply))
)]
pub async fn set_kind(asked: Asked<IncidentRef, NewKind>) -> Result<Response, Problem> {
    let command = IncidentCommand::SetKind { incident: asked.subject, kind: kind(&asked.cx, &asked.body.kind)? };
    asked.act(command).await
}

/// `POST …/merge`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// Id or number of the incident that stays.
    pub into: String,
    pub reason: Option<String>,
}

/// Merge an incident into another as its duplicate.
#[utoipa::path(
    post, path = "/incidents/{id}/merge", tag = "incidents", params(("id" = inline(IncidentId), Path), Key),
    request_body = Merge, responses((status = 200, body = IncidentReply))
)]
pub async fn merge(asked: Asked<IncidentRef, Merge>) -> Result<Response, Problem> {
    let into = find::active(&asked.cx, &asked.body.into).await?;
    let command = IncidentCommand::Merge { incident: asked.subject, into };
    asked.act(command).await
}

/// Take a duplicate out again: it goes on as an incident of its own.
#[utoipa::path(
    post, path = "/incidents/{id}/unmerge", tag = "incidents", params(("id" = inline(IncidentId), Path), Key),
    request_body = Option<Because>, responses((status = 200, body = IncidentReply))
)]
pub async fn unmerge(asked: Asked<IncidentRef, Because>) -> Result<Response, Problem> {
    let command = IncidentCommand::Unmerge { incident: asked.subject };
    asked.act(command).await
}

/// `POST …/recommendations/{n}`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVerdict {
    pub verdict: VerdictWord,
    /// For `amend`: the codes of the units to send instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<String>,
    /// For `amend` of what an intake proposes: the kind's code.
    pub kind: Option<String>,
    /// The same: the priority.
    #[schema(value_type = Option<Priority>)]
    pub priority: Option<incident::Priority>,
    /// The same: what units it needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<NeedBody>,
    /// The same: id or number of the incident that it is a duplicate of.
    pub duplicate_of: Option<String>,
    /// For `amend` and `reject`: code of one of the county's reasons for not doing what is recommended. Required where it declares any.
    #[schema(example = "local-knowledge")]
    pub code: Option<String>,
    /// Required for `amend` and `reject` where the county declares no reasons with codes.
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictWord {
    Confirm,
    Amend,
    /// Of what an intake proposes: it is no duplicate. Kind, priority and needs stay proposed. Takes no code; a reason may be given.
    NotADuplicate,
    Reject,
}

/// Answer a recommendation.
#[utoipa::path(
    post, path = "/incidents/{id}/recommendations/{n}", tag = "incidents", params(("id" = inline(IncidentId), Path), ("n" = u32, Path, description = "Number of the decision"), Key),
    request_body = NewVerdict, responses((status = 200, body = IncidentReply))
)]
pub async fn settle(asked: Asked<IncidentRef, NewVerdict>) -> Result<Response, Problem> {
    let (id, number) = (&asked.names[0], &asked.names[1]);
    let unknown = |_| Unknown::Decision { incident: id.clone(), decision: number.clone() };
    let decision = number.parse().map_err(unknown)?;
    let verdict = verdict(&asked.cx, &asked.body).await?;
    let code = asked.body.code.clone();
    if matches!(verdict, Verdict::Confirm | Verdict::NotADuplicate) && code.is_some() {
        return Err(Problem::from(BadRequest::Verdict).at("code", Misplaced::CodeOnlyAgainst));
    }
    let command = MatterCommand::Settle { matter: asked.subject.into(), decision, verdict, code };
    asked.act(command).await
}

async fn verdict(cx: &Context, new: &NewVerdict) -> Result<Verdict, Problem> {
    let made = choice(cx, new).await?;
    Ok(match (new.verdict, new.units.is_empty(), made == IntakeChoice::default()) {
        (VerdictWord::Confirm, true, true) => Verdict::Confirm,
        (VerdictWord::NotADuplicate, true, true) => Verdict::NotADuplicate,
        (VerdictWord::Reject, true, true) => Verdict::Reject,
        (VerdictWord::Amend, false, true) => Verdict::Amend { units: units(cx, &new.units)? },
        (VerdictWord::Amend, true, false) => Verdict::AmendIntake(made),
        (VerdictWord::Amend, true, true) => return Err(misfit(Misplaced::AmendNothing)),
        (VerdictWord::Amend, false, false) => return Err(misfit(Misplaced::AmendBoth)),
        (_, false, _) => return Err(misfit(Misplaced::AmendOnlyUnits)),
        (_, _, false) => return Err(misfit(Misplaced::AmendOnlyReport)),
    })
}

fn misfit(what: Misplaced) -> Problem {
    Problem::from(BadRequest::Verdict).at("verdict", what)
}

/// What a person makes of a report instead.
async fn choice(cx: &Context, new: &NewVerdict) -> Result<IntakeChoice, Problem> {
    let kind = new.kind.as_deref().map(|code| kind(cx, code)).transpose()?;
    let duplicate_of = match &new.duplicate_of {
        Some(id) => Some(find::active(cx, id).await?),
        None => None,
    };
    let needs = if new.needs.is_empty() { None } else { Some(needs(cx, &new.needs)?) };
    Ok(IntakeChoice { kind, priority: new.priority, needs, duplicate_of })
}

/// Needs by the codes of their skills; every skill that there is not is named.
fn needs(cx: &Context, bodies: &[NeedBody]) -> Result<Vec<Need>, Problem> {
    let state = cx.state();
    let index = &loaded(&state)?.index;
    let mut faulty = Problem::from(BadRequest::Needs);
    let mut needs = Vec::with_capacity(bodies.len());
    for (number, body) in bodies.iter().enumerate() {
        let mut need = Need { skills: SkillSet::NONE, count: body.count };
        for code in &body.skills {
            match index.by_code(CodeOf::Skill, code) {
                Some(skill) => need.skills = need.skills.with(SkillSet::one(skill as usize)),
                None => faulty = faulty.at(format!("needs[{number}].skills"), Misplaced::Skill { skill: code.clone() }),
            }
        }
        needs.push(need);
    }
    if faulty.has_errors() { Err(faulty) } else { Ok(needs) }
}

fn kind(cx: &Context, code: &str) -> Result<KindRef, Problem> {
    let state = cx.state();
    let unknown = || Problem::from(BadRequest::Kind).at("kind", Misplaced::Kind { kind: code.to_owned() });
    loaded(&state)?.index.kind(code).ok_or_else(unknown)
}

/// Units by their codes; every one that can't be had is named.
fn units(cx: &Context, codes: &[String]) -> Result<Vec<UnitRef>, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let mut faulty = Problem::from(BadRequest::Units);
    let mut units = Vec::with_capacity(codes.len());
    for (index, code) in codes.iter().enumerate() {
        match cx.unit(loaded, code) {
            Ok(unit) => units.push(unit),
            Err(problem) => faulty = faulty.at(format!("units[{index}]"), problem.into_detail()),
        }
    }
    if faulty.has_errors() { Err(faulty) } else { Ok(units) }
}
