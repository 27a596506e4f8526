//! Why: the decisions of an incident, and its whole story in words.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use utoipa_axum::routes;

use crate::context::Context;
use crate::dto::decision::Decision;
use crate::dto::explanation::Explanation;
use crate::dto::query::LangQuery;
use crate::dto::reply::List;
use crate::dto::shapes::IncidentId;
use crate::extract::Params;
use crate::find;
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list), routes!(explain)]
}

/// The decisions of an incident, oldest first: who was sent, who was passed over and why, what the arbiter refused.
#[utoipa::path(
    get, path = "/incidents/{id}/decisions", tag = "decisions", params(("id" = inline(IncidentId), Path), LangQuery),
    responses((status = 200, body = List<Decision>))
)]
pub async fn list(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
) -> Result<Json<List<Decision>>, Problem> {
    let (state, found) = find::whole_incident(&cx, &id).await?;
    let teller = cx.teller(&state)?;
    let items = found.decisions.iter().map(|decision| teller.decision(decision));
    Ok(Json(List { items: items.collect() }))
}

/// The story of an incident in words. As JSON, or with `Accept: text/plain` as text alone.
#[utoipa::path(
    get, path = "/incidents/{id}/explanation", tag = "decisions", params(("id" = inline(IncidentId), Path), LangQuery),
    responses((status = 200, content((Explanation = "application/json"), (String = "text/plain"))))
)]
pub async fn explain(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (state, found) = find::whole_incident(&cx, &id).await?;
    let mut beside = find::beside(&cx, &state, &found).await?;
    let teller = cx.teller(&state)?.knowing(std::mem::take(&mut beside.ids));
    let explanation = Explanation::of(&found, beside, &state, &teller);
    Ok(if wants_text(&headers) {
        let language = [(header::CONTENT_LANGUAGE, cx.lang.tag())];
        (language, explanation.text).into_response()
    } else {
        Json(explanation).into_response()
    })
}

/// Whether text is liked better than JSON: by one who asks for it, and by a browser that shows the answer to a person.
pub(super) fn wants_text(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut media = accepted.split(',').map(|item| item.split(';').next().unwrap_or_default().trim());
    let first = media.find(|media| ["text/plain", "text/html", "application/json", "*/*"].contains(media));
    first.is_some_and(|media| media.starts_with("text/"))
}
