//! The model county's month through its plugins on the virtual clock.

use std::sync::Arc;

use domain::county::County;
use domain::incident::Priority;
use sequencer::simulation::{Group, ResponseTimes, Setup, Summary, simulate};

use crate::measure::{median, wall_s};
use integration_tests::county;
use integration_tests::year::{incidents, installed};

const SAMPLES: usize = 5;
const PLUGINS: [&str; 4] = ["report-intake", "nearest-unit", "graded-escalation", "three-teams"];

pub fn run() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let runtime = county::open_runtime(dir.path());
    let shouning = county::read();
    let install = installed(&shouning, &runtime, &PLUGINS);
    let incidents = incidents(&integration_tests::shouning().join("incidents-2022-09.ndjson"));
    let mut seconds = Vec::new();
    let mut hashes = Vec::new();
    for _ in 0..SAMPLES {
        let setup = Setup { county: shouning.clone(), install: install.clone(), readings: Vec::new(), people: None };
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

/// The month with one thing taken away at a time that the county has: what each is worth, in total, by district and by priority.
pub fn changes() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let runtime = county::open_runtime(dir.path());
    let incidents = incidents(&integration_tests::shouning().join("incidents-2022-09.ndjson"));
    let play = |without: &Without| {
        let county = without.county();
        let plugins: Vec<&str> = PLUGINS.into_iter().filter(|name| Some(*name) != without.plugin).collect();
        let install = installed(&county, &runtime, &plugins);
        let setup = Setup { county, install, readings: Vec::new(), people: None };
        simulate(setup, &incidents, &*runtime, 1, &mut |_, _| ()).expect("a summary")
    };
    let played: Vec<(&str, Summary)> = WITHOUT.iter().map(|without| (without.name, play(without))).collect();
    let whole = &played[0].1;
    println!("| | P50 s | P90 s | within 300 s | within 600 s | late | overflow | escalations |");
    println!("|---|---|---|---|---|---|---|---|");
    let times = |name: &str, times: &ResponseTimes, rest: &str| {
        let share = |share: Option<f64>| share.map_or("–".to_owned(), |share| format!("{:.2} %", share * 100.0));
        let number = |number: Option<u32>| number.map_or("–".to_owned(), |number| number.to_string());
        let (within, late) = (share(times.within_600), share(times.within_600.map(|within| 1.0 - within)));
        println!(
            "| {name} | {} | {} | {} | {within} | {late} | {rest} |",
            number(times.p50),
            number(times.p90),
            share(times.within_300)
        );
    };
    for (name, summary) in &played {
        let rest = format!("{} | {}", summary.all.overflow, summary.all.escalations);
        times(name, &summary.all.response_s, &rest);
    }
    times("no dispatch could be faster", &whole.all.nearest_s, "– | –");
    let of_groups = |summary: &Summary| -> Vec<(String, Group)> {
        let districts = summary.districts.iter().map(|(code, group)| (code.clone(), group.clone()));
        let of_priority =
            |priority: &Priority| Some((priority.name().to_owned(), summary.priorities.get(priority.name())?.clone()));
        districts.chain(Priority::ALL.iter().filter_map(of_priority)).collect()
    };
    let names: Vec<String> = of_groups(whole).into_iter().map(|(name, _)| name).collect();
    println!("\nP50 / P90 in seconds, by district and priority:\n\n| | {} |", names.join(" | "));
    println!("|---|{}", "---|".repeat(names.len()));
    let line = |name: &str, times: Vec<ResponseTimes>| {
        let cell =
            |times: &ResponseTimes| format!("{} / {}", times.p50.unwrap_or_default(), times.p90.unwrap_or_default());
        println!("| {name} | {} |", times.iter().map(cell).collect::<Vec<_>>().join(" | "));
    };
    for (name, summary) in &played {
        line(name, of_groups(summary).into_iter().map(|(_, group)| group.response_s).collect());
    }
    line("no dispatch could be faster", of_groups(whole).into_iter().map(|(_, group)| group.nearest_s).collect());
}

/// What is taken away: a plugin, keys of `county.toml`, or keys of each entry of a list there.
struct Without {
    name: &'static str,
    plugin: Option<&'static str>,
    keys: &'static [&'static str],
    of_entries: Option<(&'static str, &'static str)>,
}

const WHOLE: Without = Without { name: "the county as it is", plugin: None, keys: &[], of_entries: None };
const WITHOUT: [Without; 6] = [
    WHOLE,
    Without { name: "all kinds of unit move alike", of_entries: Some(("unit_kind", "travel")), ..WHOLE },
    Without { name: "unit by unit, in place of an assignment", plugin: Some("nearest-unit"), ..WHOLE },
    Without { name: "nobody is called off", keys: &["recall"], ..WHOLE },
    Without { name: "no floors of cover", keys: &["cover"], ..WHOLE },
    Without { name: "classes that may go alone", of_entries: Some(("unit_class", "never_alone")), ..WHOLE },
];

impl Without {
    fn county(&self) -> Arc<County> {
        let mut sources = county::sources();
        let file = sources.get_mut("county.toml").expect("the county's file");
        let mut table: toml::Table = std::str::from_utf8(file).expect("UTF-8").parse().expect("TOML");
        for key in self.keys {
            assert!(table.remove(*key).is_some(), "the county has no `{key}`");
        }
        if let Some((list, key)) = self.of_entries {
            let entries =
                table[list].as_array_mut().expect("a list").iter_mut().filter_map(|entry| entry.as_table_mut());
            let removed = entries.filter_map(|entry| entry.remove(key)).count();
            assert!(removed > 0, "no `{list}` has `{key}`");
        }
        *file = table.to_string().into_bytes();
        Arc::new(county_files::read(&sources, None).unwrap_or_else(|problems| panic!("{}", problems[0])))
    }
}
