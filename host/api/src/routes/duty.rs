//! Who is on duty, and what changes on top of published shifts: stand-ins, swaps, handovers.

use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use domain::command::{NewStandIn, RosterCommand};
use domain::ids::*;
use domain::roster::ShiftKey;
use domain::roster::swap::Place;
use domain::state::LoadedCounty;
use domain::time::TimeMs;
use utoipa_axum::routes;

use crate::asked::{Asked, Because, Said, Subject, said};
use crate::context::{Context, loaded};
use crate::dto::duty::*;
use crate::dto::query::{DistrictQuery, DutyQuery, LangQuery};
use crate::dto::reply::{List, Version};
use crate::extract::{Key, Params};
use crate::find::workflow::named_person;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;
use crate::problem::unknown::Unknown;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![
        routes!(on_duty),
        routes!(stand_ins, stand_in),
        routes!(end_stand_in),
        routes!(swaps, offer),
        routes!(accept),
        routes!(approve),
        routes!(decline),
        routes!(handovers, hand_over),
        routes!(take_over),
    ]
}

said!(NewStandInBody, NewSwap, ByPerson);

/// These need no reason.
impl Said for NewHandover {
    fn reason(&self) -> Option<String> {
        None
    }
}

impl Said for TakeOver {
    fn reason(&self) -> Option<String> {
        None
    }
}

/// Who is on duty in a district, by slot.
#[utoipa::path(get, path = "/roster/on-duty", tag = "roster", params(DutyQuery), responses((status = 200, body = DutyBody)))]
pub async fn on_duty(cx: Context, Params(query): Params<DutyQuery>) -> Result<Json<DutyBody>, Problem> {
    let state = cx.state();
    let district = cx.district(loaded(&state)?, &query.district)?;
    let at = query.at.as_deref().map(|text| crate::dto::query::time("at", text)).transpose()?;
    let at = at.unwrap_or_else(|| cx.county.room.now());
    Ok(Json(DutyBody::of(&state.roster, district, at, &cx.teller(&state)?)))
}

/// Stand-ins that are kept, by district and end.
#[utoipa::path(
    get, path = "/roster/stand-ins", tag = "roster", params(DistrictQuery),
    responses((status = 200, body = List<StandInBody>))
)]
pub async fn stand_ins(cx: Context, Params(query): Params<DistrictQuery>) -> Result<Json<List<StandInBody>>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let seen = seen(&cx, loaded, &query)?;
    let items = state.roster.stand_ins.values().flatten().filter(|stand_in| seen(stand_in.district));
    Ok(Json(List { items: items.map(|stand_in| StandInBody::of(stand_in, &teller)).collect() }))
}

/// Somebody takes a place for a time, or a place is left empty. It ends by itself.
#[utoipa::path(
    post, path = "/roster/stand-ins", tag = "roster", params(LangQuery, Key), request_body = NewStandInBody,
    responses((status = 201, body = Numbered))
)]
pub async fn stand_in(_: Params<LangQuery>, asked: Asked<(), NewStandInBody>) -> Result<Response, Problem> {
    let (cx, new) = (&asked.cx, &asked.body);
    let state = cx.state();
    let loaded = loaded(&state)?;
    let person = |code: &Option<String>| code.as_deref().map(|code| named_person(loaded, code)).transpose();
    let wanted = NewStandIn {
        district: cx.district(loaded, &new.district)?,
        slot: slot(loaded, &new.slot)?,
        from: new.from.as_deref().map(|text| time("from", text)).transpose()?,
        until: time("until", &new.until)?,
        instead_of: person(&new.instead_of)?,
        person: person(&new.person)?,
    };
    let command = RosterCommand::StandIn { new: wanted, accept_findings: new.accept_findings };
    asked.answer(StatusCode::CREATED, command).await
}

/// By its number. The room knows whether there is one.
impl Subject for StandInRef {
    async fn find(_cx: &Context, name: &str) -> Result<StandInRef, Problem> {
        Ok(StandInRef(number(name)?))
    }
}

/// End a stand-in before its time: at once, or as if it had never been if it has not begun.
#[utoipa::path(
    post, path = "/roster/stand-ins/{number}/end", tag = "roster",
    params(("number" = u32, Path, description = "number of the stand-in"), Key), request_body = Option<Because>,
    responses((status = 200, body = Version))
)]
pub async fn end_stand_in(asked: Asked<StandInRef, Because>) -> Result<Response, Problem> {
    let command = RosterCommand::EndStandIn { stand_in: asked.subject };
    asked.act(command).await
}

/// Swaps that are kept, newest first.
#[utoipa::path(
    get, path = "/roster/swaps", tag = "roster", params(DistrictQuery), responses((status = 200, body = List<SwapBody>))
)]
pub async fn swaps(cx: Context, Params(query): Params<DistrictQuery>) -> Result<Json<List<SwapBody>>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let seen = seen(&cx, loaded, &query)?;
    let now = cx.county.room.now();
    let items = state.roster.swaps.values().rev();
    let items = items
        .filter(|swap| seen(swap.gives.shift.district) || swap.wants.is_some_and(|wants| seen(wants.shift.district)));
    Ok(Json(List {
        items: items.map(|swap| SwapBody::of(swap, now, &teller, &|district| cx.sees(loaded, district))).collect(),
    }))
}

/// Offer a place: against another's place, or to give it away.
#[utoipa::path(
    post, path = "/roster/swaps", tag = "roster", params(Key), request_body = NewSwap,
    responses((status = 201, body = Numbered))
)]
pub async fn offer(asked: Asked<(), NewSwap>) -> Result<Response, Problem> {
    let (cx, new) = (&asked.cx, &asked.body);
    let state = cx.state();
    let loaded = loaded(&state)?;
    let place = |body: &PlaceBody, pointer: &str| -> Result<Place, Problem> {
        let district = cx.district(loaded, &body.district)?;
        let starts = time(&format!("{pointer}.shift"), &body.shift)?;
        let (slot, person) = (slot(loaded, &body.slot)?, named_person(loaded, &body.person)?);
        Ok(Place { shift: ShiftKey { district, starts }, slot, person })
    };
    let command = RosterCommand::OfferSwap {
        gives: place(&new.gives, "gives")?,
        wants: new.wants.as_ref().map(|wants| place(wants, "wants")).transpose()?,
        to: new.to.as_deref().map(|code| named_person(loaded, code)).transpose()?,
    };
    asked.answer(StatusCode::CREATED, command).await
}

/// The same.
impl Subject for SwapRef {
    async fn find(_cx: &Context, name: &str) -> Result<SwapRef, Problem> {
        Ok(SwapRef(number(name)?))
    }
}

/// Accept a swap: the one whose place is wanted, or who takes the place.
#[utoipa::path(
    post, path = "/roster/swaps/{number}/accept", tag = "roster",
    params(("number" = u32, Path, description = "number of the swap"), Key), request_body = ByPerson,
    responses((status = 200, body = Version))
)]
pub async fn accept(asked: Asked<SwapRef, ByPerson>) -> Result<Response, Problem> {
    let command = RosterCommand::AcceptSwap { swap: asked.subject, person: asked.person()? };
    asked.act(command).await
}

/// Approve a swap that was accepted: somebody who has no part in it. The checks run on what comes of it.
#[utoipa::path(
    post, path = "/roster/swaps/{number}/approve", tag = "roster",
    params(("number" = u32, Path, description = "number of the swap"), Key), request_body = ByPerson,
    responses((status = 200, body = Version))
)]
pub async fn approve(asked: Asked<SwapRef, ByPerson>) -> Result<Response, Problem> {
    let (person, accept_findings) = (asked.person()?, asked.body.accept_findings);
    let command = RosterCommand::ApproveSwap { swap: asked.subject, person, accept_findings };
    asked.act(command).await
}

/// Decline a swap; the one who offered takes it back so.
#[utoipa::path(
    post, path = "/roster/swaps/{number}/decline", tag = "roster",
    params(("number" = u32, Path, description = "number of the swap"), Key), request_body = ByPerson,
    responses((status = 200, body = Version))
)]
pub async fn decline(asked: Asked<SwapRef, ByPerson>) -> Result<Response, Problem> {
    let command = RosterCommand::DeclineSwap { swap: asked.subject, person: asked.person()? };
    asked.act(command).await
}

impl Asked<SwapRef, ByPerson> {
    fn person(&self) -> Result<PersonRef, Problem> {
        named_person(loaded(&self.cx.state())?, &self.body.person)
    }
}

/// Handovers that are kept, by district, newest first.
#[utoipa::path(
    get, path = "/roster/handovers", tag = "roster", params(DistrictQuery),
    responses((status = 200, body = List<HandoverBody>))
)]
pub async fn handovers(cx: Context, Params(query): Params<DistrictQuery>) -> Result<Json<List<HandoverBody>>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let seen = seen(&cx, loaded, &query)?;
    let handovers = state.roster.handovers.iter().filter(|(district, _)| seen(**district));
    let items =
        handovers.flat_map(|(_, of)| of.values().rev()).map(|handover| HandoverBody::of(handover, &state, &teller));
    Ok(Json(List { items: items.collect() }))
}

/// Hand a shift over: one of the outgoing shift, with a note. The list of what is at hand goes with it.
#[utoipa::path(
    post, path = "/roster/handovers", tag = "roster", params(Key), request_body = NewHandover,
    responses((status = 201, body = Version))
)]
pub async fn hand_over(asked: Asked<(), NewHandover>) -> Result<Response, Problem> {
    let NewHandover { district, person, note } = &asked.body;
    let (district, person) = place(&asked.cx, district, person)?;
    let command = RosterCommand::HandOver { district, person, note: note.clone() };
    asked.answer(StatusCode::CREATED, command).await
}

/// Take a shift over that was handed over: one of the incoming shift.
#[utoipa::path(
    post, path = "/roster/handovers/take-over", tag = "roster", params(Key), request_body = TakeOver,
    responses((status = 200, body = Version))
)]
pub async fn take_over(asked: Asked<(), TakeOver>) -> Result<Response, Problem> {
    let (district, person) = place(&asked.cx, &asked.body.district, &asked.body.person)?;
    asked.act(RosterCommand::TakeOver { district, person }).await
}

/// A district that the caller reaches, and a person of the county.
fn place(cx: &Context, district: &str, person: &str) -> Result<(DistrictRef, PersonRef), Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    Ok((cx.district(loaded, district)?, named_person(loaded, person)?))
}

/// Which districts the caller sees and asks for.
fn seen<'c>(
    cx: &'c Context,
    loaded: &'c LoadedCounty,
    query: &DistrictQuery,
) -> Result<impl Fn(DistrictRef) -> bool + 'c, Problem> {
    let only = query.district.as_deref().map(|code| cx.district(loaded, code)).transpose()?;
    Ok(move |district| cx.sees(loaded, district) && only.is_none_or(|only| only == district))
}

fn number(text: &str) -> Result<u32, Problem> {
    text.parse().map_err(|_| BadRequest::Unread.into())
}

fn slot(loaded: &LoadedCounty, code: &str) -> Result<u16, Problem> {
    loaded.index.slot(code).ok_or_else(|| Unknown::Slot { slot: code.to_owned() }.into())
}

/// A time in a body.
pub(super) fn time(pointer: &str, text: &str) -> Result<TimeMs, Problem> {
    let wrong = |_| Problem::from(BadRequest::Time).at(pointer, Misplaced::Time { time: text.to_owned() });
    TimeMs::parse(text).map_err(wrong)
}
