//! Plugins over HTTP: installing with grants, modes, settings, quarantine; and what a team-structure plugin found.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Request;
use domain::command::Inspection;
use domain::decision::{Deviation, Measured, PluginId};
use domain::event::{Event, MatterEvent, PluginEvent};
use domain::hooks::{Finding, FindingAbout, Hook, Reason, Severity};
use domain::ids::*;
use domain::plugin::pairing::Differs;
use domain::plugin::{Catalog, Grants, Inspected, Manifest, Mode};
use domain::ports::{Components, Wanted};
use domain::time::TimeMs;
use serde_json::{Value, json};

use crate::server::{TestServer, Told, of_county, request, request_of_owner};

/// Takes `name version` for a component.
pub struct TestComponents;

impl Components for TestComponents {
    fn inspect_while(&self, component: &[u8], _wanted: Wanted<'_>) -> Result<Inspected, String> {
        let text = std::str::from_utf8(component).map_err(|_| "the component imports `wasi:cli`".to_owned())?;
        let (name, version) = text.split_once(' ').ok_or("this is no component")?;
        let both = |text: &str| BTreeMap::from([("en".to_owned(), text.to_owned())]);
        Ok(Inspected {
            digest: Digest::of(component),
            size_bytes: component.len() as u64,
            manifest: Manifest {
                name: name.to_owned(),
                version: version.to_owned(),
                abi: "0.1.0".to_owned(),
                title: both(name),
                description: BTreeMap::new(),
                requests: if name == "flow" { crate::workflows::requested() } else { requested() },
            },
            settings_schema: json!({ "type": "object" }),
            catalog: if name == "flow" {
                crate::workflows::catalog()
            } else {
                Catalog { messages: BTreeMap::from([(7, both("{0:district} has no central station"))]) }
            },
            workflows: if name == "flow" { vec![crate::workflows::search()] } else { Vec::new() },
            exports: [if name == "flow" { Hook::Workflow } else { Hook::Dispatch }].into(),
            imports: vec!["wardroom:plugin/view".to_owned()],
        })
    }

    fn keep_while(&self, component: &[u8], _wanted: Wanted<'_>) -> Result<Inspected, String> {
        self.inspect(component)
    }

    /// From version 2 on the radius has another name.
    fn check_settings(&self, inspected: &Inspected, settings: &Value) -> Result<(), Vec<String>> {
        let radius = if inspected.manifest.version.starts_with('2') { "reach_m" } else { "radius_m" };
        let known = |name: &&String| name.as_str() == radius;
        let unknown: Vec<String> = settings.as_object().unwrap().keys().filter(|name| !known(name)).cloned().collect();
        if unknown.is_empty() {
            Ok(())
        } else {
            Err(unknown.iter().map(|name| format!("`{name}` is unknown")).collect())
        }
    }
}

fn requested() -> Grants {
    Grants { hooks: [Hook::Dispatch].into(), proposals: ["assign".to_owned()].into(), ..Grants::default() }
}

pub async fn install(server: &TestServer, component: &[u8], query: &str) -> Told {
    let request = request_of_owner(Request::post(of_county(&format!("plugins?{query}"))));
    server.ask(request.header("content-type", "application/wasm").body(Body::from(component.to_vec())).unwrap()).await
}

#[tokio::test]
async fn nothing_is_granted_that_nobody_gave() {
    let server = TestServer::new();
    let problem = install(&server, b"nearest 1.0.0", "").await.problem(422, "no-grants");
    assert!(problem["detail"].as_str().unwrap().contains("assign"), "{problem}");
    let more = r#"grants={"hooks":["dispatch"],"proposals":["notify"]}"#.replace('"', "%22");
    install(&server, b"nearest 1.0.0", &more).await.problem(422, "grant-beyond-request");
    install(&server, b"nearest 1.0.0", "grants=%7B%7D&grant_requested=true").await.problem(400, "bad-query");
    let installed = install(&server, b"nearest 1.0.0", "grant_requested=true").await.ok(201);
    assert_eq!(installed["plugin"]["grants"]["proposals"], json!(["assign"]));
    let less = r#"grants={"hooks":["dispatch"]}"#.replace('"', "%22");
    let installed = install(&server, b"nearest 1.1.0", &less).await.ok(201);
    assert_eq!(installed["plugin"]["grants"]["proposals"], json!([]));
    assert_eq!(installed["plugin"]["installed"].as_array().unwrap().len(), 2);
    let listed = server.get(&of_county("plugins")).await.ok(200);
    assert_eq!((&listed["items"][0]["name"], &listed["items"][0]["version"]), (&json!("nearest"), &json!("1.0.0")));
}

#[tokio::test]
async fn what_is_no_component_is_told_so() {
    let server = TestServer::new();
    let problem = install(&server, &[0xff, 0xfe], "grant_requested=true").await.problem(422, "bad-component");
    assert_eq!(problem["detail"], "the component imports `wasi:cli`");
    let json = server.post(&of_county("plugins?grant_requested=true"), json!({})).await;
    json.problem(415, "unsupported-media-type");
    // Larger than other bodies may be, and no larger than a component.
    let mut large = b"large 1.0.0".to_vec();
    large.resize(domain::limits::REQUEST_BYTES_MAX * 2, b'0');
    install(&server, &large, "grant_requested=true").await.ok(201);
    large.resize(domain::limits::PLUGIN_COMPONENT_BYTES_MAX + 1, b'0');
    install(&server, &large, "grant_requested=true").await.problem(413, "too-large");
}

#[tokio::test]
async fn unsigned_plugins_only_where_they_are_switched_on() {
    let server = TestServer::with(api::Tokens::default(), false);
    let refused = install(&server, b"nearest 1.0.0", "grant_requested=true").await.problem(403, "unsigned-plugin");
    assert!(refused["detail"].as_str().unwrap().contains("--unsigned-plugins"), "{refused}");
    install(&TestServer::new(), b"nearest 1.0.0", "grant_requested=true").await.ok(201);
}

#[tokio::test]
async fn modes_settings_and_quarantine() {
    let server = TestServer::new();
    install(&server, b"nearest 1.0.0", "grant_requested=true").await.ok(201);
    let path = |what: &str| of_county(&format!("plugins/nearest/{what}"));
    let mode =
        json!({ "districts": ["350924-D1"], "hook": "dispatch", "mode": "shadow", "order": 3, "reason": "a trial" });
    let set = server.post(&path("mode"), mode).await.ok(200);
    let seat = json!({ "district": "350924-D1", "version": "1.0.0", "hook": "dispatch", "mode": "shadow", "order": 3, "failures": 0 });
    assert_eq!(set["seats"], json!([seat]));
    let all =
        server.post(&path("mode"), json!({ "districts": "all", "hook": "dispatch", "mode": "auto" })).await.ok(200);
    assert_eq!(all["seats"].as_array().unwrap().len(), 2);
    for districts in [json!("some"), json!([]), json!([1])] {
        let body = json!({ "districts": districts, "hook": "dispatch", "mode": "auto" });
        server.post(&path("mode"), body).await.problem(422, "bad-body");
    }

    let put = |body: Value| server.ask(request(axum::http::Method::PUT, &path("settings"), &[], Some(body)));
    let problem = put(json!({ "settings": { "radius": 1, "colour": 2 } })).await.problem(422, "bad-settings");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 2);
    put(json!({ "settings": { "radius_m": 500 } })).await.ok(200);
    put(json!({ "settings": { "radius_m": 900 }, "district": "350924-D2" })).await.ok(200);
    let shown = server.get(&of_county("plugins/nearest")).await.ok(200);
    assert_eq!(shown["settings"]["county"], json!({ "version": 1, "settings": { "radius_m": 500 } }));
    assert_eq!(shown["settings"]["districts"]["350924-D2"]["version"], 2);

    let lift = json!({ "district": "350924-D1" });
    server.post(&path("quarantine/lift"), lift.clone()).await.problem(409, "not-quarantined");
    let until = TimeMs(crate::room::START.0 + 300_000);
    let quarantined = Event::Plugin(PluginEvent::Quarantined {
        plugin: "nearest".to_owned(),
        district: DistrictRef(0),
        until,
        digest: None,
    });
    server.room.commit("system", "report", vec![quarantined]);
    let shown = server.get(&of_county("plugins/nearest")).await.ok(200);
    assert_eq!(shown["seats"][0]["quarantined_until"], "2022-09-01T00:09:44.000+08:00");
    assert!(server.get("/metrics").await.text().contains("wardroom_plugins_quarantined{county=\"350924\"} 1"));
    server.post(&path("quarantine/lift"), lift).await.ok(200);
}

#[tokio::test]
async fn findings_are_told_in_the_plugin_s_words() {
    let server = TestServer::new();
    install(&server, b"three-teams 1.0.0", "grant_requested=true").await.ok(201);
    let why = Reason::new(7, [1.0.into()]);
    let plugin = PluginId {
        name: "three-teams".to_owned(),
        version: "1.0.0".to_owned(),
        digest: Some(Digest::of(b"three-teams 1.0.0")),
        settings_version: 0,
    };
    let finding = Finding { severity: Severity::Breach, subject: FindingAbout::District(DistrictRef(1)), why };
    let inspection = Inspection {
        plugin,
        at: crate::room::START,
        state_version: Version(1),
        modes: vec![(DistrictRef(0), Mode::Auto)],
        findings: vec![finding],
        refused: Vec::new(),
        failure: None,
        measured: Measured::default(),
    };
    server.room.commit(
        "system",
        "record-findings",
        vec![Event::Plugin(PluginEvent::StructureInspected(Box::new(inspection)))],
    );
    let found = server.get(&of_county("findings")).await.ok(200)["items"][0]["findings"][0].clone();
    assert_eq!((&found["severity"], &found["subject"]["code"]), (&json!("breach"), &json!("350924-D2")));
    assert_eq!(found["why"]["text"], "Nanyang district has no central station");
}

/// Version and mode of each seat in a district.
fn sits(plugin: &Value, district: &str) -> Vec<String> {
    let seats = plugin["seats"].as_array().unwrap().iter().filter(|seat| seat["district"] == district);
    seats.map(|seat| format!("{} {}", seat["version"].as_str().unwrap(), seat["mode"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_version_goes_from_shadow_to_one_district_and_back() {
    let server = TestServer::new();
    install(&server, b"nearest 1.0.0", "grant_requested=true").await.ok(201);
    let path = |what: &str| of_county(&format!("plugins/nearest/{what}"));
    let put = |body: Value| server.ask(request(axum::http::Method::PUT, &path("settings"), &[], Some(body)));
    let (mode_path, withdrawn_path) = (path("mode"), path("settings/withdraw"));
    let mode = |districts: Value, mode: &str, version: Option<&str>| {
        let mut body = json!({ "districts": districts, "hook": "dispatch", "mode": mode, "reason": "a trial" });
        if let Some(version) = version {
            body["version"] = json!(version);
        }
        server.post(&mode_path, body)
    };
    mode(json!("all"), "auto", None).await.ok(200);
    let installed = install(&server, b"nearest 1.1.0", "grant_requested=true").await.ok(201);
    assert_eq!(installed["plugin"]["version"], "1.1.0", "what was installed is told");
    assert_eq!(sits(&installed["plugin"], "350924-D1"), ["1.0.0 auto"], "and changes nothing");
    install(&server, b"nearest 1.0.5", "grant_requested=true").await.problem(409, "lower-version");
    let seated = mode(json!("all"), "shadow", Some("1.1.0")).await.ok(200);
    assert_eq!(sits(&seated, "350924-D2"), ["1.0.0 auto", "1.1.0 shadow"]);
    let moved = mode(json!(["350924-D1"]), "auto", Some("1.1.0")).await.ok(200);
    assert_eq!((sits(&moved, "350924-D1"), sits(&moved, "350924-D2").len()), (vec!["1.1.0 auto".to_owned()], 2));
    mode(json!("all"), "auto", Some("3.0.0")).await.problem(404, "no-such-version");

    let back = json!({ "district": "350924-D1", "hook": "dispatch", "reason": "too many cars" });
    let told = server.post(&path("roll-back"), back.clone()).await.ok(200);
    assert_eq!(sits(&told, "350924-D1"), ["1.0.0 auto", "1.1.0 shadow"]);
    server.post(&path("roll-back"), back).await.problem(409, "nothing-to-roll-back");
    let history = server.get(&path("history?lang=en")).await.ok(200);
    let newest = &history["items"][0];
    assert_eq!((&newest["reason"], &newest["district"]), (&json!("too many cars"), &json!("350924-D1")));
    assert_eq!(newest["what"], json!({ "code": "rolled-back", "text": "rolled back" }));
    assert_eq!(
        newest["text"],
        "dispatch in 350924-D1 taken back: 1.1.0 auto (order 100) → 1.0.0 auto (order 100); 1.1.0 shadow (order 100)"
    );
    server.get(&of_county("plugins/none/history")).await.problem(404, "no-such-plugin");
    let shown = server.get(&of_county("plugins/nearest?version=1.1.0")).await.ok(200);
    let version = |of: &Value| (of["version"].clone(), of["current"].clone(), of["seated"].clone());
    let versions: Vec<_> = shown["installed"].as_array().unwrap().iter().map(version).collect();
    assert_eq!((&shown["version"], versions.len()), (&json!("1.1.0"), 2));
    assert!(versions.contains(&(json!("1.0.0"), json!(true), json!(true))), "{versions:?}");
    assert!(versions.contains(&(json!("1.1.0"), json!(false), json!(true))), "{versions:?}");
    server.get(&of_county("plugins/nearest?version=9.0.0")).await.problem(404, "no-such-version");

    // A version with another schema: what would fail is named before anything is moved.
    put(json!({ "settings": { "radius_m": 500 } })).await.ok(200);
    install(&server, b"nearest 2.0.0", "grant_requested=true").await.ok(201);
    let refused = mode(json!("all"), "shadow", Some("2.0.0")).await.problem(422, "bad-settings");
    let told = refused["errors"][0]["detail"].as_str().unwrap();
    assert_eq!(told, "in district 350924-D1, for version 2.0.0: `radius_m` is unknown");
    put(json!({ "settings": { "reach_m": 500 }, "version": "1.1.0" })).await.problem(422, "bad-settings");
    put(json!({ "settings": { "reach_m": 500 }, "version": "2.0.0" })).await.ok(200);
    mode(json!(["350924-D1"]), "shadow", Some("2.0.0")).await.ok(200);
    let shown = server.get(&of_county("plugins/nearest")).await.ok(200);
    assert_eq!(shown["settings"]["versions"]["2.0.0"]["county"]["settings"], json!({ "reach_m": 500 }));
    let withdraw = |body: Value| server.post(&withdrawn_path, body);
    withdraw(json!({ "version": "2.0.0" })).await.problem(422, "bad-settings");
    withdraw(json!({ "district": "350924-D1" })).await.problem(409, "no-settings");
    put(json!({ "settings": { "radius_m": 5 }, "district": "350924-D2" })).await.ok(200);
    withdraw(json!({ "district": "350924-D2" })).await.ok(200);
    mode(json!(["350924-D1"]), "off", Some("2.0.0")).await.ok(200);
    withdraw(json!({ "version": "2.0.0" })).await.ok(200);
}

#[tokio::test]
async fn what_came_of_a_shadow_is_counted_and_signed_off() {
    let server = TestServer::new();
    install(&server, b"nearest 1.0.0", "grant_requested=true").await.ok(201);
    let path = |what: &str| of_county(&format!("plugins/nearest/{what}"));
    let mode = json!({ "districts": "all", "hook": "dispatch", "mode": "shadow" });
    server.post(&path("mode"), mode).await.ok(200);
    assert_eq!(server.get(&path("differences")).await.ok(200)["items"], json!([]));
    let sign_off =
        json!({ "district": "350924-D1", "hook": "dispatch", "version": "1.0.0", "reason": "as it should be" });
    server.post(&path("differences/sign-off"), sign_off.clone()).await.problem(409, "nothing-compared");
    let report = json!({ "kind": "brawl", "lon": 119.05, "lat": 27.05, "source": "110" });
    server.post(&of_county("incidents"), report).await.ok(201);
    let plugin = PluginId {
        name: "nearest".to_owned(),
        version: "1.0.0".to_owned(),
        digest: Some(Digest::of(b"nearest 1.0.0")),
        settings_version: 0,
    };
    let (mut decision, against) = (crate::incidents::recommended(2), Some(PluginId::built_in()));
    (decision.facts.plugin, decision.facts.mode) = (plugin, Mode::Shadow);
    decision.facts.difference =
        Some(Deviation { live: 1, sorts: vec![Differs::OtherUnits], against, ..Deviation::default() });
    let (matter, decision) = (IncidentRef(1).into(), std::sync::Arc::new(decision));
    server.room.commit("system", "record-shadow", vec![Event::Matter(MatterEvent::Decided { matter, decision })]);
    server.post(&path("differences/sign-off"), sign_off).await.ok(200);
    let told = server.get(&path("differences?lang=en")).await.ok(200)["items"][0].clone();
    assert_eq!((&told["version"], &told["live"]["plugin"]), (&json!("1.0.0"), &json!("built-in")));
    assert_eq!((&told["compared"], &told["differing"]), (&json!(1), &json!(1)));
    assert_eq!(told["sorts"], json!([{ "what": { "code": "other-units", "text": "other units" }, "times": 1 }]));
    assert_eq!((&told["signed_off"]["note"], &told["signed_off"]["compared"]), (&json!("as it should be"), &json!(1)));
    assert_eq!(told["newest"]["decision"], 2);
}
