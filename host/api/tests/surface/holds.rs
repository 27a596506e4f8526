//! Dispatch that waits for a word on a duplicate, over HTTP: in the list, with the incident and in its story, and on the stream.

use domain::event::{Event, IncidentEvent};
use domain::ids::IncidentRef;
use domain::incident::hold::HoldEnd;
use serde_json::json;

use crate::room::START;
use crate::server::{TestServer, accident, of_county};

#[tokio::test]
async fn what_dispatch_waits_for_is_told_until_it_waits_no_more() {
    let server = TestServer::new();
    let (first, second) = (server.report(accident()).await, server.report(accident()).await);
    let incident = IncidentRef(2);
    let held = IncidentEvent::Held { incident, of: IncidentRef(1), decision: 1, until: START.plus_s(90) };
    server.room.commit("system", "report", vec![Event::Incident(held)]);
    let rows = server.get(&of_county("incidents")).await.ok(200);
    let row = rows["items"].as_array().unwrap().iter().find(|row| row["id"] == json!(second)).unwrap().clone();
    let hold = json!({ "duplicate_of": first, "recommendation": 1, "until": "2022-09-01T00:06:14.000+08:00" });
    assert_eq!((&row["waits_for"], &row["hold"]), (&json!("word"), &hold));
    let path = of_county(&format!("incidents/{second}"));
    let shown = server.get(&format!("{path}?lang=en")).await.ok(200);
    assert_eq!((&shown["hold"], &shown["changes"][0]["what"]["code"]), (&hold, &json!("held")));
    let text = |told: serde_json::Value| told["text"].as_str().unwrap().to_owned();
    let told = text(server.get(&format!("{path}/explanation?lang=en")).await.ok(200));
    let line =
        format!("Waits for a word until 00:06:14: duplicate of {first}? Nobody is sent before (recommendation 1)");
    assert!(told.contains(&line) && !told.contains("timer 65534"), "{told}");
    let chinese = text(server.get(&format!("{path}/explanation?lang=zh-CN")).await.ok(200));
    assert!(chinese.contains(&format!("等待人工确认至00:06:14：是否与{first}重复？")), "{chinese}");
    let ended = IncidentEvent::HoldEnded { incident, end: HoldEnd::TimeUp };
    server.room.commit("system", "tick", vec![Event::Incident(ended)]);
    let shown = server.get(&format!("{path}?lang=en")).await.ok(200);
    assert_eq!((shown.get("hold"), &shown["changes"][1]["what"]["code"]), (None, &json!("hold-ended")));
}
