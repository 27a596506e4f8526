//! What every key store must do, over both implementations, and what the one in a file must do with its file.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use domain::ids::SubjectRef;
use domain::limits::KEYS_DRAWN_AHEAD;
use domain::ports::{KeyStore, SealingKey};
use journal::{FileKeyStore, MemoryKeyStore};
use tempfile::TempDir;

trait Subject {
    type Store: KeyStore;
    fn new() -> Self;
    fn open(&self) -> Self::Store;
}

struct InFile(TempDir);

impl Subject for InFile {
    type Store = FileKeyStore;
    fn new() -> InFile {
        InFile(tempfile::tempdir().unwrap())
    }
    fn open(&self) -> FileKeyStore {
        FileKeyStore::open(&self.0.path().join("keys/keys.bin")).unwrap()
    }
}

struct InMemory;

impl Subject for InMemory {
    type Store = MemoryKeyStore;
    fn new() -> InMemory {
        InMemory
    }
    fn open(&self) -> MemoryKeyStore {
        MemoryKeyStore::seeded(7)
    }
}

macro_rules! suite {
    ($($test:ident)*) => {
        mod in_file { $(#[test] fn $test() { super::$test::<super::InFile>(); })* }
        mod in_memory { $(#[test] fn $test() { super::$test::<super::InMemory>(); })* }
    };
}

suite! {
    an_empty_store_has_no_keys
    a_key_comes_back_and_each_subject_has_its_own
    an_erased_key_is_gone_and_its_subject_is_never_given_out_again
    an_old_subject_gets_no_new_key
    subjects_may_be_left_out
    a_key_drawn_ahead_is_no_key_yet
    all_others_are_destroyed_at_once
    nonces_differ
}

fn subjects(numbers: std::ops::RangeInclusive<u32>) -> impl Iterator<Item = SubjectRef> {
    numbers.map(SubjectRef)
}

fn an_empty_store_has_no_keys<S: Subject>() {
    let store = S::new().open();
    assert_eq!(store.last_subject(), SubjectRef(0));
    assert_eq!(store.get(SubjectRef(1)).unwrap(), None);
    assert!(!store.erase(SubjectRef(1)).unwrap());
}

fn a_key_comes_back_and_each_subject_has_its_own<S: Subject>() {
    let store = S::new().open();
    let count = KEYS_DRAWN_AHEAD * 3 + 1;
    let keys: Vec<_> = subjects(1..=count).map(|subject| store.create(subject).unwrap()).collect();
    for (subject, key) in subjects(1..=count).zip(&keys) {
        assert_eq!(store.get(subject).unwrap().as_ref(), Some(key));
    }
    let mut distinct: Vec<_> = keys.iter().map(|key| key.0).collect();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), keys.len());
    assert_eq!(store.last_subject(), SubjectRef(count));
}

fn an_erased_key_is_gone_and_its_subject_is_never_given_out_again<S: Subject>() {
    let store = S::new().open();
    for subject in subjects(1..=3) {
        store.create(subject).unwrap();
    }
    assert!(store.erase(SubjectRef(3)).unwrap());
    assert!(!store.erase(SubjectRef(3)).unwrap());
    assert_eq!(store.get(SubjectRef(3)).unwrap(), None);
    assert!(store.get(SubjectRef(2)).unwrap().is_some());
    assert_eq!(store.last_subject(), SubjectRef(3));
    assert!(store.create(SubjectRef(3)).is_err());
    store.create(SubjectRef(4)).unwrap();
}

fn an_old_subject_gets_no_new_key<S: Subject>() {
    let store = S::new().open();
    let key = store.create(SubjectRef(5)).unwrap();
    for old in [0, 4, 5] {
        let error = store.create(SubjectRef(old)).unwrap_err().to_string();
        assert_eq!(error, format!("key store: subject {old} is not new: keys were given out up to 5"));
    }
    assert_eq!(store.get(SubjectRef(5)).unwrap(), Some(key));
}

fn subjects_may_be_left_out<S: Subject>() {
    let store = S::new().open();
    for subject in [1, 2, 60, 200, 201, u32::MAX - 1, u32::MAX].map(SubjectRef) {
        let key = store.create(subject).unwrap();
        assert_eq!(store.get(subject).unwrap(), Some(key));
        assert_eq!(store.last_subject(), subject);
    }
}

/// Of a report that was refused, say, while the server was killed.
fn all_others_are_destroyed_at_once<S: Subject>() {
    let subject = S::new();
    {
        let store = subject.open();
        for subject in subjects(1..=5) {
            store.create(subject).unwrap();
        }
        store.erase(SubjectRef(4)).unwrap();
        let keep = |subject: SubjectRef| [2, 4].contains(&subject.0);
        assert!(store.destroy_others(&keep).unwrap() >= 3);
        assert_eq!(store.destroy_others(&keep).unwrap(), 0);
        let left: Vec<u32> = subjects(1..=5).filter(|of| store.get(*of).unwrap().is_some()).map(|of| of.0).collect();
        assert_eq!(left, [2]);
        // Whoever comes next gets a key as ever.
        let next = SubjectRef(store.last_subject().0 + 100);
        assert!(store.create(next).is_ok() && store.get(next).unwrap().is_some());
    }
}

fn a_key_drawn_ahead_is_no_key_yet<S: Subject>() {
    let store = S::new().open();
    store.create(SubjectRef(1)).unwrap();
    assert_eq!(store.get(SubjectRef(2)).unwrap(), None);
    assert!(!store.erase(SubjectRef(2)).unwrap());
    store.create(SubjectRef(2)).unwrap();
}

fn nonces_differ<S: Subject>() {
    let store = S::new().open();
    let mut nonces: Vec<_> = (0..100).map(|_| store.nonce().unwrap()).collect();
    nonces.sort_unstable();
    nonces.dedup();
    assert_eq!(nonces.len(), 100);
}

/// A simulation gives the same bytes for the same seed.
#[test]
fn a_seeded_store_repeats_itself() {
    let draw = |seed| {
        let store = MemoryKeyStore::seeded(seed);
        (store.create(SubjectRef(1)).unwrap().0, store.nonce().unwrap(), store.nonce().unwrap())
    };
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
}

#[test]
fn a_failed_write_in_memory_latches() {
    let store = MemoryKeyStore::seeded(0);
    let key = store.create(SubjectRef(1)).unwrap();
    store.fail_next_write();
    assert!(store.create(SubjectRef(2)).is_err());
    assert!(store.erase(SubjectRef(1)).is_err());
    assert_eq!(store.get(SubjectRef(1)).unwrap(), Some(key));
    assert_eq!(store.last_subject(), SubjectRef(1));
}

fn file() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys/keys.bin");
    (dir, path)
}

fn filled(path: &Path, count: u32) -> Vec<SealingKey> {
    let store = FileKeyStore::open(path).unwrap();
    subjects(1..=count).map(|subject| store.create(subject).unwrap()).collect()
}

#[test]
fn keys_and_tombstones_are_there_after_reopening() {
    let (_dir, path) = file();
    let keys = filled(&path, 100);
    let store = FileKeyStore::open(&path).unwrap();
    store.erase(SubjectRef(40)).unwrap();
    drop(store);
    let store = FileKeyStore::open(&path).unwrap();
    for (subject, key) in subjects(1..=100).zip(keys) {
        let expected = (subject != SubjectRef(40)).then_some(key);
        assert_eq!(store.get(subject).unwrap(), expected);
    }
    // Keys were drawn ahead, and which of them were given out is not known any more.
    assert_eq!(store.last_subject(), SubjectRef(2 * KEYS_DRAWN_AHEAD));
    store.create(SubjectRef(2 * KEYS_DRAWN_AHEAD + 1)).unwrap();
}

#[test]
fn an_erased_key_is_nowhere_in_the_file() {
    let (_dir, path) = file();
    let keys = filled(&path, 3);
    let there = |key: &SealingKey| fs::read(&path).unwrap().windows(32).any(|window| window == key.0);
    assert!(keys.iter().all(there));
    FileKeyStore::open(&path).unwrap().erase(SubjectRef(2)).unwrap();
    assert_eq!(keys.iter().map(there).collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn only_the_owner_may_read_it() {
    let (_dir, path) = file();
    filled(&path, 1);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    FileKeyStore::open(&path).unwrap();
    assert_eq!(mode(&path), 0o600);
}

#[test]
fn a_second_opening_is_refused() {
    let (_dir, path) = file();
    let _store = FileKeyStore::open(&path).unwrap();
    let error = FileKeyStore::open(&path).err().unwrap().to_string();
    assert!(error.contains("in use already"), "{error}");
}

/// A block of keys is one write. Until it is on the disk none of its keys is given out.
#[test]
fn a_block_that_was_never_written_to_its_end_is_left_out() {
    let (_dir, path) = file();
    let keys = filled(&path, KEYS_DRAWN_AHEAD);
    let first_block = fs::read(&path).unwrap();
    filled_further(&path);
    let both_blocks = fs::read(&path).unwrap();
    let cuts = (first_block.len()..both_blocks.len()).step_by(37).map(|len| both_blocks[..len].to_vec());
    let mut blank = both_blocks.clone();
    blank[first_block.len()..].fill(0);
    for bytes in cuts.chain([blank]) {
        fs::write(&path, &bytes).unwrap();
        let store = FileKeyStore::open(&path).unwrap();
        let whole = (bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1 - 4096) / 64;
        assert_eq!(store.last_subject(), SubjectRef(whole as u32), "{} bytes", bytes.len());
        let next = SubjectRef(store.last_subject().0 + 1);
        let key = store.create(next).unwrap();
        drop(store);
        let store = FileKeyStore::open(&path).unwrap();
        assert_eq!(store.get(next).unwrap(), Some(key));
        assert_eq!(store.get(SubjectRef(1)).unwrap().as_ref(), keys.first());
    }
}

fn filled_further(path: &Path) {
    FileKeyStore::open(path).unwrap().create(SubjectRef(KEYS_DRAWN_AHEAD + 1)).unwrap();
}

#[test]
fn damage_is_refused_until_it_is_given_up() {
    let (_dir, path) = file();
    let keys = filled(&path, 3);
    let whole = fs::read(&path).unwrap();
    for at in [4096 + 64, 4096 + 64 + 30, 4096 + 64 + 63] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&path, bytes).unwrap();
        let error = FileKeyStore::open(&path).err().unwrap().to_string();
        assert!(error.contains("is damaged at byte 4160 (slot 1)"), "{error}");
        assert_eq!(FileKeyStore::give_up_damaged(&path).unwrap(), 1);
        let store = FileKeyStore::open(&path).unwrap();
        let expected = [Some(keys[0].clone()), None, Some(keys[2].clone())];
        assert_eq!([1, 2, 3].map(|subject| store.get(SubjectRef(subject)).unwrap()), expected);
        assert_eq!(store.last_subject(), SubjectRef(KEYS_DRAWN_AHEAD));
    }
    // A blank slot between others is no unfinished block.
    let mut bytes = whole.clone();
    bytes[4096 + 64..4096 + 128].fill(0);
    fs::write(&path, bytes).unwrap();
    assert!(FileKeyStore::open(&path).is_err());
    fs::write(&path, &whole).unwrap();
    assert_eq!(FileKeyStore::give_up_damaged(&path).unwrap(), 0);
    assert_eq!(fs::read(&path).unwrap(), whole);
}

#[test]
fn what_is_no_key_file_is_refused() {
    let (dir, path) = file();
    fs::create_dir(dir.path().join("keys")).unwrap();
    for bytes in [&b""[..], b"something else", &[b'x'; 9000]] {
        fs::write(&path, bytes).unwrap();
        assert!(FileKeyStore::open(&path).is_err());
        assert!(FileKeyStore::give_up_damaged(&path).is_err());
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}
