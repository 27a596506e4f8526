//! Whose words stand where: a person's name and reason on what they did, and on nothing that follows from it.

use domain::command::{Command, IncidentCommand, Report, UnitCommand};
use domain::event::{Event, IncidentEvent};
use domain::ids::*;
use domain::incident::Phase;
use domain::state::Changed;
use domain::unit::Primary;

use crate::desk::START;
use crate::desk::{Desk, report};

const WORDS: &str = "the caller was drunk";

/// An operator's reason for ending an incident stands on its last step. The unit that is free because of it bears no words.
#[test]
fn a_reason_stands_on_what_was_done_and_not_on_what_follows() {
    let mut desk = Desk::new();
    let which = desk.report("traffic-accident");
    desk.assign(which, &[0]);
    let resolve = Command::Incident(IncidentCommand::Step { incident: which, to: Phase::Resolved, outcome: None });
    desk.tell(Command::Incident(IncidentCommand::Step { incident: which, to: Phase::OnScene, outcome: None }));
    desk.because(WORDS, resolve).expect("it is legal");
    let batch = desk.journal.last().expect("a batch");
    for (index, event) in batch.events.iter().enumerate() {
        let signature = batch.signature(index);
        let done = matches!(event, Event::Incident(IncidentEvent::Stepped { .. }));
        assert_eq!(signature.reason, done.then_some(WORDS), "{event:?}");
        assert_eq!(signature.because.is_none(), done, "{event:?}");
        assert_eq!(signature.author, if done { "operator:test" } else { "system" }, "{event:?}");
    }
    let incident = desk.incident(which);
    let released = incident.assignments[0].released.as_ref().expect("it was released");
    assert_eq!((released.by.as_str(), &released.why), ("system", &None));
    assert_eq!(released.because.map(|because| because.command), Some(batch.version));
    assert_eq!(incident.steps.last().and_then(|step| step.why.as_deref()), Some(WORDS));
}

#[test]
fn reasons_of_sending_and_of_taking_back_stand_on_the_unit() {
    let mut desk = Desk::new();
    let which = desk.report("traffic-accident");
    let assign = Command::Incident(IncidentCommand::Assign { incident: which, units: vec![UnitRef(0)], code: None });
    desk.because("knows the house", assign).expect("it is free");
    desk.because("flat tyre", Command::Unit(UnitCommand::Release { incident: which, unit: UnitRef(0) }))
        .expect("it is on it");
    let assignment = &desk.incident(which).assignments[0];
    assert_eq!(assignment.why.as_deref(), Some("knows the house"));
    assert_eq!(assignment.released.as_ref().and_then(|released| released.why.as_deref()), Some("flat tyre"));
}

/// A unit of one district that works in another says that it is out of service, and why. The words are its own district's.
#[test]
fn a_unit_s_word_moves_an_incident_elsewhere_without_its_words() {
    let set = |unit, primary| Command::Unit(UnitCommand::SetStatus { unit: UnitRef(unit), primary, secondary: None });
    let mut desk = Desk::new();
    let which = desk.report("traffic-accident");
    let home = desk.incident(which).place.district;
    let units = desk.state.loaded().expect("a county").county().units.clone();
    let find = |own: bool| (0..).zip(&units).find(|(_, unit)| (unit.district == home) == own).expect("a unit").0;
    let (there, here) = (find(false), find(true));
    for (unit, by, why) in [(there, "system", None), (here, "operator:test", Some(WORDS.to_owned()))] {
        desk.assign(which, &[unit]);
        desk.because(WORDS, set(unit, Primary::Unavailable)).expect("it may say so");
        let step = desk.incident(which).steps.last().cloned().expect("a step");
        assert_eq!((step.to, step.by.as_str(), step.why), (Phase::Accepted, by, why.clone()));
        let released = desk.incident(which).assignments.last().and_then(|a| a.released.clone()).expect("released");
        assert_eq!((released.by.as_str(), released.why), (by, why));
    }
}

/// What is merged across a border leaves a line on the other side, without name and words.
#[test]
fn a_duplicate_across_a_border_brings_no_words() {
    for (lon, by, why) in [(119.05, "operator:test", Some(WORDS)), (119.25, "system", None)] {
        let mut desk = Desk::new();
        let first = desk.report("traffic-accident");
        desk.tell(Command::Incident(IncidentCommand::Report(Report { lon, ..report("traffic-accident") })));
        let second = desk.state.last_incident;
        let apart = desk.incident(first).place.district != desk.incident(second).place.district;
        assert_eq!(apart, why.is_none(), "{lon}");
        desk.wait(60);
        desk.because(WORDS, Command::Incident(IncidentCommand::Merge { incident: second, into: first }))
            .expect("legal");
        let took_in = desk.incident(first).changes.last().cloned().expect("a change");
        assert_eq!(took_in.what, Changed::TookIn(second));
        assert_eq!((took_in.by.as_str(), took_in.why.as_deref()), (by, why), "{lon}");
        let merged = desk.incident(second).changes.last().cloned().expect("a change");
        assert_eq!((merged.by.as_str(), merged.why.as_deref()), ("operator:test", Some(WORDS)));
    }
}

/// A journal of before bears one name and one reason on everything, and what it is explained as does not change.
#[test]
fn what_was_written_before_is_told_as_it_was() {
    let mut desk = Desk::new();
    let which = desk.report("traffic-accident");
    desk.assign(which, &[0]);
    desk.tell(Command::Incident(IncidentCommand::Step { incident: which, to: Phase::OnScene, outcome: None }));
    desk.because(
        WORDS,
        Command::Incident(IncidentCommand::Step { incident: which, to: Phase::Resolved, outcome: None }),
    )
    .unwrap();
    let mut state = domain::state::State::default();
    for batch in &desk.journal {
        let mut old = batch.clone();
        old.causes = None;
        state.fold(&domain::event::Batch::decode(&old.encode()).expect("it reads back"));
    }
    let incident = state.incident(which).expect("it is there");
    assert!(incident.steps.iter().all(|step| step.because.is_none()));
    assert!(incident.steps[1..].iter().all(|step| step.by == "operator:test"));
    assert_eq!(incident.steps.last().and_then(|step| step.why.as_deref()), Some(WORDS));
    let assignment = &incident.assignments[0];
    assert_eq!((assignment.by.as_str(), &assignment.why, &assignment.released), ("operator:test", &None, &None));
    assert_eq!(assignment.released_at, Some(START));
}
