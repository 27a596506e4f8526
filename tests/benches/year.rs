//! A year of the model county with every procedure, twice at once, on two cores: the same bytes, and how long that takes.

use integration_tests::{county, year};

use crate::measure::wall_s;

const DAYS: u32 = 365;
const SEED: u64 = 1;

pub fn run() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (county, plugins) = year::county();
    let names: Vec<&str> = plugins.iter().map(String::as_str).collect();
    let month = year::incidents(&integration_tests::shouning().join("incidents-2022-09.ndjson"));
    let incidents = year::days(&month, DAYS);
    let first = incidents[0].reported_at;
    let starts = year::starts(&county, &year::OFTEN, first, DAYS, SEED);
    let play = |folder: &str| {
        let runtime = county::open_runtime(&dir.path().join(folder));
        let install = year::installed(&county, &runtime, &names);
        wall_s(|| year::play(&county, install, &runtime, &incidents, starts.clone(), SEED))
    };
    let ((one_s, one), (other_s, other)) = std::thread::scope(|scope| {
        let other = scope.spawn(|| play("other"));
        (play("one"), other.join().expect("it is played"))
    });
    assert_eq!((&one.hash, &one.state_hash), (&other.hash, &other.state_hash), "the same seed gives the same year");
    println!(
        "{} incidents, {} starts, {} steps of workflows, {} batches",
        one.incidents,
        starts.len(),
        one.steps,
        one.batches
    );
    println!("two at once on two cores: {one_s:.1} s and {other_s:.1} s; equal hashes ({}…)\n", &one.hash[..16]);
    println!("| procedure | began | steps | tasks done | left | not started | ends |");
    println!("|---|---|---|---|---|---|---|");
    for (kind, of) in &one.procedures {
        let ends: Vec<String> = of.ended.iter().map(|(end, count)| format!("{end} {count}")).collect();
        println!(
            "| {kind} | {} | {} | {} | {} | {} | {} |",
            of.began,
            of.steps,
            of.tasks_done,
            of.tasks_left,
            of.not_started,
            ends.join(", ")
        );
    }
}
