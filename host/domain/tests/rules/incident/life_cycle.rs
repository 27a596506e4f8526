//! An incident's life, as a table: which phases may follow which, and in which words the others are refused; what is released,
//! merged, reopened and forgotten on the way.

use std::fmt::Write;

use domain::command::{Command, IncidentCommand, MatterCommand, TimerCommand};
use domain::event::{Event, IncidentEvent};
use domain::ids::*;
use domain::incident::{Phase, Priority, Reality};
use domain::unit::{Primary, Secondary};
use expect_test::expect;

use crate::desk::*;

/// An incident in this phase, with a unit on it where the phase has one.
fn in_phase(phase: Phase) -> (Desk, IncidentRef) {
    let mut desk = Desk::new();
    let incident = desk.report("noise");
    let path: &[Phase] = match phase {
        Phase::Reported | Phase::Merged => &[],
        Phase::Accepted | Phase::Assigned => &[Phase::Accepted],
        Phase::EnRoute => &[Phase::Accepted, Phase::EnRoute],
        Phase::OnScene => &[Phase::Accepted, Phase::OnScene],
        Phase::Resolved => &[Phase::Accepted, Phase::Resolved],
        Phase::Closed => &[Phase::Accepted, Phase::Resolved, Phase::Closed],
        Phase::Cancelled => &[Phase::Cancelled],
        Phase::Reopened => &[Phase::Accepted, Phase::Resolved, Phase::Reopened],
    };
    for to in path {
        if matches!(to, Phase::EnRoute | Phase::OnScene) {
            desk.assign(incident, &[0]);
        }
        desk.step(incident, *to).expect("a legal step");
    }
    match phase {
        Phase::Assigned => desk.assign(incident, &[0]),
        Phase::Merged => {
            let into = desk.report("noise");
            desk.tell(Command::Incident(IncidentCommand::Merge { incident, into }));
        }
        _ => {}
    }
    assert_eq!(desk.incident(incident).phase, phase);
    (desk, incident)
}

fn try_step(from: Phase, to: Phase) -> String {
    let (mut desk, incident) = in_phase(from);
    if to == Phase::Merged {
        let into = desk.report("noise");
        return match desk.because("", Command::Incident(IncidentCommand::Merge { incident, into })) {
            Ok(_) => "merges".to_owned(),
            Err(refusal) => told(&refusal),
        };
    }
    match desk.step(incident, to) {
        Ok(_) => {
            assert_eq!(desk.incident(incident).phase, to);
            "steps".to_owned()
        }
        Err(refusal) => {
            assert_eq!(refusal.legal, from.next(), "the legal steps come with the refusal");
            told(&refusal)
        }
    }
}

#[test]
fn every_step_is_legal_or_refused_with_the_legal_ones() {
    let mut table = String::new();
    for from in Phase::ALL {
        for to in Phase::ALL {
            let _ = writeln!(table, "{from} → {to}: {}", try_step(from, to));
        }
    }
    expect![[r#"
        reported → reported: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[accepted, cancelled, merged], phase=reported, to=reported)
        reported → accepted: steps
        reported → assigned: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[accepted, cancelled, merged], phase=reported, to=assigned)
        reported → en-route: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[accepted, cancelled, merged], phase=reported, to=en-route)
        reported → on-scene: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[accepted, cancelled, merged], phase=reported, to=on-scene)
        reported → resolved: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[accepted, cancelled, merged], phase=reported, to=resolved)
        reported → closed: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[accepted, cancelled, merged], phase=reported, to=closed)
        reported → cancelled: steps
        reported → reopened: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[accepted, cancelled, merged], phase=reported, to=reopened)
        reported → merged: merges
        accepted → reported: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[assigned, resolved, cancelled, merged], phase=accepted, to=reported)
        accepted → accepted: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[assigned, resolved, cancelled, merged], phase=accepted, to=accepted)
        accepted → assigned: illegal-step: detail.incident.unitless (incident=20220901-000001, legal=[assigned, resolved, cancelled, merged], phase=accepted, to=assigned)
        accepted → en-route: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[assigned, resolved, cancelled, merged], phase=accepted, to=en-route)
        accepted → on-scene: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[assigned, resolved, cancelled, merged], phase=accepted, to=on-scene)
        accepted → resolved: steps
        accepted → closed: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[assigned, resolved, cancelled, merged], phase=accepted, to=closed)
        accepted → cancelled: steps
        accepted → reopened: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[assigned, resolved, cancelled, merged], phase=accepted, to=reopened)
        accepted → merged: merges
        assigned → reported: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[en-route, on-scene, accepted, resolved, cancelled, merged], phase=assigned, to=reported)
        assigned → accepted: steps
        assigned → assigned: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[en-route, on-scene, accepted, resolved, cancelled, merged], phase=assigned, to=assigned)
        assigned → en-route: steps
        assigned → on-scene: steps
        assigned → resolved: steps
        assigned → closed: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[en-route, on-scene, accepted, resolved, cancelled, merged], phase=assigned, to=closed)
        assigned → cancelled: steps
        assigned → reopened: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[en-route, on-scene, accepted, resolved, cancelled, merged], phase=assigned, to=reopened)
        assigned → merged: merges
        en-route → reported: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[on-scene, accepted, assigned, resolved, cancelled, merged], phase=en-route, to=reported)
        en-route → accepted: steps
        en-route → assigned: steps
        en-route → en-route: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[on-scene, accepted, assigned, resolved, cancelled, merged], phase=en-route, to=en-route)
        en-route → on-scene: steps
        en-route → resolved: steps
        en-route → closed: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[on-scene, accepted, assigned, resolved, cancelled, merged], phase=en-route, to=closed)
        en-route → cancelled: steps
        en-route → reopened: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[on-scene, accepted, assigned, resolved, cancelled, merged], phase=en-route, to=reopened)
        en-route → merged: merges
        on-scene → reported: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[resolved, accepted, assigned, cancelled, merged], phase=on-scene, to=reported)
        on-scene → accepted: steps
        on-scene → assigned: steps
        on-scene → en-route: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[resolved, accepted, assigned, cancelled, merged], phase=on-scene, to=en-route)
        on-scene → on-scene: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[resolved, accepted, assigned, cancelled, merged], phase=on-scene, to=on-scene)
        on-scene → resolved: steps
        on-scene → closed: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[resolved, accepted, assigned, cancelled, merged], phase=on-scene, to=closed)
        on-scene → cancelled: steps
        on-scene → reopened: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[resolved, accepted, assigned, cancelled, merged], phase=on-scene, to=reopened)
        on-scene → merged: merges
        resolved → reported: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[closed, reopened], phase=resolved, to=reported)
        resolved → accepted: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[closed, reopened], phase=resolved, to=accepted)
        resolved → assigned: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[closed, reopened], phase=resolved, to=assigned)
        resolved → en-route: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[closed, reopened], phase=resolved, to=en-route)
        resolved → on-scene: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[closed, reopened], phase=resolved, to=on-scene)
        resolved → resolved: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[closed, reopened], phase=resolved, to=resolved)
        resolved → closed: steps
        resolved → cancelled: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[closed, reopened], phase=resolved, to=cancelled)
        resolved → reopened: steps
        resolved → merged: illegal-step: detail.incident.no-merging (incident=20220901-000001, legal=[closed, reopened], phase=resolved)
        closed → reported: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=closed, to=reported)
        closed → accepted: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=closed, to=accepted)
        closed → assigned: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=closed, to=assigned)
        closed → en-route: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=closed, to=en-route)
        closed → on-scene: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=closed, to=on-scene)
        closed → resolved: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=closed, to=resolved)
        closed → closed: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=closed, to=closed)
        closed → cancelled: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=closed, to=cancelled)
        closed → reopened: steps
        closed → merged: illegal-step: detail.incident.no-merging (incident=20220901-000001, legal=[reopened], phase=closed)
        cancelled → reported: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=cancelled, to=reported)
        cancelled → accepted: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=cancelled, to=accepted)
        cancelled → assigned: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=cancelled, to=assigned)
        cancelled → en-route: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=cancelled, to=en-route)
        cancelled → on-scene: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=cancelled, to=on-scene)
        cancelled → resolved: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=cancelled, to=resolved)
        cancelled → closed: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=cancelled, to=closed)
        cancelled → cancelled: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[reopened], phase=cancelled, to=cancelled)
        cancelled → reopened: steps
        cancelled → merged: illegal-step: detail.incident.no-merging (incident=20220901-000001, legal=[reopened], phase=cancelled)
        reopened → reported: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[assigned, resolved, cancelled, merged], phase=reopened, to=reported)
        reopened → accepted: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[assigned, resolved, cancelled, merged], phase=reopened, to=accepted)
        reopened → assigned: illegal-step: detail.incident.unitless (incident=20220901-000001, legal=[assigned, resolved, cancelled, merged], phase=reopened, to=assigned)
        reopened → en-route: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[assigned, resolved, cancelled, merged], phase=reopened, to=en-route)
        reopened → on-scene: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[assigned, resolved, cancelled, merged], phase=reopened, to=on-scene)
        reopened → resolved: steps
        reopened → closed: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[assigned, resolved, cancelled, merged], phase=reopened, to=closed)
        reopened → cancelled: steps
        reopened → reopened: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=[assigned, resolved, cancelled, merged], phase=reopened, to=reopened)
        reopened → merged: merges
        merged → reported: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=detail.incident.only-unmerging, phase=merged, to=reported)
        merged → accepted: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=detail.incident.only-unmerging, phase=merged, to=accepted)
        merged → assigned: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=detail.incident.only-unmerging, phase=merged, to=assigned)
        merged → en-route: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=detail.incident.only-unmerging, phase=merged, to=en-route)
        merged → on-scene: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=detail.incident.only-unmerging, phase=merged, to=on-scene)
        merged → resolved: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=detail.incident.only-unmerging, phase=merged, to=resolved)
        merged → closed: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=detail.incident.only-unmerging, phase=merged, to=closed)
        merged → cancelled: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=detail.incident.only-unmerging, phase=merged, to=cancelled)
        merged → reopened: illegal-step: detail.incident.illegal-step (incident=20220901-000001, legal=detail.incident.only-unmerging, phase=merged, to=reopened)
        merged → merged: illegal-step: detail.incident.no-merging (incident=20220901-000001, legal=detail.incident.only-unmerging, phase=merged)
    "#]].assert_eq(&table);
}

/// Where a phase says that it has units, only a unit brings an incident there.
#[test]
fn nobody_is_on_scene_without_a_unit() {
    for to in [Phase::Assigned, Phase::EnRoute, Phase::OnScene] {
        assert!(try_step(Phase::Accepted, to).starts_with("illegal-step"), "{to}");
        assert_eq!(try_step(Phase::Assigned, to) == "steps", to != Phase::Assigned, "{to}");
    }
}

#[test]
fn steps_keep_time_author_and_reason() {
    let mut desk = Desk::new();
    let incident = desk.report("noise");
    desk.wait(30)
        .because(
            "called back",
            Command::Incident(IncidentCommand::Step { incident, to: Phase::Accepted, outcome: None }),
        )
        .expect("done");
    let steps = &desk.incident(incident).steps;
    assert_eq!(
        steps.iter().map(|s| (s.to, s.at)).collect::<Vec<_>>(),
        [(Phase::Reported, START), (Phase::Accepted, START.plus_s(30))]
    );
    assert_eq!((steps[1].by.as_str(), steps[1].why.as_deref()), ("operator:test", Some("called back")));
    assert_eq!(desk.incident(incident).accepted_at, Some(START.plus_s(30)));
}

#[test]
fn units_are_released_when_it_is_over_or_begins_anew() {
    for to in [Phase::Resolved, Phase::Cancelled, Phase::Accepted] {
        let (mut desk, incident) = in_phase(Phase::OnScene);
        desk.assign(incident, &[1, 2]);
        desk.wait(60).step(incident, to).expect("done");
        assert_eq!(desk.incident(incident).units().count(), 0, "{to}");
        assert!(desk.incident(incident).assignments.iter().all(|a| a.released_at == Some(START.plus_s(60))));
        for unit in 0..3 {
            let unit = desk.unit(unit);
            assert_eq!((unit.primary, unit.incident, unit.since), (Primary::Available, None, START.plus_s(60)));
            assert!(unit.secondary.contains(&Secondary::Returning));
        }
    }
}

#[test]
fn steps_of_the_incident_take_its_units_along() {
    let (mut desk, incident) = in_phase(Phase::Assigned);
    desk.assign(incident, &[1]);
    desk.set_unit(1, Primary::OnScene).expect("done");
    assert_eq!(desk.incident(incident).phase, Phase::OnScene);
    desk.step(incident, Phase::Assigned).expect("done");
    desk.wait(5).step(incident, Phase::EnRoute).expect("done");
    assert_eq!(desk.unit(0).primary, Primary::EnRoute);
    assert_eq!(desk.unit(1).primary, Primary::OnScene, "who has come farther stays there");
    desk.wait(5).step(incident, Phase::OnScene).expect("done");
    assert_eq!(desk.unit(0).primary, Primary::OnScene);
    let of_unit_0 = &desk.incident(incident).assignments[0];
    assert_eq!((of_unit_0.en_route_at, of_unit_0.on_scene_at), (Some(START.plus_s(5)), Some(START.plus_s(10))));
}

/// A brawl was settled by two units and broke out again. Nobody was sent: the units that had been there the first time were
/// still counted as the answer to what it needed.
#[test]
fn a_reopened_incident_needs_its_units_again() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    assert_eq!(desk.waiting(), [incident.0]);
    desk.assign(incident, &[0, 2]);
    assert!(desk.waiting().is_empty());
    for to in [Phase::OnScene, Phase::Resolved, Phase::Reopened] {
        desk.wait(60).step(incident, to).expect("done");
    }
    let county = county();
    assert_eq!(desk.incident(incident).open_needs(&county)[0].count, 2);
    assert_eq!(desk.waiting(), [incident.0]);
    assert!(desk.incident(incident).escalated.acknowledged.is_none());
    // And so does one whose units had to leave the scene.
    desk.assign(incident, &[0]);
    desk.step(incident, Phase::OnScene).expect("done");
    desk.step(incident, Phase::Accepted).expect("done");
    assert_eq!(desk.incident(incident).open_needs(&county)[0].count, 2);
}

/// One of two leaves the scene early: what it came for is done.
#[test]
fn who_was_on_scene_has_answered_a_need() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    let number = desk.decide(incident, dispatch_decision("alpha", domain::plugin::Mode::Advise, &[0, 2]));
    let verdict = domain::command::Verdict::Confirm;
    desk.tell(Command::Matter(MatterCommand::Settle {
        matter: incident.into(),
        decision: number,
        verdict,
        code: None,
    }));
    desk.set_unit(0, Primary::OnScene).expect("done");
    desk.set_unit(0, Primary::Available).expect("done");
    assert!(desk.waiting().is_empty());
    // The other turns back on its way: its place is open again.
    desk.set_unit(2, Primary::Available).expect("done");
    assert_eq!(desk.waiting(), [incident.0]);
    assert_eq!(desk.incident(incident).phase, Phase::OnScene);
}

#[test]
fn merging_sends_the_units_home_and_keeps_both_ends() {
    let (mut desk, incident) = in_phase(Phase::EnRoute);
    let into = desk.report("noise");
    let events = desk.tell(Command::Incident(IncidentCommand::Merge { incident, into }));
    assert_eq!(events.len(), 2);
    let merged = desk.incident(incident);
    assert_eq!((merged.phase, merged.merged_into), (Phase::Merged, Some(into)));
    assert_eq!(desk.incident(into).duplicates, [incident]);
    assert_eq!(desk.unit(0).primary, Primary::Available);
}

#[test]
fn what_can_not_be_merged() {
    let (mut desk, incident) = in_phase(Phase::Accepted);
    let closed = desk.report("noise");
    desk.step(closed, Phase::Cancelled).expect("done");
    let mut exercise = report("noise");
    exercise.reality = Reality::Exercise;
    desk.tell(Command::Incident(IncidentCommand::Report(exercise)));
    let exercise = desk.state.last_incident;
    let mut told = Vec::new();
    for (incident, into) in [
        (incident, incident),
        (incident, closed),
        (closed, incident),
        (incident, exercise),
        (incident, IncidentRef(99)),
        (IncidentRef(0), incident),
    ] {
        told.push(desk.refused(Command::Incident(IncidentCommand::Merge { incident, into })));
    }
    expect![[r#"
        merge-with-itself: detail.incident.merged-with-itself
        incident-ended: detail.incident.ended (incident=20220901-000002, phase=cancelled)
        illegal-step: detail.incident.no-merging (incident=20220901-000002, legal=[reopened], phase=cancelled)
        other-reality: detail.incident.other-reality
        no-such-incident: detail.incident.no-such-incident (incident=99)
        no-such-incident: detail.incident.no-such-incident (incident=0)"#]]
    .assert_eq(&told.join("\n"));
}

#[test]
fn acknowledging_twice_names_who_was_first() {
    let (mut desk, incident) = in_phase(Phase::Accepted);
    desk.tell(Command::Matter(MatterCommand::Acknowledge { matter: incident.into() }));
    assert_eq!(
        desk.refused(Command::Matter(MatterCommand::Acknowledge { matter: incident.into() })),
        "already-acknowledged: detail.matter.acknowledged-already (by=operator:test, matter=detail.matter.incident (incident=20220901-000001))"
    );
    desk.step(incident, Phase::Resolved).expect("done");
    desk.step(incident, Phase::Reopened).expect("done");
    desk.tell(Command::Matter(MatterCommand::Acknowledge { matter: incident.into() }));
    desk.step(incident, Phase::Cancelled).expect("done");
    let refused = desk.refused(Command::Matter(MatterCommand::Acknowledge { matter: incident.into() }));
    assert_eq!(refused, "incident-ended: detail.incident.ended (incident=20220901-000001, phase=cancelled)");
}

#[test]
fn priority_reorders_those_who_wait() {
    let mut desk = Desk::new();
    let first = desk.report("traffic-accident");
    let second = desk.report("traffic-accident");
    assert_eq!(desk.waiting(), [first.0, second.0]);
    let priority = Priority::Critical;
    desk.tell(Command::Incident(IncidentCommand::SetPriority { incident: second, priority }));
    assert_eq!(desk.waiting(), [second.0, first.0]);
    let refused = desk.refused(Command::Incident(IncidentCommand::SetPriority { incident: second, priority }));
    assert_eq!(refused, "no-change: detail.incident.priority-already (incident=20220901-000002, priority=critical)");
}

#[test]
fn a_report_is_placed_and_numbered() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    let reported = desk.incident(incident);
    assert_eq!((reported.id.as_str(), reported.phase), ("20220901-000001", Phase::Accepted));
    assert_eq!((reported.priority, reported.place.district, reported.place.grid), (Priority::Critical, D1, GridRef(0)));
    assert_eq!(reported.place.nearest_grid_m, None);
    // In the county, and in no grid: to the nearest, and it says so.
    let mut between = report("noise");
    (between.lon, between.lat) = (119.3, 27.15);
    between.priority = Some(Priority::Prompt);
    desk.tell(Command::Incident(IncidentCommand::Report(between)));
    let placed = desk.incident(IncidentRef(2));
    assert_eq!((placed.place.district, placed.priority, placed.phase), (D2, Priority::Prompt, Phase::Reported));
    assert!(placed.place.nearest_grid_m.is_some_and(|metres| (5_000..6_000).contains(&metres)), "{:?}", placed.place);
}

#[test]
fn reports_that_make_no_sense() {
    let mut desk = Desk::new();
    let mut told = Vec::new();
    let mut refuse = |change: &dyn Fn(&mut domain::command::Report)| {
        let mut wanted = report("brawl");
        change(&mut wanted);
        told.push(desk.refused(Command::Incident(IncidentCommand::Report(wanted))));
    };
    refuse(&|r| r.kind = "flood".to_owned());
    refuse(&|r| r.lon = 120.0);
    refuse(&|r| r.lat = f64::NAN);
    refuse(&|r| r.source = String::new());
    refuse(&|r| r.source = "x".repeat(65));
    refuse(&|r| r.external_id = Some(String::new()));
    expect![[r#"
        unknown-kind: detail.incident.unknown-kind (kind=flood, kinds=[traffic-accident, brawl, noise, errand])
        outside-county: detail.incident.outside (lat=27.05, lon=120)
        outside-county: detail.incident.outside (lat=NaN, lon=119.05)
        bad-code: detail.incident.bad-code (bytes_max=64)
        bad-code: detail.incident.bad-code (bytes_max=64)
        bad-code: detail.incident.bad-code (bytes_max=64)"#]]
    .assert_eq(&told.join("\n"));
    let mut wanted = report("brawl");
    wanted.source = "x".repeat(64);
    desk.tell(Command::Incident(IncidentCommand::Report(wanted)));
}

#[test]
fn nothing_is_taken_before_a_county_is_there() {
    let mut desk = Desk { state: domain::state::State::default(), now: START, journal: Vec::new() };
    let refused = desk.refused(Command::Incident(IncidentCommand::Report(report("brawl"))));
    assert_eq!(refused, "no-county: detail.command.no-county");
}

/// An incident that ended a day ago leaves the state, but only once the archive surely has it.
#[test]
fn ended_incidents_leave_when_the_archive_has_them() {
    let (mut desk, incident) = in_phase(Phase::Closed);
    let ended = desk.incident(incident).version;
    let tick = |upto| Command::Timer(TimerCommand::Tick { archived_up_to: upto });
    desk.wait(86_399);
    assert_eq!(desk.tell(tick(Some(ended))), []);
    desk.wait(1);
    assert_eq!(desk.tell(tick(None)), []);
    assert_eq!(desk.tell(tick(Some(Version(ended.0 - 1)))), []);
    assert_eq!(desk.tell(tick(Some(ended))), [Event::Incident(IncidentEvent::Archived { incidents: vec![incident] })]);
    assert!(desk.state.incident(incident).is_none());
    assert!(desk.state.ended.is_empty());
    let refused =
        desk.refused(Command::Incident(IncidentCommand::Step { incident, to: Phase::Reopened, outcome: None }));
    assert_eq!(refused, "no-such-incident: detail.incident.archived (incident=1)");
    let refused = desk.refused(Command::Matter(MatterCommand::Acknowledge { matter: IncidentRef(2).into() }));
    assert_eq!(refused, "no-such-incident: detail.incident.no-such-incident (incident=2)");
}
