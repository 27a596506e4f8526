//! Workflows and tasks over HTTP: forms are checked and sealed on the way in, people move what is under way, and everything
//! can be read in words. What a plugin would do is committed by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::Method;
use domain::decision::*;
use domain::event::{Event, InstanceEvent, TaskEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::matter::Matter;
use domain::plugin::{Catalog, Grants, Mode, PROPOSALS};
use domain::ports::Room;
use domain::task::{NewTask, TaskWords};
use domain::who::Who;
use serde_json::{Value, json};

use crate::plugins::install;
use crate::room::TestRoom;
use crate::server::{TestServer, accident, of_county, request};
use crate::stream::Events;

pub fn requested() -> Grants {
    let proposals = PROPOSALS.map(str::to_owned).into();
    Grants { hooks: [Hook::Workflow].into(), proposals, ..Grants::default() }
}

pub fn catalog() -> Catalog {
    let texts = [
        (1, "寻人", "search for a person"),
        (2, "登记", "report"),
        (3, "查看", "look there"),
        (4, "找到", "found"),
        (5, "没有找到", "nothing"),
        (6, "新消息", "news"),
        (7, "在{0:district}寻找", "searching in {0:district}"),
        (8, "最后见于此处", "last seen there"),
    ];
    let both =
        |zh: &str, en: &str| BTreeMap::from([("zh-CN".to_owned(), zh.to_owned()), ("en".to_owned(), en.to_owned())]);
    Catalog { messages: texts.into_iter().map(|(code, zh, en)| (code, both(zh, en))).collect() }
}

/// A kind whose forms ask for a name, which is personal, and for a number, which is not.
pub fn search() -> WorkflowKind {
    let choice = |(name, title): (&str, u16)| Choice { name: name.to_owned(), title };
    let form = |name: &str, title: u16, outcomes: &[(&str, u16)], required: &[&str]| Form {
        name: name.to_owned(),
        title,
        schema: json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "name": { "type": "string", "sealed": true, "maxLength": 20 },
                "age": { "type": "integer", "minimum": 0, "maximum": 120 },
                "since": { "title": 6, "type": "string", "format": "date-time" },
                "units": { "title": 3, "type": "array", "items": { "type": "string", "format": "unit" } },
                "how": { "title": 2, "type": "string", "oneOf": [{ "const": "well", "title": 4 }, { "const": "ill", "title": 5 }] },
                "photo": { "title": 2, "type": "string", "format": "attachment" },
            },
            "required": required,
        }),
        outcomes: outcomes.iter().copied().map(choice).collect(),
        named: false,
    };
    WorkflowKind {
        name: "search".to_owned(),
        title: 1,
        concurrency: Concurrency::Single,
        instances_max: 1,
        start: form("report", 2, &[], &["name"]),
        tasks: vec![form("look", 3, &[("found", 4), ("nothing", 5)], &[])],
        signals: vec![form("news", 6, &[], &["age"])],
        ends: vec![choice(("found", 4))],
    }
}

pub async fn with_plugin() -> TestServer {
    let server = TestServer::new();
    install(&server, b"flow 1.0.0", "grant_requested=true").await.ok(201);
    let mode = json!({ "districts": "all", "hook": "workflow", "mode": "auto" });
    server.post(&of_county("plugins/flow/mode"), mode).await.ok(200);
    server
}

pub async fn start(server: &TestServer, key: &str) -> String {
    let body =
        json!({ "kind": "search", "district": "350924-D1", "key": key, "fields": { "name": "灯塔", "age": 70 } });
    server.post(&of_county("workflows"), body).await.ok(201)["id"].as_str().unwrap().to_owned()
}

/// Its first step: a task for the assistant of its district's first grid, and waiting for news.
pub fn step(room: &TestRoom, which: u32) {
    let state = room.state();
    let instance = state.workflows.get(InstanceRef(which)).unwrap().clone();
    let (digest, why) = (instance.plugin.digest, Reason::bare(8));
    let district = instance.district;
    let assignee = Who::GridAssistant(GridRef(2 * u32::from(district.0)));
    let record = WorkflowRecord {
        event: WorkflowEvent::Started { fields: instance.fields.clone() },
        stage: Some(Reason::new(7, [0.0.into()])),
        refused: None,
        effects: vec![Effect::CreateTask {
            key: 1,
            form: "look".to_owned(),
            assignee: assignee.clone(),
            due_at: None,
            why: why.clone(),
        }],
        remarks: Vec::new(),
        ended: None,
    };
    let decision = decided(room, which, 1, record);
    let instance = InstanceRef(which);
    let stepped = Event::Instance(InstanceEvent::Stepped {
        instance,
        state: r#"{"round":1}"#.to_owned(),
        waits: vec!["news".to_owned()],
        marks: Vec::new(),
        decision,
    });
    let given = Event::Task(TaskEvent::Created(Box::new(NewTask {
        task: TaskRef(state.tasks.last.0 + 1),
        id: format!("T20220901-{:06}", state.tasks.last.0 + 1),
        matter: Some(Matter::Instance(instance)),
        key: Some(1),
        district,
        assignee,
        words: TaskWords::Plugin { digest, why },
        form: Some(search().tasks[0].clone()),
        due: None,
        notice: None,
        told: Vec::new(),
    })));
    room.commit("system", "tick", vec![stepped, given]);
}

/// What the plugin of an instance made of a step.
pub fn decided(room: &TestRoom, which: u32, number: u32, record: WorkflowRecord) -> Arc<Decision> {
    let state = room.state();
    let digest = state.workflows.get(InstanceRef(which)).unwrap().plugin.digest;
    let facts = Facts {
        number,
        at: room.now(),
        hook: Hook::Workflow,
        trigger: Trigger::InstanceEvent,
        plugin: PluginId {
            name: "flow".to_owned(),
            version: "1.0.0".to_owned(),
            digest: Some(digest),
            settings_version: 0,
        },
        mode: Mode::Auto,
        state_version: state.version,
        roster_version: 0,
        input_hash: Digest::default(),
        asked_before: Vec::new(),
        fallback: false,
        answer: Answered::Workflow(record),
        refused: Vec::new(),
        settlement: None,
        difference: None,
    };
    Arc::new(Decision { facts, measured: Measured::default() })
}

#[tokio::test]
async fn a_form_is_checked_whole_and_a_start_that_fails_leaves_no_key() {
    let server = with_plugin().await;
    let body = json!({ "kind": "search", "district": "350924-D1", "fields": { "age": 200, "colour": "red" } });
    let problem = server.post(&of_county("workflows"), body).await.problem(422, "bad-form");
    let places: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    assert_eq!(places, ["fields.age", "fields.colour", "fields.name"]);
    let nowhere = json!({ "kind": "search", "fields": { "name": "灯塔" } });
    server.post(&of_county("workflows"), nowhere).await.problem(422, "no-place");
    let unknown = json!({ "kind": "hunt", "district": "350924-D1" });
    let problem = server.post(&of_county("workflows"), unknown).await.problem(404, "no-such-workflow-kind");
    assert!(problem["detail"].as_str().unwrap().contains("search"), "{problem}");
    assert_eq!(server.keys.subjects(), [0_u32; 0]);
    start(&server, "a").await;
    assert_eq!(server.keys.subjects(), [2]);
    let again = json!({ "kind": "search", "district": "350924-D1", "key": "a", "fields": { "name": "灯塔" } });
    server.post(&of_county("workflows"), again).await.problem(409, "workflow-under-way");
    assert_eq!(server.keys.subjects(), [2], "the key drawn for the one that did not start is destroyed");
}

#[tokio::test]
async fn the_same_start_with_the_same_key_is_one_workflow() {
    let server = with_plugin().await;
    let body = json!({ "kind": "search", "district": "350924-D1", "fields": { "name": "灯塔" } });
    let ask = || request(Method::POST, &of_county("workflows"), &[("idempotency-key", "k")], Some(body.clone()));
    let (first, second) = (server.ask(ask()).await, server.ask(ask()).await);
    assert_eq!((first.ok(201), second.header("idempotency-replayed")), (second.ok(201), Some("true")));
    assert_eq!(server.keys.subjects(), [2]);
}

#[tokio::test]
async fn nothing_personal_is_told_but_for_a_purpose() {
    let server = with_plugin().await;
    let id = start(&server, "a").await;
    step(&server.room, 1);
    let shown = server.get(&of_county(&format!("workflows/{id}?lang=en"))).await;
    let body = shown.ok(200);
    assert_eq!(body["state"], json!({ "round": 1 }));
    assert_eq!(body["stage"]["text"], "searching in Aoyang district");
    assert_eq!(body["waits"][0]["title"], "news");
    assert_eq!(body["pinned"]["life"]["code"], "active");
    let told = server.get(&of_county(&format!("workflows/{id}/explanation?lang=en"))).await;
    let text = told.ok(200)["text"].as_str().unwrap().to_owned();
    for part in ["it began", "name: (sealed)", "age: 70", "task `look there` for assistant of grid", "last seen there"]
    {
        assert!(text.contains(part), "`{part}` is not in {text}");
    }
    let chinese = server.get(&of_county(&format!("workflows/{id}/explanation?lang=zh-CN"))).await.ok(200);
    assert!(chinese["text"].as_str().unwrap().contains("（已加密）"), "{chinese}");
    let decisions = server.get(&of_county(&format!("workflows/{id}/decisions?lang=en"))).await.ok(200);
    assert_eq!(decisions["items"][0]["trigger"], json!({ "code": "started", "text": "it began" }));
    for text in [server.room.journal_text(), shown.text(), told.text()] {
        assert!(!text.contains("灯塔"), "{text}");
    }
    let path = of_county(&format!("workflows/{id}/fields/read"));
    server.post(&path, json!({ "fields": ["name"], "purpose": "" })).await.problem(422, "no-purpose");
    server.post(&path, json!({ "fields": ["age"], "purpose": "look" })).await.problem(404, "no-personal-data");
    let read = server.post(&path, json!({ "fields": ["name"], "purpose": "the search" })).await;
    assert_eq!((read.ok(200), read.header("cache-control")), (json!({ "name": "灯塔" }), Some("no-store")));
    assert!(server.room.journal_text().contains("the search"));
    let path = of_county(&format!("workflows/{id}/fields"));
    server.delete(&path, json!({ "reason": "closed for a month" })).await.ok(200);
    assert_eq!(server.keys.subjects(), [0_u32; 0]);
    let path = of_county(&format!("workflows/{id}/fields/read"));
    server.post(&path, json!({ "fields": ["name"], "purpose": "the search" })).await.problem(410, "erased");
}

#[tokio::test]
async fn tasks_are_accepted_and_done_with_their_form() {
    let server = with_plugin().await;
    let id = start(&server, "a").await;
    step(&server.room, 1);
    let of = format!("tasks?matter={id}&assignee=grid:350924100001001&status=open&lang=en");
    let listed = server.get(&of_county(&of)).await.ok(200);
    assert_eq!(
        (&listed["items"][0]["title"], &listed["items"][0]["id"]),
        (&json!("last seen there"), &json!("T20220901-000001"))
    );
    let path = |what: &str| of_county(&format!("tasks/T20220901-000001/{what}"));
    assert_eq!(server.post(&path("accept"), json!({})).await.ok(200)["status"], "accepted");
    server.post(&path("cancel"), json!({ "reason": "no" })).await.problem(409, "workflow-waits");
    server.post(&path("done"), json!({ "outcome": "lost" })).await.problem(422, "no-such-outcome");
    let wrong = json!({ "outcome": "found", "fields": { "age": "old" } });
    server.post(&path("done"), wrong).await.problem(422, "bad-form");
    let done = json!({ "outcome": "found", "fields": { "name": "灯塔", "age": 70 } });
    assert_eq!(server.post(&path("done"), done).await.ok(200)["outcome"], "found");
    assert!(!server.room.journal_text().contains("灯塔"));
    let read = json!({ "task": "T20220901-000001", "fields": ["name"], "purpose": "the search" });
    let read = server.post(&of_county(&format!("workflows/{id}/fields/read")), read).await.ok(200);
    assert_eq!(read, json!({ "name": "灯塔" }));
    let told = server.get(&of_county("tasks/1/explanation?lang=en")).await.ok(200);
    assert!(told["text"].as_str().unwrap().contains("found: "), "{told}");
}

#[tokio::test]
async fn people_give_tasks_of_their_own() {
    let server = TestServer::new();
    let incident = server.report(accident()).await;
    let body = |assignee: &str| json!({ "title": "sweep the road", "district": "350924-D1", "assignee": assignee, "incident": incident });
    for nobody in ["unit:X", "leader", "role:350924-D1/king", "role:leader"] {
        server.post(&of_county("tasks"), body(nobody)).await.problem(422, "bad-task");
    }
    let made = server.post(&of_county("tasks"), body("unit:U001")).await.ok(201);
    let id = made["id"].as_str().unwrap();
    let listed = server.get(&of_county(&format!("tasks?matter={incident}"))).await.ok(200);
    assert_eq!(listed["items"][0]["assignee"]["code"], "unit:U001");
    server.post(&of_county(&format!("tasks/{id}/cancel")), json!({})).await.problem(422, "no-reason");
    let done = server.post(&of_county(&format!("tasks/{id}/done")), json!({ "outcome": "done" })).await.ok(200);
    assert_eq!(done["status"], "done");
}

#[tokio::test]
async fn people_signal_pause_and_end_workflows() {
    let server = with_plugin().await;
    let id = start(&server, "a").await;
    let path = |what: &str| of_county(&format!("workflows/{id}/{what}"));
    let news = json!({ "name": "news", "fields": { "age": 71 } });
    server.post(&path("signals"), news.clone()).await.problem(409, "not-waited-for");
    step(&server.room, 1);
    server.post(&path("signals"), json!({ "name": "news" })).await.problem(422, "bad-form");
    server.post(&path("signals"), news).await.ok(200);
    assert_eq!(server.post(&path("pause"), json!({})).await.ok(200)["status"], "paused");
    assert_eq!(server.post(&path("resume"), json!({})).await.ok(200)["status"], "running");
    server.post(&path("retry"), json!({})).await.problem(409, "nothing-failed");
    server.post(&path("cancel"), json!({})).await.problem(422, "no-reason");
    let nobody = json!({ "reason": "a better version" });
    server.post(&path("restart"), nobody).await.problem(422, "bad-body");
    let stranger = json!({ "reason": "a better version", "approver": "P9999" });
    server.post(&path("restart"), stranger).await.problem(404, "no-such-person");
    let approved = json!({ "reason": "a better version", "approver": "PC001" });
    let anew = server.post(&path("restart"), approved).await.ok(200);
    assert_eq!((&anew["number"], &anew["key"]), (&json!(2), &json!("a")));
    let live = server.get(&of_county("workflows?live=true")).await.ok(200);
    assert_eq!(live["items"].as_array().unwrap().len(), 1);
    let replaced = server.get(&of_county("workflows?status=replaced&kind=search&key=a")).await.ok(200);
    assert_eq!(replaced["items"][0]["id"], id.as_str());
    let counts = server.get(&of_county("workflow-counts?lang=en")).await.ok(200);
    assert_eq!((&counts["items"][0]["open"], &counts["items"][0]["ends"][0]["end"]), (&json!(1), &json!("replaced")));
    server.post(&of_county("workflow-kinds/search/pause"), json!({})).await.ok(200);
    let kinds = server.get(&of_county("workflow-kinds?lang=en")).await.ok(200);
    assert_eq!(
        (&kinds["items"][0]["paused"], &kinds["items"][0]["kind"]["text"]),
        (&json!(true), &json!("search for a person"))
    );
}

#[tokio::test]
async fn a_list_goes_on_where_its_page_ended() {
    let server = with_plugin().await;
    for key in ["a", "b", "c"] {
        start(&server, key).await;
    }
    let first = server.get(&of_county("workflows?limit=2")).await.ok(200);
    let next = first["next"].as_str().unwrap();
    let second = server.get(&of_county(&format!("workflows?limit=2&cursor={next}"))).await.ok(200);
    let keys = |page: &Value| page["items"].as_array().unwrap().iter().map(|i| i["key"].clone()).collect::<Vec<_>>();
    assert_eq!((keys(&first), keys(&second)), (vec![json!("c"), json!("b")], vec![json!("a")]));
    server.get(&of_county("workflows?cursor=x")).await.problem(400, "bad-query");
    server.get(&of_county("workflows?status=lost")).await.problem(400, "bad-query");
}

#[tokio::test]
async fn a_migration_is_tried_first_and_one_refusal_holds_all() {
    let server = with_plugin().await;
    for key in ["a", "odd", "b"] {
        start(&server, key).await;
    }
    install(&server, b"flow 1.1.0", "grant_requested=true").await.ok(201);
    let moved = json!({ "districts": "all", "hook": "workflow", "mode": "auto", "version": "1.1.0" });
    server.post(&of_county("plugins/flow/mode"), moved).await.ok(200);
    let migrate = |more: Value| {
        let mut body = json!({ "plugin": "flow", "to": "1.1.0", "all": true });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let path = of_county("workflow-migrations");
    let tried = server.post(&path, migrate(json!({ "dry_run": true }))).await.ok(200);
    assert_eq!((&tried["migrated"], &tried["refused"]), (&json!(2), &json!(1)), "{tried}");
    assert_eq!(tried["instances"][1]["why"], "its key is odd");
    let problem = server.post(&path, migrate(json!({}))).await.problem(409, "migration-refused");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 1);
    let versions = server.get(&of_county("workflow-kinds")).await.ok(200)["items"][0]["versions"].clone();
    let of = |versions: &Value, life: &str| {
        let found = versions.as_array().unwrap().iter().find(|version| version["life"]["code"] == life);
        found.map(|version| version["live"].clone())
    };
    assert_eq!(of(&versions, "draining"), Some(json!(3)));
    let done = server.post(&path, migrate(json!({ "partial": true }))).await.ok(200);
    assert_eq!((&done["migrated"], &done["refused"]), (&json!(2), &json!(1)), "{done}");
    let versions = server.get(&of_county("workflow-kinds")).await.ok(200)["items"][0]["versions"].clone();
    assert_eq!((of(&versions, "draining"), of(&versions, "active")), (Some(json!(1)), Some(json!(2))));
    server.post(&path, migrate(json!({ "to": "9.9.9" }))).await.problem(404, "no-such-version");
    server.post(&path, json!({ "plugin": "flow", "to": "1.1.0" })).await.problem(422, "bad-body");
}

#[tokio::test]
async fn the_stream_names_workflows_and_tasks_and_tells_nothing_personal() {
    let server = with_plugin().await;
    let before = server.room.state().version;
    let id = start(&server, "a").await;
    step(&server.room, 1);
    let stream = request(Method::GET, &of_county(&format!("events?after={before}")), &[], None);
    let mut events = Events::of(server.send(stream).await.into_body());
    let mut told = Vec::new();
    for _ in 0..3 {
        told.push(events.next().await.unwrap().1);
    }
    let subjects: Vec<&Value> = told.iter().map(|event| &event["subject"]).collect();
    assert_eq!(subjects, [&json!(id), &json!(id), &json!("T20220901-000001")]);
    assert_eq!(told[0]["data"]["fields"], json!(["age", "name"]));
    assert_eq!((&told[1]["data"]["event"], &told[1]["data"]["effects"]), (&json!("started"), &json!(["create-task"])));
    assert_eq!((&told[2]["data"]["assignee"], &told[2]["data"]["of"]), (&json!("grid:350924100001001"), &json!(id)));
    assert!(!Value::from(told).to_string().contains("灯塔"));
}
