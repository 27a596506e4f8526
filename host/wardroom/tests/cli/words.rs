//! Two districts and one helicopter crew: what the operators of one write is read by nobody of the other, wherever they look.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::county::*;
use crate::process::*;
use crate::webhooks::{PATIENCE, entries, receiver};

/// In the third district and in the second.
const HERE: &str = "119.51183,27.33708";
const THERE: &str = "119.66878,27.43405";
const WORDS: &str = "the caller was drunk again";

/// All events until an incident with this id is reported, as a caller with this token sees them.
fn stream_until(server: &Server, token: &str, id: &str) -> String {
    let mut listen = command(&["events", "--after", "0", "--json", "--token", token]);
    let mut child = listen.env("WARDROOM_SERVER", &server.url).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut seen = String::new();
    for line in BufReader::new(child.stdout.take().expect("piped")).lines() {
        let line = line.expect("a line");
        seen.push_str(&line);
        seen.push('\n');
        let event: Value = serde_json::from_str(&line).expect("JSON");
        if event["type"] == "org.wardroom.incident-reported" && event["subject"] == id {
            break;
        }
    }
    child.kill().expect("it is there");
    child.wait().expect("it ends");
    seen
}

#[test]
fn nobody_of_another_district_reads_an_operator_s_name_or_words() {
    let data = imported_with_plugins();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = p(&folder.path().join("tokens.toml"));
    let of_county = p(data.path());
    let new = |name: &str, role: &str, district: &str| {
        let given = ["token", "new", name, "--role", role, "--district", district, "--tokens", &file];
        let given = [&given[..], &["--data", &of_county]].concat();
        run(&given).done().stdout.trim().to_owned()
    };
    let desks = [("desk-one", "350924-D3"), ("desk-two", "350924-D2")];
    let [one, two] = desks.map(|(name, district)| new(name, "operator", district));
    let walls = [("wall-one", "350924-D3"), ("wall-two", "350924-D2")];
    let [wall_one, wall_two] = walls.map(|(name, district)| new(name, "viewer", district));
    let (url, letters) = receiver(&[]);
    let hooks = entries(data.path(), &[("duty-app", &url, "")]);
    let server = Server::start(data.path(), &["--tokens", &file, "--webhooks", &hooks]);
    let as_one = |arguments: &[&str], token: &str| server.run(&[arguments, &["--token", token]].concat());
    let report = |kind: &str, at: &str, token: &str| {
        let reply = as_one(&["incident", "report", "--kind", kind, "--at", at, "--json"], token).json();
        reply["id"].as_str().expect("an id").to_owned()
    };
    // There is one crew that searches from the air; who comes second waits for it.
    let theirs = report("missing-person", THERE, &two);
    let ours = report("missing-person", HERE, &one);
    as_one(&["incident", "transition", &theirs, "on-scene", "--reason", WORDS], &two).done();
    as_one(&["incident", "transition", &theirs, "resolved", "--reason", WORDS], &two).done();
    as_one(&["task", "create", "look after the bridge", "--district", "350924-D3", "--to", "unit:U048"], &one).done();
    let last = report("noise", HERE, &one);

    let shown = as_one(&["incident", "show", &ours, "--json"], &wall_one).json();
    let came = shown["assignments"].as_array().expect("units").last().cloned().expect("a unit");
    assert_eq!((&came["by"], &came["reason"]), (&"plugin:nearest-unit".into(), &Value::Null), "{came}");
    assert!(came["cause"]["command"].as_u64() > Some(0), "it names what it follows from: {came}");
    let read = |token: &str, id: &str| {
        let mut all = stream_until(&server, token, &last);
        for arguments in [
            &["incident", "list", "--json"][..],
            &["incident", "show", id, "--json"],
            &["incident", "show", id],
            &["explain", id, "--json"],
            &["explain", id],
            &["explain", id, "--lang", "zh-CN"],
            &["unit", "list", "--json"],
            &["notice", "list", "--json"],
            &["task", "list", "--json"],
            &["workflow", "list", "--json"],
            &["timer", "list", "--json"],
        ] {
            all.push_str(&as_one(arguments, token).done().stdout);
        }
        all
    };
    let seen = read(&wall_one, &ours);
    for word in [WORDS, "desk-two"] {
        assert!(!seen.contains(word), "`{word}` was read in the other district: {seen}");
    }
    assert!(seen.contains("desk-one") && seen.contains("after command"), "{seen}");
    let theirs_seen = own_story(&server, &wall_two, &theirs);
    for word in [WORDS, "desk-two"] {
        assert!(theirs_seen.contains(word), "`{word}` is for their own district: {theirs_seen}");
    }
    let first = letters.recv_timeout(PATIENCE).expect("a letter");
    for letter in std::iter::once(first).chain(letters.try_iter()) {
        let body = String::from_utf8_lossy(&letter.body).into_owned();
        assert!(!body.contains(WORDS) && !body.contains("desk-"), "a name or words went out: {body}");
    }
}

/// An incident and its story, as its own district reads them.
fn own_story(server: &Server, token: &str, id: &str) -> String {
    let shown = server.run(&["incident", "show", id, "--json", "--token", token]).done().stdout;
    shown + &server.run(&["explain", id, "--token", token]).done().stdout
}
