//! One rule in three languages: the month that the model county has with it is the same, event for event, but for the plugin's own
//! name and bytes. What npm or pip builds is left out only where these are missing, and that is said.

use std::process::{Command, Stdio};
use std::sync::Arc;

use domain::command::Command as RoomCommand;
use domain::command::{Envelope, PluginCommand};
use domain::county::County;
use domain::incident::Priority;
use domain::plugin::Mode;
use domain::time::TimeMs;
use integration_tests::county;
use runtime::{Compiler, Runtime};
use sequencer::simulation::{Setup, SimIncident, simulate_watched};
use serde_json::Value;

const RUST: &str = "first-plugin";

/// Its month: each batch as the journal would have it, with `it` for the plugin and without what was measured.
fn month(runtime: &Runtime, county: &Arc<County>, incidents: &[SimIncident], plugin: &str) -> Vec<String> {
    let inspected = county::keep(runtime, plugin);
    let digest = inspected.digest.to_string();
    let grants = inspected.manifest.requests.clone();
    let (plugin, district) = (plugin.to_owned(), None);
    let settings_json = r#"{"in_time_s":900}"#.to_owned();
    let commands = [
        PluginCommand::Install { inspected, grants },
        PluginCommand::Configure { plugin: plugin.clone(), district, settings_json, version: None },
        PluginCommand::SetMode {
            districts: Vec::new(),
            hook: domain::hooks::Hook::Dispatch,
            plugin: plugin.clone(),
            mode: Mode::Auto,
            order: None,
            version: None,
        },
    ];
    let install: Vec<Envelope> =
        commands.into_iter().map(|command| Envelope::system(RoomCommand::Plugin(command))).collect();
    // The county itself, and what is above.
    let set_up = install.len() + 1;
    let mut batches = Vec::new();
    let setup = Setup { county: county.clone(), install, readings: Vec::new(), people: None };
    simulate_watched(setup, incidents, runtime, 1, &mut |_, _| (), &mut |batch| {
        let mut batch = serde_json::to_value(batch).expect("a batch is JSON");
        forget_measured(&mut batch);
        batches.push(batch.to_string().replace(&digest, "its-digest").replace(&format!("\"{plugin}\""), "\"it\""));
    })
    .expect("the month is played");
    batches.split_off(set_up)
}

fn forget_measured(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.remove("measured");
            object.values_mut().for_each(forget_measured);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_measured),
        _ => {}
    }
}

fn incidents() -> Vec<SimIncident> {
    let file = std::fs::read_to_string(integration_tests::shouning().join("incidents-2022-09.ndjson")).expect("a file");
    let number = |value: &Value| value.as_f64().expect("a number");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let one = |line: &str| {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let at: jiff::Timestamp = text(&line["reported_at"]).parse().expect("a time");
        SimIncident {
            id: text(&line["id"]),
            reported_at: TimeMs(at.as_millisecond()),
            kind: text(&line["kind"]),
            priority: Priority::ALL[number(&line["priority"]) as usize - 1],
            lon: number(&line["lon"]),
            lat: number(&line["lat"]),
            source: text(&line["source"]),
            on_scene_minutes: number(&line["on_scene_minutes"]) as u32,
        }
    };
    let mut incidents: Vec<SimIncident> = file.lines().map(one).collect();
    incidents.sort_by_key(|incident| incident.reported_at);
    incidents
}

/// Whether a plugin of another language is there; it may be missing only if its tools are.
fn is_there(plugin: &str, tools: &[&str]) -> bool {
    if integration_tests::packages().join(format!("{plugin}.wasm")).is_file() {
        return true;
    }
    let mut asked = Command::new(tools[0]);
    let asked = asked.args(&tools[1..]).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let there = asked.is_ok_and(|status| status.success());
    assert!(!there, "plugin `{plugin}` is not built: run `cargo xtask plugins` first");
    println!("skipped: plugin `{plugin}` takes `{}`, which is missing", tools.join(" "));
    false
}

#[test]
fn a_month_is_the_same_in_each_language() {
    let built = integration_tests::packages();
    let cache = built.parent().expect("the build").join("languages");
    let open = Runtime::open(&cache.join("components"), &cache.join("code"), Compiler::in_process());
    let runtime = open.expect("a runtime");
    let county = county::read();
    let incidents = incidents();
    let rust = month(&runtime, &county, &incidents, RUST);
    let decided = rust.iter().filter(|batch| batch.contains("\"name\":\"it\"")).count();
    assert!(decided > incidents.len() / 2, "it decided {decided} times");
    for (plugin, tools) in [("least-work-ts", &["npm"][..]), ("least-work-py", &["python3", "-m", "pip"])] {
        if is_there(plugin, tools) {
            let other = month(&runtime, &county, &incidents, plugin);
            for (number, (other, rust)) in other.iter().zip(&rust).enumerate() {
                assert_eq!(other, rust, "{plugin}: batch {number}");
            }
            assert_eq!(other.len(), rust.len(), "{plugin}");
        }
    }
}
