//! The county as it is: the model county as its folder declares it, imported and served by the real program with all of its
//! plugins, asked over HTTP with idempotency keys, durable on disk. What counts is the processor time of the whole server until
//! nothing is left to do, so the load may share its cores.

mod clocks;
mod load;
mod rows;

use std::io::Write;
use std::path::Path;
use std::process::Command;

use integration_tests::client::{Answer, Request};
use integration_tests::{Server, shouning, token, wardroom};
use serde_json::json;

use crate::commands::target;
use crate::measure::{median, thread_cpu};
use load::Load;
use rows::Rows;

const COUNTY: &str = "/v1/counties/350924";
const ROUNDS: usize = 5;
/// Requests of a round: no more incidents than the county has units for.
const ROUND: usize = 64;
const READS: usize = 512;
const IN_FLIGHT: [usize; 2] = [1, 64];
/// Open incidents in the full county.
const OPEN: usize = 3_000;
/// Each may ask so often in a second, and no more.
const CLIENTS: usize = 8;
const SYNCED_BYTES: usize = 5 << 10;
/// Names of rows that others are compared with, or that have figures by thread.
const HEALTH: &str = "`/healthz`";
const REPORT: &str = "report";
const FULL: &str = "report, 3,000 open";

pub fn run() {
    let dir = tempfile::tempdir_in(target()).expect("a temporary folder");
    let sync_us = bare_sync(dir.path());
    let (server, tokens) = serve(dir.path());
    let mut load = Load::of(&server, &tokens);
    let mut rows = Rows::default();
    // What is measured side by side takes turns, so that an hour in which the machine is slower is slow for all.
    for _ in 0..ROUNDS {
        for in_flight in IN_FLIGHT {
            health(&mut load, in_flight, &mut rows);
            incidents(&mut load, in_flight, &mut rows);
            tasks(&mut load, in_flight, &mut rows);
        }
    }
    load.untimed(OPEN, |load, _| load.report()).iter().for_each(Answer::must_be_good);
    for _ in 0..ROUNDS {
        for in_flight in IN_FLIGHT {
            let reported = load.round(in_flight, ROUND, |load, _| load.report());
            rows.add(FULL, in_flight, &reported);
            load.clear(&reported.ids());
        }
    }
    rows.print(sync_us);
    assert!(server.stop().success(), "a clean end");
}

/// CPU of writing and syncing as much as a report's batch has, in microseconds.
fn bare_sync(dir: &Path) -> f64 {
    let mut file = std::fs::File::create(dir.join("log")).expect("a file");
    let record = [7_u8; SYNCED_BYTES];
    let mut write = |_| {
        let start = thread_cpu();
        for _ in 0..ROUND {
            file.write_all(&record).expect("a write");
            file.sync_data().expect("a sync");
        }
        (thread_cpu() - start).as_secs_f64() * 1e6 / ROUND as f64
    };
    median((0..ROUNDS).map(&mut write).collect())
}

/// The model county's server, and tokens for those who ask.
fn serve(dir: &Path) -> (Server, Vec<String>) {
    let data = dir.join("data");
    let imported = Command::new(wardroom()).arg("import").arg(shouning()).arg("--data").arg(&data).output();
    assert!(imported.expect("wardroom import").status.success(), "the model county is imported");
    let file = dir.join("tokens.toml");
    let tokens = (0..CLIENTS).map(|number| token(&file, &format!("client-{number}"), "admin")).collect();
    let file = file.to_str().expect("a path in UTF-8");
    (Server::start_with(&data, &["--tokens", file, "--log", "error"]), tokens)
}

fn health(load: &mut Load, in_flight: usize, rows: &mut Rows) {
    rows.add(HEALTH, in_flight, &load.round(in_flight, READS, |_, _| Request::get("/healthz")));
}

/// Incidents from the report to their end.
fn incidents(load: &mut Load, in_flight: usize, rows: &mut Rows) {
    let reported = load.round(in_flight, ROUND, |load, _| load.report());
    rows.add(REPORT, in_flight, &reported);
    let ids = reported.ids();
    let path = |id: &str, what: &str| format!("{COUNTY}/incidents/{id}{what}");
    let read = load.round(in_flight, READS, |_, n| Request::get(path(&ids[n % ids.len()], "")));
    rows.add("read one incident", in_flight, &read);
    let taken = load.round(in_flight, ids.len(), |load, n| load.post(path(&ids[n], "/acknowledgement"), &json!({})));
    rows.add("acknowledgement", in_flight, &taken);
    let sent: Vec<String> = read.answers.iter().take(ids.len()).filter_map(sent).collect();
    let driving = json!({ "to": "en-route" });
    let steps = load.round(in_flight, sent.len(), |load, n| load.post(path(&sent[n], "/transitions"), &driving));
    rows.add("step", in_flight, &steps);
    load.clear(&ids);
}

/// The id of an incident that units were sent to.
fn sent(read: &Answer) -> Option<String> {
    let incident = read.good();
    (incident["phase"] == "assigned").then(|| incident["id"].as_str().expect("an id").to_owned())
}

/// Tasks, each for another unit, from the notice of it to its end.
fn tasks(load: &mut Load, in_flight: usize, rows: &mut Rows) {
    let given = load.untimed(ROUND, |load, n| {
        let (unit, district) = &load.units[n % load.units.len()];
        let assignee = format!("unit:{unit}");
        let task = json!({ "title": "look after the bridge", "district": district, "assignee": assignee });
        load.post(format!("{COUNTY}/tasks"), &task)
    });
    let tasks: Vec<String> = given.iter().map(id).collect();
    let told = load.untimed(ROUND, |_, n| {
        let number = &given[n].good()["number"];
        Request::get(format!("{COUNTY}/notices?matter=task:{number}&limit=1"))
    });
    let notices: Vec<u64> = told.iter().filter_map(|page| page.good()["items"][0]["notice"].as_u64()).collect();
    let seen = json!({ "stage": "seen" });
    let answer = |load: &mut Load, n: usize| load.post(format!("{COUNTY}/notices/{}/answer", notices[n]), &seen);
    rows.add("notice answered", in_flight, &load.round(in_flight, notices.len(), answer));
    let outcome = json!({ "outcome": "done" });
    let done = |load: &mut Load, n: usize| load.post(format!("{COUNTY}/tasks/{}/done", tasks[n]), &outcome);
    rows.add("task done", in_flight, &load.round(in_flight, tasks.len(), done));
}

fn id(answer: &Answer) -> String {
    answer.good()["id"].as_str().expect("an id").to_owned()
}
