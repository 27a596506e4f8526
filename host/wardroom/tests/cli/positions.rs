//! Where units are: kept beside the journal over a restart, told when it is not believed, and a trail only where one is wanted.

use std::path::Path;

use serde_json::Value;

use crate::county::*;
use crate::process::{Server, run};

const PLACE: &str = "119.51183,27.33708";

/// A report in the county's seat, and the unit that goes.
fn reported(server: &Server) -> (String, String) {
    let report = server.run(&["incident", "report", "--kind", "noise", "--at", PLACE, "--json"]).json();
    let id = report["id"].as_str().unwrap().to_owned();
    let units = server.run(&["unit", "list", "--primary", "assigned", "--json"]).json();
    let on_it = |unit: &&Value| unit["incident"] == id.as_str();
    let unit = units["items"].as_array().unwrap().iter().find(on_it).expect("somebody goes");
    (id, unit["code"].as_str().unwrap().to_owned())
}

fn holds(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => holds(&path, text),
            false => std::fs::read(&path).unwrap().windows(text.len()).any(|window| window == text.as_bytes()),
        }
    })
}

#[test]
fn the_last_ones_are_known_after_a_restart_and_are_not_in_the_journal() {
    let folder =
        changed("county.toml", |text| text.replace("personal_days = 180", "trail_days = 7\npersonal_days = 180"));
    let data = tempfile::tempdir().unwrap();
    run(&[s("import"), p(folder.path()), s("--data"), p(data.path()), s("--plugins"), p(folder.path())]).done();
    let server = Server::start(data.path(), &[]);
    let (id, unit) = reported(&server);
    let said = server.run(&["unit", "position", &unit, "--at", "119.5123456,27.3367891"]).done();
    assert!(said.stdout.contains(&unit), "{said:?}");
    server.run(&["unit", "position", &unit, "--at", "0,0"]).refused(1, &[&unit, "far outside the county"]);
    server.run(&["unit", "position", &unit, "--at", "0,0", "--lang", "zh-CN"]).refused(1, &["远在县域之外"]);
    let shown = server.run(&["unit", "show", &unit]).done().stdout;
    assert!(shown.contains("not believed") && shown.contains("far outside the county"), "{shown}");
    // The next command shows where it is.
    reported(&server);
    assert_eq!(server.run(&["unit", "show", &unit, "--json"]).json()["position"]["lon"], 119.5123456);
    assert_eq!(server.stop(), 0);
    assert!(!holds(&data.path().join("journal"), "119.5123456"), "no coordinates of units in the journal");
    assert!(!holds(&data.path().join("archive"), "119.5123456"), "nor in a checkpoint");
    let server = Server::start(data.path(), &[]);
    reported(&server);
    assert_eq!(server.run(&["unit", "show", &unit, "--json"]).json()["position"]["lat"], 27.3367891);
    let trail = run(&[s("trail"), s("--data"), p(data.path()), s("--incident"), id.clone(), s("--json")]).json();
    let point = &trail["items"][0];
    assert_eq!((&point["unit"], &point["incident"]), (&Value::from(unit), &Value::from(id)));
    assert!(
        point["grid"].as_str().is_some_and(|grid| grid.starts_with("350924")) && point.get("lon").is_none(),
        "{point}"
    );
}

#[test]
fn without_the_setting_there_is_no_trail() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let (_, unit) = reported(&server);
    server.run(&["unit", "position", &unit, "--at", PLACE]).done();
    reported(&server);
    assert_eq!(server.stop(), 0);
    assert!(!data.path().join("trails").exists());
    let trail = run(&[s("trail"), s("--data"), p(data.path()), s("--json")]).json();
    assert_eq!(trail["items"].as_array().map(Vec::len), Some(0));
}
