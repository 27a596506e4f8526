//! What a person does to an incident: moves it on, acknowledges it, sends and takes off units, settles recommendations.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::command::{Command, IncidentCommand, IntakeChoice, MatterCommand, UnitCommand, Verdict};
use domain::ids::{IncidentRef, KindRef, UnitRef};
use domain::refusal::RefusalCode;

use crate::access::tokens::Role;
use crate::context::{Context, loaded};
use crate::dto::incident::{
    Because, IncidentReply, Merge, NewAssignments, NewKind, NewPriority, NewVerdict, Transition, VerdictWord,
};
use crate::extract::{Body, Key, MaybeBody};
use crate::find;
use crate::problem::Problem;
use crate::problem::code::ProblemCode;
use crate::submit::With;

type OfIncident = Path<(String, String)>;

/// Move an incident on to another phase.
#[utoipa::path(
    post, path = "/incidents/{id}/transitions", tag = "incidents", params(("id" = String, Path)),
    request_body = Transition, responses((status = 200, body = IncidentReply))
)]
pub async fn transition(
    cx: Context,
    Path((_, id)): OfIncident,
    key: Key,
    Body(step): Body<Transition>,
) -> Result<Response, Problem> {
    let incident = start(&cx, &id).await?;
    let key = cx.key(key, "transition", &id, &step);
    cx.act(Command::Incident(IncidentCommand::Step { incident, to: step.to }), With { reason: step.reason, key }).await
}

/// Say that somebody has taken note of an incident.
#[utoipa::path(
    post, path = "/incidents/{id}/acknowledgement", tag = "incidents", params(("id" = String, Path)),
    request_body = Option<Because>, responses((status = 200, body = IncidentReply))
)]
pub async fn acknowledge(
    cx: Context,
    Path((_, id)): OfIncident,
    key: Key,
    MaybeBody(because): MaybeBody<Because>,
) -> Result<Response, Problem> {
    let incident = start(&cx, &id).await?;
    let key = cx.key(key, "acknowledge", &id, &because);
    cx.act(
        Command::Matter(MatterCommand::Acknowledge { matter: incident.into() }),
        With { reason: because.reason, key },
    )
    .await
}

/// Send units, whatever a plugin said.
#[utoipa::path(
    post, path = "/incidents/{id}/assignments", tag = "incidents", params(("id" = String, Path)),
    request_body = NewAssignments, responses((status = 200, body = IncidentReply))
)]
pub async fn assign(
    cx: Context,
    Path((_, id)): OfIncident,
    key: Key,
    Body(new): Body<NewAssignments>,
) -> Result<Response, Problem> {
    let incident = start(&cx, &id).await?;
    let units = units(&cx, &new.units)?;
    let key = cx.key(key, "assign", &id, &new);
    cx.act(Command::Incident(IncidentCommand::Assign { incident, units }), With { reason: new.reason, key }).await
}

/// Take a unit off an incident.
#[utoipa::path(
    delete, path = "/incidents/{id}/assignments/{unit}", tag = "incidents",
    params(("id" = String, Path), ("unit" = String, Path, description = "Code")),
    request_body = Option<Because>, responses((status = 200, body = IncidentReply))
)]
pub async fn release(
    cx: Context,
    Path((_, id, code)): Path<(String, String, String)>,
    key: Key,
    MaybeBody(because): MaybeBody<Because>,
) -> Result<Response, Problem> {
    let incident = start(&cx, &id).await?;
    let state = cx.state();
    // Whoever may act on an incident may send home whatever unit is on it.
    let unit = loaded(&state)?
        .index
        .unit(&code)
        .filter(|unit| state.unit(*unit).is_some_and(|u| u.incident == Some(incident)));
    let not_on_it = || {
        Problem::new(
            StatusCode::CONFLICT,
            ProblemCode::NotOnIncident,
            format!("unit `{code}` is not on incident `{id}`"),
        )
    };
    // A repeated command finds the unit gone already, and gets its first answer all the same.
    let unit = match (unit, &key.0) {
        (None, Some(_)) => loaded(&state)?.index.unit(&code),
        (unit, _) => unit,
    };
    let unit = unit.ok_or_else(not_on_it)?;
    let key = cx.key(key, "release", &format!("{id}/{code}"), &because);
    cx.act(Command::Unit(UnitCommand::Release { unit }), With { reason: because.reason, key }).await
}

/// Give an incident another priority.
#[utoipa::path(
    post, path = "/incidents/{id}/priority", tag = "incidents", params(("id" = String, Path)),
    request_body = NewPriority, responses((status = 200, body = IncidentReply))
)]
pub async fn set_priority(
    cx: Context,
    Path((_, id)): OfIncident,
    key: Key,
    Body(new): Body<NewPriority>,
) -> Result<Response, Problem> {
    let incident = start(&cx, &id).await?;
    let key = cx.key(key, "set-priority", &id, &new);
    cx.act(
        Command::Incident(IncidentCommand::SetPriority { incident, priority: new.priority }),
        With { reason: new.reason, key },
    )
    .await
}

/// Say that an incident is of another kind. It then needs what that kind needs.
#[utoipa::path(
    post, path = "/incidents/{id}/kind", tag = "incidents", params(("id" = String, Path)),
    request_body = NewKind, responses((status = 200, body = IncidentReply))
)]
pub async fn set_kind(
    cx: Context,
    Path((_, id)): OfIncident,
    key: Key,
    Body(new): Body<NewKind>,
) -> Result<Response, Problem> {
    let incident = start(&cx, &id).await?;
    let kind = kind(&cx, &new.kind)?;
    let key = cx.key(key, "set-kind", &id, &new);
    cx.act(Command::Incident(IncidentCommand::SetKind { incident, kind }), With { reason: new.reason, key }).await
}

/// Merge an incident into another as its duplicate.
#[utoipa::path(
    post, path = "/incidents/{id}/merge", tag = "incidents", params(("id" = String, Path)),
    request_body = Merge, responses((status = 200, body = IncidentReply))
)]
pub async fn merge(
    cx: Context,
    Path((_, id)): OfIncident,
    key: Key,
    Body(merge): Body<Merge>,
) -> Result<Response, Problem> {
    let incident = start(&cx, &id).await?;
    let into = find::active(&cx, &merge.into).await?;
    let key = cx.key(key, "merge", &id, &merge);
    cx.act(Command::Incident(IncidentCommand::Merge { incident, into }), With { reason: merge.reason, key }).await
}

/// Take a duplicate out again: it goes on as an incident of its own.
#[utoipa::path(
    post, path = "/incidents/{id}/unmerge", tag = "incidents", params(("id" = String, Path)),
    request_body = Option<Because>, responses((status = 200, body = IncidentReply))
)]
pub async fn unmerge(
    cx: Context,
    Path((_, id)): OfIncident,
    key: Key,
    MaybeBody(because): MaybeBody<Because>,
) -> Result<Response, Problem> {
    let incident = start(&cx, &id).await?;
    let key = cx.key(key, "unmerge", &id, &because);
    cx.act(Command::Incident(IncidentCommand::Unmerge { incident }), With { reason: because.reason, key }).await
}

/// Answer a recommendation.
#[utoipa::path(
    post, path = "/incidents/{id}/recommendations/{n}", tag = "incidents",
    params(("id" = String, Path), ("n" = u32, Path, description = "Number of the decision")),
    request_body = NewVerdict, responses((status = 200, body = IncidentReply))
)]
pub async fn settle(
    cx: Context,
    Path((_, id, number)): Path<(String, String, String)>,
    key: Key,
    Body(new): Body<NewVerdict>,
) -> Result<Response, Problem> {
    let incident = start(&cx, &id).await?;
    let unknown =
        || Problem::not_found(ProblemCode::NoSuchDecision, format!("incident `{id}` has no decision `{number}`"));
    let decision = number.parse().map_err(|_| unknown())?;
    let made = choice(&cx, &new).await?;
    let verdict = match (new.verdict, new.units.is_empty(), made == IntakeChoice::default()) {
        (VerdictWord::Confirm, true, true) => Verdict::Confirm,
        (VerdictWord::Reject, true, true) => Verdict::Reject,
        (VerdictWord::Amend, false, true) => Verdict::Amend { units: units(&cx, &new.units)? },
        (VerdictWord::Amend, true, false) => Verdict::AmendIntake(made),
        (VerdictWord::Amend, true, true) => {
            return Err(misfit("`amend` names the units to send instead, or what the report is"));
        }
        (VerdictWord::Amend, false, false) => {
            return Err(misfit("`amend` names units or what the report is, not both"));
        }
        (_, false, _) => return Err(misfit("only `amend` names units")),
        (_, _, false) => return Err(misfit("only `amend` says what the report is")),
    };
    let key = cx.key(key, "settle", &format!("{id}/{number}"), &new);
    cx.act(
        Command::Matter(MatterCommand::Settle { matter: incident.into(), decision, verdict }),
        With { reason: new.reason, key },
    )
    .await
}

fn misfit(detail: &str) -> Problem {
    Problem::unprocessable(ProblemCode::BadBody, "the verdict and what it comes with don't go together")
        .at("verdict", detail)
}

/// What a person makes of a report instead.
async fn choice(cx: &Context, new: &NewVerdict) -> Result<IntakeChoice, Problem> {
    let kind = new.kind.as_deref().map(|code| kind(cx, code)).transpose()?;
    let duplicate_of = match &new.duplicate_of {
        Some(id) => Some(find::active(cx, id).await?),
        None => None,
    };
    Ok(IntakeChoice { kind, priority: new.priority, duplicate_of })
}

fn kind(cx: &Context, code: &str) -> Result<KindRef, Problem> {
    let state = cx.state();
    let unknown = || {
        let problem = Problem::unprocessable(RefusalCode::UnknownKind, "the county has no such kind of incident");
        problem.at("kind", format!("no kind `{code}`"))
    };
    loaded(&state)?.index.kind(code).ok_or_else(unknown)
}

async fn start(cx: &Context, id: &str) -> Result<IncidentRef, Problem> {
    cx.require(Role::Operator)?;
    find::active(cx, id).await
}

/// Units by their codes; every one that can't be had is named.
fn units(cx: &Context, codes: &[String]) -> Result<Vec<UnitRef>, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let mut faulty = Problem::unprocessable(ProblemCode::BadUnits, "these units can't be named here");
    let mut units = Vec::with_capacity(codes.len());
    for (index, code) in codes.iter().enumerate() {
        match cx.unit(loaded, code) {
            Ok(unit) => units.push(unit),
            Err(problem) if problem.status == StatusCode::FORBIDDEN => return Err(problem),
            Err(problem) => faulty = faulty.at(format!("units[{index}]"), problem.detail.clone()),
        }
    }
    if faulty.errors.is_empty() { Ok(units) } else { Err(faulty) }
}
