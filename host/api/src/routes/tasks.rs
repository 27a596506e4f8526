//! Tasks: the list, one with all about it, and its story.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use domain::limits::PAGE_ITEMS_MAX;
use telling::TaskStory;
use utoipa_axum::routes;

use super::decisions::wants_text;
use super::incidents::words;
use crate::context::{Context, loaded};
use crate::dto::query::{LangQuery, ListOrder, TaskQuery, bad, limit, several};
use crate::dto::reply::Page;
use crate::dto::shapes::TaskId;
use crate::dto::task::{TaskExplanation, TaskSummary};
use crate::extract::Params;
use crate::find::archived::Within;
use crate::find::counted::counted;
use crate::find::workflow::{self, Found};
use crate::problem::Problem;
use crate::wiring::Routes;

type OfTask = Path<(String, String)>;

pub fn routes() -> Routes {
    vec![routes!(list), routes!(show), routes!(explain)]
}

/// Tasks, newest first: those that the room has, then those that only the archive has. With `order=pressing` only those still to be done:
/// what is overdue first, then by when they are due.
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
        kinds: several(query.kind.as_deref()).map(str::to_owned).collect(),
        person: query.person,
        within: Within::read(query.from.as_deref(), query.until.as_deref())?,
        pressing: query.order == Some(ListOrder::Pressing),
    };
    let limit = limit(query.limit)?;
    let page = filter.clone().page(&cx, &state, query.cursor.as_deref(), limit).await?;
    let counted = counted(query.count, async |after| {
        let page = filter.clone().page(&cx, &state, after.as_deref(), PAGE_ITEMS_MAX).await?;
        Ok((page.items.len(), page.next))
    });
    let counted = counted.await?;
    let teller = cx.teller(&state)?;
    let items = page.items.iter().map(|(task, archived)| TaskSummary::of(task, *archived, &state, &teller));
    Ok(Json(Page::of(items.collect(), page.next, counted)))
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
    let Found { state, it: task, .. } = workflow::task(&cx, &id).await?;
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
    let Found { state, it: task, .. } = workflow::task(&cx, &id).await?;
    let story = cx.teller(&state)?.task(&state, &task);
    let (headline, text) = (story.headline(), story.text());
    if wants_text(&headers) {
        return Ok(([(header::CONTENT_LANGUAGE, cx.lang.tag())], text).into_response());
    }
    Ok(Json(TaskExplanation { lang: cx.lang, headline, text, task: story }).into_response())
}
