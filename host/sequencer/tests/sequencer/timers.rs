//! Timers that must hold: thousands due at once after a restart with work coming in between, clocks that are set, firings that come
//! too late, and repeats that were missed.

use domain::clock::Cause;
use domain::command::{ClockCommand, Command, Envelope, IncidentCommand, MatterCommand};
use domain::event::{Batch, Event, RosterEvent, TimerEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::*;
use domain::plugin::Mode;
use domain::ports::Clock;
use domain::roster::swap::{Place, Swap};
use domain::roster::{ShiftKey, Signed};
use domain::time::TimeMs;
use domain::timer::TimerId;

use crate::doubles::*;
use crate::room::Running;
use crate::storage::MemoryJournal;
use crate::table::*;

const HOUR_S: u32 = 3_600;
const DAY_S: u32 = 86_400;

/// The firings of a journal, in order.
fn fired(journal: &MemoryJournal) -> Vec<(TimerId, u32, bool)> {
    let batches = journal.batches();
    let events = batches.iter().flat_map(|batch| &batch.events);
    let firing = |event: &Event| match event {
        Event::Timer(TimerEvent::Fired { timer, late_s, skipped, .. }) => Some((*timer, *late_s, *skipped)),
        _ => None,
    };
    events.filter_map(firing).collect()
}

/// A batch of the host's own, as a journal would hold it.
fn add(batches: &mut Vec<Batch>, at: TimeMs, events: Vec<Event>) {
    batches.push(Batch::system(Version(batches.len() as u64 + 1), at, "tick", events));
}

/// The command room's computer was off for the night, and in the morning reports waited behind ten thousand reminders.
#[test]
fn ten_thousand_due_timers_fire_once_each_and_let_reports_through() {
    const TIMERS: u32 = 10_000;
    let running = Running::new();
    let incident = running.report("noise");
    running.tell(Command::Incident(IncidentCommand::Step { incident, to: Phase::Accepted, outcome: None }));
    let (journal, archive) = running.stop();
    // They lie in the journal as a plugin would have started them, 500 to a batch.
    let timers: Vec<TimerId> = (0..TIMERS).map(|n| TimerId::new(incident, (n >> 12) as u16, n as u16)).collect();
    let mut batches = journal.batches();
    for chunk in timers.chunks(500) {
        let start = |timer: &TimerId| {
            Event::Timer(TimerEvent::Started {
                timer: *timer,
                generation: 1,
                due: START.plus_s(60),
                catch_up: CatchUp::Once,
                repeat_s: None,
            })
        };
        add(&mut batches, START, chunk.iter().map(start).collect());
    }
    let (before, journal) = (batches.len(), MemoryJournal::of(&batches));
    // Reports come in all the while: each is answered before the next is sent.
    let running = Running::on(journal.reopened(), archive, START.plus_s(8 * HOUR_S));
    let mut reports = 0;
    while !running.room.state().timers.is_empty() {
        running.report("noise");
        reports += 1;
    }
    let (journal, _) = running.stop();
    let mut seen: Vec<TimerId> = fired(&journal).iter().map(|(timer, ..)| *timer).collect();
    assert_eq!(seen.len(), TIMERS as usize, "each once");
    seen.sort_unstable();
    assert_eq!(seen, timers);
    let batches = journal.batches();
    let rounds = batches[before..].iter().filter(|batch| batch.command == "tick");
    let sizes: Vec<usize> = rounds.map(|batch| batch.events.len()).collect();
    assert!(sizes.iter().all(|size| *size <= TIMERS_PER_ROUND_MAX), "few fire between two commands");
    assert!(reports > 1, "they were served in between, not after");
}

/// What holds a report up is one round and no more, whatever is due.
#[test]
fn a_command_waits_for_one_round_of_timers_at_most() {
    let mut table = Table::new();
    let incident = table.report("noise");
    for round in 0..10 {
        for key in 0..100 {
            let timer = TimerId::new(incident, round, key);
            let start = Event::Timer(TimerEvent::Started {
                timer,
                generation: 1,
                due: START.plus_s(1),
                catch_up: CatchUp::Once,
                repeat_s: None,
            });
            table.fold(vec![start]);
        }
    }
    table.wait(60);
    for left in (0..1_000_usize).rev().step_by(TIMERS_PER_ROUND_MAX) {
        assert_eq!(table.tick(false).len(), TIMERS_PER_ROUND_MAX.min(left + 1));
    }
    assert!(table.tick(false).is_empty());
}

/// A timer of an hour, with the clock set while it runs.
fn with_hour() -> (Running, IncidentRef) {
    let running = Running::new();
    running.seat("ladder", Hook::Escalation, Mode::Auto);
    running.script.escalation("ladder", |input| match (input.trigger, phase(input)) {
        (EscalationTrigger::PhaseChanged, Phase::Accepted) => proposes(vec![start_timer(1, input.now.plus_s(HOUR_S))]),
        (EscalationTrigger::TimerFired(_), _) => proposes(vec![tell_room(1)]),
        (EscalationTrigger::Acknowledged, _) => proposes(vec![EscalationProposal::StopTimer { key: 1 }]),
        _ => proposes(Vec::new()),
    });
    let incident = running.report("noise");
    running.tell(Command::Incident(IncidentCommand::Step { incident, to: Phase::Accepted, outcome: None }));
    (running, incident)
}

#[test]
fn a_clock_set_back_puts_no_timer_off() {
    for back_s in [HOUR_S, DAY_S] {
        let (running, incident) = with_hour();
        running.clock.keep(false);
        running.clock.set(TimeMs(START.0 - i64::from(back_s) * 1000));
        running.clock.wait(HOUR_S - 60);
        running.look_at_the_clock();
        assert!(fired(&running.journal).is_empty(), "not before its time");
        // The room goes on by what has passed.
        running.clock.wait(60);
        running.until(|state| state.notices.of(incident).next().is_some());
        assert_eq!(fired(&running.journal).len(), 1);
        running.clock.wait(HOUR_S);
        running.look_at_the_clock();
        let (journal, archive) = running.stop();
        let running = Running::on(journal.reopened(), archive, TimeMs(START.0 - i64::from(back_s) * 1000));
        running.clock.wait(DAY_S);
        running.look_at_the_clock();
        assert_eq!(fired(&running.journal).len(), 1, "nor twice, nor again after a restart");
    }
}

#[test]
fn a_clock_set_forward_fires_each_timer_once() {
    for ahead_s in [HOUR_S, DAY_S] {
        let (running, incident) = with_hour();
        // Its time service set it, and so the timer is late.
        running.look_at_the_clock();
        running.clock.set(START.plus_s(ahead_s));
        running.until(|state| state.notices.of(incident).next().is_some());
        running.clock.set(START.plus_s(60));
        running.clock.wait(2 * HOUR_S);
        running.look_at_the_clock();
        let firings = fired(&running.journal);
        assert_eq!(firings, [(TimerId::new(incident, 0, 1), ahead_s - HOUR_S, false)]);
        assert_eq!(running.room.state().notices.of(incident).count(), 1);
    }
}

/// The journal of a room that crashed at the wrong moment: a firing of a timer that was stopped before it.
#[test]
fn a_firing_after_the_acknowledgement_is_recorded_and_means_nothing() {
    let (running, incident) = with_hour();
    running.clock.wait(60);
    running.tell(Command::Matter(MatterCommand::Acknowledge { matter: incident.into() }));
    let (journal, archive) = running.stop();
    let timer = TimerId::new(incident, 0, 1);
    let mut batches = journal.batches();
    let late = Event::Timer(TimerEvent::Fired { timer, generation: 1, late_s: 0, skipped: false });
    add(&mut batches, START.plus_s(HOUR_S), vec![late]);
    let running = Running::on(MemoryJournal::of(&batches), archive, START.plus_s(2 * HOUR_S));
    running.look_at_the_clock();
    assert_eq!(fired(&running.journal), [(timer, 0, false)], "recorded");
    assert!(running.room.state().notices.is_empty() && running.script.calls().is_empty(), "and nobody was asked");
}

/// Every ten minutes, and then the host is off for an hour and five minutes.
#[test]
fn repeats_that_were_missed_follow_the_catch_up_rule() {
    let late = |since: &[u32]| since.iter().map(|s| 3_900 - s).collect::<Vec<u32>>();
    for (catch_up, firings, skipped) in [
        (CatchUp::Once, late(&[600]), false),
        (CatchUp::Each, late(&[600, 1_200, 1_800, 2_400, 3_000, 3_600]), false),
        (CatchUp::Skip, late(&[600]), true),
    ] {
        let mut table = Table::new();
        table.seat("ladder", Hook::Escalation, Mode::Auto);
        table.script.escalation("ladder", move |input| match input.trigger {
            EscalationTrigger::PhaseChanged => proposes(vec![EscalationProposal::StartTimer(TimerRequest {
                key: 1,
                due_at: input.now.plus_s(600),
                catch_up,
                repeat_s: Some(600),
            })]),
            _ => proposes(Vec::new()),
        });
        let incident = table.report("noise");
        table.step(incident, Phase::Accepted);
        table.script.calls();
        table.wait(3_900);
        let mut seen = Vec::new();
        loop {
            let events = table.tick(false);
            let firing = |event: &Event| match event {
                Event::Timer(TimerEvent::Fired { late_s, skipped, .. }) => Some((*late_s, *skipped)),
                _ => None,
            };
            seen.extend(events.iter().filter_map(firing));
            if events.is_empty() {
                break;
            }
        }
        assert_eq!(seen, firings.iter().map(|late_s| (*late_s, skipped)).collect::<Vec<_>>(), "{catch_up:?}");
        let asked = table.script.calls().len();
        assert_eq!(asked, if skipped { 0 } else { firings.len() }, "{catch_up:?}");
        // It goes on in time.
        let timer = TimerId::new(incident, 0, 1);
        assert_eq!(table.state.timers.get(timer).map(|row| row.due), Some(START.plus_s(4_200)), "{catch_up:?}");
        table.wait(300);
        assert_eq!(table.tick(false).len(), 1);
        assert!(table.tick(false).is_empty());
        table.tell(Command::Matter(MatterCommand::Acknowledge { matter: incident.into() }));
        table.step(incident, Phase::Cancelled);
        assert!(table.state.timers.is_empty(), "it ends with its incident");
    }
}

/// Ten minutes are missed a thousand times over while the host is down for a week, and reports come in all the while.
#[test]
fn making_up_for_many_repeats_goes_by_rounds() {
    let mut table = Table::new();
    let incident = table.report("noise");
    let start = Event::Timer(TimerEvent::Started {
        timer: TimerId::new(incident, 0, 1),
        generation: 1,
        due: START.plus_s(600),
        catch_up: CatchUp::Each,
        repeat_s: Some(600),
    });
    table.fold(vec![start]);
    table.wait(600 * 1_000);
    let mut rounds = 0;
    while !table.tick(false).is_empty() {
        rounds += 1;
        table
            .submit(Envelope::by("110", Command::Incident(IncidentCommand::Report(report("noise")))))
            .expect("it is served in between");
    }
    assert_eq!(rounds, 1_000);
}

/// A clock that is set ahead for a while, over the whole room: an alarm for the command rooms, nothing fires before its time, the
/// word of a person, and the room's health.
#[test]
fn a_step_is_told_and_waits_for_a_word() {
    let (running, incident) = with_hour();
    running.clock.keep(false);
    running.clock.set(START.plus_s(200 * DAY_S));
    running.look_at_the_clock();
    let doubt = running.room.health().doubt.expect("it is in doubt");
    assert_eq!((doubt.cause, doubt.wall), (Cause::ClockSet, START.plus_s(200 * DAY_S)));
    assert!(running.room.health().ready, "it serves");
    let state = running.room.state();
    let told: Vec<_> = state.notices.of(doubt.number).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].sent.message.why.code, domain::built_in::code::CLOCK_DOUBTED);
    assert_eq!(told[0].sent.told.len(), 2, "the command room of each district");
    assert!(fired(&running.journal).is_empty());
    let by_ms = 200 * i64::from(DAY_S) * 1000;
    let word = |command| {
        let envelope = Envelope::by("operator:1", Command::Clock(command));
        Envelope { reason: Some("by the wall clock".to_owned()), ..envelope }
    };
    running.submit(word(ClockCommand::Refuse { by_ms })).expect("done");
    assert_eq!(running.room.health().doubt, None);
    running.clock.wait(HOUR_S);
    running.until(|state| state.notices.of(incident).next().is_some());
    assert_eq!(running.room.now(), START.plus_s(HOUR_S));
    // Accepted after all: the room moves at once.
    running.submit(word(ClockCommand::Accept { by_ms })).expect("done");
    assert_eq!(running.room.now(), running.clock.now());
    assert_eq!(running.room.state().at, running.clock.now());
}

/// As many swaps end by the same minute as fill a batch, and the ladder of an incident that was due then was never called.
#[test]
fn what_time_brings_at_once_is_done_in_parts_and_nothing_of_it_is_dropped() {
    let (running, incident) = with_hour();
    let (journal, archive) = running.stop();
    let mut batches = journal.batches();
    let (by, at) = ("operator:1".to_owned(), START);
    let place = Place { shift: ShiftKey { district: D1, starts: START }, slot: 0, person: PersonRef(0) };
    let swap = |number| {
        let number = SwapRef(number);
        let offered = Signed { person: PersonRef(0), at, by: by.clone() };
        let (wants, to, accepted, ended) = (None, None, None, None);
        let expires = START.plus_s(HOUR_S);
        Event::Roster(RosterEvent::SwapOffered(Box::new(Swap {
            number,
            gives: place,
            wants,
            to,
            expires,
            offered,
            accepted,
            ended,
        })))
    };
    let swaps = ROSTER_ENDINGS_PER_ROUND_MAX as u32;
    add(&mut batches, START, (1..=swaps).map(swap).collect());
    let running = Running::on(MemoryJournal::of(&batches), archive, START);
    running.script.escalation("ladder", |input| match input.trigger {
        EscalationTrigger::TimerFired(_) => proposes(vec![tell_room(1)]),
        _ => proposes(Vec::new()),
    });
    running.clock.wait(HOUR_S);
    running.until(|state| state.notices.of(incident).next().is_some() && state.next_due().is_none());
    let batches = running.journal.batches();
    let events = || batches.iter().flat_map(|batch| &batch.events);
    assert_eq!(events().filter(|event| event.name() == "swap-ended").count(), swaps as usize, "each once");
    assert_eq!(fired(&running.journal).len(), 1);
    assert!(batches.iter().any(|batch| batch.command == "tick-part"));
}
