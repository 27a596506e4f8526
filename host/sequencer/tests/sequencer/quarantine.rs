//! Quarantine: after failures in a row, for a time that doubles, until a person or a new version ends it.

use domain::command::{Command, IncidentCommand, PluginCommand};
use domain::decision::AskedOutcome;
use domain::event::{Event, PluginEvent};
use domain::hooks::{Hook, HookFailure};
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::{QUARANTINE_AFTER_FAILURES, QUARANTINE_S, QUARANTINE_S_MAX};
use domain::plugin::Mode;
use domain::time::TimeMs;

use crate::doubles::*;
use crate::table::*;

fn failing() -> Table {
    let mut table = Table::new();
    table.seat("alpha", Hook::Dispatch, Mode::Auto);
    table.script.dispatch("alpha", |_| fails(HookFailure::Deadline));
    table
}

/// An incident that is over again at once.
fn incident(table: &mut Table) -> (IncidentRef, Vec<Event>) {
    let events = table.tell(Command::Incident(IncidentCommand::Report(report("traffic-accident"))));
    let incident = table.state.last_incident;
    table.step(incident, Phase::Cancelled);
    (incident, events)
}

fn quarantine(events: &[Event]) -> Option<TimeMs> {
    events.iter().find_map(|event| match event {
        Event::Plugin(PluginEvent::Quarantined { until, district, plugin, .. }) => {
            assert_eq!((plugin.as_str(), *district), ("alpha", D1));
            Some(*until)
        }
        _ => None,
    })
}

/// Lets it fail until it is quarantined; for how long.
fn fail_until_quarantined(table: &mut Table) -> u32 {
    for _ in 1..QUARANTINE_AFTER_FAILURES {
        assert_eq!(quarantine(&incident(table).1), None);
    }
    let until = quarantine(&incident(table).1).expect("quarantined");
    until.since_s(table.now)
}

#[test]
fn one_too_many_failures_and_it_is_not_asked() {
    let mut table = failing();
    assert_eq!(fail_until_quarantined(&mut table), QUARANTINE_S);
    table.script.calls();
    let (during, _) = incident(&mut table);
    assert!(table.script.calls().is_empty());
    let facts = table.last_decision(during).facts;
    let until = table.now.plus_s(QUARANTINE_S);
    assert_eq!(facts.asked_before[0].outcome, AskedOutcome::Quarantined { until });
    assert_eq!((facts.plugin.name.as_str(), facts.fallback), ("built-in", true));
    // The neighbour's room has its own experience.
    let mut elsewhere = report("traffic-accident");
    elsewhere.lon = 119.25;
    table.tell(Command::Incident(IncidentCommand::Report(elsewhere)));
    assert_eq!(table.script.asked(), ["alpha"]);
    // To the second it ends.
    table.now = TimeMs(until.0 - 1);
    incident(&mut table);
    assert!(table.script.calls().is_empty());
    table.now = until;
    incident(&mut table);
    assert_eq!(table.script.asked(), ["alpha"]);
}

#[test]
fn each_quarantine_is_twice_as_long_up_to_a_day() {
    let mut table = failing();
    let mut lengths = Vec::new();
    for _ in 0..11 {
        let length_s = fail_until_quarantined(&mut table);
        lengths.push(length_s);
        table.wait(length_s);
    }
    assert_eq!(lengths, [300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 76_800, 86_400, QUARANTINE_S_MAX]);
}

#[test]
fn a_person_or_a_new_version_ends_it() {
    let mut table = failing();
    fail_until_quarantined(&mut table);
    table.tell(Command::Plugin(PluginCommand::LiftQuarantine { plugin: "alpha".to_owned(), district: D1 }));
    assert_eq!(fail_until_quarantined(&mut table), QUARANTINE_S, "and its past is forgotten");
    table.upgrade("alpha", "1.0.1");
    table.script.dispatch("alpha", |_| abstains());
    table.script.calls();
    incident(&mut table);
    assert_eq!(table.script.asked(), ["alpha"]);
}

#[test]
fn one_usable_answer_ends_the_row() {
    let mut table = failing();
    for round in 1..4 * QUARANTINE_AFTER_FAILURES {
        let well = round % QUARANTINE_AFTER_FAILURES == 0;
        table.script.dispatch("alpha", move |_| if well { abstains() } else { fails(HookFailure::Fuel) });
        assert_eq!(quarantine(&incident(&mut table).1), None);
    }
}

/// An escalation mostly has nothing to say, and what is not said was not recorded. So its good answers did not count: after
/// five failures over the weeks it was quarantined.
#[test]
fn a_silent_answer_ends_the_row_too() {
    let mut table = Table::new();
    table.seat("alpha", Hook::Escalation, Mode::Auto);
    for round in 0..3 * QUARANTINE_AFTER_FAILURES {
        let well = round % 2 == 1;
        table.script.escalation("alpha", move |_| if well { proposes(Vec::new()) } else { fails(HookFailure::Fuel) });
        let (which, events) = incident(&mut table);
        assert_eq!(quarantine(&events), None);
        let recorded = table.decisions(which).iter().filter(|d| d.facts.hook == Hook::Escalation).count();
        assert_eq!(recorded, if well { 1 } else { 3 }, "that it is well again is recorded once, every failure is");
    }
}

/// The same of a dispatch plugin that is asked again and again about an incident that waits.
#[test]
fn a_plugin_that_is_well_again_is_recorded_while_an_incident_waits() {
    let mut table = failing();
    for unit in 0..5 {
        table.set_unit(unit, domain::unit::Primary::Unavailable);
    }
    let waits = table.report("traffic-accident");
    table.script.dispatch("alpha", |_| recommends(&[]));
    table.set_unit(1, domain::unit::Primary::Available);
    assert_eq!(table.decisions(waits).len(), 2);
    assert!(table.state.plugins.health.values().all(|of| of.values().all(|health| health.failures == 0)));
    table.wait(60).tick(true);
    assert_eq!(table.decisions(waits).len(), 2, "once is enough");
}

#[test]
fn answers_that_can_not_be_used_count_as_failures() {
    let mut table = failing();
    table.script.dispatch("alpha", |_| recommends(&[(99, 0)]));
    fail_until_quarantined(&mut table);
}
