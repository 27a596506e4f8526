//! `coverage-dispatch` beside `nearest-unit`: on the model county's month and on a made-up city of 60 units, from the report to the first
//! unit on scene.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::command::{Command, Envelope, PluginCommand};
use domain::county::County;
use domain::event::{Batch, Event, IncidentEvent, UnitEvent};
use domain::ids::{IncidentRef, UnitRef};
use domain::time::TimeMs;
use domain::unit::Primary;
use runtime::Runtime;
use sequencer::simulation::{Setup, SimIncident, simulate_watched};

use crate::city;
use integration_tests::county;
use integration_tests::year::incidents;

const SEED: u64 = 1;
const CITY_DAYS: u32 = 3;
/// In the city, and in the county, where ways are long.
const CITY_IN_TIME_S: u32 = 300;
/// The rule aims at a little less: how long a crew takes to turn out is not known beforehand.
const CITY_THRESHOLD_S: u32 = 285;
const COUNTY_IN_TIME_S: u32 = 900;

pub fn run() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let runtime = county::open_runtime(dir.path());
    heading();
    let table = r#""demand":"table""#;
    for an_hour in [20.0, 40.0, 60.0] {
        let calls = city::incidents(CITY_DAYS, an_hour);
        let played = Played { runtime: &runtime, county: city::read(), incidents: &calls, in_time_s: CITY_IN_TIME_S };
        let name = format!("the city, {an_hour} calls an hour");
        played.line(&name, "nearest-unit", None, &[]);
        for objective in ["dmexclp", "weighed"] {
            let s = CITY_THRESHOLD_S;
            let settings = format!(r#"{{{table},"threshold_s":{s},"objective":"{objective}","busy_fraction":0.4}}"#);
            played.line(&format!("{name}, `{objective}`"), "coverage-dispatch", Some(settings), &[]);
        }
    }
    let of_month = incidents(&integration_tests::shouning().join("incidents-2022-09.ndjson"));
    let played =
        Played { runtime: &runtime, county: county::read(), incidents: &of_month, in_time_s: COUNTY_IN_TIME_S };
    let beside = &["report-intake", "graded-escalation", "three-teams"][..];
    played.line("the month", "nearest-unit", None, beside);
    played.line("the month", "coverage-dispatch", Some(format!(r#"{{{table}}}"#)), beside);
    let any = format!(r#"{{{table},"own_district_first":false}}"#);
    played.line("the month, any district", "coverage-dispatch", Some(any), beside);
}

fn heading() {
    println!("| | rule | incidents | mean s | P50 s | P90 s | in time within s | late | units busy |");
    println!("|---|---|---|---|---|---|---|---|---|");
}

struct Played<'a> {
    runtime: &'a Arc<Runtime>,
    county: Arc<County>,
    incidents: &'a [SimIncident],
    in_time_s: u32,
}

impl Played<'_> {
    fn line(&self, name: &str, rule: &str, settings: Option<String>, beside: &[&str]) {
        let plugins: Vec<&str> = [rule].into_iter().chain(beside.iter().copied()).collect();
        let mut install = county::set_up(&self.county, self.runtime, &plugins);
        install.remove(0);
        if let Some(settings_json) = settings {
            let (plugin, district, version) = (rule.to_owned(), None, None);
            let command = PluginCommand::Configure { plugin, district, settings_json, version };
            install.push(Envelope::system(Command::Plugin(command)));
        }
        let setup = Setup { county: self.county.clone(), install, readings: Vec::new(), people: None };
        let mut times = Times::default();
        let watch = &mut |batch: &Batch| times.watch(batch);
        let summary = simulate_watched(setup, self.incidents, &**self.runtime, SEED, &mut |_, _| (), watch);
        let summary = summary.expect("a summary");
        let figures = &summary.plugins[rule];
        assert_eq!((figures.failed, &figures.first_failure), (0, &None), "{rule}");
        let busy = summary.utilisation.values().sum::<f64>() / summary.utilisation.len() as f64;
        let Figures { n, mean, p50, p90, late } = times.figures(self.in_time_s);
        println!(
            "| {name} | {rule} | {n} | {mean:.0} | {p50} | {p90} | {} | {:.2} % | {:.0} % |",
            self.in_time_s,
            late * 100.0,
            busy * 100.0
        );
    }
}

/// From the report to the first unit on scene, by the events.
#[derive(Default)]
struct Times {
    reported: BTreeMap<IncidentRef, TimeMs>,
    on: BTreeMap<UnitRef, IncidentRef>,
    response_s: BTreeMap<IncidentRef, u32>,
}

struct Figures {
    n: usize,
    mean: f64,
    p50: u32,
    p90: u32,
    late: f64,
}

impl Times {
    fn watch(&mut self, batch: &Batch) {
        for event in &batch.events {
            match event {
                Event::Incident(IncidentEvent::Reported(reported)) => {
                    self.reported.insert(reported.incident, batch.at);
                }
                Event::Incident(IncidentEvent::UnitsAssigned { incident, assignments, .. }) => {
                    self.on.extend(assignments.iter().map(|assignment| (assignment.unit, *incident)));
                }
                Event::Unit(UnitEvent::StatusChanged { unit, primary: Primary::OnScene, .. }) => {
                    if let Some(incident) = self.on.get(unit) {
                        let response_s = batch.at.since_s(self.reported[incident]);
                        self.response_s.entry(*incident).or_insert(response_s);
                    }
                }
                _ => {}
            }
        }
    }

    fn figures(&self, in_time_s: u32) -> Figures {
        let mut all: Vec<u32> = self.response_s.values().copied().collect();
        all.sort_unstable();
        let n = all.len();
        let rank = |percent: usize| all[(n * percent).div_ceil(100).max(1) - 1];
        let mean = all.iter().map(|s| f64::from(*s)).sum::<f64>() / n as f64;
        let late = all.iter().filter(|s| **s > in_time_s).count() as f64 / n as f64;
        Figures { n, mean, p50: rank(50), p90: rank(90), late }
    }
}
