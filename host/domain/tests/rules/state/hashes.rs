//! The state's hash: over all that the journal determines, and nothing that depends on the machine.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::command::{Answer, Command, IdempotencyKey, Inspection, PluginCommand};
use domain::decision::Measured;
use domain::event::{Event, PluginEvent, TimerEvent};
use domain::hooks::{CatchUp, Hook};
use domain::ids::*;
use domain::incident::{Phase, Priority};
use domain::matter::Matter;
use domain::plugin::Mode;
use domain::roster::Shift;
use domain::state::State;
use domain::timer::{Timer, TimerId};
use domain::unit::Primary;

use crate::desk::*;

/// A state with something of everything.
fn full() -> State {
    let mut desk = Desk::new();
    desk.install("alpha");
    desk.mode("alpha", Hook::Dispatch, Mode::Auto);
    let settings_json = r#"{"a":1}"#.to_owned();
    desk.tell(Command::Plugin(PluginCommand::Configure {
        plugin: "alpha".to_owned(),
        district: None,
        settings_json,
        version: None,
    }));
    let incident = desk.report("brawl");
    desk.decide(incident, dispatch_decision("alpha", Mode::Auto, &[0]));
    desk.assign(incident, &[0]);
    let shift = Shift { district: D1, starts: START, ends: START.plus_s(60), slots: Vec::new() };
    desk.publish(&[shift]);
    let timer = TimerId::new(incident, 0, 1);
    let due = START.plus_s(60);
    desk.happen(vec![Event::Timer(TimerEvent::Started {
        timer,
        generation: 1,
        due,
        catch_up: CatchUp::Once,
        repeat_s: None,
    })]);
    desk.happen(vec![Event::Plugin(PluginEvent::StructureInspected(Box::new(Inspection {
        plugin: plugin_id("alpha"),
        at: START,
        state_version: Version(1),
        modes: vec![(D1, Mode::Auto)],
        findings: Vec::new(),
        refused: Vec::new(),
        failure: None,
        measured: Measured::default(),
    })))]);
    desk.state
}

#[test]
fn whatever_the_journal_determines_is_in_the_hash() {
    type Change = (&'static str, fn(&mut State));
    let changes: [Change; 20] = [
        ("series", |s| {
            let points = [(START, 4.5)].into_iter().collect();
            s.series.insert("weather.wind-ms".to_owned(), points);
        }),
        ("version", |s| s.version = s.version.next()),
        ("time", |s| s.at = s.at.plus_s(1)),
        ("doubt", |s| s.time.last = DoubtRef(9)),
        ("county", |s| {
            let mut other = county();
            other.digest = Digest::of(b"other");
            s.county = Some(Arc::new(domain::state::LoadedCounty::new(Arc::new(other))));
        }),
        ("unit", |s| Arc::make_mut(&mut s.units[1]).primary = Primary::Unavailable),
        ("incident", |s| Arc::make_mut(s.incidents.get_mut(&IncidentRef(1)).unwrap()).priority = Priority::Routine),
        ("step", |s| Arc::make_mut(s.incidents.get_mut(&IncidentRef(1)).unwrap()).steps[0].to = Phase::Closed),
        ("decision", |s| {
            let kept = s.decisions.get_mut(&Matter::from(IncidentRef(1))).unwrap();
            Arc::make_mut(&mut kept[0]).facts.fallback = true;
        }),
        ("last incident", |s| s.last_incident = IncidentRef(9)),
        ("last subject", |s| s.last_subject = SubjectRef(9)),
        ("erased subject", |s| {
            s.erased.insert(SubjectRef(9));
        }),
        ("retained data", |s| s.retained.keep(IncidentRef(1), START, SubjectRef(9), DistrictRef(0))),
        ("timers", |s| {
            let row = Timer { generation: 1, due: START, catch_up: CatchUp::Once, repeat_s: None, version: Version(0) };
            s.timers.start(TimerId::new(IncidentRef(1), 0, 2), row);
        }),
        ("roster", |s| s.roster.publish(&[])),
        ("modes", |s| s.plugins.seats.get_mut(&D1).unwrap()[0].mode = Mode::Off),
        ("settings", |s| s.plugins.settings.get_mut("alpha").unwrap().last = 9),
        ("health", |s| {
            s.plugins.health.entry(D1).or_default().insert("alpha".to_owned(), Default::default());
        }),
        ("findings", |s| {
            let inspection = s.inspections.get_mut("alpha").unwrap();
            Arc::make_mut(inspection).modes.clear();
        }),
        ("keys", |s| {
            let key = IdempotencyKey { key: "b2f1".to_owned(), fingerprint: Digest::default() };
            s.keys.keep(START, "desk", &key, Answer::Done { version: Version(1) });
        }),
    ];
    let mut hashes = BTreeSet::from([full().hash()]);
    for (what, change) in changes {
        let mut state = full();
        change(&mut state);
        assert!(hashes.insert(state.hash()), "a changed {what} gives another hash");
    }
}

#[test]
fn what_a_machine_measures_is_not() {
    let mut state = full();
    let kept = state.decisions.get_mut(&Matter::from(IncidentRef(1))).unwrap();
    Arc::make_mut(&mut kept[0]).measured = Measured { time_us: 1_000, fuel_used: 5, log: Vec::new() };
    let inspection = state.inspections.get_mut("alpha").unwrap();
    Arc::make_mut(inspection).measured = Measured { time_us: 1_000, fuel_used: 5, log: Vec::new() };
    assert_eq!(state.hash(), full().hash());
}
