//! Where an incident is, over HTTP: uncertain from the report on, put right later, and what the districts on both sides hear of it.

use serde_json::json;

use crate::server::{TestServer, accident, of_county};

#[tokio::test]
async fn a_place_is_uncertain_and_is_put_right() {
    let server = TestServer::new();
    let mut report = accident();
    report["uncertain"] = json!({ "road": { "from": "350924100", "to": "350924999" } });
    server.post(&of_county("incidents"), report.clone()).await.problem(404, "no-such-road");
    report["uncertain"] = json!({ "radius-m": 0 });
    server.post(&of_county("incidents"), report.clone()).await.problem(422, "bad-radius");
    report["uncertain"] = json!({ "radius-m": 500 });
    let id = server.report(report).await;
    let shown = server.get(&of_county(&format!("incidents/{id}"))).await.ok(200);
    assert_eq!(shown["uncertain"], json!({ "radius-m": 500 }));
    let told = server.get(&of_county(&format!("incidents/{id}/explanation?lang=en"))).await.ok(200);
    assert!(told["text"].as_str().unwrap().contains("The place is uncertain: within 500 m."), "{told}");
    server.room.pass(60);
    let place = of_county(&format!("incidents/{id}/place"));
    server.post(&place, json!({ "lon": 10.0, "lat": 10.0 })).await.problem(422, "outside-county");
    let body = json!({ "lon": 119.25, "lat": 27.05, "reason": "the other bridge" });
    let moved = server.post(&place, body.clone()).await.ok(200);
    assert_eq!((&moved["district"], &moved["grid"]), (&json!("350924-D2"), &json!("350924102001001")));
    server.post(&place, body).await.problem(409, "no-change");
    let shown = server.get(&of_county(&format!("incidents/{id}?lang=en"))).await.ok(200);
    assert_eq!((&shown["lon"], shown.get("uncertain")), (&json!(119.25), None));
    let change = &shown["changes"][0];
    assert_eq!((&change["what"]["code"], &change["reason"]), (&json!("relocated"), &json!("the other bridge")));
    assert!(change["what"]["text"].as_str().unwrap().contains("within 500 m"), "{change}");
}
