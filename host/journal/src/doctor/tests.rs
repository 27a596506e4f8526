//! The doctor on sick journals: what it finds, and that each remedy keeps all that can be kept and puts the rest aside.

use std::fs;
use std::path::Path;

use domain::ids::Version;
use tempfile::TempDir;

use super::{Finding, Remedy, RepairError, Severity, examine, repair};
use crate::damage_tests::{Outcome, RECORDS, append, folder, outcome, patient, snapshot};
use crate::{FjallJournal, OpenError};

const STAMP: &str = "2026-01-02T03:04:05Z";

fn flip(dir: &Path, file: &str, byte: usize) {
    let path = dir.join(file);
    let mut bytes = fs::read(&path).unwrap();
    bytes[byte] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// Where a record's text stands in the log.
fn log_position(dir: &Path, record: u64) -> usize {
    let bytes = fs::read(dir.join("journal/0.jnl")).unwrap();
    let text = format!(r#"{{"batch":{record},"#);
    bytes.windows(text.len()).position(|window| window == text.as_bytes()).unwrap()
}

fn damage_log(dir: &Path, record: u64) {
    flip(dir, "journal/0.jnl", log_position(dir, record) + 3);
}

/// The table that begins with a record, by its name.
fn table_with(dir: &Path, record: u64) -> String {
    let mut names: Vec<u64> = fs::read_dir(dir.join("journal/keyspaces/1/tables"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().parse().unwrap())
        .collect();
    names.sort_unstable();
    format!("journal/keyspaces/1/tables/{}", names[usize::from(record > 40)])
}

fn only_error(dir: &Path) -> Finding {
    let findings: Vec<_> = examine(dir).into_iter().filter(|finding| finding.severity == Severity::Error).collect();
    let [finding] = findings.as_slice() else { panic!("{findings:#?}") };
    finding.clone()
}

fn opens_with(dir: &Path, records: u64) {
    match outcome(dir, "after the repair") {
        Outcome::Read(read) => assert_eq!(read, records),
        other => panic!("{other:?}"),
    }
    assert_eq!(examine(dir), []);
}

#[test]
fn a_bad_place_in_the_log_is_cut_back_to_and_all_of_the_old_is_kept() {
    let dir = patient();
    damage_log(dir.path(), 91);
    let finding = only_error(dir.path());
    assert_eq!((finding.file.clone(), finding.remedy), (dir.path().join("journal/0.jnl"), Some(Remedy::CutBack)));
    assert!(finding.what.starts_with("record 91: at byte"), "{}", finding.what);
    assert!(finding.what.ends_with("the records up to 90 can be kept"), "{}", finding.what);

    let before = snapshot(&dir.path().join("journal"));
    let repaired = repair(dir.path(), Remedy::CutBack, STAMP).unwrap();
    assert_eq!(repaired.head.version, Version(90));
    assert_eq!(repaired.set_aside, dir.path().join("set-aside").join(STAMP));
    assert!(repaired.notes.iter().any(|note| note.contains("records 91 to 110 at least")), "{:?}", repaired.notes);
    assert!(snapshot(&repaired.set_aside.join("journal")) == before, "what was put aside is not what was there");
    opens_with(dir.path(), 90);

    let mut journal = FjallJournal::open(dir.path()).unwrap();
    append(&mut journal, 91..=RECORDS);
    drop(journal);
    opens_with(dir.path(), RECORDS);
}

/// The log still holds what is in the tables, until it is full: a bad table loses nothing then.
#[test]
fn a_bad_table_is_made_good_from_the_log() {
    for record in [1, 41] {
        let dir = patient();
        let table = table_with(dir.path(), record);
        flip(dir.path(), &table, 300);
        let finding = only_error(dir.path());
        assert_eq!((finding.file, finding.remedy), (dir.path().join(&table), Some(Remedy::CutBack)));
        assert!(finding.what.ends_with("the records up to 110 can be kept"), "{}", finding.what);
        assert_eq!(repair(dir.path(), Remedy::CutBack, STAMP).unwrap().head.version, Version(RECORDS));
        opens_with(dir.path(), RECORDS);
    }
}

#[test]
fn a_bad_table_beside_a_bad_log_is_cut_back_to() {
    let dir = patient();
    flip(dir.path(), &table_with(dir.path(), 41), 300);
    damage_log(dir.path(), 1);
    let errors = examine(dir.path()).into_iter().filter(|finding| finding.severity == Severity::Error).count();
    assert_eq!(errors, 2);
    assert_eq!(repair(dir.path(), Remedy::CutBack, STAMP).unwrap().head.version, Version(40));
    opens_with(dir.path(), 40);
}

#[test]
fn without_manifests_the_log_alone_gives_the_journal_back() {
    let dir = patient();
    fs::remove_file(dir.path().join("journal/keyspaces/1/current")).unwrap();
    assert!(matches!(FjallJournal::open(dir.path()), Err(OpenError::Damaged(_))));
    assert_eq!(repair(dir.path(), Remedy::CutBack, STAMP).unwrap().head.version, Version(RECORDS));
    opens_with(dir.path(), RECORDS);
}

#[test]
fn a_sound_journal_is_not_repaired() {
    let dir = patient();
    let before = snapshot(dir.path());
    for remedy in Remedy::ALL {
        let error = repair(dir.path(), remedy, STAMP).unwrap_err();
        assert!(matches!(error, RepairError::NotNeeded { .. }), "{error}");
    }
    assert!(snapshot(dir.path()) == before);
}

#[test]
fn a_lost_anchor_is_rewritten_when_told_to() {
    let dir = patient();
    fs::remove_file(dir.path().join("ANCHOR")).unwrap();
    assert!(matches!(FjallJournal::open(dir.path()), Err(OpenError::AnchorLost { .. })));
    assert_eq!(only_error(dir.path()).remedy, Some(Remedy::RewriteAnchor));
    let repaired = repair(dir.path(), Remedy::RewriteAnchor, STAMP).unwrap();
    assert_eq!(repaired.notes, ["the anchor was lost; it is version 110 now"]);
    opens_with(dir.path(), RECORDS);
}

/// As after a backup of the journal was put back without its anchor.
#[test]
fn a_shorter_journal_is_accepted_only_when_told_to() {
    let dir = folder();
    let mut journal = FjallJournal::open(dir.path()).unwrap();
    append(&mut journal, 1..=10);
    journal.close().unwrap();
    let backup = snapshot(&dir.path().join("journal"));
    let mut journal = FjallJournal::open(dir.path()).unwrap();
    append(&mut journal, 11..=20);
    journal.close().unwrap();
    for (path, bytes) in backup {
        fs::write(dir.path().join("journal").join(path), bytes).unwrap();
    }
    assert_eq!(only_error(dir.path()).remedy, Some(Remedy::RewriteAnchor));
    let error = repair(dir.path(), Remedy::CutBack, STAMP).unwrap_err().to_string();
    assert_eq!(error, "`cut-back` was not done: all records up to 10 are whole");
    let repaired = repair(dir.path(), Remedy::RewriteAnchor, STAMP).unwrap();
    assert_eq!(repaired.head.version, Version(10));
    assert!(repaired.set_aside.join("ANCHOR").exists());
    opens_with(dir.path(), 10);
}

#[test]
fn a_repair_that_was_broken_off_is_finished_by_asking_again() {
    for old_is_aside in [false, true] {
        let dir = patient();
        // As a power cut leaves it: the repaired engine is complete, the renames are not.
        fs::rename(dir.path().join("journal"), dir.path().join("journal.repaired")).unwrap();
        if !old_is_aside {
            let sick = patient();
            damage_log(sick.path(), 1);
            fs::rename(sick.path().join("journal"), dir.path().join("journal")).unwrap();
        }
        let error = FjallJournal::open(dir.path()).err().unwrap().to_string();
        assert!(error.contains("broken off near its end"), "{error}");
        assert_eq!(only_error(dir.path()).remedy, Some(Remedy::CutBack));
        assert!(matches!(repair(dir.path(), Remedy::RewriteAnchor, STAMP), Err(RepairError::NotNeeded { .. })));
        let repaired = repair(dir.path(), Remedy::CutBack, STAMP).unwrap();
        assert_eq!(repaired.head.version, Version(RECORDS));
        assert_eq!(repaired.set_aside.join("journal").exists(), !old_is_aside);
        opens_with(dir.path(), RECORDS);
    }
}

#[test]
fn an_unfinished_append_and_a_bad_slot_are_told_but_are_no_errors() {
    let dir = patient();
    let log = dir.path().join("journal/0.jnl");
    let mut bytes = fs::read(&log).unwrap();
    // The first bytes of a batch.
    bytes.extend_from_slice(&[1, 9, 0, 0, 0, 200, 0]);
    fs::write(&log, bytes).unwrap();
    flip(dir.path(), "ANCHOR", 20);
    let findings = examine(dir.path());
    let told: Vec<_> = findings.iter().map(|finding| (finding.severity, finding.remedy)).collect();
    assert_eq!(told, [(Severity::Note, None), (Severity::Warning, None)], "{findings:#?}");
    assert!(matches!(outcome(dir.path(), "with an unfinished append"), Outcome::Read(RECORDS)));
}

#[test]
fn a_journal_in_use_is_left_alone() {
    let dir = patient();
    let journal = FjallJournal::open(dir.path()).unwrap();
    let findings = examine(dir.path());
    let [Finding { severity: Severity::Unknown, what, remedy: None, .. }] = findings.as_slice() else {
        panic!("{findings:#?}")
    };
    assert!(what.contains(&format!("in use by process {}", std::process::id())), "{what}");
    assert!(matches!(repair(dir.path(), Remedy::CutBack, STAMP), Err(RepairError::Failed(_))));
    drop(journal);
    assert_eq!(examine(dir.path()), []);
}

#[test]
fn what_is_no_journal_is_said_to_be_none() {
    let dir = folder();
    assert!(only_error(dir.path()).what.contains("no format document"));
    assert!(only_error(&dir.path().join("nowhere")).what.contains("no format document"));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "looking left something behind");
    assert!(matches!(repair(dir.path(), Remedy::CutBack, STAMP), Err(RepairError::Failed(_))));
}

#[test]
fn a_stamp_stays_within_its_folder() {
    let dir: TempDir = patient();
    for stamp in ["", "../elsewhere", "a/b", "a b", &"9".repeat(65)] {
        assert!(matches!(repair(dir.path(), Remedy::CutBack, stamp), Err(RepairError::Stamp(_))), "{stamp}");
    }
}

#[test]
fn remedies_are_asked_for_by_name() {
    for remedy in Remedy::ALL {
        assert_eq!(remedy.to_string().parse(), Ok(remedy));
    }
    assert!("format-disk".parse::<Remedy>().unwrap_err().contains("`format-disk` is no remedy"));
}
