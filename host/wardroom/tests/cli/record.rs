//! The record of an incident, as people keep it from the command line.

use crate::county::imported;
use crate::process::Server;

const PLACE: &str = "119.51183,27.33708";

#[test]
fn notes_are_written_put_right_and_sealed() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let reported = server.run(&["incident", "report", "--kind", "noise", "--at", PLACE, "--json"]).json();
    let id = reported["id"].as_str().unwrap().to_owned();
    server.run(&["incident", "note", &id, "two cars in the yard"]).done();
    server.run(&["incident", "note", &id, "three cars", "--corrects", "1"]).done();
    server.run(&["incident", "note", &id, "the caller is 灯塔", "--personal"]).done();
    server.run(&["incident", "note", &id, "four", "--corrects", "7"]).refused(2, &["no note 7"]);
    let english = server.run(&["incident", "show", &id]).done().stdout;
    assert!(english.contains("two cars in the yard") && english.contains("by note 2"), "{english}");
    assert!(english.contains("(personal, sealed)") && !english.contains("灯塔"), "{english}");
    let told = server.run(&["explain", &id, "--lang", "zh-CN"]).done().stdout;
    assert!(told.contains("过程记录") && told.contains("更正第1条") && !told.contains("灯塔"), "{told}");
    let read = server.run(&["incident", "personal", &id, "--purpose", "a complaint"]).done().stdout;
    assert!(read.contains("notes 3: the caller is 灯塔"), "{read}");
    server.run(&["incident", "erase", &id, "--reason", "as they wish"]).done();
    let chinese = server.run(&["incident", "show", &id, "--lang", "zh-CN"]).done().stdout;
    assert!(chinese.contains("涉个人信息，已销毁") && chinese.contains("three cars"), "{chinese}");
}

#[test]
fn an_incident_is_closed_with_a_result_and_counted() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let reported = server.run(&["incident", "report", "--kind", "noise", "--at", PLACE, "--json"]).json();
    let id = reported["id"].as_str().unwrap().to_owned();
    server.run(&["incident", "transition", &id, "cancelled", "--outcome", "found"]).refused(2, &["false-report"]);
    server.run(&["incident", "transition", &id, "cancelled", "--outcome", "false-report"]).done();
    server.run(&["incident", "outcome", &id, "nothing-found", "--reason", "they were there"]).done();
    let listed = server.run(&["incident", "list", "--outcome", "nothing-found", "--lang", "zh-CN"]).done().stdout;
    assert!(listed.contains(&id) && listed.contains("现场未发现异常"), "{listed}");
    let shown = server.run(&["incident", "show", &id]).done().stdout;
    assert!(shown.contains("nothing found") && shown.contains("result put right from no true report"), "{shown}");
    let counted = server.run(&["incident", "outcomes", "--kind", "noise"]).done().stdout;
    let line = counted.lines().find(|line| line.starts_with("nothing-found")).expect("its line");
    assert!(line.ends_with('1') && counted.contains("0 of 1"), "{counted}");
}

#[test]
fn an_agency_is_told_and_confirms() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let reported = server.run(&["incident", "report", "--kind", "noise", "--at", PLACE, "--json"]).json();
    let id = reported["id"].as_str().unwrap().to_owned();
    server.run(&["incident", "hand-off", &id, "--to", "122"]).refused(2, &["119", "120"]);
    server.run(&["incident", "hand-off", &id, "--to", "119", "--note", "smoke"]).done();
    let listed = server.run(&["incident", "list"]).done().stdout;
    assert!(listed.contains("the confirmation of 119"), "{listed}");
    server.run(&["incident", "hand-off", &id, "--to", "119", "--confirmed", "F-815"]).done();
    let shown = server.run(&["incident", "show", &id]).done().stdout;
    assert!(shown.contains("fire brigade") && shown.contains("F-815") && shown.contains("smoke"), "{shown}");
    let chinese = server.run(&["explain", &id, "--lang", "zh-CN"]).done().stdout;
    assert!(chinese.contains("移交外部单位") && chinese.contains("编号F-815"), "{chinese}");
}

#[test]
fn a_unit_starts_an_incident_and_a_call_that_broke_off_is_called_back() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let found = server.run(&["incident", "report", "--kind", "noise", "--unit", "U006", "--json"]).json();
    assert_eq!((&found["phase"], &found["units"]), (&"on-scene".into(), &vec!["U006"].into()));
    let shown = server.run(&["incident", "show", found["id"].as_str().unwrap()]).done().stdout;
    assert!(shown.contains("self-initiated U006"), "{shown}");
    server.run(&["incident", "report", "--kind", "noise", "--unit", "U006"]).refused(1, &["U006"]);
    server.run(&["incident", "report", "--kind", "noise", "--abandoned"]).refused(2, &["--at"]);
    let broken = ["incident", "report", "--kind", "help", "--at", PLACE, "--abandoned", "--json"];
    let id = server.run(&broken).json()["id"].as_str().unwrap().to_owned();
    let tasks = server.run(&["task", "list", "--lang", "zh-CN"]).done().stdout;
    assert!(tasks.contains("回拨") && tasks.contains("号码未知"), "{tasks}");
    let task = server.run(&["task", "list", "--json"]).json()["items"][0]["id"].as_str().unwrap().to_owned();
    server.run(&["task", "done", &task, "no-help-needed"]).done();
    let listed = server.run(&["incident", "list", "--origin", "abandoned"]).done().stdout;
    assert!(listed.contains(&id) && listed.contains("cancelled") && listed.lines().count() == 2, "{listed}");
    let counted = server.run(&["incident", "outcomes"]).done().stdout;
    assert!(counted.contains("0 of them came upon by units, 1 abandoned calls"), "{counted}");
}

#[test]
fn a_wrong_place_is_put_right() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let report = ["incident", "report", "--kind", "noise", "--at", PLACE, "--within", "800", "--json"];
    let id = server.run(&report).json()["id"].as_str().unwrap().to_owned();
    let shown = server.run(&["incident", "show", &id]).done().stdout;
    assert!(shown.contains("within 800 m; times are to the stated point"), "{shown}");
    server.run(&["incident", "relocate", &id, "--at", "1,2", "--road", "here"]).refused(2, &["FROM,TO"]);
    let there = ["incident", "relocate", &id, "--at", "119.50139,27.45889", "--road", "350924100,350924107"];
    server.run(&[&there[..], &["--reason", "the other bridge"]].concat()).done();
    let chinese = server.run(&["incident", "show", &id, "--lang", "zh-CN"]).done().stdout;
    assert!(chinese.contains("350924100至350924107") && chinese.contains("位置由119.51183,27.33708"), "{chinese}");
    let told = server.run(&["explain", &id]).done().stdout;
    assert!(told.contains("the other bridge") && told.contains("somewhere on the road"), "{told}");
}

#[test]
fn calls_are_added_and_incidents_linked() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let report = ["incident", "report", "--kind", "noise", "--at", PLACE, "--json"];
    let [first, second] = [0; 2].map(|_| server.run(&report).json()["id"].as_str().unwrap().to_owned());
    server.run(&["incident", "call", &first, "it is in the yard, too", "--at", PLACE]).done();
    server.run(&["incident", "call", &first, "灯塔 is there", "--source", "walk-in", "--personal"]).done();
    server.run(&["incident", "link", &second, &first, "--as", "twin"]).refused(2, &["follow-up-of"]);
    server.run(&["incident", "link", &second, &first, "--as", "follow-up-of", "--note", "the same yard"]).done();
    server.run(&["incident", "link", &first, &second, "--as", "related"]).refused(1, &["linked already"]);
    let english = server.run(&["incident", "show", &first]).done().stdout;
    let from_there = format!("{second} is linked to this: follows up");
    for part in ["call by 110, at 119.51183,27.33708", "call by walk-in", "the same yard", &from_there] {
        assert!(english.contains(part), "{part}: {english}");
    }
    assert!(!english.contains("灯塔"), "{english}");
    let listed = server.run(&["incident", "list", "--json"]).json();
    assert_eq!(listed["items"][1]["calls"], 3, "{listed}");
    let chinese = server.run(&["incident", "show", &second, "--lang", "zh-CN"]).done().stdout;
    assert!(chinese.contains("关联警情") && chinese.contains("后续"), "{chinese}");
    server.run(&["incident", "unlink", &first, &second, "--reason", "another yard"]).done();
    let told = server.run(&["explain", &second]).done().stdout;
    assert!(told.contains("no longer linked with"), "{told}");
}

/// What is on the disk of the data directory.
fn files(folder: &std::path::Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| match path.is_dir() {
        true => files(&path),
        false => vec![(path.clone(), std::fs::read(&path).unwrap_or_default())],
    };
    entries.flat_map(read).collect()
}

#[test]
fn the_same_caller_is_known_again_and_the_number_is_nowhere() {
    let data = imported();
    let mut ids = Vec::new();
    let report =
        ["incident", "report", "--kind", "noise", "--at", PLACE, "--calling-number", "139 0593 0217", "--json"];
    // Another process knows it as well.
    for _ in 0..2 {
        let server = Server::start(data.path(), &[]);
        ids.push(server.run(&report).json()["id"].as_str().unwrap().to_owned());
        server.stop();
    }
    let server = Server::start(data.path(), &[]);
    server.run(&["incident", "call", &ids[1], "still loud", "--calling-number", "13905930217"]).done();
    let shown = server.run(&["incident", "show", &ids[1]]).done().stdout;
    assert!(shown.contains("calls of the same caller") && shown.contains(&ids[0]), "{shown}");
    let chinese = server.run(&["incident", "show", &ids[0], "--lang", "zh-CN"]).done().stdout;
    assert!(chinese.contains("同一来电人来电次数") && chinese.contains(&ids[1]), "{chinese}");
    server.stop();
    let files = files(data.path());
    assert!(files.iter().any(|(path, _)| path.extension().is_some_and(|of| of == "calls")), "a file of the day");
    for (path, bytes) in &files {
        for number in ["13905930217", "139 0593 0217"] {
            assert!(!bytes.windows(number.len()).any(|of| of == number.as_bytes()), "{}", path.display());
        }
    }
}
