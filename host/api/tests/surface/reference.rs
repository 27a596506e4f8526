//! The county's own data, its units and its roster over HTTP.

use domain::ports::Room;
use serde_json::json;

use crate::server::{TestServer, of_county};

fn codes(body: &serde_json::Value, list: &str, name: &str) -> Vec<String> {
    body[list].as_array().unwrap().iter().map(|item| item[name].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_counties_of_a_server() {
    let server = TestServer::new();
    let county = server.get("/v1/counties").await.ok(200)["items"][0].clone();
    assert_eq!(
        (&county["code"], &county["name"]["en"], &county["ready"]),
        (&json!("350924"), &json!("Shouning"), &json!(true))
    );
    assert_eq!(county["counts"]["grids"], 4);
}

#[tokio::test]
async fn districts_kinds_and_tables() {
    let server = TestServer::new();
    let districts = server.get(&of_county("districts")).await.ok(200);
    assert_eq!(codes(&districts, "items", "code"), ["350924-D1", "350924-D2"]);
    assert_eq!(districts["items"][0]["neighbours"], json!(["350924-D2"]));
    assert_eq!(districts["items"][0]["outline"]["type"], "MultiPolygon");
    let kinds = server.get(&of_county("kinds")).await.ok(200);
    assert_eq!(kinds["items"][1]["needs"], json!([{ "skills": ["arrest"], "count": 2 }]));
    let tables = server.get(&of_county("tables")).await.ok(200);
    assert_eq!(tables["items"][0]["columns"][2]["type"], "number");
    let all = server.get(&of_county("tables/key-places?limit=1")).await.ok(200);
    assert_eq!(all["items"], json!([{ "place": "K1", "grid": "350924100001001", "patrols": 3.0 }]));
    let next = all["next"].as_str().unwrap();
    let rest = server.get(&of_county(&format!("tables/key-places?limit=1&cursor={next}"))).await.ok(200);
    assert_eq!((&rest["items"][0]["place"], &rest["next"]), (&json!("K2"), &json!(null)));
    let three = server.get(&of_county("tables/key-places?column=patrols&value=3")).await.ok(200);
    assert_eq!(codes(&three, "items", "place"), ["K1"]);
    for query in ["column=x&value=1", "column=patrols&value=many", "column=patrols", "cursor=x"] {
        server.get(&of_county(&format!("tables/key-places?{query}"))).await.problem(400, "bad-query");
    }
}

#[tokio::test]
async fn grids_as_geojson() {
    let server = TestServer::new();
    let all = server.get(&of_county("grids")).await.ok(200);
    assert_eq!((&all["type"], all["features"].as_array().unwrap().len()), (&json!("FeatureCollection"), 4));
    let feature = &all["features"][0];
    assert_eq!((&feature["type"], &feature["geometry"]["type"]), (&json!("Feature"), &json!("MultiPolygon")));
    assert_eq!(feature["geometry"]["coordinates"][0][0][0], json!([119.0, 27.0]));
    assert_eq!(feature["properties"]["district"], "350924-D1");
    let west = server.get(&of_county("grids?bbox=119.01,27.01,119.05,27.05")).await.ok(200);
    assert_eq!(codes(&west, "features", "id"), ["350924100001001"]);
    let page = server.get(&of_county("grids?district=350924-D2&limit=1")).await.ok(200);
    let next = page["next"].as_str().unwrap();
    let rest = server.get(&of_county(&format!("grids?district=350924-D2&limit=1&cursor={next}"))).await.ok(200);
    assert_eq!(
        (codes(&page, "features", "id"), codes(&rest, "features", "id")),
        (vec!["350924102001001".to_owned()], vec!["350924102001002".to_owned()])
    );
    assert_eq!(rest["next"], json!(null));
    let at = server.get(&of_county("grids/at?lon=119.15&lat=27.05")).await.ok(200);
    assert_eq!(
        (&at["grid"]["code"], &at["inside"], &at["distance_m"]),
        (&json!("350924100001002"), &json!(true), &json!(0))
    );
    server.get(&of_county("grids/at?lon=10&lat=27.05")).await.problem(422, "outside-county");
    server.get(&of_county("grids/at?lon=10")).await.problem(400, "bad-query");
}

#[tokio::test]
async fn units_and_their_status() {
    let server = TestServer::new();
    let unit = server.get(&of_county("units/U003")).await.ok(200);
    assert_eq!(unit["skills"], json!(["arrest", "first-aid"]));
    assert_eq!((&unit["primary"], &unit["position"]), (&json!("available"), &json!(null)));
    let status = json!({ "primary": "unavailable", "secondary": ["break"], "reason": "lunch" });
    let set = server.post(&of_county("units/U003/status"), status).await.ok(200);
    assert_eq!((&set["primary"], &set["secondary"]), (&json!("unavailable"), &json!(["break"])));
    assert_eq!(server.room.last_batch().reason.as_deref(), Some("lunch"));
    let free = server.get(&of_county("units?district=350924-D1&primary=available")).await.ok(200);
    assert_eq!(codes(&free, "items", "code"), ["U001", "U002"]);
    let traffic = server.get(&of_county("units?team=traffic")).await.ok(200);
    assert_eq!(codes(&traffic, "items", "code"), ["U002", "U005"]);
    server.get(&of_county("units?team=navy")).await.problem(400, "bad-query");
    server.post(&of_county("units/U003/status"), json!({ "primary": "asleep" })).await.problem(422, "bad-body");
}

#[tokio::test]
async fn positions_come_in_batches() {
    let server = TestServer::new();
    let fixes = json!({ "fixes": [
        { "unit": "U001", "lon": 119.05, "lat": 27.05 },
        { "unit": "U002", "lon": 119.05, "lat": 27.05, "at": "2022-09-01T00:04:00+08:00" },
        { "unit": "U003", "lon": 119.05, "lat": 27.05, "at": "2022-09-01T09:00:00+08:00" },
        { "unit": "U099", "lon": 119.05, "lat": 27.05 }
    ] });
    let taken = server.post(&of_county("positions"), fixes).await.ok(200);
    let not_taken = json!([
        { "index": 2, "unit": "U003", "why": "ahead-of-time" },
        { "index": 3, "unit": "U099", "why": "unknown-unit" }
    ]);
    assert_eq!(taken, json!({ "taken": 2, "dropped": 2, "not_taken": not_taken }));
    let kept = server.room.fixes.lock().unwrap().clone();
    assert_eq!(kept[0].1.at, server.room.now(), "without a time it is now");
    assert_eq!(kept[1].1.at, domain::time::TimeMs(1_661_961_840_000));
    // One bad one used to refuse all that came with it.
    let fixes = json!({ "fixes": [
        { "unit": "U001", "lon": 719.05, "lat": 27.05 },
        { "unit": "U001", "lon": 119.05, "lat": 27.05, "at": "yesterday" },
        { "unit": "U002", "lon": 119.05, "lat": 27.05 },
        { "unit": "U003", "lon": 0, "lat": 0 }
    ] });
    let taken = server.post(&of_county("positions"), fixes).await.ok(200);
    let why: Vec<&str> = taken["not_taken"].as_array().unwrap().iter().filter_map(|not| not["why"].as_str()).collect();
    assert_eq!((&taken["taken"], why), (&json!(1), vec!["not-on-earth", "unreadable-time", "far-outside"]));
    let doubted = json!({ "lon": 0.0, "lat": 0.0, "at": "2022-09-01T00:04:44.000+08:00", "why": "far-outside" });
    assert_eq!(server.get(&of_county("units/U001")).await.ok(200)["doubted"], doubted);
    assert!(server.get(&of_county("units/U002")).await.ok(200).get("doubted").is_none());
    server
        .post(&of_county("positions"), json!({ "fixes": [{ "unit": "U001", "lon": "x", "lat": 27.05 }] }))
        .await
        .problem(422, "bad-body");
    let fix = json!({ "unit": "U001", "lon": 119.05, "lat": 27.05 });
    let limit = domain::limits::POSITIONS_PER_REQUEST_MAX;
    let many = |count: usize| json!({ "fixes": vec![fix.clone(); count] });
    assert_eq!(server.post(&of_county("positions"), many(limit)).await.ok(200)["taken"], limit);
    server.post(&of_county("positions"), many(limit + 1)).await.problem(422, "too-many");
}

#[tokio::test]
async fn the_roster_is_published_and_read() {
    let server = TestServer::new();
    let shift = |slots: serde_json::Value| json!({ "district": "350924-D1", "starts": "2022-09-01T08:00:00+08:00", "ends": "2022-09-02T08:00:00+08:00", "slots": slots });
    let slots = json!([
        { "slot": "leader", "person": "PC001" },
        { "slot": "auxiliary", "person": "PC002" },
        { "slot": "auxiliary", "person": null }
    ]);
    let faulty = shift(json!([{ "slot": "cook", "person": "PC001" }, { "slot": "leader", "person": "PC999" }]));
    let problem = server
        .post(&of_county("roster/shifts"), json!({ "shifts": [shift(slots.clone()), faulty] }))
        .await
        .problem(422, "bad-shifts");
    assert_eq!(codes(&problem, "errors", "pointer"), ["shifts[1].slots[0].slot", "shifts[1].slots[1].person"]);
    let mut body = json!({ "shifts": [shift(slots.clone())] });
    let problem = server.post(&of_county("roster/shifts"), body.clone()).await.problem(409, "roster-findings");
    assert_eq!(codes(&problem, "errors", "pointer"), ["open"]);
    (body["accept_findings"], body["reason"]) = (json!(true), json!("nobody else is there"));
    server.post(&of_county("roster/shifts"), body).await.ok(200);
    let roster =
        server.get(&of_county("roster?from=2022-09-01T07:00:00%2B08:00&to=2022-09-01T09:00:00%2B08:00")).await.ok(200);
    assert_eq!((&roster["version"], &roster["items"][0]["slots"]), (&json!(1), &slots));
    assert_eq!(roster["items"][0]["starts"], "2022-09-01T08:00:00.000+08:00");
    let before =
        server.get(&of_county("roster?from=2022-08-01T07:00:00%2B08:00&to=2022-08-02T09:00:00%2B08:00")).await.ok(200);
    assert_eq!(before["items"], json!([]));
    server.get(&of_county("roster?from=tomorrow")).await.problem(400, "bad-query");
}

/// Control characters and what turns the direction went through queries into answers and logs.
#[tokio::test]
async fn a_query_holds_only_what_shows() {
    let server = TestServer::new();
    for (query, place, named) in [
        ("column=patrols&value=%1B%5B2J", "value", "U+001B"),
        ("lang=%E2%80%AEen", "lang", "U+202E"),
        ("limit=1&a%0Ab=1", "a", "U+000A"),
        ("cursor=%E2%80%8B", "cursor", "U+200B"),
    ] {
        // Whatever the route makes of its query, and where it takes none.
        for path in
            [of_county("tables/key-places"), of_county("units"), "/readyz".to_owned(), "/v1/counties".to_owned()]
        {
            let problem = server.get(&format!("{path}?{query}")).await.problem(400, "bad-query");
            let error = &problem["errors"][0];
            assert!(error["pointer"].as_str().unwrap().starts_with(place), "{path}: {problem}");
            assert!(error["detail"].as_str().unwrap().contains(named), "{path}: {problem}");
        }
    }
    server.get(&of_county("tables/key-places?column=place&value=%E5%AF%BF")).await.ok(200);
}

#[tokio::test]
async fn the_status_is_of_the_districts_that_the_caller_sees() {
    let server = TestServer::new();
    let path = of_county("status");
    let all = server.get(&path).await.ok(200);
    assert_eq!((&all["ready"], &all["county"], &all["quarantined"]), (&json!(true), &json!("350924"), &json!([])));
    assert_eq!(codes(&all, "districts", "code"), ["350924-D1", "350924-D2"]);
    assert_eq!(all["version"], json!(server.room.state().version.0));
}
