//! What every archive must do: one suite over all implementations of the port. What is particular to files is in other tests.

use std::collections::BTreeMap;

use archive::{MemoryArchive, SledArchive};
use domain::ids::{IncidentRef, Version};
use domain::ports::Archive;
use domain::time::TimeMs;
use proptest::prelude::*;
use tempfile::TempDir;

/// Keeps what the archive lives in beside it.
trait Subject: Archive {
    /// Runs of the model: opening on a disk takes its time.
    const CASES: u32;
    fn new() -> Self;
}

struct OnDisk(SledArchive, #[allow(dead_code, reason = "removed with it")] TempDir);

impl Subject for OnDisk {
    const CASES: u32 = 16;
    fn new() -> OnDisk {
        let dir = tempfile::tempdir().unwrap();
        OnDisk(SledArchive::open(dir.path()).unwrap().0, dir)
    }
}

impl Subject for MemoryArchive {
    const CASES: u32 = 200;
    fn new() -> MemoryArchive {
        MemoryArchive::new()
    }
}

impl Archive for OnDisk {
    fn latest_checkpoint(&self) -> Result<Option<(Version, Vec<u8>)>, domain::ports::ArchiveError> {
        self.0.latest_checkpoint()
    }
    fn save_checkpoint(&self, version: Version, bytes: &[u8]) -> Result<(), domain::ports::ArchiveError> {
        self.0.save_checkpoint(version, bytes)
    }
    fn applied(&self) -> Version {
        self.0.applied()
    }
    fn apply(
        &self,
        version: Version,
        incidents: &[(IncidentRef, TimeMs, Vec<u8>)],
    ) -> Result<(), domain::ports::ArchiveError> {
        self.0.apply(version, incidents)
    }
    fn incident(&self, which: IncidentRef) -> Result<Option<Vec<u8>>, domain::ports::ArchiveError> {
        self.0.incident(which)
    }
    fn incidents(
        &self,
        before: Option<IncidentRef>,
        limit: usize,
    ) -> Result<Vec<(IncidentRef, Vec<u8>)>, domain::ports::ArchiveError> {
        self.0.incidents(before, limit)
    }
    fn clear(&self) -> Result<(), domain::ports::ArchiveError> {
        self.0.clear()
    }
}

macro_rules! suite {
    ($($test:ident)*) => {
        mod on_disk { $(#[test] fn $test() { super::$test::<super::OnDisk>(); })* }
        mod in_memory { $(#[test] fn $test() { super::$test::<super::MemoryArchive>(); })* }
    };
}

suite! {
    an_empty_archive_has_nothing
    the_newest_checkpoint_is_given
    a_checkpoint_of_any_size_comes_back_whole
    a_checkpoint_saved_again_replaces_the_old
    incidents_come_back_newest_reference_first
    an_incident_given_again_replaces_the_old
    applied_never_goes_back
    clearing_leaves_nothing
    it_agrees_with_a_plain_map
}

fn document(number: u32) -> Vec<u8> {
    format!(r#"{{"incident":{number}}}"#).into_bytes()
}

fn closed(numbers: impl IntoIterator<Item = u32>) -> Vec<(IncidentRef, TimeMs, Vec<u8>)> {
    numbers.into_iter().map(|n| (IncidentRef(n), TimeMs(i64::from(n) * 1000), document(n))).collect()
}

fn references(archive: &impl Archive, before: Option<u32>, limit: usize) -> Vec<u32> {
    let found = archive.incidents(before.map(IncidentRef), limit).unwrap();
    assert!(found.iter().all(|(which, found)| *found == document(which.0)));
    found.into_iter().map(|(which, _)| which.0).collect()
}

fn an_empty_archive_has_nothing<S: Subject>() {
    let archive = S::new();
    assert_eq!(archive.latest_checkpoint().unwrap(), None);
    assert_eq!(archive.applied(), Version(0));
    assert_eq!(archive.incident(IncidentRef(1)).unwrap(), None);
    assert_eq!(archive.incidents(None, 10).unwrap(), []);
}

fn the_newest_checkpoint_is_given<S: Subject>() {
    let archive = S::new();
    for version in [10, 20, 300, 70_000] {
        archive.save_checkpoint(Version(version), format!("state {version}").as_bytes()).unwrap();
        let expected = (Version(version), format!("state {version}").into_bytes());
        assert_eq!(archive.latest_checkpoint().unwrap(), Some(expected));
    }
}

fn a_checkpoint_of_any_size_comes_back_whole<S: Subject>() {
    let archive = S::new();
    for (version, len) in (1..).zip([0, 1, 6 << 10, (6 << 10) + 1, 300 << 10, 5 << 20, 17]) {
        let bytes: Vec<u8> = (0..len).map(|n: u32| (n % 251) as u8).collect();
        archive.save_checkpoint(Version(version), &bytes).unwrap();
        let (found, read) = archive.latest_checkpoint().unwrap().unwrap();
        assert!(found == Version(version) && read == bytes, "{len} bytes came back as {}", read.len());
    }
}

fn a_checkpoint_saved_again_replaces_the_old<S: Subject>() {
    let archive = S::new();
    archive.save_checkpoint(Version(5), &vec![1; 100_000]).unwrap();
    archive.save_checkpoint(Version(5), b"shorter").unwrap();
    assert_eq!(archive.latest_checkpoint().unwrap(), Some((Version(5), b"shorter".to_vec())));
}

fn incidents_come_back_newest_reference_first<S: Subject>() {
    let archive = S::new();
    archive.apply(Version(3), &closed([1, 300, 2])).unwrap();
    archive.apply(Version(4), &closed([70_000, 5])).unwrap();
    assert_eq!(references(&archive, None, 10), [70_000, 300, 5, 2, 1]);
    assert_eq!(references(&archive, None, 2), [70_000, 300]);
    assert_eq!(references(&archive, Some(300), 2), [5, 2]);
    assert_eq!(references(&archive, Some(4), 10), [2, 1]);
    assert_eq!(references(&archive, Some(1), 10), [0; 0]);
    assert_eq!(references(&archive, None, 0), [0; 0]);
    assert_eq!(archive.incident(IncidentRef(300)).unwrap(), Some(document(300)));
    assert_eq!(archive.incident(IncidentRef(301)).unwrap(), None);
}

fn an_incident_given_again_replaces_the_old<S: Subject>() {
    let archive = S::new();
    archive.apply(Version(1), &closed([1, 2])).unwrap();
    let again = [(IncidentRef(1), TimeMs(7), b"first".to_vec()), (IncidentRef(1), TimeMs(8), b"last".to_vec())];
    archive.apply(Version(2), &again).unwrap();
    assert_eq!(archive.incident(IncidentRef(1)).unwrap(), Some(b"last".to_vec()));
    assert_eq!(archive.incidents(None, 10).unwrap().len(), 2);
}

fn applied_never_goes_back<S: Subject>() {
    let archive = S::new();
    archive.apply(Version(9), &[]).unwrap();
    assert_eq!(archive.applied(), Version(9));
    archive.apply(Version(4), &closed([1])).unwrap();
    assert_eq!(archive.applied(), Version(9));
    assert_eq!(references(&archive, None, 10), [1]);
}

fn clearing_leaves_nothing<S: Subject>() {
    let archive = S::new();
    archive.apply(Version(3), &closed(1..50)).unwrap();
    archive.save_checkpoint(Version(3), b"state").unwrap();
    archive.clear().unwrap();
    assert_eq!(archive.applied(), Version(0));
    assert_eq!(archive.latest_checkpoint().unwrap(), None);
    assert_eq!(archive.incidents(None, 10).unwrap(), []);
    archive.apply(Version(1), &closed([4])).unwrap();
    assert_eq!(references(&archive, None, 10), [4]);
}

#[derive(Clone, Debug)]
enum Step {
    Apply { version: u64, incidents: Vec<(u32, Vec<u8>)> },
    Checkpoint { version: u64, bytes: Vec<u8> },
    List { before: Option<u32>, limit: usize },
    Clear,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..60);
    let incidents = prop::collection::vec((0..40_u32, bytes()), 0..8);
    let step = prop_oneof![
        6 => (0..100_u64, incidents).prop_map(|(version, incidents)| Step::Apply { version, incidents }),
        2 => (0..100_u64, bytes()).prop_map(|(version, bytes)| Step::Checkpoint { version, bytes }),
        4 => (prop::option::of(0..45_u32), 0..20_usize).prop_map(|(before, limit)| Step::List { before, limit }),
        1 => Just(Step::Clear),
    ];
    prop::collection::vec(step, 0..40)
}

fn it_agrees_with_a_plain_map<S: Subject>() {
    let config = ProptestConfig { cases: S::CASES, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(steps in steps())| play::<S>(&steps));
}

fn play<S: Subject>(steps: &[Step]) {
    let archive = S::new();
    let (mut incidents, mut checkpoints, mut applied) = (BTreeMap::new(), BTreeMap::new(), 0);
    for step in steps {
        match step {
            Step::Apply { version, incidents: given } => {
                let closed: Vec<_> =
                    given.iter().map(|(n, bytes)| (IncidentRef(*n), TimeMs(0), bytes.clone())).collect();
                archive.apply(Version(*version), &closed).unwrap();
                applied = applied.max(*version);
                incidents.extend(given.iter().cloned());
            }
            Step::Checkpoint { version, bytes } => {
                archive.save_checkpoint(Version(*version), bytes).unwrap();
                checkpoints.insert(*version, bytes.clone());
                while checkpoints.len() > 2 {
                    checkpoints.pop_first();
                }
            }
            Step::List { before, limit } => {
                let below = incidents.iter().rev().filter(|(n, _)| before.is_none_or(|before| **n < before));
                let expected: Vec<_> = below.take(*limit).map(|(n, bytes)| (IncidentRef(*n), bytes.clone())).collect();
                assert_eq!(archive.incidents(before.map(IncidentRef), *limit).unwrap(), expected);
            }
            Step::Clear => {
                archive.clear().unwrap();
                (incidents, checkpoints, applied) = (BTreeMap::new(), BTreeMap::new(), 0);
            }
        }
        assert_eq!(archive.applied(), Version(applied));
        let newest = checkpoints.last_key_value().map(|(version, bytes)| (Version(*version), bytes.clone()));
        assert_eq!(archive.latest_checkpoint().unwrap(), newest);
    }
}
