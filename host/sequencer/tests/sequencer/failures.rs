//! When the disk fails: nothing is acknowledged that is not durable, nothing is shown that was not acknowledged, and the room
//! says that it takes nothing more.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::command::{Command, Envelope, IncidentCommand};
use domain::hooks::Hook;
use domain::ids::*;
use domain::incident::Phase;
use domain::plugin::Mode;
use domain::ports::{JournalRead, RoomHealth};
use domain::refusal::RefusalKind;
use domain::refusal::room::Unready;
use domain::sentence::Sentence;
use domain::time::TimeMs;
use domain::unit::Fix;

use crate::doubles::{proposes, start_timer};
use crate::room::{Answered, Running};
use crate::table::{START, report};

const LONG: Duration = Duration::from_secs(30);

fn report_of(kind: &str) -> Envelope {
    Envelope::by("110", Command::Incident(IncidentCommand::Report(report(kind))))
}

#[test]
fn all_in_flight_is_refused_and_nothing_of_it_is_ever_seen() {
    let running = Running::new();
    let kept = running.report("noise");
    let before = running.room.state().hash();
    running.journal.shut_gate();
    let mut sent: Vec<Answered> = vec![running.send(report_of("brawl"))];
    running.journal.wait_for_append();
    // These are decided on the state after the first; their group comes after the failing one.
    sent.extend((0..10).map(|_| running.send(report_of("brawl"))));
    sent.push(running.send(Envelope::by(
        "110",
        Command::Incident(IncidentCommand::Step { incident: IncidentRef(2), to: Phase::Resolved, outcome: None }),
    )));
    running.journal.fail();
    running.journal.open_gate();
    for answered in sent {
        let refusal = answered.recv_timeout(LONG).unwrap().unwrap_err();
        assert_eq!((refusal.kind, refusal.code.name()), (RefusalKind::Unavailable, "journal-failed"));
    }
    assert_eq!(running.room.state().hash(), before);

    let health = running.room.health();
    assert_eq!((health.ready, health.version), (false, Version(2)));
    assert_eq!(health.why, Some(Unready::JournalFailed { why: "no space left on device".to_owned() }.into()));
    let refusal = running.submit(report_of("noise")).unwrap_err();
    assert_eq!(refusal.to_string(), "detail.room.journal-failed (why=no space left on device)");

    // What was acknowledged is there after a restart, and nothing else.
    let (journal, archive) = running.stop();
    assert_eq!(JournalRead::head(&journal).version, Version(2));
    let running = Running::on(journal.reopened(), archive, START);
    let state = running.room.state();
    assert_eq!(state.incidents.keys().collect::<Vec<_>>(), [&kept]);
    assert_eq!(state.hash(), before);
    assert_eq!(running.report("noise"), IncidentRef(2));
}

/// Time and positions go on by themselves. After a failure they, too, write nothing.
#[test]
fn neither_timers_nor_positions_write_after_a_failure() {
    let running = Running::new();
    running.journal.fail();
    assert_eq!(running.submit(report_of("noise")).unwrap_err().code.name(), "journal-failed");
    let fix = Fix { lon: 119.1, lat: 27.05, at: START };
    running.room.offer_positions(&domain::scope::Authority::WHOLE, &[(UnitRef(0), fix)]);
    running.clock.set(TimeMs(START.0 + 86_400_000));
    assert_eq!(running.submit(report_of("noise")).unwrap_err().code.name(), "journal-failed");
    let (journal, _) = running.stop();
    assert_eq!(JournalRead::head(&journal).version, Version(1));
}

/// Another process wrote to the same journal, against all locks. The version tells, and nothing is written over.
#[test]
fn a_second_writer_is_noticed() {
    let running = Running::new();
    let mut other = running.journal.clone();
    domain::ports::Journal::append(&mut other, Version(1), &[b"{}".to_vec()]).unwrap();
    let refusal = running.submit(report_of("noise")).unwrap_err();
    assert!(refusal.to_string().contains("stands at version 2, not at 1: another writer was here"), "{refusal}");
    assert!(!running.room.health().ready);
}

/// The archive can be rebuilt, so the room goes on without it; closed incidents just stay in the state.
#[test]
fn the_room_goes_on_without_its_archive() {
    let running = Running::new();
    running.archive.fails.store(true, Ordering::SeqCst);
    let incident = running.report("noise");
    running.tell(Command::Incident(IncidentCommand::Step { incident, to: Phase::Cancelled, outcome: None }));
    running.clock.wait(2 * 86_400);
    for _ in 0..3 {
        running.report("noise");
    }
    let state = running.room.state();
    assert!(state.incident(incident).is_some());
    // It does go on, but somebody has to know.
    let health = until_missed(&running);
    assert_eq!((health.ready, ended(&health)), (false, vec!["archivist"]));
    let why = health.why.expect("why it is not ready").to_string();
    assert!(why.contains("thread=archivist") && why.contains("no space left on device"), "{why}");
    let (journal, archive) = running.stop();
    // Repaired, it is brought up to date at the next start.
    archive.fails.store(false, Ordering::SeqCst);
    let running = Running::on(journal.reopened(), archive.clone(), START.plus_s(2 * 86_400));
    assert_eq!(archive.incidents_kept().into_keys().collect::<Vec<_>>(), [incident]);
    running.until(|state| state.incident(incident).is_none());
}

fn ended(health: &RoomHealth) -> Vec<&str> {
    health.threads.iter().filter(|thread| thread.ended.is_some()).map(|thread| thread.name.as_str()).collect()
}

/// Waits until the room has missed a thread. Its answer, which went with it, comes a moment before.
fn until_missed(running: &Running) -> RoomHealth {
    let started = std::time::Instant::now();
    while running.room.health().ready {
        assert!(started.elapsed() < LONG, "nobody missed it");
        std::thread::yield_now();
    }
    running.room.health()
}

fn thread_ended(thread: &str) -> Sentence {
    Unready::ThreadEnded { thread: thread.to_owned(), why: "it panicked: as asked".to_owned() }.into()
}

fn room_failed(answered: &Answered) {
    let refusal = answered.recv_timeout(LONG).expect("an answer").expect_err("a refusal");
    assert_eq!((refusal.kind, refusal.code.name()), (RefusalKind::Unavailable, "room-failed"), "{refusal}");
}

#[test]
fn all_threads_are_at_work() {
    let running = Running::new();
    let health = running.room.health();
    let names: Vec<&str> = health.threads.iter().map(|thread| thread.name.as_str()).collect();
    assert_eq!(names, ["archivist", "worker", "committer", "writer"]);
    assert!(health.ready && ended(&health).is_empty());
    running.room.note_thread("courier 1", None);
    assert!(running.room.health().ready);
    running.room.note_thread("courier 1", Some("as asked".to_owned()));
    let missing = Unready::ThreadMissing { thread: "courier 1".to_owned(), why: "as asked".to_owned() };
    assert_eq!(running.room.health().why, Some(missing.into()));
    running.report("noise");
}

/// The thread that commits was gone, `/readyz` said that all is well, and commands hung.
#[test]
fn without_its_committer_the_room_takes_nothing_and_says_so() {
    let running = Running::new();
    running.room.watch(Box::new(|_| panic!("as asked")));
    let answered = running.send(report_of("noise"));
    assert!(answered.recv_timeout(LONG).is_err(), "the answer went with the thread");
    let health = until_missed(&running);
    assert_eq!(health.why, Some(thread_ended("committer")));
    assert!(ended(&health).contains(&"committer"));
    for _ in 0..3 {
        room_failed(&running.send(report_of("noise")));
    }
    running.stop();
}

/// The same of the writer: also those are told who wait behind the command that it broke at.
#[test]
fn without_its_writer_the_room_takes_nothing_and_says_so() {
    let running = Running::new();
    running.seat("alpha", Hook::Dispatch, Mode::Auto);
    let (begun, has_begun) = std::sync::mpsc::channel();
    let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
    let may_go_on = std::sync::Mutex::new(may_go_on);
    running.script.dispatch("alpha", move |_| {
        begun.send(()).expect("somebody listens");
        may_go_on.lock().expect("one thread").recv().expect("it may go on");
        panic!("as asked")
    });
    let broke = running.send(report_of("traffic-accident"));
    has_begun.recv_timeout(LONG).expect("the plugin is asked");
    let behind: Vec<Answered> = (0..3).map(|_| running.send(report_of("noise"))).collect();
    go_on.send(()).expect("it waits");
    assert!(broke.recv_timeout(LONG).is_err(), "the answer went with the thread");
    behind.iter().for_each(room_failed);
    let health = until_missed(&running);
    assert_eq!(health.why, Some(thread_ended("writer")));
    room_failed(&running.send(report_of("noise")));
    running.stop();
}

/// Shadows are no part of what is decided: reports go on without the thread that runs them, and somebody is told.
#[test]
fn without_the_thread_beside_it_the_room_goes_on_and_says_so() {
    let running = Running::new();
    running.seat("alpha", Hook::Dispatch, Mode::Shadow);
    running.script.dispatch("alpha", |_| panic!("as asked"));
    running.report("traffic-accident");
    let health = until_missed(&running);
    assert_eq!(ended(&health), ["worker"]);
    running.report("traffic-accident");
    running.stop();
}

/// A timer was due, nothing could be written any more, and the writer looked at the clock as fast as it could for ever.
#[test]
fn after_a_failure_the_writer_rests() {
    let running = Running::new();
    running.seat("alpha", Hook::Escalation, Mode::Auto);
    running.script.escalation("alpha", |input| proposes(vec![start_timer(1, input.now.plus_s(60))]));
    running.report("traffic-accident");
    running.journal.fail();
    assert!(running.submit(report_of("noise")).is_err());
    running.clock.wait(120);
    let before = running.clock.looked_at();
    // Meanwhile another room gets something done.
    let other = Running::new();
    for _ in 0..200 {
        other.report("noise");
    }
    let looks = running.clock.looked_at() - before;
    assert!(looks < 100, "{looks} looks at the clock");
    other.stop();
    running.stop();
}

/// A listener that comes late and one that never reads are no concern of the writer's; a dropped answer is none either.
#[test]
fn nobody_has_to_wait_for_an_answer() {
    let running = Running::new();
    drop(running.send(report_of("noise")));
    assert_eq!(running.report("noise"), IncidentRef(2));
    let (journal, _) = running.stop();
    let running = Running::on(journal.reopened(), Arc::default(), START);
    assert_eq!(running.room.state().incidents.len(), 2);
}
