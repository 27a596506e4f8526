//! Incidents handed to outside agencies, over HTTP: told, confirmed, listed and in the story, also by way of a duplicate.

use serde_json::json;

use crate::server::{TestServer, accident, of_county};

#[tokio::test]
async fn an_agency_is_told_and_confirms() {
    let server = TestServer::new();
    let (first, id) = (server.report(accident()).await, server.report(accident()).await);
    let path = |id: &str, what: &str| of_county(&format!("incidents/{id}{what}"));
    let unknown = json!({ "agency": "122" });
    let problem = server.post(&path(&id, "/hand-offs"), unknown).await.problem(422, "no-such-agency");
    assert!(problem["detail"].as_str().unwrap().contains("119"), "{problem}");
    let body = json!({ "agency": "119", "note": "smoke on the third floor" });
    server.post(&path(&id, "/hand-offs"), body.clone()).await.ok(200);
    server.post(&path(&id, "/hand-offs"), body).await.problem(409, "no-change");
    let row = server.get(&of_county("incidents")).await.ok(200)["items"][0].clone();
    assert_eq!(json!([row["id"], row["unconfirmed"]]), json!([id, ["119"]]));
    let shown = server.get(&path(&id, "?lang=en")).await.ok(200);
    let open = &shown["hand_offs"][0];
    assert_eq!(json!([open["to"]["text"], open["note"]]), json!(["fire brigade", "smoke on the third floor"]));
    assert_eq!((&open["due"], open.get("reference")), (&json!("2022-09-01T00:07:44.000+08:00"), None));
    let text = server.get(&path(&id, "/explanation?lang=en")).await.ok(200);
    let told = text["text"].as_str().unwrap();
    assert!(told.contains("00:04:44 to fire brigade by owner: smoke on the third floor"), "{told}");
    assert!(told.contains("not confirmed; due 00:07:44"), "{told}");
    // Its duplicate's hand-off stands with the incident that it went into.
    server.post(&path(&id, "/merge"), json!({ "into": first })).await.ok(200);
    let confirmation = path(&id, "/hand-offs/confirmation");
    server.post(&confirmation, json!({ "agency": "120", "reference": "A-1" })).await.problem(404, "no-such-hand-off");
    server.post(&confirmation, json!({ "agency": "119", "reference": "" })).await.problem(422, "bad-reference");
    server.post(&confirmation, json!({ "agency": "119", "reference": "F-815" })).await.ok(200);
    let shown = server.get(&path(&first, "?lang=zh-CN")).await.ok(200);
    let theirs = &shown["hand_offs"][0];
    assert_eq!(json!([theirs["of"], theirs["to"]["text"], theirs["reference"]]), json!([id, "消防救援", "F-815"]));
    let text = server.get(&path(&first, "/explanation?lang=zh-CN")).await.ok(200);
    assert!(text["text"].as_str().unwrap().contains("已确认，编号F-815"), "{text}");
}
