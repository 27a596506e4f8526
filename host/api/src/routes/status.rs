//! How a county's room stands, at a glance.

use axum::Json;
use domain::ids::DistrictRef;
use utoipa_axum::routes;

use crate::context::{Context, loaded};
use crate::dto::query::LangQuery;
use crate::dto::status::StatusBody;
use crate::extract::Params;
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(show)]
}

/// Whether the room is at work, what is doubtful of it, and how much it has to do. It is answered also by a room that is not ready.
#[utoipa::path(get, path = "/status", tag = "county", params(LangQuery), responses((status = 200, body = StatusBody)))]
pub async fn show(cx: Context, Params(_): Params<LangQuery>) -> Result<Json<StatusBody>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let all = loaded.county().districts.iter().enumerate().filter(|(_, district)| !district.retired);
    let all = all.map(|(index, _)| DistrictRef(index as u16));
    let seen: Vec<DistrictRef> = all.filter(|district| cx.sees(loaded, *district)).collect();
    let (room, code) = (&cx.county.room, &cx.county.code);
    Ok(Json(StatusBody::of(code, room.health(), &state, &seen, room.now(), &teller)))
}
