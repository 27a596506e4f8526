//! Every route that takes a key says of an answer whether its command was done before.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use axum::http::Method;
use serde_json::{Value, json};

use crate::roster::{MORNING, shifts};
use crate::server::{TestServer, accident, of_county, request};
use crate::workflows::{start, step, with_plugin};

/// A method, a route below the county, what the route's parameters are, and a body.
type Asking = (Method, &'static str, &'static [(&'static str, &'static str)], Value);

/// A request for each.
fn requests() -> Vec<Asking> {
    let post = |route, body| (Method::POST, route, &[][..], body);
    let because = || json!({ "reason": "a trial" });
    let stand_by = || json!({ "district": "350924-D2", "until": "2022-09-01T02:00:00+08:00" });
    let by = || json!({ "person": "PC002" });
    let clock = || json!({ "ahead_ms": 60_000, "reason": "it agrees with my watch" });
    vec![
        post("/clock/accept", clock()),
        post("/clock/refuse", clock()),
        post("/assessments", json!({ "plugin": "flow", "period": "2022-08" })),
        post("/incidents", accident()),
        post("/incidents/{id}/acknowledgement", because()),
        post("/incidents/{id}/assignments", json!({ "units": ["U001"] })),
        (Method::DELETE, "/incidents/{id}/assignments/{unit}", &[("{unit}", "U001")], because()),
        post("/incidents/{id}/calls", json!({ "text": "smoke", "source": "110" })),
        post("/incidents/{id}/kind", json!({ "kind": "brawl" })),
        post("/incidents/{id}/links", json!({ "incident": "2", "relation": "related" })),
        (Method::DELETE, "/incidents/{id}/links/{other}", &[("{other}", "2")], because()),
        post("/incidents/{id}/merge", json!({ "into": "2" })),
        post("/incidents/{id}/hand-offs", json!({ "agency": "119" })),
        post("/incidents/{id}/hand-offs/confirmation", json!({ "agency": "119", "reference": "F-1" })),
        post("/incidents/{id}/notes", json!({ "text": "the second car has left" })),
        post("/incidents/{id}/outcome", json!({ "outcome": "warned" })),
        post("/incidents/{id}/place", json!({ "lon": 119.06, "lat": 27.05 })),
        post("/incidents/{id}/priority", json!({ "priority": "critical" })),
        (Method::POST, "/incidents/{id}/recommendations/{n}", &[("{n}", "1")], json!({ "verdict": "confirm" })),
        post("/incidents/{id}/transitions", json!({ "to": "cancelled" })),
        post("/incidents/{id}/unmerge", because()),
        post("/notices/{number}/answer", json!({ "stage": "seen" })),
        post(
            "/plugins/{name}/differences/sign-off",
            json!({ "district": "350924-D1", "hook": "workflow", "version": "1.0.0" }),
        ),
        post("/plugins/{name}/mode", json!({ "districts": "all", "hook": "workflow", "mode": "auto" })),
        post("/plugins/{name}/quarantine/lift", json!({ "district": "350924-D1" })),
        post("/plugins/{name}/roll-back", json!({ "district": "350924-D1" })),
        (Method::PUT, "/plugins/{name}/settings", &[], json!({ "settings": {} })),
        post("/plugins/{name}/settings/withdraw", json!({})),
        post("/roads/close", json!({ "from": "350924100", "to": "350924102", "reason": "under water" })),
        post("/roads/open", json!({ "from": "350924100", "to": "350924102" })),
        post("/roster/handovers", json!({ "district": "350924-D1", "person": "PC001", "note": "all quiet" })),
        post("/roster/handovers/take-over", json!({ "district": "350924-D1", "person": "PC002" })),
        post("/roster/shifts", shifts()),
        post(
            "/roster/stand-ins",
            json!({ "district": "350924-D1", "slot": "leader", "until": "2022-09-01T10:00:00+08:00", "person": "PC003" }),
        ),
        post("/roster/stand-ins/{number}/end", because()),
        post("/roster/swaps", json!({ "gives": place() })),
        post("/roster/swaps/{number}/accept", by()),
        post("/roster/swaps/{number}/approve", by()),
        post("/roster/swaps/{number}/decline", by()),
        post("/series", json!({ "readings": [{ "series": "demand.D1", "value": 4.5 }] })),
        post("/tasks", task()),
        post("/tasks/{id}/accept", json!({})),
        post("/tasks/{id}/cancel", because()),
        post("/tasks/{id}/done", json!({ "outcome": "nothing" })),
        (Method::POST, "/units/{code}/stand-by", &[("{code}", "U001")], stand_by()),
        (Method::POST, "/units/{code}/stand-by/end", &[("{code}", "U001")], because()),
        (Method::POST, "/units/{code}/status", &[("{code}", "U001")], json!({ "primary": "unavailable" })),
        (Method::POST, "/workflow-kinds/{kind}/pause", &[("{kind}", "search")], because()),
        (Method::POST, "/workflow-kinds/{kind}/resume", &[("{kind}", "search")], because()),
        post("/workflows", json!({ "kind": "search", "district": "350924-D1", "fields": { "name": "灯塔" } })),
        post("/workflows/{id}/cancel", because()),
        post("/workflows/{id}/pause", because()),
        post("/workflows/{id}/restart", json!({ "approver": "PC001", "reason": "a trial" })),
        post("/workflows/{id}/resume", because()),
        post("/workflows/{id}/retry", because()),
        post("/workflows/{id}/signals", json!({ "name": "news", "fields": { "age": 3 } })),
    ]
}

fn place() -> Value {
    json!({ "district": "350924-D1", "shift": MORNING, "slot": "leader", "person": "PC001" })
}

fn task() -> Value {
    json!({ "title": "look after the bridge", "district": "350924-D1", "assignee": "unit:U001" })
}

/// What takes a key, by its description: method and route below the county.
fn described() -> BTreeSet<(String, String)> {
    let api: Value = serde_json::from_str(api::openapi_json()).unwrap();
    let mut found = BTreeSet::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            if parameters.into_iter().any(|parameter| parameter["name"] == "Idempotency-Key") {
                let answers = operation["responses"].as_object().unwrap();
                let good = answers.iter().find(|(status, _)| status.starts_with('2')).expect("it may succeed").1;
                assert!(good["headers"]["Idempotency-Replayed"].is_object(), "{method} {path} does not say so");
                let route = path.strip_prefix("/v1/counties/{county}").expect("of a county");
                found.insert((method.to_uppercase(), route.to_owned()));
            }
        }
    }
    found
}

/// Those that answer with how the thing stands by now, whatever was answered the first time.
const AS_IT_STANDS: [&str; 11] = [
    "/clock/accept",
    "/clock/refuse",
    "/notices/{number}/answer",
    "/plugins/{name}/mode",
    "/plugins/{name}/roll-back",
    "/plugins/{name}/settings",
    "/roads/close",
    "/roads/open",
    "/units/{code}/stand-by",
    "/units/{code}/stand-by/end",
    "/units/{code}/status",
];

/// All others know a command again without the room's doing anything, and without any of what it was about being there.
async fn known_before_anything_is_looked_for(server: &TestServer, workflow: &str) {
    for (method, route, parts, body) in requests() {
        if AS_IT_STANDS.contains(&route) || route == "/incidents" {
            continue;
        }
        let path = parts.iter().fold(route.to_owned(), |path, (name, value)| path.replace(name, value));
        let there = if path.starts_with("/workflows") { workflow } else { "1" };
        let path = path.replace("{number}", "1").replace("{name}", "flow");
        let key = [("idempotency-key", route)];
        let ask =
            |id: &str| request(method.clone(), &of_county(&path.replace("{id}", id)[1..]), &key, Some(body.clone()));
        server.room.repeats.store(true, Ordering::SeqCst);
        server.ask(ask(there)).await;
        server.room.repeats.store(false, Ordering::SeqCst);
        let envelope = server.room.repeated.lock().unwrap().take().expect("handed in");
        server.room.remember(&envelope);
        server.room.broken.store(true, Ordering::SeqCst);
        let told = server.ask(ask(there)).await;
        assert!(told.status.is_success(), "{method} {route}: {}", told.text());
        assert_eq!(told.header("idempotency-replayed"), Some("true"), "{method} {route}");
        let other = server.ask(ask("77")).await;
        assert!(!route.contains("{id}") || !other.status.is_success(), "{method} {route}: of another it is another");
        server.room.broken.store(false, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn whatever_takes_a_key_says_that_it_was_done_before() {
    let known = requests().into_iter().map(|(method, route, ..)| (method.to_string(), route.to_owned())).collect();
    assert_eq!(described(), known, "routes that take a key (left), and those that are tried (right)");
    let server = with_plugin().await;
    let id = start(&server, "a").await;
    step(&server.room, 1);
    server.post(&of_county("roster/shifts"), shifts()).await.ok(200);
    server.post(&of_county("roster/swaps"), json!({ "gives": place() })).await.ok(201);
    server.post(&of_county("tasks"), task()).await.ok(201);
    server.report(accident()).await;
    server.report(accident()).await;
    server.room.repeats.store(true, Ordering::SeqCst);
    for (method, route, parts, body) in requests() {
        let path = parts.iter().fold(route.to_owned(), |path, (name, value)| path.replace(name, value));
        let of = if path.starts_with("/workflows") { id.as_str() } else { "1" };
        let path = path.replace("{id}", of).replace("{number}", "1").replace("{name}", "flow");
        let key = [("idempotency-key", "k")];
        let told = server.ask(request(method.clone(), &of_county(&path[1..]), &key, Some(body))).await;
        assert!(told.status.is_success(), "{method} {route}: {}", told.text());
        assert_eq!(told.header("idempotency-replayed"), Some("true"), "{method} {route}");
    }
    server.room.repeats.store(false, Ordering::SeqCst);
    known_before_anything_is_looked_for(&server, &id).await;
    let first = request(Method::POST, &of_county("tasks"), &[("idempotency-key", "new")], Some(task()));
    assert_eq!(server.ask(first).await.header("idempotency-replayed"), None);
}
