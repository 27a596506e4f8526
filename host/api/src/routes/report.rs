//! The report of a stretch of time: how many incidents there were, and how long each part of their lives took.

use axum::Json;
use utoipa_axum::routes;

use crate::context::Context;
use crate::dto::query::ReportQuery;
use crate::dto::statistics::StatisticsBody;
use crate::extract::Params;
use crate::find::statistics::Asked;
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(show)]
}

/// The figures of a shift, a day, a week or a month, counted over the room and the archive: actual incidents of the caller's districts.
/// Each names its definition, the definition's version, and the query behind it.
#[utoipa::path(
    get, path = "/report", tag = "county", params(ReportQuery), responses((status = 200, body = StatisticsBody))
)]
pub async fn show(cx: Context, Params(query): Params<ReportQuery>) -> Result<Json<StatisticsBody>, Problem> {
    let state = cx.state();
    let asked = Asked::read(&cx, &state, &query)?;
    let counted = asked.count(&cx, &state).await?;
    Ok(Json(StatisticsBody::of(&asked, counted, &cx.county.code, &cx.teller(&state)?)))
}
