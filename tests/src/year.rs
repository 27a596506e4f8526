//! A year of the model county: its month over and over, and every procedure as often as there is cause for it, with people who do what they
//! have to. Played on the virtual clock; the same seed gives the same bytes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use domain::command::Envelope;
use domain::county::County;
use domain::event::Batch;
use domain::hooks::{Field, FieldValue};
use domain::ids::{Digest, DistrictRef, GridRef};
use domain::incident::Priority;
use domain::ports::Value;
use domain::time::TimeMs;
use runtime::Runtime;
use sequencer::simulation::{People, ProcedureFigures, Setup, SimIncident, SimStart, simulate_watched};

use crate::county;
use crate::played::Chance;

const DAY_S: u32 = 86_400;
/// The month has so many days.
const MONTH_DAYS: u32 = 30;

/// How often a kind of procedure is begun by somebody, in the county and a year of 360 days; what incidents and schedules begin comes on top.
pub struct Often {
    pub kind: &'static str,
    pub a_year: u32,
    /// Once in each grid, in place of anywhere.
    pub in_each_grid: bool,
    /// What is filled in so.
    pub given: &'static [(&'static str, &'static str)],
}

impl Often {
    /// Often enough to come in a few days.
    pub fn at_least_weekly(&self) -> Often {
        let a_year = if self.in_each_grid { self.a_year } else { self.a_year.max(360) };
        Often { a_year, ..*self }
    }
}

const fn anywhere(kind: &'static str, a_year: u32) -> Often {
    Often { kind, a_year, in_each_grid: false, given: &[] }
}

const fn in_each_grid(kind: &'static str, a_year: u32) -> Often {
    Often { kind, a_year, in_each_grid: true, given: &[] }
}

/// The model county's: where the source article gives a count, that of a year; the rest is supposed.
pub const OFTEN: [Often; 11] = [
    in_each_grid("hazard-check", 52),
    anywhere("grid-case", 972),
    anywhere("dispute-mediation", 387),
    anywhere("lead", 600),
    anywhere("service-request", 232),
    anywhere("mutual-aid", 48),
    anywhere("case-handover", 120),
    anywhere("major-event", 6),
    anywhere("grid-care", 96),
    anywhere("patrol-plan", 2_920),
    Often { given: &[("class", "A")], ..anywhere("hazard-plan", 12) },
];

/// What was played.
pub struct Played {
    pub incidents: usize,
    /// A unit came to so many of them.
    pub served: u64,
    /// Plugins that failed, and how often.
    pub failed: BTreeMap<String, u64>,
    pub steps: u64,
    pub batches: u64,
    pub procedures: BTreeMap<String, ProcedureFigures>,
    /// Of all batches, in their order: versions, times and names of events.
    pub hash: String,
    pub state_hash: String,
}

/// The model county with all the plugins that it declares.
pub fn county() -> (Arc<County>, Vec<String>) {
    let county = county::read();
    let plugins = county.plugins.iter().map(|plugin| plugin.name.clone()).collect();
    (county, plugins)
}

/// A file of incidents as the simulation has them.
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

/// What sets plugins up in a county that is there.
pub fn installed(county: &Arc<County>, runtime: &Runtime, plugins: &[&str]) -> Vec<Envelope> {
    let mut install = county::set_up(county, runtime, plugins);
    install.remove(0);
    install
}

/// The model county's month from its first day on, over and over, so many days of it.
pub fn days(month: &[SimIncident], days: u32) -> Vec<SimIncident> {
    let first = month.first().expect("an incident").reported_at;
    let again = |turn: u32| {
        month.iter().map(move |incident| {
            let later = incident.reported_at.plus_s(turn * MONTH_DAYS * DAY_S);
            SimIncident { id: format!("{}-{turn}", incident.id), reported_at: later, ..incident.clone() }
        })
    };
    let until = first.plus_s(days * DAY_S);
    (0..days.div_ceil(MONTH_DAYS)).flat_map(again).filter(|incident| incident.reported_at < until).collect()
}

/// What people begin in so many days, in the order of the times.
pub fn starts(county: &County, often: &[Often], first: TimeMs, days: u32, seed: u64) -> Vec<SimStart> {
    let mut chance = Chance(seed);
    let mut starts = Vec::new();
    let grids: Vec<GridRef> = (0..county.grids.len()).map(|grid| GridRef(grid as u32)).collect();
    for of in often {
        let rounds = u64::from(of.a_year) * u64::from(days) / 360;
        for round in 0..rounds {
            let anywhere = [grids[chance.below(grids.len() as u64) as usize]];
            for grid in if of.in_each_grid { &grids[..] } else { &anywhere[..] } {
                let district: DistrictRef = county.grids[grid.index()].district;
                let share_s = u64::from(days * DAY_S) / rounds.max(1);
                let at = first.plus_s((round * share_s + chance.below(share_s)) as u32);
                let key = format!("{}-{round}-{}", of.kind, grid.0);
                let given = of.given.iter().map(|(name, value)| Field {
                    name: (*name).to_owned(),
                    value: FieldValue::Plain(Value::Text((*value).to_owned())),
                });
                let (workflow, grid) = (of.kind.to_owned(), Some(*grid));
                starts.push(SimStart { at, workflow, key, district, grid, given: given.collect() });
            }
        }
    }
    starts.sort_by(|one, other| (one.at, &one.key).cmp(&(other.at, &other.key)));
    starts
}

/// Plays all of it.
pub fn play(
    county: &Arc<County>,
    install: Vec<Envelope>,
    runtime: &Runtime,
    incidents: &[SimIncident],
    starts: Vec<SimStart>,
    seed: u64,
) -> Played {
    let setup = Setup { county: county.clone(), install, readings: Vec::new(), people: Some(People { starts }) };
    let (mut chain, mut batches) = (Digest::default(), 0);
    let mut watch = |batch: &Batch| {
        batches += 1;
        let mut bytes = [&chain.0[..], &batch.version.0.to_le_bytes(), &batch.at.0.to_le_bytes()].concat();
        batch.events.iter().for_each(|event| bytes.extend_from_slice(event.name().as_bytes()));
        chain = Digest::of(&bytes);
    };
    let summary = simulate_watched(setup, incidents, runtime, seed, &mut |_, _| (), &mut watch).expect("a summary");
    let steps = summary.procedures.values().map(|of| of.steps).sum();
    let hash = chain.to_string();
    let failed = summary.plugins.iter().filter(|(_, of)| of.failed > 0).map(|(name, of)| (name.clone(), of.failed));
    Played {
        incidents: incidents.len(),
        served: summary.all.served,
        failed: failed.collect(),
        steps,
        batches,
        procedures: summary.procedures,
        hash,
        state_hash: summary.state_hash,
    }
}
