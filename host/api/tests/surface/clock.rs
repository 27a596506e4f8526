//! The room's time over HTTP: what is shown, how a doubt is told of everywhere, and a person's word.

use domain::clock::{Cause, Unproved};
use domain::event::{ClockEvent, Event};
use domain::ids::*;
use serde_json::json;

use crate::server::{COUNTY, TestServer};

fn doubt(server: &TestServer) {
    let wall = domain::ports::Room::now(&*server.room).plus_s(60);
    let unproved = Unproved { since: Version(1), at: wall };
    let event =
        ClockEvent::Doubted { doubt: DoubtRef(1), cause: Cause::MachineOff, wall, lag_ms: 28_800_000, unproved };
    server.room.commit("system", "doubt-clock", vec![Event::Clock(event)]);
}

#[tokio::test]
async fn a_doubt_shows_everywhere_until_a_person_has_spoken() {
    let server = TestServer::new();
    let clock = format!("{COUNTY}/clock");
    let shown = server.get(&clock).await.ok(200);
    assert_eq!((&shown["confirmed"], &shown["refused"], &shown["ahead_ms"]), (&json!(true), &json!(false), &json!(0)));
    let word = json!({ "ahead_ms": 60_000, "reason": "it agrees with my watch" });
    server.post(&format!("{clock}/accept"), word.clone()).await.problem(409, "clock-confirmed");
    for path in ["/readyz", &format!("{COUNTY}/units")] {
        assert_eq!(server.get(path).await.header("wardroom-clock-in-doubt"), None, "{path}");
    }
    doubt(&server);
    let lists = ["incidents", "units", "tasks", "workflows", "notices", "timers", "plugins", "clock", "no-such-route"];
    for path in
        lists.map(|list| format!("{COUNTY}/{list}")).iter().chain(&["/readyz".to_owned(), "/v1/counties".to_owned()])
    {
        let told = server.get(path).await;
        let header = told.header("wardroom-clock-in-doubt");
        assert_eq!(header, Some("350924; cause=machine-off; lag-s=28800"), "{path}");
    }
    let ready = server.get("/readyz").await.ok(200);
    let in_doubt = json!({ "cause": "machine-off", "lag_s": 28_800, "ahead_s": 60 });
    assert_eq!((&ready["ready"], &ready["in_doubt"]["350924"]), (&json!(true), &in_doubt));
    let shown = server.get(&format!("{clock}?lang=zh-CN")).await.ok(200);
    assert_eq!((&shown["confirmed"], &shown["ahead_ms"]), (&json!(false), &json!(60_000)));
    assert_eq!(shown["doubt"]["text"], "很可能是机器曾关机，也可能是时钟偏快");
    server.post(&format!("{clock}/accept"), json!({ "ahead_ms": 60_000 })).await.problem(422, "no-reason");
    server.post(&format!("{clock}/accept"), json!({ "reason": "x" })).await.ok(422);
    let other = json!({ "ahead_ms": 600_000, "reason": "it agrees with my watch" });
    server.post(&format!("{clock}/refuse"), other).await.problem(409, "clock-changed");
    let accepted = server.post(&format!("{clock}/accept"), word).await.ok(200);
    assert_eq!((&accepted["confirmed"], &accepted["doubt"]), (&json!(true), &json!(null)));
    assert_eq!(server.get(&clock).await.header("wardroom-clock-in-doubt"), None);
    assert_eq!(server.room.last_batch().command, "accept-clock");
}
