//! Holding traffic to limits: so many requests a second from each client, so many at one time, each for so long, and of each sort
//! a share for each client. What a room needs in an emergency has places of its own, so that it passes when everything else is full.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use domain::limits::{
    PLUGIN_UPLOAD_TIMEOUT_S, READS_PER_CLIENT_MAX, REQUEST_TIMEOUT_S, REQUESTS_MAX, REQUESTS_PER_CLIENT_MAX,
    REQUESTS_RESERVED, STREAMS_MAX, STREAMS_PER_CLIENT_MAX, STREAMS_RESERVED,
};
use hyper::body::{Frame, SizeHint};
use tokio::sync::OwnedSemaphorePermit;

use crate::problem::Problem;

mod bodies;
pub mod budget;
mod rate;
pub mod reading;
pub mod refusal;
pub mod shares;

use bodies::Bodies;
use budget::Budget;
use rate::Rate;
use reading::Reading;
use refusal::Crowded;
use shares::Shares;

/// Where a county's routes stand.
const COUNTY_PATH: &str = "/v1/counties/{county}";
/// How long a request waits for a place of its client's before it is told to come again.
const PATIENCE: Duration = Duration::from_secs(1);

/// Who asks, as far as limits go. Whoever finds out who asks puts it into the request.
#[derive(Clone, Debug, Default)]
pub struct Client {
    pub name: String,
    /// Whether plugins are taken from this one.
    pub may_upload: bool,
}

/// What the whole server shares of these limits.
pub struct Traffic {
    pub rate: Rate,
    budget: Budget,
    /// Of the places, what one client may take: of those for everybody, and of those for what is urgent.
    each: [Shares; 2],
    bodies: Bodies,
    pub reading: Arc<Reading>,
    /// Places for event streams; the last are for those who act.
    pub streams: Budget,
    pub streams_each: Shares,
}

impl Default for Traffic {
    fn default() -> Traffic {
        Traffic {
            rate: Rate::default(),
            budget: Budget::new(REQUESTS_MAX, REQUESTS_RESERVED),
            each: [Shares::of_each(REQUESTS_PER_CLIENT_MAX), Shares::of_each(REQUESTS_PER_CLIENT_MAX)],
            bodies: Bodies::default(),
            reading: Arc::default(),
            streams: Budget::new(STREAMS_MAX, STREAMS_RESERVED),
            streams_each: Shares::of_each(STREAMS_PER_CLIENT_MAX),
        }
    }
}

/// What a room needs in an emergency, below a county: to take a report in, to take it on, to send units and move it along, and to
/// hear who comes.
pub const URGENT: [(Method, &str); 9] = [
    (Method::POST, "/incidents"),
    (Method::POST, "/incidents/{id}/acknowledgement"),
    (Method::POST, "/incidents/{id}/transitions"),
    (Method::POST, "/incidents/{id}/assignments"),
    (Method::DELETE, "/incidents/{id}/assignments/{unit}"),
    (Method::POST, "/incidents/{id}/recommendations/{n}"),
    (Method::POST, "/notices/{number}/answer"),
    (Method::POST, "/tasks/{id}/accept"),
    (Method::POST, "/units/{code}/status"),
];

/// The same as they stand in the description.
pub fn urgent_routes() -> Vec<(Method, String)> {
    URGENT.iter().map(|(method, path)| (method.clone(), format!("{COUNTY_PATH}{path}"))).collect()
}

/// Whether it is urgent, by the route that a request took.
pub fn is_reserved(request: &Request) -> bool {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
    let route = route.strip_prefix(COUNTY_PATH).unwrap_or_default();
    URGENT.iter().any(|(method, urgent)| request.method() == method && route == *urgent)
}

fn is_upload(request: &Request) -> bool {
    request.method() == Method::POST && request.uri().path().ends_with("/plugins")
}

/// The layer: lets a request arrive, finds a place for it, and ends it when its time is up.
pub async fn hold(State(traffic): State<Arc<Traffic>>, request: Request, next: Next) -> Result<Response, Problem> {
    let Client { name: client, may_upload } = request.extensions().get::<Client>().cloned().unwrap_or_default();
    let urgent = is_reserved(&request);
    let limit = Duration::from_secs(if is_upload(&request) { PLUGIN_UPLOAD_TIMEOUT_S } else { REQUEST_TIMEOUT_S });
    let (request, _upload) = traffic.bodies.gather(&client, urgent, may_upload, request).await?;
    let answering = async {
        if reading::is_long(&request) {
            return read(&traffic, &client, request, next).await;
        }
        let share = traffic.each[usize::from(urgent)].place(&client, PATIENCE).await;
        let _share = share.ok_or(Crowded::Requests { limit: REQUESTS_PER_CLIENT_MAX })?;
        let _place = traffic.budget.place(urgent).ok_or(Crowded::Busy)?;
        Ok(next.run(request).await)
    };
    tokio::time::timeout(limit, answering).await.map_err(|_| Crowded::SlowAnswer)?
}

/// What reads much is worked out beside, in turn, and counts as under way until its reader has all of it.
async fn read(traffic: &Traffic, client: &str, request: Request, next: Next) -> Result<Response, Problem> {
    let too_many = || Crowded::Answers { limit: READS_PER_CLIENT_MAX };
    let place = traffic.reading.answer(client).await.ok_or_else(too_many)?;
    let turn = traffic.reading.turn(client).await.ok_or_else(too_many)?;
    let response = Reading::beside(turn, next.run(request)).await;
    // As if it had panicked here; nobody aborts it.
    let response = response.unwrap_or_else(|broken| std::panic::resume_unwind(broken.into_panic()));
    Ok(response.map(|body| Body::new(UnderWay { body, _place: place })))
}

/// A body that keeps a place for as long as it is being sent.
struct UnderWay {
    body: Body,
    _place: OwnedSemaphorePermit,
}

impl HttpBody for UnderWay {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
