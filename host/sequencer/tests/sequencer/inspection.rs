//! Team-structure plugins: looked at beside the writer whenever structure or roster change, with findings as the outcome.

use std::sync::Arc;

use domain::command::{Command, CountyCommand, Envelope, PluginCommand, Publication, RosterCommand};
use domain::event::{Event, PluginEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::limits::{INSPECTED_AHEAD_S, QUARANTINE_AFTER_FAILURES};
use domain::plugin::Mode;
use domain::roster::Shift;

use crate::doubles::*;
use crate::little_county::little_county;
use crate::table::*;

fn finding(subject: FindingAbout) -> Finding {
    Finding { severity: Severity::Breach, subject, why: why(2) }
}

fn inspected_by(answer: fn(&StructureInput) -> HookRun<Vec<Finding>>) -> Table {
    let mut table = Table::new();
    table.seat("teams", Hook::TeamStructure, Mode::Auto);
    table.script.structure("teams", answer);
    table
}

/// A shift of a second, so that one person can serve in several.
fn shift(starts_s: u32) -> Command {
    let starts = START.plus_s(starts_s);
    let slots = vec![(0, Some(PersonRef(0)))];
    Command::Roster(RosterCommand::Publish(Publication {
        shifts: vec![Shift { district: D1, starts, ends: starts.plus_s(1), slots }],
        accept_findings: true,
        ..Publication::default()
    }))
}

/// What the checks only warn of is taken upon oneself, which needs a reason.
fn publish(table: &mut Table, shift: Command) -> Vec<Event> {
    let reason = Some("the rest is to come".to_owned());
    table.submit(Envelope { reason, ..Envelope::by("operator:test", shift) }).unwrap()
}

#[test]
fn every_change_of_structure_is_looked_at_once() {
    let mut table = inspected_by(|_| answers(vec![finding(FindingAbout::County)]));
    let occasions: [fn(&mut Table); 5] = [
        |table| drop(publish(table, shift(60))),
        |table| {
            let mut changed = little_county();
            changed.digest = Digest::of(b"changed");
            table.tell(Command::County(CountyCommand::Import { county: Arc::new(changed) }));
        },
        |table| table.upgrade("teams", "1.0.1"),
        |table| {
            let (plugin, settings_json) = ("teams".to_owned(), r#"{"a":1}"#.to_owned());
            table.tell(Command::Plugin(PluginCommand::Configure {
                plugin,
                district: None,
                settings_json,
                version: None,
            }));
        },
        |table| table.seat("teams", Hook::TeamStructure, Mode::Advise),
    ];
    table.jobs.clear();
    for occasion in occasions {
        occasion(&mut table);
        assert!(table.jobs.iter().map(|job| job.hook()).eq([Hook::TeamStructure]));
        let events = table.run_jobs();
        assert_eq!(names(&events), ["structure-inspected"]);
    }
    let inspection = table.state.inspections.values().next().expect("an inspection");
    assert_eq!(inspection.findings, [finding(FindingAbout::County)]);
    assert_eq!(inspection.modes, [(D1, Mode::Advise), (D2, Mode::Advise)]);
    table.seat("teams", Hook::TeamStructure, Mode::Off);
    publish(&mut table, shift(7_200));
    assert!(table.jobs.is_empty(), "where it is off everywhere nobody looks");
}

#[test]
fn it_sees_the_structure_as_it_is() {
    let mut table = inspected_by(|input| {
        assert_eq!(input.districts, [D1, D2]);
        assert_eq!(input.team_codes, ["patrol", "traffic"]);
        assert_eq!(input.post_codes, ["leader", "auxiliary"]);
        let units: Vec<u16> = input.teams.iter().map(|(_, _, units)| *units).collect();
        assert_eq!(units, [1, 1, 1, 1], "a retired unit is no unit");
        assert_eq!((input.stations.len(), input.stations[0].central), (2, true));
        assert_eq!(input.shifts.len(), 2);
        answers(Vec::new())
    });
    let mut changed = little_county();
    changed.digest = Digest::of(b"changed");
    changed.units[2].retired = true;
    table.tell(Command::County(CountyCommand::Import { county: Arc::new(changed) }));
    for starts_s in [60, INSPECTED_AHEAD_S - 1, INSPECTED_AHEAD_S] {
        publish(&mut table, shift(starts_s));
    }
    let last = table.jobs.pop();
    table.jobs = last.into_iter().collect();
    table.run_jobs();
}

#[test]
fn findings_about_what_there_is_not_are_refused() {
    let mut table = inspected_by(|_| {
        answers(vec![finding(FindingAbout::Person(PersonRef(50))), finding(FindingAbout::District(D2))])
    });
    table.run_jobs();
    let inspection = table.state.inspections.values().next().expect("an inspection");
    assert_eq!((inspection.findings.len(), inspection.refused.len()), (1, 1));
}

/// Quarantined in every district, an inspector was run at each change all the same.
#[test]
fn one_that_fails_is_quarantined() {
    let mut table = inspected_by(|_| fails(HookFailure::Memory));
    let mut quarantined = table.run_jobs();
    for round in 1..QUARANTINE_AFTER_FAILURES {
        assert!(!names(&quarantined).contains(&"plugin-quarantined"));
        publish(&mut table, shift(60 * round));
        quarantined = table.run_jobs();
    }
    let districts = quarantined.iter().filter_map(|event| match event {
        Event::Plugin(PluginEvent::Quarantined { district, .. }) => Some(*district),
        _ => None,
    });
    assert_eq!(districts.collect::<Vec<_>>(), [D1, D2]);
    publish(&mut table, shift(6_000));
    assert!(table.jobs.is_empty());
    publish(table.wait(300), shift(12_000));
    assert_eq!(table.jobs.len(), 1);
}
