//! Start-up: a checkpoint and the journal's tail give the same as the whole journal, whatever state the archive is in.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::command::{Command, IdempotencyKey, IncidentCommand, SealedReport, TimerCommand};
use domain::county::rewritten::{Finding, Numbers};
use domain::event::Batch;
use domain::hooks::Hook;
use domain::ids::*;
use domain::incident::Phase;
use domain::incident::archived::ArchivedIncident;
use domain::incident::note::NoteWords;
use domain::limits::CHECKPOINT_EVERY_BATCHES;
use domain::plugin::Mode;
use domain::ports::Archive;
use domain::state::State;
use sequencer::checkpoint;
use sequencer::recovery::{RecoverError, Recovered, recover};

use crate::doubles::*;
use crate::storage::*;
use crate::table::*;

/// A little of everything: plugins, timers, shadows, recommendations, ended and archived incidents.
fn history() -> Vec<Batch> {
    let mut table = Table::new();
    table.seat("alpha", Hook::Dispatch, Mode::Advise);
    table.script.dispatch("alpha", sensible);
    table.seat("shade", Hook::Dispatch, Mode::Shadow);
    table.script.dispatch("shade", |_| fails(domain::hooks::HookFailure::Fuel));
    table.seat("ladder", Hook::Escalation, Mode::Auto);
    table.script.escalation("ladder", |input| proposes(vec![start_timer(1, input.now.plus_s(60)), tell_room(1)]));
    for round in 0..4 {
        let incident = table.report("traffic-accident");
        table.run_jobs();
        let pending = table.incident(incident).escalated.pending.clone();
        pending.into_iter().for_each(|number| drop(table.settle(incident, number, domain::command::Verdict::Confirm)));
        table.wait(90).tick(true);
        if round < 2 {
            table.step(incident, Phase::Resolved);
            table.step(incident, Phase::Closed);
        }
    }
    table.wait(86_400);
    let archived_up_to = Some(table.state.version);
    let tick = Command::Timer(TimerCommand::Tick { archived_up_to });
    table.submit(domain::command::Envelope::system(tick)).expect("done");
    table.log
}

fn folded(batches: &[Batch]) -> State {
    let mut state = State::default();
    batches.iter().for_each(|batch| state.fold(batch));
    state
}

/// An archive that has taken in everything up to this version, with a checkpoint there.
fn archive_at(batches: &[Batch], version: u64) -> MemoryArchive {
    let archive = MemoryArchive::default();
    recover(&MemoryJournal::of(&batches[..version as usize]), &archive).expect("it recovers");
    let state = folded(&batches[..version as usize]);
    checkpoint::keep(&archive, &MemoryJournal::of(batches), &state).expect("kept");
    archive
}

fn recovered(batches: &[Batch], archive: &MemoryArchive) -> Recovered {
    recover(&MemoryJournal::of(batches), archive).expect("it recovers")
}

fn documents(archive: &MemoryArchive) -> Vec<ArchivedIncident> {
    archive.incidents_kept().into_values().collect()
}

#[test]
fn a_checkpoint_and_the_tail_are_the_whole_journal() {
    let batches = history();
    let whole = folded(&batches);
    assert_eq!(whole.incidents.len(), 2, "two are archived");
    let from_zero = MemoryArchive::default();
    let recovery = recovered(&batches, &from_zero);
    assert_eq!(
        (recovery.state.hash(), recovery.from_checkpoint, recovery.replayed),
        (whole.hash(), None, whole.version.0)
    );
    let all = documents(&from_zero);
    assert_eq!(all.len(), 2);
    for version in 1..=whole.version.0 {
        let archive = archive_at(&batches, version);
        let recovery = recovered(&batches, &archive);
        assert_eq!(recovery.state.hash(), whole.hash(), "from {version}");
        assert_eq!(recovery.from_checkpoint, Some(Version(version)));
        assert_eq!(recovery.replayed, whole.version.0 - version);
        assert_eq!(recovery.notes, Vec::<String>::new());
        assert_eq!(archive.applied(), whole.version);
        assert_eq!(documents(&archive), all, "from {version}");
        assert_eq!(recovery.state.waiting, whole.waiting);
        assert_eq!((&recovery.state.ended, &recovery.state.advised), (&whole.ended, &whole.advised));
    }
}

/// Erased data stayed in the archive, sealed, and were shown as if they could still be read.
#[test]
fn what_is_erased_leaves_the_archive_too() {
    let mut table = Table::new();
    let subject = SubjectRef(1);
    let mut called = report("traffic-accident");
    let caller_name = serde_json::from_str("\"c2VhbGVk\"").ok();
    called.personal = Some(SealedReport { subject, caller_name, caller_number: None, description: None });
    table.tell(Command::Incident(IncidentCommand::Report(called)));
    let incident = table.state.last_incident;
    let words = serde_json::from_str("\"bm90ZQ\"").expect("a sealed text");
    let words = NoteWords::Sealed { subject, words };
    table.tell(Command::Incident(IncidentCommand::Note { incident, words, corrects: None }));
    table.step(incident, Phase::Cancelled);
    let tick = |table: &mut Table| {
        let archived_up_to = Some(table.state.version);
        let tick = Command::Timer(TimerCommand::Tick { archived_up_to });
        table.submit(domain::command::Envelope::system(tick)).expect("done")
    };
    tick(table.wait(86_400));
    assert!(table.state.incident(incident).is_none());
    let before = archive_at(&table.log, table.state.version.0);
    assert!(documents(&before)[0].incident.personal.is_some());
    let events = tick(table.wait(domain::limits::PERSONAL_DAYS * 86_400));
    assert_eq!(
        events,
        [domain::event::Event::Incident(domain::event::IncidentEvent::SubjectErased { incident, subject })]
    );
    // With the archive as it was, and with one that is filled from the beginning.
    for archive in [before, MemoryArchive::default()] {
        recovered(&table.log, &archive);
        let kept = &documents(&archive)[0].incident;
        assert_eq!((&kept.personal, kept.erased_at), (&None, Some(table.now)));
        assert_eq!(kept.notes[0].words, NoteWords::Erased);
    }
}

#[test]
fn an_archive_that_is_behind_is_filled_up_from_before_its_checkpoint() {
    let batches = history();
    let whole = folded(&batches);
    let archive = archive_at(&batches, 5);
    let late = folded(&batches[..20]);
    checkpoint::keep(&archive, &MemoryJournal::of(&batches), &late).expect("kept");
    let recovery = recovered(&batches, &archive);
    // The newest checkpoint would have skipped what the archive has not seen.
    assert_eq!((recovery.from_checkpoint, recovery.state.hash()), (None, whole.hash()));
    assert_eq!((documents(&archive).len(), archive.applied()), (2, whole.version));
}

#[test]
fn an_archive_that_is_ahead_is_rebuilt() {
    let batches = history();
    let archive = archive_at(&batches, batches.len() as u64);
    let shorter = &batches[..10];
    let recovery = recovered(shorter, &archive);
    assert!(archive.cleared.load(Ordering::SeqCst));
    assert_eq!((recovery.state.hash(), archive.applied()), (folded(shorter).hash(), Version(10)));
    assert_eq!(
        recovery.notes,
        [format!("the archive was ahead of the journal ({} > 10) and is rebuilt", batches.len())]
    );
    assert!(documents(&archive).is_empty());
    // What the archive knew of numbers is not lost with it.
    let whole = folded(&batches);
    let rewritten = recovery.rewritten.unwrap();
    assert_eq!(
        (rewritten.finding, rewritten.ended, rewritten.seen),
        (Finding::ShorterThanArchive, Version(10), Some(whole.version))
    );
    assert_eq!(
        (rewritten.seen_hash, rewritten.numbers),
        (Some(Digest::of(&batches.last().unwrap().encode())), Numbers::of(&whole))
    );
}

/// A copy of before was put back and went on: as long as the archive, and another history.
#[test]
fn an_archive_of_another_history_is_rebuilt() {
    let batches = history();
    let archive = archive_at(&batches, 12);
    let mut other = batches.clone();
    other[11].author = "operator:somebody-else".to_owned();
    let recovery = recovered(&other, &archive);
    assert!(archive.cleared.load(Ordering::SeqCst));
    assert_eq!((recovery.from_checkpoint, recovery.state.hash()), (None, folded(&other).hash()));
    let rewritten = recovery.rewritten.unwrap();
    assert_eq!((rewritten.finding, rewritten.seen), (Finding::OtherThanArchive, Some(Version(12))));
    assert_eq!(rewritten.numbers, Numbers::of(&folded(&batches[..12])));
    assert!(recovery.notes[0].starts_with("the archive is of another history"), "{:?}", recovery.notes);
    assert_eq!(recovered(&other, &archive).rewritten, None, "it is told once");
}

#[test]
fn a_checkpoint_that_is_no_good_is_left_aside() {
    let batches = history();
    let whole = folded(&batches);
    let version = Version(12);
    let hash = Digest::of(&batches[11].encode());
    let of_another_version = checkpoint::encode(hash, &folded(&batches[..11]));
    // As they were before they named the journal's hash.
    let unnamed = folded(&batches[..12]).encode();
    let no_state =
        [checkpoint::encode(hash, &State::default()).split(|byte| *byte == b'\n').next().unwrap(), b"\n{}"].concat();
    for (bytes, note) in [
        (no_state, "the checkpoint at 12 is of another format and is left aside: not a state: missing field"),
        (unnamed, "the checkpoint at 12 is of another format and is left aside: it does not name the journal's hash"),
        (of_another_version, "the checkpoint at 12 says it is version 11 and is left aside"),
    ] {
        let archive = archive_at(&batches, 12);
        archive.save_checkpoint(version, &bytes).expect("kept");
        let recovery = recovered(&batches, &archive);
        assert_eq!((recovery.state.hash(), recovery.from_checkpoint), (whole.hash(), None));
        assert!(recovery.notes.len() == 1 && recovery.notes[0].starts_with(note), "{:?}", recovery.notes);
    }
}

#[test]
fn records_that_make_no_sense_are_named_and_not_passed_over() {
    let batches = history();
    let spoil = |version: u64, bytes: Vec<u8>| {
        let journal = MemoryJournal::of(&batches);
        journal.replace(version, bytes);
        match recover(&journal, &MemoryArchive::default()) {
            Ok(_) => panic!("it recovered"),
            Err(error) => error,
        }
    };
    let unreadable = spoil(7, b"[]".to_vec());
    assert!(matches!(unreadable, RecoverError::Unreadable { version: Version(7), .. }));
    assert!(unreadable.to_string().starts_with("record 7 of the journal can't be understood: not a batch of events"));
    let misnumbered = spoil(7, batches[7].encode());
    assert_eq!(misnumbered.to_string(), "record 7 of the journal says it is version 8");
}

#[test]
fn an_empty_journal_is_an_empty_county() {
    let recovery = recovered(&[], &MemoryArchive::default());
    assert_eq!((recovery.state.version, recovery.replayed, recovery.notes.len()), (Version(0), 0, 0));
}

/// A server that was killed before every first checkpoint read more of the journal at each start, without end: checkpoints were
/// counted from the start of the process.
#[test]
fn a_long_replay_ends_in_a_checkpoint() {
    let table = Table::new();
    let mut batches = table.log;
    let key = |number: u64| IdempotencyKey { key: number.to_string(), fingerprint: Digest::default() };
    let more = 2..=CHECKPOINT_EVERY_BATCHES;
    batches.extend(more.map(|number| Batch {
        version: Version(number),
        at: START,
        author: "operator:test".to_owned(),
        command: "set-unit".to_owned(),
        reason: None,
        key: Some(key(number)),
        events: Vec::new(),
        causes: None,
    }));
    let archive = MemoryArchive::default();
    let shorter = recovered(&batches[..batches.len() - 1], &archive);
    assert_eq!(shorter.replayed, CHECKPOINT_EVERY_BATCHES - 1);
    assert!(archive.checkpoints.lock().unwrap().is_empty());
    let archive = Arc::new(MemoryArchive::default());
    recovered(&batches, &archive);
    let again = recovered(&batches, &archive);
    assert_eq!((again.from_checkpoint, again.replayed), (Some(Version(CHECKPOINT_EVERY_BATCHES)), 0));
}
