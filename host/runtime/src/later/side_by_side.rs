//! Components of two versions in one room: each is asked in its own words, and none hears of the other's.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::command::{Command, CountyCommand, Envelope, IncidentCommand, PluginCommand, Report};
use domain::decision::{Answered, AskedOutcome};
use domain::event::Event;
use domain::hooks::Hook;
use domain::ids::IncidentRef;
use domain::incident::Reality;
use domain::plugin::{Inspected, Mode};
use domain::ports::Components;
use domain::state::State;
use domain::time::TimeMs;
use expect_test::expect;
use sequencer::cascade::work_out;

use crate::package::{Files, pack};
use crate::{Compiler, Runtime, versions};

#[path = "../../../domain/tests/little_county.rs"]
mod little_county;

const NOW: TimeMs = TimeMs(1_662_343_200_000);
const SCHEMA: &[u8] = include_bytes!("../../../../tests/hostile/settings.schema.json");
const CATALOG: &[u8] = include_bytes!("../../../../tests/hostile/catalog.json");
const MANIFEST: &str = r#"{
  "name": "speaks-later",
  "version": "0.1.0",
  "abi": "0.2.0",
  "title": { "zh-CN": "后一版插件", "en": "Speaks a later version" },
  "requests": { "hooks": ["dispatch"], "proposals": ["assign"] }
}"#;

fn target() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists()).expect("a target folder").to_owned()
}

fn read(path: &str) -> Vec<u8> {
    let path = target().join(path);
    std::fs::read(&path)
        .unwrap_or_else(|error| panic!("`{}`: {error}; run `cargo xtask plugins` first", path.display()))
}

fn later(manifest: &str) -> Result<Vec<u8>, String> {
    let files = Files { manifest: manifest.as_bytes(), settings_schema: SCHEMA, catalog: CATALOG };
    let packed = pack(&read("wasm32-unknown-unknown/plugin/speaks_later.wasm"), files);
    packed.map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

/// A room of the little county, with plugins of whatever version in its districts, first in line first.
struct Room {
    runtime: Arc<Runtime>,
    state: State,
    _folder: tempfile::TempDir,
}

impl Room {
    fn with(components: &[&[u8]]) -> Room {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| Path::new(folder.path()).join(name);
        let runtime = Runtime::open(&path("components"), &path("cache"), Compiler::in_process()).unwrap();
        let mut room = Room { runtime, state: State::default(), _folder: folder };
        room.tell(Command::County(CountyCommand::Import { county: Arc::new(little_county::little_county()) }));
        for (order, component) in (1..).zip(components) {
            room.install(component, order);
        }
        room
    }

    fn install(&mut self, component: &[u8], order: u16) {
        let inspected: Arc<Inspected> = Arc::new(self.runtime.keep(component).unwrap());
        let (plugin, grants) = (inspected.manifest.name.clone(), inspected.manifest.requests.clone());
        self.tell(Command::Plugin(PluginCommand::Install { inspected, grants }));
        self.tell(Command::Plugin(PluginCommand::SetMode {
            districts: Vec::new(),
            hook: Hook::Dispatch,
            plugin,
            mode: Mode::Auto,
            order: Some(order),
            version: None,
        }));
    }

    fn tell(&mut self, command: Command) -> Vec<Event> {
        let draft = work_out(&self.state, &Envelope::system(command), NOW, &*self.runtime).expect("is taken");
        self.state = draft.state;
        draft.batch.events
    }

    fn report(&mut self) -> IncidentRef {
        self.tell(Command::Incident(IncidentCommand::Report(Report {
            origin: Default::default(),
            kind: "brawl".to_owned(),
            lon: 119.05,
            lat: 27.05,
            source: "110".to_owned(),
            reality: Reality::Actual,
            priority: None,
            uncertain: None,
            external_id: None,
            personal: None,
            words: None,
        })));
        self.state.last_incident
    }

    /// The last decision about an incident, in a line: who answered, whom they sent, and what those before them said.
    fn decided(&self, which: IncidentRef) -> String {
        let decision = self.state.decisions_of(which).last().expect("a decision");
        let facts = &decision.facts;
        let Answered::Dispatch(record) = &facts.answer else { panic!("{facts:?}") };
        let before = facts.asked_before.iter().map(|asked| match &asked.outcome {
            AskedOutcome::Abstained(why) => format!("{} abstained ({})", asked.plugin.name, why.code),
            other => format!("{}: {other:?}", asked.plugin.name),
        });
        let sent: Vec<u32> = record.picks.iter().map(|pick| pick.unit.0).collect();
        let log: String =
            decision.measured.log.iter().map(|log| format!("; {} logged {:?}", log.plugin, log.words)).collect();
        let before = before.map(|asked| asked + ", ").collect::<String>();
        format!("{before}{} sends {sent:?}{log}", facts.plugin.name)
    }
}

#[test]
fn components_of_two_versions_work_in_one_room() {
    let (earlier, later) = (read("release/plugins/nearest-unit.wasm"), later(MANIFEST).unwrap());
    let mut room = Room::with(&[&later, &earlier]);
    let first = room.report();
    // The one of the later version has the field and the function more, and leaves it to the earlier.
    expect![[r#"speaks-later abstained (1), nearest-unit sends [0, 2]; speaks-later logged "2 of 3 needed\n""#]]
        .assert_eq(&room.decided(first));
    // The earlier one decides as it does alone.
    let mut alone = Room::with(&[&earlier]);
    let same = alone.report();
    expect!["nearest-unit sends [0, 2]"].assert_eq(&alone.decided(same));

    // The case more: what the earlier version calls by another name.
    let second = room.report();
    for command in
        [IncidentCommand::Merge { incident: second, into: first }, IncidentCommand::Unmerge { incident: second }]
    {
        room.tell(Command::Incident(command));
    }
    expect![[r#"speaks-later sends [3]; speaks-later logged "2 of 1 needed\n""#]].assert_eq(&room.decided(second));
    for which in [first, second] {
        for decision in room.state.decisions_of(which) {
            let failed = |asked: &domain::decision::Asked| matches!(asked.outcome, AskedOutcome::Failed(_));
            assert!(!decision.facts.asked_before.iter().any(failed), "{decision:?}");
        }
    }
}

#[test]
fn a_component_is_of_one_version() {
    let whole = later(MANIFEST).unwrap();
    let mut mixed = whole.clone();
    let (from, to) = (b"wardroom:plugin/log@0.2.0", b"wardroom:plugin/log@0.1.0");
    let places: Vec<usize> = (0..whole.len() - from.len()).filter(|at| whole[*at..].starts_with(from)).collect();
    assert!(!places.is_empty());
    places.iter().for_each(|at| mixed[*at..*at + to.len()].copy_from_slice(to));
    let faults = crate::package::inspect(&mixed).unwrap_err();
    expect!["imports `wardroom:plugin/log@0.1.0`, which this host does not have: build it against one that has; here are `wardroom:plugin/types@0.2.0`, `wardroom:plugin/view@0.2.0`, `wardroom:plugin/panic@0.2.0`, `wardroom:plugin/log@0.2.0`"].assert_eq(&faults[0].to_string());
    expect!["its manifest says `abi` `0.1.0`, but it is built against wardroom:plugin `0.2.0`"]
        .assert_eq(&later(&MANIFEST.replace("0.2.0", "0.1.0")).unwrap_err());
    expect!["`wardroom:manifest:4:10`: `abi` is `0.3.0`; this host runs wardroom:plugin `0.1.0`, `0.2.0`: build the plugin against that"].assert_eq(&later(&MANIFEST.replace("0.2.0", "0.3.0")).unwrap_err());
}

/// Patch versions change words only.
#[test]
fn a_number_is_run_by_the_version_that_differs_in_words_only() {
    let of = |number: &str| versions::of(number).map(|version| version.number);
    assert_eq!([of("0.1.0"), of("0.1.9"), of("0.2.0"), of("0.2.31")], ["0.1.0", "0.1.0", "0.2.0", "0.2.0"].map(Some));
    for number in ["0.3.0", "1.1.0", "0.1", "0.1.0-rc", "", "0.1.x"] {
        assert_eq!(of(number), None, "{number}");
    }
}
