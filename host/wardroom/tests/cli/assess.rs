//! `wardroom assess`: a period is asked for, worked out, shown in both languages, and worked out once more.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::county::*;
use crate::process::Server;

/// How long an assessment may take that is worked out beside the writer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server with the model county and its assessor, which was never asked.
fn server(data: &std::path::Path) -> Server {
    let server = Server::start(data, &["--unsigned-plugins"]);
    let file = p(&plugins().join("response-times.wasm"));
    server.run(&["plugin", "install", &file, "--grant-requested", "--reason", "a trial"]).done();
    server
}

fn worked_out(server: &Server, number: &str) -> Value {
    let since = Instant::now();
    loop {
        let shown = server.run(&["assess", "show", number, "--json"]).json();
        if shown["at"].is_string() {
            return shown;
        }
        assert!(since.elapsed() < PATIENCE, "{shown}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_month_is_asked_for_shown_and_worked_out_again() {
    let data = imported();
    let server = server(data.path());
    let ask = ["assess", "ask", "response-times", "2022-09"];
    server.run(&ask).refused(1, &["`response-times` assesses nowhere", "hook `assessment`"]);
    server.run(&["plugin", "mode", "response-times", "auto", "--hook", "assessment", "--all"]).done();
    let report = ["incident", "report", "--kind", "help", "--at", "119.50139,27.45889", "--json"];
    let reported = server.run(&report).json();
    let id = reported["id"].as_str().expect("an id by its day");

    assert_eq!(server.run(&ask).done().stdout.trim(), "assessment 1 is being worked out");
    let shown = worked_out(&server, "1");
    assert_eq!(
        (&shown["plugin"], &shown["version"], &shown["period"]),
        (&"response-times".into(), &"0.1.0".into(), &"2022-09".into())
    );
    assert_eq!(shown["failure"], Value::Null);
    let told = server.run(&["assess", "show", "1"]).done().stdout;
    assert!(told.starts_with("response-times 0.1.0: 2022-09"), "{told}");
    assert!(told.contains("no unit came on scene in this period"), "{told}");
    let chinese = server.run(&["assess", "show", "1", "--lang", "zh-CN"]).done().stdout;
    assert!(chinese.contains("本周期无单元到场"), "{chinese}");

    // The month in which the report came in has an incident that is not closed, which is a case and few of them.
    let month = format!("{}-{}", &id[..4], &id[4..6]);
    assert_eq!(server.run(&["assess", "ask", "response-times", &month, "--json"]).json()["number"], 2);
    let shown = worked_out(&server, "2");
    let closed = shown["indicators"].as_array().expect("a list").iter().find(|of| of["name"] == "closed");
    let closed = closed.unwrap_or_else(|| panic!("{shown}"));
    assert_eq!((&closed["n"], &closed["small_n"]), (&1.into(), &true.into()));
    let told = server.run(&["assess", "show", "2"]).done().stdout;
    assert!(told.contains("share that is closed") && told.contains("few cases"), "{told}");
    let chinese = server.run(&["assess", "show", "2", "--lang", "zh-CN"]).done().stdout;
    assert!(chinese.contains("办结率"), "{chinese}");

    // It is closed with one of the county's results, which is told by its name in the reader's language.
    for to in [&["accepted"][..], &["resolved"], &["closed", "--outcome", "helped"]] {
        server.run(&[&["incident", "transition", id], to].concat()).done();
    }
    assert_eq!(server.run(&["assess", "ask", "response-times", &month, "--json"]).json()["number"], 3);
    worked_out(&server, "3");
    let told = server.run(&["assess", "show", "3"]).done().stdout;
    assert!(told.contains("share that ended so") && told.contains("result: helped"), "{told}");
    let chinese = server.run(&["assess", "show", "3", "--lang", "zh-CN"]).done().stdout;
    assert!(chinese.contains("处警结果：提供帮助"), "{chinese}");

    let again = server.run(&["assess", "again", "2"]).done().stdout;
    assert_eq!(again.trim(), "assessment 2 comes out the same, to the byte");
    let listed = server.run(&["assess", "list"]).done().stdout;
    assert!(listed.contains("2022-09") && listed.contains(&month), "{listed}");
    let listed = server.run(&["assess", "list", "--json"]).json();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(3));
    assert_eq!(server.stop(), 0);
}

#[test]
fn what_can_not_be_assessed_is_said() {
    let data = imported();
    let server = server(data.path());
    server.run(&["plugin", "mode", "response-times", "auto", "--hook", "assessment", "--all"]).done();
    server.run(&["assess", "ask", "nobody", "2022-09"]).refused(1, &["`nobody`"]);
    server.run(&["assess", "ask", "response-times", "September"]).refused(2, &["the period can't be read"]);
    server.run(&["assess", "ask", "response-times", "2099-Q1"]).refused(2, &["2099-Q1 has not begun"]);
    server.run(&["assess", "show", "7"]).refused(1, &["there is no assessment 7"]);
    server.run(&["assess", "again", "7", "--lang", "zh-CN"]).refused(1, &["7"]);
    server.run(&["assess", "show", "first"]).refused(2, &["first"]);
    assert_eq!(server.stop(), 0);
}
