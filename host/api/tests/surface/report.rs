//! Reports over HTTP: counted over room and archive for who may see it, each figure with its definition and a query that asks again.

use api::{Role, Scope, Tokens};
use axum::http::Method;
use domain::event::{Event, IncidentEvent, InstanceEvent};
use domain::ids::{IncidentRef, InstanceRef};
use domain::limits::ARCHIVE_QUEUE_MAX;
use domain::ports::Room;
use domain::workflow::Status;
use serde_json::{Value, json};

use crate::server::{TestServer, accident, accident_in_nanyang, of_county, request};
use crate::workflows;

/// Two incidents of the first district, one of them only in the archive, and one of the second.
async fn filled(server: &TestServer) {
    for mut report in [accident(), accident_in_nanyang(), accident()] {
        report["kind"] = json!("noise");
        let id = server.report(report).await;
        server.room.pass(90);
        server.post(&of_county(&format!("incidents/{id}/transitions")), json!({ "to": "accepted" })).await.ok(200);
    }
    let step = json!({ "to": "cancelled", "reason": "a false alarm" });
    server.post(&of_county("incidents/1/transitions"), step).await.ok(200);
    server.archive.take_incident(&server.room.state(), IncidentRef(1));
    let gone = IncidentEvent::Archived { incidents: vec![IncidentRef(1)] };
    server.room.commit("system", "tick", vec![Event::Incident(gone)]);
}

fn table<'t>(report: &'t Value, figure: &str, by: &str) -> &'t Value {
    let tables = report["tables"].as_array().expect("tables");
    tables.iter().find(|table| table["figure"] == figure && table["by"] == by).unwrap_or_else(|| panic!("{report}"))
}

/// Code and number of each row that counts something.
fn counts(table: &Value) -> Vec<(&str, u64)> {
    let rows = table["rows"].as_array().expect("rows").iter();
    let rows = rows.map(|row| (row["of"]["code"].as_str().unwrap_or_default(), row["n"].as_u64().expect("a number")));
    rows.filter(|(_, n)| *n > 0).collect()
}

#[tokio::test]
async fn a_day_is_counted_over_room_and_archive_with_definitions_and_queries() {
    let server = TestServer::new();
    filled(&server).await;
    let report = server.get(&of_county("report?lang=en")).await.ok(200);
    assert_eq!((&report["period"]["extent"], &report["period"]["name"]), (&json!("day"), &json!("2022-09-01")));
    assert_eq!(counts(table(&report, "incidents", "whole")), [("", 3)]);
    assert_eq!(counts(table(&report, "incidents", "district")), [("350924-D1", 2), ("350924-D2", 1)]);
    assert_eq!(counts(table(&report, "incidents", "end")), [("open", 2), ("cancelled", 1)]);
    let accepted = table(&report, "reported-accepted", "whole");
    let row = &accepted["rows"][0];
    assert_eq!(
        (&row["n"], &row["p50_s"], &row["p90_s"], &row["small_n"]),
        (&json!(3), &json!(90), &json!(90), &json!(true))
    );
    assert_eq!(row["before"], Value::Null);
    assert_eq!(accepted["title"], "reported to accepted");
    let query = &accepted["query"];
    assert_eq!((&query["start"], &query["end"]), (&json!("reported"), &json!("accepted")));
    assert_eq!(query["without"], json!(["self-initiated", "merged"]));
    let definitions = report["definitions"].as_array().expect("definitions");
    assert_eq!(definitions.len(), 14);
    for definition in definitions {
        let texts = ["title", "says"]
            .map(|of| (definition[of]["zh"].as_str().unwrap(), definition[of]["en"].as_str().unwrap()));
        assert!(
            definition["version"] == 1 && texts.iter().all(|(zh, en)| !zh.is_ascii() && en.is_ascii()),
            "{definition}"
        );
    }
    // Every table can be asked for again, and comes again though more has happened.
    server.room.pass(1);
    let later = server.report(accident()).await;
    server.post(&of_county(&format!("incidents/{later}/transitions")), json!({ "to": "resolved" })).await.ok(200);
    for table in report["tables"].as_array().expect("tables") {
        let again = server.get(&format!("{}&lang=en", table["again"].as_str().unwrap())).await.ok(200);
        assert_eq!(again["tables"], json!([table]));
    }
    let chinese = server.get(&of_county("report?figure=incidents&by=hour&lang=zh-CN")).await.ok(200);
    assert_eq!(
        (&chinese["tables"][0]["title"], chinese["tables"][0]["rows"].as_array().map(Vec::len)),
        (&json!("警情数"), Some(24))
    );
}

#[tokio::test]
async fn a_week_a_month_and_the_year_before_are_asked_for_by_name() {
    let server = TestServer::new();
    filled(&server).await;
    for (name, extent) in [("2022-W35", "week"), ("2022-09", "month"), ("2022-09-01", "day")] {
        let report = server.get(&of_county(&format!("report?period={name}&against_last_year=true"))).await.ok(200);
        assert_eq!((&report["period"]["extent"], &report["period"]["name"]), (&json!(extent), &json!(name)));
        assert_eq!(report["before"]["name"], name.replace("2022", "2021"));
        let row = &table(&report, "incidents", "whole")["rows"][0];
        assert_eq!((&row["n"], &row["before"]["n"], &row["before"]["small_n"]), (&json!(3), &json!(0), &json!(true)));
    }
    let of = |query: &str| of_county(&format!("report?period=2022-09&figure=incidents&by=whole&{query}"));
    assert_eq!(server.get(&of("kind=traffic-accident")).await.ok(200)["tables"][0]["rows"][0]["n"], 0);
    assert_eq!(server.get(&of("district=350924-D2")).await.ok(200)["tables"][0]["rows"][0]["n"], 1);
}

#[tokio::test]
async fn a_shift_is_the_rosters() {
    let server = TestServer::new();
    let slots = json!([{ "slot": "leader", "person": "PC001" }]);
    let (starts, ends) = ("2022-09-01T00:00:00.000+08:00", "2022-09-01T08:00:00.000+08:00");
    let shift = json!({ "district": "350924-D1", "starts": starts, "ends": ends, "slots": slots });
    let shifts = json!({ "shifts": [shift], "accept_findings": true, "reason": "as asked" });
    server.post(&of_county("roster/shifts"), shifts).await.ok(200);
    filled(&server).await;
    let at = "2022-09-01T00:30:00%2B08:00";
    let report = server.get(&of_county(&format!("report?district=350924-D1&shift_at={at}"))).await.ok(200);
    let period = &report["period"];
    assert_eq!(
        (&period["extent"], &period["starts"], &period["ends"]),
        (&json!("shift"), &json!(starts), &json!(ends))
    );
    assert_eq!(counts(table(&report, "incidents", "whole")), [("", 2)]);
    let again = table(&report, "incidents", "district")["again"].as_str().unwrap();
    assert_eq!(server.get(again).await.ok(200)["tables"][0]["rows"], table(&report, "incidents", "district")["rows"]);
    let problem =
        server.get(&of_county(&format!("report?district=350924-D2&shift_at={at}"))).await.problem(422, "bad-period");
    assert_eq!(problem["errors"][0]["pointer"], "shift_at", "{problem}");
    server.get(&of_county(&format!("report?shift_at={at}"))).await.problem(400, "bad-query");
    server.get(&of_county(&format!("report?shift_at={at}&period=2022-09"))).await.problem(400, "bad-query");
}

#[tokio::test]
async fn what_can_not_be_reported_is_refused_with_its_place() {
    let server = TestServer::new();
    for (query, status, code, word) in [
        ("period=2022-Q3", 422, "bad-period", "2022-Q3"),
        ("period=2022-9-1", 422, "bad-period", "2022-09-12"),
        ("period=2022-W53", 422, "bad-period", "2022-W53"),
        ("period=2099-01", 422, "bad-period", "has not begun"),
        ("period=2020-02-29&against_last_year=true", 422, "bad-period", "2020-02-29"),
        ("period=2020-W53&against_last_year=true", 422, "bad-period", "year before"),
        ("figure=happiness", 400, "bad-query", "happiness"),
        ("by=colour", 400, "bad-query", "whole, district"),
        ("kind=war", 400, "bad-query", "war"),
        ("at=2099-01-01T00:00:00Z", 400, "bad-query", "room's time"),
        ("at=2021-01-01T00:00:00Z", 400, "bad-query", "period begins"),
        ("at=noon", 400, "bad-query", "noon"),
        ("district=350924-D9", 404, "no-such-district", "350924-D9"),
        ("year=2022", 400, "bad-query", "year"),
        ("against_last_year=perhaps", 400, "bad-query", "against_last_year"),
    ] {
        let problem = server.get(&of_county(&format!("report?{query}&lang=en"))).await.problem(status, code);
        assert!(problem.to_string().contains(word), "{query}: {problem}");
        let chinese = server.get(&of_county(&format!("report?{query}&lang=zh-CN"))).await.problem(status, code);
        assert!(!chinese["detail"].as_str().unwrap().is_ascii(), "{chinese}");
    }
}

/// Who sees one district counts there: what it is told is what the owner is told of this district.
#[tokio::test]
async fn a_token_for_one_district_counts_there_alone() {
    let token = Tokens::generate("here", Role::Viewer, Scope::Only(["350924-D2".to_owned()].into())).unwrap();
    let server = TestServer::with(Tokens::parse(&token.entry).unwrap(), true);
    filled(&server).await;
    let path = of_county("report?period=2022-09");
    let own = server
        .ask(request(Method::GET, &path, &[("authorization", &format!("Bearer {}", token.secret))], None))
        .await
        .ok(200);
    let of_there = server.get(&format!("{path}&district=350924-D2")).await.ok(200);
    assert_eq!(own["tables"], of_there["tables"]);
    assert_eq!(counts(table(&own, "incidents", "whole")), [("", 1)]);
    assert_eq!(table(&own, "incidents", "district")["rows"].as_array().map(Vec::len), Some(1));
    assert_eq!(table(&own, "incidents", "whole")["query"]["districts"], json!(["350924-D2"]));
}

/// An archive that is being filled anew lacks most of what is over: figures of a part would pass for those of the whole.
#[tokio::test]
async fn nothing_is_counted_while_the_archive_is_far_behind() {
    let server = TestServer::new();
    while server.room.state().version.0 < ARCHIVE_QUEUE_MAX as u64 {
        server.room.commit("system", "tick", Vec::new());
    }
    let path = of_county("report?lang=en");
    server.get(&path).await.ok(200);
    server.room.commit("system", "tick", Vec::new());
    let problem = server.get(&path).await.problem(503, "not-ready");
    assert!(problem["detail"].as_str().is_some_and(|why| why.contains("archive")), "{problem}");
}

/// Procedures are counted by kind and by the end that they came to, wherever they are by now.
#[tokio::test]
async fn procedures_are_counted_by_kind_and_end() {
    let server = workflows::with_plugin().await;
    for (number, key) in (1..).zip(["a", "b", "c"]) {
        workflows::start(&server, key).await;
        workflows::step(&server.room, number);
    }
    server.room.pass(600);
    let ended = |which, status, ended: Option<&str>| InstanceEvent::Ended {
        instance: InstanceRef(which),
        status,
        ended: ended.map(str::to_owned),
        approver: None,
    };
    for event in [ended(1, Status::Completed, Some("found")), ended(2, Status::Cancelled, None)] {
        server.room.commit("system", "step", vec![Event::Instance(event)]);
    }
    server.archive.collect(&server.room.state());
    let instances = vec![InstanceRef(2)];
    server.room.commit("system", "tick", vec![Event::Instance(InstanceEvent::Archived { instances })]);
    assert!(server.room.state().workflows.get(InstanceRef(2)).is_none());
    let report = server.get(&of_county("report?lang=en")).await.ok(200);
    assert_eq!(counts(table(&report, "workflows", "whole")), [("", 3)]);
    assert_eq!(counts(table(&report, "workflows", "workflow")), [("search", 3)]);
    let ends = table(&report, "workflows", "workflow-end");
    assert_eq!(counts(ends), [("search/open", 1), ("search/found", 1), ("search/cancelled", 1)]);
    assert_eq!(table(&report, "workflows", "whole")["query"]["of"], "workflows");
    let took = &table(&report, "workflow-begun-ended", "workflow")["rows"][0];
    assert_eq!((&took["n"], &took["p50_s"], &took["p90_s"]), (&json!(2), &json!(600), &json!(600)));
    let again = server.get(&format!("{}&lang=en", ends["again"].as_str().unwrap())).await.ok(200);
    assert_eq!(again["tables"], json!([ends]));
    // Whoever asks for a kind of incident is told of incidents.
    let of_noise = server.get(&of_county("report?kind=noise")).await.ok(200);
    let subjects = of_noise["tables"].as_array().unwrap().iter().map(|table| &table["query"]["of"]);
    assert!(
        subjects.into_iter().all(|of| of == "incidents")
            && of_noise["definitions"].as_array().map(Vec::len) == Some(12)
    );
    let elsewhere = server.get(&of_county("report?district=350924-D2&figure=workflows&by=whole")).await.ok(200);
    assert_eq!(elsewhere["tables"][0]["rows"][0]["n"], 0);
}
