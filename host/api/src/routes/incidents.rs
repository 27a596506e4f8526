//! Intake, the list of incidents, one incident.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::command::{IncidentCommand, Report};
use domain::incident::origin::{Origin, OriginKind};
use domain::incident::{Phase, Priority, Reality};
use domain::limits::{CALLER_NAME_BYTES_MAX, CALLER_NUMBER_BYTES_MAX, PAGE_ITEMS_MAX, TEXT_BYTES_MAX};
use domain::ports::Done;
use domain::sealed::PlainReport;
use serde::de::DeserializeOwned;
use utoipa_axum::routes;

use crate::access::tokens::Role;
use crate::background::{blocking, see_through};
use crate::context::{Context, loaded};
use crate::dto::datum::Moved;
use crate::dto::incident::{IncidentDetail, IncidentReply, IncidentSummary, NewIncident, NewOrigin};
use crate::dto::query::{IncidentQuery, LangQuery, ListOrder, bad, limit, several};
use crate::dto::reply::Page;
use crate::dto::shapes::IncidentId;
use crate::extract::misread::misread;
use crate::extract::{Body, Key, Params};
use crate::find::archived::Within;
use crate::find::callers::Calling;
use crate::find::counted::counted;
use crate::find::sought::{Whereabouts, Words, unit};
use crate::find::{self, Filter};
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;
use crate::submit::With;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list, report), routes!(show)]
}

/// Report an incident. The same report with the same key is one incident and one answer, however often it is sent.
#[utoipa::path(
    post, path = "/incidents", tag = "incidents",
    params(Key),
    request_body = NewIncident,
    responses((status = 201, body = IncidentReply, headers(
        ("Location" = String, description = "The incident"),
    )))
)]
pub async fn report(cx: Context, key: Key, Body(mut new): Body<NewIncident>) -> Result<Response, Problem> {
    cx.require(Role::Operator)?;
    let key = cx.key(key, "report", "", &new);
    let given = new.calling_number.take();
    let mut moved = Moved::default();
    (new.lon, new.lat) = moved.take(new.datum, (new.lon, new.lat));
    let origin = match &new.origin {
        None => Origin::Reported,
        Some(NewOrigin::Abandoned) => Origin::Abandoned,
        Some(NewOrigin::Unit(code)) => Origin::Unit(cx.unit(loaded(&cx.state())?, code)?),
    };
    let (report, plain) = new.part(origin);
    check_lengths(&plain)?;
    let calling = Calling::read(given, plain.caller_number.as_deref())?;
    // From here on it is seen through: a key that was drawn for a report that came to nothing must not stay.
    let reporting = cx.clone();
    let done = see_through(async move { seal_and_submit(&reporting, report, plain, With { reason: None, key }).await })
        .await?;
    let mut response = cx.reply(StatusCode::CREATED, &done)?;
    if let domain::command::Answer::Incident(answer) = &done.answer {
        if !done.repeated {
            find::callers::heard(&cx, answer.incident, calling).await;
        }
        let location = format!("/v1/counties/{}/incidents/{}", cx.county.code, answer.id);
        if let Ok(location) = HeaderValue::try_from(location) {
            response.headers_mut().insert(header::LOCATION, location);
        }
    }
    Ok(moved.told(response))
}

async fn seal_and_submit(cx: &Context, mut report: Report, plain: PlainReport, with: With) -> Result<Done, Problem> {
    if plain != PlainReport::default() {
        let sealer = cx.county.sealer.clone();
        report.personal = blocking(move || sealer.seal(&plain)).await?;
    }
    let subject = report.personal.as_ref().map(|personal| personal.subject);
    let done = cx.submit(IncidentCommand::Report(report), with).await;
    let unused = match &done {
        Ok(done) => done.repeated,
        // Where the room failed, nobody knows yet whether the report is on the disk; its key has to be kept for it.
        Err(refusal) => refusal.kind != domain::refusal::RefusalKind::Unavailable,
    };
    if let Some(subject) = subject.filter(|_| unused) {
        let sealer = cx.county.sealer.clone();
        blocking(move || sealer.erase(subject)).await?;
    }
    Ok(done?)
}

/// What is sealed passes the room's own checks unread.
fn check_lengths(plain: &PlainReport) -> Result<(), Problem> {
    let texts = [
        ("caller.name", &plain.caller_name, CALLER_NAME_BYTES_MAX),
        ("caller.number", &plain.caller_number, CALLER_NUMBER_BYTES_MAX),
        ("description", &plain.description, TEXT_BYTES_MAX),
    ];
    for (pointer, text, limit) in texts {
        if text.as_ref().is_some_and(|text| text.len() > limit) {
            return Err(Problem::from(BadRequest::TooLong).at(pointer, Misplaced::Bytes { bytes_max: limit }));
        }
    }
    Ok(())
}

/// Incidents from the room and from the archive, newest first; with `open=true`, the most pressing first.
#[utoipa::path(
    get, path = "/incidents", tag = "incidents", params(IncidentQuery),
    responses((status = 200, body = Page<IncidentSummary>))
)]
pub async fn list(cx: Context, Params(query): Params<IncidentQuery>) -> Result<Response, Problem> {
    let state = cx.state();
    let mut moved = Moved::default();
    let filter = filter(&cx, &query, &mut moved)?;
    let page = find::page(&cx, filter.clone(), query.cursor.as_deref(), limit(query.limit)?).await?;
    let counted = counted(query.count, async |after| {
        let page = find::page(&cx, filter.clone(), after.as_deref(), PAGE_ITEMS_MAX).await?;
        Ok((page.items.len(), page.next))
    });
    let counted = counted.await?;
    let teller = cx.teller(&state)?;
    let items = page.items.iter().map(|(incident, archived)| IncidentSummary::of(incident, *archived, &teller));
    Ok(moved.told(Json(Page::of(items.collect(), page.next, counted)).into_response()))
}

fn filter(cx: &Context, query: &IncidentQuery, moved: &mut Moved) -> Result<Filter, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let districts = several(query.district.as_deref()).map(|code| cx.district(loaded, code));
    let unknown = |code: &str| bad("kind", Misplaced::KindOfCounty { kind: code.to_owned() });
    let kinds = several(query.kind.as_deref()).map(|code| loaded.index.kind(code).ok_or_else(|| unknown(code)));
    let open = query.open == Some(true);
    if query.order == Some(ListOrder::Pressing) && !open {
        return Err(bad("order", Misplaced::OnlyOpen));
    }
    let whereabouts = match (&query.place, &query.near) {
        (None, None) if query.within_m.is_none() => None,
        (Some(code), None) if query.within_m.is_none() => Some(Whereabouts::of_code(cx, &state, code)?),
        (None, Some(text)) => Some(Whereabouts::near(loaded, text, query.within_m, query.datum, moved)?),
        _ => return Err(bad("place", Misplaced::NearOrCode)),
    };
    Ok(Filter {
        phases: words::<Phase>("phase", query.phase.as_deref())?,
        priorities: words::<Priority>("priority", query.priority.as_deref())?,
        realities: words::<Reality>("reality", query.reality.as_deref())?,
        origins: words::<OriginKind>("origin", query.origin.as_deref())?,
        districts: districts.collect::<Result<_, _>>()?,
        kinds: kinds.collect::<Result<_, _>>()?,
        outcomes: several(query.outcome.as_deref()).map(str::to_owned).collect(),
        open: query.open,
        person: query.person.clone(),
        within: Within::read(query.from.as_deref(), query.until.as_deref())?,
        text: query.text.as_deref().map(Words::read).transpose()?,
        whereabouts,
        unit: query.unit.as_deref().map(|code| unit(cx, loaded, code)).transpose()?,
        pressing: open && query.order != Some(ListOrder::Newest),
    })
}

/// Several words of one of the domain's enumerations.
pub(super) fn words<T: DeserializeOwned>(parameter: &str, values: Option<&str>) -> Result<Vec<T>, Problem> {
    let word = |word: &str| {
        let read = serde_json::from_value(serde_json::Value::from(word));
        read.map_err(|error| bad(parameter, misread(&error.to_string())))
    };
    several(values).map(word).collect()
}

/// One incident with its steps, units, notices, timers and what waits for a person.
#[utoipa::path(
    get, path = "/incidents/{id}", tag = "incidents",
    params(("id" = inline(IncidentId), Path), LangQuery),
    responses((status = 200, body = IncidentDetail))
)]
pub async fn show(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
) -> Result<Json<IncidentDetail>, Problem> {
    let (state, found) = find::whole_incident(&cx, &id).await?;
    let mut beside = find::beside(&cx, &state, &found).await?;
    let teller = cx.teller(&state)?.knowing(std::mem::take(&mut beside.ids));
    Ok(Json(IncidentDetail::of(&found, beside, &state, &teller)))
}
