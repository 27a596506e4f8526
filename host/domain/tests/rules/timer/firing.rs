//! Timers in the core: which fire when, what late ones mean, and that none outlives its incident.

use domain::command::{Command, IncidentCommand, TimerCommand};
use domain::event::{Event, TimerEvent};
use domain::hooks::CatchUp;
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::{TIMER_MISSED_S, TIMERS_PER_ROUND_MAX};
use domain::matter::Matter;
use domain::time::TimeMs;
use domain::timer::{Timer, TimerId, TimerOwner, Timers};

use crate::desk::*;

fn start(incident: IncidentRef, key: u16, generation: u32, due: TimeMs, catch_up: CatchUp) -> Event {
    Event::Timer(TimerEvent::Started {
        timer: TimerId::new(incident, 0, key),
        generation,
        due,
        catch_up,
        repeat_s: None,
    })
}

fn tick() -> Command {
    Command::Timer(TimerCommand::Tick { archived_up_to: None })
}

fn with_timer(catch_up: CatchUp) -> (Desk, IncidentRef) {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    desk.happen(vec![start(incident, 1, 1, START.plus_s(60), catch_up)]);
    (desk, incident)
}

#[test]
fn a_timer_fires_once_when_it_is_due() {
    let (mut desk, incident) = with_timer(CatchUp::Once);
    desk.now = TimeMs(START.plus_s(60).0 - 1);
    assert_eq!(desk.tell(tick()), []);
    desk.now = START.plus_s(62);
    let fired = Event::Timer(TimerEvent::Fired {
        timer: TimerId::new(incident, 0, 1),
        generation: 1,
        late_s: 2,
        skipped: false,
    });
    assert_eq!(desk.tell(tick()), [fired]);
    assert_eq!(desk.tell(tick()), []);
    assert!(desk.state.timers.is_empty());
}

/// After a power cut a reminder that somebody may go home at six came at midnight.
#[test]
fn what_was_missed_follows_its_catch_up_rule() {
    for (catch_up, late_s, skips) in [
        (CatchUp::Skip, TIMER_MISSED_S - 1, false),
        (CatchUp::Skip, TIMER_MISSED_S, true),
        (CatchUp::Once, 86_400, false),
        (CatchUp::Each, 86_400, false),
    ] {
        let (mut desk, _) = with_timer(catch_up);
        desk.wait(60 + late_s);
        let events = desk.tell(tick());
        let fired = matches!(&events[..], [Event::Timer(TimerEvent::Fired { skipped, late_s: late, .. })] if *skipped == skips && *late == late_s);
        assert!(fired, "{catch_up:?} {late_s}: {events:?}");
        assert!(desk.state.timers.is_empty(), "gone either way");
    }
}

#[test]
fn a_late_firing_of_a_changed_timer_means_nothing() {
    let (mut desk, incident) = with_timer(CatchUp::Once);
    let timer = TimerId::new(incident, 0, 1);
    let fire = |generation| Event::Timer(TimerEvent::Fired { timer, generation, late_s: 0, skipped: false });
    desk.happen(vec![start(incident, 1, 2, START.plus_s(90), CatchUp::Once)]);
    desk.happen(vec![fire(1)]);
    assert_eq!(desk.state.timers.get(timer).map(|row| row.generation), Some(2));
    assert_eq!(desk.state.timers.next_due(), Some(START.plus_s(90)));
    desk.happen(vec![Event::Timer(TimerEvent::Stopped { timer, generation: 3 }), fire(2)]);
    assert!(desk.state.timers.is_empty());
    assert_eq!(desk.incident(incident).escalated.timer_generation, 3);
}

#[test]
fn few_fire_at_a_time_the_longest_overdue_first() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    let count = TIMERS_PER_ROUND_MAX as u16 + 2;
    let due = |key: u16| START.plus_s(100 - u32::from(key));
    desk.happen((0..count).map(|key| start(incident, key, u32::from(key) + 1, due(key), CatchUp::Once)).collect());
    desk.wait(100);
    let keys = |events: Vec<Event>| -> Vec<u16> {
        let key = |event: &Event| match event {
            Event::Timer(TimerEvent::Fired { timer, .. }) => timer.key(),
            other => panic!("{other:?}"),
        };
        events.iter().map(key).collect()
    };
    assert_eq!(keys(desk.tell(tick())), (2..count).rev().collect::<Vec<_>>());
    assert_eq!(keys(desk.tell(tick())), [1, 0]);
}

#[test]
fn no_timer_outlives_its_incident() {
    type End = fn(&mut Desk, IncidentRef);
    let ends: [End; 3] = [
        |desk, incident| drop(desk.step(incident, Phase::Cancelled).expect("done")),
        |desk, incident| {
            for to in [Phase::Resolved, Phase::Closed] {
                assert_eq!(desk.state.timers.len(), 3, "resolved, it may still be reopened or escalate");
                desk.step(incident, to).expect("done");
            }
        },
        |desk, incident| {
            let into = desk.report("noise");
            desk.tell(Command::Incident(IncidentCommand::Merge { incident, into }));
        },
    ];
    for end in ends {
        let (mut desk, incident) = with_timer(CatchUp::Once);
        desk.happen(vec![
            start(incident, 2, 2, START.plus_s(90), CatchUp::Once),
            Event::Timer(TimerEvent::Started {
                timer: TimerId::new(incident, 3, 2),
                generation: 3,
                due: START.plus_s(90),
                catch_up: CatchUp::Once,
                repeat_s: None,
            }),
        ]);
        end(&mut desk, incident);
        assert!(desk.state.timers.is_empty());
        assert_eq!(desk.incident(incident).escalated.timer_generation, 6, "each stop has a generation of its own");
    }
}

#[test]
fn timers_are_told_apart_by_matter_owner_and_key() {
    let most = u32::MAX;
    let matters = [
        Matter::Incident(IncidentRef(most)),
        Matter::Instance(InstanceRef(most)),
        Matter::Task(TaskRef(0)),
        Matter::Notice(NoticeRef(1)),
        Matter::Vacancy(VacancyRef(most)),
    ];
    let owners = [TimerOwner::escalation(0), TimerOwner::escalation(5), TimerOwner::WORKFLOW, TimerOwner::HOST];
    for matter in matters {
        for owner in owners {
            for key in [0, u16::MAX] {
                let id = TimerId::of(matter, owner, key);
                assert_eq!((id.matter(), id.owner(), id.key()), (Some(matter), owner, key));
            }
        }
    }
    let last = TimerId::new(IncidentRef(1), u16::MAX, 0);
    assert!(last.escalation().is_some() && last.owner() < TimerOwner::WORKFLOW, "no escalation's timer is another's");
    assert_eq!(TimerId(u64::MAX).matter(), None);
    let mut timers = Timers::default();
    let row = |due| Timer { generation: 1, due, catch_up: CatchUp::Once, repeat_s: None, version: Version(0) };
    for (incident, owner, key) in [(1, 4000, u16::MAX), (2, 0, 0), (2, 1, 7), (2, 4000, u16::MAX), (3, 0, 0)] {
        timers.start(TimerId::new(IncidentRef(incident), owner, key), row(START));
    }
    let of_2 = timers.of(IncidentRef(2));
    assert_eq!(
        of_2.iter().map(|id| (id.escalation().unwrap(), id.key())).collect::<Vec<_>>(),
        [(0, 0), (1, 7), (4000, u16::MAX)]
    );
    // Started again it is due at the new time only.
    timers.start(TimerId::new(IncidentRef(2), 0, 0), row(START.plus_s(9)));
    assert_eq!((timers.len(), timers.due(START, 10).len()), (5, 4));
    assert_eq!(timers.fire(TimerId::new(IncidentRef(2), 0, 0), 2, START, Version(1)), None);
    assert!(!timers.stop(TimerId::new(IncidentRef(9), 0, 0)));
}
