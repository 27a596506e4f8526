//! Under load: intake and acknowledgements have places of their own; commands in hand are seen through.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use api::{Role, Scope, Tokens};
use axum::body::Body;
use axum::http::{Method, Request};
use domain::limits::{
    BODIES_PER_CLIENT_MAX, REQUESTS_MAX, REQUESTS_PER_CLIENT_MAX, REQUESTS_PER_S_MAX, REQUESTS_RESERVED,
};
use domain::ports::Room;
use serde_json::json;

use crate::access::by;
use crate::server::{TestServer, accident, of_county};

/// Operators, each with a token.
fn operators(count: usize) -> (Arc<TestServer>, Vec<String>) {
    let draw = |nth| Tokens::generate(&format!("desk-{nth}"), Role::Operator, Scope::All).unwrap();
    let drawn: Vec<_> = (0..count).map(draw).collect();
    let entries: String = drawn.iter().map(|token| token.entry.as_str()).collect();
    let server = TestServer::with(Tokens::parse(&entries).unwrap(), false);
    (Arc::new(server), drawn.into_iter().map(|token| token.secret).collect())
}

fn prioritise(token: &str, id: &str) -> Request<Body> {
    let path = of_county(&format!("incidents/{id}/priority"));
    by(token, Method::POST, &path, Some(json!({ "priority": "critical" })))
}

#[tokio::test]
async fn what_is_urgent_passes_when_everything_else_is_full() {
    let places = REQUESTS_MAX - REQUESTS_RESERVED;
    let (server, desks) = operators(places / REQUESTS_PER_CLIENT_MAX);
    let id = server.report(accident()).await;
    server.room.held.store(true, Ordering::SeqCst);
    let mut slow = tokio::task::JoinSet::new();
    for nth in 0..places {
        let (server, request) = (server.clone(), prioritise(&desks[nth % desks.len()], &id));
        slow.spawn(async move { server.ask(request).await.status });
    }
    while server.room.waiting() < places {
        tokio::task::yield_now().await;
    }
    let told = server.post(&of_county(&format!("incidents/{id}/priority")), json!({ "priority": "urgent" })).await;
    told.problem(503, "busy");
    assert_eq!(told.header("retry-after"), Some("1"));
    server.get("/readyz").await.ok(200);
    server.report(accident()).await;
    server.post(&of_county(&format!("incidents/{id}/acknowledgement")), json!({})).await.ok(200);
    server.post(&of_county(&format!("incidents/{id}/transitions")), json!({ "to": "resolved" })).await.ok(200);
    server.post(&of_county("units/U001/status"), json!({ "primary": "unavailable" })).await.ok(200);
    // What reads has places of its own.
    server.get(&of_county("incidents")).await.ok(200);
    server.room.release();
    let done = slow.join_all().await;
    assert_eq!(done.iter().filter(|status| status.as_u16() == 409).count(), places - 1);
}

#[test]
fn what_is_urgent_is_among_the_routes() {
    let description: serde_json::Value = serde_json::from_str(api::openapi_json()).unwrap();
    let urgent = api::urgent_routes();
    assert!(urgent.len() > 8);
    for (method, path) in urgent {
        let known = &description["paths"][&path][method.as_str().to_ascii_lowercase()];
        assert!(known.is_object(), "{method} {path}");
    }
}

/// A client that has too much in hand waits for itself; others do not.
#[tokio::test(start_paused = true)]
async fn a_client_has_its_share_and_no_more() {
    let (server, desks) = operators(2);
    let id = server.report(accident()).await;
    server.room.held.store(true, Ordering::SeqCst);
    let mut slow = tokio::task::JoinSet::new();
    for _ in 0..REQUESTS_PER_CLIENT_MAX {
        let (server, request) = (server.clone(), prioritise(&desks[0], &id));
        slow.spawn(async move { server.ask(request).await.status });
    }
    while server.room.waiting() < REQUESTS_PER_CLIENT_MAX {
        tokio::task::yield_now().await;
    }
    let one_more = server.ask(prioritise(&desks[0], &id)).await;
    one_more.problem(429, "too-many-requests");
    assert_eq!(one_more.header("retry-after"), Some("1"));
    let (other, request) = (server.clone(), prioritise(&desks[1], &id));
    slow.spawn(async move { other.ask(request).await.status });
    while server.room.waiting() <= REQUESTS_PER_CLIENT_MAX {
        tokio::task::yield_now().await;
    }
    server.room.release();
    assert_eq!(slow.join_all().await.len(), REQUESTS_PER_CLIENT_MAX + 1);
}

/// Four hundred bodies that never ended made everything but intake `busy`.
#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_arrive_holds_no_place() {
    let (server, desks) = operators(2);
    let id = server.report(accident()).await;
    let unfinished = |token: &str| {
        let never = tokio_stream::pending::<Result<axum::body::Bytes, std::io::Error>>();
        let (parts, _) = prioritise(token, &id).into_parts();
        Request::from_parts(parts, Body::from_stream(never))
    };
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..BODIES_PER_CLIENT_MAX {
        let (server, request) = (server.clone(), unfinished(&desks[0]));
        waiting.spawn(async move { server.ask(request).await.problem(408, "timeout") });
    }
    tokio::task::yield_now().await;
    server.ask(unfinished(&desks[0])).await.problem(429, "too-many-requests");
    server.ask(prioritise(&desks[1], &id)).await.ok(200);
    waiting.join_all().await;
}

#[tokio::test]
async fn reading_too_often_is_refused_and_reports_still_pass() {
    let server = TestServer::new();
    let mut refused = 0;
    // As many again as a second may bring: even a slow machine passes the rate.
    for _ in 0..REQUESTS_PER_S_MAX * 20 {
        let told = server.get("/v1/counties").await;
        if told.status == 429 {
            told.problem(429, "too-many-requests");
            assert_eq!(told.header("retry-after"), Some("1"));
            refused += 1;
            break;
        }
    }
    assert_eq!(refused, 1, "nobody was held to the rate");
    server.report(accident()).await;
}

/// The caller went away while the room was at work: what it asked is done all the same, once.
#[tokio::test]
async fn a_command_is_seen_through_without_its_caller() {
    let server = Arc::new(TestServer::new());
    let mut body = accident();
    body["description"] = json!("两车相撞");
    let id = server.report(body).await;
    server.room.held.store(true, Ordering::SeqCst);
    let asking = {
        let (server, path) = (server.clone(), of_county(&format!("incidents/{id}/personal")));
        tokio::spawn(async move { server.delete(&path, json!({ "reason": "retention ended" })).await.status })
    };
    while server.room.waiting() == 0 {
        tokio::task::yield_now().await;
    }
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    server.room.release();
    assert!(server.room.state().incident(domain::ids::IncidentRef(1)).unwrap().erased_at.is_some());
    while !server.keys.subjects().is_empty() {
        tokio::task::yield_now().await;
    }
}

/// The room does not answer: the caller is told so in time, and that it may have been done.
#[tokio::test(start_paused = true)]
async fn an_answer_that_takes_too_long() {
    let server = TestServer::new();
    let id = server.report(accident()).await;
    server.room.held.store(true, Ordering::SeqCst);
    let (started, path) = (tokio::time::Instant::now(), of_county(&format!("incidents/{id}/priority")));
    let told = server.post(&path, json!({ "priority": "critical" })).await;
    told.problem(503, "timeout");
    assert_eq!(started.elapsed().as_secs(), domain::limits::REQUEST_TIMEOUT_S);
    server.room.release();
    assert_eq!(server.get(&of_county(&format!("incidents/{id}"))).await.ok(200)["priority"], "critical");
}
