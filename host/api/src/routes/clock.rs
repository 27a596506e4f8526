//! The room's time: what the clocks show, and a person's word on them.

use axum::Json;
use domain::command::ClockCommand;
use utoipa_axum::routes;

use crate::access::tokens::Role;
use crate::asked::{Asked, said};
use crate::context::Context;
use crate::dto::clock::{ClockBody, ClockWord};
use crate::dto::query::LangQuery;
use crate::extract::{Key, Params};
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(show), routes!(accept), routes!(refuse)]
}

said!(ClockWord);

/// The room's time beside the system's clock, and whether it is in doubt.
#[utoipa::path(get, path = "/clock", tag = "clock", params(LangQuery), responses((status = 200, body = ClockBody)))]
pub async fn show(cx: Context, Params(_): Params<LangQuery>) -> Result<Json<ClockBody>, Problem> {
    body(&cx)
}

/// Say that the system's clock is right: the room's time moves to it, and what waited for that is done.
#[utoipa::path(
    post, path = "/clock/accept", tag = "clock", params(Key), request_body = ClockWord,
    responses((status = 200, body = ClockBody))
)]
pub async fn accept(asked: Asked<(), ClockWord>) -> Result<Json<ClockBody>, Problem> {
    let command = ClockCommand::Accept { by_ms: asked.body.ahead_ms };
    done(&asked, command).await
}

/// Say that the system's clock is wrong: the room goes on by its own time.
#[utoipa::path(
    post, path = "/clock/refuse", tag = "clock", params(Key), request_body = ClockWord,
    responses((status = 200, body = ClockBody))
)]
pub async fn refuse(asked: Asked<(), ClockWord>) -> Result<Json<ClockBody>, Problem> {
    let command = ClockCommand::Refuse { by_ms: asked.body.ahead_ms };
    done(&asked, command).await
}

async fn done(asked: &Asked<(), ClockWord>, command: ClockCommand) -> Result<Json<ClockBody>, Problem> {
    asked.cx.require(Role::Admin)?;
    asked.cx.caller.require_all_districts()?;
    asked.hand_in(command).await?;
    body(&asked.cx)
}

fn body(cx: &Context) -> Result<Json<ClockBody>, Problem> {
    let state = cx.state();
    Ok(Json(ClockBody::of(&cx.county.room.clocks(), &state.time, &cx.teller(&state)?)))
}
