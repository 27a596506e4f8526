//! The event stream: what it carries, where it begins, who sees what, and what becomes of a reader who stops reading.

use std::collections::VecDeque;
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{Method, Request};
use domain::event::{Event, UnitEvent};
use domain::ids::*;
use domain::limits::{STREAM_QUEUE_MAX, STREAM_STALL_S_MAX, STREAMS_MAX, STREAMS_PER_CLIENT_MAX, STREAMS_RESERVED};
use domain::ports::Room;
use domain::unit::{Fix, Primary};
use serde_json::{Value, json};
use tokio_stream::StreamExt;

use crate::server::{TestServer, accident, accident_in_nanyang, of_county, request};

/// Reads Server-Sent Events off a body.
pub struct Events {
    body: BodyDataStream,
    text: String,
    blocks: VecDeque<String>,
}

impl Events {
    pub fn of(body: Body) -> Events {
        Events { body: body.into_data_stream(), text: String::new(), blocks: VecDeque::new() }
    }

    /// The next block of lines; `None` at the end.
    pub async fn block(&mut self) -> Option<String> {
        loop {
            if let Some(block) = self.blocks.pop_front() {
                return Some(block);
            }
            let bytes = self.body.next().await?.ok()?;
            self.text.push_str(std::str::from_utf8(&bytes).unwrap());
            while let Some(end) = self.text.find("\n\n") {
                self.blocks.push_back(self.text[..end].to_owned());
                self.text.drain(..end + 2);
            }
        }
    }

    /// The next event with its id; comments and blocks without data are passed over.
    pub async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            let block = self.block().await?;
            let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
            if let Some(data) = field("data: ") {
                return Some((field("id: ").unwrap(), serde_json::from_str(&data).unwrap()));
            }
        }
    }

    /// The data of the next event that has no id of the stream.
    pub async fn beside(&mut self) -> Value {
        loop {
            let block = self.block().await.unwrap();
            if let Some(data) = block.lines().find_map(|line| line.strip_prefix("data: ")) {
                assert!(!block.contains("id: "), "{block}");
                return serde_json::from_str(data).unwrap();
            }
        }
    }

    /// The types of the next events, without their prefix.
    pub async fn types(&mut self, count: usize) -> Vec<String> {
        let mut types = Vec::new();
        for _ in 0..count {
            let (_, event) = self.next().await.unwrap();
            types.push(event["type"].as_str().unwrap().trim_start_matches("org.wardroom.").to_owned());
        }
        types
    }
}

async fn open(server: &TestServer, query: &str, headers: &[(&str, &str)]) -> Events {
    open_as(server, request(Method::GET, &of_county(&format!("events{query}")), headers, None)).await
}

async fn open_as(server: &TestServer, request: Request<Body>) -> Events {
    let answer = server.send(request).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    Events::of(answer.into_body())
}

#[tokio::test]
async fn an_event_is_a_cloud_event() {
    let server = TestServer::new();
    let mut events = open(&server, "", &[]).await;
    let mut body = accident();
    body["caller"] = json!({ "name": "灯塔" });
    server.report(body).await;
    let (id, event) = events.next().await.unwrap();
    assert_eq!(id, "2-0");
    let expected = json!({
        "specversion": "1.0", "id": "2-0", "source": "/counties/350924", "type": "org.wardroom.incident-reported",
        "time": "2022-09-01T00:04:44.000+08:00", "datacontenttype": "application/json", "subject": "20220901-000001",
        "author": "owner", "command": "report",
        "data": {
            "id": "20220901-000001", "number": 1, "external_id": null, "kind": "traffic-accident", "priority": "urgent",
            "reality": "actual", "source": "110", "lon": 119.05, "lat": 27.05, "grid": "350924100001001",
            "district": "350924-D1", "nearest_grid_m": null, "uncertain": null, "origin": "reported", "unit": null
        }
    });
    assert_eq!(event, expected, "nothing more, and nothing personal");
    let (id, event) = events.next().await.unwrap();
    assert_eq!((id.as_str(), &event["type"]), ("2-1", &json!("org.wardroom.incident-stepped")));
    assert_eq!(event["data"], json!({ "id": "20220901-000001", "to": "accepted" }));
}

#[tokio::test]
async fn a_reader_that_comes_back_misses_nothing() {
    let server = TestServer::new();
    for _ in 0..3 {
        server.report(accident()).await;
    }
    // Versions 2 to 4 with two events each; version 1, the import, is older than the server's memory.
    let ids = async |query: &str, headers: &[(&str, &str)], count: usize| {
        let mut events = open(&server, query, headers).await;
        let mut ids = Vec::new();
        for _ in 0..count {
            ids.push(events.next().await.unwrap().0);
        }
        ids
    };
    assert_eq!(ids("", &[("last-event-id", "2-0")], 5).await, ["2-1", "3-0", "3-1", "4-0", "4-1"]);
    assert_eq!(ids("?after=3-1", &[], 2).await, ["4-0", "4-1"]);
    assert_eq!(ids("?after=3", &[], 2).await, ["4-0", "4-1"]);
    assert_eq!(ids("?after=0", &[], 7).await, ["1-0", "2-0", "2-1", "3-0", "3-1", "4-0", "4-1"]);
    assert_eq!(ids("?after=0", &[("last-event-id", "4-0")], 1).await, ["4-1"], "the header counts more");
    let mut events = open(&server, "?after=3-0", &[]).await;
    events.types(3).await;
    server.report(accident()).await;
    assert_eq!(events.next().await.unwrap().0, "5-0", "on from the past into the present");
}

#[tokio::test]
async fn the_past_comes_from_the_journal_after_a_restart() {
    let server = TestServer::new();
    for _ in 0..600 {
        server.report(accident()).await;
    }
    // A server that has just begun to listen to the same room.
    let room = server.room.clone();
    let restarted = TestServer::over(room);
    let mut events = open(&restarted, "?after=1", &[]).await;
    for version in 2..=601 {
        assert_eq!(events.next().await.unwrap().0, format!("{version}-0"));
        assert_eq!(events.next().await.unwrap().0, format!("{version}-1"));
    }
    restarted.report(accident()).await;
    assert_eq!(events.next().await.unwrap().0, "602-0");
}

#[tokio::test]
async fn places_that_are_none_are_refused() {
    let server = TestServer::new();
    for id in ["x", "1-x", "-1"] {
        server.get(&of_county(&format!("events?after={id}"))).await.problem(400, "bad-query");
    }
    server.get(&of_county("events?after=2-0")).await.problem(410, "unknown-position");
    server.get(&of_county("events?since=1")).await.problem(400, "bad-query");
    server.get(&of_county("events?district=X")).await.problem(404, "no-such-district");
}

#[tokio::test]
async fn even_one_who_got_no_event_knows_where_to_go_on() {
    let server = TestServer::new();
    let mut events = open(&server, "", &[]).await;
    let opening = events.block().await.unwrap();
    assert!(opening.contains("id: 1") && opening.contains("retry: 2000") && !opening.contains("data"), "{opening}");
}

#[tokio::test]
async fn only_what_was_asked_for() {
    let server = TestServer::new();
    let mut of_nanyang = open(&server, "?district=350924-D2", &[]).await;
    server.get(&of_county("events?type=incident-stept")).await.problem(400, "bad-query");
    let mut steps = open(&server, "?type=incident-stepped,org.wardroom.units-moved", &[]).await;
    server.report(accident()).await;
    server.report(accident_in_nanyang()).await;
    let fix = |lon| Fix { lon, lat: 27.05, at: crate::room::START };
    let moved = Event::Unit(UnitEvent::Moved { fixes: vec![(UnitRef(0), fix(119.06)), (UnitRef(3), fix(119.26))] });
    server.room.commit("system", "tick", vec![moved]);
    assert_eq!(of_nanyang.types(2).await, ["incident-reported", "incident-stepped"]);
    let (_, moved) = of_nanyang.next().await.unwrap();
    let own = json!([{ "unit": "U004", "lon": 119.26, "lat": 27.05, "at": "2022-09-01T00:04:44.000+08:00" }]);
    assert_eq!(moved["data"]["fixes"], own, "others' positions are not in it");
    assert_eq!(steps.types(3).await, ["incident-stepped", "incident-stepped", "units-moved"]);
}

/// Nobody was told any more that a unit had moved. Grids are told, gathered for a second, to those who ask, and coordinates to nobody.
#[tokio::test(start_paused = true)]
async fn units_in_another_grid_are_told_to_those_who_ask() {
    let server = TestServer::new();
    let mut all = open(&server, "?type=units-moved", &[]).await;
    let mut of_nanyang = open(&server, "?type=org.wardroom.units-moved&district=350924-D2", &[]).await;
    let at = |unit: u32, s: u32, lon: f64| (UnitRef(unit), Fix { lon, lat: 27.05, at: crate::room::START.plus_s(s) });
    server.room.show_positions(&[at(0, 0, 119.05), at(3, 0, 119.25)]);
    let told = all.beside().await;
    assert_eq!(told["type"], "org.wardroom.units-moved");
    let grids = |told: &Value| -> Vec<(String, String)> {
        let word = |unit: &Value, name: &str| unit[name].as_str().unwrap().to_owned();
        told["data"]["units"].as_array().unwrap().iter().map(|unit| (word(unit, "unit"), word(unit, "grid"))).collect()
    };
    let pair = |unit: &str, grid: &str| (unit.to_owned(), grid.to_owned());
    assert_eq!(grids(&told), [pair("U001", "350924100001001"), pair("U004", "350924102001001")]);
    assert_eq!(grids(&of_nanyang.beside().await), [pair("U004", "350924102001001")]);
    assert!(!told.to_string().contains("119"), "{told}");
    // Within its grid it has not moved; of what comes within a second the last counts.
    server.room.show_positions(&[at(0, 1, 119.06)]);
    tokio::time::sleep(Duration::from_secs(2)).await;
    server.room.show_positions(&[at(0, 2, 119.15)]);
    server.room.show_positions(&[at(0, 3, 119.25), at(3, 3, 119.26)]);
    assert_eq!(grids(&all.beside().await), [pair("U001", "350924102001001")]);
}

#[tokio::test]
async fn a_token_for_a_district_hears_only_that() {
    let token = api::Tokens::generate("nanyang", api::Role::Viewer, api::Scope::Only(["350924-D2".to_owned()].into()));
    let token = token.unwrap();
    let server = TestServer::with(api::Tokens::parse(&token.entry).unwrap(), false);
    let bearer = format!("Bearer {}", token.secret);
    let mut events =
        open_as(&server, request(Method::GET, &of_county("events"), &[("authorization", &bearer)], None)).await;
    let changed = |unit: u32| {
        Event::Unit(UnitEvent::StatusChanged {
            unit: UnitRef(unit),
            primary: Primary::Unavailable,
            secondary: Default::default(),
        })
    };
    server.room.commit("system", "set-unit", vec![changed(0), changed(3)]);
    let (id, event) = events.next().await.unwrap();
    assert_eq!((id.as_str(), &event["data"]["unit"]), ("2-1", &json!("U004")));
}

#[tokio::test]
async fn another_kind_and_a_duplicate_taken_out_are_told_by_codes() {
    let server = TestServer::new();
    let (first, second) = (server.report(accident()).await, server.report(accident()).await);
    let mut events = open(&server, "?type=kind-changed,incident-merged,incident-unmerged", &[]).await;
    let path = |what: &str| of_county(&format!("incidents/{second}/{what}"));
    server.post(&path("kind"), json!({ "kind": "brawl" })).await.ok(200);
    server.post(&path("merge"), json!({ "into": first })).await.ok(200);
    server.post(&path("unmerge"), json!({})).await.ok(200);
    let mut told = Vec::new();
    for _ in 0..3 {
        told.push(events.next().await.unwrap().1["data"].clone());
    }
    assert_eq!(
        told,
        [
            json!({ "id": second, "kind": "brawl" }),
            json!({ "id": second, "into": first }),
            json!({ "id": second, "from": first, "to": "accepted" }),
        ]
    );
}

/// A county-wide change is told without the county.
#[tokio::test]
async fn heavy_events_are_slimmed() {
    let server = TestServer::new();
    let mut events = open(&server, "?after=0", &[]).await;
    let (_, event) = events.next().await.unwrap();
    assert_eq!(event["type"], "org.wardroom.county-imported");
    assert_eq!(event["data"]["counts"]["grids"], 4);
    assert!(event.to_string().len() < 2_000, "{event}");
}

#[tokio::test]
async fn why_personal_data_were_read_stays_in_the_journal() {
    let server = TestServer::new();
    let mut body = accident();
    body["description"] = json!("两车相撞");
    let id = server.report(body).await;
    let mut events = open(&server, "", &[]).await;
    let path = of_county(&format!("incidents/{id}/personal"));
    server.post(&path, json!({ "fields": ["description"], "purpose": "灯塔 called" })).await.ok(200);
    server.delete(&path, json!({ "reason": "灯塔 asked for it" })).await.ok(200);
    for kind in ["sealed-read", "subject-erased"] {
        let (_, event) = events.next().await.unwrap();
        assert_eq!(event["type"], format!("org.wardroom.{kind}"));
        assert!(!event.to_string().contains("灯塔"), "{event}");
    }
}

#[tokio::test]
async fn streams_have_places_and_give_them_back() {
    let server = TestServer::new();
    let mut open_streams = Vec::new();
    for _ in 0..STREAMS_PER_CLIENT_MAX {
        open_streams.push(open(&server, "", &[]).await);
    }
    server.get(&of_county("events")).await.problem(429, "too-many-streams");
    assert!(server.get("/metrics").await.text().contains(&format!("wardroom_streams {STREAMS_PER_CLIENT_MAX}")));
    open_streams.pop();
    loop {
        let answer = server.send(request(Method::GET, &of_county("events"), &[], None)).await;
        if answer.status() == 200 {
            break;
        }
        tokio::task::yield_now().await;
    }
}

/// One viewer read 256 streams, and the admin got none.
#[tokio::test]
async fn the_last_streams_are_for_those_who_act() {
    let viewers = (STREAMS_MAX - STREAMS_RESERVED) / STREAMS_PER_CLIENT_MAX;
    let draw = |role, name: String| api::Tokens::generate(&name, role, api::Scope::All).unwrap();
    let viewers: Vec<_> = (0..=viewers).map(|nth| draw(api::Role::Viewer, format!("viewer-{nth}"))).collect();
    let operator = draw(api::Role::Operator, "duty".to_owned());
    let entries: String = viewers.iter().chain([&operator]).map(|token| token.entry.as_str()).collect();
    let server = TestServer::with(api::Tokens::parse(&entries).unwrap(), false);
    let asked = |token: &api::Generated| {
        let bearer = format!("Bearer {}", token.secret);
        request(Method::GET, &of_county("events"), &[("authorization", &bearer)], None)
    };
    let (last, rest) = viewers.split_last().unwrap();
    let mut open_streams = Vec::new();
    for viewer in rest {
        for _ in 0..STREAMS_PER_CLIENT_MAX {
            open_streams.push(open_as(&server, asked(viewer)).await);
        }
    }
    server.ask(asked(last)).await.problem(503, "too-many-streams");
    open_streams.push(open_as(&server, asked(&operator)).await);
    open_streams.push(open(&server, "", &[]).await);
}

/// One reader stops reading while another goes on: the first is cut off once its queue has been full for long enough, the
/// second misses nothing, and the first can come back.
#[tokio::test(start_paused = true)]
async fn a_reader_who_stops_reading_is_cut_off_alone() {
    let server = TestServer::new();
    let mut slow = open(&server, "", &[]).await;
    let mut quick = open(&server, "", &[]).await;
    let total = STREAM_QUEUE_MAX * 2;
    let event = || {
        Event::Unit(UnitEvent::StatusChanged {
            unit: UnitRef(0),
            primary: Primary::Available,
            secondary: Default::default(),
        })
    };
    for version in 0..total {
        server.room.commit("system", "set-unit", vec![event()]);
        assert_eq!(quick.next().await.unwrap().0, format!("{}-0", version + 2));
    }
    tokio::time::sleep(Duration::from_secs(STREAM_STALL_S_MAX + 1)).await;
    let mut got = Vec::new();
    while let Some((id, _)) = slow.next().await {
        got.push(id);
    }
    assert!(got.len() < total && got.len() >= STREAM_QUEUE_MAX - 1, "{} of {total}", got.len());
    assert!(
        server
            .get("/metrics")
            .await
            .text()
            .contains("wardroom_streams_ended_total{county=\"350924\",why=\"too-slow\"} 1")
    );
    let last = got.last().unwrap();
    let mut back = open(&server, "", &[("last-event-id", last)]).await;
    assert_eq!(back.next().await.unwrap().0, format!("{}-0", got.len() + 2));
    server.room.commit("system", "set-unit", vec![event()]);
    assert_eq!(quick.next().await.unwrap().0, format!("{}-0", total + 2));
    assert_eq!(server.room.state().version, Version(total as u64 + 2));
}
