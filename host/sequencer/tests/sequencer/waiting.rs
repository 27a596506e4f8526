//! Incidents that wait for units: who gets the next free one, and that looking again costs no more than it must.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;

use domain::command::{Command, CountyCommand, Envelope, IncidentCommand};
use domain::decision::Trigger;
use domain::hooks::Hook;
use domain::ids::*;
use domain::incident::{Phase, Priority};
use domain::limits::{
    CASCADE_HOOK_CALLS_MAX, HIERARCHY_NODES_MIN, RETRY_WAITING_S, WAITING_DECIDED_MAX, WAITING_LOOKED_AT_MAX,
    WAITING_WORK_MAX, WAITING_WORK_PER_CALL,
};
use domain::plugin::Mode;
use domain::unit::Primary;

use crate::doubles::*;
use crate::room::{LONG, Running};
use crate::table::*;

/// A table where all units are away.
fn nobody_free() -> Table {
    let mut table = Table::with(larger_county(0));
    for unit in 0..5 {
        table.set_unit(unit, Primary::Unavailable);
    }
    table
}

fn urgent(table: &mut Table, priority: Priority) -> IncidentRef {
    let mut wanted = report("traffic-accident");
    wanted.priority = Some(priority);
    table.tell(Command::Incident(IncidentCommand::Report(wanted)));
    table.state.last_incident
}

#[test]
fn the_next_free_unit_goes_where_it_is_needed_most() {
    let mut table = nobody_free();
    let routine = urgent(&mut table, Priority::Routine);
    let first = urgent(&mut table, Priority::Critical);
    let second = urgent(&mut table, Priority::Critical);
    assert_eq!(table.waiting(), [first.0, second.0, routine.0]);
    table.set_unit(1, Primary::Available);
    assert_eq!((table.units_on(first), table.units_on(second)), (vec![1], vec![]));
    assert_eq!(table.last_decision(first).facts.trigger, Trigger::StillWaiting);
    // A change of priority counts from the next occasion on.
    table.tell(Command::Incident(IncidentCommand::SetPriority { incident: routine, priority: Priority::Critical }));
    table.set_unit(4, Primary::Available);
    assert_eq!((table.units_on(routine), table.units_on(second)), (vec![4], vec![]));
    table.set_unit(2, Primary::Available);
    assert_eq!((table.units_on(second), table.waiting()), (vec![2], vec![]));
}

#[test]
fn a_unit_without_the_skill_changes_nothing() {
    let mut table = nobody_free();
    let incident = table.report("traffic-accident");
    let before = table.decisions(incident).len();
    table.set_unit(0, Primary::Available);
    assert_eq!(table.decisions(incident).len(), before);
    assert_eq!(table.waiting(), [incident.0]);
}

/// A brawl needs two; one is there and goes at once, the other when it comes free.
#[test]
fn part_of_a_need_goes_ahead() {
    let mut table = nobody_free();
    table.set_unit(0, Primary::Available);
    let incident = table.report("brawl");
    assert_eq!((table.units_on(incident), table.incident(incident).phase), (vec![0], Phase::Assigned));
    assert_eq!(table.waiting(), [incident.0]);
    table.set_unit(0, Primary::OnScene);
    table.set_unit(3, Primary::Available);
    assert_eq!(table.units_on(incident), [0, 3]);
    assert_eq!(table.incident(incident).phase, Phase::OnScene, "it does not go back for the second");
    assert!(table.waiting().is_empty());
}

#[test]
fn time_alone_brings_units_on_shift() {
    let mut county = larger_county(0);
    county.teams[1].hours = Some((1, 1_440));
    let mut table = Table::with(county);
    for unit in [2, 3] {
        table.set_unit(unit, Primary::Unavailable);
    }
    let incident = table.report("traffic-accident");
    assert_eq!(table.waiting(), [incident.0]);
    table.wait(60).tick(false);
    assert_eq!(table.waiting(), [incident.0], "only when it is time to look again");
    table.tick(true);
    assert_eq!(table.units_on(incident), [1]);
}

/// A unit that left its incident came free twice in one batch, by its release and by its status, and each time everyone who
/// waited was decided anew.
#[test]
fn a_unit_comes_free_once() {
    let mut table = Table::new();
    let on = table.report("traffic-accident");
    table.set_unit(1, Primary::OnScene);
    for unit in [2, 3, 4] {
        table.set_unit(unit, Primary::Unavailable);
    }
    table.seat("alpha", Hook::Dispatch, Mode::Auto);
    table.script.dispatch("alpha", |_| recommends(&[]));
    let waits = table.report("traffic-accident");
    table.script.calls();
    table.set_unit(1, Primary::Available);
    let calls = table.script.calls();
    assert_eq!(calls.iter().map(|call| call.incident).collect::<Vec<_>>(), [Some(waits)]);
    assert_eq!(table.units_on(on), Vec::<u32>::new());
}

#[test]
fn one_free_unit_does_not_wake_everybody() {
    let mut table = nobody_free();
    table.seat("alpha", Hook::Dispatch, Mode::Auto);
    table.script.dispatch("alpha", |_| recommends(&[]));
    for _ in 0..WAITING_DECIDED_MAX + 3 {
        table.report("errand");
    }
    table.script.calls();
    table.set_unit(0, Primary::Available);
    assert_eq!(table.script.calls().len(), WAITING_DECIDED_MAX);
}

/// Forty hopeless incidents came first in line, and each look at those who wait was used up by them: a simple one behind them
/// stayed without a unit that had long come on shift. And once the plugins' budget was gone, the built-in rule decided instead
/// of them.
#[test]
fn those_who_wait_are_asked_about_only_if_somebody_could_go() {
    let mut county = larger_county(0);
    county.teams[0].hours = Some((1, 1_440));
    // Who comes on shift has one of the skills that this takes, not the other.
    county.kinds[0].needs[0].skills = 0b011.into();
    let mut table = Table::with(county);
    for unit in 1..5 {
        table.set_unit(unit, Primary::Unavailable);
    }
    table.seat("alpha", Hook::Dispatch, Mode::Auto);
    table.script.dispatch("alpha", sensible);
    for _ in 0..CASCADE_HOOK_CALLS_MAX + 8 {
        urgent(&mut table, Priority::Critical);
    }
    let simple = table.report("brawl");
    table.script.calls();
    // A minute past midnight the one comes on shift who can do nothing for the others.
    table.wait(60).tick(true);
    assert_eq!(table.script.asked(), ["alpha"]);
    assert_eq!(table.units_on(simple), [0]);
}

/// A plugin that picks nobody, and so many that wait for the one who is free.
fn hopeless(waiting: usize) -> Table {
    let mut table = nobody_free();
    table.seat("alpha", Hook::Dispatch, Mode::Auto);
    table.script.dispatch("alpha", |_| recommends(&[]));
    for _ in 0..waiting {
        table.report("errand");
    }
    table.set_unit(0, Primary::Available);
    table.postponed.clear();
    table.script.calls();
    table
}

/// All who waited were decided anew in one go, minute after minute: with a large road graph reports stood still for 20 s, and
/// past 300 the room never came to them again.
#[test]
fn those_who_wait_are_looked_at_a_portion_at_a_time() {
    const WAITING: usize = 70;
    let mut table = hopeless(WAITING);
    let decided = |table: &Table| table.state.decisions.values().map(|kept| kept.len()).sum::<usize>();
    let before = decided(&table);
    let urgent = table.state.last_incident;
    table.tell(Command::Incident(IncidentCommand::SetPriority { incident: urgent, priority: Priority::Critical }));
    table.postponed = table.waiting().into_iter().map(IncidentRef).collect();
    let (mut portions, mut asked) = (Vec::new(), Vec::new());
    while !table.postponed.is_empty() {
        table.look_again();
        let calls = table.script.calls();
        portions.push(calls.len());
        asked.extend(calls.iter().filter_map(|call| call.incident));
    }
    let portion = WAITING_WORK_MAX / WAITING_WORK_PER_CALL;
    assert!(portions.iter().all(|calls| (1..=portion).contains(calls)), "{portions:?}");
    assert_eq!((asked.len(), asked[0]), (WAITING, urgent), "each once, the most pressing first");
    assert_eq!(decided(&table), before, "nobody else decided for the plugin, and nothing new is recorded");
}

/// Each unit was looked up on the roads for each who waited, though none of them could go.
#[test]
fn while_nobody_is_free_nobody_is_asked() {
    let mut table = hopeless(WAITING_LOOKED_AT_MAX);
    table.set_unit(0, Primary::Unavailable);
    table.postponed = table.waiting().into_iter().map(IncidentRef).collect();
    assert!(table.look_again().is_empty());
    assert!(table.script.calls().is_empty() && table.postponed.is_empty(), "done with all of them at once");
}

/// What a search of the roads costs counts as work too: on a graph as large as is searched at all, one look comes to few.
#[test]
fn on_a_large_road_graph_a_look_comes_to_few() {
    let mut county = larger_county(0);
    let nodes = (0..HIERARCHY_NODES_MIN as u32 - 1).map(|n| domain::county::RoadNode {
        code: format!("N{n}"),
        position: (119.0 + f64::from(n % 300) * 0.001, 27.0 + f64::from(n / 300) * 0.0005),
    });
    county.roads = domain::county::Roads { nodes: nodes.collect(), ..Default::default() };
    let mut table = Table::with(county);
    table.seat("alpha", Hook::Dispatch, Mode::Auto);
    table.script.dispatch("alpha", |_| recommends(&[]));
    for _ in 0..15 {
        table.report("errand");
    }
    table.script.calls();
    table.postponed = table.waiting().into_iter().map(IncidentRef).collect();
    table.look_again();
    assert_eq!((table.script.calls().len(), table.postponed.len()), (12, 3));
}

/// The room looks again by itself, and a report that comes in meanwhile waits for a portion or two, not for all.
#[test]
fn reports_are_served_while_the_room_looks_at_those_who_wait() {
    const WAITING: usize = 100;
    let running = Running::new();
    let county = domain::county::County { digest: Digest::of(b"larger"), ..larger_county(0) };
    running.tell(Command::County(CountyCommand::Import { county: Arc::new(county) }));
    (1..5).for_each(|unit| running.set_unit(unit, Primary::Unavailable));
    running.seat("alpha", Hook::Dispatch, Mode::Auto);
    running.script.dispatch("alpha", |_| recommends(&[]));
    for _ in 0..WAITING {
        running.report("errand");
    }
    running.script.calls();
    // The plugin that is asked first is the one who reports; it is asked about the report when that is served.
    let (happened, seen) = channel();
    let (room, reports) = (running.room.clone(), AtomicUsize::new(0));
    running.script.dispatch("alpha", move |input| {
        happened.send(input.incident.incident).unwrap_or_default();
        if reports.fetch_add(1, Ordering::SeqCst) == 0 {
            let command = Command::Incident(IncidentCommand::Report(report("errand")));
            room.submit(Envelope::by("operator:test", command), Box::new(|answer| assert!(answer.is_ok())));
        }
        recommends(&[])
    });
    running.clock.wait(RETRY_WAITING_S);
    running.look_at_the_clock();
    let asked: Vec<IncidentRef> = (0..=WAITING).filter_map(|_| seen.recv_timeout(LONG).ok()).collect();
    assert_eq!(asked.iter().collect::<BTreeSet<_>>().len(), WAITING + 1, "everybody's turn comes");
    let newest = asked.iter().max().expect("somebody was asked about");
    let served = asked.iter().position(|which| which == newest).expect("it is among them");
    // The portion within which it was sent, and one that may be begun already.
    assert!(served <= 2 * (WAITING_WORK_MAX / WAITING_WORK_PER_CALL), "after {served}");
    running.stop();
}

/// While a plugin is in quarantine, every look at an incident that waited was recorded, minute after minute.
#[test]
fn looking_in_vain_leaves_no_record() {
    let mut table = nobody_free();
    let calls = Arc::new(AtomicUsize::new(0));
    table.seat("alpha", Hook::Dispatch, Mode::Auto);
    let count = calls.clone();
    table.script.dispatch("alpha", move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        abstains()
    });
    let incident = table.report("brawl");
    let before = table.decisions(incident).len();
    table.set_unit(0, Primary::Available);
    assert_eq!(table.units_on(incident), [0]);
    let recorded = table.decisions(incident).len();
    assert_eq!(recorded, before + 1);
    for _ in 0..3 {
        assert!(table.wait(60).tick(true).is_empty());
    }
    assert_eq!(table.decisions(incident).len(), recorded);
}
