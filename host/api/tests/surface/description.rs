//! The OpenAPI description and the figures: what tools read.

use std::path::Path;

use crate::server::{TestServer, accident, of_county};

/// A change of the surface shows as a change of this file. To take it over: `UPDATE_GOLDEN=1 cargo test -p api`.
#[test]
fn the_description_is_the_golden_file() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/openapi.json");
    let described = api::openapi_json();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, described).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap();
    let differs = golden.lines().zip(described.lines()).enumerate().find(|(_, (golden, now))| golden != now);
    assert!(
        golden == described,
        "the surface changed, first at line {:?}",
        differs.map(|(line, texts)| (line + 1, texts))
    );
}

#[tokio::test]
async fn the_description_is_served_and_whole() {
    let server = TestServer::new();
    let api = server.get("/openapi.json").await.ok(200);
    let paths = api["paths"].as_object().unwrap();
    let schemas = api["components"]["schemas"].as_object().unwrap();
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(name, _)| *name != "parameters") {
            let at = format!("{method} {path}");
            assert!(operation["summary"].is_string(), "{at} says nothing of itself");
            assert_eq!(
                operation["responses"]["default"]["content"]["application/problem+json"]["schema"]["$ref"],
                "#/components/schemas/Problem",
                "{at}"
            );
        }
    }
    // Each operation has a name of its own, and every link leads to one of them.
    let operations = paths.values().flat_map(|item| item.as_object().unwrap().values());
    let ids: Vec<&str> = operations.filter_map(|operation| operation["operationId"].as_str()).collect();
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), ids.len());
    let text = api.to_string();
    let linked: Vec<&str> =
        text.split("\"links\":").skip(1).filter_map(|links| links.split("\"operationId\":\"").nth(1)).collect();
    assert!(!linked.is_empty() && linked.iter().all(|id| ids.contains(&id.split('"').next().unwrap())));
    // Every reference leads somewhere.
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "nothing is called {name}");
    }
}

#[tokio::test]
async fn the_page_loads_nothing_from_elsewhere() {
    let server = TestServer::new();
    let page = server.get("/").await;
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    for outside in ["src=\"http", "href=\"http", "//cdn", "@import"] {
        assert!(!page.text().contains(outside), "{outside}");
    }
}

#[tokio::test]
async fn figures_for_prometheus() {
    let server = TestServer::new();
    server.report(accident()).await;
    server.get(&of_county("incidents/404")).await.problem(404, "no-such-incident");
    let told = server.get("/metrics").await;
    assert_eq!(told.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let text = told.text();
    for line in [
        "wardroom_http_requests_total{method=\"POST\",route=\"/v1/counties/{county}/incidents\",status=\"201\"} 1",
        "wardroom_http_requests_total{method=\"GET\",route=\"/v1/counties/{county}/incidents/{id}\",status=\"404\"} 1",
        "wardroom_commands_total{county=\"350924\",command=\"report\",outcome=\"done\"} 1",
        "wardroom_command_seconds_count{county=\"350924\",command=\"report\"} 1",
        "wardroom_events_total{county=\"350924\",event=\"incident-reported\"} 1",
        "wardroom_journal_version{county=\"350924\"} 2",
        "wardroom_commands_queued{county=\"350924\"} 0",
        "wardroom_ready{county=\"350924\"} 1",
        "wardroom_incidents_open{county=\"350924\",district=\"350924-D1\"} 1",
        "wardroom_streams 0",
    ] {
        assert!(text.lines().any(|told| told == line), "no {line} in\n{text}");
    }
}
