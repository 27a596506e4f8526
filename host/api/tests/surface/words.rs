//! Who asks in Chinese is told in Chinese what is wrong, whatever it is and wherever it is found.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::access::guarded;
use crate::server::{TestServer, Told, accident, of_county, request, request_of_owner};
use crate::workflows::{start, with_plugin};

const CHINESE: (&str, &str) = ("accept-language", "zh-CN");

/// Words in English letters, one after the other, that are not in quotes: codes and names stand alone.
fn english(text: &str) -> Vec<&str> {
    let unquoted = text.split('`').step_by(2).flat_map(|part| part.split('“').map(|part| part.rsplit('”').next()));
    let runs = unquoted.flatten().flat_map(|part| part.split(|c: char| !c.is_ascii_alphabetic() && !" -'".contains(c)));
    runs.map(str::trim).filter(|run| run.split_whitespace().count() > 1).collect()
}

/// All that a problem says to people.
#[track_caller]
fn chinese(told: &Told) -> Value {
    let problem = told.json();
    assert_eq!(told.header("content-language"), Some("zh-CN"), "{problem}");
    let places = problem["errors"].as_array().into_iter().flatten().map(|error| &error["detail"]);
    for said in [&problem["title"], &problem["detail"]].into_iter().chain(places) {
        let said = said.as_str().expect("words");
        assert!(said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "no Chinese: {problem}");
        assert_eq!(english(said), [""; 0], "{problem}");
    }
    problem
}

async fn refused(server: &TestServer, method: Method, path: &str, body: Option<Value>, code: &str) -> Value {
    let path = path.strip_prefix('/').map_or_else(|| of_county(path), |rest| format!("/{rest}"));
    let problem = chinese(&server.ask(request(method, &path, &[CHINESE], body)).await);
    assert_eq!(problem["code"], code, "{path}: {problem}");
    problem
}

#[tokio::test]
async fn what_is_not_there_is_said_in_chinese() {
    let server = with_plugin().await;
    let id = server.report(accident()).await;
    let decision = format!("incidents/{id}/recommendations/9x");
    let confirm = Some(json!({ "verdict": "confirm" }));
    refused(&server, Method::POST, &decision, confirm, "no-such-decision").await;
    for (path, code) in [
        ("/nowhere", "no-such-route"),
        ("/v1/counties/1/incidents", "no-such-county"),
        ("incidents/7", "no-such-incident"),
        ("workflows/7", "no-such-workflow"),
        ("tasks/7", "no-such-task"),
        ("notices/7", "no-such-notice"),
        ("units/U9", "no-such-unit"),
        ("plugins/none", "no-such-plugin"),
        ("tables/none", "no-such-table"),
        ("grids?district=D9", "no-such-district"),
        ("grids/at?lon=10&lat=27", "outside-county"),
        ("events?after=4711", "unknown-position"),
        ("incidents?limit=0", "bad-query"),
        ("incidents?limit=x", "bad-query"),
        ("incidents?colour=red", "bad-query"),
        ("incidents?kind=dragon", "bad-query"),
        ("incidents?phase=lost", "bad-query"),
        ("incidents?cursor=x", "bad-query"),
        ("notices?cursor=x", "bad-query"),
        ("notices?matter=x", "bad-query"),
        ("timers?cursor=x", "bad-query"),
        ("workflows?kind=none", "bad-query"),
        ("workflows?incident=x", "bad-query"),
        ("tasks?assignee=x", "bad-query"),
        ("tasks?assignee=role:D9/x", "bad-query"),
        ("tasks?assignee=person:x", "bad-query"),
        ("units?team=x", "bad-query"),
        ("grids?bbox=1", "bad-query"),
        ("tables/key-places?column=x&value=1", "bad-query"),
        ("tables/key-places?column=patrols&value=many", "bad-query"),
        ("tables/key-places?column=patrols", "bad-query"),
        ("roster?from=today", "bad-query"),
        ("roster?from=2022-09-02T00:00:00Z&to=2022-09-01T00:00:00Z", "bad-query"),
        ("roster.ics?person=x", "bad-query"),
        ("events?type=x", "bad-query"),
        ("events?after=x", "bad-query"),
    ] {
        refused(&server, Method::GET, path, None, code).await;
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_body_is_said_in_chinese() {
    let server = with_plugin().await;
    let id = server.report(accident()).await;
    let workflow = start(&server, "a").await;
    let with = |name: &str, value: Value| {
        let mut body = accident();
        body[name] = value;
        body
    };
    let of = |what: &str| format!("incidents/{id}/{what}");
    let long = "长".repeat(domain::limits::TEXT_BYTES_MAX);
    let stand_in = json!({ "district": "350924-D1", "slot": "x", "until": "2022-09-02T00:00:00Z" });
    let mut timeless = stand_in.clone();
    (timeless["slot"], timeless["until"]) = (json!("leader"), json!("soon"));
    let task = |assignee: &str| json!({ "title": "t", "district": "350924-D1", "assignee": assignee });
    let positions: Vec<Value> = (0..=domain::limits::POSITIONS_PER_REQUEST_MAX)
        .map(|_| json!({ "unit": "U001", "lon": 1.0, "lat": 1.0 }))
        .collect();
    let shift = json!({ "district": "D9", "starts": "x", "ends": "y", "slots": [{ "slot": "z", "person": "nobody" }] });
    let calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nRRULE:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let migration = |to: &str, all: bool| json!({ "plugin": "flow", "to": to, "all": all, "dry_run": true });
    let mode = json!({ "districts": "some", "hook": "dispatch", "mode": "off" });
    for (path, body, code) in [
        ("incidents".to_owned(), with("colour", json!("red")), "bad-body"),
        ("incidents".to_owned(), with("priority", json!("high")), "bad-body"),
        ("incidents".to_owned(), with("lon", json!("119")), "bad-body"),
        ("incidents".to_owned(), json!({ "kind": "noise" }), "bad-body"),
        ("incidents".to_owned(), with("description", json!("a\u{202e}")), "bad-body"),
        ("incidents".to_owned(), json!(["a"]), "bad-body"),
        ("incidents".to_owned(), with("description", json!(long)), "too-long"),
        ("incidents".to_owned(), with("kind", json!("dragon")), "unknown-kind"),
        (of("kind"), json!({ "kind": "dragon" }), "unknown-kind"),
        (of("assignments"), json!({ "units": ["U9"] }), "bad-units"),
        (of("transitions"), json!({ "to": "closed" }), "illegal-step"),
        (of("recommendations/1"), json!({ "verdict": "amend" }), "bad-body"),
        (of("recommendations/1"), json!({ "verdict": "amend", "units": ["U001"], "priority": "urgent" }), "bad-body"),
        (of("recommendations/1"), json!({ "verdict": "reject", "units": ["U001"] }), "bad-body"),
        (of("recommendations/1"), json!({ "verdict": "reject", "priority": "urgent" }), "bad-body"),
        ("roster/stand-ins".to_owned(), stand_in, "no-such-slot"),
        ("roster/stand-ins".to_owned(), timeless, "bad-time"),
        ("roster/shifts".to_owned(), json!({}), "bad-shifts"),
        ("roster/shifts".to_owned(), json!({ "shifts": [shift] }), "bad-shifts"),
        ("roster/shifts".to_owned(), json!({ "calendar": calendar }), "bad-shifts"),
        ("tasks".to_owned(), task("nobody"), "bad-task"),
        ("tasks".to_owned(), task("unit:U9"), "bad-task"),
        ("positions".to_owned(), json!({ "fixes": positions }), "too-many"),
        ("workflow-migrations".to_owned(), json!({ "plugin": "none", "to": "1", "all": true }), "no-such-plugin"),
        ("workflow-migrations".to_owned(), migration("9.9.9", true), "no-such-version"),
        ("workflow-migrations".to_owned(), migration("1.0.0", false), "bad-body"),
        (format!("workflows/{workflow}/signals"), json!({ "name": "none" }), "not-waited-for"),
        (format!("workflows/{workflow}/cancel"), json!({}), "no-reason"),
        ("plugins/flow/mode".to_owned(), mode, "bad-body"),
    ] {
        refused(&server, Method::POST, &path, Some(body), code).await;
    }
}

#[tokio::test]
async fn what_is_wrong_before_anything_is_read_is_said_in_chinese() {
    let (server, keys) = guarded();
    let of = |token: &str| format!("Bearer {token}");
    let viewer = of(&keys.viewer);
    for (token, code) in [(of("x"), "not-authenticated"), (viewer, "role-too-low")] {
        let headers = [CHINESE, ("authorization", token.as_str())];
        let told = server.ask(request(Method::POST, &of_county("incidents"), &headers, Some(accident()))).await;
        assert_eq!(chinese(&told)["code"], code);
    }
    let bare = Request::get(of_county("incidents")).header("host", "localhost").header(CHINESE.0, CHINESE.1);
    assert_eq!(chinese(&server.ask(bare.body(Body::empty()).unwrap()).await)["code"], "not-authenticated");
    let post = |kind: &str, body: &str| {
        let request = request_of_owner(Request::post(of_county("incidents"))).header(CHINESE.0, CHINESE.1);
        request.header("content-type", kind).body(Body::from(body.to_owned())).unwrap()
    };
    for (kind, body, code) in [
        ("application/json", "{", "malformed-json"),
        ("application/json", "{x", "malformed-json"),
        ("text/plain", "{}", "unsupported-media-type"),
    ] {
        assert_eq!(chinese(&server.ask(post(kind, body)).await)["code"], code);
    }
    refused(&server, Method::PUT, "incidents", Some(accident()), "method-not-allowed").await;
    refused(&server, Method::POST, "plugins", None, "unsigned-plugin").await;
    let headers = [CHINESE, ("idempotency-key", "")];
    let told = server.ask(request(Method::POST, &of_county("incidents"), &headers, Some(accident()))).await;
    assert_eq!(chinese(&told)["code"], "bad-idempotency-key");
    server.room.broken.store(true, std::sync::atomic::Ordering::SeqCst);
    // Why a disk failed is the system's to say, in its own words.
    let told = server.ask(request(Method::GET, "/readyz", &[CHINESE], None)).await;
    let problem = told.problem(503, "not-ready");
    assert_eq!(problem["detail"], "县 `350924` 尚未就绪：日志写入失败：the disk is full");
}

#[test]
fn an_english_sentence_is_found() {
    assert_eq!(english("可选：no-such、en-route，“as it says”，`the task`，见 RFC 5545"), [""; 0]);
    assert_eq!(english("没有任务 there is no task。"), ["there is no task"]);
}

/// It is asked for by name as well; one that nobody speaks is told in English.
#[tokio::test]
async fn the_language_is_asked_for_in_two_ways() {
    let server = TestServer::new();
    let by_name = server.get(&of_county("incidents/7?lang=zh-CN")).await;
    assert_eq!(chinese(&by_name)["detail"], "没有警情 `7`");
    let other = server.get(&of_county("incidents/7?lang=fr")).await.problem(400, "bad-query");
    assert_eq!(other["errors"][0]["detail"], "`fr` is neither");
}
