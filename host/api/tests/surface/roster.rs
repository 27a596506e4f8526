//! The duty roster over HTTP: checks, stand-ins, swaps, handovers, calendars, and who sees what of them.

use axum::http::Method;
use serde_json::{Value, json};

use crate::access::{by, guarded};
use crate::server::{TestServer, accident, of_county, request};
use crate::stream::Events;

pub const MORNING: &str = "2022-09-01T08:00:00.000+08:00";
const EVENING: &str = "2022-09-01T20:00:00.000+08:00";
const NEXT_MORNING: &str = "2022-09-02T08:00:00.000+08:00";

fn shift(starts: &str, ends: &str, leader: &str) -> Value {
    let open = json!({ "slot": "auxiliary", "person": null });
    let slots = json!([{ "slot": "leader", "person": leader }, open, open]);
    json!({ "district": "350924-D1", "starts": starts, "ends": ends, "slots": slots })
}

pub fn shifts() -> Value {
    json!({
        "shifts": [shift(MORNING, EVENING, "PC001"), shift(EVENING, NEXT_MORNING, "PC002")],
        "accept_findings": true,
        "reason": "auxiliaries are on leave",
    })
}

async fn published() -> TestServer {
    let server = TestServer::new();
    server.post(&of_county("roster/shifts"), shifts()).await.ok(200);
    server
}

async fn leader_at(server: &TestServer, at: &str) -> Value {
    let at = at.replace('+', "%2B");
    let duty = server.get(&of_county(&format!("roster/on-duty?district=350924-D1&at={at}"))).await.ok(200);
    duty["slots"][0]["persons"].clone()
}

#[tokio::test]
async fn a_roster_is_checked_without_being_published() {
    let server = TestServer::new();
    let mut body = shifts();
    body["shifts"][1]["slots"][0]["person"] = json!("PC001");
    let checked = server.post(&of_county("roster/check?lang=zh-CN"), body.clone()).await.ok(200);
    assert_eq!((&checked["changed"], &checked["roster_version"]), (&json!(2), &json!(0)));
    let faults = checked["faults"].as_array().unwrap();
    let codes: Vec<(&str, &str)> =
        faults.iter().map(|fault| (fault["code"].as_str().unwrap(), fault["severity"].as_str().unwrap())).collect();
    assert_eq!(codes, [("open", "warning"), ("rest", "warning"), ("open", "warning")]);
    assert_eq!((&faults[1]["person"], &faults[1]["slot"]), (&json!("PC001"), &json!("leader")));
    assert!(faults[1]["text"].as_str().unwrap().contains("只休息"), "{}", faults[1]["text"]);
    body["shifts"][0]["slots"][1]["person"] = json!("PC001");
    let problem = server.post(&of_county("roster/shifts"), body).await.problem(409, "roster-breach");
    assert!(problem["errors"].as_array().unwrap().iter().any(|error| error["pointer"] == "double"), "{problem}");
    assert_eq!(server.get(&of_county("roster?from=2022-09-01T00:00:00Z")).await.ok(200)["version"], 0);
}

/// An operator who named somebody was told the hours of another district's shift. That they are taken is what they hear.
#[tokio::test]
async fn whoever_is_taken_elsewhere_is_only_said_to_be_taken() {
    let (server, keys) = guarded();
    let mut elsewhere = shifts();
    for shift in elsewhere["shifts"].as_array_mut().unwrap() {
        shift["district"] = json!("350924-D2");
    }
    let published = by(&keys.operator, Method::POST, &of_county("roster/shifts"), Some(elsewhere));
    server.ask(published).await.ok(200);
    let mut here = shifts();
    here["shifts"] = json!([shift("2022-09-01T10:00:00+08:00", "2022-09-01T14:00:00+08:00", "PC001")]);
    let ask = |token: &str, path: &str| server.ask(by(token, Method::POST, &of_county(path), Some(here.clone())));
    let checked = ask(&keys.aoyang, "roster/check").await.ok(200);
    let double = checked["faults"].as_array().unwrap().iter().find(|fault| fault["code"] == "double").unwrap();
    let told = double["text"].as_str().unwrap();
    assert!(told.contains("PC001") && told.contains("in another district"), "{told}");
    let refused = ask(&keys.aoyang, "roster/shifts").await.problem(409, "roster-breach");
    assert!(refused.to_string().contains("in another district"), "{refused}");
    for told in [checked.to_string(), refused.to_string()] {
        assert!(!told.contains("Nanyang") && !told.contains("350924-D2") && !told.contains("08:00:00"), "{told}");
    }
    let whole = ask(&keys.operator, "roster/check").await.ok(200);
    assert!(whole.to_string().contains("Nanyang"), "{whole}");
}

#[tokio::test]
async fn vacancies_and_stand_ins_are_shown() {
    let server = published().await;
    let roster = server.get(&of_county("roster")).await.ok(200);
    let vacancies = roster["vacancies"].as_array().unwrap();
    assert_eq!(vacancies.len(), 2);
    assert_eq!((&vacancies[0]["slot"], &vacancies[0]["places"]), (&json!("auxiliary"), &json!(2)));
    let mut body = json!({ "district": "350924-D1", "slot": "leader", "from": MORNING, "until": "2022-09-01T10:00:00+08:00",
        "instead_of": "PC001", "person": "PC003", "reason": "ill" });
    let set = server.post(&of_county("roster/stand-ins"), body.clone()).await.ok(201);
    assert_eq!(set["number"], 1);
    assert_eq!(leader_at(&server, "2022-09-01T09:00:00+08:00").await, json!(["PC003"]));
    assert_eq!(leader_at(&server, "2022-09-01T10:00:00+08:00").await, json!(["PC001"]));
    let roster = server.get(&of_county("roster")).await.ok(200);
    assert_eq!((&roster["stand_ins"][0]["person"], &roster["version"]), (&json!("PC003"), &json!(2)));
    server.post(&of_county("roster/stand-ins"), body.clone()).await.problem(409, "stand-in-overlap");
    body["person"] = json!("PC999");
    server.post(&of_county("roster/stand-ins"), body).await.problem(404, "no-such-person");
    server.post(&of_county("roster/stand-ins/1/end"), json!({})).await.ok(200);
    server.post(&of_county("roster/stand-ins/9/end"), json!({})).await.problem(404, "no-such-stand-in");
    assert_eq!(server.get(&of_county("roster/stand-ins")).await.ok(200)["items"], json!([]));
}

#[tokio::test]
async fn a_swap_goes_its_way() {
    let server = published().await;
    let place = |starts: &str, person: &str| json!({ "district": "350924-D1", "shift": starts, "slot": "leader", "person": person });
    let offer = json!({ "gives": place(MORNING, "PC001"), "wants": place(EVENING, "PC002"), "reason": "a wedding" });
    let key = [("idempotency-key", "swap-1")];
    for _ in 0..2 {
        let told = server.ask(request(Method::POST, &of_county("roster/swaps"), &key, Some(offer.clone()))).await;
        assert_eq!(told.ok(201)["number"], 1);
    }
    let step = async |step: &str, person: &str| {
        server.post(&of_county(&format!("roster/swaps/1/{step}")), json!({ "person": person })).await
    };
    step("approve", "PC003").await.problem(409, "swap-not-accepted");
    step("accept", "PC003").await.problem(409, "other-person");
    step("accept", "PC002").await.ok(200);
    step("approve", "PC001").await.problem(409, "own-swap");
    let swap = server.get(&of_county("roster/swaps")).await.ok(200)["items"][0].clone();
    assert_eq!(
        (&swap["stage"], &swap["accepted"]["person"], &swap["expires"]),
        (&json!("accepted"), &json!("PC002"), &json!(MORNING))
    );
    step("approve", "PC003").await.ok(200);
    assert_eq!(leader_at(&server, MORNING).await, json!(["PC002"]));
    step("decline", "PC001").await.problem(409, "swap-ended");
}

#[tokio::test]
async fn a_shift_is_handed_over_with_what_is_at_hand() {
    let server = published().await;
    // Half past seven in the evening.
    server.room.pass(19 * 3_600 + 1_500);
    let id = server.report(accident()).await;
    let hand_over = json!({ "district": "350924-D1", "person": "PC001", "note": "the bridge is closed" });
    server.post(&of_county("roster/handovers"), hand_over).await.ok(201);
    let take = |person: &str| json!({ "district": "350924-D1", "person": person });
    server.post(&of_county("roster/handovers/take-over"), take("PC001")).await.problem(409, "not-on-shift");
    server.post(&of_county("roster/handovers/take-over"), take("PC002")).await.ok(200);
    let handover = server.get(&of_county("roster/handovers?lang=zh-CN")).await.ok(200)["items"][0].clone();
    assert_eq!((&handover["note"], &handover["taken"]["person"]), (&json!("the bridge is closed"), &json!("PC002")));
    let incident = &handover["list"]["incidents"][0];
    assert_eq!((&incident["id"], &incident["lacks_units"]), (&json!(id), &json!(true)));
    assert!(incident["text"].as_str().unwrap().contains("缺处警单元"), "{incident}");
}

#[tokio::test]
async fn a_calendar_leaves_and_comes_back() {
    let server = published().await;
    let told = server.get(&of_county("roster.ics?lang=zh-CN")).await;
    assert_eq!(told.header("content-type"), Some("text/calendar; charset=utf-8"));
    let calendar = told.text();
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 6);
    assert!(calendar.contains("UID:350924-D1-20220901T000000Z-leader-1@350924.wardroom\r\n"), "{calendar}");
    assert!(calendar.contains("SUMMARY:带班领导 PC001\r\n"), "{calendar}");
    assert_eq!(told.text(), server.get(&of_county("roster.ics?lang=zh-CN")).await.text(), "the same bytes again");
    let of_one = server.get(&of_county("roster.ics?person=PC002")).await.text();
    assert_eq!(of_one.matches("BEGIN:VEVENT").count(), 1);
    server.get(&of_county("roster.ics?person=PC999")).await.problem(400, "bad-query");
    // What went out says nothing new when it comes back; in another county room it is the whole roster.
    let checked = server.post(&of_county("roster/check"), json!({ "calendar": calendar })).await.ok(200);
    assert_eq!(checked["changed"], 0);
    let other = TestServer::new();
    let body = json!({ "calendar": calendar, "accept_findings": true, "reason": "moved here" });
    other.post(&of_county("roster/shifts"), body.clone()).await.ok(200);
    let items = |roster: Value| roster["items"].clone();
    let (here, there) = (server.get(&of_county("roster")).await.ok(200), other.get(&of_county("roster")).await.ok(200));
    assert_eq!(items(here), items(there));
    let both = json!({ "calendar": "", "shifts": [] });
    other.post(&of_county("roster/shifts"), both).await.problem(422, "bad-shifts");
    let ruled = body["calendar"].as_str().unwrap().replacen("DTSTAMP", "RRULE:FREQ=DAILY\r\nDTSTAMP", 1);
    let problem = other.post(&of_county("roster/check"), json!({ "calendar": ruled })).await.problem(422, "bad-shifts");
    assert!(problem["errors"][0]["detail"].as_str().unwrap().contains("RRULE"), "{problem}");
}

#[tokio::test]
async fn what_changes_is_told_on_the_stream() {
    let server = TestServer::new();
    let answer = server.send(request(Method::GET, &of_county("events"), &[], None)).await;
    let mut events = Events::of(answer.into_body());
    server.post(&of_county("roster/shifts"), shifts()).await.ok(200);
    let (_, published) = events.next().await.unwrap();
    assert_eq!(published["type"], "org.wardroom.shifts-published");
    assert_eq!(published["data"]["accepted"][0]["code"], "open");
    let (_, vacancies) = events.next().await.unwrap();
    assert_eq!(vacancies["type"], "org.wardroom.vacancies-changed");
    assert_eq!(vacancies["data"]["opened"][0]["number"], 1);
    let give = json!({ "gives": { "district": "350924-D1", "shift": MORNING, "slot": "leader", "person": "PC001" } });
    server.post(&of_county("roster/swaps"), give).await.ok(201);
    let (_, offered) = events.next().await.unwrap();
    assert_eq!(
        (&offered["type"], &offered["data"]["gives"]["person"]),
        (&json!("org.wardroom.swap-offered"), &json!("PC001"))
    );
}

#[tokio::test]
async fn a_token_for_a_district_changes_only_its_roster() {
    let (server, keys) = guarded();
    let ask =
        |method: Method, path: &str, body: Option<Value>| server.ask(by(&keys.aoyang, method, &of_county(path), body));
    ask(Method::POST, "roster/shifts", Some(shifts())).await.ok(200);
    let stand_in = json!({ "district": "350924-D2", "slot": "leader", "until": NEXT_MORNING, "person": "PC003" });
    ask(Method::POST, "roster/stand-ins", Some(stand_in)).await.problem(404, "no-such-district");
    ask(Method::GET, "roster/on-duty?district=350924-D2", None).await.problem(404, "no-such-district");
    let mut nanyang = shifts();
    nanyang["shifts"][0]["district"] = json!("350924-D2");
    nanyang["shifts"][0]["slots"][0]["person"] = json!("PC003");
    let whole = |method: Method, path: &str, body: Option<Value>| {
        server.ask(by(&keys.operator, method, &of_county(path), body))
    };
    nanyang["shifts"].as_array_mut().unwrap().truncate(1);
    whole(Method::POST, "roster/shifts", Some(nanyang)).await.ok(200);
    let place = |district: &str, person: &str| json!({ "district": district, "shift": MORNING, "slot": "leader", "person": person });
    let offer = json!({ "gives": place("350924-D2", "PC003"), "to": "PC002" });
    whole(Method::POST, "roster/swaps", Some(offer)).await.ok(201);
    ask(Method::POST, "roster/swaps/1/accept", Some(json!({ "person": "PC002" }))).await.problem(404, "no-such-swap");
    assert_eq!(ask(Method::GET, "roster/swaps", None).await.ok(200)["items"], json!([]));
    let seen = ask(Method::GET, "roster.ics", None).await.text();
    assert!(!seen.contains("350924-D2") && seen.contains("350924-D1"));
}
