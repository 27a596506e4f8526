//! Every file of a journal is flipped, cut, blanked and deleted: it must then open with all its records, or name the damage. What is
//! never allowed is a panic, a wrong record, or the loss of one that the anchor saw.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use domain::ids::Version;
use domain::ports::{Journal, JournalError};
use tempfile::TempDir;

use crate::doctor::{Severity, examine};
use crate::{FjallJournal, OpenError};

pub(crate) const RECORDS: u64 = 110;

fn payload(number: u64) -> Vec<u8> {
    format!(r#"{{"batch":{number},"text":"{}"}}"#, "寿宁县".repeat(number as usize % 17)).into_bytes()
}

pub(crate) fn append(journal: &mut FjallJournal, numbers: std::ops::RangeInclusive<u64>) {
    let records: Vec<_> = numbers.map(payload).collect();
    let head = journal.head().version;
    journal.append(head, &records).unwrap();
}

/// In memory where there is such a place: what is tested is what the files hold, and each case syncs many times.
pub(crate) fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// Two tables, and a log with several appends after them; closed, so that the anchor stands at the head.
pub(crate) fn patient() -> TempDir {
    let dir = folder();
    let mut journal = FjallJournal::open(dir.path()).unwrap();
    append(&mut journal, 1..=40);
    journal.flush();
    append(&mut journal, 41..=80);
    journal.flush();
    journal.close().unwrap();
    let mut journal = FjallJournal::open(dir.path()).unwrap();
    append(&mut journal, 81..=90);
    append(&mut journal, 91..=91);
    append(&mut journal, 92..=RECORDS);
    journal.close().unwrap();
    dir
}

pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

pub(crate) fn snapshot(dir: &Path) -> Files {
    fn visit(root: &Path, dir: &Path, files: &mut Files) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => visit(root, &path, files),
                false => drop(files.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap())),
            }
        }
    }
    let mut files = Files::new();
    visit(dir, dir, &mut files);
    files
}

fn restore(files: &Files) -> TempDir {
    let dir = folder();
    for (path, bytes) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    fs::create_dir_all(dir.path().join("journal/keyspaces/0/tables")).unwrap();
    fs::create_dir_all(dir.path().join("journal/keyspaces/1/tables")).unwrap();
    dir
}

#[derive(Debug)]
pub(crate) enum Outcome {
    /// It opened and gave this many records, all of them right.
    Read(u64),
    /// It did not open.
    Refused(OpenError),
    /// It opened and named this record as damaged, after giving all before it.
    Damaged(u64),
}

pub(crate) fn outcome(dir: &Path, case: &str) -> Outcome {
    let journal = match FjallJournal::open(dir) {
        Ok(journal) => journal,
        Err(error) => return Outcome::Refused(error),
    };
    let mut read = 0;
    let result = journal.reader().read(Version(1), &mut |version, _, found| {
        read += 1;
        assert_eq!(version, Version(read), "{case}");
        assert!(found == payload(read), "record {read} is a wrong one: {case}");
        true
    });
    match result {
        Ok(()) => Outcome::Read(read),
        Err(JournalError::Damaged { version, file, .. }) => {
            assert_eq!(version, Version(read + 1), "{case}");
            assert!(Path::new(&file).exists(), "{file} is named but not there: {case}");
            Outcome::Damaged(version.0)
        }
        Err(other) => panic!("{other}: {case}"),
    }
}

/// Bytes to try: all of a small file, and of a larger one its ends and a spread between them.
fn places(len: usize) -> Vec<usize> {
    let step = (len / 32).max(1);
    let mut places: Vec<_> = (0..len).filter(|at| at % step == 0 || *at < 8 || at + 24 > len).collect();
    places.dedup();
    places
}

/// Damages each file in turn and asks `judge` about what comes of it.
fn with_each(
    files: &Files,
    damage: impl Fn(&Path, &[u8]) -> Vec<(String, Option<Vec<u8>>)>,
    judge: impl Fn(&Path, &Path, &str),
) {
    for (path, bytes) in files {
        for (what, damaged) in damage(path, bytes) {
            let dir = restore(files);
            let target = dir.path().join(path);
            match damaged {
                Some(bytes) => fs::write(target, bytes).unwrap(),
                None => fs::remove_file(target).unwrap(),
            }
            judge(dir.path(), path, &format!("{}: {what}", path.display()));
        }
    }
}

/// After a clean close no record may be lost at all, and the file that is to blame is named, but where the log ends so neatly
/// that only the anchor knows of more.
fn all_or_named(dir: &Path, path: &Path, case: &str) {
    match outcome(dir, case) {
        Outcome::Read(read) => assert_eq!(read, RECORDS, "{case}"),
        Outcome::Refused(OpenError::Shorter { .. }) => assert_eq!(path, Path::new("journal/0.jnl"), "{case}"),
        Outcome::Refused(error) => {
            let folder = case.contains("current: ") || case.contains(".jnl: deleted");
            let file = dir.join(if folder { path.parent().unwrap() } else { path });
            assert!(error.to_string().contains(&*file.to_string_lossy()), "{error}: {case}");
        }
        Outcome::Damaged(version) => assert!((1..=RECORDS).contains(&version), "{case}"),
    }
}

#[test]
fn the_patient_is_well() {
    let dir = patient();
    let files = snapshot(dir.path());
    let tables = files.keys().filter(|path| path.starts_with("journal/keyspaces/1/tables")).count();
    assert_eq!(tables, 2, "{:?}", files.keys());
    let copy = restore(&files);
    assert!(matches!(outcome(copy.path(), "untouched"), Outcome::Read(RECORDS)));
    assert_eq!(examine(dir.path()), []);
}

#[test]
fn a_flipped_bit_anywhere_is_harmless_or_named() {
    let files = snapshot(patient().path());
    let flip = |_: &Path, bytes: &[u8]| {
        places(bytes.len())
            .into_iter()
            .map(|at| {
                let mut bytes = bytes.to_vec();
                bytes[at] ^= 1 << (at % 8);
                (format!("bit {} of byte {at} flipped", at % 8), Some(bytes))
            })
            .collect()
    };
    with_each(&files, flip, all_or_named);
}

#[test]
fn a_file_that_ends_early_is_harmless_or_named() {
    let files = snapshot(patient().path());
    let cut = |_: &Path, bytes: &[u8]| {
        let cut = |len: usize| (format!("cut to {len} bytes"), Some(bytes[..len].to_vec()));
        places(bytes.len()).into_iter().map(cut).collect()
    };
    with_each(&files, cut, all_or_named);
}

#[test]
fn a_blank_sector_is_harmless_or_named() {
    let files = snapshot(patient().path());
    let blank = |_: &Path, bytes: &[u8]| {
        (0..bytes.len())
            .step_by(512)
            .map(|at| {
                let mut bytes = bytes.to_vec();
                let end = bytes.len().min(at + 512);
                bytes[at..end].fill(0);
                (format!("bytes {at} to {end} blank"), Some(bytes))
            })
            .collect()
    };
    with_each(&files, blank, all_or_named);
}

#[test]
fn a_missing_file_is_harmless_or_named() {
    let files = snapshot(patient().path());
    with_each(&files, |_, _| vec![("deleted".to_owned(), None)], all_or_named);
}

/// The engine cuts its log at what it can't read, and deletes tables that a broken manifest no longer names. A journal that is
/// refused for its log or manifests must be left as it was, or there is nothing left to repair.
#[test]
fn what_is_refused_is_left_alone() {
    let files = snapshot(patient().path());
    let flip = |path: &Path, bytes: &[u8]| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let watched = path.starts_with("journal") && !path.to_string_lossy().contains("tables") && name != "lock";
        let places = if watched { places(bytes.len()) } else { Vec::new() };
        places
            .into_iter()
            .map(|at| {
                let mut bytes = bytes.to_vec();
                bytes[at] ^= 0x20;
                (format!("byte {at}"), Some(bytes))
            })
            .collect()
    };
    with_each(&files, flip, |dir, _, case| {
        let before = snapshot(&dir.join("journal"));
        if let Outcome::Refused(error) = outcome(dir, case) {
            assert!(matches!(error, OpenError::Damaged(_)), "{error}: {case}");
            assert!(snapshot(&dir.join("journal")) == before, "something was changed: {case}");
            let findings = examine(dir);
            assert!(findings.iter().any(|finding| finding.severity == Severity::Error), "{findings:?}: {case}");
            assert!(snapshot(&dir.join("journal")) == before, "the doctor changed something: {case}");
        }
    });
}

/// The state of a process killed at 90 records anchored and 110 written: the last append may be cut, those before it not.
fn killed() -> (Files, PathBuf, usize) {
    let dir = folder();
    let mut journal = FjallJournal::open(dir.path()).unwrap();
    append(&mut journal, 1..=80);
    journal.close().unwrap();
    let mut journal = FjallJournal::open(dir.path()).unwrap();
    append(&mut journal, 81..=90);
    journal.write_anchor().unwrap();
    let log = PathBuf::from("journal/0.jnl");
    append(&mut journal, 91..=100);
    let before_last = fs::metadata(dir.path().join(&log)).unwrap().len() as usize;
    append(&mut journal, 101..=RECORDS);
    let files = snapshot(dir.path());
    (files, log, before_last)
}

#[test]
fn an_append_that_never_finished_is_cut_off() {
    let (files, log, before_last) = killed();
    let whole = &files[&log];
    for len in (before_last..whole.len()).step_by(41) {
        let dir = restore(&files);
        fs::write(dir.path().join(&log), &whole[..len]).unwrap();
        assert!(matches!(outcome(dir.path(), &format!("cut to {len}")), Outcome::Read(100)));
        // And what it left does not stand in the way of what comes next.
        let mut journal = FjallJournal::open(dir.path()).unwrap();
        append(&mut journal, 101..=RECORDS);
        drop(journal);
        assert!(matches!(outcome(dir.path(), &format!("cut to {len}, then appended")), Outcome::Read(RECORDS)));
    }
}

#[test]
fn an_append_that_lacks_a_sector_never_finished() {
    let (mut files, log, before_last) = killed();
    let whole = files[&log].clone();
    let sector = before_last.next_multiple_of(512);
    assert!(sector + 512 < whole.len(), "the last append is too small for this test");
    files.get_mut(&log).unwrap()[sector..sector + 512].fill(0);
    assert!(matches!(outcome(restore(&files).path(), "a sector lost in the last append"), Outcome::Read(100)));
}

#[test]
fn a_change_in_the_last_append_is_damage_and_no_unfinished_append() {
    let (mut files, log, before_last) = killed();
    for at in (before_last..files[&log].len() - 4).step_by(97) {
        files.get_mut(&log).unwrap()[at] ^= 4;
        let result = outcome(restore(&files).path(), &format!("byte {at}"));
        files.get_mut(&log).unwrap()[at] ^= 4;
        match result {
            Outcome::Refused(OpenError::Damaged(damage)) => assert_eq!(damage.version, Some(Version(101)), "byte {at}"),
            other => panic!("{other:?} after byte {at} was changed"),
        }
    }
}

#[test]
fn a_cut_behind_the_anchor_is_refused() {
    let (mut files, log, before_last) = killed();
    let anchored = {
        // The end of the append that the anchor saw: before the ten records 91 to 100, which are of one size class.
        let dir = restore(&files);
        fs::write(dir.path().join(&log), &files[&log][..before_last - 1]).unwrap();
        assert!(matches!(outcome(dir.path(), "cut into 91 to 100"), Outcome::Read(90)));
        fs::metadata(dir.path().join(&log)).unwrap().len() as usize
    };
    files.get_mut(&log).unwrap().truncate(anchored - 1);
    match outcome(restore(&files).path(), "cut into 81 to 90") {
        Outcome::Refused(OpenError::Damaged(damage)) => assert_eq!(damage.version, Some(Version(81))),
        other => panic!("{other:?}"),
    }
}

/// A log that ends exactly between two appends shows nothing by itself; only the anchor knows that there was more.
#[test]
fn a_shorter_journal_is_not_believed() {
    let dir = folder();
    let mut journal = FjallJournal::open(dir.path()).unwrap();
    append(&mut journal, 1..=10);
    journal.close().unwrap();
    let shorter = snapshot(&dir.path().join("journal"));
    let mut journal = FjallJournal::open(dir.path()).unwrap();
    append(&mut journal, 11..=20);
    let hash = journal.head().hash;
    journal.close().unwrap();
    for (path, bytes) in shorter {
        fs::write(dir.path().join("journal").join(path), bytes).unwrap();
    }
    let error = FjallJournal::open(dir.path()).err().unwrap();
    let expected = format!(
        "the journal has become shorter: the anchor says version 20 with hash {}, the journal ends at 10; nothing was changed; \
         `wardroom doctor` says what can be done",
        hash.short()
    );
    assert_eq!(error.to_string(), expected);
}

/// Another county's journal, or one whose past was rewritten, chained and checksummed as it should be.
#[test]
fn another_journal_of_the_same_length_is_not_believed() {
    let (ours, theirs) = (patient(), folder());
    let mut journal = FjallJournal::open(theirs.path()).unwrap();
    let records: Vec<_> = (1..=RECORDS).map(|number| payload(number + 1)).collect();
    journal.append(Version(0), &records).unwrap();
    journal.close().unwrap();
    fs::copy(theirs.path().join("ANCHOR"), ours.path().join("ANCHOR")).unwrap();
    match FjallJournal::open(ours.path()).err() {
        Some(OpenError::NotAnchored { anchored, there }) => {
            assert_eq!((anchored.version, there.version), (Version(RECORDS), Version(RECORDS)));
        }
        other => panic!("{other:?}"),
    }
}
