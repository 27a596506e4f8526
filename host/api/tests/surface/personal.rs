//! Personal data over HTTP: sealed on the way in, opened for a purpose that stands in the journal, erased for good.

use domain::ports::Room;
use serde_json::json;

use crate::server::{TestServer, accident, of_county, request};

async fn reported(server: &TestServer) -> String {
    let mut body = accident();
    body["description"] = json!("两车相撞");
    body["caller"] = json!({ "name": "灯塔", "number": "13800000000" });
    server.report(body).await
}

#[tokio::test]
async fn nothing_personal_is_in_the_journal_or_in_any_answer() {
    let server = TestServer::new();
    let id = reported(&server).await;
    let shown = server.get(&of_county(&format!("incidents/{id}"))).await;
    assert_eq!(shown.json()["personal"], json!(["caller-name", "caller-number", "description"]));
    let listed = server.get(&of_county("incidents")).await;
    let told = server.get(&of_county(&format!("incidents/{id}/explanation"))).await;
    for text in [server.room.journal_text(), shown.text(), listed.text(), told.text()] {
        for word in ["灯塔", "13800000000", "两车相撞"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
}

#[tokio::test]
async fn reading_is_journalled_before_it_happens() {
    let server = TestServer::new();
    let id = reported(&server).await;
    let path = of_county(&format!("incidents/{id}/personal"));
    server.post(&path, json!({ "fields": ["caller-number"], "purpose": " " })).await.problem(422, "no-purpose");
    server.post(&path, json!({ "fields": ["caller-number"] })).await.problem(422, "bad-body");
    let version = server.room.state().version;
    let asked = json!({ "fields": ["caller-number", "caller-name"], "purpose": "call back" });
    let told = server.post(&path, asked.clone()).await;
    assert_eq!(told.ok(200), json!({ "caller-name": "灯塔", "caller-number": "13800000000" }));
    assert_eq!(told.header("cache-control"), Some("no-store"));
    let batch = server.room.last_batch();
    assert_eq!((batch.version, batch.command.as_str()), (version.next(), "read-sealed"));
    assert!(String::from_utf8(batch.encode()).unwrap().contains("call back"));
    // What can't be journalled is not read.
    server.room.broken.store(true, std::sync::atomic::Ordering::SeqCst);
    server.post(&path, asked).await.problem(503, "journal-failed");
}

#[tokio::test]
async fn erased_is_gone() {
    let server = TestServer::new();
    let id = reported(&server).await;
    let path = of_county(&format!("incidents/{id}/personal"));
    assert_eq!(server.keys.subjects(), [2]);
    server.delete(&path, json!({ "reason": "" })).await.problem(422, "no-reason");
    assert_eq!(server.keys.subjects(), [2]);
    server.delete(&path, json!({ "reason": "retention ended" })).await.ok(200);
    assert_eq!(server.keys.subjects(), [0_u32; 0]);
    server.post(&path, json!({ "fields": ["caller-name"], "purpose": "call back" })).await.problem(410, "erased");
    server.delete(&path, json!({ "reason": "again" })).await.problem(410, "erased");
    let shown = server.get(&of_county(&format!("incidents/{id}"))).await.ok(200);
    assert!(shown["erased_at"].is_string() && shown["personal"] == json!([]));
    let bare = server.report(accident()).await;
    let path = of_county(&format!("incidents/{bare}/personal"));
    let asked = json!({ "fields": ["caller-name"], "purpose": "call back" });
    server.post(&path, asked).await.problem(404, "no-personal-data");
}

/// A fingerprint of a request stayed in the journal, made with a key that was never erased: whoever had both could try numbers.
#[tokio::test]
async fn nothing_in_the_journal_tells_one_number_from_another() {
    let mut fingerprints = Vec::new();
    for number in ["13800000000", "13900000000"] {
        let server = TestServer::new();
        let mut body = accident();
        body["caller"] = json!({ "name": "灯塔", "number": number });
        let keyed = [("idempotency-key", "a")];
        server.ask(request(axum::http::Method::POST, &of_county("incidents"), &keyed, Some(body))).await.ok(201);
        fingerprints.push(server.room.last_batch().key.unwrap().fingerprint);
    }
    assert_eq!(fingerprints[0], fingerprints[1]);
}
