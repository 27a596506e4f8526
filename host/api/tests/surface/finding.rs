//! Places by words and near a point, over HTTP; points of other datums, and points whose longitude and latitude were exchanged.

use serde_json::{Value, json};

use crate::server::{TestServer, accident, of_county};

fn codes(found: &Value) -> Vec<&str> {
    found["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn places_by_words() {
    let server = TestServer::new();
    let all = server.get(&of_county("places")).await.ok(200);
    let total = all["total"].as_u64().unwrap() as usize;
    assert_eq!((codes(&all).len(), &all["next"]), (total, &Value::Null), "{all}");
    for item in all["items"].as_array().unwrap() {
        let name =
            item["name"]["zh"].as_str().filter(|name| !name.is_empty()).unwrap_or(item["code"].as_str().unwrap());
        let found = server.get(&of_county(&format!("places?words={name}&limit=3"))).await.ok(200);
        assert!(codes(&found).contains(&item["code"].as_str().unwrap()), "{name}: {found}");
        let shown = server.get(&of_county(&format!("places/{}", item["code"].as_str().unwrap()))).await.ok(200);
        assert_eq!(shown["name"], item["name"]);
    }
    let grids = server.get(&of_county("places?of=grid&district=350924-D2")).await.ok(200);
    assert!(grids["items"].as_array().unwrap().iter().all(|item| item["of"] == "grid"), "{grids}");
    let nothing = server.get(&of_county("places?words=zzzzzzzz")).await.ok(200);
    assert_eq!((&nothing["items"], &nothing["total"]), (&json!([]), &json!(0)));
    for (query, parameter) in [
        (format!("words={}", "a".repeat(65)), "words"),
        ("near=nowhere".to_owned(), "near"),
        ("of=planet".to_owned(), "of"),
        ("near=27.05,119.05".to_owned(), "near"),
        ("limit=0".to_owned(), "limit"),
    ] {
        let problem = server.get(&of_county(&format!("places?{query}"))).await.problem(400, "bad-query");
        assert_eq!(problem["errors"][0]["pointer"], parameter, "{problem}");
    }
    server.get(&of_county(&format!("places?words={}", "a".repeat(64)))).await.ok(200);
    server.get(&of_county("places/nowhere")).await.problem(404, "no-such-place");
}

#[tokio::test]
async fn the_nearest_places_come_first() {
    let server = TestServer::new();
    let found = server.get(&of_county("places?near=119.05,27.05&of=grid")).await.ok(200);
    let away: Vec<u64> =
        found["items"].as_array().unwrap().iter().map(|of| of["distance_m"].as_u64().unwrap()).collect();
    assert!(away.len() > 1 && away.is_sorted(), "{found}");
    assert_eq!(codes(&found)[0], "350924100001001");
}

/// Cut at the limit: as many as there are is all, one fewer says where it goes on and how many there are.
#[tokio::test]
async fn a_list_of_places_is_cut_one_past_its_limit() {
    let server = TestServer::new();
    let all = server.get(&of_county("places?of=grid")).await.ok(200);
    let total = codes(&all).len();
    let whole = server.get(&of_county(&format!("places?of=grid&limit={total}"))).await.ok(200);
    assert_eq!((&whole["next"], codes(&whole).len()), (&Value::Null, total));
    let cut = server.get(&of_county(&format!("places?of=grid&limit={}", total - 1))).await.ok(200);
    assert_eq!((codes(&cut).len(), &cut["total"]), (total - 1, &json!(total)));
    let rest = format!("places?of=grid&limit={total}&cursor={}", cut["next"].as_str().unwrap());
    let rest = server.get(&of_county(&rest)).await.ok(200);
    assert_eq!((codes(&rest), &rest["next"]), (vec![codes(&all)[total - 1]], &Value::Null));
}

/// 300 m and more lie between a point of GCJ-02 and the one of WGS 84 with the same figures.
#[tokio::test]
async fn points_of_other_datums_are_converted_and_the_answer_says_so() {
    let server = TestServer::new();
    let mut report = accident();
    report["datum"] = json!("gcj-02");
    let (lon, lat) = (report["lon"].as_f64().unwrap(), report["lat"].as_f64().unwrap());
    let told = server.post(&of_county("incidents"), report).await;
    let moved = told.header("wardroom-converted").unwrap().to_owned();
    assert!(moved.starts_with("gcj-02; moved-m="), "{moved}");
    let id = told.ok(201)["id"].as_str().unwrap().to_owned();
    let shown = server.get(&of_county(&format!("incidents/{id}"))).await.ok(200);
    let kept = finder::datum::Datum::Gcj02.to_wgs84((lon, lat)).position;
    assert!((shown["lon"].as_f64().unwrap() - kept.0).abs() < 1e-6, "{shown}");
    assert!((shown["lat"].as_f64().unwrap() - kept.1).abs() < 1e-6 && shown["lat"] != json!(lat), "{shown}");
    let place = json!({ "lon": 119.25, "lat": 27.05, "datum": "bd-09" });
    let told = server.post(&of_county(&format!("incidents/{id}/place")), place).await;
    assert!(told.header("wardroom-converted").unwrap().starts_with("bd-09; moved-m="));
    told.ok(200);
    for (path, converted) in [
        ("grids/at?lon=119.05&lat=27.05&datum=gcj-02", true),
        ("grids/at?lon=119.05&lat=27.05&datum=wgs-84", false),
        ("grids/at?lon=119.05&lat=27.05", false),
        ("travel?from=119.05,27.05&to=119.15,27.05&datum=bd-09", true),
        ("places?near=119.05,27.05&datum=gcj-02", true),
        ("places?near=350924100001001&datum=gcj-02", false),
    ] {
        let told = server.get(&of_county(path)).await;
        assert_eq!(told.header("wardroom-converted").is_some(), converted, "{path}");
        told.ok(200);
    }
    let fixes = json!({ "datum": "gcj-02", "fixes": [{ "unit": "U001", "lon": 119.05, "lat": 27.05 }] });
    let told = server.post(&of_county("positions"), fixes).await;
    assert!(told.header("wardroom-converted").is_some());
    server.get(&of_county("grids/at?lon=119.05&lat=27.05&datum=pz-90")).await.problem(400, "bad-query");
}

#[tokio::test]
async fn exchanged_coordinates_are_named() {
    let server = TestServer::new();
    let mut report = accident();
    let (lon, lat) = (report["lon"].clone(), report["lat"].clone());
    (report["lon"], report["lat"]) = (lat, lon);
    let problem = server.post(&of_county("incidents?lang=en"), report).await;
    let problem = problem.problem(422, "outside-county");
    assert!(problem["detail"].as_str().unwrap().contains("the longitude comes first; exchange the two"), "{problem}");
    let problem = server.get(&of_county("grids/at?lon=27.05&lat=89&lang=en")).await.problem(422, "outside-county");
    assert!(!problem["detail"].as_str().unwrap().contains("exchange"), "{problem}");
    let problem = server.get(&of_county("travel?from=27.05,119.05&to=119.05,27.05&lang=en")).await;
    let problem = problem.problem(400, "bad-query");
    assert!(problem["errors"][0]["detail"].as_str().unwrap().contains("exchange the two"), "{problem}");
}
