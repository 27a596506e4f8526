//! What `cargo xtask bench` measures: counted loops, medians, and what is compared is measured side by side in one run. A
//! single section runs with its name: `cargo bench --package integration-tests -- decision`.

mod city;
mod commands;
mod county;
mod coverage;
mod decision;
mod find;
mod journal_size;
mod measure;
mod memory;
mod month;
mod positions;
mod siege;
mod start_up;
mod timers;
mod travel;
mod year;

/// A section's name and what runs it.
type Section = (&'static str, fn());

const SECTIONS: [Section; 15] = [
    ("county", county::run),
    ("siege", siege::run),
    ("memory", memory::run),
    ("decision", decision::run),
    ("commands", commands::run),
    ("month", month::run),
    ("changes", month::changes),
    ("year", year::run),
    ("coverage", coverage::run),
    ("travel", travel::run),
    ("find", find::run),
    ("positions", positions::run),
    ("journal-size", journal_size::run),
    ("timers", timers::run),
    ("start-up", start_up::run),
];

fn main() {
    // Cargo hands its own `--bench` on.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if let Some(unknown) = wanted.iter().find(|name| SECTIONS.iter().all(|(known, _)| known != name)) {
        let known: Vec<&str> = SECTIONS.iter().map(|(name, _)| *name).collect();
        eprintln!("error: no section `{unknown}`; there are {}", known.join(", "));
        std::process::exit(2);
    }
    for (name, run) in SECTIONS {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            println!("\n## {name}\n");
            run();
        }
    }
}
