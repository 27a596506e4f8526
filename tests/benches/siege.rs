//! What reports feel of a siege: twenty a second beside every attack that was seen to work once, each at its whole strength.

use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use integration_tests::client::{Client, Request};
use integration_tests::siege::{Siege, WHOLE, most_resident};
use integration_tests::{Server, shouning, token, wardroom};
use serde_json::json;

use crate::commands::target;

const COUNTY: &str = "/v1/counties/350924";
const REPORTS: usize = 600;
const PERIOD: Duration = Duration::from_millis(50);
/// Time for the besiegers to come together.
const GATHERING: Duration = Duration::from_secs(5);

pub fn run() {
    let dir = tempfile::tempdir_in(target()).expect("a temporary folder");
    let data = dir.path().join("data");
    let imported = Command::new(wardroom()).arg("import").arg(shouning()).arg("--data").arg(&data).output();
    assert!(imported.expect("wardroom import").status.success(), "the model county is imported");
    let tokens = dir.path().join("tokens.toml");
    let [viewer, gateway] =
        [("lobby", "viewer"), ("gateway", "operator")].map(|(name, role)| token(&tokens, name, role));
    let tokens = tokens.to_str().expect("a path in UTF-8");
    let server = Server::start_with(&data, &["--tokens", tokens, "--log", "error"]);
    let mut desk = Client::connect(server.url(), &gateway);
    let mut nth = 0;
    println!("| reports, 20 a second | n | median ms | P99 ms | most ms | most memory MiB |");
    println!("|---|---|---|---|---|---|");
    row("alone", &mut desk, &mut nth, &server);
    let siege = Siege::lay(server.url(), &viewer, COUNTY, WHOLE);
    sleep(GATHERING);
    row("besieged", &mut desk, &mut nth, &server);
    siege.lift();
    row("afterwards", &mut desk, &mut nth, &server);
    assert!(server.stop().success(), "a clean end");
}

fn row(name: &str, desk: &mut Client, nth: &mut usize, server: &Server) {
    let mut took: Vec<f64> = Vec::with_capacity(REPORTS);
    let start = Instant::now();
    for tick in 0..REPORTS {
        sleep((PERIOD * tick as u32).saturating_sub(start.elapsed()));
        *nth += 1;
        let body = json!({ "kind": "noise", "lon": 119.51183, "lat": 27.33708, "source": "110" });
        let report = Request::post(format!("{COUNTY}/incidents"), format!("siege-{nth}"), &body);
        let asked = Instant::now();
        desk.ask(&report).must_be_good();
        took.push(asked.elapsed().as_secs_f64() * 1e3);
    }
    took.sort_by(f64::total_cmp);
    let at = |part: usize| took[(REPORTS * part / 100).min(REPORTS - 1)];
    let memory = most_resident(server.process()) >> 20;
    println!("| {name} | {REPORTS} | {:.1} | {:.1} | {:.1} | {memory} |", at(50), at(99), at(100));
}
