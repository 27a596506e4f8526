//! The model county's month through its plugins: the same seed gives the same bytes, and the figures that stand beside the
//! county's data. `WARDROOM_BLESS=1` writes them anew after a change that is meant to change them.

use std::process::Command;

use serde_json::Value;

fn simulate(seed: &str) -> Vec<u8> {
    let county = integration_tests::shouning();
    let output = Command::new(integration_tests::wardroom())
        .args(["simulate", "--json", "--seed", seed, "--county"])
        .arg(&county)
        .arg("--incidents")
        .arg(county.join("incidents-2022-09.ndjson"))
        .output()
        .expect("wardroom runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn the_month_has_the_expected_figures() {
    let first = simulate("1");
    assert_eq!(first, simulate("1"), "the same seed, other bytes");
    assert_ne!(first, simulate("2"), "another seed, the same bytes");

    let mut figures: Value = serde_json::from_slice(&first).expect("one JSON document");
    let object = figures.as_object_mut().expect("an object");
    // The hash covers the plugins' digests, and these their compiler.
    let hash = object.remove("state_hash").expect("a state hash");
    assert_eq!(hash.as_str().map(str::len), Some(64));
    for (plugin, figures) in object["plugins"].as_object_mut().expect("figures of plugins") {
        // So does the fuel.
        let fuel = figures.as_object_mut().and_then(|figures| figures.remove("fuel")).expect("fuel");
        assert!(fuel["most"].as_u64() >= fuel["median"].as_u64(), "{plugin}");
        assert_eq!((figures["failed"].as_u64(), figures["first_failure"].as_str()), (Some(0), None), "{plugin}");
    }
    no_response_is_below_its_bound(object);
    let expected = integration_tests::shouning().join("expected/month-seed-1.json");
    let text = serde_json::to_string_pretty(&figures).expect("JSON") + "\n";
    if std::env::var_os("WARDROOM_BLESS").is_some() {
        std::fs::create_dir_all(expected.parent().expect("a folder")).expect("a folder");
        std::fs::write(&expected, &text).expect("a writable file");
    }
    let known = std::fs::read_to_string(&expected).expect("the expected figures");
    assert_eq!(text, known, "the month went otherwise; if it should, run the test with WARDROOM_BLESS=1");
}

/// Each call's response is no shorter than the way of the nearest unit, so in no group is any share of the calls.
fn no_response_is_below_its_bound(figures: &serde_json::Map<String, Value>) {
    let groups =
        ["districts", "priorities"].iter().flat_map(|name| figures[*name].as_object().expect("groups").values());
    let whole = Value::Object(figures.clone());
    for group in groups.chain([&whole]) {
        let [response, nearest] = ["response_s", "nearest_s"].map(|name| &group[name]);
        assert_eq!(response["n"], nearest["n"], "a call without a unit that could ever come: {group}");
        for rank in ["p50", "p90"] {
            assert!(response[rank].as_u64() >= nearest[rank].as_u64(), "{rank}: {group}");
        }
        for within in ["within_300", "within_600"] {
            assert!(response[within].as_f64() <= nearest[within].as_f64(), "{within}: {group}");
        }
    }
}
