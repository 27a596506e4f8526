//! Schedules by which workflows begin: when each is due next, and which workflow it began last.

use axum::Json;
use domain::limits::SCHEDULE_TIMES_TOLD;
use domain::workflow::scheduled::clock;
use utoipa_axum::routes;

use crate::context::{Context, loaded};
use crate::dto::query::LangQuery;
use crate::dto::reply::List;
use crate::dto::workflow_schedule::WorkflowScheduleBody;
use crate::extract::Params;
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list)]
}

/// The county's schedules, each with its next ten times by the clock on the wall.
#[utoipa::path(
    get, path = "/workflow-schedules", tag = "workflows", params(LangQuery),
    responses((status = 200, body = List<WorkflowScheduleBody>))
)]
pub async fn list(cx: Context, Params(_): Params<LangQuery>) -> Result<Json<List<WorkflowScheduleBody>>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let (clock, now) = (clock(loaded), cx.county.room.now());
    let seen = state.workflows.schedules_by_code().into_iter().map(|(_, row)| row);
    let seen = seen.filter(|row| cx.sees(loaded, row.schedule.district));
    let items = seen.map(|row| {
        let ahead = row.ahead(clock, now, SCHEDULE_TIMES_TOLD);
        WorkflowScheduleBody::of(row, &ahead, &state, &teller)
    });
    Ok(Json(List { items: items.collect() }))
}
