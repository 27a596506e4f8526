//! Packing and inspecting plugins without a server.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::county::{p, plugins, s};
use crate::process::{Ran, run};

/// The sources of a first-party plugin, and its compiled core module.
fn sources() -> (PathBuf, PathBuf) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = Path::new(env!("CARGO_BIN_EXE_wardroom")).ancestors().nth(2).unwrap().to_owned();
    let module = target.join("wasm32-unknown-unknown/plugin/nearest_unit.wasm");
    assert!(module.is_file(), "`{}` is not there: run `cargo xtask plugins` first", module.display());
    (root.join("plugins/nearest-unit"), module)
}

fn pack(module: &Path, folder: &Path, manifest: &Path, out: &Path) -> Ran {
    run(&[
        s("plugin"),
        s("pack"),
        p(module),
        s("--manifest"),
        p(manifest),
        s("--schema"),
        p(&folder.join("settings.schema.json")),
        s("--catalog"),
        p(&folder.join("catalog.json")),
        s("-o"),
        p(out),
        s("--json"),
    ])
}

fn out() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("nearest-unit.wasm");
    (folder, out)
}

#[test]
fn a_packed_plugin_is_what_xtask_makes() {
    let (folder, module) = sources();
    let (_keep, out) = out();
    let packed = pack(&module, &folder, &folder.join("manifest.json"), &out).json();
    assert_eq!(packed["name"], "nearest-unit");
    assert_eq!(std::fs::read(&out).unwrap(), std::fs::read(plugins().join("nearest-unit.wasm")).unwrap());
    let inspected = run(&[s("plugin"), s("inspect"), p(&out), s("--json")]).json();
    assert_eq!(inspected, packed);
    assert_eq!(inspected["hooks"], serde_json::json!(["dispatch"]));
    let told = run(&[s("plugin"), s("inspect"), p(&out), s("--lang"), s("zh-CN")]).done().stdout;
    assert!(told.contains("派警") && told.contains("proposal:assign"), "{told}");
}

#[test]
fn what_can_t_be_packed_is_refused_and_nothing_written() {
    let (folder, module) = sources();
    let (keep, out) = out();
    let manifest = keep.path().join("manifest.json");
    let text = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    std::fs::write(&manifest, text.replacen("\"name\"", "\"nmae\"", 1)).unwrap();
    pack(&module, &folder, &manifest, &out).refused(2, &["nmae"]);
    let component = plugins().join("nearest-unit.wasm");
    let twice = "carries the section `wardroom:manifest` twice";
    pack(&component, &folder, &folder.join("manifest.json"), &out).refused(2, &[twice]);
    pack(&keep.path().join("none.wasm"), &folder, &folder.join("manifest.json"), &out).refused(2, &["none.wasm"]);
    assert!(!out.exists());
}

/// An author mended one fault after the other, and packed each time to hear of the next.
#[test]
fn every_fault_is_told_at_once_at_its_place() {
    let (folder, module) = sources();
    let (keep, out) = out();
    let own = |name: &str, from: &str, to: &str| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        assert!(text.contains(from), "{name}: {from}");
        std::fs::write(keep.path().join(name), text.replacen(from, to, 1)).unwrap();
    };
    own("manifest.json", "\"view\": [\"by-code\"]", "\"view\": [\"code\", \"cod\"]");
    own("settings.schema.json", "\"default\": 900", "\"default\": \"900\"");
    own("catalog.json", "{0:duration}可到\"", "{0:count}可到\"");
    let manifest = keep.path().join("manifest.json");
    pack(&module, keep.path(), &manifest, &out).refused(
        2,
        &[
            "manifest.json:10:57: `requests.view` has `cod`, which this host does not know",
            "settings.schema.json:14:18: the default of `overflow_after_s` does not fit its own schema",
            "catalog.json:4:16: `messages.1` has other placeholders in `zh-CN` than in `en`",
        ],
    );
    assert!(!out.exists());
    // What only the module itself can say is told together with it.
    own("manifest.json", "\"view\": [\"by-code\"]", "\"view\": [\"by-code\", \"code\"]");
    own("settings.schema.json", "\"default\": 900", "\"defualt\": 900");
    own("catalog.json", "\"messages\"", "\"messages\"");
    let never = "its manifest requests `code` of `view`, and it never calls that";
    let keyword = "settings.schema.json:14:18: `defualt` is no keyword of JSON Schema";
    pack(&module, keep.path(), &manifest, &out).refused(2, &[never, keyword]);
}

#[test]
fn settings_are_held_against_the_schema() {
    let (keep, _) = out();
    let component = plugins().join("nearest-unit.wasm");
    let settings = keep.path().join("settings.json");
    let inspected = |text: &str| {
        std::fs::write(&settings, text).unwrap();
        run(&[s("plugin"), s("inspect"), p(&component), s("--settings"), p(&settings)])
    };
    inspected("{ \"workload_s\": 60 }").done();
    let faults = inspected("{\n  \"workload_s\": -1,\n  \"overflow_after_s\": 1.5\n}");
    faults.refused(
        2,
        &[
            "settings.json:2:17: `/workload_s`: -1 is less than",
            "settings.json:3:23: `/overflow_after_s`: 1.5 is not of",
        ],
    );
    inspected("{ \"tie\": 60 }").refused(2, &["settings.json:1:1: unknown key `tie`"]);
}

#[test]
fn what_is_no_plugin_is_refused() {
    let (keep, _) = out();
    let file = keep.path().join("x.wasm");
    let refused = |bytes: &[u8], word: &str| {
        std::fs::write(&file, bytes).unwrap();
        run(&[s("plugin"), s("inspect"), p(&file)]).refused(2, &["x.wasm", word]);
    };
    refused(b"garbage", "not a WebAssembly component");
    refused(b"\0asm\x01\0\0\0", "core module");
    let whole = std::fs::read(plugins().join("nearest-unit.wasm")).unwrap();
    refused(&whole[..whole.len() / 2], "cut short");
    run(&["plugin", "inspect", "./none.wasm"]).refused(2, &["none.wasm"]);
}
