//! Incidents through their life over HTTP: intake and its key, steps, units, lists and pages, decisions and their story.

use std::sync::Arc;

use axum::http::Method;
use domain::decision::*;
use domain::event::{Event, IncidentEvent, MatterEvent, NewAssignment};
use domain::hooks::{Excluded, Exclusion, Hook, IntakeProposal, NearbyIncident, Reason, ReasonValue};
use domain::ids::*;
use domain::incident::{Need, Phase, Priority};
use domain::plugin::Mode;
use domain::ports::Room;
use serde_json::{Value, json};

use crate::server::{TestServer, accident, accident_in_nanyang, of_county, request};

fn keyed(key: &str, body: Value) -> axum::http::Request<axum::body::Body> {
    request(Method::POST, &of_county("incidents"), &[("idempotency-key", key)], Some(body))
}

#[tokio::test]
async fn a_report_is_answered_with_the_incident() {
    let server = TestServer::new();
    let told = server.ask(keyed("a", accident())).await;
    let body = told.ok(201);
    let expected = json!({
        "id": "20220901-000001", "number": 1, "phase": "accepted", "kind": "traffic-accident", "priority": "urgent",
        "reality": "actual", "district": "350924-D1", "grid": "350924100001001",
        "reported_at": "2022-09-01T00:04:44.000+08:00", "units": [], "version": 2
    });
    assert_eq!(body, expected);
    assert_eq!(told.header("location"), Some("/v1/counties/350924/incidents/20220901-000001"));
    assert_eq!(told.header("idempotency-replayed"), None);
    let batch = server.room.last_batch();
    assert_eq!((batch.author.as_str(), batch.command.as_str()), ("owner", "report"));
}

#[tokio::test]
async fn the_same_report_three_times_is_one_incident_and_one_answer() {
    let server = TestServer::new();
    let mut body = accident();
    body["caller"] = json!({ "name": "灯塔", "number": "13800000000" });
    let first = server.ask(keyed("a", body.clone())).await;
    first.ok(201);
    server.room.pass(60);
    for _ in 0..2 {
        // Spaces and the order of keys make no other report.
        let again = server.ask(keyed("a", body.clone())).await;
        assert_eq!((again.status, &again.bytes), (first.status, &first.bytes));
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.header("location"), first.header("location"));
    }
    assert_eq!(server.room.state().incidents.len(), 1);
    assert_eq!(server.keys.subjects(), [2], "keys drawn for the repeated reports must be gone");

    let mut other = body.clone();
    other["lon"] = json!(119.06);
    server.ask(keyed("a", other)).await.problem(422, "key-reused");
    assert_eq!(server.keys.subjects(), [2]);
    server.ask(keyed("b", body)).await.ok(201);
    assert_eq!(server.room.state().incidents.len(), 2);
}

#[tokio::test]
async fn a_refused_report_leaves_no_key_and_a_failed_one_keeps_it() {
    let server = TestServer::new();
    let mut body = accident();
    body["description"] = json!("两车相撞");
    let mut unknown = body.clone();
    unknown["kind"] = json!("dragon");
    let problem = server.ask(keyed("a", unknown)).await.problem(422, "unknown-kind");
    assert!(problem["detail"].as_str().unwrap().contains("`dragon`"));
    assert_eq!(server.keys.subjects(), [0_u32; 0]);
    let mut outside = body.clone();
    outside["lon"] = json!(10.0);
    server.ask(keyed("b", outside)).await.problem(422, "outside-county");
    assert_eq!(server.keys.subjects(), [0_u32; 0]);
    // After a failed write nobody knows whether the report is on the disk.
    server.room.broken.store(true, std::sync::atomic::Ordering::SeqCst);
    server.ask(keyed("c", body)).await.problem(503, "journal-failed");
    assert_eq!(server.keys.subjects().len(), 1);
}

#[tokio::test]
async fn a_report_is_read_strictly() {
    let server = TestServer::new();
    let with = |name: &str, value: Value| {
        let mut body = accident();
        body[name] = value;
        body
    };
    for (body, pointer, part) in [
        (with("colour", json!("red")), "colour", "unknown field `colour`"),
        (with("caller", json!({ "nmae": "x" })), "caller.nmae", "unknown field `nmae`"),
        (with("priority", json!("high")), "priority", "unknown value `high`"),
        (with("lon", json!("119")), "lon", "expected a number"),
        (json!({ "kind": "noise" }), ".", "missing field `lon`"),
    ] {
        let problem = server.post(&of_county("incidents"), body).await.problem(422, "bad-body");
        let fault = &problem["errors"][0];
        assert!(fault["detail"].as_str().unwrap().contains(part), "{problem}");
        assert_eq!(fault["pointer"], pointer, "{problem}");
    }
    let long = with("description", json!("长".repeat(domain::limits::TEXT_BYTES_MAX / 3 + 1)));
    server.post(&of_county("incidents"), long).await.problem(422, "too-long");
    let fits = with("description", json!("x".repeat(domain::limits::TEXT_BYTES_MAX)));
    server.post(&of_county("incidents"), fits).await.ok(201);
}

#[tokio::test]
async fn steps_follow_the_life_cycle_and_illegal_ones_name_the_legal() {
    let server = TestServer::new();
    let id = server.report(accident()).await;
    let path = of_county(&format!("incidents/{id}"));
    let problem =
        server.post(&format!("{path}/transitions"), json!({ "to": "closed" })).await.problem(409, "illegal-step");
    let legal: Vec<&str> = problem["legal"].as_array().unwrap().iter().map(|phase| phase.as_str().unwrap()).collect();
    assert!(legal.contains(&"resolved") && !legal.contains(&"closed"), "{problem}");

    let step = json!({ "to": "resolved", "reason": "settled on the phone" });
    assert_eq!(server.post(&format!("{path}/transitions"), step).await.ok(200)["phase"], "resolved");
    assert_eq!(server.post(&format!("{path}/transitions"), json!({ "to": "closed" })).await.ok(200)["phase"], "closed");
    let shown = server.get(&path).await.ok(200);
    let steps: Vec<_> = shown["steps"].as_array().unwrap().iter().map(|step| step["to"].as_str().unwrap()).collect();
    assert_eq!(steps, ["reported", "accepted", "resolved", "closed"]);
    assert_eq!(shown["steps"][2]["reason"], "settled on the phone");
    assert_eq!(shown["steps"][2]["by"], "owner");
    assert_eq!(shown["legal"], json!(["reopened"]));
    assert_eq!(server.get(&of_county("incidents/1")).await.ok(200)["id"], id);
}

#[tokio::test]
async fn acknowledging_needs_no_body() {
    let server = TestServer::new();
    let id = server.report(accident()).await;
    let path = of_county(&format!("incidents/{id}/acknowledgement"));
    server.ask(request(Method::POST, &path, &[], None)).await.ok(200);
    server.post(&path, json!({})).await.problem(409, "already-acknowledged");
    let shown = server.get(&of_county(&format!("incidents/{id}"))).await.ok(200);
    assert_eq!(shown["acknowledged_by"], "owner");
}

#[tokio::test]
async fn a_person_sends_and_takes_off_units() {
    let server = TestServer::new();
    let id = server.report(accident()).await;
    let path = of_county(&format!("incidents/{id}/assignments"));
    let problem = server.post(&path, json!({ "units": ["U002", "U077", "U078"] })).await.problem(422, "bad-units");
    let pointers: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|fault| fault["pointer"].clone()).collect();
    assert_eq!(pointers, ["units[1]", "units[2]"]);
    let sent = server.post(&path, json!({ "units": ["U002", "U004"], "reason": "both are near" })).await.ok(200);
    assert_eq!(sent["units"], json!(["U002", "U004"]));
    assert_eq!(server.get(&of_county("units/U002")).await.ok(200)["incident"], *id);
    server.delete(&format!("{path}/U003"), json!({})).await.problem(409, "not-on-incident");
    let left = server.delete(&format!("{path}/U002"), json!({ "reason": "enough are there" })).await.ok(200);
    assert_eq!(left["units"], json!(["U004"]));
    let shown = server.get(&of_county(&format!("incidents/{id}"))).await.ok(200);
    assert!(shown["assignments"][0]["released_at"].is_string() && shown["assignments"][1]["released_at"].is_null());
    assert_eq!(shown["hands_on"], true);
}

#[tokio::test]
async fn priority_and_merging() {
    let server = TestServer::new();
    let (first, second) = (server.report(accident()).await, server.report(accident()).await);
    let path = |id: &str, what: &str| of_county(&format!("incidents/{id}/{what}"));
    let changed = server.post(&path(&first, "priority"), json!({ "priority": "critical" })).await.ok(200);
    assert_eq!(changed["priority"], "critical");
    server.post(&path(&second, "merge"), json!({ "into": "404" })).await.problem(404, "no-such-incident");
    assert_eq!(server.post(&path(&second, "merge"), json!({ "into": first })).await.ok(200)["phase"], "merged");
    assert_eq!(server.get(&of_county(&format!("incidents/{first}"))).await.ok(200)["duplicates"], json!([second]));
    assert_eq!(server.get(&of_county(&format!("incidents/{second}"))).await.ok(200)["merged_into"], *first);
}

#[tokio::test]
async fn a_duplicate_that_is_none_comes_out_again() {
    let server = TestServer::new();
    let (first, second) = (server.report(accident()).await, server.report(accident()).await);
    let path = |id: &str, what: &str| of_county(&format!("incidents/{id}/{what}"));
    server.post(&path(&second, "unmerge"), json!({})).await.problem(409, "not-merged");
    server.post(&path(&second, "merge"), json!({ "into": first })).await.ok(200);
    server.post(&path(&second, "transitions"), json!({ "to": "accepted" })).await.problem(409, "illegal-step");
    let out = server.post(&path(&second, "unmerge"), json!({ "reason": "a street away" })).await.ok(200);
    assert_eq!(out["phase"], "accepted");
    let shown = server.get(&of_county(&format!("incidents/{second}"))).await.ok(200);
    assert!(shown["merged_into"].is_null());
    let steps: Vec<&Value> = shown["steps"].as_array().unwrap().iter().map(|step| &step["to"]).collect();
    assert_eq!(steps, ["reported", "accepted", "merged", "accepted"]);
    assert_eq!(shown["steps"][3]["reason"], "a street away");
    assert_eq!(server.get(&of_county(&format!("incidents/{first}"))).await.ok(200)["duplicates"], json!([]));
    server.post(&path("404", "unmerge"), json!({})).await.problem(404, "no-such-incident");
}

#[tokio::test]
async fn a_person_says_of_what_kind_it_is() {
    let server = TestServer::new();
    let id = server.report(accident()).await;
    let path = of_county(&format!("incidents/{id}/kind"));
    let changed = server.post(&path, json!({ "kind": "brawl", "reason": "the caller called back" })).await.ok(200);
    assert_eq!(changed["kind"], "brawl");
    let shown = server.get(&of_county(&format!("incidents/{id}"))).await.ok(200);
    assert_eq!(shown["needs"][0]["skills"], json!(["arrest"]));
    let problem = server.post(&path, json!({ "kind": "horse" })).await.problem(422, "unknown-kind");
    assert_eq!(problem["errors"][0]["pointer"], "kind");
    server.post(&path, json!({ "kind": "brawl" })).await.problem(409, "no-change");
}

/// What an intake makes of the second report: another kind, and a duplicate of the first.
fn looked_over() -> Decision {
    let nearby = NearbyIncident {
        incident: IncidentRef(1),
        kind: KindRef(0),
        priority: Priority::Urgent,
        phase: Phase::Accepted,
        distance_m: 40,
        age_s: 60,
        same_grid: true,
        alike: Some(70),
    };
    let why = || Reason::bare(1);
    let proposals = vec![
        IntakeProposal::SetKind { kind: KindRef(1), why: why() },
        IntakeProposal::DuplicateOf { incident: IncidentRef(1), confidence: 85, why: why() },
    ];
    let mut decision = recommended(1);
    (decision.facts.hook, decision.facts.trigger) = (Hook::Intake, Trigger::Reported);
    let record = IntakeRecord { nearby: vec![nearby], proposals, ..IntakeRecord::default() };
    decision.facts.answer = Answered::Intake(record);
    decision
}

#[tokio::test]
async fn what_an_intake_makes_of_a_report_is_told_and_settled() {
    let server = TestServer::new();
    let (first, second) = (server.report(accident()).await, server.report(accident()).await);
    let decide = || {
        let decided =
            Event::Matter(MatterEvent::Decided { matter: IncidentRef(2).into(), decision: Arc::new(looked_over()) });
        server.room.commit("system", "report", vec![decided]);
    };
    decide();
    let told = server.get(&of_county(&format!("incidents/{second}/decisions"))).await.ok(200)["items"][0].clone();
    assert_eq!(
        (&told["hook"], &told["trigger"]["code"], &told["pending"]),
        (&json!("intake"), &json!("reported"), &json!(true))
    );
    let kind = json!({ "code": "traffic-accident", "text": "traffic accident" });
    let phase = json!({ "code": "accepted", "text": "accepted" });
    let near = json!({ "incident": first, "kind": kind, "phase": phase, "distance_m": 40, "age_s": 60, "same_grid": true, "alike": 70 });
    assert_eq!(told["nearby"], json!([near]));
    let kinds: Vec<&Value> = told["proposals"].as_array().unwrap().iter().map(|proposal| &proposal["kind"]).collect();
    assert_eq!(kinds, ["set-kind", "suggest-duplicate"]);
    let path = of_county(&format!("incidents/{second}/recommendations/1"));
    for (body, code) in [
        (json!({ "verdict": "confirm", "kind": "brawl" }), "bad-body"),
        (json!({ "verdict": "amend", "kind": "brawl", "units": ["U001"], "reason": "x" }), "bad-body"),
        (json!({ "verdict": "amend", "kind": "horse", "reason": "x" }), "unknown-kind"),
        (json!({ "verdict": "amend", "units": ["U001"], "reason": "x" }), "not-a-dispatch"),
        (json!({ "verdict": "amend", "priority": "prompt" }), "no-reason"),
    ] {
        server.post(&path, body).await.problem(422, code);
    }
    let unknown = json!({ "verdict": "amend", "duplicate_of": "404", "reason": "x" });
    server.post(&path, unknown).await.problem(404, "no-such-incident");
    let amended = json!({ "verdict": "amend", "priority": "prompt", "reason": "nobody is hurt" });
    let reply = server.post(&path, amended).await.ok(200);
    assert_eq!((&reply["priority"], &reply["kind"]), (&json!("prompt"), &json!("traffic-accident")));
    let told = server.get(&of_county(&format!("incidents/{second}/decisions"))).await.ok(200)["items"][0].clone();
    assert_eq!(told["settlement"]["choice"], json!(["priority prompt"]));
    decide();
    let reply = server.post(&path, json!({ "verdict": "confirm" })).await.ok(200);
    assert_eq!((&reply["phase"], &reply["kind"]), (&json!("merged"), &json!("brawl")));
    assert_eq!(server.get(&of_county(&format!("incidents/{second}"))).await.ok(200)["merged_into"], *first);
}

#[tokio::test]
async fn that_it_is_no_duplicate_leaves_the_rest_to_be_said() {
    let server = TestServer::new();
    let (_, second) = (server.report(accident()).await, server.report(accident()).await);
    let decision = Arc::new(looked_over());
    let decided = Event::Matter(MatterEvent::Decided { matter: IncidentRef(2).into(), decision });
    server.room.commit("system", "report", vec![decided]);
    let path = of_county(&format!("incidents/{second}/recommendations/1"));
    let coded = json!({ "verdict": "not-a-duplicate", "code": "local-knowledge" });
    server.post(&path, coded).await.problem(422, "bad-body");
    let denied = json!({ "verdict": "not-a-duplicate", "reason": "another street" });
    let denied = server.post(&path, denied).await.ok(200);
    assert_eq!(denied["recommendation"], json!(1), "its kind is still to be said");
    let shown = server.get(&of_county(&format!("incidents/{second}"))).await.ok(200);
    let change = &shown["changes"][0];
    assert_eq!((&change["what"]["code"], &change["reason"]), (&json!("no-duplicate"), &json!("another street")));
    let told = server.get(&of_county(&format!("incidents/{second}/decisions?lang=en"))).await.ok(200);
    let told = &told["items"][0];
    assert!(told["proposals"][1]["text"].as_str().unwrap().ends_with("a person said no"), "{told}");
    assert_eq!(told["pending"], json!(true));
    let reply = server.post(&path, json!({ "verdict": "confirm" })).await.ok(200);
    assert_eq!((&reply["phase"], &reply["kind"]), (&json!("accepted"), &json!("brawl")));
}

pub fn recommended(number: u32) -> Decision {
    let record = DispatchRecord {
        needs: vec![Need { skills: 0b010.into(), count: 1 }],
        picks: vec![Pick {
            unit: UnitRef(1),
            need: Some(0),
            eta_s: 250,
            straight_line: false,
            why: Reason::new(1, [ReasonValue::Duration(250)]),
        }],
        passed_over: vec![PassedOver { unit: UnitRef(2), eta_s: 300, why: None }],
        excluded: vec![Excluded { unit: UnitRef(3), eta_s: 90, why: Exclusion::OffShift }],
        ..DispatchRecord::default()
    };
    let facts = Facts {
        number,
        at: crate::room::START,
        hook: Hook::Dispatch,
        trigger: Trigger::Accepted,
        plugin: PluginId::built_in(),
        mode: Mode::Advise,
        state_version: Version(2),
        roster_version: 0,
        input_hash: Digest::default(),
        asked_before: Vec::new(),
        fallback: false,
        answer: Answered::Dispatch(record),
        refused: vec![Refused { proposal: "assign candidate 7".to_owned(), why: RefusedWhy::UnknownUnit }],
        settlement: None,
        difference: None,
    };
    Decision { facts, measured: Measured { time_us: 900, fuel_used: 1_000, log: Vec::new() } }
}

#[tokio::test]
async fn decisions_are_told_with_their_reasons() {
    let server = TestServer::new();
    let id = server.report(accident()).await;
    let decided =
        Event::Matter(MatterEvent::Decided { matter: IncidentRef(1).into(), decision: Arc::new(recommended(1)) });
    server.room.commit("system", "report", vec![decided]);
    let path = of_county(&format!("incidents/{id}/decisions"));
    let decision = server.get(&path).await.ok(200)["items"][0].clone();
    assert_eq!(decision["hook"], "dispatch");
    assert_eq!(decision["plugin"], "built-in");
    assert_eq!(
        (&decision["mode"], &decision["fallback"], &decision["pending"]),
        (&json!("advise"), &json!(false), &json!(true))
    );
    let why = json!({ "code": 1, "values": [{ "s": 250 }], "text": "the nearest able unit of the incident's own district, there in 4 min 10 s" });
    let pick = json!({ "unit": "U002", "eta_s": 250, "straight_line": false, "stood": {}, "need": 0, "why": why });
    assert_eq!(decision["picks"], json!([pick]));
    assert_eq!(decision["passed_over"], json!([{ "unit": "U003", "eta_s": 300, "stood": {}, "why": null }]));
    assert_eq!(decision["excluded"][0]["why"]["code"], "off-shift");
    assert_eq!(decision["refused"][0]["why"]["code"], "unknown-unit");
    let chinese = server.get(&format!("{path}?lang=zh-CN")).await.ok(200);
    assert_eq!(chinese["items"][0]["picks"][0]["why"]["text"], "本警区能胜任的单元中最近，4分10秒可到");
    server.get(&format!("{path}?lang=fr")).await.problem(400, "bad-query");
    // What waits for a person stands with the incident.
    let shown = server.get(&of_county(&format!("incidents/{id}"))).await.ok(200);
    assert_eq!((&shown["recommendation"], &shown["pending"][0]["number"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn a_recommendation_is_settled_by_a_person() {
    let server = TestServer::new();
    let id = server.report(accident()).await;
    let path = |number: &str| of_county(&format!("incidents/{id}/recommendations/{number}"));
    let confirm = json!({ "verdict": "confirm" });
    server.post(&path("1"), confirm.clone()).await.problem(409, "nothing-pending");
    server.post(&path("x"), confirm).await.problem(404, "no-such-decision");
    let decided =
        Event::Matter(MatterEvent::Decided { matter: IncidentRef(1).into(), decision: Arc::new(recommended(1)) });
    server.room.commit("system", "report", vec![decided]);
    for (body, code) in [
        (json!({ "verdict": "amend", "reason": "x" }), "bad-body"),
        (json!({ "verdict": "confirm", "units": ["U001"] }), "bad-body"),
        (json!({ "verdict": "reject" }), "no-reason"),
        (json!({ "verdict": "amend", "units": ["U099"], "reason": "x" }), "bad-units"),
    ] {
        server.post(&path("1"), body).await.problem(422, code);
    }
    let row = server.get(&of_county("incidents")).await.ok(200)["items"][0].clone();
    assert_eq!(json!([row["needed"], row["lacking_units"], row["waits_for"]]), json!([1, 1, "answer"]));
    let rejected = json!({ "verdict": "reject", "reason": "the caller called back" });
    assert!(server.post(&path("1"), rejected).await.ok(200)["recommendation"].is_null());
    let decision = server.get(&of_county(&format!("incidents/{id}/decisions"))).await.ok(200)["items"][0].clone();
    assert_eq!(decision["settlement"]["outcome"]["code"], "rejected");
    assert_eq!(decision["settlement"]["by"], "owner");
    let told = server.get(&of_county(&format!("incidents/{id}"))).await.ok(200)["recommendations"][0].clone();
    assert_eq!(json!([told["answer"]["code"], told["reason"]]), json!(["rejected", "the caller called back"]));
}

#[tokio::test]
async fn an_explanation_as_data_and_as_text() {
    let server = TestServer::new();
    let id = server.report(accident()).await;
    let decided =
        Event::Matter(MatterEvent::Decided { matter: IncidentRef(1).into(), decision: Arc::new(recommended(1)) });
    let sent = NewAssignment { unit: UnitRef(1), need: Some(0), eta_s: 250, straight_line: false, extra: false };
    let sent = Event::Incident(IncidentEvent::UnitsAssigned {
        incident: IncidentRef(1),
        assignments: vec![sent],
        decision: Some(1),
    });
    server.room.pass(5);
    server.room.commit("system", "report", vec![decided, sent]);
    let path = of_county(&format!("incidents/{id}/explanation"));
    let told = server.get(&path).await.ok(200);
    assert_eq!(
        (&told["lang"], &told["sent_after_s"], &told["on_scene_after_s"]),
        (&json!("en"), &json!(5), &json!(null))
    );
    assert_eq!(told["incident"]["id"], *id);
    assert_eq!(told["decisions"][0]["number"], 1);
    let text = told["text"].as_str().unwrap();
    assert!(text.contains("Recommends U002 (4 min 10 s away)") && text.contains("Kept out by the host"), "{text}");

    let headers = [("accept", "text/plain"), ("accept-language", "zh-CN,en;q=0.5")];
    let plain = server.ask(request(Method::GET, &path, &headers, None)).await;
    assert_eq!(plain.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(plain.header("content-language"), Some("zh-CN"));
    assert!(plain.text().starts_with("警情20220901-000001：交通事故"), "{}", plain.text());
    for (accept, media) in [
        ("*/*", "application/json"),
        ("application/json, text/plain", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/plain; charset=utf-8"),
    ] {
        let told = server.ask(request(Method::GET, &path, &[("accept", accept)], None)).await;
        assert_eq!(told.header("content-type"), Some(media), "{accept}");
    }
}

/// Ends an incident and moves it to the archive.
pub async fn archive(server: &TestServer, number: u32) {
    let path = of_county(&format!("incidents/{number}/transitions"));
    server.post(&path, json!({ "to": "cancelled", "reason": "false alarm" })).await.ok(200);
    let which = IncidentRef(number);
    server.archive.take_incident(&server.room.state(), which);
    server.room.commit("system", "tick", vec![Event::Incident(IncidentEvent::Archived { incidents: vec![which] })]);
}

pub fn numbers(page: &Value) -> Vec<u64> {
    page["items"].as_array().unwrap().iter().map(|item| item["number"].as_u64().unwrap()).collect()
}

#[tokio::test]
pub async fn archived_incidents_can_be_read_and_not_changed() {
    let server = TestServer::new();
    let id = server.report(accident()).await;
    let decided =
        Event::Matter(MatterEvent::Decided { matter: IncidentRef(1).into(), decision: Arc::new(recommended(1)) });
    server.room.commit("system", "report", vec![decided]);
    archive(&server, 1).await;
    assert!(server.room.state().incidents.is_empty());
    let path = of_county(&format!("incidents/{id}"));
    let shown = server.get(&path).await.ok(200);
    assert_eq!((&shown["archived"], &shown["phase"]), (&json!(true), &json!("cancelled")));
    assert_eq!(server.get(&format!("{path}/decisions")).await.ok(200)["items"][0]["number"], 1);
    server.get(&format!("{path}/explanation")).await.ok(200);
    server.post(&format!("{path}/transitions"), json!({ "to": "reopened" })).await.problem(409, "archived");
    server.get(&of_county("incidents/20220902-000001")).await.problem(404, "no-such-incident");
}

#[tokio::test]
async fn the_list_pages_through_room_and_archive_newest_first() {
    let server = TestServer::new();
    for _ in 0..7 {
        server.report(accident()).await;
    }
    for number in [1, 2, 4] {
        archive(&server, number).await;
    }
    // As between the archive's taking over and the room's letting go: both have it.
    server.archive.take_incident(&server.room.state(), IncidentRef(6));
    for limit in 1..=8 {
        let (mut path, mut all) = (of_county(&format!("incidents?limit={limit}")), Vec::new());
        loop {
            let page = server.get(&path).await.ok(200);
            assert!(numbers(&page).len() <= limit);
            all.extend(numbers(&page));
            match page["next"].as_str() {
                Some(next) => path = of_county(&format!("incidents?limit={limit}&cursor={next}")),
                None => break,
            }
        }
        assert_eq!(all, [7, 6, 5, 4, 3, 2, 1], "limit {limit}");
    }
}

#[tokio::test]
async fn the_list_is_filtered() {
    let server = TestServer::new();
    server.report(accident()).await;
    server.report(accident_in_nanyang()).await;
    server
        .report(json!({ "kind": "brawl", "lon": 119.15, "lat": 27.05, "source": "110", "reality": "exercise" }))
        .await;
    server.report(json!({ "kind": "noise", "lon": 119.15, "lat": 27.05, "source": "grid-app" })).await;
    archive(&server, 1).await;
    for (query, expected) in [
        ("", vec![4, 3, 2, 1]),
        ("open=true", vec![3, 2, 4]),
        ("open=true&order=newest", vec![4, 3, 2]),
        ("open=false", vec![1]),
        ("district=350924-D2", vec![2]),
        ("district=350924-D2,350924-D1&open=true", vec![3, 2, 4]),
        ("kind=brawl,noise", vec![4, 3]),
        ("priority=critical,routine", vec![4, 3]),
        ("phase=reported", vec![4]),
        ("phase=cancelled,accepted&reality=actual", vec![2, 1]),
    ] {
        let page = server.get(&of_county(&format!("incidents?{query}"))).await.ok(200);
        assert_eq!(numbers(&page), expected, "{query}");
        assert_eq!(page["next"], Value::Null);
    }
    for query in
        ["limit=0", "limit=501", "limit=x", "cursor=!", "phase=gone", "district=X", "kind=dragon", "colour=red"]
    {
        let told = server.get(&of_county(&format!("incidents?{query}"))).await;
        assert!([400, 404].contains(&told.status.as_u16()), "{query}: {}", told.text());
    }
}
