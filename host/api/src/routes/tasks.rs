//! Tasks: the list, one with all about it, and its story.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use telling::TaskStory;
use utoipa_axum::routes;

use super::decisions::wants_text;
use super::incidents::words;
use crate::context::{Context, loaded};
use crate::dto::query::{LangQuery, TaskQuery, bad, limit, several};
use crate::dto::reply::Page;
use crate::dto::shapes::TaskId;
use crate::dto::task::{TaskExplanation, TaskSummary};
use crate::extract::Params;
use crate::find::{Cursor, workflow};
use crate::problem::Problem;
use crate::wiring::Routes;

type OfTask = Path<(String, String)>;

pub fn routes() -> Routes {
    vec![routes!(list), routes!(show), routes!(explain)]
}

/// Tasks, newest first: those to be done, and those that were done not long ago.
#[utoipa::path(
    get, path = "/tasks", tag = "tasks", params(TaskQuery), responses((status = 200, body = Page<TaskSummary>))
)]
pub async fn list(cx: Context, Params(query): Params<TaskQuery>) -> Result<Json<Page<TaskSummary>>, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let districts = several(query.district.as_deref()).map(|code| cx.district(loaded, code));
    let assignee = query.assignee.as_deref().map(|text| cx.assignee(loaded, text));
    let filter = workflow::Tasks {
        assignee: assignee.transpose().map_err(|fault| bad("assignee", fault))?,
        statuses: words("status", query.status.as_deref())?,
        districts: districts.collect::<Result<_, _>>()?,
        matter: match &query.matter {
            Some(text) => Some(workflow::matter(&cx, &state, text).await?),
            None => None,
        },
        overdue: query.overdue,
    };
    let limit = limit(query.limit)?;
    let page = filter.page(&cx, &state, Cursor::before(query.cursor.as_deref())?, limit)?;
    let teller = cx.teller(&state)?;
    let next = Cursor::after(page.len(), limit, page.last().map(|task| task.new.task.0));
    Ok(Json(Page { items: page.iter().map(|task| TaskSummary::of(task, &state, &teller)).collect(), next }))
}

/// One task with its form, who has it, what came of it.
#[utoipa::path(
    get, path = "/tasks/{id}", tag = "tasks",
    params(("id" = inline(TaskId), Path), LangQuery),
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
    get, path = "/tasks/{id}/explanation", tag = "tasks", params(("id" = inline(TaskId), Path), LangQuery),
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
