//! What people were told and whether anybody answered, and the timers that run.

use axum::Json;
use axum::extract::Path;
use domain::command::NoticeCommand;
use domain::escalated::Escalated;
use domain::ids::NoticeRef;
use domain::limits::{PAGE_ITEMS_MAX, PAGE_SCAN_MAX};
use domain::time::TimeMs;
use domain::timer::TimerId;
use utoipa_axum::routes;

use super::incidents::words;
use crate::asked::{Asked, Subject, said};
use crate::context::{Context, loaded};
use crate::dto::notice::{NewAnswer, NoticeBody, TimerBody};
use crate::dto::query::{LangQuery, ListOrder, NoticeQuery, TimerQuery, bad, limit};
use crate::dto::reply::Page;
use crate::extract::{Key, Params};
use crate::find;
use crate::find::archived::Within;
use crate::find::counted::counted;
use crate::find::notice::Notices;
use crate::find::workflow::matter;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::server::Standing;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list), routes!(show), routes!(answer), routes!(timers)]
}

/// Notices, newest first: those that the room has, then those that only the archive has. With `order=pressing` only those of the room that
/// nobody has accepted: the most urgent first, and of these who waits longest.
#[utoipa::path(
    get, path = "/notices", tag = "notices", params(NoticeQuery), responses((status = 200, body = Page<NoticeBody>))
)]
pub async fn list(cx: Context, Params(query): Params<NoticeQuery>) -> Result<Json<Page<NoticeBody>>, Problem> {
    let state = cx.state();
    let limit = limit(query.limit)?;
    let pressing = query.order == Some(ListOrder::Pressing);
    if pressing && query.answered == Some(true) {
        return Err(bad("order", Misplaced::OnlyUnanswered));
    }
    let filter = Notices {
        district: query.district.as_deref().map(|code| cx.district(loaded(&state)?, code)).transpose()?,
        about: match &query.matter {
            Some(text) => Some(matter(&cx, &state, text).await?),
            None => None,
        },
        urgencies: words("urgency", query.urgency.as_deref())?,
        held: query.held,
        answered: if pressing { Some(false) } else { query.answered },
        person: query.person,
        within: Within::read(query.from.as_deref(), query.until.as_deref())?,
        pressing,
    };
    let page = filter.clone().page(&cx, &state, query.cursor.as_deref(), limit).await?;
    let counted = counted(query.count, async |after| {
        let page = filter.clone().page(&cx, &state, after.as_deref(), PAGE_ITEMS_MAX).await?;
        Ok((page.items.len(), page.next))
    });
    let counted = counted.await?;
    let teller = cx.teller(&state)?;
    Ok(Json(Page::of(page.items.iter().map(|(row, _)| teller.notice(row)).collect(), page.next, counted)))
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
    let row = find::notice::one(&cx, &number).await?;
    Ok(Json(cx.teller(&cx.state())?.notice(&row)))
}

impl Subject for NoticeRef {
    async fn find(cx: &Context, name: &str) -> Result<NoticeRef, Problem> {
        let notice = find::notice::one(cx, name).await?.notice();
        if cx.state().notices.get(notice).is_some() {
            return Ok(notice);
        }
        Err(Standing::ArchivedNotice { notice: name.to_owned() }.into())
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
    let row = find::notice::one(&asked.cx, &asked.names[0]).await?;
    Ok(Json(asked.cx.teller(&asked.cx.state())?.notice(&row)))
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
    let nothing = Escalated::default();
    let story = |id: TimerId| {
        let of = id.matter()?;
        let (lies_in, _) = state.standing(of)?;
        let wanted = cx.sees(loaded, lies_in)
            && district.is_none_or(|district| lies_in == district)
            && about.is_none_or(|about| of == about);
        wanted.then(|| teller.timer(state.escalated(of).unwrap_or(&nothing), id, &state.timers)).flatten()
    };
    let page = |after: Option<(TimeMs, TimerId)>, limit: usize| {
        let (mut items, mut last) = (Vec::new(), None);
        let mut rest = state.timers.after(after);
        for (due, id) in rest.by_ref().take(PAGE_SCAN_MAX) {
            last = Some((due, id));
            items.extend(story(id));
            if items.len() == limit {
                break;
            }
        }
        let next = rest.next().and(last).map(|(due, id)| format!("{}-{}", due.0, id.0));
        (items, next)
    };
    let (items, next) = page(query.cursor.as_deref().map(place).transpose()?, limit);
    let counted = counted(query.count, async |after| {
        let (items, next) = page(after.as_deref().map(place).transpose()?, PAGE_ITEMS_MAX);
        Ok((items.len(), next))
    });
    let counted = counted.await?;
    Ok(Json(Page::of(items, next, counted)))
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
