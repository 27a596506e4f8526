//! Where units are: seen by the next decision, shown a little later, never in the journal; and what is not believed of it.

use std::sync::Arc;

use domain::command::{Command, CountyCommand, IncidentCommand};
use domain::decision::Answered;
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::*;
use domain::time::TimeMs;
use domain::unit::Fix;
use domain::unit::position::{Doubt, Doubted, Offered};

use crate::little_county::little_county;
use crate::room::Running;
use crate::storage::MemoryJournal;
use crate::table::START;

fn fix(lon: f64, at: TimeMs) -> Fix {
    Fix { lon, lat: 27.05, at }
}

fn taken(taken: usize) -> Offered {
    Offered { taken, doubts: Vec::new() }
}

/// 95 units that reported every second wrote 3.8 GB a month: a trail of officers' movements in the journal for ever.
#[test]
fn they_are_there_when_a_decision_needs_them_and_never_in_the_journal() {
    let running = Running::new();
    for s in 0..60 {
        running.clock.wait(1);
        let at = START.plus_s(s + 1);
        let all: Vec<_> = (0..5).map(|unit| (UnitRef(unit), fix(119.1 + f64::from(s) * 1e-4, at))).collect();
        assert_eq!(running.room.offer_positions(&domain::scope::Authority::WHOLE, &all), taken(5));
        running.look_at_the_clock();
    }
    assert_eq!(running.journal.batches().len(), 1, "only the county's import");
    running.clock.wait(300);
    assert_eq!(
        running.room.offer_positions(&domain::scope::Authority::WHOLE, &[(UnitRef(1), fix(119.35, START.plus_s(360)))]),
        taken(1)
    );
    let incident = running.report("traffic-accident");
    let state = running.room.state();
    let units: Vec<UnitRef> = state.incident(incident).unwrap().units().collect();
    assert_eq!(units, [UnitRef(2)], "the other one is nearer now");
    // What the decision saw of it: the grid, the way and the age.
    let decision = state.decisions_of(incident).next().unwrap();
    let Answered::Dispatch(record) = &decision.facts.answer else { panic!("{decision:?}") };
    let far = record.candidates.iter().find(|candidate| candidate.0.unit == UnitRef(1)).unwrap();
    assert_eq!((far.0.grid, far.0.fix_age_s), (Some(GridRef(3)), 0));
    let text: String =
        running.journal.batches().iter().skip(1).map(|b| String::from_utf8(b.encode()).unwrap()).collect();
    assert!(!text.contains("119.35") && !text.contains("units-moved"), "no coordinates of units");
}

#[test]
fn without_a_decision_they_are_shown_after_a_few_seconds() {
    let running = Running::new();
    let there = fix(119.2, START.plus_s(POSITION_BUFFER_S));
    running.clock.wait(POSITION_BUFFER_S);
    let version = running.room.state().version;
    assert_eq!(running.room.offer_positions(&domain::scope::Authority::WHOLE, &[(UnitRef(0), there)]), taken(1));
    running.look_at_the_clock();
    let state = running.room.state();
    assert_eq!((state.version, state.unit(UnitRef(0)).unwrap().fix), (version, Some(there)));
}

/// A unit at the scene that sent `0,0` was passed over for one that was 22 minutes away.
#[test]
fn what_cannot_be_true_is_kept_apart_and_the_rest_of_the_batch_taken() {
    let running = Running::new();
    running.room.offer_positions(&domain::scope::Authority::WHOLE, &[(UnitRef(0), fix(119.05, START))]);
    let at = START;
    let nowhere = |lon, lat| Fix { lon, lat, at };
    let offered = [
        (UnitRef(0), nowhere(0.0, 0.0)),
        (UnitRef(1), fix(119.1, at)),
        (UnitRef(2), nowhere(119.05, 127.0)),
        (UnitRef(2), nowhere(f64::NAN, 27.05)),
        (UnitRef(9), fix(119.1, at)),
        (UnitRef(3), fix(119.1, at.plus_s(POSITION_AHEAD_S_MAX + 1))),
        (UnitRef(3), fix(119.1, TimeMs(at.0 - i64::from(POSITION_AGE_S_MAX) * 1000 - 1))),
        (UnitRef(4), fix(119.1, at)),
    ];
    let doubts = vec![
        (0, Doubt::FarOutside),
        (2, Doubt::NotOnEarth),
        (3, Doubt::NotOnEarth),
        (4, Doubt::UnknownUnit),
        (5, Doubt::AheadOfTime),
        (6, Doubt::TooOld),
    ];
    assert_eq!(running.room.offer_positions(&domain::scope::Authority::WHOLE, &offered), Offered { taken: 2, doubts });
    let incident = running.report("brawl");
    let state = running.room.state();
    assert_eq!(state.unit(UnitRef(0)).unwrap().fix, Some(fix(119.05, START)), "the last good one stands");
    let sent: Vec<UnitRef> = state.incident(incident).unwrap().units().collect();
    assert!(sent.contains(&UnitRef(0)), "{sent:?}");
    let doubted = running.room.doubted_position(UnitRef(0));
    assert_eq!(doubted, Some(Doubted { fix: nowhere(0.0, 0.0), why: Doubt::FarOutside }));
    assert_eq!(running.room.doubted_position(UnitRef(3)), None, "a time out of range says nothing of the place");
    let counted = running.room.health().positions_dropped;
    assert_eq!(counted.values().sum::<u64>(), 6);
    assert_eq!(counted[&Doubt::NotOnEarth], 2);
}

#[test]
fn nobody_jumps_but_three_that_agree_correct_the_first() {
    let running = Running::new();
    let offer = |lon, s: u32| {
        let offered =
            running.room.offer_positions(&domain::scope::Authority::WHOLE, &[(UnitRef(0), fix(lon, START.plus_s(s)))]);
        offered.doubts.first().map(|(_, why)| *why)
    };
    // 0.01 degrees of longitude are 990 m here.
    assert_eq!(offer(119.0, 0), None);
    assert_eq!(offer(119.01, 0), None, "within a receiver's error");
    assert_eq!(offer(119.3, 10), Some(Doubt::TooFast));
    assert_eq!(offer(119.02, 20), None);
    // The first one after a tunnel was 30 km off; each that came after it was held against it.
    assert_eq!(offer(119.35, 21), Some(Doubt::TooFast));
    assert_eq!(offer(119.351, 22), Some(Doubt::TooFast));
    assert_eq!(offer(119.2, 23), Some(Doubt::TooFast), "it agrees with none");
    assert_eq!(offer(119.351, 24), Some(Doubt::TooFast));
    assert_eq!(offer(119.351, 24), Some(Doubt::TooFast), "the same one again says no more");
    assert_eq!(offer(119.352, 25), Some(Doubt::TooFast));
    assert_eq!(offer(119.352, 26), None);
    assert_eq!(offer(119.352, 27), None);
    // Given time, everybody gets anywhere.
    assert_eq!(offer(119.0, 600), Some(Doubt::AheadOfTime));
    running.clock.wait(600);
    assert_eq!(offer(119.0, 600), None);
}

#[test]
fn off_shift_nothing_is_known() {
    let mut county = little_county();
    // 00:05 on the clock of the county; patrol until 01:00.
    county.teams[0].hours = Some((0, 60));
    let running = Running::on(MemoryJournal::default(), Arc::default(), START);
    running.tell(Command::County(CountyCommand::Import { county: Arc::new(county) }));
    let county = running.room.state().county.clone().unwrap();
    let of_patrol = |unit: &u32| county.county().units[*unit as usize].team == TeamRef(0);
    let patrol: Vec<UnitRef> = (0..5).filter(of_patrol).map(UnitRef).collect();
    let [leaving, busy, ..] = patrol[..] else { panic!("two patrols") };
    let incident = running.report("noise");
    running.tell(Command::Incident(IncidentCommand::Step { incident, to: Phase::Accepted, outcome: None }));
    running.tell(Command::Incident(IncidentCommand::Assign { incident, units: vec![busy], code: None }));
    assert_eq!(
        running.room.offer_positions(
            &domain::scope::Authority::WHOLE,
            &[(leaving, fix(119.1, START)), (busy, fix(119.1, START))]
        ),
        taken(2)
    );
    running.clock.wait(POSITION_BUFFER_S);
    running.look_at_the_clock();
    assert!(running.room.state().unit(leaving).unwrap().fix.is_some());
    running.clock.wait(3_600);
    running.look_at_the_clock();
    let now = running.room.now();
    let state = running.room.state();
    assert_eq!(state.unit(leaving).unwrap().fix, None, "its shift is over");
    assert!(state.unit(busy).unwrap().fix.is_some(), "it is still at work");
    let offered = running
        .room
        .offer_positions(&domain::scope::Authority::WHOLE, &[(leaving, fix(0.0, now)), (busy, fix(119.1, now))]);
    assert_eq!(offered, Offered { taken: 1, doubts: vec![(0, Doubt::OffShift)] });
    assert_eq!(running.room.doubted_position(leaving), None, "nor where it was not");
}
