//! Holding traffic to limits: so many requests a second from each client, so many at one time, each for so long. Intake and
//! acknowledgements have places of their own, so that they pass when everything else is full.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use domain::limits::{PLUGIN_UPLOAD_TIMEOUT_S, REQUEST_TIMEOUT_S, REQUESTS_MAX, REQUESTS_RESERVED};

use crate::problem::Problem;
use crate::problem::code::ProblemCode;

mod budget;
mod rate;

use budget::Budget;
use rate::Rate;

/// What the whole server shares of these limits.
pub struct Traffic {
    pub rate: Rate,
    budget: Budget,
}

impl Default for Traffic {
    fn default() -> Traffic {
        Traffic { rate: Rate::default(), budget: Budget::new(REQUESTS_MAX, REQUESTS_RESERVED) }
    }
}

/// Intake and acknowledgements, by the route that a request took.
pub fn is_reserved(request: &Request) -> bool {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
    let intake = ["/v1/counties/{county}/incidents", "/v1/counties/{county}/incidents/{id}/acknowledgement"];
    request.method() == Method::POST && intake.contains(&route)
}

/// The layer: finds a place for a request, and ends it when its time is up.
pub async fn hold(State(traffic): State<Arc<Traffic>>, request: Request, next: Next) -> Result<Response, Problem> {
    let _place = traffic.budget.place(is_reserved(&request)).ok_or_else(|| {
        Problem::busy(ProblemCode::Busy, "the server has as many requests in hand as it takes; try again in a moment")
    })?;
    let upload = request.method() == Method::POST && request.uri().path().ends_with("/plugins");
    let limit = Duration::from_secs(if upload { PLUGIN_UPLOAD_TIMEOUT_S } else { REQUEST_TIMEOUT_S });
    tokio::time::timeout(limit, next.run(request)).await.map_err(|_| {
        let detail =
            "the answer took too long; what was asked may still be done: ask again with the same Idempotency-Key";
        Problem::busy(ProblemCode::Timeout, detail)
    })
}
