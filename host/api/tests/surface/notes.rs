//! Notes on an incident over HTTP: listed, put right, sealed on the way in and read for a purpose, gone with the personal data.

use axum::http::Method;
use domain::ports::Room;
use serde_json::json;

use crate::server::{TestServer, accident, of_county, request};

async fn write(server: &TestServer, id: &str, body: serde_json::Value) -> crate::server::Told {
    server.post(&of_county(&format!("incidents/{id}/notes")), body).await
}

#[tokio::test]
async fn notes_are_listed_with_what_puts_them_right() {
    let server = TestServer::new();
    let id = server.report(accident()).await;
    write(&server, &id, json!({ "text": "two cars" })).await.ok(200);
    write(&server, &id, json!({ "text": "three cars", "corrects": 1 })).await.ok(200);
    write(&server, &id, json!({ "text": "four", "corrects": 9 })).await.problem(422, "no-such-note");
    write(&server, &id, json!({ "text": " " })).await.problem(422, "no-note");
    write(&server, &id, json!({ "text": "five", "by": "somebody else" })).await.problem(422, "bad-body");
    let listed = server.get(&of_county(&format!("incidents/{id}/notes"))).await.ok(200);
    let line = |note: &serde_json::Value| {
        format!("{} {} {} {}", note["number"], note["text"], note["corrects"], note["corrected_by"])
    };
    let lines: Vec<String> = listed["items"].as_array().unwrap().iter().map(line).collect();
    assert_eq!(lines, [r#"1 "two cars" null 2"#, r#"2 "three cars" 1 null"#]);
    let shown = server.get(&of_county(&format!("incidents/{id}"))).await.ok(200);
    assert_eq!(shown["notes"], listed["items"]);
    let told = server.get(&of_county(&format!("incidents/{id}/explanation?lang=en"))).await.ok(200);
    let text = told["text"].as_str().unwrap();
    assert!(
        text.contains("(put right by note 2): two cars") && text.contains("(puts note 1 right): three cars"),
        "{text}"
    );
}

#[tokio::test]
async fn a_personal_note_is_sealed_read_for_a_purpose_and_erased() {
    let server = TestServer::new();
    let id = server.report(accident()).await;
    write(&server, &id, json!({ "text": "两车" })).await.ok(200);
    write(&server, &id, json!({ "text": " ", "personal": true })).await.problem(422, "no-note");
    assert_eq!(server.keys.subjects(), [0_u32; 0], "no key is drawn for nothing");
    write(&server, &id, json!({ "text": "灯塔住在桥边", "personal": true })).await.ok(200);
    write(&server, &id, json!({ "text": "灯塔改口", "personal": true, "corrects": 2 })).await.ok(200);
    write(&server, &id, json!({ "text": "灯塔", "personal": true, "corrects": 9 })).await.problem(422, "no-such-note");
    assert_eq!(server.keys.subjects(), [2], "one key for all of it");
    let shown = server.get(&of_county(&format!("incidents/{id}"))).await;
    assert_eq!(shown.json()["personal"], json!(["notes"]));
    assert_eq!((&shown.json()["notes"][1]["personal"], shown.json()["notes"][1].get("text")), (&json!(true), None));
    let told = server.get(&of_county(&format!("incidents/{id}/explanation"))).await;
    for text in [server.room.journal_text(), shown.text(), told.text()] {
        assert!(!text.contains("灯塔"), "{text}");
    }
    let personal = of_county(&format!("incidents/{id}/personal"));
    let asked = json!({ "fields": ["notes"], "purpose": "a complaint" });
    let read = server.post(&personal, asked.clone()).await.ok(200);
    let note = |number: u32, text: &str| json!({ "number": number, "text": text });
    assert_eq!(read, json!({ "notes": [note(2, "灯塔住在桥边"), note(3, "灯塔改口")] }));
    assert!(String::from_utf8(server.room.last_batch().encode()).unwrap().contains("a complaint"));
    let other = json!({ "fields": ["caller-name"], "purpose": "a complaint" });
    assert_eq!(server.post(&personal, other).await.ok(200), json!({}), "and nothing that was not asked for");
    server.delete(&personal, json!({ "reason": "as they wish" })).await.ok(200);
    assert_eq!(server.keys.subjects(), [0_u32; 0]);
    server.post(&personal, asked).await.problem(410, "erased");
    write(&server, &id, json!({ "text": "灯塔", "personal": true })).await.problem(404, "no-personal-data");
    assert_eq!(server.keys.subjects(), [0_u32; 0], "what is refused leaves no key");
    let listed = server.get(&of_county(&format!("incidents/{id}/notes"))).await.ok(200);
    let erased = |note: &serde_json::Value| note["erased"] == true;
    assert_eq!(listed["items"].as_array().unwrap().iter().map(erased).collect::<Vec<_>>(), [false, true, true]);
}

/// The same note sent twice is one, and of what is personal its key says no more than that it was there.
#[tokio::test]
async fn a_note_that_is_sent_again_is_one() {
    let server = TestServer::new();
    let id = server.report(accident()).await;
    let path = of_county(&format!("incidents/{id}/notes"));
    let ask = |text: &str| {
        let body = json!({ "text": text, "personal": true });
        server.ask(request(Method::POST, &path, &[("idempotency-key", "a")], Some(body)))
    };
    let first = ask("灯塔").await;
    let fingerprint = server.room.last_batch().key.unwrap().fingerprint;
    let again = ask("灯塔").await;
    assert_eq!((again.header("idempotency-replayed"), &again.bytes), (Some("true"), &first.bytes));
    assert_eq!(server.room.state().incidents.values().next().unwrap().notes.len(), 1);
    let other = TestServer::new();
    let id = other.report(accident()).await;
    let body = json!({ "text": "another text", "personal": true });
    let path = of_county(&format!("incidents/{id}/notes"));
    other.ask(request(Method::POST, &path, &[("idempotency-key", "a")], Some(body))).await.ok(200);
    assert_eq!(other.room.last_batch().key.unwrap().fingerprint, fingerprint);
}
