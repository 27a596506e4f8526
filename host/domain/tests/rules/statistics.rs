//! What a report counts: every interval of an incident's life, told apart by district, kind and the hour of the county's own clock, and the
//! same figures whenever they are counted from the same journal.

use std::collections::BTreeSet;

use domain::command::{Command, IncidentCommand, Report};
use domain::county::County;
use domain::event::Batch;
use domain::hooks::Fate;
use domain::ids::{DistrictRef, IncidentRef, UnitRef};
use domain::incident::origin::Origin;
use domain::incident::{Phase, Priority};
use domain::state::State;
use domain::statistics::count::{Chosen, Of, Table, count};
use domain::statistics::figure::{Figure, Grouping, Subject};
use domain::time::TimeMs;
use domain::unit::Primary;
use expect_test::expect;

use crate::desk::*;

fn chosen(desk: &Desk) -> Chosen {
    Chosen {
        within: START..START.plus_s(30 * 86_400),
        known_by: desk.now,
        districts: [D1, D2].into(),
        kinds: BTreeSet::new(),
    }
}

fn counted(state: &State, chosen: &Chosen) -> Vec<Table> {
    count(state, None, chosen).expect("no archive that fails").expect("not too many")
}

/// One table: a line for each row that counts something.
fn told(tables: &[Table], figure: Figure, by: Grouping) -> String {
    let table = tables.iter().find(|table| (table.figure, table.by) == (figure, by)).expect("a table");
    let rows = table.rows.iter().filter(|(_, of)| of.n > 0);
    let line = |(of, figures): &(Of, domain::statistics::count::Figures)| match figures.percentiles_s {
        Some((p50_s, p90_s)) => format!("{of:?}: {} {p50_s} {p90_s}", figures.n),
        None => format!("{of:?}: {}", figures.n),
    };
    rows.map(line).collect::<Vec<_>>().join("\n")
}

/// From its report to its end, with so many seconds before each step.
fn handled(desk: &mut Desk, kind: &str, waits: [u32; 6]) -> IncidentRef {
    let incident = desk.report(kind);
    let [accepted, assigned, en_route, on_scene, resolved, closed] = waits;
    desk.wait(accepted).step(incident, Phase::Accepted).expect("a step");
    desk.wait(assigned).assign(incident, &[0]);
    desk.wait(en_route).set_unit(0, Primary::EnRoute).expect("a status");
    desk.wait(on_scene).set_unit(0, Primary::OnScene).expect("a status");
    desk.wait(resolved).step(incident, Phase::Resolved).expect("a step");
    desk.wait(closed).step(incident, Phase::Closed).expect("a step");
    incident
}

#[test]
fn every_interval_of_a_life_is_timed() {
    let mut desk = Desk::new();
    handled(&mut desk, "noise", [10, 20, 30, 400, 500, 600]);
    let tables = counted(&desk.state, &chosen(&desk));
    let lines = Figure::intervals(Subject::Incidents)
        .map(|figure| format!("{figure} {}", told(&tables, figure, Grouping::Whole)));
    expect![[r#"
        reported-accepted Whole: 1 10 10
        reported-acknowledged Whole: 1 30 30
        reported-assigned Whole: 1 30 30
        accepted-assigned Whole: 1 20 20
        assigned-en-route Whole: 1 30 30
        en-route-on-scene Whole: 1 400 400
        assigned-on-scene Whole: 1 430 430
        reported-on-scene Whole: 1 460 460
        on-scene-resolved Whole: 1 500 500
        resolved-ended Whole: 1 600 600
        reported-ended Whole: 1 1560 1560"#]]
    .assert_eq(&lines.collect::<Vec<_>>().join("\n"));
}

/// Of ten, the fifth and the ninth; of one, itself.
#[test]
fn percentiles_are_of_the_nearest_rank() {
    let mut desk = Desk::new();
    for tens in [7, 3, 10, 1, 9, 5, 2, 8, 4, 6] {
        let incident = desk.report("noise");
        desk.wait(tens * 10).step(incident, Phase::Accepted).expect("a step");
    }
    let of_another = desk.report("errand");
    desk.wait(1_000).step(of_another, Phase::Accepted).expect("a step");
    let tables = counted(&desk.state, &chosen(&desk));
    expect![[r#"
        Kind(KindRef(2)): 10 50 90
        Kind(KindRef(3)): 1 1000 1000"#]]
    .assert_eq(&told(&tables, Figure::ReportedAccepted, Grouping::Kind));
    assert_eq!(told(&tables, Figure::ReportedAccepted, Grouping::Whole), "Whole: 11 60 100");
    let noise = Chosen { kinds: [domain::ids::KindRef(2)].into(), ..chosen(&desk) };
    assert_eq!(told(&counted(&desk.state, &noise), Figure::ReportedAccepted, Grouping::Whole), "Whole: 10 50 90");
}

/// Intervals are of what the room handled: no duplicates, nothing that a unit came upon. They are counted as incidents all the same.
#[test]
fn duplicates_and_what_units_found_are_counted_and_not_timed() {
    let mut desk = Desk::new();
    let first = desk.report("noise");
    desk.wait(60).step(first, Phase::Accepted).expect("a step");
    let second = desk.report("noise");
    desk.wait(600).step(second, Phase::Accepted).expect("a step");
    desk.tell(Command::Incident(IncidentCommand::Merge { incident: second, into: first }));
    let found = Report { origin: Origin::Unit(UnitRef(0)), ..report("noise") };
    desk.tell(Command::Incident(IncidentCommand::Report(found)));
    let tables = counted(&desk.state, &chosen(&desk));
    assert_eq!(told(&tables, Figure::ReportedAccepted, Grouping::Whole), "Whole: 1 60 60");
    assert_eq!(told(&tables, Figure::Incidents, Grouping::Whole), "Whole: 3");
    expect![[r#"
        End(Open): 2
        End(Merged): 1"#]]
    .assert_eq(&told(&tables, Figure::Incidents, Grouping::End));
    // Known at that time was another story.
    let before = Chosen { known_by: START.plus_s(60), ..chosen(&desk) };
    assert_eq!(told(&counted(&desk.state, &before), Figure::Incidents, Grouping::End), "End(Open): 2");
}

/// What always has its row has one where there is nothing to count, and other districts' incidents are nowhere.
#[test]
fn rows_that_are_expected_are_there() {
    let mut desk = Desk::new();
    desk.report("noise");
    let elsewhere = Chosen { districts: [D2].into(), ..chosen(&desk) };
    let tables = counted(&desk.state, &elsewhere);
    let rows = |by| {
        let table = tables.iter().find(|table| (table.figure, table.by) == (Figure::Incidents, by)).expect("a table");
        assert!(table.rows.iter().all(|(_, figures)| figures.n == 0), "{table:?}");
        table.rows.iter().map(|(of, _)| of.clone()).collect::<Vec<_>>()
    };
    assert_eq!((rows(Grouping::Whole), rows(Grouping::District)), (vec![Of::Whole], vec![Of::District(D2)]));
    assert_eq!(rows(Grouping::Priority), Priority::ALL.map(Of::Priority));
    assert_eq!(rows(Grouping::End), Fate::ALL.map(Of::End));
    assert_eq!((rows(Grouping::Hour).len(), rows(Grouping::Kind), rows(Grouping::Result)), (24, vec![], vec![]));
    let empty = tables.iter().filter(|table| table.figure != Figure::Incidents);
    assert!(empty.flat_map(|table| &table.rows).all(|(_, figures)| figures.percentiles_s.is_none()));
    assert_eq!(tables.len(), Figure::ALL.iter().map(|figure| figure.groupings().len()).sum::<usize>());
}

/// The hour that comes twice has the calls of both, the one that is left out has none.
#[test]
fn hours_are_those_of_the_countys_clock_when_it_is_put_forward_and_back() {
    let mut desk = Desk::with(County { zone: "Europe/Berlin".to_owned(), ..county() });
    let mut hours = |times: &[&str]| {
        let at = |text: &&str| TimeMs::parse(text).expect("a time");
        for time in times {
            desk.now = at(time);
            desk.report("noise");
        }
        let within = at(&times[0])..at(&times[times.len() - 1]).plus_s(1);
        let tables = counted(&desk.state, &Chosen { within, ..chosen(&desk) });
        told(&tables, Figure::Incidents, Grouping::Hour)
    };
    let back = [
        "2022-10-30T01:59:59+02:00",
        "2022-10-30T02:30:00+02:00",
        "2022-10-30T02:30:00+01:00",
        "2022-10-30T23:30:00+01:00",
    ];
    assert_eq!(hours(&back), "Hour(1): 1\nHour(2): 2\nHour(23): 1");
    let forward = ["2023-03-26T01:59:59+01:00", "2023-03-26T03:00:00+02:00"];
    assert_eq!(hours(&forward), "Hour(1): 1\nHour(3): 1");
}

/// A journal that is read from its bytes gives a state that gives the same figures, to the byte; and so does a later time that asks for
/// what was known then.
#[test]
fn a_report_is_worked_out_again_from_the_journal_to_the_byte() {
    let mut desk = Desk::new();
    for nth in 0..20 {
        let kind = if nth % 3 == 0 { "errand" } else { "noise" };
        handled(&mut desk, kind, [nth * 3 + 1, nth, 20, 300 + nth * 7, 600, 60]);
        desk.wait(3_000);
    }
    desk.report("noise");
    let asked = chosen(&desk);
    let bytes = |state: &State, asked: &Chosen| serde_json::to_string(&counted(state, asked)).expect("JSON");
    let first = bytes(&desk.state, &asked);
    assert!(first.contains("\"n\":21") && first.contains("percentiles_s\":["), "{first}");
    let replayed = |journal: &[Batch]| {
        let mut state = State::default();
        for batch in journal {
            state.fold(&Batch::decode(&batch.encode()).expect("a record"));
        }
        state
    };
    assert_eq!(bytes(&replayed(&desk.journal), &asked), first);
    let reported = desk.wait(60).report("noise");
    desk.wait(60).step(reported, Phase::Accepted).expect("a step");
    let again = replayed(&desk.journal);
    assert_eq!(bytes(&again, &asked), first);
    assert_ne!(bytes(&again, &chosen(&desk)), first);
    let elsewhere = Chosen { districts: BTreeSet::from([DistrictRef(1)]), ..asked };
    assert_ne!(bytes(&again, &elsewhere), first);
}
