//! How incidents end over HTTP: given at the closing, listed and filtered by, counted over room and archive.

use domain::event::{Event, IncidentEvent};
use domain::ids::IncidentRef;
use domain::ports::Room;
use serde_json::{Value, json};

use crate::server::{TestServer, accident, of_county};

async fn noise(server: &TestServer) -> String {
    let mut report = accident();
    report["kind"] = json!("noise");
    let id = server.report(report).await;
    server.room.pass(60);
    step(server, &id, json!({ "to": "accepted" })).await.ok(200);
    id
}

async fn step(server: &TestServer, id: &str, body: Value) -> crate::server::Told {
    server.post(&of_county(&format!("incidents/{id}/transitions")), body).await
}

#[tokio::test]
async fn what_is_missing_is_asked_for_by_its_codes() {
    let server = TestServer::new();
    let id = noise(&server).await;
    step(&server, &id, json!({ "to": "resolved" })).await.ok(200);
    let problem = step(&server, &id, json!({ "to": "closed" })).await.problem(422, "no-outcome");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("warned") && detail.contains("settled"), "{detail}");
    step(&server, &id, json!({ "to": "closed", "outcome": "lost" })).await.problem(422, "no-such-outcome");
    step(&server, &id, json!({ "to": "closed", "outcome": "settled" })).await.ok(200);
    let shown = server.get(&of_county(&format!("incidents/{id}"))).await.ok(200);
    assert_eq!(shown["outcome"]["code"], "settled");
    let outcome = of_county(&format!("incidents/{id}/outcome"));
    server.post(&outcome, json!({ "outcome": "settled" })).await.problem(409, "no-change");
    server.post(&outcome, json!({ "outcome": "warned", "reason": "a slip" })).await.ok(200);
    let told = server.get(&of_county(&format!("incidents/{id}/explanation?lang=en"))).await.ok(200);
    let text = told["text"].as_str().unwrap();
    assert!(text.contains("Result: ") && text.contains("result put right"), "{text}");
}

#[tokio::test]
async fn results_are_filtered_by_and_counted_over_room_and_archive() {
    let server = TestServer::new();
    let mut ids = Vec::new();
    for outcome in ["warned", "settled", "warned"] {
        let id = noise(&server).await;
        step(&server, &id, json!({ "to": "resolved", "outcome": outcome })).await.ok(200);
        ids.push(id);
    }
    let crash = server.report(accident()).await;
    step(&server, &crash, json!({ "to": "cancelled" })).await.ok(200);
    noise(&server).await;
    step(&server, &ids[0], json!({ "to": "closed" })).await.ok(200);
    // The first is only in the archive.
    server.archive.take_incident(&server.room.state(), IncidentRef(1));
    let gone = IncidentEvent::Archived { incidents: vec![IncidentRef(1)] };
    server.room.commit("system", "tick", vec![Event::Incident(gone)]);
    let listed = server.get(&of_county("incidents?outcome=warned")).await.ok(200);
    let found: Vec<&Value> = listed["items"].as_array().unwrap().iter().map(|item| &item["id"]).collect();
    assert_eq!(found, [&json!(ids[2]), &json!(ids[0])]);
    let counts = |told: Value| {
        let items = told["items"].as_array().unwrap().clone();
        let line = |item: &Value| format!("{} {}", item["outcome"]["code"].as_str().unwrap(), item["incidents"]);
        (items.iter().map(line).collect::<Vec<_>>(), told["without"].clone(), told["incidents"].clone())
    };
    let all = counts(server.get(&of_county("outcomes")).await.ok(200));
    assert_eq!(all, (vec!["warned 2".to_owned(), "settled 1".to_owned()], json!(1), json!(4)));
    let of_noise = counts(server.get(&of_county("outcomes?kind=noise&district=350924-D1")).await.ok(200));
    assert_eq!((of_noise.1, of_noise.2), (json!(0), json!(3)));
    let later = counts(server.get(&of_county("outcomes?from=2023-01-01T00:00:00%2B08:00")).await.ok(200));
    assert_eq!(later, (vec!["warned 0".to_owned(), "settled 0".to_owned()], json!(0), json!(0)));
    server.get(&of_county("outcomes?kind=war")).await.problem(400, "bad-query");
}
