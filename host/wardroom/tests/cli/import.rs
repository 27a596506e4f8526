//! `wardroom import`: the model county's counts, every problem at once, differences, and nothing written when it should not be.

use serde_json::json;

use crate::county::{changed, imported, imported_with_plugins, model, p, plugins, s};
use crate::process::{Ran, run};

fn import(county: &std::path::Path, data: &std::path::Path, more: &[&str]) -> Ran {
    let empty = tempfile::tempdir().unwrap();
    let mut arguments = vec![s("import"), p(county), s("--data"), p(data)];
    if !more.contains(&"--plugins") {
        arguments.extend([s("--plugins"), p(empty.path())]);
    }
    arguments.extend(more.iter().map(|word| s(word)));
    run(&arguments)
}

#[test]
fn the_model_county_counts() {
    let data = tempfile::tempdir().unwrap();
    let ran = import(&model(), data.path(), &["--json"]);
    let expected =
        json!({"districts":4,"townships":14,"villages":205,"grids":1327,"stations":14,"units":95,"video_points":14500});
    assert_eq!(ran.json(), expected);
    assert_eq!(
        ran.stdout.trim(),
        r#"{"districts":4,"townships":14,"villages":205,"grids":1327,"stations":14,"units":95,"video_points":14500}"#
    );
    for plugin in ["report-intake", "nearest-unit", "graded-escalation", "three-teams"] {
        assert!(ran.stderr.contains(&format!("plugin `{plugin}` is declared")), "{ran:?}");
    }
    assert!(ran.stderr.contains("cargo xtask plugins"), "{ran:?}");
    let again = import(&model(), data.path(), &["--json"]);
    assert_eq!(again.json(), expected, "the same again has no difference");
}

#[test]
fn people_get_a_table_in_their_language() {
    let data = tempfile::tempdir().unwrap();
    let english = import(&model(), data.path(), &["--dry-run"]).done();
    assert!(english.stdout.contains("grids") && english.stdout.contains("1327"), "{english:?}");
    let chinese = import(&model(), data.path(), &["--dry-run", "--lang", "zh-CN"]).done();
    assert!(chinese.stdout.contains("网格") && chinese.stdout.contains("1327"), "{chinese:?}");
}

#[test]
fn all_problems_at_once_and_nothing_written() {
    let broken = changed("units.csv", |text| {
        text.replacen("U001,350924-D1,case-handling", "U001,350924-D9,case-handling", 1).replacen(
            "U006,350924-D1,traffic",
            "U006,350924-D1,pirates",
            1,
        )
    });
    let stations = broken.path().join("stations.csv");
    let text = std::fs::read_to_string(&stations).unwrap().replacen("350924107-S", "350924100-S", 1);
    std::fs::write(&stations, text).unwrap();
    let data = tempfile::tempdir().unwrap();
    let ran = import(broken.path(), data.path(), &["--json"]);
    ran.refused(2, &["units.csv line 2", "350924-D9", "units.csv line 7", "pirates", "stations.csv line"]);
    assert_eq!(ran.stdout, "");
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0, "nothing was written");
}

#[test]
fn a_dry_run_shows_the_difference_and_writes_nothing() {
    let data = imported();
    let before = run(&[s("verify"), s("--data"), p(data.path()), s("--json")]).json();
    let more = changed("units.csv", |text| {
        let first = text.lines().nth(1).unwrap();
        format!("{text}{}\n", first.replacen("U001", "U999", 1))
    });
    // The attributes of units are required, so the new one has its own.
    let attributes = more.path().join("attributes/units.csv");
    let text = std::fs::read_to_string(&attributes).unwrap();
    let row = text.lines().find(|line| line.starts_with("U001,")).unwrap().replacen("U001", "U999", 1);
    std::fs::write(&attributes, format!("{}\n{row}\n", text.trim_end())).unwrap();
    let dry = import(more.path(), data.path(), &["--dry-run", "--json"]).json();
    let units = dry["difference"]["nouns"].as_array().unwrap().iter().find(|noun| noun["noun"] == "unit").unwrap();
    assert_eq!((&units["added"]["codes"], &dry["units"]), (&json!(["U999"]), &json!(96)));
    let after = run(&[s("verify"), s("--data"), p(data.path()), s("--json")]).json();
    assert_eq!(before, after, "a dry run changes nothing");
    let told = import(more.path(), data.path(), &["--reason", "one car more"]).done();
    assert!(told.stdout.contains("U999") && told.stdout.contains("added"), "{told:?}");
    let now = run(&[s("verify"), s("--data"), p(data.path()), s("--json")]).json();
    assert!(now["version"].as_u64() > after["version"].as_u64(), "{now}");
    let next = import(more.path(), data.path(), &["--dry-run", "--json"]).json();
    assert_eq!(next["difference"], json!(null));
}

#[test]
fn another_county_does_not_go_into_the_same_directory() {
    let data = imported();
    let other = changed("county.toml", |text| text.replacen("code = \"350924\"", "code = \"350925\"", 1));
    let ran = import(other.path(), data.path(), &[]);
    assert_ne!(ran.code, 0, "{ran:?}");
}

#[test]
fn declared_plugins_are_installed_with_their_settings() {
    let data = imported_with_plugins();
    let again = import(&model(), data.path(), &["--plugins", &p(&plugins()), "--json"]);
    assert!(again.json().get("difference").is_none());
}

#[test]
fn a_bad_plugin_stops_the_import_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("nearest-unit.wasm"), b"\0asm nonsense").unwrap();
    std::fs::write(folder.path().join("three-teams.wasm"), b"").unwrap();
    let data = tempfile::tempdir().unwrap();
    let ran = import(&model(), data.path(), &["--plugins", &p(folder.path())]);
    ran.refused(2, &["nearest-unit.wasm", "three-teams.wasm", "2 problems", "county.toml"]);
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0);
}

#[test]
fn settings_that_the_plugin_does_not_know_stop_the_import() {
    let county = changed("county.toml", |text| text.replacen("overflow_after_s = 900", "overflow_after = 900", 1));
    let data = tempfile::tempdir().unwrap();
    let ran = import(county.path(), data.path(), &["--plugins", &p(&plugins())]);
    ran.refused(2, &["settings of plugin `nearest-unit`", "overflow_after"]);
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0);
}

#[test]
fn folders_that_are_not_there() {
    let data = tempfile::tempdir().unwrap();
    import(std::path::Path::new("/nowhere"), data.path(), &[]).refused(2, &["/nowhere"]);
    import(&model(), data.path(), &["--plugins", "/nowhere"]).refused(2, &["/nowhere"]);
}
