//! The journal's directory: making it, locking it, its format, and attempts to make it that were cut short.

use std::fs;
use std::path::Path;

use domain::ids::Version;
use domain::ports::{Head, Journal, JournalError};
use journal::{FjallJournal, OpenError};

fn with_one_record(dir: &Path) -> Head {
    let mut journal = FjallJournal::open(dir).unwrap();
    let head = journal.append(Version(0), &[b"{}".to_vec()]).unwrap();
    journal.close().unwrap();
    head
}

fn refusal(dir: &Path) -> String {
    FjallJournal::open(dir).err().expect("it opened").to_string()
}

#[test]
fn missing_folders_are_made() {
    let dir = tempfile::tempdir().unwrap();
    let head = with_one_record(&dir.path().join("counties/350924"));
    assert_eq!(FjallJournal::open(&dir.path().join("counties/350924")).unwrap().head(), head);
}

#[test]
fn a_second_opening_is_refused_and_told_by_whom() {
    let dir = tempfile::tempdir().unwrap();
    let journal = FjallJournal::open(dir.path()).unwrap();
    let expected = format!(
        "`{}` is in use by process {}: stop it first, or use another data directory",
        dir.path().display(),
        std::process::id()
    );
    assert_eq!(refusal(dir.path()), expected);
    // A reader keeps the directory too.
    let reader = journal.reader();
    drop(journal);
    assert_eq!(refusal(dir.path()), expected);
    drop(reader);
    FjallJournal::open(dir.path()).unwrap();
}

#[test]
fn the_anchor_is_written_on_closing_and_on_dropping() {
    let dir = tempfile::tempdir().unwrap();
    let head = with_one_record(dir.path());
    let mut journal = FjallJournal::open(dir.path()).unwrap();
    assert_eq!(journal.anchored(), head);
    let next = journal.append(Version(1), &[b"[]".to_vec()]).unwrap();
    drop(journal);
    let mut journal = FjallJournal::open(dir.path()).unwrap();
    assert_eq!(journal.anchored(), next);
    let last = journal.append(Version(2), &[b"[]".to_vec()]).unwrap();
    journal.write_anchor().unwrap();
    assert_eq!(journal.anchored(), last);
}

#[test]
fn a_latched_journal_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = FjallJournal::open(dir.path()).unwrap();
    assert_eq!(journal.latched(), None);
    journal.fail_next_append();
    let error = journal.append(Version(0), &[b"{}".to_vec()]).unwrap_err();
    assert_eq!(journal.latched(), Some(error.to_string().as_str()));
    assert!(matches!(journal.write_anchor(), Err(JournalError::Latched(_))));
}

#[test]
fn a_later_format_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    with_one_record(dir.path());
    let path = dir.path().join("FORMAT.json");
    let later = fs::read_to_string(&path).unwrap().replace(r#""number": 1"#, r#""number": 2"#);
    fs::write(&path, &later).unwrap();
    let refusal = refusal(dir.path());
    assert!(refusal.contains("says format number 2") && refusal.contains("this host reads number 1"), "{refusal}");
    assert_eq!(fs::read_to_string(&path).unwrap(), later);
}

#[test]
fn a_journal_without_its_format_document_is_not_taken_for_a_new_one() {
    let dir = tempfile::tempdir().unwrap();
    let head = with_one_record(dir.path());
    let path = dir.path().join("FORMAT.json");
    let document = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    assert!(refusal(dir.path()).contains("is missing beside a journal"));
    let anchor = fs::read(dir.path().join("ANCHOR")).unwrap();
    fs::remove_file(dir.path().join("ANCHOR")).unwrap();
    assert!(refusal(dir.path()).contains("is missing beside a journal"));
    fs::write(dir.path().join("ANCHOR"), anchor).unwrap();
    fs::write(&path, document).unwrap();
    assert_eq!(FjallJournal::open(dir.path()).unwrap().head(), head);
}

#[test]
fn a_journal_whose_files_are_gone_is_not_taken_for_a_new_one() {
    let dir = tempfile::tempdir().unwrap();
    with_one_record(dir.path());
    fs::remove_dir_all(dir.path().join("journal")).unwrap();
    assert!(matches!(FjallJournal::open(dir.path()), Err(OpenError::Damaged(_))));
    fs::remove_file(dir.path().join("ANCHOR")).unwrap();
    assert!(matches!(FjallJournal::open(dir.path()), Err(OpenError::AnchorLost { .. })));
}

/// Every state that making a journal goes through, as a power cut may leave it.
#[test]
fn making_it_is_taken_up_again() {
    let whole = tempfile::tempdir().unwrap();
    drop(FjallJournal::open(whole.path()).unwrap());
    for (state, keep) in [("nothing", &[][..]), ("the anchor", &["ANCHOR"]), ("the engine", &["ANCHOR", "journal"])] {
        let dir = tempfile::tempdir().unwrap();
        for name in keep {
            copy(&whole.path().join(name), &dir.path().join(name));
        }
        if !keep.contains(&"journal") {
            fs::create_dir(dir.path().join("journal.new")).unwrap();
            fs::write(dir.path().join("journal.new/half"), b"done").unwrap();
        }
        assert!(FjallJournal::open(dir.path()).is_ok(), "after {state}");
        let head = with_one_record(dir.path());
        assert_eq!(FjallJournal::open(dir.path()).unwrap().head(), head, "after {state}");
        assert!(!dir.path().join("journal.new").exists(), "after {state}");
    }
}

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}
