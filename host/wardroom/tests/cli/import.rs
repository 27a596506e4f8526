//! `wardroom import`: the model county's counts, every problem at once, differences, and nothing written when it should not be.

use serde_json::json;

use crate::county::{changed, imported, imported_with_plugins, model, p, plugins, s};
use crate::process::{Ran, Server, run};

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

/// Without a row in one of the county's files.
fn without_row(county: &std::path::Path, file: &str, code: &str) {
    let path = county.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let kept: String =
        text.lines().filter(|line| !line.starts_with(&format!("{code},"))).map(|l| format!("{l}\n")).collect();
    assert_ne!(text.lines().count(), kept.lines().count(), "{file} has no `{code}`");
    std::fs::write(path, kept).unwrap();
}

/// A unit that was removed left its incident `assigned` with nobody on it, and who had stood in a past shift could never leave: the
/// dry run said that all was well, and the import failed.
#[test]
fn an_import_says_what_follows_before_and_does_it() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let reported =
        server.run(&["incident", "report", "--kind", "noise", "--at", "119.51183,27.33708", "--json"]).json();
    let id = reported["id"].as_str().unwrap().to_owned();
    let unit = reported["units"][0].as_str().unwrap().to_owned();
    // P0002 leads the shift that runs now.
    let now = jiff::Timestamp::now().as_second();
    let folder = tempfile::tempdir().unwrap();
    let [starts, ends] = [now - 3_600, now + 8 * 3_600].map(|s| jiff::Timestamp::from_second(s).unwrap().to_string());
    let shift = folder.path().join("now.csv");
    let lines = format!("district,starts,ends,slot,person\n350924-D1,{starts},{ends},duty-leader,P0002\n");
    std::fs::write(&shift, lines).unwrap();
    server.run(&["roster", "publish", &p(&shift), "--accept-findings", "--reason", "a thin shift"]).done();
    let leaders = |server: &Server| {
        let duty = server.run(&["roster", "on-duty", "350924-D1", "--json"]).json();
        let slots = duty["slots"].as_array().unwrap();
        slots.iter().find(|slot| slot["slot"] == "duty-leader").unwrap()["persons"].clone()
    };
    assert_eq!(leaders(&server), json!(["P0002"]));
    assert_eq!(server.stop(), 0);
    // In September 2022 P0002 was on duty, and the roster still says so.
    let smaller = tempfile::tempdir().unwrap();
    crate::county::copy_folder(&model(), smaller.path());
    for (file, code) in [
        ("units.csv", unit.as_str()),
        ("attributes/units.csv", &unit),
        ("persons.csv", "P0002"),
        ("posts.csv", "P0002"),
    ] {
        without_row(smaller.path(), file, code);
    }
    // The pattern for the months to come would name them, too.
    std::fs::remove_file(smaller.path().join("shift-pattern.toml")).unwrap();
    let toml = smaller.path().join("county.toml");
    let text = std::fs::read_to_string(&toml).unwrap();
    std::fs::write(&toml, text.replacen("shift_pattern = ", "# ", 1)).unwrap();
    let before = run(&[s("verify"), s("--data"), p(data.path()), s("--json")]).json();
    let dry = import(smaller.path(), data.path(), &["--dry-run", "--json"]).json();
    let follows = &dry["follows"];
    assert_eq!((&follows["units_leave"], &follows["persons_leave"]), (&json!([unit]), &json!(["P0002"])));
    let stood_down = &follows["stood_down"][0];
    assert_eq!((&stood_down["unit"], &stood_down["incident"]), (&json!(unit), &json!(id)), "{follows}");
    let sent = stood_down["sent"][0].as_str().unwrap().to_owned();
    let empty = &follows["vacancies"][0];
    assert_eq!((&empty["district"], &empty["slot"]), (&json!("350924-D1"), &json!("duty-leader")), "{follows}");
    assert_eq!(follows["shifts_ahead"][0]["person"], "P0002", "{follows}");
    let english = import(smaller.path(), data.path(), &["--dry-run"]).done().stdout;
    assert!(english.contains(&format!("{unit} is stood down from incident {id}; sent instead: {sent}")), "{english}");
    let chinese = import(smaller.path(), data.path(), &["--dry-run", "--lang", "zh-CN"]).done().stdout;
    assert!(
        chinese.contains("由此产生") && chinese.contains(&format!("{unit}从警情{id}撤出，改派{sent}")),
        "{chinese}"
    );
    let after = run(&[s("verify"), s("--data"), p(data.path()), s("--json")]).json();
    assert_eq!(before, after, "a dry run changes nothing");
    let mut done = import(smaller.path(), data.path(), &["--reason", "sold", "--json"]).json()["follows"].clone();
    // The moment from which it is empty is the import's.
    done["vacancies"][0]["from"] = empty["from"].clone();
    assert_eq!(done, *follows, "what was said is done");
    let server = Server::start(data.path(), &[]);
    let told = server.run(&["incident", "show", &id]).done().stdout;
    assert!(told.contains(&sent) && told.contains(&unit), "{told}");
    let story = server.run(&["explain", &id]).done().stdout;
    assert!(story.contains("stood down") && story.contains(&unit), "{story}");
    assert_eq!(leaders(&server), json!([]));
    let notices = server.run(&["notice", "list", "--json"]).json();
    assert!(notices["items"].to_string().contains("P0002, who was on duty, has left"), "{notices}");
    assert!(notices["items"].to_string().contains(&format!("{unit} was stood down")), "{notices}");
    let units = server.run(&["unit", "list", "--json"]).json();
    assert!(!units["items"].to_string().contains(&format!("\"{unit}\"")), "it is none of the county's any more");
    // What was published keeps its names.
    let shifts = server.run(&["roster", "show", "--from", &starts, "--to", &ends, "--json"]);
    assert!(shifts.json().to_string().contains("P0002"), "{shifts:?}");
    assert_eq!(server.stop(), 0);
    // Back in the files, they serve again.
    let back = import(&model(), data.path(), &["--json"]).json();
    assert_eq!((&back["follows"]["units_back"], &back["follows"]["persons_back"]), (&json!([unit]), &json!(["P0002"])));
}

/// What the room would refuse is refused by the dry run, too.
#[test]
fn a_dry_run_says_that_the_import_would_be_refused() {
    let data = imported();
    let rewritten = changed("roster-2022-09.csv", |text| text.replacen("duty-leader,P0002", "duty-leader,P0001", 1));
    for more in [&["--dry-run"][..], &[]] {
        import(rewritten.path(), data.path(), more)
            .refused(1, &["the import is refused", "has ended and can't be changed"]);
    }
    import(rewritten.path(), data.path(), &["--dry-run", "--lang", "zh-CN"])
        .refused(1, &["导入被拒绝", "已结束，不能再改"]);
}

/// A day in the files says when somebody leaves; one that is none is a problem with its place.
#[test]
fn a_unit_and_a_person_leave_with_a_day() {
    let data = imported();
    let dated = |unit_day: &'static str| {
        let county = changed("units.csv", |text| {
            let mut lines = text.lines();
            let heading = format!("{},retired\n", lines.next().unwrap());
            let day = |line: &str| if line.starts_with("U006,") { unit_day } else { "" };
            heading + &lines.map(|line| format!("{line},{}\n", day(line))).collect::<String>()
        });
        let persons = county.path().join("persons.csv");
        let text = std::fs::read_to_string(&persons).unwrap();
        let mut lines = text.lines();
        let heading = format!("{},retired\n", lines.next().unwrap());
        let day = |line: &str| if line.starts_with("P0002,") { "2100-01-01" } else { "" };
        std::fs::write(&persons, heading + &lines.map(|line| format!("{line},{}\n", day(line))).collect::<String>())
            .unwrap();
        county
    };
    import(dated("tomorrow").path(), data.path(), &["--dry-run"]).refused(2, &["units.csv line 7, column `retired`"]);
    let done = import(dated("2024-01-01").path(), data.path(), &["--json"]).json();
    let follows = &done["follows"];
    assert_eq!(follows["units_leave"], json!(["U006"]), "that day is over");
    assert_eq!(follows["leave_later"], json!([{ "person": "P0002", "on": "2100-01-01" }]));
}
