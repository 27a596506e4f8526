//! A bad plugin never stops the room: each hostile guest stands in line for dispatch, is stopped and recorded with what it
//! did, the built-in rule answers, and the next incident is served. How each is stopped stands in the runtime's own tests.

use std::sync::Arc;

use domain::command::{Command, CountyCommand, Envelope, IncidentCommand, PluginCommand, Report, TimerCommand};
use domain::decision::{Answered, AskedOutcome, BUILT_IN, Decision};
use domain::hooks::Hook;
use domain::ids::{DistrictRef, IncidentRef};
use domain::incident::{Phase, Reality};
use domain::limits::*;
use domain::plugin::Mode;
use domain::ports::Components;
use domain::sealed::PlainWords;
use domain::state::State;
use domain::time::TimeMs;
use integration_tests::county::{self, NOW};
use runtime::{Runtime, package};
use sequencer::cascade::work_out;
use sequencer::simulation::Untimed;

mod figures;
mod procedures;
mod reasons;

/// What a behaviour ends as: the kind of its failure, or what the arbiter says of its proposals.
const ENDS: [(&str, &str); 22] = [
    ("endless-loop", "fuel"),
    ("overwrite-memory", "fuel"),
    ("deep-recursion", "stack-overflow"),
    ("deep-frames", "trap"),
    ("grow-memory", "memory"),
    ("huge-allocation", "memory"),
    ("unreachable", "trap"),
    ("out-of-bounds", "trap"),
    ("panic", "guest-error"),
    ("long-panic", "guest-error"),
    ("many-items", "answer-limit"),
    ("many-values", "answer-limit"),
    ("not-a-number", "answer-limit"),
    ("long-text", "answer-limit"),
    ("long-error", "guest-error"),
    ("huge-error", "host-calls"),
    ("aliased-texts", "host-calls"),
    ("broken-string", "trap"),
    ("view-flood", "host-calls"),
    ("panic-flood", "host-calls"),
    ("unknown-candidate", "all refused: unknown-unit"),
    ("wrong-need", "all refused: unknown-need"),
];

/// The county with the hostile guest first in line.
struct Room {
    runtime: Arc<Runtime>,
    state: State,
    now: TimeMs,
    _folder: tempfile::TempDir,
}

impl Room {
    fn new() -> Room {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let runtime = county::open_runtime(folder.path());
        let inspected =
            Arc::new(runtime.keep(&packed("behaves_badly").expect("it can be packed")).expect("it is well formed"));
        let grants = inspected.manifest.requests.clone();
        let mut room = Room { runtime, state: State::default(), now: NOW, _folder: folder };
        room.order(Command::County(CountyCommand::Import { county: county::read() }));
        room.order(Command::Plugin(PluginCommand::Install { inspected, grants }));
        let (hook, plugin) = (Hook::Dispatch, "behaves-badly".to_owned());
        room.order(Command::Plugin(PluginCommand::SetMode {
            districts: Vec::new(),
            hook,
            plugin,
            mode: Mode::Auto,
            order: None,
            version: None,
        }));
        room
    }

    fn order(&mut self, command: Command) -> Option<IncidentRef> {
        self.now = self.now.plus_s(1);
        let draft = work_out(&self.state, &Envelope::system(command), self.now, &Untimed(&*self.runtime));
        let draft = draft.unwrap_or_else(|refusal| panic!("{refusal}"));
        self.state = draft.state;
        draft.batch.events.iter().find_map(|event| event.incident())
    }

    fn behave(&mut self, behaviour: &str) {
        let settings_json = serde_json::json!({ "behaviour": behaviour }).to_string();
        self.order(Command::Plugin(PluginCommand::Configure {
            plugin: "behaves-badly".to_owned(),
            district: None,
            settings_json,
            version: None,
        }));
    }

    /// An incident that needs a unit, and what was decided on it. Its unit is free again afterwards.
    fn incident(&mut self) -> Arc<Decision> {
        let report = Report {
            origin: Default::default(),
            kind: "help".to_owned(),
            lon: 119.50139,
            lat: 27.45889,
            source: "110".to_owned(),
            reality: Reality::Actual,
            priority: None,
            uncertain: None,
            external_id: None,
            personal: None,
            words: Some(PlainWords::new("门开不了".to_owned())),
        };
        let incident = self.order(Command::Incident(IncidentCommand::Report(report))).expect("an incident");
        let seen = self.state.incident(incident).expect("reported");
        assert_eq!(seen.phase, Phase::Assigned, "whatever the plugin did, a unit goes");
        let decision = self.state.decision(incident, 1).expect("decided").clone();
        self.order(Command::Incident(IncidentCommand::Step { incident, to: Phase::Cancelled, outcome: None }));
        decision
    }

    /// As a person would, once the plugin is mended.
    fn lift_quarantine(&mut self) {
        let plugin = "behaves-badly".to_owned();
        if self.state.plugins.quarantined_until(&plugin, None, DistrictRef(0)).is_some() {
            self.order(Command::Plugin(PluginCommand::LiftQuarantine { plugin, district: DistrictRef(0) }));
        }
    }
}

fn packed(guest: &str) -> Result<Vec<u8>, String> {
    packed_as(guest, &described("manifest.json"))
}

fn packed_as(guest: &str, manifest: &[u8]) -> Result<Vec<u8>, String> {
    let core = std::fs::read(integration_tests::hostile(guest)).expect("a built guest");
    let (settings_schema, catalog) = (&described("settings.schema.json"), &described("catalog.json"));
    package::pack(&core, package::Files { manifest, settings_schema, catalog })
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

fn described(file: &str) -> Vec<u8> {
    std::fs::read(integration_tests::root().join("tests/hostile").join(file)).expect("the guest's description")
}

/// How the plugin ended, as its decision tells.
fn ending(decision: &Decision) -> String {
    match decision.facts.asked_before.as_slice() {
        [asked] => match &asked.outcome {
            AskedOutcome::Failed(failure) => failure.kind().to_owned(),
            AskedOutcome::AllRefused(refused) => {
                let why = serde_json::to_string(&refused[0].why).expect("JSON");
                format!("all refused: {}", why.trim_matches('"'))
            }
            other => format!("{other:?}"),
        },
        others => format!("{} were asked before", others.len()),
    }
}

#[test]
fn every_hostile_guest_is_recorded_and_the_built_in_rule_answers() {
    let mut room = Room::new();
    for (behaviour, expected) in ENDS {
        room.behave(behaviour);
        let decision = room.incident();
        assert_eq!(ending(&decision), expected, "{behaviour}");
        assert_eq!((decision.facts.plugin.name.as_str(), decision.facts.fallback), (BUILT_IN, true), "{behaviour}");
        assert!(
            matches!(&decision.facts.answer, Answered::Dispatch(record) if !record.picks.is_empty()),
            "{behaviour}"
        );
        room.lift_quarantine();
        // The next incident, with the plugin behaving, is the plugin's.
        room.behave("honest");
        let decision = room.incident();
        assert_eq!((decision.facts.plugin.name.as_str(), decision.facts.fallback), ("behaves-badly", false));
    }
}

/// A plugin that names one unit twice is refused once, and what is left is used.
#[test]
fn what_is_left_of_a_bad_answer_is_used() {
    let mut room = Room::new();
    room.behave("duplicate-picks");
    let decision = room.incident();
    assert_eq!(decision.facts.plugin.name, "behaves-badly");
    let Answered::Dispatch(record) = &decision.facts.answer else { panic!("a dispatch") };
    assert_eq!((record.picks.len(), decision.facts.refused.len()), (1, 1));
    let why = serde_json::to_string(&decision.facts.refused[0].why).expect("JSON");
    assert_eq!(why, "\"double-booking\"");
}

#[test]
fn a_plugin_that_keeps_failing_is_quarantined_until_somebody_lifts_it() {
    let mut room = Room::new();
    room.behave("unreachable");
    for _ in 0..QUARANTINE_AFTER_FAILURES {
        assert_eq!(ending(&room.incident()), "trap");
    }
    let decision = room.incident();
    let asked = &decision.facts.asked_before[0].outcome;
    assert!(matches!(asked, AskedOutcome::Quarantined { .. }), "{asked:?}");
    assert!(decision.facts.fallback);
    room.behave("honest");
    assert!(room.incident().facts.fallback, "a mended plugin stays out until somebody says so");
    room.lift_quarantine();
    assert!(!room.incident().facts.fallback);
}

/// The same guest looks reports over: whatever it says of them, each is taken, accepted and served.
#[test]
fn a_hostile_intake_never_holds_a_report_up() {
    let mut room = Room::new();
    room.behave("honest");
    let (hook, plugin) = (Hook::Dispatch, "behaves-badly".to_owned());
    room.order(Command::Plugin(PluginCommand::SetMode {
        districts: Vec::new(),
        hook,
        plugin: plugin.clone(),
        mode: Mode::Off,
        order: None,
        version: None,
    }));
    room.order(Command::Plugin(PluginCommand::SetMode {
        districts: Vec::new(),
        hook: Hook::Intake,
        plugin,
        mode: Mode::Auto,
        order: None,
        version: None,
    }));
    let of_intake = [("misjudge-report", "0 were asked before"), ("tell-words", "guest-error")];
    let nonsense = ["unknown-candidate", "wrong-need"];
    for (behaviour, expected) in ENDS.into_iter().filter(|(name, _)| !nonsense.contains(name)).chain(of_intake) {
        // What only a dispatch can answer is honest for an intake; and a misjudgement that is partly so already is refused
        // word by word.
        let expected = if behaviour == "aliased-texts" { "0 were asked before" } else { expected };
        room.behave(behaviour);
        let decision = room.incident();
        assert_eq!(decision.facts.hook, Hook::Intake, "{behaviour}");
        assert!(ending(&decision).starts_with(expected), "{behaviour}: {}", ending(&decision));
        room.lift_quarantine();
    }
}

#[test]
fn a_thousand_rounds_leave_no_memory_behind() {
    const ROUNDS: usize = 1_000;
    const SLACK_BYTES: u64 = 24 << 20;
    let mut room = Room::new();
    let mut play = |rounds: usize| {
        for round in 0..rounds {
            // Endless loops cost their whole fuel each time; a few are enough.
            let (behaviour, expected) = ENDS[if round.is_multiple_of(50) { 0 } else { 1 + round % (ENDS.len() - 1) }];
            room.behave(behaviour);
            let decision = room.incident();
            assert_eq!(ending(&decision), expected, "{behaviour}");
            room.lift_quarantine();
        }
        // What the county remembers is no leak: let it go, as time would.
        room.now = room.now.plus_s(ARCHIVE_AFTER_S);
        while !room.state.incidents.is_empty() {
            let archived_up_to = Some(room.state.version);
            room.order(Command::Timer(TimerCommand::Tick { archived_up_to }));
        }
        assert_eq!(room.runtime.sandboxes_busy(), 0);
        integration_tests::resident_bytes()
    };
    let warm = play(100);
    let after = play(ROUNDS);
    let grown = after.saturating_sub(warm);
    println!("{ROUNDS} rounds: {} KiB more resident", grown >> 10);
    assert!(grown < SLACK_BYTES, "{} KiB stayed behind", grown >> 10);
}

/// What is no plugin never becomes one, and the message says why.
#[test]
fn what_is_no_plugin_is_refused_by_name() {
    let room = Room::new();
    let refused = |bytes: &[u8]| room.runtime.keep(bytes).expect_err("it is refused");
    let wasi = packed("imports_wasi").expect_err("it is not even packed");
    assert!(wasi.contains("wasi:cli/environment"), "{wasi}");
    let mut manifest: serde_json::Value = serde_json::from_slice(&described("manifest.json")).expect("JSON");
    manifest["requests"] = serde_json::json!({ "hooks": ["workflow"] });
    let for_ever = packed_as("declares_for_ever", manifest.to_string().as_bytes()).expect("it can be packed");
    assert_eq!(refused(&for_ever), "it does not say what workflows it has: fuel");
    let whole = packed("behaves_badly").expect("it can be packed");
    for cut in [0, 1, 8, whole.len() / 3, whole.len() - 1] {
        refused(&whole[..cut]);
    }
    let garbage: Vec<u8> = (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    refused(&garbage);
}
