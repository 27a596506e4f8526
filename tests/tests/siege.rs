//! The server is besieged in every way that was seen to work once, by one peer and one viewer, while reports come in: nothing of
//! them is refused, the memory stays bounded, and all is well afterwards without a restart.

use std::process::Command;

use integration_tests::client::{Client, Request};
use integration_tests::siege::{Force, Siege, most_resident};
use integration_tests::{Server, shouning, token, wardroom};
use serde_json::{Value, json};

const COUNTY: &str = "/v1/counties/350924";
/// More of each than the server has places for, with the descriptors that it gets.
const FORCE: Force = Force { idle: 500, heads: 200, bodies: 120, streams: 80, scans: 16 };
/// A server with a few more than what it keeps for itself: idle sockets took the journal's, and it never came back.
const DESCRIPTORS: u64 = 900;
const REPORTS: usize = 150;
const MEMORY_MAX: u64 = 300 << 20;

#[test]
fn a_siege_keeps_no_report_out() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let data = dir.path().join("data");
    let imported = Command::new(wardroom()).arg("import").arg(shouning()).arg("--data").arg(&data).output();
    assert!(imported.expect("wardroom import").status.success(), "the model county is imported");
    let tokens = dir.path().join("tokens.toml");
    let [viewer, gateway, admin] =
        [("lobby", "viewer"), ("gateway", "operator"), ("it", "admin")].map(|(name, role)| token(&tokens, name, role));
    let tokens = tokens.to_str().expect("a path in UTF-8");
    let server = Server::start_under(DESCRIPTORS, &data, &["--tokens", tokens, "--log", "error"]);
    let mut desk = Client::connect(server.url(), &gateway);
    // Something to read for those who scan.
    (0..100).for_each(|nth| drop(report(&mut desk, nth)));

    let siege = Siege::lay(server.url(), &viewer, COUNTY, FORCE);
    for nth in 0..REPORTS {
        let incident = report(&mut desk, 100 + nth);
        let id = incident["id"].as_str().expect("an id");
        desk.ask(&post(format!("{COUNTY}/incidents/{id}/acknowledgement"), format!("taken-{nth}"), &json!({})))
            .must_be_good();
        if nth % 10 == 0 {
            // Who comes anew finds a place: the one who sends reports, the admin, whoever watches over the server.
            report_anew(&server, &gateway, nth);
            let mut office = Client::connect(server.url(), &admin);
            for path in ["/healthz", "/readyz", "/metrics"] {
                office.ask(&Request::get(path)).must_be_good();
            }
            office.ask(&Request::get(format!("{COUNTY}/incidents?limit=10"))).must_be_good();
            office.opens_a_stream(&format!("{COUNTY}/events"));
        }
    }
    siege.lift();
    let memory = most_resident(server.process());
    assert!(memory < MEMORY_MAX, "{} MiB", memory >> 20);

    for token in [&viewer, &admin] {
        let mut after = Client::connect(server.url(), token);
        let ready = after.ask(&Request::get("/readyz")).good();
        assert_eq!(ready["ready"], true);
        after.ask(&Request::get(format!("{COUNTY}/incidents?limit=500"))).must_be_good();
    }
    report(&mut desk, 100 + REPORTS);
    assert!(server.stop().success(), "a clean end");
}

fn post(path: String, key: String, body: &Value) -> Request {
    Request::post(path, key, body)
}

fn report(desk: &mut Client, nth: usize) -> Value {
    let body = json!({ "kind": "noise", "lon": 119.51183, "lat": 27.33708, "source": "110" });
    desk.ask(&post(format!("{COUNTY}/incidents"), format!("siege-{nth}"), &body)).good()
}

fn report_anew(server: &Server, token: &str, nth: usize) {
    report(&mut Client::connect(server.url(), token), 10_000 + nth);
}
