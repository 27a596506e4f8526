//! What is kept with one incident has a bound, whatever people and plugins do to it.

use domain::command::{Command, IncidentCommand, UnitCommand};
use domain::event::{Event, IncidentEvent, NewAssignment};
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::{DECISIONS_PER_INCIDENT_MAX, INCIDENT_HISTORY_MAX};
use domain::plugin::Mode;
use domain::unit::Primary;

use crate::desk::*;

#[test]
fn the_oldest_steps_and_notices_go_first() {
    let mut desk = Desk::new();
    let incident = desk.report("noise");
    for round in 0..INCIDENT_HISTORY_MAX {
        // Later than the same would only count.
        desk.wait(1);
        let notice = sent(&desk, incident, (round % 200) as u8);
        desk.happen(vec![notice]);
        desk.happen(vec![Event::Incident(IncidentEvent::Stepped { incident, to: Phase::Accepted })]);
    }
    let kept = desk.incident(incident);
    assert_eq!((kept.steps.len(), kept.steps[0].to), (INCIDENT_HISTORY_MAX, Phase::Accepted));
    let levels = |desk: &Desk| desk.state.notices.of(incident).map(|row| row.sent.message.level).collect::<Vec<_>>();
    assert_eq!((levels(&desk).len(), levels(&desk)[0]), (INCIDENT_HISTORY_MAX, 0));
    desk.wait(domain::limits::NOTICE_COALESCE_S);
    let one_more = sent(&desk, incident, 7);
    desk.happen(vec![one_more]);
    assert_eq!((levels(&desk).len(), levels(&desk)[0]), (INCIDENT_HISTORY_MAX, 1));
}

#[test]
fn decisions_are_kept_up_to_their_limit() {
    let mut desk = Desk::new();
    let incident = desk.report("noise");
    for _ in 0..=DECISIONS_PER_INCIDENT_MAX {
        desk.decide(incident, dispatch_decision("alpha", Mode::Auto, &[]));
    }
    let kept: Vec<_> = desk.state.decisions_of(incident).collect();
    assert_eq!((kept.len(), kept[0].facts.number), (DECISIONS_PER_INCIDENT_MAX, 2));
    assert_eq!(desk.incident(incident).escalated.last_decision, 65);
}

/// Sending a unit and taking it off again, over and over, made an incident longer each time, and with it every answer, every
/// checkpoint and every document of the archive.
#[test]
fn assignments_are_kept_up_to_their_limit() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    desk.happen(vec![Event::Incident(IncidentEvent::UnitsAssigned {
        incident,
        assignments: vec![NewAssignment {
            unit: UnitRef(2),
            need: Some(0),
            eta_s: 1,
            straight_line: false,
            extra: false,
        }],
        decision: None,
    })]);
    desk.set_unit(2, Primary::OnScene).expect("done");
    desk.tell(Command::Unit(UnitCommand::Release { incident: IncidentRef(1), unit: UnitRef(2) }));
    desk.assign(incident, &[1]);
    for _ in 0..INCIDENT_HISTORY_MAX + 10 {
        desk.assign(incident, &[0]);
        desk.tell(Command::Unit(UnitCommand::Release { incident: IncidentRef(1), unit: UnitRef(0) }));
    }
    let kept = desk.incident(incident);
    assert_eq!(kept.assignments.len(), INCIDENT_HISTORY_MAX);
    assert_eq!(kept.units().collect::<Vec<_>>(), [UnitRef(1)], "who is on it stays");
    assert!(kept.assignments.iter().any(|a| a.unit == UnitRef(2)), "and who was on scene");
}

#[test]
fn duplicates_are_kept_up_to_their_limit() {
    let mut desk = Desk::new();
    let into = desk.report("noise");
    for _ in 0..=INCIDENT_HISTORY_MAX {
        let incident = desk.report("noise");
        desk.tell(Command::Incident(IncidentCommand::Merge { incident, into }));
    }
    let kept = &desk.incident(into).duplicates;
    assert_eq!((kept.len(), kept[0]), (INCIDENT_HISTORY_MAX, IncidentRef(3)));
}
