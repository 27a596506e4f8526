//! How far a token for one district reaches: tried on every route that there is, in every place where an id can stand, with
//! another district's ids. They have to be answered exactly as ids that nobody has.

use std::collections::BTreeMap;
use std::fmt;

use api::{Role, Scope, Tokens};
use axum::body::Body;
use axum::http::{Method, Request, header};
use domain::event::{Event, IncidentEvent, InstanceEvent, TaskEvent};
use domain::hooks::{Message, Reason};
use domain::ids::*;
use domain::notice::Sender;
use domain::ports::Room;
use domain::who::Who;
use domain::workflow::Status;
use serde_json::{Value, json};

use crate::server::{TestServer, accident, accident_in_nanyang, of_county};
use crate::workflows::step;

const HERE: &str = "350924-D1";
const THERE: &str = "350924-D2";
const MORNING: &str = "2022-09-01T08:00:00.000+08:00";
const EVENING: &str = "2022-09-01T20:00:00.000+08:00";
const NEXT_MORNING: &str = "2022-09-02T08:00:00.000+08:00";

/// A kind of id, as it stands in some place of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Incident,
    Matter,
    Workflow,
    Task,
    Notice,
    Unit,
    District,
    Grid,
    Assignee,
    StandIn,
    Swap,
    Series,
}

impl Of {
    /// One of the first district's.
    fn own(self) -> &'static str {
        match self {
            Of::Incident | Of::Matter => "20220901-000001",
            Of::Workflow => "W20220901-000001",
            Of::Task => "T20220901-000001",
            Of::Notice | Of::StandIn | Of::Swap => "1",
            Of::Unit => "U001",
            Of::District => HERE,
            Of::Grid => "350924100001001",
            Of::Assignee => "unit:U001",
            Of::Series => "demand.D1",
        }
    }

    /// Ids of the second district's, each with one of the same form that nobody has. Incident 3, workflow 3 with its task 3 and notice 3
    /// are archived.
    fn elsewhere(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Of::Incident => &[
                ("20220901-000002", "20220901-009999"),
                ("2", "9999"),
                ("20220901-000003", "20220901-009999"),
                ("3", "9999"),
            ],
            Of::Matter => &[
                ("20220901-000002", "20220901-009999"),
                ("20220901-000003", "20220901-009999"),
                ("3", "9999"),
                ("W20220901-000002", "W20220901-009999"),
                ("T20220901-000002", "T20220901-009999"),
                ("W20220901-000003", "W20220901-009999"),
                ("T20220901-000003", "T20220901-009999"),
                ("incident:2", "incident:9999"),
                ("incident:3", "incident:9999"),
                ("instance:2", "instance:9999"),
                ("task:2", "task:9999"),
                ("instance:3", "instance:9999"),
                ("task:3", "task:9999"),
            ],
            Of::Workflow => &[
                ("W20220901-000002", "W20220901-009999"),
                ("2", "9999"),
                ("W20220901-000003", "W20220901-009999"),
                ("3", "9999"),
            ],
            Of::Task => &[
                ("T20220901-000002", "T20220901-009999"),
                ("2", "9999"),
                ("T20220901-000003", "T20220901-009999"),
                ("3", "9999"),
            ],
            Of::Notice => &[("2", "9999"), ("3", "9999")],
            Of::StandIn | Of::Swap => &[("2", "9999")],
            Of::Unit => &[("U004", "U999")],
            Of::District => &[(THERE, "350924-D9")],
            Of::Series => &[("demand.D2", "demand.D9")],
            Of::Grid => &[("350924102001001", "350924109009009")],
            Of::Assignee => &[
                ("unit:U004", "unit:U999"),
                ("grid:350924102001001", "grid:350924109009009"),
                ("role:350924-D2/leader", "role:350924-D9/leader"),
                ("team:350924-D2/patrol", "team:350924-D9/patrol"),
            ],
        }
    }
}

/// A place of a request in which something is said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Path(String),
    Query(String),
    /// Keys and `[]`, parted by dots.
    Body(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Path(name) => write!(f, "{{{name}}}"),
            Place::Query(name) => write!(f, "?{name}="),
            Place::Body(pointer) => f.write_str(pointer),
        }
    }
}

/// Names that are no ids of a district's things: words, texts, numbers of what is found first, what is the whole county's.
const PLAIN: &[&str] = &[
    "accept_findings",
    "after",
    "against_last_year",
    "agency",
    "ahead_ms",
    "all",
    "answered",
    "approver",
    "assessment",
    "at",
    "bbox",
    "by",
    "calendar",
    "calling_number",
    "closed",
    "code",
    "column",
    "corrects",
    "count",
    "cursor",
    "description",
    "districts",
    "datum",
    "dry_run",
    "due",
    "ends",
    "external_id",
    "fields",
    "figure",
    "from",
    "grant_requested",
    "grants",
    "held",
    "hook",
    "instead_of",
    "key",
    "kind",
    "lang",
    "lat",
    "limit",
    "live",
    "lon",
    "mode",
    "n",
    "name",
    "note",
    "number",
    "of",
    "open",
    "order",
    "origin",
    "outcome",
    "overdue",
    "partial",
    "period",
    "person",
    "phase",
    "plugin",
    "post",
    "primary",
    "priority",
    "purpose",
    "radius-m",
    "reality",
    "reason",
    "reference",
    "relation",
    "replace",
    "secondary",
    "settings",
    "shift",
    "shift_at",
    "skills",
    "slot",
    "source",
    "stage",
    "starts",
    "status",
    "team",
    "text",
    "title",
    "to",
    "type",
    "until",
    "urgency",
    "value",
    "verdict",
    "version",
    "within_m",
    "words",
];

/// What stands in a place; `None`: no id of a district's.
fn stands_in(path: &str, place: &Place) -> Option<Of> {
    let (Place::Path(name) | Place::Query(name) | Place::Body(name)) = place;
    let last = name.rsplit('.').next().unwrap_or_default().trim_end_matches("[]");
    let of = match (last, place) {
        ("id", Place::Path(_)) if path.starts_with("/incidents") => Of::Incident,
        ("id", Place::Path(_)) if path.starts_with("/workflows") => Of::Workflow,
        ("id", Place::Path(_)) if path.starts_with("/tasks") => Of::Task,
        ("number", Place::Path(_)) if path.starts_with("/notices") => Of::Notice,
        ("number", Place::Path(_)) if path.starts_with("/roster/stand-ins") => Of::StandIn,
        ("number", Place::Path(_)) if path.starts_with("/roster/swaps") => Of::Swap,
        ("matter", _) => Of::Matter,
        ("incident" | "into" | "duplicate_of" | "other", _) => Of::Incident,
        ("instances", _) => Of::Workflow,
        ("task", _) => Of::Task,
        ("unit" | "units", _) => Of::Unit,
        ("code", Place::Path(_)) if path.starts_with("/units") => Of::Unit,
        ("district", _) => Of::District,
        // Beside the word for all of them.
        ("districts", Place::Body(pointer)) if pointer.ends_with("[]") => Of::District,
        ("series", _) => Of::Series,
        // On `/incidents` a point alone.
        ("near", _) if path.starts_with("/incidents") => return None,
        ("grid" | "near", _) => Of::Grid,
        ("place", Place::Query(_)) => Of::Grid,
        ("code", Place::Path(_)) if path.starts_with("/places") || path.starts_with("/grids") => Of::Grid,
        ("assignee", _) => Of::Assignee,
        (plain, _) => {
            assert!(PLAIN.contains(&plain), "{path}: say whether `{place}` is an id of something in a district");
            return None;
        }
    };
    Some(of)
}

/// A body that is right, with the first district's ids.
fn body(method: &str, path: &str) -> Option<Value> {
    let shift = json!({ "district": HERE, "starts": EVENING, "ends": NEXT_MORNING, "slots": [] });
    let shifts = json!({ "shifts": [shift], "accept_findings": true, "reason": "as asked" });
    let place = json!({ "district": HERE, "shift": MORNING, "slot": "leader", "person": "PC001" });
    Some(match (method, path) {
        ("post", "/assessments") => json!({ "plugin": "flow", "period": "2022-08", "reason": "as asked" }),
        ("post", "/clock/accept" | "/clock/refuse") => json!({ "ahead_ms": 0, "reason": "as asked" }),
        ("post", "/incidents") => json!({ "kind": "brawl", "lon": 119.06, "lat": 27.05, "source": "110" }),
        ("post", "/incidents/{id}/assignments") => json!({ "units": ["U003"], "reason": "as asked" }),
        ("post", "/incidents/{id}/hand-offs") => json!({ "agency": "119" }),
        ("post", "/incidents/{id}/hand-offs/confirmation") => json!({ "agency": "119", "reference": "F-1" }),
        ("post", "/incidents/{id}/kind") => json!({ "kind": "brawl" }),
        ("post", "/incidents/{id}/merge") => json!({ "into": "4" }),
        ("post", "/incidents/{id}/notes") => json!({ "text": "as seen" }),
        ("post", "/incidents/{id}/calls") => json!({ "text": "smoke", "source": "110" }),
        ("post", "/incidents/{id}/links") => json!({ "incident": "4", "relation": "related" }),
        ("post", "/incidents/{id}/outcome") => json!({ "outcome": "warned" }),
        ("post", "/incidents/{id}/personal") => json!({ "fields": ["caller-name"], "purpose": "as asked" }),
        ("post", "/incidents/{id}/place") => json!({ "lon": 119.06, "lat": 27.05 }),
        ("post", "/incidents/{id}/priority") => json!({ "priority": "routine" }),
        ("post", "/incidents/{id}/recommendations/{n}") => json!({ "verdict": "amend", "reason": "as asked" }),
        ("post", "/incidents/{id}/transitions") => json!({ "to": "resolved" }),
        ("post", "/notices/{number}/answer") => json!({ "stage": "accepted" }),
        ("post", "/plugins/{name}/differences/sign-off") => {
            json!({ "district": HERE, "hook": "workflow", "version": "1.0.0" })
        }
        ("post", "/plugins/{name}/mode") => json!({ "districts": [HERE], "hook": "workflow", "mode": "auto" }),
        ("post", "/plugins/{name}/quarantine/lift") => json!({ "district": HERE }),
        ("post", "/plugins/{name}/roll-back" | "/plugins/{name}/settings/withdraw") => json!({ "district": HERE }),
        ("put", "/plugins/{name}/settings") => json!({ "district": HERE, "settings": {} }),
        ("post", "/roads/close") => json!({ "from": "350924100", "to": "350924102", "reason": "as asked" }),
        ("post", "/roads/open") => json!({ "from": "350924100", "to": "350924102" }),
        ("post", "/positions") => json!({ "fixes": [{ "unit": "U001", "lon": 119.05, "lat": 27.05 }] }),
        ("post", "/roster/check" | "/roster/shifts") => shifts,
        ("post", "/roster/handovers") => json!({ "district": HERE, "person": "PC001", "note": "all quiet" }),
        ("post", "/roster/handovers/take-over") => json!({ "district": HERE, "person": "PC001" }),
        ("post", "/roster/stand-ins") => {
            json!({ "district": HERE, "slot": "leader", "person": "PC002", "instead_of": "PC001", "until": EVENING })
        }
        ("post", "/roster/swaps") => json!({ "gives": place, "wants": place }),
        ("post", path) if path.starts_with("/roster/swaps/") => json!({ "person": "PC002" }),
        ("post", "/series") => json!({ "readings": [{ "series": "demand.D1", "value": 4.5 }], "reason": "as asked" }),
        ("post", "/tasks") => json!({ "title": "look", "district": HERE, "assignee": "unit:U001" }),
        ("post", "/tasks/{id}/done") => json!({ "outcome": "found" }),
        ("post", "/units/{code}/stand-by") => json!({ "district": "350924-D2", "until": "2022-09-01T02:00:00+08:00" }),
        ("post", "/units/{code}/status") => json!({ "primary": "unavailable" }),
        ("post", "/workflow-migrations") => {
            json!({ "plugin": "flow", "to": "1.0.0", "instances": ["1"], "dry_run": true })
        }
        ("post", "/workflows") => json!({ "kind": "search", "district": HERE, "fields": { "name": "灯塔" } }),
        ("post", "/workflows/{id}/fields/read") => json!({ "fields": ["name"], "purpose": "as asked" }),
        ("post", "/workflows/{id}/restart") => json!({ "approver": "PC001", "reason": "as asked" }),
        ("post", "/workflows/{id}/signals") => json!({ "name": "news", "fields": { "age": 70 } }),
        ("post" | "delete", _) => json!({ "reason": "as asked" }),
        _ => return None,
    })
}

/// Puts an id into a place of a body; what a body has not is made for it.
fn put(body: &mut Value, pointer: &str, id: &str) {
    let mut at = body;
    let keys: Vec<&str> = pointer.split('.').collect();
    for (index, key) in keys.iter().enumerate() {
        let (name, listed) = key.strip_suffix("[]").map_or((*key, false), |name| (name, true));
        at = &mut at[name];
        if listed {
            if !at.is_array() {
                *at = json!([null]);
            }
            at = &mut at[0];
        }
        if index + 1 == keys.len() {
            *at = json!(id);
        }
    }
}

/// One operation of the description with all the places in which something is said.
struct Operation {
    method: String,
    path: String,
    keyed: bool,
    places: Vec<Place>,
}

/// Every operation below a county.
fn operations() -> Vec<Operation> {
    let api: Value = serde_json::from_str(api::openapi_json()).unwrap();
    let mut operations = Vec::new();
    for (whole, item) in api["paths"].as_object().unwrap() {
        let Some(path) = whole.strip_prefix("/v1/counties/{county}") else { continue };
        for (method, operation) in item.as_object().unwrap().iter().filter(|(name, _)| *name != "parameters") {
            let (mut places, mut keyed) = (Vec::new(), false);
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap().to_owned();
                match parameter["in"].as_str().unwrap() {
                    "path" if name == "county" => {}
                    "path" => places.push(Place::Path(name)),
                    "query" => places.push(Place::Query(name)),
                    _ => keyed |= name == "Idempotency-Key",
                }
            }
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            leaves(&api, schema, String::new(), &mut places);
            places.sort();
            places.dedup();
            operations.push(Operation { method: method.clone(), path: path.to_owned(), keyed, places });
        }
    }
    operations
}

fn leaves(api: &Value, schema: &Value, at: String, places: &mut Vec<Place>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return leaves(api, &api["components"]["schemas"][name], at, places);
    }
    let branches = ["oneOf", "anyOf", "allOf"].iter().filter_map(|of| schema[*of].as_array()).flatten();
    branches.for_each(|branch| leaves(api, branch, at.clone(), places));
    if let Some(properties) = schema["properties"].as_object() {
        for (name, of) in properties {
            let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
            leaves(api, of, at, places);
        }
    } else if schema["items"].is_object() {
        leaves(api, &schema["items"], format!("{at}[]"), places);
    } else if schema["type"] == "string" || schema["type"] == "integer" || schema["type"][0].is_string() {
        places.push(Place::Body(at));
    }
}

/// Two districts with something of everything, and tokens of every role for the first and for both.
struct World {
    server: TestServer,
    tokens: BTreeMap<&'static str, String>,
}

const LIMITED: [&str; 3] = ["viewer-here", "operator-here", "admin-here"];

impl World {
    async fn new() -> World {
        let here = || Scope::Only([HERE.to_owned()].into());
        let all = [
            ("viewer-here", Role::Viewer, here()),
            ("operator-here", Role::Operator, here()),
            ("admin-here", Role::Admin, here()),
            ("admin", Role::Admin, Scope::All),
        ];
        let drawn = all.map(|(name, role, districts)| (name, Tokens::generate(name, role, districts).unwrap()));
        let file = drawn.each_ref().map(|(_, token)| token.entry.as_str()).join("\n");
        let server = TestServer::with(Tokens::parse(&file).unwrap(), true);
        let world = World { server, tokens: drawn.into_iter().map(|(name, token)| (name, token.secret)).collect() };
        world.fill().await;
        world
    }

    async fn fill(&self) {
        let mut with_caller = accident();
        with_caller["caller"] = json!({ "name": "灯塔" });
        let mut there = accident_in_nanyang();
        there["caller"] = json!({ "name": "灯塔" });
        for report in [with_caller, there.clone(), there, accident()] {
            self.done("post", "incidents", report).await;
        }
        self.done("post", "incidents/3/transitions", json!({ "to": "cancelled", "reason": "false alarm" })).await;
        let (room, archived) = (&self.server.room, IncidentRef(3));
        self.server.archive.take_incident(&room.state(), archived);
        room.commit("system", "tick", vec![Event::Incident(IncidentEvent::Archived { incidents: vec![archived] })]);
        self.done("post", "incidents/1/assignments", json!({ "units": ["U001"] })).await;
        self.done("post", "incidents/2/assignments", json!({ "units": ["U004"] })).await;
        for which in [1, 2] {
            let state = room.state();
            let why = Reason::bare(1);
            let message = Message::alarm(1, vec![Who::CommandRoom(DistrictRef(which as u16 - 1))], why);
            let matter = IncidentRef(which).into();
            let told = domain::notice::tell::tell(&state, matter, Sender::Escalation(0), None, message, room.now());
            room.commit("system", "tick", told);
        }
        let install = Request::post(of_county("plugins?grant_requested=true")).header("host", "localhost");
        let install = install.header("authorization", format!("Bearer {}", self.tokens["admin"]));
        let install = install.header("content-type", "application/wasm").body(Body::from(b"flow 1.0.0".to_vec()));
        self.server.ask(install.unwrap()).await.ok(201);
        let mode = json!({ "districts": "all", "hook": "workflow", "mode": "auto" });
        self.done("post", "plugins/flow/mode", mode).await;
        for (number, district, person, from, until) in
            [(1, HERE, "PC001", MORNING, EVENING), (2, THERE, "PC003", EVENING, NEXT_MORNING)]
        {
            let wanted =
                json!({ "kind": "search", "district": district, "key": district, "fields": { "name": "灯塔" } });
            self.done("post", "workflows", wanted).await;
            step(room, number);
            let slots = json!([{ "slot": "leader", "person": person }]);
            let shift = json!({ "district": district, "starts": from, "ends": until, "slots": slots });
            let shifts = json!({ "shifts": [shift], "accept_findings": true, "reason": "as asked" });
            self.done("post", "roster/shifts", shifts).await;
            let stand_in = json!({
                "district": district, "slot": "auxiliary", "person": "PC002", "from": from, "until": until,
                "accept_findings": true, "reason": "as asked",
            });
            self.done("post", "roster/stand-ins", stand_in).await;
            let gives = json!({ "district": district, "shift": from, "slot": "leader", "person": person });
            self.done("post", "roster/swaps", json!({ "gives": gives })).await;
        }
        self.archive_workflow().await;
    }

    /// One more workflow of the second district, with a task and a notice, of which only the archive is left.
    async fn archive_workflow(&self) {
        let (room, which) = (&self.server.room, InstanceRef(3));
        let wanted = json!({ "kind": "search", "district": THERE, "key": "over", "fields": { "name": "灯塔" } });
        self.done("post", "workflows", wanted).await;
        step(room, 3);
        let message = Message::alarm(1, vec![Who::CommandRoom(DistrictRef(1))], Reason::bare(1));
        let told = domain::notice::tell::tell(&room.state(), which.into(), Sender::Workflow, None, message, room.now());
        room.commit("system", "tick", told);
        let end = InstanceEvent::Ended { instance: which, status: Status::Cancelled, ended: None, approver: None };
        room.commit("system", "cancel-instance", vec![Event::Instance(end)]);
        self.server.archive.collect(&room.state());
        let (instances, tasks) = (vec![which], vec![TaskRef(3)]);
        let gone = [Event::Instance(InstanceEvent::Archived { instances }), Event::Task(TaskEvent::Archived { tasks })];
        room.commit("system", "tick", gone.to_vec());
        let state = room.state();
        assert!(state.workflows.get(which).is_none() && state.tasks.get(TaskRef(3)).is_none());
        assert!(state.notices.last == NoticeRef(3) && state.notices.get(NoticeRef(3)).is_none());
    }

    async fn done(&self, method: &str, path: &str, body: Value) {
        let told = self.ask("admin", method, &of_county(path), None, Some(&body)).await;
        assert!(told.0 < 300, "{path}: {told:?}");
    }

    /// Status and body. A stream is not read.
    async fn ask(&self, by: &str, method: &str, path: &str, key: Option<&str>, body: Option<&Value>) -> (u16, String) {
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:7350");
        let mut request = request.header("authorization", format!("Bearer {}", self.tokens[by]));
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        let answer = self.server.send(request.unwrap()).await;
        let status = answer.status().as_u16();
        if answer.headers().get(header::CONTENT_TYPE).is_some_and(|media| media == "text/event-stream") {
            return (status, String::new());
        }
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }

    /// An operation with an id in one of its places, and the first district's in all others. In the answer the id is blotted out.
    async fn try_one(
        &self,
        by: &str,
        operation: &Operation,
        place: &Place,
        id: &str,
        key: Option<&str>,
    ) -> (u16, String) {
        let mut path = operation.path.clone();
        for name in &operation.places {
            let Place::Path(name) = name else { continue };
            let of = stands_in(&operation.path, &Place::Path(name.clone())).map(Of::own);
            let own = of.unwrap_or(match name.as_str() {
                "name" => "flow",
                "kind" => "search",
                _ => "1",
            });
            let chosen = if *place == Place::Path(name.clone()) { id } else { own };
            path = path.replace(&format!("{{{name}}}"), chosen);
        }
        let mut query = Vec::new();
        if operation.places.contains(&Place::Query("district".to_owned())) && operation.path == "/roster/on-duty" {
            query.push(("district", HERE));
        }
        if let Place::Query(name) = place {
            query.retain(|(known, _)| known != name);
            query.push((name, id));
        }
        let query: Vec<String> = query.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut body = body(&operation.method, &operation.path);
        if let (Place::Body(pointer), Some(body)) = (place, &mut body) {
            put(body, pointer, id);
        }
        let whole = of_county(&format!("{}?{}", path.trim_start_matches('/'), query.join("&")));
        let (status, told) = self.ask(by, &operation.method, &whole, key, body.as_ref()).await;
        (status, blotted(&told, id))
    }
}

/// The text without this id, wherever it stands for itself.
fn blotted(text: &str, id: &str) -> String {
    let part_of_word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let mut rest = text;
    let mut blotted = String::new();
    // What is said of `incident:2` or `unit:U004` may name it without its sort.
    let bare = id.rsplit(':').next().unwrap_or(id);
    while let Some(at) = rest.find(bare) {
        let (before, after) = (&rest[..at], &rest[at + bare.len()..]);
        let alone = !part_of_word(before.chars().last()) && !part_of_word(after.chars().next());
        blotted.push_str(before);
        blotted.push_str(if alone { "…" } else { bare });
        rest = after;
    }
    blotted + rest
}

/// With an `Idempotency-Key` one district's operator took a unit off another's fire; `?matter=` told which ids there are.
#[tokio::test]
async fn what_is_another_districts_is_answered_as_what_nobody_has() {
    let (mut tried, mut keys) = (0, 0);
    for operation in operations() {
        let name = format!("{} {}", operation.method, operation.path);
        let places: Vec<(&Place, Of)> = operation
            .places
            .iter()
            .filter_map(|place| stands_in(&operation.path, place).map(|of| (place, of)))
            .collect();
        if places.is_empty() {
            continue;
        }
        let world = World::new().await;
        let before = world.server.room.state().version;
        for (place, of) in &places {
            for (foreign, missing) in of.elsewhere() {
                for by in LIMITED {
                    for keyed in [false, true] {
                        if keyed && !operation.keyed {
                            continue;
                        }
                        let mut answers = Vec::new();
                        for id in [foreign, missing] {
                            keys += 1;
                            let key = format!("key-{keys}");
                            let key = keyed.then_some(key.as_str());
                            answers.push(world.try_one(by, &operation, place, id, key).await);
                        }
                        assert_eq!(answers[0], answers[1], "{name} with `{foreign}` at {place}, {by}, keyed: {keyed}");
                        let read = operation.method == "get"
                            || ["/positions", "/roster/check"].contains(&operation.path.as_str());
                        assert!(read || answers[0].0 >= 400, "{name} with `{foreign}` at {place}: {:?}", answers[0]);
                        assert!(answers[0].0 < 500, "{name} with `{foreign}` at {place}: {:?}", answers[0]);
                        tried += 1;
                    }
                }
            }
        }
        assert_eq!(world.server.room.state().version, before, "{name} changed something");
        assert!(world.server.room.fixes.lock().unwrap().is_empty(), "{name} moved something");
        // The place is one where it makes a difference what stands there.
        for (place, of) in &places {
            let (_, missing) = of.elsewhere()[0];
            let not_there = world.try_one("admin", &operation, place, missing, None).await;
            let there = World::new().await.try_one("admin", &operation, place, of.own(), None).await;
            assert_ne!(there, not_there, "{name}: nothing is looked up at {place}");
        }
    }
    assert!(tried > 500, "{tried}");
}
