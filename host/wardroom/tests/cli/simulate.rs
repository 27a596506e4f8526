//! `wardroom simulate`: the same bytes for the same seed, strict reading, and a table for people.

use std::path::Path;

use crate::county::{first_incidents, incidents, model, p, plugins, s};
use crate::process::{Ran, run};

fn simulate(file: &Path, more: &[&str]) -> Ran {
    let mut arguments = vec![s("simulate"), s("--county"), p(&model()), s("--incidents"), p(file)];
    arguments.extend(more.iter().map(|word| s(word)));
    run(&arguments)
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let file = first_incidents(&folder, 300);
    let play = |seed: &str| simulate(&file, &["--plugins", &p(&plugins()), "--seed", seed, "--json"]);
    let (first, second, other) = (play("7"), play("7"), play("8"));
    assert_eq!(first.stdout, second.stdout);
    assert_ne!(first.json()["state_hash"], other.json()["state_hash"], "another seed is another month");
    let summary = first.json();
    assert_eq!(summary["incidents"], 300);
    let (served, waiting) = (summary["served"].as_u64().unwrap(), summary["waiting"].as_u64().unwrap());
    assert_eq!(served + waiting, 300);
    assert_eq!(summary["response_s"]["n"], served);
    for key in ["p50", "p90", "within_300", "within_600"] {
        assert!(summary["response_s"][key].is_number(), "{key}: {summary}");
    }
    for key in ["overflow", "escalations", "refused_proposals"] {
        assert!(summary[key].is_u64(), "{key}: {summary}");
    }
    let districts = summary["districts"].as_object().unwrap();
    assert_eq!(districts.len(), 4);
    let of_districts: u64 = districts.values().map(|district| district["incidents"].as_u64().unwrap()).sum();
    assert_eq!(of_districts, 300);
}

#[test]
fn people_get_tables_in_their_language() {
    let folder = tempfile::tempdir().unwrap();
    let file = first_incidents(&folder, 20);
    let english = simulate(&file, &["--built-in-only"]).done().stdout;
    for part in ["P50", "≤ 10 min", "350924-D1", "critical", "U001", "state hash: "] {
        assert!(english.contains(part), "`{part}`: {english}");
    }
    let chinese = simulate(&file, &["--built-in-only", "--lang", "zh-CN"]).done().stdout;
    for part in ["10分钟内", "特急", "状态哈希"] {
        assert!(chinese.contains(part), "`{part}`: {chinese}");
    }
}

/// What each plugin was asked and what came of it, so that none hides behind the figures of the built-in rule.
#[test]
fn each_plugin_has_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = first_incidents(&folder, 40);
    let played = |more: &[&str]| simulate(&file, &[&["--plugins", &p(&plugins())], more].concat());
    let summary = played(&["--json"]).json();
    let figures = &summary["plugins"]["nearest-unit"];
    let count = |name: &str| figures[name].as_u64().unwrap();
    assert!(count("decided") >= 40 && count("asked") == count("decided") + count("abstained") + count("failed"));
    assert!(figures["fuel"]["most"].as_u64() >= figures["fuel"]["median"].as_u64());
    let english = played(&[]).done().stdout;
    for part in ["nearest-unit", "asked", "abstained", "in quarantine", "fuel, median"] {
        assert!(english.contains(part), "`{part}`: {english}");
    }
    let chinese = played(&["--lang", "zh-CN"]).done().stdout;
    for part in ["询问", "弃权", "步数中位数"] {
        assert!(chinese.contains(part), "`{part}`: {chinese}");
    }
}

#[test]
fn every_problem_of_the_file_has_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bad.ndjson");
    let good = std::fs::read_to_string(incidents()).unwrap().lines().next().unwrap().to_owned();
    let lines = [
        good.clone(),
        good.replacen("\"kind\":", "\"sort\":", 1).replacen("2022090000001", "2", 1),
        good.replacen("\"priority\":4", "\"priority\":5", 1).replacen("119.51183", "12", 1).replacen(
            "2022090000001",
            "3",
            1,
        ),
        "{".to_owned(),
        good.clone(),
        good.replacen("+08:00", "", 1).replacen(":51}", ":-1}", 1).replacen("2022090000001", "6", 1),
        good.replacen("{", "{\"id\":\"7\",", 1),
    ];
    std::fs::write(&file, lines.join("\n")).unwrap();
    let ran = simulate(&file, &["--built-in-only"]);
    ran.refused(
        2,
        &[
            "line 2: unknown key `sort`",
            "line 2: `kind` is missing",
            "line 3: `priority` is 5",
            "line 3: the point 12",
            "line 4: is no JSON object",
            "line 5: the id `2022090000001` is that of line 1 too",
            "line 6: `2022-09-01T00:04:44` is not an ISO 8601 time with an offset",
            "line 6: `on_scene_minutes` is -1",
            "line 7: is no JSON object: the key `id` stands twice",
        ],
    );
    assert_eq!(ran.stdout, "");
    std::fs::write(&file, "\n\n").unwrap();
    simulate(&file, &["--built-in-only"]).refused(2, &["holds no incident"]);
}

#[test]
fn a_missing_plugin_is_an_error_that_says_what_to_do() {
    let empty = tempfile::tempdir().unwrap();
    let ran = simulate(&incidents(), &["--plugins", &p(empty.path())]);
    ran.refused(2, &["nearest-unit.wasm", "cargo xtask plugins", "--built-in-only"]);
}
