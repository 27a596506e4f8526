//! Which units are offered to a dispatch plugin, in which order, and why the others are kept back.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::candidates::{Candidates, candidates, view_of};
use domain::command::{Command, CountyCommand, IncidentCommand, UnitCommand};
use domain::event::{Event, IncidentEvent, NewAssignment};
use domain::hooks::{Exclusion, Nearness};
use domain::ids::*;
use domain::incident::{Phase, Priority, Reality};
use domain::limits::{CANDIDATES_MAX, EXCLUDED_RECORDED_MAX};
use domain::unit::{Fix, Primary, Secondary};

use crate::desk::*;

fn look(desk: &Desk, incident: IncidentRef) -> Candidates {
    let loaded = desk.state.loaded().expect("a county").clone();
    let view = view_of(desk.incident(incident), &loaded);
    candidates(&desk.state, &loaded, &view, desk.now)
}

fn offered(found: &Candidates) -> Vec<u32> {
    found.offered.iter().map(|candidate| candidate.unit.0).collect()
}

fn excluded(found: &Candidates) -> Vec<(u32, Exclusion)> {
    found.excluded.iter().map(|excluded| (excluded.unit.0, excluded.why)).collect()
}

/// Sends a unit as a rule would, for the incident's first need.
fn send(desk: &mut Desk, incident: IncidentRef, unit: u32) {
    let assignment =
        NewAssignment { unit: UnitRef(unit), need: Some(0), eta_s: 60, straight_line: false, extra: false };
    desk.happen(vec![Event::Incident(IncidentEvent::UnitsAssigned {
        incident,
        assignments: vec![assignment],
        decision: None,
    })]);
}

fn errand(desk: &mut Desk) -> IncidentRef {
    let errand = desk.report("errand");
    desk.step(errand, Phase::Accepted).expect("done");
    errand
}

fn mark(desk: &mut Desk, unit: u32, secondary: Secondary) {
    let secondary = Some(BTreeSet::from([secondary]));
    desk.tell(Command::Unit(UnitCommand::SetStatus { unit: UnitRef(unit), primary: Primary::Available, secondary }));
}

#[test]
fn the_nearest_come_first_and_the_unskilled_not_at_all() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    let fix = Fix { lon: 119.06, lat: 27.05, at: START };
    desk.place(&[(UnitRef(0), fix)]);
    let found = look(desk.wait(30), incident);
    // Units 1, 4 and 5 have no skill that a brawl needs.
    assert_eq!(offered(&found), [2, 0, 3]);
    let [at_base, moved, neighbour] = &found.offered[..] else { panic!("three") };
    assert_eq!((at_base.eta_s, at_base.fix_age_s, at_base.nearness), (0, u32::MAX, Nearness::Own));
    assert_eq!((moved.fix_age_s, moved.shift_left_s, moved.workload), (30, u32::MAX, 0));
    assert_eq!((neighbour.nearness, neighbour.district), (Nearness::Neighbour, D2));
    assert!(found.excluded.is_empty());
    // Anybody will do for an errand, but only who is able for its second need.
    let errand = errand(&mut desk);
    assert_eq!(look(&desk, errand).offered.len(), 6);
}

#[test]
fn everyone_kept_back_has_a_reason() {
    let mut desk = Desk::new();
    let mut on_shift_later = county();
    on_shift_later.digest = Digest::of(b"hours");
    // Shouning's clock stands at midnight.
    on_shift_later.teams[1].hours = Some((480, 1_200));
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(on_shift_later) }));
    let other = desk.report("brawl");
    desk.assign(other, &[0]);
    mark(&mut desk, 2, Secondary::Reserve);
    mark(&mut desk, 3, Secondary::Break);
    mark(&mut desk, 5, Secondary::Exercise);
    let errand = errand(&mut desk);
    let found = look(&desk, errand);
    assert!(found.offered.is_empty());
    assert_eq!(
        excluded(&found),
        [
            (0, Exclusion::Busy { incident: other }),
            (1, Exclusion::OffShift),
            (2, Exclusion::Reserve),
            (3, Exclusion::Unavailable),
            (4, Exclusion::OffShift),
            (5, Exclusion::OtherReality),
        ]
    );
    mark(&mut desk, 2, Secondary::OutOfOrder);
    assert_eq!(excluded(&look(&desk, errand))[2], (2, Exclusion::Unavailable));
}

#[test]
fn exercises_see_only_units_that_exercise() {
    let mut desk = Desk::new();
    mark(&mut desk, 3, Secondary::Exercise);
    for reality in [Reality::Exercise, Reality::Test] {
        let mut drill = report("brawl");
        drill.reality = reality;
        desk.tell(Command::Incident(IncidentCommand::Report(drill)));
        let found = look(&desk, desk.state.last_incident);
        assert_eq!(offered(&found), [3]);
        assert_eq!(excluded(&found), [(0, Exclusion::OtherReality), (2, Exclusion::OtherReality)]);
    }
}

/// A person took the nearest unit off its incident, and the rule sent the same unit back in the same breath.
#[test]
fn who_was_taken_off_is_not_offered_again() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    desk.assign(incident, &[0]);
    desk.tell(Command::Unit(UnitCommand::Release { incident: IncidentRef(1), unit: UnitRef(0) }));
    let found = look(&desk, incident);
    assert_eq!((offered(&found), excluded(&found)), (vec![2, 3], vec![(0, Exclusion::TakenOff)]));
    let other = desk.report("brawl");
    assert_eq!(offered(&look(&desk, other)), [0, 2, 3], "to another incident it may go");
    // A person may send it again, and when the incident is reopened it counts as any other.
    desk.assign(incident, &[0]);
    desk.step(incident, Phase::Cancelled).expect("done");
    desk.step(incident, Phase::Reopened).expect("done");
    assert_eq!(offered(&look(&desk, incident)), [0, 2, 3]);
}

#[test]
fn who_came_and_left_may_come_again() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    send(&mut desk, incident, 0);
    desk.set_unit(0, Primary::OnScene).expect("done");
    desk.tell(Command::Unit(UnitCommand::Release { incident: IncidentRef(1), unit: UnitRef(0) }));
    assert_eq!(offered(&look(&desk, incident)), [0, 2, 3]);
}

#[test]
fn an_old_position_gives_way_to_the_base() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    let far = Fix { lon: 119.35, lat: 27.05, at: START };
    desk.place(&[(UnitRef(0), far)]);
    let of_unit_0 = |desk: &Desk| {
        let found = look(desk, incident);
        let candidate = found.offered.iter().find(|candidate| candidate.unit == UnitRef(0)).expect("offered").clone();
        (candidate.eta_s, candidate.fix_age_s)
    };
    assert_eq!(of_unit_0(desk.wait(600)), (10_137, 600));
    assert_eq!(of_unit_0(desk.wait(1)), (0, 601));
}

#[test]
fn work_of_the_last_twelve_hours_counts() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    send(&mut desk, incident, 0);
    desk.set_unit(0, Primary::OnScene).expect("done");
    desk.tell(Command::Unit(UnitCommand::Release { incident: IncidentRef(1), unit: UnitRef(0) }));
    let workload = |desk: &Desk| look(desk, incident).offered[0].workload;
    assert_eq!(workload(desk.wait(12 * 3_600 - 1)), 1);
    assert_eq!(workload(desk.wait(1)), 0);
}

#[test]
fn the_nearest_are_offered_and_the_rest_is_too_far() {
    let mut desk = Desk::new();
    let mut larger = county();
    larger.digest = Digest::of(b"larger");
    let spare = larger.units[0].clone();
    let more = (0..CANDIDATES_MAX + EXCLUDED_RECORDED_MAX)
        .map(|n| domain::county::Unit { code: format!("X{n:03}"), ..spare.clone() });
    larger.units.extend(more);
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(larger) }));
    let incident = desk.report("brawl");
    let found = look(&desk, incident);
    assert_eq!((found.offered.len(), found.excluded.len()), (CANDIDATES_MAX, EXCLUDED_RECORDED_MAX));
    assert!(found.excluded.iter().all(|excluded| excluded.why == Exclusion::TooFar));
    assert!(found.offered.is_sorted_by_key(|candidate| (candidate.eta_s, candidate.unit)));
}

#[test]
fn retired_units_are_not_even_excluded() {
    let mut desk = Desk::new();
    let mut smaller = county();
    smaller.digest = Digest::of(b"smaller");
    smaller.units[2].retired = true;
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(smaller) }));
    let incident = desk.report("brawl");
    let found = look(&desk, incident);
    assert_eq!((offered(&found), found.excluded.len()), (vec![0, 3], 0));
}

/// Who is in reserve stays there, unless the county lets it be called for incidents as pressing as this one.
#[test]
fn the_reserve_is_offered_from_the_priority_on_that_the_county_says() {
    let mut desk = Desk::new();
    let mut with_recall = county();
    with_recall.units[0].recall_from = Some(Priority::Urgent);
    with_recall.unit_classes = unit_classes();
    with_recall.units[0].class = Some("volunteer".to_owned());
    with_recall.digest = Digest::of(b"recall");
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(with_recall) }));
    mark(&mut desk, 0, Secondary::Reserve);
    mark(&mut desk, 2, Secondary::Reserve);
    let incident = desk.report("brawl");
    let at = |desk: &mut Desk, priority| {
        desk.happen(vec![Event::Incident(IncidentEvent::PriorityChanged { incident, priority })]);
        look(desk, incident)
    };
    for priority in [Priority::Critical, Priority::Urgent] {
        let found = at(&mut desk, priority);
        assert_eq!((offered(&found), excluded(&found)), (vec![0, 3], vec![(2, Exclusion::Reserve)]));
        let told = found.offered[0].told;
        assert_eq!((told.reserve, told.recall_from), (true, Some(Priority::Urgent)));
        assert_eq!((told.crew, told.kind, told.class), (2, UnitKindRef(0), Some(ClassRef(1))));
        assert_eq!(found.offered[1].told.class, Some(ClassRef(0)), "the first class is everybody's who names none");
    }
    let found = at(&mut desk, Priority::Prompt);
    assert_eq!((offered(&found), excluded(&found).len()), (vec![3], 2));
}
