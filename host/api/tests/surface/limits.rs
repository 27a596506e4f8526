//! Under load: intake and acknowledgements have places of their own; commands in hand are seen through.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::http::Method;
use domain::limits::{REQUESTS_MAX, REQUESTS_PER_S_MAX, REQUESTS_RESERVED};
use domain::ports::Room;
use serde_json::json;

use crate::server::{TestServer, accident, of_county, request};

#[tokio::test]
async fn intake_passes_when_everything_else_is_full() {
    let server = Arc::new(TestServer::new());
    let id = server.report(accident()).await;
    server.room.held.store(true, Ordering::SeqCst);
    let mut slow = tokio::task::JoinSet::new();
    let places = REQUESTS_MAX - REQUESTS_RESERVED;
    for _ in 0..places {
        let (server, path) = (server.clone(), of_county(&format!("incidents/{id}/priority")));
        slow.spawn(async move { server.post(&path, json!({ "priority": "critical" })).await.status });
    }
    while server.room.waiting() < places {
        tokio::task::yield_now().await;
    }
    let told = server.get(&of_county("incidents")).await;
    told.problem(503, "busy");
    assert_eq!(told.header("retry-after"), Some("1"));
    server.get("/readyz").await.ok(200);
    server.report(accident()).await;
    let acknowledge = request(Method::POST, &of_county(&format!("incidents/{id}/acknowledgement")), &[], None);
    server.ask(acknowledge).await.ok(200);
    server.room.release();
    let done = slow.join_all().await;
    assert_eq!(done.iter().filter(|status| status.as_u16() == 200).count(), 1);
    assert_eq!(done.iter().filter(|status| status.as_u16() == 409).count(), places - 1);
    server.get(&of_county("incidents")).await.ok(200);
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
