//! The files of an archive are flipped, cut, blanked and deleted: it must open whatever they hold, give nothing wrong, and notice
//! what is missing, so that the host can fill it anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use archive::{Opened, SledArchive, Unusable};
use domain::archived::{Document, Entry, Filed, Wanted};
use domain::ids::{IncidentRef, Version};
use domain::ports::{Archive, ArchiveError};
use domain::time::TimeMs;
use tempfile::TempDir;

const VERSIONS: u64 = 12;
const INCIDENTS_EACH: u32 = 10;

/// Most are small; some are so large, even packed, that the engine gives them files of their own.
fn document(number: u32) -> Vec<u8> {
    let len = if number % 40 < 3 { 90_000 } else { number as usize * 37 % 2_000 };
    let mut text = format!(r#"{{"incident":{number},"text":""#);
    text.extend(noise(u64::from(number), len).map(|byte| char::from(b'!' + byte % 64)));
    text.push_str("\"}");
    text.into_bytes()
}

/// Bytes that do not shrink when they are packed.
fn noise(seed: u64, len: usize) -> impl Iterator<Item = u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    })
    .take(len)
}

fn closed_by(version: u64) -> Vec<Document> {
    let first = version as u32 * INCIDENTS_EACH;
    let closed = |number: u32| {
        let entry = Entry { at: TimeMs(i64::from(number)), kind: "fire".to_owned(), ..Entry::default() };
        Document { which: Filed::Incident(IncidentRef(number)), entry, inside: Vec::new(), bytes: document(number) }
    };
    (first..first + INCIDENTS_EACH).map(closed).collect()
}

fn incident(archive: &SledArchive, number: u32) -> Result<Option<Vec<u8>>, ArchiveError> {
    archive.document(Filed::Incident(IncidentRef(number))).map(|row| row.map(|row| row.bytes))
}

fn state_at(version: u64) -> Vec<u8> {
    noise(version, 40_000).collect()
}

/// In memory where there is such a place: what is tested is what the files hold, and each case syncs many times.
fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn patient() -> TempDir {
    let dir = folder();
    let (archive, opened) = SledArchive::open(dir.path()).unwrap();
    assert_eq!(opened, Opened::Fresh);
    for version in 1..=VERSIONS {
        archive.apply(Version(version), &closed_by(version)).unwrap();
        if version % 3 == 0 {
            archive.save_checkpoint(Version(version), &state_at(version)).unwrap();
        }
    }
    archive.flush().unwrap();
    dir
}

/// Changes an archive behind its back, and returns when the engine's own threads have let go of its file.
fn through_the_engine(dir: &Path, change: impl FnOnce(&sled::Db)) {
    let archive = dir.join("archive");
    let db = sled::open(&archive).unwrap();
    change(&db);
    drop(db);
    fs::File::open(archive.join("db")).unwrap().lock().unwrap();
}

type Files = BTreeMap<PathBuf, Vec<u8>>;

fn snapshot(dir: &Path) -> Files {
    let mut files = Files::new();
    for folder in ["archive", "archive/blobs"] {
        for entry in fs::read_dir(dir.join(folder)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                files.insert(Path::new(folder).join(entry.file_name()), fs::read(entry.path()).unwrap());
            }
        }
    }
    files
}

fn restore(files: &Files) -> TempDir {
    let dir = folder();
    fs::create_dir_all(dir.path().join("archive/blobs")).unwrap();
    for (path, bytes) in files {
        fs::write(dir.path().join(path), bytes).unwrap();
    }
    dir
}

/// Opens what is left, and holds all that it gives against what was put in.
fn examine(dir: &Path, case: &str) -> Opened {
    let (archive, opened) = SledArchive::open(dir).unwrap();
    if let Opened::SetAside { reason, kept_at } = &opened {
        assert!(!reason.is_empty() && kept_at.is_dir(), "{case}");
        assert_eq!((archive.applied(), archive.latest_checkpoint().unwrap()), (Version(0), None), "{case}");
    }
    if let Ok(Some((version, bytes))) = archive.latest_checkpoint() {
        assert!(version.0.is_multiple_of(3) && bytes == state_at(version.0), "a wrong checkpoint at {version}: {case}");
    }
    let listed = archive.incidents(None, 1_000);
    for (which, found) in listed.iter().flatten() {
        assert!(*found == document(which.0), "incident {which} is a wrong one: {case}");
    }
    let expected = archive.applied().0 * u64::from(INCIDENTS_EACH);
    let found = archive.find(&Wanted { kinds: ["fire".to_owned()].into(), ..Wanted::default() }, None, 1_000);
    for row in found.iter().flat_map(|found| &found.rows) {
        assert!(matches!(row.of, Filed::Incident(which) if row.bytes == document(which.0)), "{}: {case}", row.of);
    }
    match (archive.verify(), listed) {
        (Ok(count), Ok(listed)) => {
            assert_eq!(count, expected, "{case}");
            assert!(listed.len() as u64 >= expected, "{case}");
            let found = found.unwrap_or_else(|error| panic!("what was verified is not found: {error}: {case}"));
            assert!(found.rows.len() as u64 >= expected, "{case}");
        }
        (Ok(_), Err(error)) => panic!("what was verified does not read: {error}: {case}"),
        // It noticed: the host clears it and fills it anew.
        (Err(_), _) => {}
    }
    refill(&archive, case);
    opened
}

fn refill(archive: &SledArchive, case: &str) {
    archive.clear().unwrap();
    for version in 1..=3 {
        archive.apply(Version(version), &closed_by(version)).unwrap();
    }
    archive.save_checkpoint(Version(3), &state_at(3)).unwrap();
    assert_eq!(archive.verify().unwrap(), 30, "{case}");
    assert_eq!(archive.latest_checkpoint().unwrap(), Some((Version(3), state_at(3))), "{case}");
}

fn with_each(damage: impl Fn(&[u8]) -> Vec<(String, Option<Vec<u8>>)>, judge: impl Fn(&Path, Opened)) {
    let files = snapshot(patient().path());
    for (path, bytes) in &files {
        for (what, damaged) in damage(bytes) {
            let dir = restore(&files);
            let target = dir.path().join(path);
            match damaged {
                Some(bytes) => fs::write(target, bytes).unwrap(),
                None => fs::remove_file(target).unwrap(),
            }
            let opened = examine(dir.path(), &format!("{}: {what}", path.display()));
            judge(path, opened);
        }
    }
}

/// A spread over a file.
fn places(len: usize) -> impl Iterator<Item = usize> {
    (0..len).step_by((len / 14).max(1))
}

#[test]
fn the_patient_is_well() {
    let files = snapshot(patient().path());
    assert!(files.keys().any(|path| path.starts_with("archive/blobs")), "nothing was large enough: {:?}", files.keys());
    let dir = restore(&files);
    let (archive, opened) = SledArchive::open(dir.path()).unwrap();
    assert_eq!(opened, Opened::Reused);
    assert_eq!(archive.applied(), Version(VERSIONS));
    assert_eq!(archive.verify().unwrap(), VERSIONS * u64::from(INCIDENTS_EACH));
    assert_eq!(archive.latest_checkpoint().unwrap(), Some((Version(12), state_at(12))));
}

#[test]
fn a_flipped_bit_anywhere_gives_nothing_wrong() {
    let flip = |bytes: &[u8]| {
        places(bytes.len())
            .map(|at| {
                let mut bytes = bytes.to_vec();
                bytes[at] ^= 1 << (at % 8);
                (format!("bit {} of byte {at} flipped", at % 8), Some(bytes))
            })
            .collect()
    };
    with_each(flip, |_, _| {});
}

#[test]
fn a_file_that_ends_early_gives_nothing_wrong() {
    let cut = |bytes: &[u8]| {
        places(bytes.len()).map(|len| (format!("cut to {len} bytes"), Some(bytes[..len].to_vec()))).collect()
    };
    with_each(cut, |_, _| {});
}

#[test]
fn a_blank_page_gives_nothing_wrong() {
    let blank = |bytes: &[u8]| {
        places(bytes.len())
            .map(|at| {
                let mut bytes = bytes.to_vec();
                let end = bytes.len().min(at + 4096);
                bytes[at..end].fill(0);
                (format!("bytes {at} to {end} blank"), Some(bytes))
            })
            .collect()
    };
    with_each(blank, |_, _| {});
}

#[test]
fn a_missing_file_sets_the_archive_aside_or_is_noticed() {
    with_each(
        |_| vec![("deleted".to_owned(), None)],
        |path, opened| {
            if !path.starts_with("archive/blobs") {
                assert!(matches!(opened, Opened::SetAside { .. }), "{}: {opened:?}", path.display());
            }
        },
    );
}

#[test]
fn another_format_is_set_aside_with_its_name() {
    let dir = patient();
    let document = r#"{"format":"wardroom-archive","number":7,"engine":"sled-2"}"#;
    fs::write(dir.path().join("archive/FORMAT.json"), document).unwrap();
    match examine(dir.path(), "format 7") {
        Opened::SetAside { reason, kept_at } => {
            assert_eq!(reason, "it is of format `wardroom-archive` 7 on `sled-2`");
            assert_eq!(fs::read_to_string(kept_at.join("FORMAT.json")).unwrap(), document);
        }
        other => panic!("{other:?}"),
    }
}

/// What the newest checkpoint is worth is known only when it is read; the one before it is there for that.
#[test]
fn a_bad_newest_checkpoint_falls_back_to_the_one_before() {
    let dir = patient();
    // The engine checks its own pages, so only bytes that it wrote itself get past it: chunks without their header's hash.
    through_the_engine(dir.path(), |db| {
        let checkpoints = db.open_tree("checkpoints").unwrap();
        let mut key = 12_u64.to_be_bytes().to_vec();
        key.extend_from_slice(&2_u32.to_be_bytes());
        let mut chunk = checkpoints.get(&key).unwrap().unwrap().to_vec();
        chunk[100] ^= 1;
        checkpoints.insert(&key, chunk).unwrap();
    });
    let (archive, opened) = SledArchive::open(dir.path()).unwrap();
    assert_eq!(opened, Opened::Reused);
    assert_eq!(archive.latest_checkpoint().unwrap(), Some((Version(9), state_at(9))));
}

#[test]
fn a_damaged_incident_is_an_error_and_clearing_keeps_it_aside() {
    let dir = patient();
    through_the_engine(dir.path(), |db| {
        let documents = db.open_tree("documents").unwrap();
        let mut key = vec![1, 0];
        key.extend_from_slice(&33_u32.to_be_bytes());
        let mut value = documents.get(&key).unwrap().unwrap().to_vec();
        *value.last_mut().unwrap() ^= 1;
        documents.insert(&key, value).unwrap();
    });

    let (archive, _) = SledArchive::open(dir.path()).unwrap();
    let error = incident(&archive, 33).unwrap_err().to_string();
    assert_eq!(error, "archive: incident 33 does not match its checksum");
    assert!(archive.incidents(None, 1_000).is_err());
    assert!(archive.verify().is_err());
    assert_eq!(incident(&archive, 34).unwrap(), Some(document(34)));
    archive.clear().unwrap();
    assert!(dir.path().join("set-aside/archive-1/db").is_file());
    refill(&archive, "after clearing");
    assert!(!dir.path().join("set-aside/archive-2").exists(), "a sound archive is not kept when it is cleared");
}

#[test]
fn an_incident_that_is_gone_without_a_trace_is_noticed() {
    let dir = patient();
    through_the_engine(dir.path(), |db| {
        let mut key = vec![1, 0];
        key.extend_from_slice(&33_u32.to_be_bytes());
        db.open_tree("documents").unwrap().remove(&key).unwrap();
    });
    let (archive, _) = SledArchive::open(dir.path()).unwrap();
    assert_eq!(incident(&archive, 33).unwrap(), None);
    let error = archive.verify().unwrap_err().to_string();
    assert_eq!(error, "archive: it holds 119 documents, which are not the 120 it should hold");
}

/// It lies there and nobody would find it.
#[test]
fn a_document_that_is_not_to_be_found_is_noticed() {
    let dir = patient();
    through_the_engine(dir.path(), |db| {
        let documents = db.open_tree("documents").unwrap();
        let indexed = |key: &sled::IVec| key.starts_with(&[2, 3, 0]) && key.ends_with(&33_u32.to_be_bytes());
        let key = documents.iter().keys().map(Result::unwrap).find(indexed).expect("by its kind");
        documents.remove(&key).unwrap();
    });
    let (archive, _) = SledArchive::open(dir.path()).unwrap();
    assert_eq!(incident(&archive, 33).unwrap(), Some(document(33)));
    assert_eq!(archive.verify().unwrap_err().to_string(), "archive: incident 33 is not to be found");
}

/// Starting on a full disk set a good archive aside.
#[test]
fn an_archive_that_the_system_refuses_is_left_as_it_is() {
    let refused = |dir: &TempDir, part: &str| {
        let error = SledArchive::open(dir.path()).err().unwrap().to_string();
        assert!(error.contains("is left as it is") && error.contains(part), "{error}");
        let unusable = SledArchive::open_as_it_is(dir.path()).err();
        assert!(matches!(unusable, Some(Unusable::Refused(_))), "{unusable:?}");
        assert!(!dir.path().join("set-aside").exists());
    };
    for file in ["FORMAT.json", "db", "conf"] {
        let dir = patient();
        let (path, away) = (dir.path().join("archive").join(file), dir.path().join("away"));
        fs::rename(&path, &away).unwrap();
        std::os::unix::fs::symlink(&path, &path).unwrap();
        refused(&dir, &format!("`{file}` can't be read"));
        fs::remove_file(&path).unwrap();
        fs::rename(&away, &path).unwrap();
        assert_eq!(SledArchive::open(dir.path()).unwrap().0.verify().unwrap(), 120);
    }
    // The engine does not say why it does not open. As long as nothing can be written beside it, it proves nothing.
    let dir = patient();
    let probe = dir.path().join("archive/probe");
    fs::create_dir(&probe).unwrap();
    let conf = dir.path().join("archive/conf");
    fs::write(&conf, [0xFF; 100]).unwrap();
    refused(&dir, "nothing can be written there");
    fs::remove_dir(&probe).unwrap();
    assert!(matches!(SledArchive::open_as_it_is(dir.path()), Err(Unusable::Damaged(_))));
    assert!(!dir.path().join("set-aside").exists(), "looking sets nothing aside");
    assert!(matches!(SledArchive::open(dir.path()).unwrap().1, Opened::SetAside { .. }));
}

#[test]
fn an_archive_in_use_is_refused_and_left_alone() {
    let dir = patient();
    let (archive, _) = SledArchive::open(dir.path()).unwrap();
    let error = SledArchive::open(dir.path()).err().unwrap().to_string();
    assert!(error.contains("is in use by another process"), "{error}");
    assert_eq!(archive.verify().unwrap(), 120);
    assert!(!dir.path().join("set-aside").exists());
}
