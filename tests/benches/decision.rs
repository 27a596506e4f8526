//! One decision with 20 candidates: the rule as native Rust, in an instance that is used again, in a fresh sandbox, and the
//! whole of what the host does for it.

use std::hint::black_box;
use std::sync::Arc;

use domain::arbiter::judge_dispatch;
use domain::candidates::{candidates, view_of};
use domain::command::{Command, Envelope, IncidentCommand, Report};
use domain::decision::{CompactCandidate, DispatchRecord};
use domain::hooks::{CallView, Candidate, DispatchAnswer, DispatchInput, IncidentView, Nearness};
use domain::ids::IncidentRef;
use domain::incident::Reality;
use domain::ports::{Ask, PluginCall, View};
use domain::state::State;
use domain::view::StateView;
use runtime::{Reused, Runtime};
use sequencer::cascade::work_out;

use crate::measure::{cpu_us, least, median};
use integration_tests::county::{self, NOW};

const CANDIDATES: usize = 20;
const ROUNDS: u32 = 2_000;
const SAMPLES: usize = 21;

pub fn run() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let runtime = county::open_runtime(dir.path());
    let shouning = county::read();
    let state = county::state_after(&county::set_up(&shouning, &runtime, &["nearest-unit"]), &runtime);
    let all = county::set_up(&shouning, &runtime, &["nearest-unit", "graded-escalation"]);
    let state_of_all = county::state_after(&all, &runtime);

    let (incident, candidates) = question(&state, &runtime);
    let plugin = state.plugins.current("nearest-unit").expect("installed").clone();
    let settings = state.plugins.settings("nearest-unit", incident.district).1.to_owned();
    let view: Arc<dyn View> = Arc::new(StateView::new(&state).expect("a county"));
    let input = DispatchInput {
        now: NOW,
        incident: incident.clone(),
        call: CallView::default(),
        candidates: candidates.clone(),
        excluded: Vec::new(),
    };
    let call = PluginCall { plugin: &plugin, settings_json: &settings, deadline_ms: 50 };
    let mut reused = Reused::new(&runtime, &plugin, &view).expect("an instance");

    let native = Native::new(&incident, &candidates, &settings);
    let decide = || match runtime.ask(&call, &input, &view).result {
        Ok(DispatchAnswer::Recommend(answer)) => answer,
        other => panic!("{other:?}"),
    };
    let answer = decide();
    println!(
        "{} candidates, {} picked, {} passed over",
        candidates.len(),
        answer.picks.len(),
        answer.passed_over.len()
    );
    let recorded = || {
        let answer = decide();
        let judged = judge_dispatch(&state, &incident, &candidates, answer, Some(&plugin.grants));
        let record = DispatchRecord {
            needs: incident.needs.clone(),
            candidates: candidates.iter().map(CompactCandidate::from).collect(),
            picks: judged.picks,
            passed_over: judged.passed_over,
            excluded: Vec::new(),
            shortfalls: judged.shortfalls,
            recalls: Vec::new(),
        };
        serde_json::to_vec(&record).expect("JSON")
    };
    println!("its record as JSON: {} bytes", recorded().len());
    let report = Envelope::system(Command::Incident(IncidentCommand::Report(report())));
    let worked_out = |state: &State| work_out(state, &report, NOW, &*runtime).expect("a batch").batch.encode();

    let mut figures: [Vec<f64>; 6] = Default::default();
    for _ in 0..SAMPLES {
        figures[0].push(cpu_us(ROUNDS, || drop(black_box(native.recommend()))));
        figures[1].push(cpu_us(ROUNDS, || drop(black_box(reused.dispatch(&settings, &input)))));
        figures[2].push(cpu_us(ROUNDS, || drop(black_box(decide()))));
        figures[3].push(cpu_us(ROUNDS, || drop(black_box(recorded()))));
        figures[4].push(cpu_us(ROUNDS / 4, || drop(black_box(worked_out(&state)))));
        figures[5].push(cpu_us(ROUNDS / 4, || drop(black_box(worked_out(&state_of_all)))));
    }
    println!("instances that the reused one needed (its arena never frees): {}\n", reused.started());
    println!("| one decision, CPU time | µs median | µs least | × native |");
    println!("|---|---|---|---|");
    let names = [
        "the rule, native",
        "reused instance",
        "fresh sandbox",
        "fresh sandbox, arbiter and record as JSON",
        "report to encoded batch, dispatch only",
        "report to encoded batch, dispatch and escalation",
    ];
    let native = median(figures[0].clone());
    for (name, figures) in names.iter().zip(figures) {
        let (low, mid) = (least(&figures), median(figures));
        println!("| {name} | {mid:.2} | {low:.2} | {:.1} |", mid / native);
    }
}

fn report() -> Report {
    Report {
        origin: Default::default(),
        kind: "traffic-accident".to_owned(),
        lon: 119.50139,
        lat: 27.45889,
        source: "110".to_owned(),
        reality: Reality::Actual,
        priority: None,
        uncertain: None,
        external_id: None,
        personal: None,
        words: None,
    }
}

/// An incident as the county would ask about it, with exactly as many candidates as the figure is named after: where fewer
/// have a skill that is needed, the nearest stand in again with other numbers.
fn question(state: &State, runtime: &Runtime) -> (IncidentView, Vec<Candidate>) {
    let envelope = Envelope::system(Command::Incident(IncidentCommand::Report(report())));
    let after = work_out(state, &envelope, NOW, runtime).expect("a batch").state;
    let loaded = state.county.as_ref().expect("a county");
    let mut incident = view_of(after.incident(IncidentRef(1)).expect("reported"), loaded);
    let kind = &loaded.county().kinds[incident.kind.index()];
    incident.needs = kind.needs.clone();
    let mut found = candidates(state, loaded, &incident, NOW).offered;
    for index in 0..CANDIDATES.saturating_sub(found.len()) {
        let mut more = found[index].clone();
        more.unit.0 = (0..).find(|unit| found.iter().all(|c| c.unit.0 != *unit)).expect("a free number");
        more.eta_s += 600;
        found.push(more);
    }
    found.truncate(CANDIDATES);
    (incident, found)
}

/// The same question in the guest's own words, for the rule without a sandbox.
struct Native {
    settings: nearest_unit::Settings,
    incident: wardroom_plugin::Incident,
    candidates: Vec<wardroom_plugin::Candidate>,
}

impl Native {
    fn new(incident: &IncidentView, candidates: &[Candidate], settings: &str) -> Native {
        let needs = incident.needs.iter();
        let candidate = |c: &Candidate| wardroom_plugin::Candidate {
            unit: c.unit.0,
            team: c.team.0,
            district: c.district.0,
            nearness: match c.nearness {
                Nearness::Own => wardroom_plugin::Nearness::Own,
                Nearness::Neighbour => wardroom_plugin::Nearness::Neighbour,
                Nearness::County => wardroom_plugin::Nearness::County,
            },
            skills: c.skills.low(),
            eta_s: c.eta_s,
            straight_line: c.straight_line,
            fix_age_s: c.fix_age_s,
            shift_left_s: c.shift_left_s,
            workload: c.workload,
            kind: c.told.kind.0,
            crew: c.told.crew,
            grid: c.grid.map(|grid| grid.0),
            class: c.told.class.map(|class| class.0),
            lent_from: c.told.lent_from.map(|district| district.0),
            reserve: c.told.reserve,
            recall_from: None,
            fits: c.told.fits,
        };
        Native {
            settings: serde_json::from_str(settings).expect("settings"),
            incident: wardroom_plugin::Incident {
                ref_: incident.incident.0,
                kind: incident.kind.0,
                priority: wardroom_plugin::Priority::Urgent,
                reality: wardroom_plugin::Reality::Actual,
                phase: wardroom_plugin::Phase::Accepted,
                district: incident.district.0,
                grid: incident.grid.0,
                needs: needs
                    .map(|n| wardroom_plugin::Need { skills: n.skills.low(), count: n.count, more_skills: None })
                    .collect(),
                position: None,
                reported_at: incident.reported_at.seconds(),
                accepted_at: incident.accepted_at.map(|at| at.seconds()),
                acknowledged_at: None,
            },
            candidates: candidates.iter().map(candidate).collect(),
        }
    }

    fn recommend(&self) -> wardroom_plugin::Verdict {
        nearest_unit::recommend(&self.settings, black_box(&self.incident), black_box(&self.candidates))
    }
}
