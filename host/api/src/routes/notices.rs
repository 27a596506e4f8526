//! What people were told and whether anybody answered, and the timers that run.

use axum::Json;
use axum::extract::Path;
use domain::command::NoticeCommand;
use domain::escalated::Escalated;
use domain::hooks::Stage;
use domain::ids::NoticeRef;
use domain::limits::PAGE_SCAN_MAX;
use domain::notice::NoticeRow;
use domain::state::{LoadedCounty, State};
use domain::time::TimeMs;
use domain::timer::TimerId;
use utoipa_axum::routes;

use crate::asked::{Asked, Subject, said};
use crate::context::{Context, loaded};
use crate::dto::notice::{NewAnswer, NoticeBody, TimerBody};
use crate::dto::query::{LangQuery, NoticeQuery, TimerQuery, bad, limit};
use crate::dto::reply::Page;
use crate::extract::{Key, Params};
use crate::find::workflow::matter;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::unknown::Unknown;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list), routes!(show), routes!(answer), routes!(timers)]
}

/// Notices, newest first. They stay as long as what they are about does, and those of a vacancy for a while longer.
#[utoipa::path(
    get, path = "/notices", tag = "notices", params(NoticeQuery), responses((status = 200, body = Page<NoticeBody>))
)]
pub async fn list(cx: Context, Params(query): Params<NoticeQuery>) -> Result<Json<Page<NoticeBody>>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let limit = limit(query.limit)?;
    let district = query.district.as_deref().map(|code| cx.district(loaded, code)).transpose()?;
    let about = match &query.matter {
        Some(text) => Some(matter(&cx, &state, text).await?),
        None => None,
    };
    let before = query.cursor.as_deref().map(cursor::<u32>).transpose()?.map(NoticeRef);
    let wanted = |row: &NoticeRow| {
        let held = row.sent.told.iter().any(|told| told.held);
        let answered = row.answered() >= Some(Stage::Accepted);
        cx.sees(loaded, row.sent.district)
            && district.is_none_or(|district| row.sent.district == district)
            && about.is_none_or(|about| row.sent.matter == about)
            && query.held.is_none_or(|wanted| held == wanted)
            && query.answered.is_none_or(|wanted| answered == wanted)
    };
    let mut items = Vec::new();
    let mut last = None;
    let mut rest = state.notices.before(before);
    for row in rest.by_ref().take(PAGE_SCAN_MAX) {
        last = Some(row.notice().0);
        if wanted(row) {
            items.push(teller.notice(row));
        }
        if items.len() == limit {
            break;
        }
    }
    let next = rest.next().and(last).map(|last| last.to_string());
    Ok(Json(Page { items, next }))
}

/// One notice: who was told, how handing it over went, who answered.
#[utoipa::path(
    get, path = "/notices/{number}", tag = "notices", params(("number" = u32, Path), LangQuery),
    responses((status = 200, body = NoticeBody))
)]
pub async fn show(
    cx: Context,
    Path((_, number)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
) -> Result<Json<NoticeBody>, Problem> {
    let state = cx.state();
    let row = seen(&cx, &state, &number)?;
    Ok(Json(cx.teller(&state)?.notice(row)))
}

impl Subject for NoticeRef {
    async fn find(cx: &Context, name: &str) -> Result<NoticeRef, Problem> {
        Ok(seen(cx, &cx.state(), name)?.notice())
    }
}

said!(NewAnswer);

/// Answer a notice: it was seen, is accepted, or somebody has arrived. Who accepts takes the matter upon themselves.
#[utoipa::path(
    post, path = "/notices/{number}/answer", tag = "notices", params(("number" = u32, Path), Key),
    request_body = NewAnswer, responses((status = 200, body = NoticeBody))
)]
pub async fn answer(asked: Asked<NoticeRef, NewAnswer>) -> Result<Json<NoticeBody>, Problem> {
    asked.hand_in(NoticeCommand::Answer { notice: asked.subject, stage: asked.body.stage }).await?;
    let state = asked.cx.state();
    let row = seen(&asked.cx, &state, &asked.names[0])?;
    Ok(Json(asked.cx.teller(&state)?.notice(row)))
}

/// Timers that run, the next to fire first.
#[utoipa::path(
    get, path = "/timers", tag = "notices", params(TimerQuery), responses((status = 200, body = Page<TimerBody>))
)]
pub async fn timers(cx: Context, Params(query): Params<TimerQuery>) -> Result<Json<Page<TimerBody>>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let limit = limit(query.limit)?;
    let district = query.district.as_deref().map(|code| cx.district(loaded, code)).transpose()?;
    let about = match &query.matter {
        Some(text) => Some(matter(&cx, &state, text).await?),
        None => None,
    };
    let after = query.cursor.as_deref().map(place).transpose()?;
    let nothing = Escalated::default();
    let (mut items, mut last) = (Vec::new(), None);
    let mut rest = state.timers.after(after);
    for (due, id) in rest.by_ref().take(PAGE_SCAN_MAX) {
        last = Some((due, id));
        let Some(of) = id.matter() else { continue };
        let Some((lies_in, _)) = state.standing(of) else { continue };
        let wanted = cx.sees(loaded, lies_in)
            && district.is_none_or(|district| lies_in == district)
            && about.is_none_or(|about| of == about);
        let story = teller.timer(state.escalated(of).unwrap_or(&nothing), id, &state.timers).filter(|_| wanted);
        items.extend(story);
        if items.len() == limit {
            break;
        }
    }
    let next = rest.next().and(last).map(|(due, id)| format!("{}-{}", due.0, id.0));
    Ok(Json(Page { items, next }))
}

fn seen<'s>(cx: &Context, state: &'s State, number: &str) -> Result<&'s NoticeRow, Problem> {
    let unknown = || Unknown::Notice { notice: number.to_owned() }.into();
    let row = number.parse().ok().and_then(|number| state.notices.get(NoticeRef(number)));
    let loaded: &LoadedCounty = loaded(state)?;
    row.map(AsRef::as_ref).filter(|row| cx.sees(loaded, row.sent.district)).ok_or_else(unknown)
}

fn cursor<T: std::str::FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| no_cursor(text))
}

/// Where a list of timers goes on: after the one that is due then.
fn place(text: &str) -> Result<(TimeMs, TimerId), Problem> {
    let (due, id) = text.split_once('-').ok_or_else(|| no_cursor(text))?;
    Ok((TimeMs(cursor(due)?), TimerId(cursor(id)?)))
}

fn no_cursor(text: &str) -> Problem {
    bad("cursor", Misplaced::Cursor { cursor: text.to_owned() })
}
