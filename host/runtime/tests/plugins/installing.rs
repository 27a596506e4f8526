//! What may be installed, what is refused and in which words, and what is left of a plugin after a restart or on a bad disk.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use domain::hooks::*;
use domain::limits::*;
use domain::ports::Components;
use expect_test::{Expect, expect};
use runtime::{Compiler, Runtime, Shelf, package};
use wasm_encoder::{ComponentSection, CustomSection};

use crate::guests::*;

fn refused(component: &[u8], expected: Expect) {
    let host = Host::new();
    let error = host.runtime.keep(component).expect_err("it should have been refused");
    expected.assert_eq(&error);
    assert_eq!(fs::read_dir(host.folder.path().join("components")).unwrap().count(), 0, "nothing is kept");
}

/// The component with another section at its end.
fn append(component: &[u8], section: &impl ComponentSection) -> Vec<u8> {
    let mut component = component.to_vec();
    section.append_to_component(&mut component);
    component
}

/// The same number of bytes, wherever they stand.
pub fn replace(component: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut component = component.to_vec();
    let mut found = false;
    for at in 0..component.len() - from.len() {
        if component[at..].starts_with(from.as_bytes()) {
            component[at..at + to.len()].copy_from_slice(to.as_bytes());
            found = true;
        }
    }
    assert!(found, "{from}");
    component
}

#[test]
fn what_imports_more_than_it_may_is_refused() {
    let manifest = MANIFEST.replace(r#""dispatch", "escalation", "team-structure""#, r#""dispatch""#);
    let core = core_module("imports_wasi");
    let error = pack(&core, &manifest, SCHEMA, CATALOG).unwrap_err();
    expect!["imports `wasi:cli/environment@0.2.3`: a plugin may import nothing but wardroom:plugin/*; build it for wasm32-unknown-unknown, or give the component that another language's tools made to `wardroom plugin pack`"].assert_eq(&error);
    let component = wit_component::ComponentEncoder::default().module(&core).unwrap().encode().unwrap();
    refused(
        &component,
        expect![
            "imports `wasi:cli/environment@0.2.3`: a plugin may import nothing but wardroom:plugin/*; build it for wasm32-unknown-unknown, or give the component that another language's tools made to `wardroom plugin pack`"
        ],
    );
    refused(
        &replace(badly(), "wardroom:plugin/view@0.1.0", "wardroom:plugin/view@0.9.0"),
        expect![
            "imports `wardroom:plugin/view@0.9.0`, which this host does not have: build it against one that has; here are `wardroom:plugin/types@0.1.0`, `wardroom:plugin/view@0.1.0`, `wardroom:plugin/panic@0.1.0`, `wardroom:plugin/log@0.1.0`"
        ],
    );
    refused(
        &replace(badly(), "wardroom:plugin/view@0.1.0", "wardroom:plugin/file@0.1.0"),
        expect![
            "imports `wardroom:plugin/file@0.1.0`, which this host does not have: build it against one that has; here are `wardroom:plugin/types@0.1.0`, `wardroom:plugin/view@0.1.0`, `wardroom:plugin/panic@0.1.0`, `wardroom:plugin/log@0.1.0`"
        ],
    );
}

#[test]
fn what_has_another_shape_is_refused() {
    // The rest are the engine's words.
    let other_case = Host::new().runtime.keep(&replace(badly(), "not-found", "not-there")).unwrap_err();
    assert!(other_case.starts_with("what it imports is not what the host offers: "), "{other_case}");
    refused(
        &replace(badly(), "wardroom:plugin/dispatch@0.1.0", "wardroom:plugin/dismatch@0.1.0"),
        expect![
            "exports `wardroom:plugin/dismatch@0.1.0`, which is no hook of this host; its hooks are `wardroom:plugin/intake@0.1.0`, `wardroom:plugin/dispatch@0.1.0`, `wardroom:plugin/escalation@0.1.0`, `wardroom:plugin/team-structure@0.1.0`, `wardroom:plugin/workflow@0.1.0`, `wardroom:plugin/assessment@0.1.0`"
        ],
    );
}

#[test]
fn what_is_no_component_is_refused() {
    refused(b"", expect![[r#"this is not a WebAssembly component: it does not begin with `\0asm`"#]]);
    refused(b"not wasm at all", expect![[r#"this is not a WebAssembly component: it does not begin with `\0asm`"#]]);
    refused(
        &core_module("behaves_badly"),
        expect!["this is a core module, not a component; run `wardroom plugin pack` on it"],
    );
    refused(
        &vec![0; PLUGIN_COMPONENT_BYTES_MAX + 1],
        expect!["the component has 33554433 bytes, 33554432 are allowed"],
    );
    // Where it ends depends on the guest's size.
    let cut = Host::new().runtime.keep(&badly()[..badly().len() / 2]).unwrap_err();
    let words = "the component is cut short, damaged or uses what plugins may not: unexpected end-of-file (at offset ";
    assert!(cut.starts_with(words), "{cut}");
}

/// A component that is cut short is refused wherever the cut is, and nothing panics.
#[test]
fn every_cut_is_noticed() {
    let host = Host::new();
    let whole = badly();
    let step = whole.len() / 500;
    let cuts = (0..whole.len()).step_by(step).chain(whole.len() - 200..whole.len());
    for cut in cuts {
        assert!(host.runtime.inspect(&whole[..cut]).is_err(), "cut at {cut}");
    }
    host.runtime.inspect(whole).unwrap();
}

/// Flipped bytes are refused or leave a component that is whole; in no case does the host panic.
#[test]
fn no_flipped_byte_makes_the_host_panic() {
    let host = Host::new();
    let step = badly().len() / 500;
    for at in (0..badly().len()).step_by(step) {
        let mut component = badly().to_vec();
        component[at] ^= 0x15;
        let _ = host.runtime.inspect(&component);
    }
}

#[test]
fn sections_are_there_once() {
    let core = core_module("behaves_badly");
    let bare = wit_component::ComponentEncoder::default().module(&core).unwrap().encode().unwrap();
    refused(
        &bare,
        expect![[r#"
        it carries no section `wardroom:manifest`; run `wardroom plugin pack`, which puts it in
        it carries no section `wardroom:settings-schema`; run `wardroom plugin pack`, which puts it in
        it carries no section `wardroom:catalog`; run `wardroom plugin pack`, which puts it in"#]],
    );
    let section =
        |name: &'static str, data: &'static str| CustomSection { name: name.into(), data: data.as_bytes().into() };
    refused(
        &append(badly(), &section("wardroom:manifest", MANIFEST)),
        expect!["it carries the section `wardroom:manifest` twice"],
    );
    refused(
        &append(badly(), &section("wardroom:manifets", MANIFEST)),
        expect![
            "it carries a section `wardroom:manifets`; known are `wardroom:manifest`, `wardroom:settings-schema`, `wardroom:catalog`"
        ],
    );
    let long: &'static str = " ".repeat(PLUGIN_SECTION_BYTES_MAX + 1).leak();
    refused(
        &append(&bare, &section("wardroom:catalog", long)),
        expect!["its section `wardroom:catalog` has 262145 bytes, 262144 are allowed"],
    );
}

fn bad_manifest(from: &str, to: &str, expected: Expect) {
    assert!(MANIFEST.contains(from), "{from}");
    let manifest = MANIFEST.replace(from, to);
    let core = core_module("behaves_badly");
    let error = pack(&core, &manifest, SCHEMA, CATALOG).unwrap_err();
    expected.assert_eq(&error);
}

#[test]
fn manifests_are_read_strictly() {
    bad_manifest(
        r#""name""#,
        r#""nmae""#,
        expect![
            "`wardroom:manifest:2:8`: unknown field `nmae`, expected one of `name`, `version`, `abi`, `title`, `description`, `requests`"
        ],
    );
    bad_manifest(
        r#""abi": "0.1.0","#,
        r#""abi": "0.1.0", "abi": "0.1.0","#,
        expect!["`wardroom:manifest:4:23`: the key `abi` stands twice"],
    );
    bad_manifest(
        r#""abi": "0.1.0""#,
        r#""abi": "9.1.0""#,
        expect![
            "`wardroom:manifest:4:10`: `abi` is `9.1.0`; this host runs wardroom:plugin `0.1.0`: build the plugin against that"
        ],
    );
    bad_manifest(
        r#""version": "0.1.0""#,
        r#""version": "1""#,
        expect![
            "`wardroom:manifest:3:14`: `version` is `1`, which is no semantic version: unexpected end of input while parsing major version number"
        ],
    );
    bad_manifest(
        r#""name": "behaves-badly""#,
        r#""name": "Behaves badly""#,
        expect![
            "`wardroom:manifest:2:11`: `name` is `Behaves badly`; it takes lower-case letters, digits and single hyphens between them, a letter first, 64 at most"
        ],
    );
    bad_manifest(
        r#""name": "behaves-badly""#,
        &format!(r#""name": "{}""#, "a".repeat(65)),
        expect![
            "`wardroom:manifest:2:11`: `name` is `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`; it takes lower-case letters, digits and single hyphens between them, a letter first, 64 at most"
        ],
    );
    bad_manifest(
        r#""zh-CN": "捣乱插件""#,
        r#""zh-CN": "  ""#,
        expect!["`wardroom:manifest:5:23`: `title` has no text for `zh-CN`"],
    );
    bad_manifest(
        r#""zh-CN": "捣乱插件""#,
        r#""zh-CN": "捣乱插件", "xx_yy": "?""#,
        expect!["`wardroom:manifest:5:40`: `title` has `xx_yy`, which is no language tag"],
    );
    bad_manifest(
        r#""escalation", "#,
        r#""escalate", "#,
        expect![
            "`wardroom:manifest:7:46`: unknown variant `escalate`, expected one of `intake`, `dispatch`, `escalation`, `team-structure`, `workflow`, `assessment`"
        ],
    );
    bad_manifest(
        r#""escalation", "#,
        "",
        expect![
            "it exports `wardroom:plugin/escalation@0.1.0`, but its manifest does not request the hook `escalation`"
        ],
    );
    bad_manifest(
        r#""code""#,
        r#""code", "codes""#,
        expect![
            "`wardroom:manifest:8:104`: `requests.view` has `codes`, which this host does not know; it knows get-incident, open-incidents, on-duty, attribute, get-row, find-rows, code, units, grids-near, video-points-near, district-neighbours, grid-info, district-of, by-code, county-code, person-info, places-in, travel-s, skills-of, extra, workload, marks, next-within, local-time, after-working-days, count-incidents, series, instance, children, siblings-by-mark"
        ],
    );
    bad_manifest(
        r#""code""#,
        r#""code", "code""#,
        expect!["`wardroom:manifest:8:104`: `requests.view` has `code` twice"],
    );
    bad_manifest(
        r#"["intake", "dispatch", "escalation", "team-structure", "workflow", "assessment"]"#,
        "[]",
        expect!["`wardroom:manifest:7:14`: `requests.hooks` is empty: a plugin answers at least one hook"],
    );
}

#[test]
fn a_manifest_may_not_ask_for_hooks_that_are_not_there() {
    let core = core_module("imports_wasi");
    let component = wit_component::ComponentEncoder::default().module(&core).unwrap().encode().unwrap();
    let component = replace(&component, "wasi:cli/environment@0.2.3", "wardroom:plugin/view@0.1.0");
    let component =
        append(&component, &CustomSection { name: "wardroom:manifest".into(), data: MANIFEST.as_bytes().into() });
    let error = package::inspect(&component).map_err(|faults| lines(&faults)).unwrap_err();
    expect![[r#"
        it carries no section `wardroom:settings-schema`; run `wardroom plugin pack`, which puts it in
        it carries no section `wardroom:catalog`; run `wardroom plugin pack`, which puts it in
        its manifest requests the hook `intake`, but it does not export `wardroom:plugin/intake@0.1.0`
        its manifest requests the hook `escalation`, but it does not export `wardroom:plugin/escalation@0.1.0`
        its manifest requests the hook `team-structure`, but it does not export `wardroom:plugin/team-structure@0.1.0`
        its manifest requests the hook `workflow`, but it does not export `wardroom:plugin/workflow@0.1.0`
        its manifest requests the hook `assessment`, but it does not export `wardroom:plugin/assessment@0.1.0`
        its manifest requests `after-working-days` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `attribute` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `by-code` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `children` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `code` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `count-incidents` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `county-code` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `district-neighbours` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `district-of` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `extra` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `find-rows` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `get-incident` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `get-row` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `grid-info` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `grids-near` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `instance` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `local-time` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `marks` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `next-within` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `on-duty` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `open-incidents` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `person-info` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `places-in` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `series` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `siblings-by-mark` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `skills-of` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `travel-s` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `units` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `video-points-near` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `workload` of `view`, and it never calls that: take it out of `requests.view`
        it calls `get-environment` of `view`, which its manifest does not request: put it into `requests.view`, or each call is denied"#]]
        .assert_eq(&error);
}

fn bad_catalog(messages: &str, expected: Expect) {
    let core = core_module("behaves_badly");
    let catalog = format!(r#"{{ "messages": {messages} }}"#);
    let error = pack(&core, MANIFEST, SCHEMA, &catalog).unwrap_err();
    expected.assert_eq(&error);
}

#[test]
fn catalogs_say_the_same_in_every_language() {
    bad_catalog(
        r#"{ "1": { "en": "late" } }"#,
        expect!["`wardroom:catalog:1:22`: `messages.1` has no text for `zh-CN`"],
    );
    bad_catalog(
        r#"{ "1": { "en": "{0}", "zh-CN": "{0:unit}" } }"#,
        expect!["`wardroom:catalog:1:46`: `messages.1` has other placeholders in `zh-CN` than in `en`"],
    );
    bad_catalog(
        r#"{ "1": { "en": "{0} {1}", "zh-CN": "{1}" } }"#,
        expect!["`wardroom:catalog:1:50`: `messages.1` has other placeholders in `zh-CN` than in `en`"],
    );
    bad_catalog(
        r#"{ "1": { "en": "{a}", "zh-CN": "{a}" } }"#,
        expect![[r#"
            `wardroom:catalog:1:30`: `messages.1` in `en`: `{a}` is no placeholder like `{0}` or `{0:unit}`
            `wardroom:catalog:1:46`: `messages.1` in `zh-CN`: `{a}` is no placeholder like `{0}` or `{0:unit}`"#]],
    );
    bad_catalog(
        r#"{ "1": { "en": "{8}", "zh-CN": "{8}" } }"#,
        expect![[r#"
            `wardroom:catalog:1:30`: `messages.1` in `en`: `{8}` counts past the 8 values of a reason
            `wardroom:catalog:1:46`: `messages.1` in `zh-CN`: `{8}` counts past the 8 values of a reason"#]],
    );
    bad_catalog(
        r#"{ "1": { "en": "{0:car}", "zh-CN": "{0:car}" } }"#,
        expect![[r#"
            `wardroom:catalog:1:30`: `messages.1` in `en`: `{0:car}` speaks of a `car`; a value may be a unit, district, team, person, grid, station, place, slot, kind, incident, workflow, township, village, unit-kind, class, skill, post, qualification, duration, distance, count, percent, skills, time, date, text, result
            `wardroom:catalog:1:50`: `messages.1` in `zh-CN`: `{0:car}` speaks of a `car`; a value may be a unit, district, team, person, grid, station, place, slot, kind, incident, workflow, township, village, unit-kind, class, skill, post, qualification, duration, distance, count, percent, skills, time, date, text, result"#]],
    );
    bad_catalog(
        r#"{ "1": { "en": "} {0}", "zh-CN": "{0}" } }"#,
        expect!["`wardroom:catalog:1:30`: `messages.1` in `en`: a brace has no partner"],
    );
    bad_catalog(
        r#"{ "1": { "en": "{0", "zh-CN": "{0" } }"#,
        expect![[r#"
            `wardroom:catalog:1:30`: `messages.1` in `en`: a brace has no partner
            `wardroom:catalog:1:45`: `messages.1` in `zh-CN`: a brace has no partner"#]],
    );
    bad_catalog(
        r#"{ "one": { "en": "a", "zh-CN": "a" } }"#,
        expect!["`wardroom:catalog:1:17`: invalid value: expected key to be a number in quotes"],
    );
    bad_catalog(
        r#"{ "70000": { "en": "a", "zh-CN": "a" } }"#,
        expect!["`wardroom:catalog:1:22`: invalid value: integer `70000`, expected u16"],
    );
    bad_catalog(r#"{ "1": {}, "1": {} }"#, expect!["`wardroom:catalog:1:28`: the key `1` stands twice"]);
}

#[test]
fn packing_says_which_input_to_mend() {
    let pack = |core: &[u8], schema: &str| pack(core, MANIFEST, schema, CATALOG).unwrap_err();
    expect![[r#"this is neither a WebAssembly component nor a module: it does not begin with `\0asm`"#]]
        .assert_eq(&pack(b"module", SCHEMA));
    expect![[r#"
        its manifest requests the hook `intake`, but it does not export `wardroom:plugin/intake@0.1.0`
        its manifest requests the hook `dispatch`, but it does not export `wardroom:plugin/dispatch@0.1.0`
        its manifest requests the hook `escalation`, but it does not export `wardroom:plugin/escalation@0.1.0`
        its manifest requests the hook `team-structure`, but it does not export `wardroom:plugin/team-structure@0.1.0`
        its manifest requests the hook `workflow`, but it does not export `wardroom:plugin/workflow@0.1.0`
        its manifest requests the hook `assessment`, but it does not export `wardroom:plugin/assessment@0.1.0`
        its manifest requests `after-working-days` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `attribute` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `by-code` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `children` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `code` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `count-incidents` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `county-code` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `district-neighbours` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `district-of` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `extra` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `find-rows` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `get-incident` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `get-row` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `grid-info` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `grids-near` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `instance` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `local-time` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `marks` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `next-within` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `on-duty` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `open-incidents` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `person-info` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `places-in` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `series` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `siblings-by-mark` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `skills-of` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `travel-s` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `units` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `video-points-near` of `view`, and it never calls that: take it out of `requests.view`
        its manifest requests `workload` of `view`, and it never calls that: take it out of `requests.view`"#]]
    .assert_eq(&pack(&wasm_encoder::Module::new().finish(), SCHEMA));
    expect!["`wardroom:settings-schema:1:19`: EOF while parsing an object"]
        .assert_eq(&pack(&core_module("behaves_badly"), r#"{ "type": "object" "#));
}

#[test]
fn packing_gives_the_same_bytes_again() {
    let core = core_module("behaves_badly");
    let again = pack(&core, MANIFEST, SCHEMA, CATALOG).unwrap();
    assert_eq!(again, badly());
    let inspected = package::inspect(&again).unwrap();
    assert_eq!(inspected.exports, Hook::ALL.into_iter().collect());
    assert_eq!(inspected.size_bytes, again.len() as u64);
    expect![
        "
        wardroom:plugin/types@0.1.0
        wardroom:plugin/view@0.1.0
        wardroom:plugin/panic@0.1.0
        wardroom:plugin/log@0.1.0"
    ]
    .assert_eq(&inspected.imports.join("\n"));
}

/// Everything that a plugin may ask for, and each thing one past it.
#[test]
fn big_components_run_in_the_large_pool_up_to_its_limits() {
    // The component has a few core instances of its own.
    let host = Host::new();
    let plugin = installed(host.runtime.keep(&with_modules(20, 7, false)).unwrap());
    dispatch(&host.runtime, &plugin, "honest").result.unwrap();
    assert_eq!(dispatch(&host.runtime, &plugin, "unreachable").result.unwrap_err().kind(), "trap");
    refused(
        &with_modules(PLUGIN_CORE_INSTANCES_MAX, 0, false),
        expect![
            "it asks for more than a sandbox has: The component transitively contains 67 core module instances, which exceeds the configured maximum of 64 in the pooling allocator"
        ],
    );
    refused(
        &with_modules(9, 9, false),
        expect![
            "it asks for more than a sandbox has: The component transitively contains 10 Wasm linear memories, which exceeds the configured maximum of 8 in the pooling allocator"
        ],
    );
}

#[test]
fn a_start_function_that_never_ends_is_refused() {
    refused(&with_modules(1, 0, true), expect!["it does not start: wasm trap: all fuel consumed by WebAssembly"]);
}

/// The component with `count` more core instances in it, the first `memories` of which have a memory, and all of which loop
/// at their start if told to.
fn with_modules(count: u32, memories: u32, looping: bool) -> Vec<u8> {
    let mut depth = 0;
    let mut modules = 0;
    for payload in wasmparser::Parser::new(0).parse_all(badly()) {
        match payload.unwrap() {
            wasmparser::Payload::ModuleSection { .. } => {
                modules += u32::from(depth == 0);
                depth += 1;
            }
            wasmparser::Payload::ComponentSection { .. } => depth += 1,
            wasmparser::Payload::End(_) => depth -= 1,
            _ => {}
        }
    }
    let mut component = badly().to_vec();
    for number in 0..count {
        wasm_encoder::ModuleSection(&small_module(number < memories, looping)).append_to_component(&mut component);
        let mut instances = wasm_encoder::InstanceSection::new();
        instances.instantiate::<[(&str, wasm_encoder::ModuleArg); 0], &str>(modules + number, []);
        instances.append_to_component(&mut component);
    }
    component
}

fn small_module(memory: bool, looping: bool) -> wasm_encoder::Module {
    use wasm_encoder::*;
    let mut module = Module::new();
    let mut types = TypeSection::new();
    types.ty().function([], []);
    module.section(&types);
    let mut functions = FunctionSection::new();
    functions.function(0);
    module.section(&functions);
    if memory {
        let mut memories = MemorySection::new();
        memories.memory(MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None });
        module.section(&memories);
    }
    module.section(&StartSection { function_index: 0 });
    let mut body = Function::new([]);
    if looping {
        body.instructions().loop_(BlockType::Empty).br(0).end();
    }
    body.instructions().end();
    let mut code = CodeSection::new();
    code.function(&body);
    module.section(&code);
    module
}

fn only_file(folder: PathBuf, extension: &str) -> PathBuf {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == extension)).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}

/// The one file of compiled code.
fn compiled(host: &Host) -> PathBuf {
    let cache = host.folder.path().join("cache");
    let version = fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.is_dir()).unwrap();
    only_file(version, "cwasm")
}

/// Refused installations and versions that were let go left their bytes and their code behind for ever.
#[test]
fn what_nothing_pins_is_pruned_at_the_next_start() {
    let (host, plugin) = Host::with_badly();
    let component = only_file(host.folder.path().join("components"), "wasm");
    let code = compiled(&host);
    let Host { runtime, folder } = host;
    drop(runtime);
    let start = |shelf: &Shelf| {
        let (components, cache) = (folder.path().join("components"), folder.path().join("cache"));
        (
            Runtime::open_on(&components, &cache, Compiler::in_process(), shelf).unwrap(),
            (component.exists(), code.exists()),
        )
    };
    let digest = plugin.inspected.digest;
    let in_use = Shelf { kept: [digest].into(), in_use: [digest].into() };
    assert_eq!(start(&in_use).1, (true, true));
    // One that only waits to be taken up again keeps its bytes; its code is made anew then.
    let kept = Shelf { kept: [digest].into(), ..Shelf::default() };
    let (runtime, left) = start(&kept);
    assert_eq!(left, (true, false));
    runtime.keep(badly()).unwrap();
    dispatch(&runtime, &plugin, "honest").result.unwrap();
    drop(runtime);
    assert_eq!(start(&Shelf::default()).1, (false, false));
}

#[test]
fn kept_plugins_are_there_after_a_restart() {
    let (host, plugin) = Host::with_badly();
    assert_eq!(host.runtime.keep(badly()).unwrap(), plugin.inspected, "keeping it again changes nothing");
    let bytes = fs::read(only_file(host.folder.path().join("components"), "wasm")).unwrap();
    assert_eq!(bytes, badly());
    let Host { runtime, folder } = host;
    drop(runtime);
    fs::write(folder.path().join("components/half-written.tmp"), "x").unwrap();
    let runtime = open(folder.path());
    dispatch(&runtime, &plugin, "honest").result.unwrap();
    assert!(!folder.path().join("components/half-written.tmp").exists());
}

#[test]
fn damaged_compiled_code_is_compiled_anew_at_the_next_start() {
    let (host, plugin) = Host::with_badly();
    let path = compiled(&host);
    let good = fs::read(&path).unwrap();
    let mut bad = good.clone();
    let middle = bad.len() / 2;
    bad[middle] ^= 1;
    for bad in [bad, good[..middle].to_vec(), vec![]] {
        fs::write(&path, bad).unwrap();
        let runtime = open(host.folder.path());
        dispatch(&runtime, &plugin, "honest").result.unwrap();
        assert_eq!(fs::read(&path).unwrap(), good, "compiling gives the same code under the same key");
    }
}

/// A plugin whose code is gone while serving: the caller is told at once, and a thread compiles it meanwhile.
#[test]
fn nobody_waits_for_a_compilation_while_serving() {
    let serving = Host::new();
    // Another process installs it: the one that serves has not loaded it.
    let other = open(serving.folder.path());
    let plugin = installed(other.keep(badly()).unwrap());
    fs::remove_file(compiled(&serving)).unwrap();
    let run = dispatch(&serving.runtime, &plugin, "honest");
    let expected = "its compiled code is gone; it is being compiled anew".to_owned();
    assert_eq!(run.result, Err(HookFailure::Unloadable(expected)));
    let patience = Instant::now() + Duration::from_secs(120);
    while dispatch(&serving.runtime, &plugin, "honest").result.is_err() {
        assert!(Instant::now() < patience);
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(compiled(&serving).exists());
}

#[test]
fn a_plugin_whose_bytes_are_gone_or_damaged_says_so() {
    let (host, plugin) = Host::with_badly();
    fs::remove_file(compiled(&host)).unwrap();
    let path = only_file(host.folder.path().join("components"), "wasm");
    fs::write(&path, &badly()[1..]).unwrap();
    let failure = |host: &Host| {
        let failure = dispatch(&open(host.folder.path()), &plugin, "honest").result.unwrap_err();
        format!("{failure:?}").replace(host.folder.path().to_str().unwrap(), "DIR")
    };
    failure(&host);
    fs::remove_file(&path).unwrap();
    let digest = plugin.digest().to_string();
    expect![[r#"Unloadable("`DIR/components/DIGEST.wasm` cannot be read; install the plugin again")"#]]
        .assert_eq(&failure(&host).replace(&digest, "DIGEST"));
    host.runtime.keep(badly()).unwrap();
    dispatch(&open(host.folder.path()), &plugin, "honest").result.unwrap();
}

#[test]
fn settings_are_checked_against_the_plugins_own_schema() {
    let (host, plugin) = Host::with_badly();
    let check = |settings| host.runtime.check_settings(&plugin.inspected, &settings);
    check(serde_json::json!({ "behaviour": "honest" })).unwrap();
    let faults = check(serde_json::json!({ "behavior": "honest" })).unwrap_err();
    expect![[r#"
        unknown key `behavior`; known are `behaviour`
        "behaviour" is a required property"#]]
    .assert_eq(&faults.join("\n"));
}
