//! What may be said of a unit, who may be sent by hand, and where an incident goes when its units leave.

use std::collections::BTreeSet;

use domain::command::{Command, CountyCommand, IncidentCommand, UnitCommand};
use domain::event::{Event, IncidentEvent};
use domain::ids::*;
use domain::incident::{Phase, Reality};
use domain::unit::{Fix, Primary, Secondary};
use expect_test::expect;

use crate::desk::*;

/// Unit 0 on an incident, as far as this.
fn on_the_way(primary: Primary) -> (Desk, IncidentRef) {
    let mut desk = Desk::new();
    let incident = desk.report("noise");
    desk.step(incident, Phase::Accepted).expect("done");
    desk.assign(incident, &[0]);
    if primary != Primary::Assigned {
        desk.set_unit(0, primary).expect("done");
    }
    (desk, incident)
}

#[test]
fn every_status_from_every_status() {
    use Primary::*;
    let mut table = String::new();
    for from in [Available, Assigned, EnRoute, OnScene, Unavailable] {
        for to in [Available, Assigned, EnRoute, OnScene, Unavailable] {
            let (mut desk, incident) = match from {
                Available | Unavailable => {
                    let mut desk = Desk::new();
                    let incident = desk.report("noise");
                    desk.set_unit(0, from).expect("done");
                    (desk, incident)
                }
                _ => on_the_way(from),
            };
            let told = match desk.set_unit(0, to) {
                Ok(_) => {
                    let unit = desk.unit(0);
                    let on = if unit.incident.is_some() { "on the incident" } else { "free of it" };
                    let secondary: Vec<&str> = unit.secondary.iter().map(|s| s.name()).collect();
                    format!("{} {on} {secondary:?}, incident {}", unit.primary.name(), desk.incident(incident).phase)
                }
                Err(refusal) => told(&refusal),
            };
            table += &format!("{} → {}: {told}\n", from.name(), to.name());
        }
    }
    expect![[r#"
        available → available: available free of it [], incident reported
        available → assigned: use-assign: detail.unit.use-assign
        available → en-route: no-incident: detail.unit.on-no-incident (status=en-route, unit=U001)
        available → on-scene: no-incident: detail.unit.on-no-incident (status=on-scene, unit=U001)
        available → unavailable: unavailable free of it [], incident reported
        assigned → available: available free of it ["returning"], incident accepted
        assigned → assigned: use-assign: detail.unit.use-assign
        assigned → en-route: en-route on the incident [], incident en-route
        assigned → on-scene: on-scene on the incident [], incident on-scene
        assigned → unavailable: unavailable free of it [], incident accepted
        en-route → available: available free of it ["returning"], incident accepted
        en-route → assigned: use-assign: detail.unit.use-assign
        en-route → en-route: en-route on the incident [], incident en-route
        en-route → on-scene: on-scene on the incident [], incident on-scene
        en-route → unavailable: unavailable free of it [], incident accepted
        on-scene → available: available free of it ["returning"], incident on-scene
        on-scene → assigned: use-assign: detail.unit.use-assign
        on-scene → en-route: en-route on the incident [], incident on-scene
        on-scene → on-scene: on-scene on the incident [], incident on-scene
        on-scene → unavailable: unavailable free of it [], incident on-scene
        unavailable → available: available free of it [], incident reported
        unavailable → assigned: use-assign: detail.unit.use-assign
        unavailable → en-route: no-incident: detail.unit.on-no-incident (status=en-route, unit=U001)
        unavailable → on-scene: no-incident: detail.unit.on-no-incident (status=on-scene, unit=U001)
        unavailable → unavailable: unavailable free of it [], incident reported
    "#]]
    .assert_eq(&table);
}

/// The first unit takes the incident along; the last one to turn back lets it wait again.
#[test]
fn the_incident_follows_its_units() {
    let (mut desk, incident) = on_the_way(Primary::Assigned);
    desk.assign(incident, &[1]);
    desk.set_unit(0, Primary::EnRoute).expect("done");
    assert_eq!(desk.incident(incident).phase, Phase::EnRoute);
    desk.set_unit(1, Primary::OnScene).expect("done");
    assert_eq!(desk.incident(incident).phase, Phase::OnScene);
    desk.tell(Command::Unit(UnitCommand::Release { incident: IncidentRef(1), unit: UnitRef(0) }));
    assert_eq!(desk.incident(incident).phase, Phase::OnScene, "somebody is there still");
    desk.tell(Command::Unit(UnitCommand::Release { incident: IncidentRef(1), unit: UnitRef(1) }));
    assert_eq!(desk.incident(incident).phase, Phase::OnScene, "somebody was there; a person says how it ended");

    let (mut desk, incident) = on_the_way(Primary::EnRoute);
    desk.tell(Command::Unit(UnitCommand::Release { incident: IncidentRef(1), unit: UnitRef(0) }));
    assert_eq!(desk.incident(incident).phase, Phase::Accepted);
    let refused = desk.refused(Command::Unit(UnitCommand::Release { incident: IncidentRef(1), unit: UnitRef(0) }));
    assert_eq!(refused, "not-on-incident: detail.unit.not-on (incident=20220901-000001, unit=U001)");
}

#[test]
fn who_can_not_be_sent_by_hand() {
    let (mut desk, incident) = on_the_way(Primary::Assigned);
    desk.set_unit(1, Primary::Unavailable).expect("done");
    let secondary = Some(BTreeSet::from([Secondary::Exercise]));
    desk.tell(Command::Unit(UnitCommand::SetStatus { unit: UnitRef(2), primary: Primary::Available, secondary }));
    let mut told = Vec::new();
    let many: Vec<u32> = (0..65).collect();
    for units in [&[0][..], &[1], &[2], &[3, 3], &[99], &[], &many] {
        let units = units.iter().map(|unit| UnitRef(*unit)).collect();
        told.push(desk.refused(Command::Incident(IncidentCommand::Assign { incident, units, code: None })));
    }
    desk.step(incident, Phase::Resolved).expect("done");
    told.push(desk.refused(Command::Incident(IncidentCommand::Assign {
        incident,
        units: vec![UnitRef(3)],
        code: None,
    })));
    expect![[r#"
        unit-busy: detail.incident.unit-busy (incident=20220901-000001, unit=U001)
        unit-busy: detail.incident.unit-unavailable (unit=U002)
        other-reality: detail.incident.unit-of-other-reality (unit=U003)
        double-booking: detail.incident.unit-twice (unit=U004)
        no-such-unit: detail.unit.no-such-number (unit=99)
        unit-count: detail.incident.unit-count (units_max=64)
        unit-count: detail.incident.unit-count (units_max=64)
        illegal-step: detail.incident.no-sending (incident=20220901-000001, legal=[closed, reopened], phase=resolved)"#]]
    .assert_eq(&told.join("\n"));
}

/// An exercise took a unit that was on real duty, since a person may send whom they like. Not across that border.
#[test]
fn an_exercise_takes_only_units_that_exercise() {
    let mut desk = Desk::new();
    let mut exercise = report("brawl");
    exercise.reality = Reality::Exercise;
    desk.tell(Command::Incident(IncidentCommand::Report(exercise)));
    let incident = desk.state.last_incident;
    let refused =
        desk.refused(Command::Incident(IncidentCommand::Assign { incident, units: vec![UnitRef(0)], code: None }));
    assert_eq!(refused, "other-reality: detail.incident.unit-of-other-reality (unit=U001)");
    let secondary = Some(BTreeSet::from([Secondary::Exercise, Secondary::Reserve]));
    desk.tell(Command::Unit(UnitCommand::SetStatus { unit: UnitRef(0), primary: Primary::Available, secondary }));
    // Held back, but a person decides.
    desk.assign(incident, &[0]);
}

/// A re-import retired a unit that was on its way. It could not be taken off its incident any more: there was no such unit.
#[test]
fn a_unit_retired_on_the_way_can_still_leave() {
    let (mut desk, incident) = on_the_way(Primary::EnRoute);
    let mut smaller = county();
    smaller.units[0].retired = true;
    smaller.digest = Digest::of(b"smaller");
    desk.tell(Command::County(CountyCommand::Import { county: std::sync::Arc::new(smaller) }));
    desk.set_unit(0, Primary::OnScene).expect("its crew reports still");
    desk.tell(Command::Unit(UnitCommand::Release { incident: IncidentRef(1), unit: UnitRef(0) }));
    assert_eq!(desk.incident(incident).units().count(), 0);
    assert_eq!(
        desk.refused(Command::Unit(UnitCommand::Release { incident: IncidentRef(1), unit: UnitRef(0) })),
        "not-on-incident: detail.unit.not-on (incident=20220901-000001, unit=U001)"
    );
    let refused =
        desk.refused(Command::Incident(IncidentCommand::Assign { incident, units: vec![UnitRef(0)], code: None }));
    assert_eq!(refused, "no-such-unit: detail.unit.no-such-number (unit=0)");
}

/// The time to the scene of a unit sent by hand was reckoned from an hour-old position, where a plugin would have been shown
/// the way from its base.
#[test]
fn a_stale_position_gives_way_to_the_base() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    let fix = Fix { lon: 119.35, lat: 27.05, at: START };
    desk.place(&[(UnitRef(0), fix)]);
    let eta = |desk: &mut Desk| {
        let events =
            desk.tell(Command::Incident(IncidentCommand::Assign { incident, units: vec![UnitRef(0)], code: None }));
        desk.tell(Command::Unit(UnitCommand::Release { incident: IncidentRef(1), unit: UnitRef(0) }));
        let sent = events.iter().find_map(|event| match event {
            Event::Incident(IncidentEvent::UnitsAssigned { assignments, .. }) => Some(assignments[0].eta_s),
            _ => None,
        });
        sent.expect("sent")
    };
    assert_eq!(eta(desk.wait(600)), 10_137);
    assert_eq!(eta(desk.wait(1)), 0);
}

#[test]
fn older_positions_do_not_replace_newer_ones() {
    let mut desk = Desk::new();
    let at = |s: u32, lon| Fix { lon, lat: 27.05, at: START.plus_s(s) };
    desk.place(&[(UnitRef(0), at(10, 119.1)), (UnitRef(0), at(5, 119.2))]);
    assert_eq!(desk.unit(0).fix, Some(at(10, 119.1)));
    desk.place(&[(UnitRef(0), at(10, 119.3)), (UnitRef(77), at(5, 119.2))]);
    assert_eq!(desk.unit(0).fix, Some(at(10, 119.3)));
}

#[test]
fn a_unit_that_is_sent_on_its_way_home_is_not_returning() {
    let (mut desk, incident) = on_the_way(Primary::OnScene);
    desk.set_unit(0, Primary::Available).expect("done");
    assert!(desk.unit(0).secondary.contains(&Secondary::Returning));
    desk.assign(incident, &[0]);
    assert!(desk.unit(0).secondary.is_empty());
}

#[test]
fn saying_the_same_again_changes_nothing() {
    let mut desk = Desk::new();
    assert_eq!(desk.set_unit(0, Primary::Available).expect("done"), []);
    assert_eq!(
        desk.refused(Command::Unit(UnitCommand::Release { incident: IncidentRef(1), unit: UnitRef(40) })),
        "no-such-incident: detail.incident.no-such-incident (incident=1)"
    );
}
