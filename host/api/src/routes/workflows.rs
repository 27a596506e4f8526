//! Workflows: the list, starting one, one with all about it, its decisions and its story.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::command::{Answer, InstanceCommand, StartWorkflow};
use domain::ids::DistrictRef;
use domain::limits::PAGE_ITEMS_MAX;
use domain::matter::Matter;
use domain::ports::Done;
use domain::refusal::RefusalKind;
use utoipa_axum::routes;

use super::decisions::wants_text;
use super::incidents::words;
use crate::access::tokens::Role;
use crate::background::{blocking, see_through};
use crate::context::{Context, loaded};
use crate::dto::decision::Decision;
use crate::dto::query::{LangQuery, WorkflowQuery, bad, limit, several};
use crate::dto::reply::{List, Page};
use crate::dto::shapes::WorkflowId;
use crate::dto::workflow::{InstanceDetail, InstanceReply, InstanceSummary, NewWorkflow, WorkflowExplanation};
use crate::extract::{Body, Key, Params};
use crate::find;
use crate::find::archived::{self, Within};
use crate::find::counted::counted;
use crate::find::workflow::{self, Found};
use crate::forms::{self, Filled};
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::unknown::Unknown;
use crate::submit::With;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list, start), routes!(show), routes!(decisions), routes!(explain)]
}

/// Workflows, newest first: those that the room has, under way or not, then those that only the archive has.
#[utoipa::path(
    get, path = "/workflows", tag = "workflows", params(WorkflowQuery),
    responses((status = 200, body = Page<InstanceSummary>))
)]
pub async fn list(cx: Context, Params(query): Params<WorkflowQuery>) -> Result<Json<Page<InstanceSummary>>, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let districts = several(query.district.as_deref()).map(|code| cx.district(loaded, code));
    let incident = match &query.incident {
        Some(id) => match workflow::matter(&cx, &state, id).await {
            Ok(Matter::Incident(which)) => Some(which),
            _ => return Err(bad("incident", Unknown::Incident { incident: id.clone() })),
        },
        None => None,
    };
    for kind in several(query.kind.as_deref()) {
        let known = state.plugins.installed.values().any(|installed| installed.kind(kind).is_some());
        let here = || state.workflows.instances.values().any(|instance| instance.kind == kind);
        if !known && !here() && !archived::has_workflow(&cx, kind).await? {
            return Err(bad("kind", Misplaced::WorkflowKind { kind: kind.to_owned() }));
        }
    }
    let filter = workflow::Instances {
        kinds: several(query.kind.as_deref()).map(str::to_owned).collect(),
        statuses: words("status", query.status.as_deref())?,
        districts: districts.collect::<Result<_, _>>()?,
        incident,
        key: query.key,
        live: query.live,
        person: query.person,
        within: Within::read(query.from.as_deref(), query.until.as_deref())?,
    };
    let limit = limit(query.limit)?;
    let page = filter.clone().page(&cx, &state, query.cursor.as_deref(), limit).await?;
    let counted = counted(query.count, async |after| {
        let page = filter.clone().page(&cx, &state, after.as_deref(), PAGE_ITEMS_MAX).await?;
        Ok((page.items.len(), page.next))
    });
    let counted = counted.await?;
    let teller = cx.teller(&state)?;
    let items = page.items.iter().map(|(instance, archived)| InstanceSummary::of(instance, *archived, &state, &teller));
    Ok(Json(Page::of(items.collect(), page.next, counted)))
}

/// Start a workflow. Personal properties of its form are sealed under a key of the workflow's own.
#[utoipa::path(
    post, path = "/workflows", tag = "workflows",
    params(Key),
    request_body = NewWorkflow,
    responses((status = 201, body = InstanceReply, headers(
        ("Location" = String, description = "The workflow"),
    )))
)]
pub async fn start(cx: Context, key: Key, Body(new): Body<NewWorkflow>) -> Result<Response, Problem> {
    cx.require(Role::Operator)?;
    let key = cx.key(key, "start-workflow", "", &new);
    if let Some(done) = cx.answered_already("start-workflow", key.as_ref())? {
        return started(&cx, &done);
    }
    let (wanted, filled, personal) = wanted(&cx, &new).await?;
    // From here on it is seen through: a key that was drawn for a workflow that did not start must not stay.
    let starting = cx.clone();
    let with = With { reason: new.reason, key };
    let done = see_through(async move { seal_and_submit(&starting, wanted, filled, personal, with).await }).await?;
    started(&cx, &done)
}

fn started(cx: &Context, done: &Done) -> Result<Response, Problem> {
    let mut response = cx.reply(StatusCode::CREATED, done)?;
    if let Answer::Instance(answer) = &done.answer {
        let location = format!("/v1/counties/{}/workflows/{}", cx.county.code, answer.id);
        if let Ok(location) = HeaderValue::try_from(location) {
            response.headers_mut().insert(header::LOCATION, location);
        }
    }
    Ok(response)
}

/// The command without its fields, the checked form, and whether personal data may come in.
async fn wanted(cx: &Context, new: &NewWorkflow) -> Result<(StartWorkflow, Filled, bool), Problem> {
    let incident = match &new.incident {
        Some(id) => Some(find::active(cx, id).await?),
        None => None,
    };
    let state = cx.state();
    let loaded = loaded(&state)?;
    let grid = match &new.grid {
        Some(code) => Some(cx.grid(loaded, code)?),
        None => None,
    };
    let district = new.district.as_deref().map(|code| cx.district(loaded, code)).transpose()?;
    let of_incident = incident.and_then(|which| state.incident(which)).map(|incident| incident.place.district);
    let of_grid = grid.and_then(|grid| loaded.county().grids.get(grid.index())).map(|grid| grid.district);
    let place: Option<DistrictRef> = of_incident.or(of_grid).or(district);
    let wanted = StartWorkflow {
        kind: new.kind.clone(),
        key: new.key.clone(),
        district,
        grid,
        incident,
        reality: new.reality,
        subject: None,
        fields: Vec::new(),
    };
    let owner = place.and_then(|place| state.owner_of(&new.kind, place)).and_then(|(owner, _)| owner.kind(&new.kind));
    let Some(kind) = owner else {
        // The room says it in its own words: nowhere to start it, or nobody to run it.
        return match domain::workflow::start::start(&state, &wanted, None, cx.county.room.now()) {
            Err(refusal) => Err(refusal.into()),
            Ok(_) => Err(Problem::internal(&"a kind of workflow without an owner would have started")),
        };
    };
    Ok((wanted, Filled::read(cx, &kind.start, &new.fields)?, forms::is_personal(kind)))
}

async fn seal_and_submit(
    cx: &Context,
    mut wanted: StartWorkflow,
    filled: Filled,
    personal: bool,
    with: With,
) -> Result<Done, Problem> {
    if personal {
        let sealer = cx.county.sealer.clone();
        wanted.subject = Some(blocking(move || sealer.new_subject()).await?);
    }
    let subject = wanted.subject;
    let done = match filled.seal(cx, subject).await {
        Ok(fields) => {
            wanted.fields = fields;
            cx.submit(InstanceCommand::Start(wanted), with).await.map_err(Ok)
        }
        Err(problem) => Err(Err(problem)),
    };
    let unused = match &done {
        Ok(done) => done.repeated || matches!(done.answer, Answer::NotStarted { .. }),
        // Where the room failed, nobody knows yet whether the start is on the disk; its key has to be kept for it.
        Err(Ok(refusal)) => refusal.kind != RefusalKind::Unavailable,
        Err(Err(_)) => true,
    };
    if let Some(subject) = subject.filter(|_| unused) {
        let sealer = cx.county.sealer.clone();
        blocking(move || sealer.erase(subject)).await?;
    }
    done.map_err(|failed| failed.map_or_else(|problem| problem, Problem::from))
}

/// One workflow: its stage, what it waits for, its tasks, timers and notices, each step, and what holds it up.
#[utoipa::path(
    get, path = "/workflows/{id}", tag = "workflows",
    params(("id" = inline(WorkflowId), Path), LangQuery),
    responses((status = 200, body = InstanceDetail))
)]
pub async fn show(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
) -> Result<Json<InstanceDetail>, Problem> {
    let Found { state, it: instance, archived } = workflow::instance(&cx, &id).await?;
    let teller = cx.teller(&state)?;
    let story = teller.instance(&state, &instance).seen_by(|district| cx.caller.districts.has(district));
    Ok(Json(InstanceDetail::of(&instance, archived, story, &state, &teller)))
}

/// The decisions about a workflow, oldest first: each step, and what escalated.
#[utoipa::path(
    get, path = "/workflows/{id}/decisions", tag = "workflows", params(("id" = inline(WorkflowId), Path), LangQuery),
    responses((status = 200, body = List<Decision>))
)]
pub async fn decisions(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
) -> Result<Json<List<Decision>>, Problem> {
    let Found { state, it: instance, .. } = workflow::instance(&cx, &id).await?;
    let teller = cx.teller(&state)?;
    let items = state.decisions_of(instance.instance);
    let items = items.map(|decision| teller.step_decision(&state, &instance, decision));
    Ok(Json(List { items: items.collect() }))
}

/// The story of a workflow in words. As JSON, or with `Accept: text/plain` as text alone.
#[utoipa::path(
    get, path = "/workflows/{id}/explanation", tag = "workflows", params(("id" = inline(WorkflowId), Path), LangQuery),
    responses((status = 200, content((WorkflowExplanation = "application/json"), (String = "text/plain"))))
)]
pub async fn explain(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Found { state, it: instance, archived } = workflow::instance(&cx, &id).await?;
    let teller = cx.teller(&state)?;
    let story = teller.instance(&state, &instance).seen_by(|district| cx.caller.districts.has(district));
    let (headline, text) = (story.headline(), story.text());
    if wants_text(&headers) {
        return Ok(([(header::CONTENT_LANGUAGE, cx.lang.tag())], text).into_response());
    }
    let workflow = InstanceDetail::of(&instance, archived, story, &state, &teller);
    Ok(Json(WorkflowExplanation { lang: cx.lang, headline, text, workflow }).into_response())
}
