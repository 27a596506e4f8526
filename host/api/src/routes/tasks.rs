//! Tasks: the list, a person's own new one, one with all about it, and what becomes of it.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::command::{Command, TaskCommand};
use domain::matter::Matter;
use domain::time::TimeMs;
use telling::TaskStory;

use super::decisions::wants_text;
use super::incidents::words;
use crate::access::tokens::Role;
use crate::context::{Context, loaded};
use crate::dto::incident::{Because, ErasePersonal};
use crate::dto::query::{LangQuery, TaskQuery, bad, limit, several};
use crate::dto::reply::Page;
use crate::dto::task::{Acceptance, Completion, NewTask, TaskExplanation, TaskSummary};
use crate::dto::workflow::TaskReply;
use crate::extract::{Body, Key, MaybeBody, Params};
use crate::find::{self, Cursor, workflow};
use crate::forms::Filled;
use crate::problem::Problem;
use crate::submit::With;

type OfTask = Path<(String, String)>;

/// Tasks, newest first: those to be done, and those that were done not long ago.
#[utoipa::path(
    get, path = "/tasks", tag = "tasks", params(TaskQuery), responses((status = 200, body = Page<TaskSummary>))
)]
pub async fn list(cx: Context, Params(query): Params<TaskQuery>) -> Result<Json<Page<TaskSummary>>, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let districts = several(query.district.as_deref()).map(|code| cx.district(loaded, code));
    let assignee = query.assignee.as_deref().map(|text| workflow::assignee(loaded, text));
    let filter = workflow::Tasks {
        assignee: assignee.transpose().map_err(|fault| bad("assignee", fault))?,
        statuses: words("status", query.status.as_deref())?,
        districts: districts.collect::<Result<_, _>>()?,
        matter: query.matter.as_deref().map(|text| workflow::matter(&state, text)).transpose()?,
        overdue: query.overdue,
    };
    let limit = limit(query.limit)?;
    let page = filter.page(&cx, &state, Cursor::before(query.cursor.as_deref())?, limit)?;
    let teller = cx.teller(&state)?;
    let next = Cursor::after(page.len(), limit, page.last().map(|task| task.new.task.0));
    Ok(Json(Page { items: page.iter().map(|task| TaskSummary::of(task, &state, &teller)).collect(), next }))
}

/// Give somebody a task of a person's own.
#[utoipa::path(
    post, path = "/tasks", tag = "tasks",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request safe; at most 128 characters")),
    request_body = NewTask, responses((status = 201, body = TaskReply))
)]
pub async fn create(cx: Context, key: Key, Body(new): Body<NewTask>) -> Result<Response, Problem> {
    cx.require(Role::Operator)?;
    let key = cx.key(key, "create-task", "", &new);
    let incident = match &new.incident {
        Some(id) => Some(find::active(&cx, id).await?),
        None => None,
    };
    let state = cx.state();
    let loaded = loaded(&state)?;
    let district = cx.district(loaded, &new.district)?;
    let unfit = || Problem::unprocessable("bad-task", "the task can't be given");
    let assignee = workflow::assignee(loaded, &new.assignee).map_err(|fault| unfit().at("assignee", fault))?;
    let due = new.due.as_deref().map(|text| TimeMs::parse(text).map_err(|fault| unfit().at("due", fault)));
    let command =
        Command::Task(TaskCommand::Create { title: new.title, district, assignee, incident, due: due.transpose()? });
    let done = cx.submit(command, With { reason: new.reason, key }).await?;
    cx.reply(StatusCode::CREATED, &done)
}

/// One task with its form, who has it, what came of it.
#[utoipa::path(
    get, path = "/tasks/{id}", tag = "tasks",
    params(("id" = String, Path, description = "Id (`T20220901-000012`) or number"), LangQuery),
    responses((status = 200, body = TaskStory))
)]
pub async fn show(
    cx: Context,
    Path((_, id)): OfTask,
    Params(_): Params<LangQuery>,
) -> Result<Json<TaskStory>, Problem> {
    let state = cx.state();
    let task = workflow::task(&cx, &state, &id)?;
    Ok(Json(cx.teller(&state)?.task(&state, &task)))
}

/// The story of a task in words. As JSON, or with `Accept: text/plain` as text alone.
#[utoipa::path(
    get, path = "/tasks/{id}/explanation", tag = "tasks", params(("id" = String, Path), LangQuery),
    responses((status = 200, content((TaskExplanation = "application/json"), (String = "text/plain"))))
)]
pub async fn explain(
    cx: Context,
    Path((_, id)): OfTask,
    Params(_): Params<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let state = cx.state();
    let task = workflow::task(&cx, &state, &id)?;
    let story = cx.teller(&state)?.task(&state, &task);
    let (headline, text) = (story.headline(), story.text());
    if wants_text(&headers) {
        return Ok(([(header::CONTENT_LANGUAGE, cx.lang.tag())], text).into_response());
    }
    Ok(Json(TaskExplanation { lang: cx.lang, headline, text, task: story }).into_response())
}

/// Take a task on.
#[utoipa::path(
    post, path = "/tasks/{id}/accept", tag = "tasks", params(("id" = String, Path)),
    request_body = Option<Acceptance>, responses((status = 200, body = TaskReply))
)]
pub async fn accept(
    cx: Context,
    Path((_, id)): OfTask,
    key: Key,
    MaybeBody(new): MaybeBody<Acceptance>,
) -> Result<Response, Problem> {
    cx.require(Role::Operator)?;
    let state = cx.state();
    let task = workflow::task(&cx, &state, &id)?.new.task;
    let person = workflow::person(loaded(&state)?, new.person.as_deref())?;
    let key = cx.key(key, "accept-task", &id, &new);
    cx.act(Command::Task(TaskCommand::Accept { task, person }), With { reason: new.reason, key }).await
}

/// Say what came of a task. Personal properties of its form are sealed under the key of the workflow that it belongs to.
#[utoipa::path(
    post, path = "/tasks/{id}/done", tag = "tasks", params(("id" = String, Path)),
    request_body = Completion, responses((status = 200, body = TaskReply))
)]
pub async fn done(
    cx: Context,
    Path((_, id)): OfTask,
    key: Key,
    Body(new): Body<Completion>,
) -> Result<Response, Problem> {
    cx.require(Role::Operator)?;
    let state = cx.state();
    let task = workflow::task(&cx, &state, &id)?;
    let person = workflow::person(loaded(&state)?, new.person.as_deref())?;
    let key = cx.key(key, "finish-task", &id, &new);
    let filled = match &task.new.form {
        Some(form) => Some(Filled::read(form, &new.fields)?),
        None => Filled::none(&new.fields)?,
    };
    let instance = match task.new.matter {
        Some(Matter::Instance(which)) => state.workflows.get(which),
        _ => None,
    };
    let fields = match (filled, instance) {
        (Some(filled), Some(instance)) => filled.seal_for(&cx, instance).await?,
        (Some(filled), None) => filled.seal(&cx, None).await?,
        (None, _) => Vec::new(),
    };
    let command = Command::Task(TaskCommand::Finish { task: task.new.task, outcome: new.outcome, person, fields });
    cx.act(command, With { reason: new.reason, key }).await
}

/// Cancel a task that no workflow waits for. Needs a reason.
#[utoipa::path(
    post, path = "/tasks/{id}/cancel", tag = "tasks", params(("id" = String, Path)),
    request_body = ErasePersonal, responses((status = 200, body = TaskReply))
)]
pub async fn cancel(
    cx: Context,
    Path((_, id)): OfTask,
    key: Key,
    MaybeBody(because): MaybeBody<Because>,
) -> Result<Response, Problem> {
    cx.require(Role::Operator)?;
    let task = workflow::task(&cx, &cx.state(), &id)?.new.task;
    let key = cx.key(key, "cancel-task", &id, &because);
    cx.act(Command::Task(TaskCommand::Cancel { task }), With { reason: because.reason, key }).await
}
