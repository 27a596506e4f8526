//! Position updates: into a running room's last-value buffer, which is journalled every few seconds, and through the HTTP API
//! of a server, with JSON on the way.

use std::process::Command;
use std::sync::Arc;

use domain::clock::judge::Traces;
use domain::ids::{Digest, UnitRef, Version};
use domain::ports::Head;
use domain::unit::Fix;
use sequencer::{Parts, Sequencer};
use serde_json::{Value, json};

use crate::commands::{NoJournal, SystemClock, target};
use crate::measure::{cpu_us, median, wall_s};
use integration_tests::{Server, county, shouning, wardroom};

const BATCH: u32 = 1_000;
const SAMPLES: usize = 21;
const REQUESTS: usize = 500;

pub fn run() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let runtime = county::open_runtime(dir.path());
    let set_up = county::set_up(&county::read(), &runtime, &["nearest-unit"]);
    let state = county::state_after(&set_up, &runtime);
    let units = state.units.len() as u32;
    let journal = NoJournal(Head { version: Version(state.version.0), hash: Digest::default() });
    let archive = Arc::new(archive::MemoryArchive::new());
    let parts = Parts {
        journal: Box::new(journal),
        archive,
        decide: runtime,
        clock: Arc::new(SystemClock),
        traces: Traces::default(),
    };
    let sequencer = Sequencer::start(state, parts);
    let room = sequencer.room();
    let now = room.now();
    let fix = |i: u32| (UnitRef(i % units), Fix { lon: 119.5, lat: 27.4 + f64::from(i) * 1e-6, at: now });
    let fixes: Vec<(UnitRef, Fix)> = (0..BATCH).map(fix).collect();
    let figures = (0..SAMPLES).map(|_| {
        let us = cpu_us(200, || {
            assert_eq!(room.offer_positions(&domain::scope::Authority::WHOLE, &fixes).taken, fixes.len())
        });
        f64::from(BATCH) * 1e6 / us
    });
    println!("{:.0} updates/s on one core, {BATCH} a call, {units} units (median)", median(figures.collect()));
    drop(room);
    sequencer.stop();
    through_http();
}

/// One client after the other's answer; the server's own processor time tells how many updates one core takes.
fn through_http() {
    let dir = tempfile::tempdir_in(target()).expect("a temporary folder");
    let data = dir.path().join("data");
    let imported = Command::new(wardroom()).arg("import").arg(shouning()).arg("--data").arg(&data).output();
    assert!(imported.expect("wardroom import").status.success(), "the model county is imported");
    let server = Server::start(&data);
    let path = "/v1/counties/350924/positions";
    let (_, units) = server.get("/v1/counties/350924/units").expect("an answer");
    let codes: Vec<&str> =
        units["items"].as_array().expect("units").iter().filter_map(|u| u["code"].as_str()).collect();
    let fix = |i: usize| json!({ "unit": codes[i % codes.len()], "lon": 119.5, "lat": 27.4 + i as f64 * 1e-6 });
    let body = json!({ "fixes": (0..BATCH as usize).map(fix).collect::<Vec<Value>>() });
    let mut figures: [Vec<f64>; 2] = Default::default();
    for _ in 0..5 {
        let before = server.cpu_s();
        let (s, ()) = wall_s(|| {
            for _ in 0..REQUESTS {
                let answer = server.post(path, None, &body);
                assert_eq!(
                    answer.map(|(status, body)| (status, body["taken"].as_u64())),
                    Some((200, Some(u64::from(BATCH))))
                );
            }
        });
        let updates = REQUESTS as f64 * f64::from(BATCH);
        figures[0].push(updates / (server.cpu_s() - before));
        figures[1].push(updates / s);
    }
    let [cpu, wall] = figures.map(median);
    println!(
        "through the HTTP API: {cpu:.0} updates per second of the server's CPU, {wall:.0}/s from one client (median of 5)"
    );
    assert!(server.stop().success(), "a clean end");
}
