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

const RESPONSE_TIMES: &str = "response-times";
const COMMUNITY: &str = "community-assessment";

struct Room {
    plugin: &'static str,
    runtime: Arc<Runtime>,
    state: State,
    now: TimeMs,
    folder: tempfile::TempDir,
}

impl Room {
    fn new(plugin: &'static str) -> Room {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let runtime = county::open_runtime(folder.path());
        let mut room = Room { plugin, runtime, state: State::default(), now: NOW, folder };
        room.order(Command::County(domain::command::CountyCommand::Import { county: county::read() }));
        room.install(&std::fs::read(integration_tests::plugin(plugin)).expect("a packed plugin"));
        room.sit(None);
        room
    }

    /// In the whole county.
    fn sit(&mut self, version: Option<&str>) {
        let (hook, plugin, version) = (Hook::Assessment, self.plugin.to_owned(), version.map(str::to_owned));
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
        let folders = ["plugins", "examples"].map(|of| integration_tests::root().join(of).join(self.plugin));
        let folder = folders.into_iter().find(|folder| folder.is_dir()).expect("the plugin's folder");
        let file = |name: &str| std::fs::read(folder.join(name)).expect("a file of the plugin");
        let mut manifest: serde_json::Value = serde_json::from_slice(&file("manifest.json")).expect("JSON");
        manifest["version"] = version.into();
        let core = std::fs::read(integration_tests::hostile(&self.plugin.replace('-', "_"))).expect("a built guest");
        let (settings_schema, catalog) = (&*file("settings.schema.json"), &*file("catalog.json"));
        let manifest = manifest.to_string();
        let files = package::Files { manifest: manifest.as_bytes(), settings_schema, catalog };
        let packed = package::pack(&core, files).unwrap_or_else(|faults| panic!("{}", faults[0]));
        self.install(&packed);
        self.sit(Some(version));
    }

    fn settings(&mut self, settings_json: &str) {
        let (plugin, district, settings_json) = (self.plugin.to_owned(), None, settings_json.to_owned());
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

    fn assess(&mut self, period: &str) -> Arc<Assessment> {
        let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
        let period = Period::named(period, &zone).expect("a period");
        self.order(Command::Assessment(AssessmentCommand::Ask { plugin: self.plugin.to_owned(), period }));
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
    let mut room = Room::new(RESPONSE_TIMES);
    room.settings(r#"{"in_time_s":900}"#);
    room.handled(119.50139, 27.45889, 300);
    room.handled(119.50139, 27.45889, 1_200);
    let first = room.assess("2022-09");
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
    let second = room.assess("2022-09");
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

/// The model county's files with the strength of its stations as it is known: whoever is of a command room, and of the traffic squadron all but
/// one, belong to no station, so that 59 of 88 are of the community team. And with further rows in its counts.
fn known_county(further_counts: &str) -> Arc<domain::county::County> {
    let overlay = tempfile::tempdir().expect("a temporary folder");
    let read = |name: &str| std::fs::read_to_string(integration_tests::shouning().join(name)).expect("a file");
    let mut traffic = 0;
    let posts = read("posts.csv");
    let posts = posts.lines().map(|line| {
        let mut cells: Vec<&str> = line.split(',').collect();
        traffic += u32::from(cells[2] == "traffic");
        if cells[2] == "command-room" || (cells[2] == "traffic" && traffic > 1) {
            cells[4] = "";
        }
        cells.join(",") + "\n"
    });
    std::fs::write(overlay.path().join("posts.csv"), posts.collect::<String>()).expect("written");
    std::fs::create_dir(overlay.path().join("tables")).expect("a folder");
    let counts = read("tables/reported-counts.csv") + further_counts;
    std::fs::write(overlay.path().join("tables/reported-counts.csv"), counts).expect("written");
    county::read_with(Some(overlay.path()))
}

/// What the county reported, through the real component; a correction that is given out later, a row of a person, another version and other
/// settings change nothing of what was worked out before.
#[test]
fn an_old_quarter_of_the_community_police_gives_the_same_bytes() {
    let import =
        |further: &str| Command::County(domain::command::CountyCommand::Import { county: known_county(further) });
    let mut room = Room::new(COMMUNITY);
    room.now = TimeMs::parse("2022-10-10T09:00:00+08:00").expect("a time");
    room.order(import(""));
    let settings = r#"{"trial":["registration-rate"],"targets":{"disputes-settled-rate":98.0}}"#;
    room.settings(settings);
    let before = room.assess("2021-Q3");
    let first = room.assess("2022-Q3");
    assert_eq!((&before.failure, &first.failure, &first.refused), (&None, &None, &Vec::new()));
    assert_eq!(told(&before).lines().next(), Some("registration-rate county: 250000/4300 over 4300"));
    expect![[r#"
        traffic-incidents-change county: -400/22 over 22
        traffic-deaths-change county: -100/2 over 2, few
        traffic-injuries-change county: -400/15 over 15
        criminal-cases-change county: -900/22 over 22
        administrative-cases-change county: -500/9 over 9, few
        active-criminal-cases-change county: -3200/77 over 77
        cleared-cases-change county: 2300/100 over 100
        registration-rate county: 400000/4200 over 4200
        disputes-settled-rate county: 38000/387 over 387
        disputes-settled-rate district 0: 15200/155 over 155
        disputes-settled-rate district 1: 6100/62 over 62
        disputes-settled-rate district 2: 7800/79 over 79
        disputes-settled-rate district 3: 8900/91 over 91
        community-share county: 5900/88 over 88
        score county: 100/1 over 1, few
        score district 0: 100/1 over 1, few
        score district 1: 100/1 over 1, few
        score district 2: 100/1 over 1, few
        score district 3: 0/1 over 1, few
    "#]]
    .assert_eq(&told(&first));
    let as_it_was = bytes(&first.answer);
    let correction = "N900,disputes-failed,2022-Q3,350924-D1,9,2022-11-15\n";
    let person = "N901,35092419800101001X,2022-Q3,350924-D1,1,2022-11-15\n";
    room.now = TimeMs::parse("2022-11-20T09:00:00+08:00").expect("a time");
    room.order(import(&format!("{correction}{person}")));
    room.settings("{}");
    room.install_as("0.2.0");
    let second = room.assess("2022-Q3");
    let settled = |of: &Assessment| told(of).lines().find(|line| line.starts_with("disputes")).map(str::to_owned);
    assert_eq!(settled(&second).as_deref(), Some("disputes-settled-rate county: 38000/393 over 393"));
    assert_eq!(second.answer.remarks.len(), 1, "the row of a person is refused: {:?}", second.answer.remarks);
    assert_eq!(again(&room.state, first.number, &Untimed(&*room.runtime)), Some(Ok(as_it_was)));
    assert_eq!(again(&room.state, second.number, &Untimed(&*room.runtime)), Some(Ok(bytes(&second.answer))));
}
