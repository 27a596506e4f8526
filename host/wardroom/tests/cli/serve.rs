//! A served county and the commands that ask it.

use std::fs::Permissions;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use domain::ids::SubjectRef;
use domain::ports::KeyStore;
use domain::sealing::Sealer;
use journal::FileKeyStore;
use serde_json::{Value, json};

use crate::county::{imported, imported_with_plugins, p, plugins, s};
use crate::process::{Server, command, finish, run};

const PLACE: &str = "119.51183,27.33708";

fn report(server: &Server, more: &[&str]) -> Value {
    let mut arguments = vec!["incident", "report", "--kind", "noise", "--at", PLACE, "--json"];
    arguments.extend(more);
    server.run(&arguments).json()
}

#[test]
fn reports_survive_a_restart_and_a_key_makes_them_one() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let first = report(&server, &["--key", "k1", "--caller-number", "555", "--description", "drums"]);
    assert_eq!((first["phase"].as_str(), first["kind"].as_str()), (Some("assigned"), Some("noise")), "{first}");
    assert_eq!(report(&server, &["--key", "k1", "--caller-number", "555", "--description", "drums"]), first);
    assert_eq!(server.stop(), 0);
    let server = Server::start(data.path(), &[]);
    assert_eq!(report(&server, &["--key", "k1", "--caller-number", "555", "--description", "drums"]), first);
    let second = report(&server, &[]);
    assert_ne!(second["id"], first["id"]);
    let list = server.run(&["incident", "list", "--json"]).json();
    let ids: Vec<&Value> = list["items"].as_array().unwrap().iter().map(|item| &item["id"]).collect();
    assert_eq!(ids, [&second["id"], &first["id"]]);
    let id = first["id"].as_str().unwrap();
    let read = server.run(&["incident", "personal", id, "--purpose", "call back", "--json"]).json();
    assert_eq!((&read["caller-number"], &read["description"]), (&json!("555"), &json!("drums")));
    server.run(&["incident", "erase", id, "--reason", "retention ended"]).done();
    server.run(&["incident", "personal", id, "--purpose", "call back"]).refused(1, &["erased"]);
}

/// A report that is refused leaves no key, and what a crash leaves between drawing a key and the journal goes at the next start.
#[test]
fn keys_that_nothing_was_journalled_under_go() {
    let data = imported();
    let keys = || Arc::new(FileKeyStore::open(&data.path().join("keys/keys")).expect("the key file"));
    let all = || -> Vec<u32> {
        let keys = keys();
        let has = |subject: &u32| keys.get(SubjectRef(*subject)).expect("it is read").is_some();
        (1..=keys.last_subject().0).filter(has).collect()
    };
    let server = Server::start(data.path(), &[]);
    let outside = ["incident", "report", "--kind", "noise", "--at", "10,10", "--caller-number", "556"];
    server.run(&outside).refused(2, &["outside the county"]);
    let kept = report(&server, &["--caller-number", "555"]);
    server.run(&outside).refused(2, &["outside the county"]);
    assert_eq!(server.stop(), 0);
    let lost = Sealer::new(keys()).new_subject().expect("a key is drawn").0;
    assert!(all().len() > 1 && all().contains(&lost), "{:?}", all());
    let server = Server::start(data.path(), &[]);
    let id = kept["id"].as_str().unwrap();
    let read = server.run(&["incident", "personal", id, "--purpose", "call back", "--json"]).json();
    assert_eq!(read["caller-number"], "555");
    assert_eq!(server.stop(), 0);
    assert_eq!(all().len(), 1, "what the journal has, and nothing else: {:?}", all());
}

#[test]
fn the_room_s_status_at_a_glance() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    report(&server, &[]);
    let status = server.run(&["status", "--json"]).json();
    assert_eq!(
        (&status["ready"], &status["county"], &status["counts"]["open"]),
        (&json!(true), &json!("350924"), &json!(1))
    );
    assert!(status["version"].as_u64() > Some(1) && status.get("doubt").is_none(), "{status}");
    let districts = status["districts"].as_array().unwrap();
    assert_eq!((districts.len(), districts[0]["on_duty"].as_array().unwrap().len()), (4, 4), "{status}");
    let english = server.run(&["status"]).done().stdout;
    assert!(english.contains("ready") && english.contains("350924-D1") && english.contains("on duty"), "{english}");
    let chinese = server.run(&["status", "--lang", "zh-CN"]).done().stdout;
    assert!(chinese.contains("就绪") && chinese.contains("待派"), "{chinese}");
}

#[test]
fn an_incident_is_moved_to_its_end() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let id = report(&server, &[])["id"].as_str().unwrap().to_owned();
    let ran = server.run(&["incident", "transition", &id, "closed"]);
    ran.refused(1, &["help: legal now:", "en-route"]);
    for to in ["en-route", "on-scene", "resolved"] {
        let reply = server.run(&["incident", "transition", &id, to, "--json"]).json();
        assert_eq!(reply["phase"], to);
    }
    server.run(&["incident", "transition", &id, "closed"]).refused(2, &["warned", "nothing-found"]);
    let closed = ["incident", "transition", &id, "closed", "--outcome", "warned", "--json"];
    assert_eq!(server.run(&closed).json()["phase"], "closed");
    server.run(&["incident", "show", "999"]).refused(1, &["999"]);
    let shown = server.run(&["incident", "show", &id]).done().stdout;
    assert!(shown.contains("on scene") && shown.contains("closed"), "{shown}");
    let chinese = server.run(&["incident", "show", &id, "--lang", "zh-CN"]).done().stdout;
    assert!(chinese.contains("已到现场") && chinese.contains("已结案"), "{chinese}");
}

#[test]
fn people_choose_units_priorities_and_duplicates() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let first = report(&server, &[])["id"].as_str().unwrap().to_owned();
    let free = server.run(&["unit", "list", "--primary", "available", "--json"]).json();
    let unit = free["items"][0]["code"].as_str().unwrap().to_owned();
    let assigned = server.run(&["incident", "assign", &first, &unit, "--reason", "knows the place", "--json"]).json();
    assert!(assigned["units"].as_array().unwrap().contains(&json!(unit)), "{assigned}");
    let released = server.run(&["incident", "release", &first, &unit, "--json"]).json();
    assert!(!released["units"].as_array().unwrap().contains(&json!(unit)), "{released}");
    let raised = server.run(&["incident", "priority", &first, "critical", "--json"]).json();
    assert_eq!(raised["priority"], "critical");
    let second = report(&server, &[])["id"].as_str().unwrap().to_owned();
    let merged = server.run(&["incident", "merge", &second, "--into", &first, "--json"]).json();
    assert_eq!(merged["phase"], "merged");
    let apart = server.run(&["incident", "unmerge", &second, "--reason", "a street away", "--json"]).json();
    assert_ne!(apart["phase"], "merged", "{apart}");
    server.run(&["incident", "unmerge", &second]).refused(1, &["not merged"]);
    let shown = server.run(&["incident", "show", &second]).done().stdout;
    assert!(shown.contains("merged as a duplicate") && shown.contains("a street away"), "{shown}");
    let fire = server.run(&["incident", "kind", &second, "fire", "--json"]).json();
    assert_eq!((&fire["kind"], &fire["priority"]), (&json!("fire"), &json!("critical")));
    // Who sent a unit has seen the incident.
    server.run(&["incident", "acknowledge", &first]).refused(1, &["already acknowledged"]);
    server.run(&["incident", "acknowledge", &second]).done();
    let shown = server.run(&["unit", "show", &unit, "--json"]).json();
    assert_eq!(shown["code"], unit.as_str());
    server.run(&["unit", "status", &unit, "unavailable", "--secondary", "break", "--reason", "meal"]).done();
    let shown = server.run(&["unit", "show", &unit, "--json"]).json();
    assert_eq!((&shown["primary"], &shown["secondary"]), (&json!("unavailable"), &json!(["break"])));
    server.run(&["unit", "status", "U0", "available"]).refused(1, &["U0"]);
}

#[test]
fn a_decision_is_told_in_both_languages() {
    let data = imported_with_plugins();
    let server = Server::start(data.path(), &[]);
    let id = report(&server, &[])["id"].as_str().unwrap().to_owned();
    let english = server.run(&["explain", &id]).done().stdout;
    assert!(english.contains("nearest-unit"), "{english}");
    let chinese = server.run(&["explain", &id, "--lang", "zh-CN"]).done().stdout;
    assert!(chinese.contains("nearest-unit") && chinese.contains("警"), "{chinese}");
    let story = server.run(&["explain", &id, "--json"]).json();
    assert_eq!(story["incident"]["id"], id.as_str());
}

#[test]
fn a_recommendation_waits_for_a_person() {
    let data = imported_with_plugins();
    let server = Server::start(data.path(), &[]);
    server.run(&["plugin", "mode", "nearest-unit", "advise", "--hook", "dispatch", "--all"]).done();
    let reply = report(&server, &[]);
    let (id, number) = (reply["id"].as_str().unwrap(), reply["recommendation"].to_string());
    assert_eq!((&reply["phase"], &reply["units"]), (&json!("accepted"), &json!([])), "{reply}");
    let done = server.run(&["incident", "recommendation", id, &number, "confirm", "--json"]).json();
    assert_eq!(done["phase"], "assigned", "{done}");
}

/// The same crash, called in twice: the second is pointed out with its reasons, in both languages, and waits for a person.
#[test]
fn a_second_call_about_the_same_thing_is_pointed_out() {
    let data = imported_with_plugins();
    let server = Server::start(data.path(), &[]);
    let at = ["--at", "119.51183,27.33708", "--kind"];
    let call = |kind: &str, words: &str| {
        let report = [&["incident", "report"], &at[..], &[kind, "--description", words, "--json"]].concat();
        server.run(&report).json()
    };
    let first = call("traffic-accident", "桥头两车相撞，有人受伤流血")["id"].as_str().unwrap().to_owned();
    let second = call("injury-crash", "桥头两车相撞，有人受伤")["id"].as_str().unwrap().to_owned();
    let told = server.run(&["explain", &first]).done().stdout;
    assert!(told.contains("the caller uses a key word of that kind"), "{told}");
    let told = server.run(&["explain", &second]).done().stdout;
    let number = format!("duplicate of incident {first} (");
    assert!(told.contains(&number) && told.contains("% alike") && told.contains("waits for a person"), "{told}");
    assert!(!told.contains("桥头"), "the caller's words are told to nobody: {told}");
    let told = server.run(&["explain", &second, "--lang", "zh-CN"]).done().stdout;
    assert!(told.contains(&format!("与警情{first}重复")) && told.contains("报警内容相似度"), "{told}");
    let confirmed = server.run(&["incident", "recommendation", &second, "1", "confirm", "--json"]).json();
    assert_eq!(confirmed["phase"], "merged", "{confirmed}");
    let amend = [
        "incident",
        "recommendation",
        &first,
        "1",
        "amend",
        "--kind",
        "fire",
        "--code",
        "new-information",
        "--reason",
        "it burns",
        "--json",
    ];
    assert_eq!(server.run(&amend).json()["kind"], "fire");
}

#[test]
fn events_come_from_the_beginning_and_end_at_the_limit() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let id = report(&server, &[])["id"].clone();
    let arguments = ["events", "--after", "0", "--type", "incident-reported", "--limit", "1", "--json"];
    let event = server.run(&arguments).json();
    assert_eq!((&event["specversion"], &event["subject"]), (&json!("1.0"), &id), "{event}");
    let told = server.run(&["events", "--after", "0", "--type", "incident-reported", "--limit", "1"]).done().stdout;
    assert!(told.contains("incident-reported") && told.contains(id.as_str().unwrap()), "{told}");
}

#[test]
fn one_directory_has_one_process() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let second = run(&[s("serve"), s("--data"), p(data.path()), s("--listen"), s("127.0.0.1:0")]);
    second.refused(1, &["in use by process"]);
    run(&[s("verify"), s("--data"), p(data.path())]).refused(1, &["in use by process"]);
    run(&[s("doctor"), s("--data"), p(data.path())]).refused(1, &["in use by another process"]);
    run(&[s("doctor"), s("--data"), p(data.path()), s("--repair"), s("rebuild-archive")]).refused(1, &["in use"]);
    assert_eq!(server.stop(), 0);
    run(&[s("verify"), s("--data"), p(data.path())]).done();
}

#[test]
fn tokens_say_who_may_what() {
    let data = imported();
    let folder = tempfile::tempdir().unwrap();
    let file = p(&folder.path().join("tokens.toml"));
    let new = |name: &str, role: &str| {
        run(&["token", "new", name, "--role", role, "--tokens", &file]).done().stdout.trim().to_owned()
    };
    let (viewer, operator) = (new("wall", "viewer"), new("desk", "operator"));
    let server = Server::start(data.path(), &["--tokens", &file]);
    let wrong = ["incident", "list", "--token", "wardroom_wrong"];
    server.run(&wrong).refused(1, &["WARDROOM_TOKEN", "owner.token"]);
    server.run(&["incident", "list"]).done();
    server.run(&["incident", "list", "--token", &viewer]).done();
    let report = ["incident", "report", "--kind", "noise", "--at", PLACE, "--token"];
    server.run(&[&report[..], &[&viewer]].concat()).refused(1, &["operator", "role"]);
    server.run(&[&report[..], &[&operator]].concat()).done();
}

/// Such a token reached nothing; one day it would have reached what nobody meant.
#[test]
fn a_token_for_a_district_that_is_not_there_is_not_made() {
    let data = imported();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens.toml");
    let new = |name: &str, district: &str| {
        let limited = ["token", "new", name, "--role", "operator", "--district", district];
        [&limited[..], &["--tokens", &p(&file)]].concat().into_iter().map(str::to_owned).collect::<Vec<String>>()
    };
    let at_rest = |name: &str, district: &str| run(&[new(name, district), vec![s("--data"), p(data.path())]].concat());
    at_rest("desk", "350924-D99").refused(2, &["350924-D99", "350924-D1"]);
    assert!(!file.exists());
    at_rest("desk", "350924-D1").done();
    let server = Server::start(data.path(), &[]);
    let asked = |name: &str, district: &str| {
        let words = new(name, district);
        server.run(&words.iter().map(String::as_str).collect::<Vec<&str>>())
    };
    asked("night", "350924-D99").refused(2, &["350924-D99", "350924-D1"]);
    asked("night", "350924-D2").done();
    assert_eq!(std::fs::read_to_string(&file).unwrap().matches("[[token]]").count(), 2);
}

/// Everybody who reached the port of this machine was admin once, and whoever had a login could read the keys of sealed fields.
#[test]
fn the_data_are_their_owner_s_alone_and_so_is_the_token_that_opens_the_server() {
    let data = imported();
    let file = data.path().join("owner.token");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let token = std::fs::read_to_string(&file).unwrap();
    assert_eq!((token.lines().count(), mode(&file), mode(data.path())), (1, 0o600, 0o700));
    // As a directory of before, whose rights were those that the system gave.
    std::fs::set_permissions(data.path(), Permissions::from_mode(0o755)).unwrap();
    std::fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    let server = Server::start(data.path(), &[]);
    assert_eq!((mode(&file), mode(data.path())), (0o600, 0o700));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), token);
    let host = server.url.strip_prefix("http://").unwrap();
    let status = |headers: &str| {
        let mut stream = std::net::TcpStream::connect(host).unwrap();
        write!(stream, "GET /v1/counties HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{headers}\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).unwrap().to_owned()
    };
    assert_eq!(status(""), "401");
    assert_eq!(status("X-Forwarded-For: 127.0.0.1\r\n"), "401");
    assert_eq!(status(&format!("Authorization: Bearer {token}").replace('\n', "\r\n")), "200");
    assert_eq!(server.stop(), 0);
    // A first start makes it, too; what is no token is not taken for one.
    std::fs::write(&file, "secret\n").unwrap();
    let serve = [s("serve"), s("--data"), p(data.path()), s("--listen"), s("127.0.0.1:0")];
    run(&serve).refused(1, &["holds no token", "owner.token", "delete the file"]);
    std::fs::remove_file(&file).unwrap();
    let server = Server::start(data.path(), &[]);
    assert_ne!(std::fs::read_to_string(&file).unwrap(), token);
    server.run(&["incident", "list"]).done();
}

#[test]
fn commands_find_the_server_and_the_token_by_themselves() {
    let place = tempfile::tempdir().unwrap();
    let runtime = p(place.path());
    let environment = [("XDG_RUNTIME_DIR", runtime.as_str())];
    let list = |more: &[&str]| {
        let mut asking = command(&[&["incident", "list"], more].concat());
        asking.envs(environment);
        finish(asking)
    };
    let (first, second) = (imported(), imported());
    let one = Server::start_in(first.path(), &[], &environment);
    list(&[]).done();
    let other = Server::start_in(second.path(), &[], &environment);
    list(&[]).refused(2, &["several servers", &one.url, &other.url, &p(first.path()), "--data"]);
    list(&["--server", &one.url.replace("127.0.0.1", "localhost")]).done();
    list(&["--data", &p(second.path())]).done();
    list(&["--data", &p(place.path())]).refused(1, &["no server of yours"]);
    list(&["--data", &p(second.path()), "--server", &one.url]).refused(2, &[&other.url]);
    drop(other);
    list(&[]).done();
    // Nobody listens there whose data directory is known, so no token goes there.
    let stranger = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", stranger.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let (mut stream, _) = stranger.accept().unwrap();
        let mut head = String::new();
        for line in
            BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap).take_while(|line| !line.is_empty())
        {
            head.push_str(&line.to_ascii_lowercase());
        }
        stream.write_all(b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n").unwrap();
        head
    });
    list(&["--server", &url]).refused(1, &["WARDROOM_TOKEN"]);
    assert!(!asked.join().unwrap().contains("authorization"));
    assert_eq!(one.stop(), 0);
}

#[test]
fn shifts_are_published_and_shown() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("roster.csv");
    let (starts, ends) = ("2099-01-01T08:00:00+08:00", "2099-01-02T08:00:00+08:00");
    let heading = "district,starts,ends,slot,person\n";
    std::fs::write(&file, format!("{heading}350924-D1,{starts},{ends},duty-leader,\n")).unwrap();
    server.run(&["roster", "publish", &p(&file)]).refused(1, &["roster findings", "open", "gap"]);
    server.run(&["roster", "publish", &p(&file), "--accept-findings", "--reason", "new year"]).done();
    let shown = server.run(&["roster", "show", "--from", starts, "--to", ends, "--json"]).json();
    assert_eq!(shown["items"][0]["slots"], json!([{ "slot": "duty-leader", "person": null }]), "{shown}");
    std::fs::write(&file, format!("{heading}350924-D1,{starts},{ends},pirate,\n")).unwrap();
    server.run(&["roster", "publish", &p(&file)]).refused(2, &["pirate"]);
    std::fs::write(&file, format!("{heading}350924-D1,{starts}\n")).unwrap();
    server.run(&["roster", "publish", &p(&file)]).refused(2, &["line 2"]);
}

#[test]
fn a_plugin_is_installed_configured_and_switched() {
    let data = imported();
    let file = p(&plugins().join("nearest-unit.wasm"));
    let server = Server::start(data.path(), &[]);
    server.run(&["plugin", "install", &file, "--grant-requested"]).refused(1, &["--unsigned-plugins"]);
    assert_eq!(server.stop(), 0);
    let server = Server::start(data.path(), &["--unsigned-plugins"]);
    server.run(&["plugin", "install", &file]).refused(2, &["dispatch", "--grant-requested"]);
    server.run(&["plugin", "install", &file, "--grant", "hook:everything"]).refused(2, &["hook:everything"]);
    let installed = server.run(&["plugin", "install", &file, "--grant-requested", "--json"]).json();
    assert_eq!(installed["plugin"]["name"], "nearest-unit");
    let mode = ["plugin", "mode", "nearest-unit", "shadow", "--hook", "dispatch", "--district", "350924-D1", "--json"];
    let seats = server.run(&mode).json()["seats"].clone();
    assert_eq!((&seats[0]["mode"], &seats[0]["district"]), (&json!("shadow"), &json!("350924-D1")));
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.json");
    std::fs::write(&settings, r#"{"overflow_after":900}"#).unwrap();
    server.run(&["plugin", "settings", "nearest-unit", &p(&settings)]).refused(2, &["overflow_after"]);
    let good = r#"{"overflow_after_s":900,"fix_age_max_s":900,"shift_left_min_s":300,"workload_s":60}"#;
    std::fs::write(&settings, good).unwrap();
    server.run(&["plugin", "settings", "nearest-unit", &p(&settings)]).done();
    let shown = server.run(&["plugin", "settings", "nearest-unit", "--json"]).json();
    assert_eq!(shown["county"]["settings"]["overflow_after_s"], 900);
    let list = server.run(&["plugin", "list"]).done().stdout;
    assert!(list.contains("nearest-unit") && list.contains("shadow"), "{list}");
    server.run(&["plugin", "inspect", "nearest-unit"]).done();
    server.run(&["plugin", "lift", "nearest-unit", "--district", "350924-D1"]).refused(1, &["quarantine"]);
}

/// A room that was stopped for a moment knows what time it is.
#[test]
fn the_clock_is_shown_and_needs_no_word_while_it_is_confirmed() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let shown = server.run(&["clock", "show", "--json"]).json();
    assert_eq!((&shown["confirmed"], &shown["refused"]), (&json!(true), &json!(false)), "{shown}");
    assert!(shown["ahead_ms"].as_i64().unwrap().abs() < 60_000, "{shown}");
    let table = server.run(&["clock", "show", "--lang", "zh-CN"]).done();
    assert!(table.stdout.contains("已确认") && table.stderr.is_empty(), "{}{}", table.stdout, table.stderr);
    server.run(&["clock", "accept", "--reason", "by my watch"]).refused(1, &["confirmed"]);
    server.run(&["clock", "refuse"]).refused(2, &["--reason"]);
}
