//! What was sealed stays sealed, and what was erased is gone: looked for byte by byte in all that a scenario leaves on the disk,
//! and in all that is read back from there.

use std::path::Path;

use archive::SledArchive;
use domain::event::Batch;
use domain::ids::{SubjectRef, Version};
use domain::ports::{Journal, KeyStore};
use domain::state::State;
use journal::{FileKeyStore, FjallJournal};
use sequencer::recovery::recover;

/// What a scenario sealed, for looking afterwards.
#[derive(Default)]
pub struct Sealing {
    /// As it was said.
    pub secrets: Vec<String>,
    /// The state at the end.
    pub state: State,
    /// Keys as they were, by subject.
    pub keys: Vec<(SubjectRef, [u8; 32])>,
}

/// Looks for all of it in what lies in the folder, once nothing has it open any more.
pub fn check(folder: &Path, sealing: &Sealing) {
    let files = files(folder);
    assert!(files.iter().any(|(name, _)| name.contains("journal")), "no journal in {:?}", names(&files));
    let erased: Vec<_> = sealing.keys.iter().filter(|(subject, _)| sealing.state.erased.contains(*subject)).collect();
    for (name, bytes) in &files {
        for secret in &sealing.secrets {
            assert!(!holds(bytes, secret.as_bytes()), "`{secret}` stands in {name}");
        }
        for (subject, key) in &erased {
            assert!(!holds(bytes, key), "the key of subject {subject}, which is erased, stands in {name}");
        }
    }
    let state = sealing.state.encode();
    for secret in &sealing.secrets {
        assert!(!holds(&state, secret.as_bytes()), "`{secret}` stands in the state");
    }
    reads_back(folder, sealing);
}

/// The journal holds all that happened, and no key opens what was erased.
fn reads_back(folder: &Path, sealing: &Sealing) {
    let journal = FjallJournal::open(folder).expect("the journal again");
    let mut folded = State::default();
    let take = &mut |_: Version, _, bytes: &[u8]| {
        let batch = Batch::decode(bytes).expect("a batch");
        folded.fold(&batch);
        for secret in &sealing.secrets {
            assert!(!holds(bytes, secret.as_bytes()), "`{secret}` stands in record {}", batch.version);
        }
        true
    };
    journal.reader().read(Version(1), take).expect("a journal that is whole");
    assert_eq!(folded.hash(), sealing.state.hash(), "the journal's fold is another state");
    let archive = SledArchive::open(folder).expect("the archive again").0;
    let recovered = recover(journal.reader().as_ref(), &archive).expect("a state from the disk");
    assert_eq!(recovered.state.hash(), sealing.state.hash(), "what is recovered is another state");
    let keys = FileKeyStore::open(&folder.join("keys/keys")).expect("the keys again");
    for (subject, _) in &sealing.keys {
        let key = keys.get(*subject).expect("a readable key store");
        assert_eq!(key.is_none(), sealing.state.erased.contains(*subject), "subject {subject}");
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    assert!(!part.is_empty());
    bytes.windows(part.len()).any(|window| window == part)
}

/// All files below a folder, but for the plugins' code.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if !path.ends_with("components") && !path.ends_with("cache") {
                found.extend(files(&path));
            }
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).expect("a readable file")));
        }
    }
    found
}

fn names(files: &[(String, Vec<u8>)]) -> Vec<&str> {
    files.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn what_stands_there_is_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("deep")).expect("a folder");
    std::fs::write(folder.path().join("deep/file"), "…灯塔…").expect("a file");
    let files = files(folder.path());
    assert!(holds(&files[0].1, "灯塔".as_bytes()) && !holds(&files[0].1, "灯笼".as_bytes()));
}
