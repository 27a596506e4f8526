//! Says of an answer that it is the one of the first time, or of what was done then: `Idempotency-Replayed: true`. It goes by what the
//! room said of the command, whatever a handler makes of its answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use domain::ports::Done;

pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Whether a request repeated a command that was done before.
#[derive(Clone, Default)]
pub struct Replay(Arc<AtomicBool>);

impl Replay {
    pub fn note(&self, done: &Done) {
        if done.repeated {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

/// The layer around every route.
pub async fn tell(mut request: Request, next: Next) -> Response {
    let replay = Replay::default();
    request.extensions_mut().insert(replay.clone());
    let mut response = next.run(request).await;
    if replay.0.load(Ordering::Relaxed) {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}
