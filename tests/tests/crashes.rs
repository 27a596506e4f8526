//! What is acknowledged stays, whatever happens to the process, the power or the files. A county under concurrent load is
//! killed, its disk is cut off, its files are bent; then it is asked for everything that it ever acknowledged.

mod bent_files;
mod killed;
mod load;
mod power_cut;
mod procedures;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// The model county's code.
const COUNTY: &str = "/v1/counties/350924";

/// A data directory with the model county in it, and escalation so hasty that its timers fall due under the load.
fn county(data: &Path) {
    wardroom(&["import", integration_tests::shouning().to_str().expect("UTF-8"), "--data", text(data)]);
    let server = integration_tests::Server::start(data);
    let levels = serde_json::json!([
        {"after_s": 1, "slot": "officer"}, {"after_s": 2, "slot": "duty-leader"}, {"after_s": 3, "command_room": true}
    ]);
    let settings = serde_json::json!({"settings": {"levels": levels, "key_place_factor": 1.0}});
    let (status, answer) =
        server.put(&format!("{COUNTY}/plugins/graded-escalation/settings"), &settings).expect("an answer");
    assert!(status < 300, "{status}: {answer}");
    assert!(server.stop().success());
}

/// Runs the program, which must succeed.
fn wardroom(arguments: &[&str]) -> Output {
    let output = Command::new(integration_tests::wardroom()).args(arguments).output().expect("wardroom runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "wardroom {}: {} {stderr}", arguments.join(" "), output.status);
    output
}

/// `wardroom verify`: its exit code and its word.
fn verify(data: &Path) -> (Option<i32>, Value, String) {
    let program = integration_tests::wardroom();
    let output =
        Command::new(program).args(["verify", "--json", "--data", text(data)]).output().expect("wardroom runs");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or(Value::Null), stderr)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// Draws numbers from a seed (SplitMix64, Steele, Lea and Flood 2014).
struct Draw(u64);

impl Draw {
    /// Below `below`.
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }
}
