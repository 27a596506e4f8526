//! What every journal must do: one suite over all implementations of the port. What is particular to files is in other tests.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use domain::ids::{Digest, Version};
use domain::limits::JOURNAL_RECORD_BYTES_MAX;
use domain::ports::{Head, Journal, JournalError, JournalRead};
use journal::{FjallJournal, MemoryDisk, MemoryJournal};
use proptest::prelude::*;
use tempfile::TempDir;

/// A place where a kind of journal lives, apart from the journal itself.
trait Subject {
    type Journal: Journal + 'static;
    /// Runs of the model: opening on a disk takes its time.
    const CASES: u32;
    fn new() -> Self;
    fn open(&self) -> Self::Journal;
    fn fail_next_append(journal: &mut Self::Journal);
}

struct OnDisk(TempDir);

impl Subject for OnDisk {
    type Journal = FjallJournal;
    const CASES: u32 = 12;
    fn new() -> OnDisk {
        // In memory where there is such a place: every append syncs, and what is tested is not the disk.
        OnDisk(tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap())
    }
    fn open(&self) -> FjallJournal {
        FjallJournal::open(self.0.path()).unwrap()
    }
    fn fail_next_append(journal: &mut FjallJournal) {
        journal.fail_next_append();
    }
}

struct InMemory(MemoryDisk);

impl Subject for InMemory {
    type Journal = MemoryJournal;
    const CASES: u32 = 200;
    fn new() -> InMemory {
        InMemory(MemoryDisk::new())
    }
    fn open(&self) -> MemoryJournal {
        MemoryJournal::open(&self.0).unwrap()
    }
    fn fail_next_append(journal: &mut MemoryJournal) {
        journal.fail_next_append();
    }
}

macro_rules! suite {
    ($($test:ident)*) => {
        mod on_disk { $(#[test] fn $test() { super::$test::<super::OnDisk>(); })* }
        mod in_memory { $(#[test] fn $test() { super::$test::<super::InMemory>(); })* }
    };
}

suite! {
    an_empty_journal_stands_at_zero
    records_read_back_in_order
    a_group_is_numbered_from_the_expected_version
    both_kinds_chain_alike
    an_empty_append_writes_nothing
    a_wrong_version_is_refused_before_anything_is_written
    a_record_at_the_limit_is_taken_and_one_past_it_is_not
    after_a_failed_append_nothing_is_taken_until_reopened
    a_failed_group_leaves_no_part_behind
    reading_starts_anywhere_and_stops_when_told
    a_reader_sees_what_is_appended_beside_it
    a_reader_may_append_from_within
    it_goes_on_after_reopening
    it_agrees_with_a_plain_vector
}

fn payload(number: u64) -> Vec<u8> {
    format!(r#"{{"batch":{number}}}"#).into_bytes()
}

fn payloads(numbers: Range<u64>) -> Vec<Vec<u8>> {
    numbers.map(payload).collect()
}

/// All records from `from` on, with the head's hash checked on the way.
fn read(reader: &Arc<dyn JournalRead>, from: u64) -> Vec<(u64, Vec<u8>)> {
    let mut records = Vec::new();
    let mut last = None;
    reader
        .read(Version(from), &mut |version, hash, payload| {
            records.push((version.0, payload.to_vec()));
            last = Some(Head { version, hash });
            true
        })
        .unwrap();
    if let Some(last) = last {
        assert_eq!(last, reader.head());
    }
    records
}

fn an_empty_journal_stands_at_zero<S: Subject>() {
    let journal = S::new().open();
    assert_eq!(journal.head(), Head::default());
    assert_eq!(journal.reader().head(), Head::default());
    assert_eq!(read(&journal.reader(), 0), []);
    assert_eq!(read(&journal.reader(), 1), []);
}

fn records_read_back_in_order<S: Subject>() {
    let mut journal = S::new().open();
    for number in 0..20 {
        let head = journal.append(Version(number), &[payload(number)]).unwrap();
        assert_eq!(head, journal.head());
        assert_eq!(head.version, Version(number + 1));
    }
    let records = read(&journal.reader(), 1);
    assert_eq!(records, (0..20).map(|number| (number + 1, payload(number))).collect::<Vec<_>>());
}

fn a_group_is_numbered_from_the_expected_version<S: Subject>() {
    let mut journal = S::new().open();
    journal.append(Version(0), &payloads(0..3)).unwrap();
    let head = journal.append(Version(3), &payloads(3..300)).unwrap();
    assert_eq!(head.version, Version(300));
    assert_eq!(read(&journal.reader(), 300), [(300, payload(299))]);
}

/// The same records have the same hashes wherever they are kept, and grouping makes no difference.
fn both_kinds_chain_alike<S: Subject>() {
    let mut grouped = S::new().open();
    let mut single = MemoryJournal::new();
    grouped.append(Version(0), &payloads(0..9)).unwrap();
    for number in 0..9 {
        single.append(Version(number), &[payload(number)]).unwrap();
    }
    assert_eq!(grouped.head(), single.head());
    assert_ne!(grouped.head().hash, Digest::default());
}

fn an_empty_append_writes_nothing<S: Subject>() {
    let mut journal = S::new().open();
    let head = journal.append(Version(0), &[payload(0)]).unwrap();
    assert_eq!(journal.append(Version(1), &[]).unwrap(), head);
    assert_eq!(read(&journal.reader(), 1).len(), 1);
}

fn a_wrong_version_is_refused_before_anything_is_written<S: Subject>() {
    let mut journal = S::new().open();
    let head = journal.append(Version(0), &payloads(0..5)).unwrap();
    for wrong in [0, 4, 6, u64::MAX] {
        match journal.append(Version(wrong), &[payload(9)]) {
            Err(JournalError::WrongVersion { expected, actual }) => {
                assert_eq!((expected, actual), (Version(wrong), Version(5)));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(journal.head(), head);
    assert_eq!(read(&journal.reader(), 1).len(), 5);
    journal.append(Version(5), &[payload(5)]).unwrap();
}

fn a_record_at_the_limit_is_taken_and_one_past_it_is_not<S: Subject>() {
    let subject = S::new();
    let mut journal = subject.open();
    let mut large = vec![b'x'; JOURNAL_RECORD_BYTES_MAX];
    large[0] = b'{';
    journal.append(Version(0), &[payload(0), large.clone()]).unwrap();
    large.push(b'x');
    match journal.append(Version(2), &[payload(2), large.clone()]) {
        Err(JournalError::TooLarge { bytes, limit }) => {
            assert_eq!((bytes, limit), (JOURNAL_RECORD_BYTES_MAX + 1, JOURNAL_RECORD_BYTES_MAX));
        }
        other => panic!("{other:?}"),
    }
    journal.append(Version(2), &[payload(2)]).unwrap();
    drop(journal);
    large.pop();
    let records = read(&subject.open().reader(), 2);
    assert!(records == [(2, large), (3, payload(2))], "the large record came back changed");
}

fn after_a_failed_append_nothing_is_taken_until_reopened<S: Subject>() {
    let subject = S::new();
    let mut journal = subject.open();
    let head = journal.append(Version(0), &[payload(0)]).unwrap();
    S::fail_next_append(&mut journal);
    assert!(matches!(journal.append(Version(1), &[payload(1)]), Err(JournalError::Io(_))));
    for expected in [0, 1, 2] {
        assert!(matches!(journal.append(Version(expected), &[payload(1)]), Err(JournalError::Latched(_))));
    }
    assert_eq!(journal.head(), head);
    assert_eq!(read(&journal.reader(), 1).len(), 1);
    drop(journal);
    let mut journal = subject.open();
    assert_eq!(journal.head(), head);
    journal.append(Version(1), &[payload(1)]).unwrap();
}

fn a_failed_group_leaves_no_part_behind<S: Subject>() {
    let subject = S::new();
    let mut journal = subject.open();
    journal.append(Version(0), &payloads(0..2)).unwrap();
    S::fail_next_append(&mut journal);
    assert!(journal.append(Version(2), &payloads(2..100)).is_err());
    assert_eq!(read(&journal.reader(), 1).len(), 2);
    drop(journal);
    assert_eq!(read(&subject.open().reader(), 1).len(), 2);
}

fn reading_starts_anywhere_and_stops_when_told<S: Subject>() {
    let mut journal = S::new().open();
    journal.append(Version(0), &payloads(0..50)).unwrap();
    let reader = journal.reader();
    for from in [0, 1, 2, 49, 50] {
        let first = read(&reader, from)[0].0;
        assert_eq!(first, from.max(1));
    }
    assert_eq!(read(&reader, 51), []);
    assert_eq!(read(&reader, u64::MAX), []);
    let mut seen = Vec::new();
    reader
        .read(Version(10), &mut |version, _, _| {
            seen.push(version.0);
            version < Version(12)
        })
        .unwrap();
    assert_eq!(seen, [10, 11, 12]);
}

fn a_reader_sees_what_is_appended_beside_it<S: Subject>() {
    let mut journal = S::new().open();
    let reader = journal.reader();
    let writer = std::thread::spawn(move || {
        for number in 0..300 {
            journal.append(Version(number), &[payload(number)]).unwrap();
        }
        journal
    });
    let mut seen = 0;
    while seen < 300 {
        let head = reader.head().version.0;
        let records = read_to_end(&reader);
        assert!(records.len() as u64 >= head, "{} records, but the head was {head} before", records.len());
        assert!(records.iter().enumerate().all(|(index, record)| *record == payload(index as u64)));
        seen = records.len() as u64;
    }
    drop(writer.join().unwrap());
}

fn read_to_end(reader: &Arc<dyn JournalRead>) -> Vec<Vec<u8>> {
    let mut records = Vec::new();
    reader
        .read(Version(1), &mut |_, _, payload| {
            records.push(payload.to_vec());
            true
        })
        .unwrap();
    records
}

/// Reading holds no lock that an append waits for.
fn a_reader_may_append_from_within<S: Subject>() {
    let mut journal = S::new().open();
    journal.append(Version(0), &payloads(0..3)).unwrap();
    let reader = journal.reader();
    let mut calls = 0;
    reader
        .read(Version(1), &mut |_, _, _| {
            let head = journal.head().version;
            journal.append(head, &[payload(head.0)]).unwrap();
            calls += 1;
            true
        })
        .unwrap();
    assert_eq!(calls, 3);
    assert_eq!(journal.head().version, Version(6));
}

fn it_goes_on_after_reopening<S: Subject>() {
    let subject = S::new();
    let mut heads = BTreeMap::new();
    for round in 0..5 {
        let mut journal = subject.open();
        assert_eq!(journal.head().version, Version(round * 10));
        if let Some(before) = heads.get(&(round * 10)) {
            assert_eq!(journal.head(), *before);
        }
        let head = journal.append(Version(round * 10), &payloads(round * 10..round * 10 + 10)).unwrap();
        heads.insert(head.version.0, head);
    }
    assert_eq!(read(&subject.open().reader(), 1).len(), 50);
}

#[derive(Clone, Debug)]
enum Step {
    Append { off_by: u64, payloads: Vec<Vec<u8>> },
    Fail { payloads: Vec<Vec<u8>> },
    Reopen,
    Read { from: u64 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let payloads = || prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..6);
    let off_by = prop_oneof![9 => Just(0_u64), 1 => 1..3_u64];
    let step = prop_oneof![
        8 => (off_by, payloads()).prop_map(|(off_by, payloads)| Step::Append { off_by, payloads }),
        1 => payloads().prop_map(|payloads| Step::Fail { payloads }),
        1 => Just(Step::Reopen),
        2 => (0..40_u64).prop_map(|from| Step::Read { from }),
    ];
    prop::collection::vec(step, 0..30)
}

fn it_agrees_with_a_plain_vector<S: Subject>() {
    let config = ProptestConfig { cases: S::CASES, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(steps in steps())| play::<S>(&steps));
}

/// The model: a vector of payloads, and whether an append has failed since the last opening.
fn play<S: Subject>(steps: &[Step]) {
    let subject = S::new();
    let mut journal = subject.open();
    let (mut model, mut latched) = (Vec::<Vec<u8>>::new(), false);
    for step in steps {
        let version = model.len() as u64;
        match step {
            Step::Append { off_by, payloads } => {
                let result = journal.append(Version(version + off_by), payloads);
                assert_eq!(result.is_ok(), !latched && *off_by == 0, "{result:?}");
                if result.is_ok() {
                    model.extend(payloads.iter().cloned());
                }
            }
            Step::Fail { payloads } => {
                S::fail_next_append(&mut journal);
                let failed = journal.append(Version(version), payloads).is_err();
                assert_eq!(failed, latched || !payloads.is_empty());
                // The failure asked for waits for an append that writes.
                if !failed {
                    assert!(journal.append(Version(version), &[Vec::new()]).is_err());
                }
                latched = true;
            }
            Step::Reopen => {
                drop(journal);
                journal = subject.open();
                latched = false;
            }
            Step::Read { from } => {
                let skipped = from.saturating_sub(1) as usize;
                let expected: Vec<_> = (1..).zip(model.iter().cloned()).skip(skipped).collect();
                assert_eq!(read(&journal.reader(), *from), expected);
            }
        }
        assert_eq!(journal.head().version, Version(model.len() as u64));
    }
}
