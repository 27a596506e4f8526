//! Every answer says so while a room's time is in doubt: whoever reads a list then knows what its times are worth.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::wiring::Shared;

/// `350924; cause=machine-off; lag-s=28800`, once for each county whose time is in doubt.
const HEADER: HeaderName = HeaderName::from_static("wardroom-clock-in-doubt");

/// The layer that says it.
pub async fn tell(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (code, county) in &shared.counties {
        let state = county.room.state();
        let Some(doubt) = &state.time.doubt else { continue };
        let told = format!("{code}; cause={}; lag-s={}", doubt.cause, doubt.lag_ms / 1000);
        if let Ok(told) = HeaderValue::from_str(&told) {
            response.headers_mut().append(HEADER, told);
        }
    }
    response
}
