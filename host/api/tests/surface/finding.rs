//! Places by words and near a point, over HTTP; points of other datums, and points whose longitude and latitude were exchanged.

use domain::hooks::{Message, Reason, Urgency};
use domain::ids::*;
use domain::notice::Sender;
use domain::notice::tell::tell;
use domain::ports::Room;
use domain::who::Who;
use serde_json::{Value, json};

use crate::incidents::{archive, numbers};
use crate::server::{TestServer, accident, accident_in_nanyang, of_county};
use crate::workflows::{start, step, with_plugin};

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
    let at = server.get(&of_county("grids/at?lon=119.05&lat=27.05&lang=en")).await.ok(200);
    let point = json!({ "code": "V001", "status": { "code": "in-service", "text": "in service" }, "distance_m": 0 });
    assert_eq!(at["video_points"], json!([point]));
    let call = json!({ "text": "smoke", "source": "110", "at": { "lon": 119.05, "lat": 27.05, "datum": "gcj-02" } });
    let told = server.post(&of_county(&format!("incidents/{id}/calls")), call).await;
    assert!(told.header("wardroom-converted").is_some());
    told.ok(200);
    let noted = server.get(&of_county(&format!("incidents/{id}/notes"))).await.ok(200);
    assert_ne!(noted["items"][0]["call"]["lon"], json!(119.05), "{noted}");
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

async fn listed(server: &TestServer, query: &str) -> Value {
    server.get(&of_county(&format!("incidents?{query}"))).await.ok(200)
}

/// By what stands in them and by where they are, in the room and in the archive.
#[tokio::test]
async fn incidents_are_looked_for_by_words_and_whereabouts() {
    let server = TestServer::new();
    server.report(accident()).await;
    server.report(accident_in_nanyang()).await;
    server
        .report(json!({ "kind": "noise", "lon": 119.15, "lat": 27.05, "source": "Grid-App", "external_id": "X-77" }))
        .await;
    server.post(&of_county("incidents/2/notes"), json!({ "text": "a lorry lies across both lanes" })).await.ok(200);
    let unit = "U004";
    let sent = json!({ "units": [unit], "reason": "as asked" });
    server.post(&of_county("incidents/2/assignments"), sent).await.ok(200);
    archive(&server, 1).await;
    let grid = "350924100001001";
    for (query, expected) in [
        ("text=lorry".to_owned(), vec![2]),
        ("text=LORRY%20lanes".to_owned(), vec![2]),
        ("text=lorry%20grid-app".to_owned(), vec![]),
        ("text=x-77".to_owned(), vec![3]),
        ("text=20220901-".to_owned(), vec![3, 2, 1]),
        (format!("place={grid}"), vec![1]),
        ("near=119.05,27.05&within_m=100".to_owned(), vec![1]),
        ("near=119.05,27.05&within_m=12000".to_owned(), vec![3, 1]),
        ("near=119.05,27.05&within_m=100&datum=gcj-02".to_owned(), vec![]),
        (format!("unit={unit}"), vec![2]),
        (format!("unit={unit}&open=false"), vec![]),
        ("unit=U001".to_owned(), vec![]),
    ] {
        assert_eq!(numbers(&listed(&server, &query).await), expected, "{query}");
    }
    for (query, parameter) in [
        (format!("text={}", "a".repeat(65)), "text"),
        ("near=350924100001001".to_owned(), "near"),
        ("near=119.05,27.05&within_m=0".to_owned(), "within_m"),
        ("near=119.05,27.05&within_m=100001".to_owned(), "within_m"),
        ("within_m=5".to_owned(), "place"),
        (format!("place={grid}&near=119.05,27.05"), "place"),
        ("order=pressing".to_owned(), "order"),
    ] {
        let problem = server.get(&of_county(&format!("incidents?{query}"))).await.problem(400, "bad-query");
        assert_eq!(problem["errors"][0]["pointer"], parameter, "{problem}");
    }
    server.get(&of_county("incidents?near=119.05,27.05&within_m=100000")).await.ok(200);
    server.get(&of_county("incidents?place=nowhere")).await.problem(404, "no-such-place");
    server.get(&of_county("incidents?unit=U999")).await.problem(404, "no-such-unit");
}

/// What is open: by priority, then by who waits longest; page by page the same.
#[tokio::test]
async fn what_is_pressing_comes_first_page_by_page() {
    let server = TestServer::new();
    for kind in ["noise", "brawl", "traffic-accident", "noise", "brawl"] {
        server.report(json!({ "kind": kind, "lon": 119.15, "lat": 27.05, "source": "110" })).await;
        server.room.pass(60);
    }
    let all = [2, 5, 3, 1, 4];
    for limit in 1..=6 {
        let (mut query, mut found) = (format!("open=true&limit={limit}"), Vec::new());
        loop {
            let page = listed(&server, &query).await;
            found.extend(numbers(&page));
            match page["next"].as_str() {
                Some(next) => query = format!("open=true&limit={limit}&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(found, all, "limit {limit}");
    }
    let newest = listed(&server, "open=true&order=newest&limit=1").await;
    assert_eq!(numbers(&newest), [5]);
    let cursor = newest["next"].as_str().unwrap();
    server.get(&of_county(&format!("incidents?open=true&cursor={cursor}"))).await.problem(400, "bad-query");
}

/// As many as the limit are all there are; one more, and the list says where it goes on and how many there are.
#[tokio::test]
async fn each_list_is_cut_one_past_its_limit_and_counted() {
    let server = with_plugin().await;
    for _ in 0..4 {
        server.report(accident()).await;
    }
    archive(&server, 1).await;
    archive(&server, 2).await;
    for (number, key) in [(1, "a"), (2, "b"), (3, "c")] {
        start(&server, key).await;
        step(&server.room, number);
        let message = Message::alarm(1, vec![Who::CommandRoom(DistrictRef(0))], Reason::bare(1));
        let matter = InstanceRef(number).into();
        let told = tell(&server.room.state(), matter, Sender::Workflow, None, message, server.room.now());
        server.room.commit("system", "tick", told);
    }
    let lists = [
        "incidents",
        "incidents?open=true",
        "workflows",
        "tasks",
        "notices",
        "timers",
        "archive",
        "roads",
        "persons",
        "grids",
        "tables/key-places",
    ];
    let mut tried = Vec::new();
    for list in lists {
        let ask = async |query: &str| {
            let sign = if list.contains('?') { '&' } else { '?' };
            server.get(&of_county(&format!("{list}{sign}{query}"))).await.ok(200)
        };
        let of = |page: &Value| page.get("items").or(page.get("features")).unwrap().as_array().unwrap().clone();
        let all = of(&ask("limit=500").await);
        if all.len() < 2 {
            continue;
        }
        tried.push(list);
        let whole = ask(&format!("limit={}&count=true", all.len())).await;
        assert_eq!(
            (of(&whole).len(), &whole["next"], &whole["total"]),
            (all.len(), &Value::Null, &json!(all.len())),
            "{list}"
        );
        let cut = ask(&format!("limit={}&count=true", all.len() - 1)).await;
        assert_eq!((of(&cut), &cut["total"]), (all[..all.len() - 1].to_vec(), &json!(all.len())), "{list}");
        assert!(cut.get("more_than_total").is_none(), "{list}");
        let cursor = cut["next"].as_str().unwrap_or_else(|| panic!("{list} is cut in silence: {cut}"));
        let rest = ask(&format!("limit=500&cursor={cursor}")).await;
        assert_eq!((of(&rest), &rest["next"]), (all[all.len() - 1..].to_vec(), &Value::Null), "{list}");
        assert!(rest.get("total").is_none(), "{list}: nobody asked how many");
    }
    for list in ["incidents", "incidents?open=true", "workflows", "tasks", "notices", "archive", "persons", "grids"] {
        assert!(tried.contains(&list), "{list} has too few to be cut: {tried:?}");
    }
}

#[tokio::test]
async fn persons_are_codes_and_posts() {
    let server = TestServer::new();
    let all = server.get(&of_county("persons")).await.ok(200);
    let first = &all["items"][0];
    let code = first["code"].as_str().unwrap();
    let shown = server.get(&of_county(&format!("persons/{code}"))).await.ok(200);
    assert_eq!(shown, *first);
    let keys: Vec<&String> = shown.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["code", "posts", "qualifications", "sworn"]);
    server.get(&of_county("persons/P9999")).await.problem(404, "no-such-person");
    server.get(&of_county("persons?post=none-such")).await.problem(400, "bad-query");
    server.get(&of_county("places?kind=none-such")).await.problem(400, "bad-query");
    let grid = server.get(&of_county("grids/350924100001001")).await.ok(200);
    assert_eq!(grid["district"], "350924-D1");
    server.get(&of_county("grids/nowhere")).await.problem(404, "no-such-grid");
}

/// What waits for somebody: notices by their urgency, tasks by when they are due.
#[tokio::test]
async fn what_waits_for_somebody_is_sorted_by_what_matters() {
    let server = with_plugin().await;
    for (number, urgency) in [(1, Urgency::Attention), (2, Urgency::Emergency), (3, Urgency::Attention)] {
        start(&server, &number.to_string()).await;
        step(&server.room, number);
        let message = Message { urgency, ..Message::alarm(1, vec![Who::CommandRoom(DistrictRef(0))], Reason::bare(1)) };
        let matter = InstanceRef(number).into();
        let told = tell(&server.room.state(), matter, Sender::Workflow, None, message, server.room.now());
        server.room.commit("system", "tick", told);
        server.room.pass(60);
    }
    let listed = async |query: &str, name: &str| {
        let page = server.get(&of_county(query)).await.ok(200);
        let items = page["items"].as_array().unwrap().clone();
        let next = page["next"].as_str().map(str::to_owned);
        (items.iter().map(|item| item[name].as_u64().unwrap()).collect::<Vec<_>>(), next)
    };
    let (first, next) = listed("notices?order=pressing&limit=2", "notice").await;
    assert_eq!(first, [2, 1]);
    let rest = listed(&format!("notices?order=pressing&limit=2&cursor={}", next.unwrap()), "notice").await;
    assert_eq!(rest, (vec![3], None));
    server.get(&of_county("notices?order=pressing&answered=true")).await.problem(400, "bad-query");
    let due = |day: &str| json!({ "title": day, "district": "350924-D1", "assignee": "unit:U001", "due": format!("{day}T08:00:00+08:00") });
    for day in ["2022-09-05", "2022-09-03", "2022-09-04"] {
        server.post(&of_county("tasks"), due(day)).await.ok(201);
    }
    let (tasks, next) = listed("tasks?order=pressing&assignee=unit:U001", "number").await;
    assert_eq!((tasks, next), (vec![5, 6, 4], None));
}
