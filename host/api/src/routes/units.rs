//! Units: what they do and where they are; positions as they come in, thousands at a time.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::command::UnitCommand;
use domain::ids::UnitRef;
use domain::limits::{POSITIONS_PER_REQUEST_MAX, POSITIONS_TOLD_MAX};
use domain::time::TimeMs;
use domain::unit::Fix;
use domain::unit::position::Doubt;
use utoipa_axum::routes;

use crate::access::tokens::Role;
use crate::asked::{Asked, Because, Subject, said};
use crate::context::{Context, loaded};
use crate::dto::datum::Moved;
use crate::dto::query::{LangQuery, UnitQuery, bad};
use crate::dto::reply::List;
use crate::dto::shapes::Code;
use crate::dto::unit::{NewPositions, NewStandBy, NewStatus, NotTaken, Taken, UnitBody};
use crate::extract::{Body, Key, Params};
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;
use crate::routes::duty::time;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![
        routes!(list),
        routes!(show),
        routes!(set_status),
        routes!(stand_by),
        routes!(end_stand_by),
        routes!(positions),
    ]
}

impl Subject for UnitRef {
    async fn find(cx: &Context, name: &str) -> Result<UnitRef, Problem> {
        cx.unit(loaded(&cx.state())?, name)
    }
}

said!(NewStatus, NewStandBy);

/// Units with what they do and where they are.
#[utoipa::path(get, path = "/units", tag = "units", params(UnitQuery), responses((status = 200, body = List<UnitBody>)))]
pub async fn list(cx: Context, Params(query): Params<UnitQuery>) -> Result<Json<List<UnitBody>>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let district = query.district.as_deref().map(|code| cx.district(loaded, code)).transpose()?;
    let unknown = |code: &str| bad("team", Misplaced::Team { team: code.to_owned() });
    let team = |code: &str| loaded.index.team(code).ok_or_else(|| unknown(code));
    let team = query.team.as_deref().map(team).transpose()?;
    let all = loaded.county().units.iter().enumerate().map(|(index, unit)| (UnitRef(index as u32), unit));
    // One that is lent is listed where it is from, and where it helps.
    let lent_to = |which: UnitRef| state.unit(which).and_then(|live| live.loan).map(|loan| loan.to);
    let wanted = all.filter(|(which, unit)| {
        let lent_to = lent_to(*which);
        !unit.retired
            && (cx.sees(loaded, unit.district) || lent_to.is_some_and(|to| cx.sees(loaded, to)))
            && district.is_none_or(|district| unit.district == district || lent_to == Some(district))
            && team.is_none_or(|team| unit.team == team)
            && query.primary.is_none_or(|primary| state.unit(*which).is_some_and(|live| live.primary == primary))
    });
    let items = wanted.filter_map(|(which, unit)| UnitBody::of(which, unit, &state, &teller, &*cx.county.room));
    Ok(Json(List { items: items.collect() }))
}

/// One unit.
#[utoipa::path(
    get, path = "/units/{code}", tag = "units", params(("code" = inline(Code), Path), LangQuery),
    responses((status = 200, body = UnitBody))
)]
pub async fn show(
    cx: Context,
    Path((_, code)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
) -> Result<Json<UnitBody>, Problem> {
    let state = cx.state();
    let unit = cx.unit(loaded(&state)?, &code)?;
    body(&cx, unit)
}

/// Set what a unit does.
#[utoipa::path(
    post, path = "/units/{code}/status", tag = "units", params(("code" = inline(Code), Path), Key),
    request_body = NewStatus, responses((status = 200, body = UnitBody))
)]
pub async fn set_status(asked: Asked<UnitRef, NewStatus>) -> Result<Json<UnitBody>, Problem> {
    let NewStatus { primary, secondary, .. } = &asked.body;
    let command = UnitCommand::SetStatus { unit: asked.subject, primary: *primary, secondary: secondary.clone() };
    asked.hand_in(command).await?;
    body(&asked.cx, asked.subject)
}

/// Have a free unit stand by in another district (move-up). Until then it counts as that one's; it goes back by itself.
#[utoipa::path(
    post, path = "/units/{code}/stand-by", tag = "units", params(("code" = inline(Code), Path), Key),
    request_body = NewStandBy, responses((status = 200, body = UnitBody))
)]
pub async fn stand_by(asked: Asked<UnitRef, NewStandBy>) -> Result<Json<UnitBody>, Problem> {
    let NewStandBy { district, until, .. } = &asked.body;
    let to = asked.cx.district(loaded(&asked.cx.state())?, district)?;
    let until = time("until", until)?;
    asked.hand_in(UnitCommand::StandBy { unit: asked.subject, to, until }).await?;
    body(&asked.cx, asked.subject)
}

/// A unit stands by no longer: it goes back to its own district.
#[utoipa::path(
    post, path = "/units/{code}/stand-by/end", tag = "units", params(("code" = inline(Code), Path), Key),
    request_body = Option<Because>, responses((status = 200, body = UnitBody))
)]
pub async fn end_stand_by(asked: Asked<UnitRef, Because>) -> Result<Json<UnitBody>, Problem> {
    asked.hand_in(UnitCommand::EndStandBy { unit: asked.subject }).await?;
    body(&asked.cx, asked.subject)
}

/// The unit as the newest state has it.
fn body(cx: &Context, which: UnitRef) -> Result<Json<UnitBody>, Problem> {
    let state = cx.state();
    let unit = loaded(&state)?.county().units.get(which.index());
    let body = unit.and_then(|unit| UnitBody::of(which, unit, &state, &cx.teller(&state).ok()?, &*cx.county.room));
    body.map(Json).ok_or_else(|| Problem::internal(&"a unit of the county is missing from its state"))
}

/// Take in positions, many at a time. They count from the next decision on and are never journalled. One that can't be true
/// (no place on earth, far outside the county, too fast from the last one) is kept apart and shown with its unit; the others of
/// the same request are taken.
#[utoipa::path(
    post, path = "/positions", tag = "units", request_body = NewPositions, responses((status = 200, body = Taken))
)]
pub async fn positions(cx: Context, Body(new): Body<NewPositions>) -> Result<Response, Problem> {
    cx.require(Role::Operator)?;
    if new.fixes.len() > POSITIONS_PER_REQUEST_MAX {
        let (positions, positions_max) = (new.fixes.len(), POSITIONS_PER_REQUEST_MAX);
        let problem = Problem::from(BadRequest::TooManyPositions);
        return Err(problem.at("fixes", Misplaced::Positions { positions, positions_max }));
    }
    let state = cx.state();
    let (loaded, now) = (loaded(&state)?, cx.county.room.now());
    let (mut doubts, mut moved) = (Vec::new(), Moved::default());
    // What is offered to the room, and which of the request's it is.
    let (mut fixes, mut indices) = (Vec::with_capacity(new.fixes.len()), Vec::with_capacity(new.fixes.len()));
    for (index, fix) in new.fixes.iter().enumerate() {
        let Ok(at) = fix.at.as_deref().map_or(Ok(now), TimeMs::parse) else {
            doubts.push((index, Doubt::UnreadableTime));
            continue;
        };
        match cx.any_unit(loaded, &fix.unit) {
            Some(unit) => {
                let (lon, lat) = moved.take(new.datum, (fix.lon, fix.lat));
                fixes.push((unit, Fix { lon, lat, at }));
                indices.push(index);
            }
            None => doubts.push((index, Doubt::UnknownUnit)),
        }
    }
    let offered = cx.county.room.offer_positions(&cx.caller.authority(), &fixes);
    doubts.extend(offered.doubts.into_iter().filter_map(|(index, why)| Some((*indices.get(index)?, why))));
    doubts.sort_unstable();
    let dropped = doubts.len();
    let not_taken = |(index, why): (usize, Doubt)| NotTaken { index, unit: new.fixes[index].unit.clone(), why };
    let not_taken = doubts.into_iter().take(POSITIONS_TOLD_MAX).map(not_taken).collect();
    Ok(moved.told(Json(Taken { taken: offered.taken, dropped, not_taken }).into_response()))
}
