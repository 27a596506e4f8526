//! How incidents came to be known, over HTTP: a unit that came upon one, a call that broke off.

use serde_json::json;

use crate::server::{TestServer, accident, of_county};

#[tokio::test]
async fn a_unit_or_a_call_that_broke_off_stands_with_the_incident() {
    let server = TestServer::new();
    let told = |origin: serde_json::Value| {
        let mut body = accident();
        body["origin"] = origin;
        body
    };
    let incidents = of_county("incidents");
    server.post(&incidents, told(json!({ "unit": "U099" }))).await.problem(404, "no-such-unit");
    server.post(&incidents, told(json!("lost"))).await.problem(422, "bad-body");
    let found = server.report(told(json!({ "unit": "U001" }))).await;
    let shown = server.get(&of_county(&format!("incidents/{found}?lang=en"))).await.ok(200);
    assert_eq!((&shown["origin"], &shown["unit"]), (&json!("self-initiated"), &json!("U001")));
    let text = server.get(&of_county(&format!("incidents/{found}/explanation?lang=en"))).await.ok(200);
    assert!(text["text"].as_str().unwrap().contains("U001 came upon it and was there from its report on"), "{text}");
    let broken = server.report(told(json!("abandoned"))).await;
    let plain = server.report(accident()).await;
    let text = server.get(&of_county(&format!("incidents/{broken}/explanation?lang=zh-CN"))).await.ok(200);
    assert!(text["text"].as_str().unwrap().contains("来电中断，先行回拨核实"), "{text}");
    for (origin, id) in [("abandoned", &broken), ("self-initiated", &found), ("reported", &plain)] {
        let rows = server.get(&of_county(&format!("incidents?origin={origin}"))).await.ok(200);
        let ids: Vec<&str> = rows["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert_eq!(ids, [id]);
    }
    server.get(&of_county("incidents?origin=lost")).await.problem(400, "bad-query");
    let end = json!({ "to": "cancelled", "reason": "nobody was there" });
    server.post(&of_county(&format!("incidents/{broken}/transitions")), end).await.ok(200);
    let counts = server.get(&of_county("outcomes")).await.ok(200);
    assert_eq!(json!([counts["incidents"], counts["self_initiated"], counts["abandoned"]]), json!([1, 0, 1]));
}
