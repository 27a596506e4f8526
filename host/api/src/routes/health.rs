//! Is the process alive, does every room take commands, what does it count.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::clock::Cause;
use domain::sentence::Sentence;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::access::Caller;
use crate::problem::server::{CountyNotReady, Failing};
use crate::problem::{Problem, ProblemBody};
use crate::wiring::{Routes, Shared};

/// Routes that anybody may ask, also without a token and when everything else is full.
pub fn open() -> Routes {
    vec![routes!(alive), routes!(ready)]
}

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "server", security(()), responses((status = 200, body = String, content_type = "text/plain")))]
async fn alive() -> &'static str {
    "ok\n"
}

/// A server whose rooms are all at work.
#[derive(Serialize, ToSchema)]
struct Ready {
    ready: bool,
    /// County to the version it stands at.
    versions: BTreeMap<String, u64>,
    /// Counties whose room's time is in doubt: they take commands, and what can't be undone waits.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    in_doubt: BTreeMap<String, InDoubt>,
}

/// Why a room's time is in doubt.
#[derive(Serialize, ToSchema)]
struct InDoubt {
    #[schema(value_type = String, example = "machine-off")]
    cause: Cause,
    /// By how many seconds the room's time may be ahead of the true one.
    lag_s: i64,
    /// By how many seconds the system's clock is ahead of the room's time; negative: behind.
    ahead_s: i64,
}

/// Every room is at work with all that it relies on. If not, the problem says which one is not, and why.
#[utoipa::path(get, path = "/readyz", tag = "server", security(()), responses((status = 200, body = Ready), (status = 503, body = ProblemBody)))]
async fn ready(State(shared): State<Arc<Shared>>) -> Result<Json<Ready>, Problem> {
    let mut faults = Vec::new();
    let (mut versions, mut in_doubt) = (BTreeMap::new(), BTreeMap::new());
    for (code, county) in &shared.counties {
        let health = county.room.health();
        versions.insert(code.clone(), health.version.0);
        if let Some(doubt) = &health.doubt {
            let ahead_s = doubt.wall.0.saturating_sub(doubt.at.0) / 1000;
            in_doubt.insert(code.clone(), InDoubt { cause: doubt.cause, lag_s: doubt.lag_ms / 1000, ahead_s });
        }
        if !health.ready {
            faults.push((code, health.why.unwrap_or_else(|| CountyNotReady::WhyUnknown.into())));
        }
    }
    if faults.is_empty() {
        return Ok(Json(Ready { ready: true, versions, in_doubt }));
    }
    let because =
        |(code, why): &(&String, Sentence)| CountyNotReady::Because { county: (*code).clone(), why: why.clone() };
    let problem = Problem::not_ready(Failing::NotReady { counties: faults.iter().map(because).collect() });
    Err(faults.into_iter().fold(problem, |problem, (code, why)| problem.at(code, why)))
}

/// What the server counts, for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "server", responses((status = 200, body = String, content_type = "text/plain")))]
pub async fn metrics(State(shared): State<Arc<Shared>>, _caller: Caller) -> Response {
    let figures = shared.metrics.render(&shared.counties, shared.traffic.streams.taken());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], figures).into_response()
}
