//! What was done under a key and is asked for again: the first answer, also when what it was about is archived or erased since, and
//! to nobody but the one who got it then.

use api::{Role, Scope, Tokens};
use axum::http::Method;
use domain::event::{Event, IncidentEvent};
use domain::ids::IncidentRef;
use domain::ports::Room;
use serde_json::{Value, json};

use crate::server::{TestServer, Told, accident, of_county, request};
use crate::workflows::{start, step, with_plugin};

async fn keyed(server: &TestServer, path: &str, key: &str, body: &Value) -> Told {
    server.ask(request(Method::POST, &of_county(path), &[("idempotency-key", key)], Some(body.clone()))).await
}

/// Cancels an incident and moves it to the archive.
async fn archive(server: &TestServer, number: u32) {
    let cancelled = json!({ "to": "cancelled", "reason": "false alarm" });
    server.post(&of_county(&format!("incidents/{number}/transitions")), cancelled).await.ok(200);
    let which = IncidentRef(number);
    server.archive.take_incident(&server.room.state(), which);
    server.room.commit("system", "tick", vec![Event::Incident(IncidentEvent::Archived { incidents: vec![which] })]);
}

/// It was `409 archived`.
#[tokio::test]
async fn the_first_answer_comes_again_when_its_subject_is_archived() {
    let server = with_plugin().await;
    for _ in 0..3 {
        server.report(accident()).await;
    }
    let task = json!({ "title": "look", "district": "350924-D1", "assignee": "unit:U001", "incident": "3" });
    let workflow = json!({ "kind": "search", "incident": "3", "fields": { "name": "灯塔" } });
    let requests = [
        ("incidents/1/acknowledgement", json!({}), 200),
        ("incidents/1/assignments", json!({ "units": ["U001"] }), 200),
        // What it goes into is archived, too.
        ("incidents/2/merge", json!({ "into": "1", "reason": "the same" }), 200),
        ("tasks", task, 201),
        ("workflows", workflow, 201),
    ];
    let mut first = Vec::new();
    for (path, body, status) in &requests {
        first.push(keyed(&server, path, path, body).await.ok(*status));
    }
    let keys = server.keys.subjects();
    archive(&server, 1).await;
    archive(&server, 3).await;
    for ((path, body, status), first) in requests.iter().zip(first) {
        let again = keyed(&server, path, path, body).await;
        assert_eq!(again.header("idempotency-replayed"), Some("true"), "{path}");
        assert_eq!(again.ok(*status), first, "{path}");
        let located = again.header("location").is_some();
        assert_eq!(located, *path == "workflows", "{path}");
    }
    assert_eq!(server.keys.subjects(), keys, "no key was drawn for what was done already");
    // Under another key it is a new command, and under this one another body is none of the same.
    keyed(&server, requests[0].0, "new", &requests[0].1).await.problem(409, "archived");
    keyed(&server, requests[0].0, requests[0].0, &json!({ "reason": "again" })).await.problem(422, "key-reused");
    // The same key for another route is another command as well.
    keyed(&server, "incidents/1/unmerge", requests[0].0, &json!({})).await.problem(422, "key-reused");
}

/// It was `409 no-subject`: nothing can be sealed any more.
#[tokio::test]
async fn the_first_answer_comes_again_when_its_subject_s_data_are_erased() {
    let server = with_plugin().await;
    let id = start(&server, "a").await;
    step(&server.room, 1);
    let done = json!({ "outcome": "found", "fields": { "name": "灯塔" } });
    let first = keyed(&server, "tasks/1/done", "k", &done).await.ok(200);
    server.delete(&of_county(&format!("workflows/{id}/fields")), json!({ "reason": "as asked" })).await.ok(200);
    let again = keyed(&server, "tasks/1/done", "k", &done).await;
    assert_eq!((again.ok(200), again.header("idempotency-replayed")), (first, Some("true")));
    assert!(!again.text().contains("灯塔"));
}

#[tokio::test]
async fn a_key_belongs_to_its_token_and_the_answer_to_its_district() {
    let drawn = ["desk-a", "desk-b"].map(|name| Tokens::generate(name, Role::Operator, Scope::All).unwrap());
    let file = drawn.each_ref().map(|token| token.entry.as_str()).join("\n");
    let server = TestServer::with(Tokens::parse(&file).unwrap(), true);
    let ask = |server: &TestServer, by: usize| {
        let bearer = format!("Bearer {}", drawn[by].secret);
        let headers = [("idempotency-key", "1"), ("authorization", bearer.as_str())];
        let body = json!({ "title": "look", "district": "350924-D1", "assignee": "unit:U001" });
        let request = request(Method::POST, &of_county("tasks"), &headers, Some(body));
        let router = server.router.clone();
        async move {
            let answer = tower::ServiceExt::oneshot(router, request).await.unwrap();
            let (status, headers) = (answer.status(), answer.headers().clone());
            let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec();
            Told { status, headers, bytes }
        }
    };
    let first = ask(&server, 0).await.ok(201);
    let other = ask(&server, 1).await;
    assert_eq!(other.header("idempotency-replayed"), None, "a second desk's own `1`");
    assert_ne!(other.ok(201)["id"], first["id"]);
    assert_eq!(ask(&server, 0).await.ok(201), first);
    assert_eq!(ask(&server, 1).await.ok(201), other.json());
    // The same token with other districts since: what it did there is not told any more, also when nothing is there.
    let elsewhere = file.replace("districts = \"*\"", "districts = [\"350924-D2\"]");
    let limited = TestServer::with_room(server.room.clone(), Tokens::parse(&elsewhere).unwrap());
    let id = first["id"].as_str().unwrap();
    let refused = ask(&limited, 0).await;
    refused.problem(404, "no-such-task");
    assert!(!refused.text().contains(id), "{}", refused.text());
    let tasks = [1, 2].map(domain::ids::TaskRef).to_vec();
    for task in &tasks {
        server.room.commit("a", "cancel-task", vec![Event::Task(domain::event::TaskEvent::Cancelled { task: *task })]);
    }
    server.room.commit("system", "tick", vec![Event::Task(domain::event::TaskEvent::Forgotten { tasks })]);
    assert_eq!(ask(&server, 0).await.ok(201), first);
    ask(&limited, 0).await.problem(404, "no-such-task");
}
