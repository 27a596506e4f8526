//! Who may do what: tokens, roles, districts, and the local caller.

use std::net::SocketAddr;

use api::{Role, Scope, Tokens};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::server::{TestServer, accident, accident_in_nanyang, of_county, request};

pub struct Keys {
    pub viewer: String,
    pub operator: String,
    pub aoyang: String,
    pub admin: String,
}

pub fn guarded() -> (TestServer, Keys) {
    let draw = |name, role, districts| Tokens::generate(name, role, districts).unwrap();
    let viewer = draw("viewer", Role::Viewer, Scope::All);
    let operator = draw("duty-desk", Role::Operator, Scope::All);
    let aoyang = draw("aoyang", Role::Operator, Scope::Only(["350924-D1".to_owned()].into()));
    let admin = draw("it", Role::Admin, Scope::All);
    let file = [&viewer, &operator, &aoyang, &admin].map(|token| token.entry.as_str()).join("\n");
    let server = TestServer::with(Tokens::parse(&file).unwrap(), false);
    let keys = Keys { viewer: viewer.secret, operator: operator.secret, aoyang: aoyang.secret, admin: admin.secret };
    (server, keys)
}

pub fn by(token: &str, method: Method, path: &str, body: Option<Value>) -> Request<Body> {
    request(method, path, &[("authorization", &format!("Bearer {token}"))], body)
}

#[tokio::test]
async fn every_route_but_health_and_the_empty_page_wants_a_token() {
    let (server, keys) = guarded();
    let bare = |path: &str| server.ask(Request::get(path).body(Body::empty()).unwrap());
    bare("/readyz").await.ok(200);
    for open in ["/healthz", "/"] {
        assert_eq!(bare(open).await.status, 200, "{open}");
    }
    for path in ["/metrics", "/openapi.json", "/v1/counties", "/v1/counties/350924/incidents", "/nowhere"] {
        let told = bare(path).await;
        told.problem(401, "not-authenticated");
        assert_eq!(told.header("www-authenticate"), Some("Bearer"));
    }
    let wrong = by(&keys.viewer[..keys.viewer.len() - 1], Method::GET, "/v1/counties", None);
    server.ask(wrong).await.problem(401, "not-authenticated");
    let other_scheme =
        request(Method::GET, "/v1/counties", &[("authorization", &format!("Basic {}", keys.viewer))], None);
    server.ask(other_scheme).await.problem(401, "not-authenticated");
    server.ask(by(&keys.viewer, Method::GET, "/v1/counties", None)).await.ok(200);
}

#[tokio::test]
async fn roles_reach_as_far_as_they_reach() {
    let (server, keys) = guarded();
    let report = |token: &str| by(token, Method::POST, &of_county("incidents"), Some(accident()));
    server.ask(report(&keys.viewer)).await.problem(403, "role-too-low");
    let id = server.ask(report(&keys.operator)).await.ok(201)["id"].as_str().unwrap().to_owned();
    assert_eq!(server.room.last_batch().author, "duty-desk");
    for (path, body) in [
        (format!("incidents/{id}/transitions"), json!({ "to": "resolved" })),
        (format!("incidents/{id}/acknowledgement"), json!({})),
        (format!("incidents/{id}/personal"), json!({ "fields": ["caller-name"], "purpose": "x" })),
        ("units/U001/status".to_owned(), json!({ "primary": "unavailable" })),
        ("positions".to_owned(), json!({ "fixes": [] })),
        ("roster/shifts".to_owned(), json!({ "shifts": [] })),
        (
            "roster/stand-ins".to_owned(),
            json!({ "district": "350924-D1", "slot": "leader", "until": "2022-09-02T00:00:00Z" }),
        ),
        ("roster/stand-ins/1/end".to_owned(), json!({})),
        ("roster/swaps/1/accept".to_owned(), json!({ "person": "PC001" })),
        ("roster/swaps/1/approve".to_owned(), json!({ "person": "PC001" })),
        ("roster/swaps/1/decline".to_owned(), json!({ "person": "PC001" })),
        ("roster/handovers".to_owned(), json!({ "district": "350924-D1", "person": "PC001", "note": "x" })),
        ("roster/handovers/take-over".to_owned(), json!({ "district": "350924-D1", "person": "PC001" })),
        ("plugins/x/mode".to_owned(), json!({ "districts": "all", "hook": "dispatch", "mode": "off" })),
        ("plugins/x/quarantine/lift".to_owned(), json!({ "district": "350924-D1" })),
    ] {
        let told = server.ask(by(&keys.viewer, Method::POST, &of_county(&path), Some(body))).await;
        told.problem(403, "role-too-low");
    }
    let settings = json!({ "settings": {} });
    let configure = by(&keys.operator, Method::PUT, &of_county("plugins/x/settings"), Some(settings));
    server.ask(configure).await.problem(403, "role-too-low");
    let erase = Some(json!({ "reason": "x" }));
    let path = of_county(&format!("incidents/{id}/personal"));
    server.ask(by(&keys.operator, Method::DELETE, &path, erase.clone())).await.problem(403, "role-too-low");
    server.ask(by(&keys.admin, Method::DELETE, &path, erase)).await.problem(404, "no-personal-data");
}

#[tokio::test]
async fn a_token_for_a_district_sees_and_changes_only_that() {
    let (server, keys) = guarded();
    let ask = |token: &str, method: Method, path: &str, body: Option<Value>| {
        server.ask(by(token, method, &of_county(path), body))
    };
    let report = |token: &str, body: Value| by(token, Method::POST, &of_county("incidents"), Some(body));
    server.ask(report(&keys.aoyang, accident())).await.ok(201);
    server.ask(report(&keys.aoyang, accident_in_nanyang())).await.problem(403, "other-district");
    server.ask(report(&keys.operator, accident_in_nanyang())).await.ok(201);

    let listed = ask(&keys.aoyang, Method::GET, "incidents", None).await.ok(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let all = ask(&keys.viewer, Method::GET, "incidents", None).await.ok(200);
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    ask(&keys.aoyang, Method::GET, "incidents/2", None).await.problem(404, "no-such-incident");
    let step = Some(json!({ "to": "resolved" }));
    ask(&keys.aoyang, Method::POST, "incidents/2/transitions", step).await.problem(404, "no-such-incident");
    ask(&keys.aoyang, Method::GET, "incidents?district=350924-D2", None).await.problem(404, "no-such-district");
    ask(&keys.aoyang, Method::GET, "events?district=350924-D2", None).await.problem(404, "no-such-district");

    let units = ask(&keys.aoyang, Method::GET, "units", None).await.ok(200);
    assert!(units["items"].as_array().unwrap().iter().all(|unit| unit["district"] == "350924-D1"));
    ask(&keys.aoyang, Method::GET, "units/U004", None).await.problem(404, "no-such-unit");
    let busy = Some(json!({ "primary": "unavailable" }));
    ask(&keys.aoyang, Method::POST, "units/U004/status", busy.clone()).await.problem(404, "no-such-unit");
    ask(&keys.aoyang, Method::POST, "units/U003/status", busy).await.ok(200);
    let send = Some(json!({ "units": ["U004"] }));
    ask(&keys.aoyang, Method::POST, "incidents/1/assignments", send).await.problem(422, "bad-units");
    let fixes = json!({ "fixes": [{ "unit": "U001", "lon": 119.05, "lat": 27.05 }, { "unit": "U004", "lon": 119.25, "lat": 27.05 }] });
    let taken = ask(&keys.aoyang, Method::POST, "positions", Some(fixes)).await.ok(200);
    let not_taken = json!([{ "index": 1, "unit": "U004", "why": "unknown-unit" }]);
    assert_eq!(taken, json!({ "taken": 1, "dropped": 1, "not_taken": not_taken }));

    let grids = ask(&keys.aoyang, Method::GET, "grids", None).await.ok(200);
    assert_eq!(grids["features"].as_array().unwrap().len(), 2);
    ask(&keys.aoyang, Method::GET, "grids/at?lon=119.25&lat=27.05", None).await.problem(403, "other-district");
    assert_eq!(ask(&keys.aoyang, Method::GET, "districts", None).await.ok(200)["items"].as_array().unwrap().len(), 1);
    let status = ask(&keys.aoyang, Method::GET, "status", None).await.ok(200);
    assert_eq!((status["districts"].as_array().unwrap().len(), &status["counts"]["open"]), (1, &json!(1)), "{status}");
    let everywhere = Some(json!({ "districts": "all", "hook": "dispatch", "mode": "off" }));
    ask(&keys.aoyang, Method::POST, "plugins/x/mode", everywhere).await.problem(403, "limited-to-districts");
    let elsewhere = Some(json!({ "districts": ["350924-D2"], "hook": "dispatch", "mode": "off" }));
    ask(&keys.aoyang, Method::POST, "plugins/x/mode", elsewhere).await.problem(404, "no-such-district");
}

/// Whoever reached the port of this machine was admin once: every local process, and everybody behind a proxy on the same host,
/// whose requests say `Host: 127.0.0.1`.
#[tokio::test]
async fn without_a_token_nobody_is_answered_wherever_they_are() {
    let server = TestServer::new();
    let local = SocketAddr::from(([127, 0, 0, 1], 4711));
    for headers in
        [&[][..], &[("x-forwarded-for", "127.0.0.1")], &[("forwarded", "for=127.0.0.1")], &[("x-real-ip", "127.0.0.1")]]
    {
        for method in [Method::GET, Method::POST] {
            let path = of_county("incidents");
            let mut asking = Request::builder().method(method).uri(path).header("host", "127.0.0.1:7350");
            for (name, value) in headers {
                asking = asking.header(*name, *value);
            }
            let mut asking = asking.body(Body::from(accident().to_string())).unwrap();
            asking.extensions_mut().insert(ConnectInfo(local));
            server.ask(asking).await.problem(401, "not-authenticated");
        }
    }
    server.get(&of_county("incidents")).await.ok(200);
}
