//! A server over a test room, and short ways to ask it.

use std::sync::Arc;

use api::{ApiParts, CountyParts, ForwardedBy, Proxies, Tokens};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode};
use domain::sealing::Sealer;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::callers::TestCallers;
use crate::plugins::TestComponents;
use crate::room::{TestArchive, TestJournal, TestKeys, TestRoom};

pub const COUNTY: &str = "/v1/counties/350924";
/// The owner's token of every test server.
pub const OWNER: &str = "the owner's";
/// Their trusted proxy.
pub const PROXY: &str = "10.9.8.7";

pub struct TestServer {
    pub router: Router,
    pub room: Arc<TestRoom>,
    pub archive: Arc<TestArchive>,
    pub keys: Arc<TestKeys>,
}

/// An answer, read to its end.
pub struct Told {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Told {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The body, if the status is this one.
    #[track_caller]
    pub fn ok(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self.json()
    }

    /// The problem, if it is one with this status and code.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        let body = self.ok(status);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!((body["code"].as_str(), body["status"].as_u64()), (Some(code), Some(u64::from(status))), "{body}");
        assert_eq!(body["type"], format!("urn:wardroom:problem:{code}"));
        for member in ["title", "detail", "instance"] {
            assert!(body[member].as_str().is_some_and(|text| !text.is_empty()), "no {member}: {body}");
        }
        body
    }
}

impl TestServer {
    pub fn new() -> TestServer {
        TestServer::with(Tokens::default(), true)
    }

    pub fn with(tokens: Tokens, unsigned_plugins: bool) -> TestServer {
        TestServer::wired(TestRoom::with_county(), tokens, unsigned_plugins)
    }

    /// A server that begins to listen to a room at work.
    pub fn over(room: Arc<TestRoom>) -> TestServer {
        TestServer::wired(room, Tokens::default(), true)
    }

    /// Another server over the same room, with other tokens.
    pub fn with_room(room: Arc<TestRoom>, tokens: Tokens) -> TestServer {
        TestServer::wired(room, tokens, true)
    }

    fn wired(room: Arc<TestRoom>, tokens: Tokens, unsigned_plugins: bool) -> TestServer {
        let (archive, keys) = (Arc::new(TestArchive::default()), Arc::new(TestKeys::default()));
        let county = CountyParts {
            code: "350924".to_owned(),
            room: room.clone(),
            archive: archive.clone(),
            journal: Arc::new(TestJournal(room.clone())),
            sealer: Arc::new(Sealer::new(keys.clone())),
            callers: Arc::new(TestCallers::default()),
        };
        let parts = ApiParts {
            counties: vec![county],
            components: Arc::new(TestComponents),
            tokens: tokens.with_owner(OWNER),
            proxies: Arc::new(Proxies::trusting(&[PROXY.to_owned()], ForwardedBy::XForwardedFor).unwrap()),
            unsigned_plugins,
        };
        TestServer { router: api::router(parts), room, archive, keys }
    }

    pub async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub async fn ask(&self, request: Request<Body>) -> Told {
        let answer = self.send(request).await;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec();
        Told { status, headers, bytes }
    }

    pub async fn get(&self, path: &str) -> Told {
        self.ask(request(Method::GET, path, &[], None)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Told {
        self.ask(request(Method::POST, path, &[], Some(body))).await
    }

    pub async fn delete(&self, path: &str, body: Value) -> Told {
        self.ask(request(Method::DELETE, path, &[], Some(body))).await
    }

    /// Reports an incident and gives its id.
    pub async fn report(&self, body: Value) -> String {
        self.post(&of_county("incidents"), body).await.ok(201)["id"].as_str().unwrap().to_owned()
    }
}

/// `incidents/7` as a whole path.
pub fn of_county(rest: &str) -> String {
    format!("{COUNTY}/{rest}")
}

/// A request as the owner would send it, unless the headers name another's token.
pub fn request(method: Method, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:7350");
    if headers.iter().all(|(name, _)| *name != "authorization") {
        request = request.header("authorization", format!("Bearer {OWNER}"));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    match body {
        Some(body) => request.header("content-type", "application/json").body(Body::from(body.to_string())).unwrap(),
        None => request.body(Body::empty()).unwrap(),
    }
}

/// The same for a request that is put together elsewhere.
pub fn request_of_owner(request: axum::http::request::Builder) -> axum::http::request::Builder {
    request.header("host", "localhost").header("authorization", format!("Bearer {OWNER}"))
}

/// An accident in the first grid of the first district.
pub fn accident() -> Value {
    json!({ "kind": "traffic-accident", "lon": 119.05, "lat": 27.05, "source": "110" })
}

/// The same in the second district.
pub fn accident_in_nanyang() -> Value {
    json!({ "kind": "traffic-accident", "lon": 119.25, "lat": 27.05, "source": "110" })
}
