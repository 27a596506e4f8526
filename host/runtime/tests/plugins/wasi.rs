//! Components of other languages' tools, which want WASI: `pack` puts in stubs, and a stub that is called is told by its name.

use domain::hooks::{DispatchAnswer, HookFailure, Reason};
use domain::ports::Components;
use expect_test::{Expect, expect};

use crate::guests::*;
use crate::installing::replace;

/// A component that imports WASI, as those tools make it: not packed.
fn wants_wasi() -> Vec<u8> {
    let core = core_module("imports_wasi");
    wit_component::ComponentEncoder::default().module(&core).unwrap().encode().unwrap()
}

/// The manifest of one that answers `dispatch` and never calls `view`.
fn dispatching() -> String {
    let mut manifest: serde_json::Value = serde_json::from_str(MANIFEST).unwrap();
    manifest["requests"] = serde_json::json!({ "hooks": ["dispatch"], "proposals": ["assign"] });
    manifest.to_string()
}

fn pack_dispatching(component: &[u8]) -> Result<Vec<u8>, String> {
    pack(component, &dispatching(), SCHEMA, CATALOG)
}

#[test]
fn what_a_stub_was_called_as_is_told() {
    let host = Host::new();
    // Another interface of WASI's, with the same function.
    let wants = replace(&wants_wasi(), "wasi:cli/environment@", "wasi:cli/surrounding@");
    let plugin = installed(host.runtime.keep(&pack_dispatching(&wants).unwrap()).unwrap());
    expect![[r#"
        wardroom:plugin/panic@0.1.0
        wardroom:plugin/types@0.1.0"#]]
    .assert_eq(&plugin.inspected.imports.join("\n"));
    let Err(HookFailure::Guest(words)) = dispatch_with(&host.runtime, &plugin, "null").result else {
        panic!("it fails in the stub's words")
    };
    let called = "called `wasi:cli/surrounding@0.2.3#get-environment`: a plugin reads the county through `view` and nothing else";
    assert_eq!(words, called);
}

/// What runtimes ask for before they do anything, there is none of.
#[test]
fn the_environment_is_empty() {
    let host = Host::new();
    let plugin = installed(host.runtime.keep(&pack_dispatching(&wants_wasi()).unwrap()).unwrap());
    let run = dispatch_with(&host.runtime, &plugin, "null");
    assert_eq!(run.result, Ok(DispatchAnswer::Abstain(Reason::new(1, [0.0.into()]))));
}

/// Of Rust's standard library, what does nothing in a sandbox but fail.
#[test]
fn a_module_that_reads_a_clock_or_prints_is_not_packed() {
    let folder = tempfile::tempdir().unwrap();
    let linked = |body: &str| {
        let (source, module) = (folder.path().join("rule.rs"), folder.path().join("rule.wasm"));
        let function = format!("#[unsafe(no_mangle)]\npub extern \"C\" fn rule() {{ {body} }}\n");
        std::fs::write(&source, function).unwrap();
        let mut rustc = std::process::Command::new("rustc");
        rustc.args(["--edition", "2024", "--crate-type", "cdylib", "--target", "wasm32-unknown-unknown", "-O"]);
        let made = rustc.args(["-C", "panic=abort", "-o"]).arg(&module).arg(&source).status().unwrap();
        assert!(made.success(), "{body}");
        let faults = pack_dispatching(&std::fs::read(&module).unwrap()).unwrap_err();
        faults.lines().filter(|fault| fault.starts_with("it ")).collect::<Vec<_>>().join("\n")
    };
    expect![[""]].assert_eq(&linked("assert_ne!(std::hint::black_box(1), 2);"));
    expect!["it reads a clock (`Instant::now`, `SystemTime::now`), which a sandbox does not have: use the `now` that every hook is given"].assert_eq(&linked("std::hint::black_box(std::time::Instant::now());"));
    expect![
        "it prints (`println!`, `eprintln!`), and what a sandbox prints goes nowhere: say it in a reason or a remark"
    ]
    .assert_eq(&linked("println!(\"{}\", std::hint::black_box(1));"));
    expect!["it starts a thread, which a sandbox does not have"]
        .assert_eq(&linked("std::thread::spawn(|| ()).join().unwrap();"));
}

#[test]
fn a_component_without_wasi_is_packed_as_it_is() {
    let core = core_module("behaves_badly");
    let component = wit_component::ComponentEncoder::default().module(&core).unwrap().encode().unwrap();
    let packed = pack(&component, MANIFEST, SCHEMA, CATALOG).unwrap();
    assert_eq!(packed, badly());
}

#[test]
fn a_component_that_can_t_be_stubbed_is_refused() {
    let refused = |component: &[u8], expected: Expect| expected.assert_eq(&pack_dispatching(component).unwrap_err());
    refused(&pack_dispatching(&wants_wasi()).unwrap(), expect!["it carries the section `wardroom:manifest` twice"]);
    let whole = wants_wasi();
    for cut in (8..whole.len()).step_by(whole.len() / 100) {
        assert!(pack_dispatching(&whole[..cut]).is_err(), "cut at {cut}");
    }
}
