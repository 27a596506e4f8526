//! The model county's month through its plugins on the virtual clock.

use std::path::Path;

use domain::incident::Priority;
use domain::time::TimeMs;
use sequencer::simulation::{Setup, SimIncident, simulate};

use crate::measure::{median, wall_s};
use integration_tests::county;

const SAMPLES: usize = 5;

pub fn run() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let runtime = county::open_runtime(dir.path());
    let shouning = county::read();
    let mut install =
        county::set_up(&shouning, &runtime, &["report-intake", "nearest-unit", "graded-escalation", "three-teams"]);
    install.remove(0);
    let incidents = incidents(&integration_tests::shouning().join("incidents-2022-09.ndjson"));
    let mut seconds = Vec::new();
    let mut hashes = Vec::new();
    for _ in 0..SAMPLES {
        let setup = Setup { county: shouning.clone(), install: install.clone(), readings: Vec::new() };
        let (s, summary) = wall_s(|| simulate(setup, &incidents, &*runtime, 1, &mut |_, _| ()).expect("a summary"));
        seconds.push(s);
        hashes.push(summary.state_hash);
    }
    hashes.dedup();
    assert_eq!(hashes.len(), 1, "the same seed gives the same state");
    let s = median(seconds);
    println!(
        "{} incidents in {s:.2} s: {:.0} incidents/s (median of {SAMPLES})",
        incidents.len(),
        incidents.len() as f64 / s
    );
}

pub fn incidents(file: &Path) -> Vec<SimIncident> {
    let text = std::fs::read_to_string(file).expect("the incidents");
    let incident = |line: &str| {
        let json: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = |key: &str| json[key].as_str().expect("a text").to_owned();
        SimIncident {
            id: text("id"),
            reported_at: TimeMs::parse(&text("reported_at")).expect("a time"),
            kind: text("kind"),
            priority: Priority::ALL[json["priority"].as_u64().expect("a priority") as usize - 1],
            lon: json["lon"].as_f64().expect("a longitude"),
            lat: json["lat"].as_f64().expect("a latitude"),
            source: text("source"),
            on_scene_minutes: json["on_scene_minutes"].as_u64().expect("minutes") as u32,
        }
    };
    text.lines().map(incident).collect()
}
