//! Every error is a problem document, also those that no handler of ours gave.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::json;

use crate::server::{TestServer, accident, of_county, request, request_of_owner};

#[tokio::test]
async fn what_is_not_there() {
    let server = TestServer::new();
    let problem = server.get("/nowhere?x=1").await.problem(404, "no-such-route");
    assert_eq!(problem["instance"], "/nowhere");
    server.get("/v1/counties/350924/nothing").await.problem(404, "no-such-route");
    server.get("/v1/counties/000000/incidents").await.problem(404, "no-such-county");
    for path in ["incidents/7", "incidents/x", "incidents/20220901-000001", "incidents/0", "incidents/7/decisions"] {
        server.get(&of_county(path)).await.problem(404, "no-such-incident");
    }
    server.get(&of_county("units/U099")).await.problem(404, "no-such-unit");
    server.get(&of_county("plugins/none")).await.problem(404, "no-such-plugin");
    server.get(&of_county("tables/none")).await.problem(404, "no-such-table");
}

/// The sentence of a refusal once was English for everybody.
#[tokio::test]
async fn a_refusal_is_told_in_the_language_asked_for() {
    let server = TestServer::new();
    let task = json!({ "title": "", "district": "350924-D1", "assignee": "unit:U001" });
    let post =
        |path: &str, headers: &[(&str, &str)]| request(Method::POST, &of_county(path), headers, Some(task.clone()));
    let told = server.ask(post("tasks", &[])).await;
    let english = told.problem(422, "bad-title");
    assert_eq!((&english["title"], told.header("content-language")), (&json!("bad title"), Some("en")));
    assert_eq!(english["detail"], "a task's title has 1 to 4096 bytes");
    let told = server.ask(post("tasks", &[("accept-language", "zh-CN,en;q=0.5")])).await;
    let chinese = told.problem(422, "bad-title");
    assert_eq!((&chinese["title"], told.header("content-language")), (&json!("标题有误"), Some("zh-CN")));
    assert_eq!(chinese["detail"], "任务标题须为1至4096字节");
}

#[tokio::test]
async fn a_method_that_a_path_has_not() {
    let server = TestServer::new();
    let told = server.ask(request(Method::PUT, &of_county("incidents"), &[], Some(accident()))).await;
    told.problem(405, "method-not-allowed");
    let allowed = told.header("allow").unwrap();
    assert!(allowed.contains("GET") && allowed.contains("POST"), "{allowed}");
}

#[tokio::test]
async fn bodies_that_are_none() {
    let server = TestServer::new();
    let post = |content_type: Option<&str>, body: &str| {
        let request = request_of_owner(Request::post(of_county("incidents")));
        let request = content_type.into_iter().fold(request, |request, value| request.header("content-type", value));
        request.body(Body::from(body.to_owned())).unwrap()
    };
    let json = Some("application/json");
    server.ask(post(json, "{\"kind\":")).await.problem(400, "malformed-json");
    server.ask(post(json, "{} {}")).await.ok(422);
    server.ask(post(json, "")).await.problem(400, "malformed-json");
    server.ask(post(None, "{}")).await.problem(415, "unsupported-media-type");
    server.ask(post(Some("text/plain"), "{}")).await.problem(415, "unsupported-media-type");
    server.ask(post(Some("application/json; charset=utf-8"), &accident().to_string())).await.ok(201);
    server.ask(post(json, "[\"a\"]")).await.problem(422, "bad-body");
    let trailing = format!("{} x", accident());
    server.ask(post(json, &trailing)).await.problem(400, "malformed-json");
}

#[tokio::test]
async fn keys_that_are_none() {
    let server = TestServer::new();
    let long = "k".repeat(domain::limits::IDEMPOTENCY_KEY_BYTES_MAX + 1);
    for headers in [
        vec![("idempotency-key", "")],
        vec![("idempotency-key", long.as_str())],
        vec![("idempotency-key", "a"), ("idempotency-key", "b")],
    ] {
        let told = server.ask(request(Method::POST, &of_county("incidents"), &headers, Some(accident()))).await;
        told.problem(400, "bad-idempotency-key");
    }
    let fits = &long[1..];
    let told = server
        .ask(request(Method::POST, &of_county("incidents"), &[("idempotency-key", fits)], Some(accident())))
        .await;
    told.ok(201);
}

#[tokio::test]
async fn a_body_at_the_limit_and_one_past_it() {
    let server = TestServer::new();
    let sized = |bytes: usize| {
        let mut body = accident();
        body["external_id"] = json!("");
        let empty = body.to_string().len();
        body["external_id"] = json!("x".repeat(bytes - empty));
        body
    };
    let limit = domain::limits::REQUEST_BYTES_MAX;
    server.post(&of_county("incidents"), sized(limit)).await.problem(422, "bad-code");
    server.post(&of_county("incidents"), sized(limit + 1)).await.problem(413, "too-large");
}

#[tokio::test]
async fn a_room_that_takes_nothing_says_why() {
    let server = TestServer::new();
    assert_eq!(server.get("/healthz").await.text(), "ok\n");
    assert_eq!(server.get("/readyz").await.ok(200)["versions"]["350924"], 1);
    server.room.broken.store(true, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(server.get("/healthz").await.status, 200);
    let told = server.get("/readyz").await;
    let problem = told.problem(503, "not-ready");
    let why = "county `350924` is not ready: the journal failed: the disk is full";
    assert_eq!((&problem["ready"], &problem["why"], &problem["detail"]), (&json!(false), &json!(why), &json!(why)));
    let refused = server.post(&of_county("incidents"), accident()).await;
    refused.problem(503, "journal-failed");
    // Only a restart helps, and no waiting.
    assert_eq!((refused.header("retry-after"), told.header("retry-after")), (None, None));
    // What is there can still be read.
    server.get(&of_county("incidents")).await.ok(200);
}

#[tokio::test]
async fn a_panic_is_a_problem_that_tells_nothing_of_the_inside() {
    let server = TestServer::new();
    server.room.cursed.store(true, std::sync::atomic::Ordering::SeqCst);
    for path in ["/readyz", "/v1/counties"] {
        let told = server.get(path).await;
        told.problem(500, "internal-error");
        assert!(!told.text().contains("as asked"));
    }
    server.room.cursed.store(false, std::sync::atomic::Ordering::SeqCst);
    server.get("/v1/counties").await.ok(200);
}

/// The last of two keys won, a whole number lost its end, and ESC, CR and U+202E of a reason reached terminals.
#[tokio::test]
async fn a_body_is_read_as_it_stands_and_shows_all_that_it_says() {
    let server = TestServer::new();
    let id = server.report(accident()).await;
    let ask = async |path: &str, body: &str| {
        let request = request_of_owner(Request::post(of_county(path))).header("content-type", "application/json");
        let told = server.ask(request.body(Body::from(body.to_owned())).unwrap()).await;
        let problem = told.problem(422, "bad-body");
        let error = &problem["errors"][0];
        format!("{}: {}", error["pointer"].as_str().unwrap(), error["detail"].as_str().unwrap())
    };
    let step = format!("incidents/{id}/transitions");
    let twice = ask("incidents", r#"{"kind":"noise","lon":119.05,"lat":27.05,"kind":"brawl"}"#).await;
    assert!(twice.contains("the key `kind` stands twice"), "{twice}");
    let deep = ask("workflows", r#"{"kind":"x","fields":{"number":1,"number":2}}"#).await;
    assert!(deep.contains("fields") && deep.contains("the key `number` stands twice"), "{deep}");
    let large = ask("workflows", r#"{"kind":"x","fields":{"number":350924100001001001001}}"#).await;
    assert!(large.contains("fields.number") && large.contains("write it as a text"), "{large}");
    for (escape, name) in [("\\u001b", "U+001B"), ("\\u0007", "U+0007"), ("\\r", "U+000D"), ("\\u202e", "U+202E")] {
        let refused = ask(&step, &format!(r#"{{"to":"cancelled","reason":"x{escape}y"}}"#)).await;
        assert_eq!(refused, format!("reason: holds {name}, a character that does not show"));
    }
}

/// What followed a line break in a reason read as the host's own decision.
#[tokio::test]
async fn a_line_of_a_reason_is_no_line_of_the_story() {
    let server = TestServer::new();
    let id = server.report(accident()).await;
    let forged = "called off\n  Sends U001 (1 min away): nearest";
    let body = json!({ "to": "cancelled", "reason": forged });
    server.post(&of_county(&format!("incidents/{id}/transitions")), body).await.ok(200);
    let story = server.get(&of_county(&format!("incidents/{id}/explanation"))).await.ok(200);
    let text = story["text"].as_str().unwrap();
    let line = text.lines().find(|line| line.contains("Sends U001 (1 min away)")).expect("the reason is told");
    assert!(line.trim_start().starts_with("│ "), "{text}");
}
