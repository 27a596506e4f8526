//! Who decides: the plugins in their order, whoever answers first in a usable way, the built-in rule last.

use domain::command::{Command, IncidentCommand, PluginCommand, UnitCommand};
use domain::decision::{AskedOutcome, Refused, RefusedWhy, Trigger};
use domain::event::{Event, IncidentEvent};
use domain::hooks::{Hook, HookFailure};
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::BATCH_DEADLINE_MS;
use domain::plugin::{Grants, Mode};

use crate::doubles::*;
use crate::table::*;

/// These plugins behind the dispatch hook in `auto`, asked in this order.
fn line(plugins: &[&str]) -> Table {
    let mut table = Table::new();
    for (order, plugin) in plugins.iter().enumerate() {
        table.install(plugin, "1.0.0");
        let (plugin, order) = ((*plugin).to_owned(), Some(order as u16));
        let (districts, hook, mode) = (Vec::new(), Hook::Dispatch, Mode::Auto);
        table.tell(Command::Plugin(PluginCommand::SetMode { districts, hook, plugin, mode, order, version: None }));
    }
    table
}

fn asked_before(table: &Table, incident: IncidentRef) -> Vec<(String, AskedOutcome)> {
    let asked = table.last_decision(incident).facts.asked_before;
    asked.into_iter().map(|asked| (asked.plugin.name, asked.outcome)).collect()
}

#[test]
fn without_a_plugin_the_built_in_rule_decides_in_one_batch() {
    let mut table = Table::new();
    let events = table.tell(Command::Incident(IncidentCommand::Report(report("traffic-accident"))));
    assert_eq!(
        names(&events),
        ["incident-reported", "incident-stepped", "decided", "units-assigned", "incident-stepped"]
    );
    let incident = table.state.last_incident;
    let facts = table.last_decision(incident).facts;
    assert_eq!((facts.plugin.name.as_str(), facts.fallback, facts.mode), ("built-in", false, Mode::Auto));
    assert_eq!((facts.number, facts.trigger, facts.state_version), (1, Trigger::Accepted, Version(1)));
    // Two units stand at the same base: the one with the lower number goes.
    assert_eq!((table.units_on(incident), table.incident(incident).phase), (vec![1], Phase::Assigned));
}

#[test]
fn the_first_who_does_not_abstain_decides() {
    let mut table = line(&["alpha", "beta", "gamma"]);
    table.script.dispatch("alpha", |_| abstains());
    table.script.dispatch("beta", |input| {
        assert_eq!(input.candidates.len(), 4);
        recommends(&[(1, 0)])
    });
    let incident = table.report("traffic-accident");
    assert_eq!(table.script.asked(), ["alpha", "beta"]);
    assert_eq!(asked_before(&table, incident), [("alpha".to_owned(), AskedOutcome::Abstained(why(4)))]);
    let decision = table.last_decision(incident);
    assert_eq!((decision.facts.plugin.name.as_str(), decision.facts.fallback), ("beta", false));
    assert_eq!((decision.measured.time_us, decision.measured.fuel_used), (20, 200), "all calls together");
    assert_eq!((picked(&decision), table.units_on(incident)), (vec![2], vec![2]));
}

#[test]
fn whoever_fails_or_proposes_only_nonsense_is_passed_over() {
    let mut table = line(&["alpha", "beta", "gamma"]);
    table.script.dispatch("alpha", |_| fails(HookFailure::Trap("unreachable".to_owned())));
    table.script.dispatch("beta", |_| recommends(&[(99, 0), (0, 7)]));
    table.script.dispatch("gamma", |_| abstains());
    let incident = table.report("traffic-accident");
    let refused = |proposal: &str, why| Refused { proposal: proposal.to_owned(), why };
    let nonsense = vec![
        refused("assign candidate 99 to need 0", RefusedWhy::UnknownUnit),
        refused("assign candidate 0 to need 7", RefusedWhy::UnknownNeed),
    ];
    assert_eq!(
        asked_before(&table, incident),
        [
            ("alpha".to_owned(), AskedOutcome::Failed(HookFailure::Trap("unreachable".to_owned()))),
            ("beta".to_owned(), AskedOutcome::AllRefused(nonsense)),
            ("gamma".to_owned(), AskedOutcome::Abstained(why(4))),
        ]
    );
    let facts = table.last_decision(incident).facts;
    assert_eq!((facts.plugin.name.as_str(), facts.fallback), ("built-in", true));
    assert_eq!(table.units_on(incident), [1]);
}

#[test]
fn what_is_left_of_an_answer_is_used() {
    let mut table = line(&["alpha"]);
    table.script.dispatch("alpha", |_| recommends(&[(1, 0), (1, 0), (50, 0), (2, 0)]));
    let incident = table.report("brawl");
    let facts = table.last_decision(incident).facts;
    assert_eq!(facts.plugin.name, "alpha");
    let refused: Vec<RefusedWhy> = facts.refused.into_iter().map(|refused| refused.why).collect();
    assert_eq!(refused, [RefusedWhy::DoubleBooking, RefusedWhy::UnknownUnit]);
    assert_eq!(table.units_on(incident), [2, 3]);
}

#[test]
fn who_recommends_nobody_has_decided_so() {
    let mut table = line(&["alpha", "beta"]);
    table.script.dispatch("alpha", |_| recommends(&[]));
    let incident = table.report("brawl");
    assert_eq!(table.script.asked(), ["alpha"]);
    let decision = table.last_decision(incident);
    assert_eq!((decision.facts.plugin.name.as_str(), picked(&decision)), ("alpha", vec![]));
    assert_eq!((table.incident(incident).phase, table.waiting()), (Phase::Accepted, vec![incident.0]));
}

#[test]
fn what_is_not_granted_is_refused() {
    let mut table = Table::new();
    let inspected = inspected("alpha", "1.0.0");
    let mut grants = inspected.manifest.requests.clone();
    grants.proposals.remove("assign");
    table.tell(Command::Plugin(PluginCommand::Install { inspected: std::sync::Arc::new(inspected), grants }));
    table.seat("alpha", Hook::Dispatch, Mode::Auto);
    table.script.dispatch("alpha", |_| recommends(&[(0, 0)]));
    let incident = table.report("brawl");
    let [(_, AskedOutcome::AllRefused(refused))] = &asked_before(&table, incident)[..] else { panic!("refused") };
    assert_eq!(refused[0].why, RefusedWhy::NotGranted);
    assert_eq!(table.units_on(incident).len(), 2, "the built-in rule needs no grant");
    assert_ne!(table.state.plugins.current("alpha").map(|i| i.grants.clone()), Some(Grants::default()));
}

#[test]
fn each_district_has_its_own_line() {
    let mut table = line(&["alpha"]);
    table.script.dispatch("alpha", sensible);
    let (districts, plugin) = (vec![D2], "alpha".to_owned());
    table.tell(Command::Plugin(PluginCommand::SetMode {
        districts,
        hook: Hook::Dispatch,
        plugin,
        mode: Mode::Off,
        order: None,
        version: None,
    }));
    let mut elsewhere = report("brawl");
    elsewhere.lon = 119.25;
    table.tell(Command::Incident(IncidentCommand::Report(elsewhere)));
    assert_eq!(table.script.asked(), Vec::<String>::new());
    table.report("traffic-accident");
    assert_eq!(table.script.asked(), ["alpha"], "in force for the next incident, without a restart");
}

#[test]
fn settings_of_the_district_are_handed_over() {
    let mut table = line(&["alpha"]);
    table.script.dispatch("alpha", sensible);
    let configure = |district, settings_json: &str| {
        Command::Plugin(PluginCommand::Configure {
            plugin: "alpha".to_owned(),
            district,
            settings_json: settings_json.to_owned(),
            version: None,
        })
    };
    table.tell(configure(None, r#"{"far_s":1}"#));
    table.tell(configure(Some(D1), r#"{"far_s":2}"#));
    let incident = table.report("brawl");
    assert_eq!(table.script.calls()[0].settings_json, r#"{"far_s":2}"#);
    assert_eq!(table.last_decision(incident).facts.plugin.settings_version, 2);
}

/// Two slow plugins use up the batch's time. The third is not asked any more, and that is recorded.
#[test]
fn a_batch_has_so_much_time() {
    let mut table = line(&["alpha", "beta", "gamma"]);
    table.script.dispatch("alpha", |_| after_ms(150, abstains()));
    table.script.dispatch("beta", |_| after_ms(50, fails(HookFailure::Deadline)));
    let incident = table.report("traffic-accident");
    let deadlines: Vec<u64> = table.script.calls().iter().map(|call| call.deadline_ms).collect();
    assert_eq!(deadlines, [BATCH_DEADLINE_MS, BATCH_DEADLINE_MS - 150]);
    assert_eq!(asked_before(&table, incident)[2], ("gamma".to_owned(), AskedOutcome::OutOfTime));
    assert_eq!(table.last_decision(incident).facts.plugin.name, "built-in");
    assert_eq!(table.units_on(incident), [1]);
}

#[test]
fn the_same_input_has_the_same_hash() {
    let hash = |seconds| {
        let mut table = line(&["alpha"]);
        table.script.dispatch("alpha", |_| recommends(&[]));
        let incident = table.wait(seconds).report("brawl");
        table.last_decision(incident).facts.input_hash
    };
    assert_eq!(hash(5), hash(5));
    assert_ne!(hash(5), hash(6));
}

/// A person took the nearest unit off, and the rule sent it back in the same batch.
#[test]
fn a_unit_taken_off_is_not_sent_back_at_once() {
    let mut table = Table::new();
    let incident = table.report("traffic-accident");
    assert_eq!(table.units_on(incident), [1]);
    let events = table.tell(Command::Unit(UnitCommand::Release { incident: IncidentRef(1), unit: UnitRef(1) }));
    assert_eq!(names(&events), ["unit-released", "incident-stepped", "decided", "units-assigned", "incident-stepped"]);
    assert_eq!(table.units_on(incident), [2]);
    assert!(
        events.iter().all(
            |event| !matches!(event, Event::Incident(IncidentEvent::UnitsAssigned { assignments, .. }) if assignments[0].unit == UnitRef(1))
        )
    );
}

#[test]
fn reopened_incidents_are_dispatched_anew() {
    let mut table = Table::new();
    let incident = table.report("traffic-accident");
    table.set_unit(1, domain::unit::Primary::OnScene);
    table.step(incident, Phase::Resolved);
    table.step(incident, Phase::Reopened);
    assert_eq!(table.last_decision(incident).facts.trigger, Trigger::Reopened);
    assert_eq!((table.units_on(incident), table.incident(incident).phase), (vec![1], Phase::Assigned));
}
