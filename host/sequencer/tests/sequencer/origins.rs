//! Incidents that nobody just reported: a unit came upon one and is on it at once, or the call broke off and is called back first.

use domain::command::{Command, Envelope, IncidentCommand, Report, TaskCommand, Verdict};
use domain::event::Event;
use domain::hooks::Hook;
use domain::ids::*;
use domain::incident::Phase;
use domain::incident::origin::Origin;
use domain::incident::record::Changed;
use domain::plugin::Mode;
use domain::refusal::RefusalCode;
use domain::sealed::PlainWords;
use domain::task::{HELP_NEEDED, NO_HELP_NEEDED, NOT_REACHED, TaskStatus, TaskWords};
use domain::unit::Primary;

use crate::doubles::*;
use crate::little_county::little_county;
use crate::table::*;

fn by_origin(table: &mut Table, origin: Origin) -> (IncidentRef, Vec<Event>) {
    let events = table.tell(Command::Incident(IncidentCommand::Report(Report { origin, ..report("brawl") })));
    (table.state.last_incident, events)
}

#[test]
fn a_unit_that_comes_upon_something_is_on_it_and_nobody_is_asked_who_goes() {
    let mut table = Table::new();
    table.seat("alpha", Hook::Dispatch, Mode::Auto);
    table.script.dispatch("alpha", |_| panic!("nobody is asked who goes"));
    let (which, events) = by_origin(&mut table, Origin::Unit(UnitRef(0)));
    let expected = [
        "incident-reported",
        "incident-stepped",
        "units-assigned",
        "incident-stepped",
        "unit-status-changed",
        "incident-stepped",
        "acknowledged",
    ];
    assert_eq!(names(&events), expected);
    let incident = table.incident(which);
    assert_eq!((incident.phase, incident.origin), (Phase::OnScene, Origin::Unit(UnitRef(0))));
    assert_eq!((table.units_on(which), table.state.unit(UnitRef(0)).unwrap().primary), (vec![0], Primary::OnScene));
    assert!(incident.escalated.acknowledged.is_some() && table.notices(which).is_empty());
    let assignment = &table.incident(which).assignments[0];
    assert_eq!((assignment.by.as_str(), assignment.eta_s), ("operator:test", 0));
    table.wait(60).tick(true);
    assert_eq!((table.units_on(which), table.decisions(which).len()), (vec![0], 0));
    // Who is on one incident comes upon no other before that is over, and who is off duty upon none.
    let again = Report { origin: Origin::Unit(UnitRef(0)), ..report("brawl") };
    let command = Command::Incident(IncidentCommand::Report(again));
    let refused = |table: &mut Table, command| table.submit(Envelope::by("operator:test", command)).unwrap_err().code;
    assert_eq!(refused(&mut table, command.clone()), RefusalCode::UnitBusy);
    table.step(which, Phase::Resolved);
    table.set_unit(0, Primary::Unavailable);
    assert_eq!(refused(&mut table, command.clone()), RefusalCode::UnitBusy);
    table.set_unit(0, Primary::Available);
    table.tell(command);
}

/// Nobody sends it to what is reported first.
const PATROL: UnitRef = UnitRef(1);

/// It is on scene of what its own report is a duplicate of, and each of the two says so.
#[track_caller]
fn is_carried_over(table: &Table, which: IncidentRef, into: IncidentRef) {
    let (incident, target, unit) = (table.incident(which), table.incident(into), PATROL);
    assert_eq!((incident.phase, incident.merged_into), (Phase::Merged, Some(into)));
    assert_eq!((target.phase, table.units_on(which)), (Phase::OnScene, vec![]));
    let live = table.state.unit(unit).expect("a unit");
    assert_eq!((live.primary, live.incident, live.secondary.is_empty()), (Primary::OnScene, Some(into), true));
    let sent = target.active().find(|sent| sent.unit == unit).expect("it is on it");
    assert_eq!((sent.eta_s, sent.on_scene_at), (0, Some(table.now)));
    let told = |which: IncidentRef| table.incident(which).changes.iter().map(|change| change.what.clone()).collect();
    let (here, there): (Vec<Changed>, Vec<Changed>) = (told(which), told(into));
    assert!(here.contains(&Changed::UnitWentOver { unit, into }), "{here:?}");
    assert!(there.contains(&Changed::UnitCameOver { unit, from: which }), "{there:?}");
}

/// An intake that may merge takes its report for one that is known: it was on nothing yet, and would have been on nothing.
#[test]
fn a_unit_whose_report_is_merged_at_once_is_on_what_it_is_merged_into() {
    for (kind, before) in [("noise", Phase::Reported), ("brawl", Phase::Assigned), ("brawl", Phase::Resolved)] {
        let mut table = Table::new();
        table.seat("desk", Hook::Intake, Mode::Auto);
        let first = table.report(kind);
        if before == Phase::Resolved {
            table.step(first, before);
        }
        assert_eq!(table.incident(first).phase, before);
        table.script.intake("desk", move |_| makes_of_it(vec![duplicate_of(first)]));
        let (which, _) = by_origin(table.wait(60), Origin::Unit(PATROL));
        is_carried_over(&table, which, first);
        table.wait(60).tick(true);
        assert!(table.units_on(first).contains(&1), "nobody takes it off");
    }
}

/// Where a person says so, or merges the two by hand, it was on its own incident until then.
#[test]
fn a_unit_whose_report_a_person_merges_goes_over_with_it() {
    let mut table = Table::new();
    table.seat("desk", Hook::Intake, Mode::Advise);
    let first = table.report("brawl");
    table.script.intake("desk", move |_| makes_of_it(vec![duplicate_of(first)]));
    let (which, _) = by_origin(table.wait(60), Origin::Unit(PATROL));
    assert_eq!(table.units_on(which), [1]);
    table.wait(20).settle(which, 1, Verdict::Confirm);
    is_carried_over(&table, which, first);
    // Taken out again, it asks for somebody anew: the unit stays where it is.
    table.wait(20).tell(Command::Incident(IncidentCommand::Unmerge { incident: which }));
    assert!(table.units_on(first).contains(&1) && !table.units_on(which).contains(&1));

    let mut table = Table::new();
    let (abandoned, _) = by_origin(&mut table, Origin::Abandoned);
    let (which, _) = by_origin(table.wait(20), Origin::Unit(PATROL));
    table.wait(20).tell(Command::Incident(IncidentCommand::Merge { incident: which, into: abandoned }));
    is_carried_over(&table, which, abandoned);
    assert_eq!(table.state.tasks.get(call_back(&table, abandoned)).unwrap().status, TaskStatus::Cancelled);
}

/// One that has left since, or was sent elsewhere, is not called back to it.
#[test]
fn a_unit_that_is_gone_is_carried_nowhere() {
    let mut table = Table::new();
    let first = table.report("brawl");
    let (which, _) = by_origin(table.wait(60), Origin::Unit(PATROL));
    table.wait(20).set_unit(1, Primary::Available);
    table.tell(Command::Incident(IncidentCommand::Merge { incident: which, into: first }));
    assert!(!table.units_on(first).contains(&1));
}

fn call_back(table: &Table, which: IncidentRef) -> TaskRef {
    let asked = table.state.tasks.rows.values().find(|task| task.new.matter == Some(which.into()));
    let asked = asked.expect("the room is asked to call back");
    assert_eq!((&asked.new.words, asked.new.due.is_some()), (&TaskWords::CallBack, true));
    asked.new.task
}

#[test]
fn a_call_that_broke_off_is_called_back_before_anybody_goes() {
    for (outcome, phase, sent) in [
        (HELP_NEEDED, Phase::Assigned, true),
        (NOT_REACHED, Phase::Assigned, true),
        (NO_HELP_NEEDED, Phase::Cancelled, false),
    ] {
        let mut table = Table::new();
        let (which, events) = by_origin(&mut table, Origin::Abandoned);
        assert_eq!(names(&events)[..2], ["incident-reported", "task-created"]);
        table.wait(30).tick(true);
        assert_eq!((table.incident(which).phase, table.units_on(which)), (Phase::Reported, vec![]));
        let task = call_back(&table, which);
        let (outcome, fields) = (outcome.to_owned(), Vec::new());
        table.tell(Command::Task(TaskCommand::Finish { task, outcome, person: None, fields }));
        assert_eq!((table.incident(which).phase, !table.units_on(which).is_empty()), (phase, sent));
        let step = table.incident(which).steps[1].clone();
        assert_eq!((step.by.as_str(), step.because), ("operator:test", None), "their word does it");
    }
}

/// The county says by when; else it is within three minutes.
#[test]
fn the_county_says_by_when_it_is_called_back() {
    for (own, expected) in [(None, 180), (Some(45), 45)] {
        let mut county = little_county();
        county.call_back_s = own;
        let mut table = Table::with(county);
        let (which, _) = by_origin(&mut table, Origin::Abandoned);
        let task = call_back(&table, which);
        let due = table.state.tasks.get(task).unwrap().new.due;
        assert_eq!(due, Some(table.now.plus_s(expected)));
        table.wait(expected - 1).tick(true);
        assert!(!table.state.tasks.get(task).unwrap().overdue);
        table.wait(1).tick(true);
        assert!(table.state.tasks.get(task).unwrap().overdue);
    }
}

#[test]
fn nobody_is_called_back_for_what_was_accepted_or_ended_by_hand() {
    for to in [Phase::Accepted, Phase::Cancelled] {
        let mut table = Table::new();
        let (which, _) = by_origin(&mut table, Origin::Abandoned);
        let task = call_back(&table, which);
        table.step(which, to);
        assert_eq!(table.state.tasks.get(task).unwrap().status, TaskStatus::Cancelled);
    }
    let mut table = Table::new();
    let first = table.report("brawl");
    let (which, _) = by_origin(&mut table, Origin::Abandoned);
    let task = call_back(&table, which);
    table.tell(Command::Incident(IncidentCommand::Merge { incident: which, into: first }));
    assert_eq!(table.state.tasks.get(task).unwrap().status, TaskStatus::Cancelled);
}

/// What was said before it broke off is compared with nothing that others say.
#[test]
fn its_words_are_no_evidence() {
    let mut table = Table::new();
    table.seat("desk", Hook::Intake, Mode::Auto);
    table.script.intake("desk", |input| {
        assert!(input.nearby.iter().all(|nearby| nearby.alike.is_none()), "{:?}", input.nearby);
        makes_of_it(Vec::new())
    });
    let words = || Some(PlainWords::new("有人打架，快来".to_owned()));
    for origin in [Origin::Abandoned, Origin::Reported, Origin::Abandoned] {
        let report = Report { origin, words: words(), ..report("brawl") };
        table.wait(5).tell(Command::Incident(IncidentCommand::Report(report)));
    }
}
