//! The page at `/`: what this is, what can be asked, and the queue as it changes. It holds nothing itself: whoever opens it gives
//! a token, which stays in the browser's tab, and all that it shows is asked for with it.

use axum::http::header;
use axum::response::{Html, IntoResponse, Response};

const PAGE: &str = include_str!("home.html");
/// Nothing from elsewhere, and its own script only by being in it.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/// A page for a person who opens the server in a browser.
#[utoipa::path(get, path = "/", tag = "server", security(()), responses((status = 200, body = String, content_type = "text/html")))]
pub async fn page() -> Response {
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(PAGE)).into_response()
}
