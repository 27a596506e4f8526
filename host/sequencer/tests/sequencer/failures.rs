//! When the disk fails: nothing is acknowledged that is not durable, nothing is shown that was not acknowledged, and the room
//! says that it takes nothing more.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::command::{Command, Envelope, IncidentCommand};
use domain::ids::*;
use domain::incident::Phase;
use domain::ports::JournalRead;
use domain::refusal::RefusalKind;
use domain::time::TimeMs;
use domain::unit::Fix;

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
        Command::Incident(IncidentCommand::Step { incident: IncidentRef(2), to: Phase::Resolved }),
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
    assert_eq!(health.why.as_deref(), Some("the journal failed: no space left on device"));
    let refusal = running.submit(report_of("noise")).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "the journal failed, so nothing is taken until the server is restarted: no space left on device"
    );

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
    running.room.offer_positions(&[(UnitRef(0), fix)]);
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
    assert!(refusal.message.contains("stands at version 2, not at 1: another writer was here"), "{refusal}");
    assert!(!running.room.health().ready);
}

/// The archive can be rebuilt, so the room goes on without it; closed incidents just stay in the state.
#[test]
fn the_room_goes_on_without_its_archive() {
    let running = Running::new();
    running.archive.fails.store(true, Ordering::SeqCst);
    let incident = running.report("noise");
    running.tell(Command::Incident(IncidentCommand::Step { incident, to: Phase::Cancelled }));
    running.clock.wait(2 * 86_400);
    for _ in 0..3 {
        running.report("noise");
    }
    let state = running.room.state();
    assert!(state.incident(incident).is_some() && running.room.health().ready);
    let (journal, archive) = running.stop();
    // Repaired, it is brought up to date at the next start.
    archive.fails.store(false, Ordering::SeqCst);
    let running = Running::on(journal.reopened(), archive.clone(), START.plus_s(2 * 86_400));
    assert_eq!(archive.documents.lock().unwrap().keys().collect::<Vec<_>>(), [&incident]);
    running.until(|state| state.incident(incident).is_none());
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
