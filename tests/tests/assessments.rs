//! An assessment through the real component: what it makes of the model county's counts, and that an old one worked out again under its
//! own version gives the same bytes, whatever came after.

use std::sync::Arc;

use domain::assessment::{Assessment, Period, bytes};
use domain::command::{AssessmentCommand, Command, Envelope, IncidentCommand, PluginCommand, Report, UnitCommand};
use domain::hooks::Hook;
use domain::ids::{AssessmentRef, IncidentRef};
use domain::incident::{Phase, Reality};
use domain::plugin::Mode;
use domain::ports::Components;
use domain::state::State;
use domain::time::TimeMs;
use domain::unit::Primary;
use expect_test::expect;
use integration_tests::county::{self, NOW};
use jiff::tz::TimeZone;
use runtime::{Runtime, package};
use sequencer::cascade::work_out;
use sequencer::jobs::again;
use sequencer::simulation::Untimed;

const PLUGIN: &str = "response-times";

struct Room {
    runtime: Arc<Runtime>,
    state: State,
    now: TimeMs,
    folder: tempfile::TempDir,
}

impl Room {
    fn new() -> Room {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let runtime = county::open_runtime(folder.path());
        let mut room = Room { runtime, state: State::default(), now: NOW, folder };
        room.order(Command::County(domain::command::CountyCommand::Import { county: county::read() }));
        room.install(&std::fs::read(integration_tests::plugin(PLUGIN)).expect("a packed plugin"));
        room.sit(None);
        room
    }

    /// In the whole county.
    fn sit(&mut self, version: Option<&str>) {
        let (hook, plugin, version) = (Hook::Assessment, PLUGIN.to_owned(), version.map(str::to_owned));
        let (districts, mode, order) = (Vec::new(), Mode::Auto, None);
        self.order(Command::Plugin(PluginCommand::SetMode { districts, hook, plugin, mode, order, version }));
    }

    fn install(&mut self, bytes: &[u8]) {
        let inspected = Arc::new(self.runtime.keep(bytes).unwrap_or_else(|refusal| panic!("{refusal}")));
        let grants = inspected.manifest.requests.clone();
        self.order(Command::Plugin(PluginCommand::Install { inspected, grants }));
    }

    /// The same component as another version, which assesses from then on.
    fn install_as(&mut self, version: &str) {
        let folder = integration_tests::root().join("examples").join(PLUGIN);
        let file = |name: &str| std::fs::read(folder.join(name)).expect("a file of the plugin");
        let mut manifest: serde_json::Value = serde_json::from_slice(&file("manifest.json")).expect("JSON");
        manifest["version"] = version.into();
        let core = std::fs::read(integration_tests::hostile("response_times")).expect("a built guest");
        let (settings_schema, catalog) = (&*file("settings.schema.json"), &*file("catalog.json"));
        let manifest = manifest.to_string();
        let files = package::Files { manifest: manifest.as_bytes(), settings_schema, catalog };
        let packed = package::pack(&core, files).unwrap_or_else(|faults| panic!("{}", faults[0]));
        self.install(&packed);
        self.sit(Some(version));
    }

    fn settings(&mut self, settings_json: &str) {
        let (plugin, district, settings_json) = (PLUGIN.to_owned(), None, settings_json.to_owned());
        self.order(Command::Plugin(PluginCommand::Configure { plugin, district, settings_json, version: None }));
    }

    /// And runs what is to be run beside the writer.
    fn order(&mut self, command: Command) {
        self.now = self.now.plus_s(1);
        self.submit(&Envelope::system(command));
    }

    fn submit(&mut self, envelope: &Envelope) {
        let untimed = Untimed(&*self.runtime);
        let draft = work_out(&self.state, envelope, self.now, &untimed);
        let draft = draft.unwrap_or_else(|refusal| panic!("{refusal}"));
        self.state = draft.state;
        let recorded: Vec<Envelope> = draft.jobs.iter().filter_map(|job| job.run(&untimed)).collect();
        recorded.iter().for_each(|envelope| self.submit(envelope));
    }

    /// An incident whose unit is on scene after so long, and that is closed then.
    fn handled(&mut self, lon: f64, lat: f64, after_s: u32) {
        let report = Report {
            origin: Default::default(),
            kind: "help".to_owned(),
            lon,
            lat,
            source: "110".to_owned(),
            reality: Reality::Actual,
            priority: None,
            external_id: None,
            personal: None,
            words: None,
            uncertain: None,
        };
        self.order(Command::Incident(IncidentCommand::Report(report)));
        let incident: IncidentRef = self.state.last_incident;
        let unit = self.state.incident(incident).and_then(|of| of.units().next()).expect("a unit is sent");
        self.now = self.now.plus_s(after_s);
        for primary in [Primary::EnRoute, Primary::OnScene] {
            self.order(Command::Unit(UnitCommand::SetStatus { unit, primary, secondary: None }));
        }
        for (to, outcome) in [(Phase::Resolved, Some("helped".to_owned())), (Phase::Closed, None)] {
            self.order(Command::Incident(IncidentCommand::Step { incident, to, outcome }));
        }
    }

    fn assess(&mut self) -> Arc<Assessment> {
        let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
        let period = Period::named("2022-09", &zone).expect("a month");
        self.order(Command::Assessment(AssessmentCommand::Ask { plugin: PLUGIN.to_owned(), period }));
        self.done(self.state.assessments.last)
    }

    fn done(&self, which: AssessmentRef) -> Arc<Assessment> {
        self.state.assessments.get(which).and_then(|asked| asked.done.clone()).expect("it was worked out")
    }
}

/// Figures in a line each.
fn told(done: &Assessment) -> String {
    let figures = done.answer.indicators.iter().map(|of| {
        let district = of.district.map_or("county".to_owned(), |district| format!("district {district}"));
        let few = if of.small_n { ", few" } else { "" };
        format!("{} {district}: {}/{} over {}{few}\n", of.name, of.numerator, of.denominator, of.n)
    });
    figures.collect()
}

#[test]
fn an_old_month_worked_out_again_by_its_version_gives_the_same_bytes() {
    let mut room = Room::new();
    room.settings(r#"{"in_time_s":900}"#);
    room.handled(119.50139, 27.45889, 300);
    room.handled(119.50139, 27.45889, 1_200);
    let first = room.assess();
    assert_eq!(first.failure, None);
    expect![[r#"
        response-mean county: 1504/2 over 2, few
        response-in-time county: 1/2 over 2, few
        response-mean district 0: 1504/2 over 2, few
        response-in-time district 0: 1/2 over 2, few
        closed county: 2/2 over 2, few
        closed district 0: 2/2 over 2, few
        result-helped county: 2/2 over 2, few
    "#]]
    .assert_eq(&told(&first));
    let as_it_was = bytes(&first.answer);
    // Another incident, other settings and another version come after it.
    room.handled(119.50139, 27.45889, 60);
    room.settings(r#"{"in_time_s":60}"#);
    room.install_as("0.2.0");
    let second = room.assess();
    assert_eq!((first.plugin.version.as_str(), second.plugin.version.as_str()), ("0.1.0", "0.2.0"));
    assert_ne!(bytes(&second.answer), as_it_was);
    assert_eq!(again(&room.state, first.number, &Untimed(&*room.runtime)), Some(Ok(as_it_was.clone())));
    assert_eq!(again(&room.state, second.number, &Untimed(&*room.runtime)), Some(Ok(bytes(&second.answer))));
    // And after a restart, by a runtime that has to load the old version anew, of a state that was written down and read back.
    let written = serde_json::to_vec(&room.state.assessments).expect("JSON");
    let mut state = room.state.clone();
    state.assessments = serde_json::from_slice(&written).expect("what was written");
    let restarted = county::open_runtime(room.folder.path());
    assert_eq!(again(&state, first.number, &Untimed(&*restarted)), Some(Ok(as_it_was)));
}
