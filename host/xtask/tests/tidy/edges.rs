//! Which crate may know which: the workspace's edges, and the one home of each heavy library. Reads `cargo metadata`.

use std::process::Command;

use serde_json::Value;

use super::tree::{self, File};
use super::{none, root};

/// What each crate of the host and the tests may name of the workspace. Plugins are below: they may name the guest crate.
const EDGES: &[(&str, &[&str])] = &[
    ("router", &[]),
    ("domain", &["router"]),
    ("county-files", &["domain"]),
    ("sequencer", &["domain"]),
    ("runtime", &["domain"]),
    ("journal", &["domain"]),
    ("archive", &["domain"]),
    ("telling", &["domain"]),
    ("finder", &["domain"]),
    ("api", &["domain", "telling", "finder"]),
    ("wardroom", &["domain", "telling", "finder", "county-files", "sequencer", "runtime", "journal", "archive", "api"]),
    ("xtask", &[]),
    (
        "integration-tests",
        &[
            "domain",
            "telling",
            "finder",
            "county-files",
            "sequencer",
            "runtime",
            "journal",
            "archive",
            "api",
            "wardroom-plugin",
            "nearest-unit",
        ],
    ),
    ("wardroom-plugin", &[]),
];

/// What a crate may name beyond that for its own tests: the two versions of a plugin's interface are tried in a whole room, and names
/// are looked for in the model county.
const TESTED_WITH: &[(&str, &str)] = &[("runtime", "sequencer"), ("finder", "county-files")];

/// Libraries that one crate alone may name, so that they can be replaced there. What goes over the wire is described in two.
const HOMES: &[(&str, &str)] = &[
    ("wasmtime", "runtime"),
    ("fjall", "journal"),
    ("sled", "archive"),
    ("axum", "api"),
    ("tower", "api"),
    ("tower-http", "api"),
    ("utoipa", "api"),
    ("utoipa", "telling"),
    ("icalendar", "api"),
    ("clap", "wardroom"),
    ("csv", "county-files"),
    ("csv", "wardroom"),
    ("rust_xlsxwriter", "wardroom"),
    ("plotters", "wardroom"),
    ("flate2", "county-files"),
    ("quick-protobuf", "county-files"),
    ("geojson", "county-files"),
    ("cch", "router"),
    ("fst", "finder"),
    ("levenshtein_automata", "finder"),
    ("pinyin", "finder"),
];

/// Crates of the host that do not touch the outside world.
const PURE: &[&str] = &["domain", "telling", "county-files", "finder"];

/// Libraries that the pure crates and the guests must not have: clocks, randomness, threads and the network in disguise.
const IMPURE: &[&str] = &["tokio", "futures", "rand", "getrandom", "tempfile", "ureq", "reqwest", "tracing", "metrics"];

/// Crates with lints of their own in place of the workspace's, which forbid `unsafe`; their manifests say why.
const OWN_LINTS: &[&str] = &["runtime", "wardroom-plugin", "integration-tests"];

struct Edge {
    from: String,
    /// Folder of `from`, below the root: `host`, `plugins`, `examples`, `tests`.
    home: String,
    to: String,
    /// Only for its tests, benches and examples.
    dev: bool,
    in_workspace: bool,
}

fn edges(metadata: &Value) -> Vec<Edge> {
    let root = metadata["workspace_root"].as_str().expect("workspace_root");
    let packages = metadata["packages"].as_array().expect("packages");
    let mut edges = Vec::new();
    for package in packages {
        let manifest = package["manifest_path"].as_str().expect("manifest_path");
        let inside = manifest.strip_prefix(root).expect("a package below the root").trim_start_matches('/');
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            edges.push(Edge {
                from: package["name"].as_str().expect("name").to_owned(),
                home: inside.split('/').next().unwrap_or_default().to_owned(),
                to: dependency["name"].as_str().expect("name").to_owned(),
                dev: dependency["kind"] == "dev",
                in_workspace: dependency["path"].is_string(),
            });
        }
    }
    edges
}

fn faults(edges: &[Edge]) -> Vec<String> {
    edges
        .iter()
        .filter_map(|edge| fault(edge).map(|why| format!("`{}` depends on `{}`: {why}", edge.from, edge.to)))
        .collect()
}

fn fault(edge: &Edge) -> Option<String> {
    let guest = matches!(edge.home.as_str(), "plugins" | "examples");
    let plugin = guest && edge.from != "wardroom-plugin";
    if edge.in_workspace {
        if plugin {
            return (edge.to != "wardroom-plugin")
                .then(|| "a plugin knows the guest crate and nothing else here".to_owned());
        }
        let Some((_, allowed)) = EDGES.iter().find(|(from, _)| *from == edge.from) else {
            return Some("a crate that EDGES does not list; say there what it may know".to_owned());
        };
        let tested_with = edge.dev && TESTED_WITH.contains(&(edge.from.as_str(), edge.to.as_str()));
        return (!tested_with && !allowed.contains(&edge.to.as_str()))
            .then(|| "siblings meet in the ports of `domain` only".to_owned());
    }
    let homes: Vec<&str> = HOMES.iter().filter(|(library, _)| *library == edge.to).map(|(_, home)| *home).collect();
    if !homes.is_empty() {
        return (!homes.contains(&edge.from.as_str())).then(|| format!("only `{}` names it", homes.join("` and `")));
    }
    let pure = PURE.contains(&edge.from.as_str()) || guest;
    (pure && !edge.dev && IMPURE.contains(&edge.to.as_str())).then(|| "the core and the guests are pure".to_owned())
}

fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo metadata");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON of cargo metadata")
}

#[test]
fn crates_know_only_what_they_may() {
    let edges = edges(&metadata());
    assert!(edges.iter().any(|edge| edge.in_workspace), "no edge in the workspace: was the metadata understood?");
    none(faults(&edges));
}

#[test]
fn a_forbidden_edge_is_found() {
    let edge = |from: &str, home: &str, to: &str, dev, in_workspace| Edge {
        from: from.to_owned(),
        home: home.to_owned(),
        to: to.to_owned(),
        dev,
        in_workspace,
    };
    let bad = [
        edge("api", "host", "sequencer", false, true),
        edge("api", "host", "county-files", false, true),
        edge("sequencer", "host", "journal", true, true),
        edge("runtime", "host", "telling", false, true),
        edge("nearest-unit", "plugins", "domain", true, true),
        edge("wardroom-plugin", "plugins", "domain", false, true),
        edge("first-plugin", "examples", "nearest-unit", false, true),
        edge("newcomer", "host", "domain", false, true),
        edge("integration-tests", "tests", "wasmtime", false, false),
        edge("journal", "host", "sled", true, false),
        edge("domain", "host", "tokio", false, false),
        edge("domain", "host", "csv", true, false),
        edge("county-files", "host", "tempfile", false, false),
        edge("three-teams", "plugins", "rand", false, false),
    ];
    assert_eq!(faults(&bad).len(), bad.len(), "{:?}", faults(&bad));
    let good = [
        edge("api", "host", "domain", false, true),
        edge("nearest-unit", "plugins", "wardroom-plugin", false, true),
        edge("runtime", "host", "wasmtime", false, false),
        edge("domain", "host", "rand", true, false),
    ];
    assert_eq!(faults(&good), Vec::<String>::new());
}

fn lint_faults<'a>(manifests: impl IntoIterator<Item = &'a File>) -> Vec<String> {
    let own = |file: &File| OWN_LINTS.iter().any(|name| file.text.contains(&format!("name = \"{name}\"")));
    let lax = manifests.into_iter().filter(|file| !file.text.contains("[lints]\nworkspace = true") && !own(file));
    lax.map(|file| format!("{}: without the workspace's lints, which forbid `unsafe`", file.path)).collect()
}

#[test]
fn every_crate_keeps_the_workspaces_lints() {
    let below = |file: &File| file.path.ends_with("/Cargo.toml") && !file.path.starts_with("tests/hostile/");
    none(lint_faults(tree::files().iter().filter(|file| below(file))));
    assert_eq!(lint_faults(&[File::new("host/x/Cargo.toml", "[package]\nname = \"x\"\n")]).len(), 1);
}
