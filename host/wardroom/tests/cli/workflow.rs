//! A procedure from its start to its end on the command line, over a served county with the model county's plugins.

use serde_json::{Value, json};

use crate::county::imported_with_plugins;
use crate::process::Server;

const KIND: &str = "dispute-mediation";

pub fn start(server: &Server, key: &str) -> String {
    let mut arguments = vec!["workflow", "start", KIND, "--district", "350924-D1", "--key", key, "--json"];
    for field in ["kind=neighbour", "parties=2", "hard_to_settle=false", "party_a=甲某", "party_b=乙某"] {
        arguments.extend(["--field", field]);
    }
    server.run(&arguments).json()["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_dispute_is_started_told_and_ended() {
    let data = imported_with_plugins();
    let server = Server::start(data.path(), &[]);
    let kinds = server.run(&["workflow", "kinds"]).done().stdout;
    assert!(kinds.contains(KIND) && kinds.contains("party_a party A (text ≥ 1 ≤ 200, sealed data)"), "{kinds}");
    let wrong = ["workflow", "start", KIND, "--district", "350924-D1", "--field", "parties=some"];
    server.run(&wrong).refused(2, &["`parties`", "integer"]);
    let wrong = ["workflow", "start", KIND, "--district", "350924-D1", "--field", "parties=1", "--field", "x=y"];
    server.run(&wrong).refused(2, &["fields.parties", "fields.x"]);
    let id = start(&server, "d1");
    let again = ["workflow", "start", KIND, "--district", "350924-D1", "--key", "d1"];
    server.run(&again).refused(1, &["under way"]);
    let told = server.run(&["explain", &id]).done().stdout;
    assert!(told.contains("it began") && told.contains("(sealed)") && !told.contains("甲某"), "{told}");
    let told = server.run(&["workflow", "explain", &id, "--lang", "zh-CN"]).done().stdout;
    assert!(told.contains("流程启动") && told.contains("（已加密）") && !told.contains("甲某"), "{told}");
    let read = ["workflow", "personal", &id, "--field", "party_a", "--purpose", "the mediator calls", "--json"];
    assert_eq!(server.run(&read).json(), json!({ "party_a": "甲某" }));
    let tasks = server.run(&["task", "list", "--of", &id, "--json"]).json();
    let task = tasks["items"][0]["id"].as_str().expect("its first task").to_owned();
    server.run(&["task", "done", &task, "lost"]).refused(2, &["accepted"]);
    server.run(&["task", "accept", &task]).done();
    let done = server.run(&["task", "done", &task, "accepted", "--field", "parties=3", "--json"]).json();
    assert_eq!(done["status"], "done");
    assert!(server.run(&["explain", &task]).done().stdout.contains(&id));
    server.run(&["workflow", "pause", &id]).done();
    server.run(&["workflow", "pause", &id]).refused(1, &["paused already"]);
    server.run(&["workflow", "resume", &id]).done();
    server.run(&["workflow", "retry", &id]).refused(1, &["no step of it failed"]);
    server.run(&["workflow", "migrate", KIND, "9.9.9", "--all", "--dry-run"]).refused(1, &["9.9.9"]);
    server.run(&["workflow", "signal", &id, "withdraw", "--field", "note=all is well"]).done();
    // Even then somebody looks again before it is closed.
    let shown = server.run(&["workflow", "show", &id, "--json"]).json();
    assert_eq!(shown["status"]["code"], "running", "{shown}");
    let waits = "withdrawn or referred; the revisit is 15 days after that";
    assert_eq!(shown["stage"]["text"], waits, "{shown}");
    server.run(&["workflow", "cancel", &id, "--reason", "reported twice"]).done();
    let shown = server.run(&["workflow", "show", &id, "--json"]).json();
    assert_eq!(shown["status"]["code"], "cancelled", "{shown}");
    server.run(&["workflow", "cancel", &id, "--reason", "late"]).refused(1, &["cancelled"]);
    // It is in the archive as soon as it has ended, with its decisions.
    for by in
        [&["--person", "owner"][..], &["--kind", KIND, "--district", "350924-D1"], &["--from", "2020-01-01T00:00:00Z"]]
    {
        let ended = server.run(&[&["workflow", "list", "--ended", "--json"], by].concat()).json();
        assert_eq!(ended["items"][0]["id"], id.as_str(), "{by:?}");
    }
    let nobody = server.run(&["workflow", "list", "--ended", "--person", "nobody", "--json"]).json();
    assert_eq!(nobody, json!({ "items": [] }));
    // The archivist works behind the answers.
    let in_it = |_| {
        let decisions = server.run(&["archive", "--of", "decision", "--matter", &id, "--json"]).json();
        decisions["items"].as_array().is_some_and(|items| items.len() >= 3)
    };
    assert!((0..500).any(in_it));
    let told = server.run(&["archive", "--person", "owner", "--of", "workflow"]).done().stdout;
    assert!(told.contains(KIND) && told.contains("350924-D1"), "{told}");
    let counts: Value = server.run(&["workflow", "counts", "--json"]).json();
    assert_eq!(counts["items"][0]["ends"][0], json!({ "end": "cancelled", "count": 1 }), "{counts}");
    server.run(&["workflow", "erase", &id, "--reason", "a year is over"]).done();
    server.run(&["workflow", "personal", &id, "--field", "party_a", "--purpose", "again"]).refused(1, &["erased"]);
}

#[test]
fn people_give_one_another_tasks() {
    let data = imported_with_plugins();
    let server = Server::start(data.path(), &[]);
    let give = ["task", "create", "sweep the road", "--district", "350924-D1", "--to", "role:350924-D1/nobody"];
    server.run(&give).refused(2, &["assignee", "nobody"]);
    let unit = server.run(&["unit", "list", "--json"]).json()["items"][0]["code"].as_str().expect("a unit").to_owned();
    let to = format!("unit:{unit}");
    let give = ["task", "create", "sweep the road", "--district", "350924-D1", "--to", &to, "--json"];
    let id = server.run(&give).json()["id"].as_str().expect("an id").to_owned();
    let listed = server.run(&["task", "list", "--to", &to, "--status", "open"]).done().stdout;
    assert!(listed.contains("sweep the road") && listed.contains(&id), "{listed}");
    server.run(&["task", "cancel", &id, "--reason", "it rains"]).done();
    let told = server.run(&["task", "show", &id, "--lang", "zh-CN"]).done().stdout;
    assert!(told.contains("已取消") && told.contains("it rains"), "{told}");
}
