//! The event stream's door: where to begin, what is wanted, whether there is a place.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::event::EVENT_NAMES;
use domain::limits::{STREAM_KEEP_ALIVE_S, STREAMS_MAX, STREAMS_PER_CLIENT_MAX};
use utoipa_axum::routes;

use crate::access::tokens::Role;
use crate::context::{Context, loaded};
use crate::dto::query::{EventQuery, bad, several};
use crate::dto::shapes::{EventId, SentEvent};
use crate::extract::Params;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::unknown::Unknown;
use crate::serve::Stopping;
use crate::stream::cloud_event::CloudEvent;
use crate::stream::moves::{self, Moves};
use crate::stream::position::Position;
use crate::stream::reader::{Reader, View};
use crate::traffic::refusal::Crowded;
use crate::wiring::{Routes, Shared};

pub fn routes() -> Routes {
    vec![routes!(stream)]
}

/// Everything that happens, as CloudEvents over Server-Sent Events. Ids are `<version>-<index>`; with `Last-Event-ID` a
/// stream goes on where it broke off.
#[utoipa::path(
    get, path = "/events", tag = "events",
    params(EventQuery, ("Last-Event-ID" = inline(Option<EventId>), Header, description = "Id of the last event seen")),
    responses((status = 200, content_type = "text/event-stream", body = inline(SentEvent)))
)]
pub async fn stream(
    cx: Context,
    State(shared): State<Arc<Shared>>,
    Params(query): Params<EventQuery>,
    stopping: Option<Extension<Stopping>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let view = view(&cx, &query)?;
    let at = begin(&cx, &query, &headers)?;
    let client = cx.caller.name.clone();
    let own = shared.traffic.streams_each.place(&client, Duration::ZERO).await;
    let own = own.ok_or_else(|| Crowded::StreamsOfClient { client: client.clone(), limit: STREAMS_PER_CLIENT_MAX })?;
    let place = shared.traffic.streams.place(cx.caller.role >= Role::Operator);
    let place = place.ok_or(Crowded::Streams { streams: STREAMS_MAX })?;
    let stopping = stopping.map(|Extension(Stopping(stopping))| stopping);
    let moves = view.names.contains(moves::NAME).then(|| Moves::since(cx.state()));
    let reader = Reader {
        county: cx.county.clone(),
        metrics: shared.metrics.clone(),
        reading: shared.traffic.reading.clone(),
        client,
        view,
        at,
        stopping,
        places: [own, place],
        moves,
    };
    let alive = KeepAlive::new().interval(Duration::from_secs(STREAM_KEEP_ALIVE_S)).text("still here");
    // A proxy that gathers answers before it passes them on would hold back what happens now.
    let unbuffered = [(header::CACHE_CONTROL.as_str(), "no-store"), ("x-accel-buffering", "no")];
    Ok((unbuffered, Sse::new(reader.start()).keep_alive(alive)).into_response())
}

fn view(cx: &Context, query: &EventQuery) -> Result<View, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    for code in several(query.district.as_deref()) {
        cx.district(loaded, code)?;
    }
    let names = several(query.r#type.as_deref()).map(|name| name.strip_prefix(CloudEvent::TYPE_PREFIX).unwrap_or(name));
    let names: Vec<&str> = names.collect();
    if let Some(unknown) = names.iter().find(|name| !EVENT_NAMES.contains(name)) {
        let events = EVENT_NAMES.iter().map(|&name| name.to_owned()).collect();
        return Err(bad("type", Misplaced::Event { event: (*unknown).to_owned(), events }));
    }
    Ok(View {
        scope: cx.caller.districts.clone(),
        districts: several(query.district.as_deref()).map(str::to_owned).collect(),
        names: names.into_iter().map(str::to_owned).collect(),
    })
}

fn begin(cx: &Context, query: &EventQuery, headers: &HeaderMap) -> Result<Position, Problem> {
    let head = cx.county.hub.head();
    let last_seen = headers.get("last-event-id").map(|value| value.to_str().unwrap_or("?"));
    let Some(id) = last_seen.or(query.after.as_deref()).filter(|id| !id.is_empty()) else {
        return Ok(Position::after_version(head));
    };
    let parameter = if last_seen.is_some() { "Last-Event-ID" } else { "after" };
    let at = Position::after(id).ok_or_else(|| bad(parameter, Misplaced::EventId { id: id.to_owned() }))?;
    if at > Position::after_version(head) {
        return Err(Unknown::Position { id: id.to_owned(), version: head.0 }.into());
    }
    Ok(at)
}
