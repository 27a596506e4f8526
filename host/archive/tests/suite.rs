//! What every archive must do: one suite over all implementations of the port. What is particular to files is in other tests.

use std::collections::BTreeMap;

use archive::{MemoryArchive, SledArchive};
use domain::archived::{Document, Entry, Filed, Found, Place, Row, Sort, Wanted};
use domain::ids::*;
use domain::matter::Matter;
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
    fn apply(&self, version: Version, documents: &[Document]) -> Result<(), domain::ports::ArchiveError> {
        self.0.apply(version, documents)
    }
    fn document(&self, which: Filed) -> Result<Option<Row>, domain::ports::ArchiveError> {
        self.0.document(which)
    }
    fn find(&self, wanted: &Wanted, before: Option<Place>, limit: usize) -> Result<Found, domain::ports::ArchiveError> {
        self.0.find(wanted, before, limit)
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
    what_is_in_another_document_is_found_by_itself
    a_search_gives_page_by_page_what_fits
}

fn document(number: u32) -> Vec<u8> {
    format!(r#"{{"incident":{number}}}"#).into_bytes()
}

fn incident_of(number: u32, bytes: Vec<u8>) -> Document {
    let entry = Entry { at: TimeMs(i64::from(number) * 1000), ..Entry::default() };
    Document { which: Filed::Incident(IncidentRef(number)), entry, inside: Vec::new(), bytes }
}

fn closed(numbers: impl IntoIterator<Item = u32>) -> Vec<Document> {
    numbers.into_iter().map(|n| incident_of(n, document(n))).collect()
}

fn incident(archive: &impl Archive, number: u32) -> Option<Vec<u8>> {
    archive.document(Filed::Incident(IncidentRef(number))).unwrap().map(|row| row.bytes)
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
    assert_eq!(incident(&archive, 1), None);
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
    assert_eq!(incident(&archive, 300), Some(document(300)));
    assert_eq!(incident(&archive, 301), None);
}

fn an_incident_given_again_replaces_the_old<S: Subject>() {
    let archive = S::new();
    archive.apply(Version(1), &closed([1, 2])).unwrap();
    let again = [incident_of(1, b"first".to_vec()), incident_of(1, b"last".to_vec())];
    archive.apply(Version(2), &again).unwrap();
    assert_eq!(incident(&archive, 1), Some(b"last".to_vec()));
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
                let closed: Vec<_> = given.iter().map(|(n, bytes)| incident_of(*n, bytes.clone())).collect();
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

fn what_is_in_another_document_is_found_by_itself<S: Subject>() {
    let archive = S::new();
    let of = |number: u32| (Filed::Notice(NoticeRef(number)), Entry { at: TimeMs(5), ..Entry::default() });
    let with = |inside: Vec<(Filed, Entry)>| Document { inside, ..incident_of(1, b"{}".to_vec()) };
    let holder = |number: u32| archive.document(Filed::Notice(NoticeRef(number))).unwrap().map(|row| row.of);
    archive.apply(Version(1), &[with(vec![of(1), of(2)])]).unwrap();
    let whole = Filed::Incident(IncidentRef(1));
    assert_eq!([1, 2, 3].map(holder), [Some(whole), Some(whole), None]);
    // The second leaves for a document of its own, in which it stays when the first is written anew.
    let own = Filed::Notice(NoticeRef(2));
    let alone = Document { which: own, entry: of(2).1, inside: Vec::new(), bytes: b"[]".to_vec() };
    archive.apply(Version(2), &[alone]).unwrap();
    archive.apply(Version(3), &[with(vec![of(1)])]).unwrap();
    assert_eq!([1, 2, 3].map(holder), [Some(whole), Some(own), None]);
    let notices = Wanted { sorts: [Sort::Notice].into(), ..Wanted::default() };
    let found = archive.find(&notices, None, 10).unwrap();
    assert_eq!(found.rows.iter().map(|row| (row.which, row.of)).collect::<Vec<_>>(), [(own, own), (of(1).0, whole)]);
    assert_eq!((found.rows[0].bytes.as_slice(), found.next), (&b"[]"[..], None));
}

const KINDS: [&str; 3] = ["fire", "fir", ""];
const PERSONS: [&str; 3] = ["P001", "P0011", "duty"];

fn any_entry() -> impl Strategy<Value = Entry> {
    let some = || prop::collection::btree_set(0..3_usize, 0..3);
    (-3..6_i64, some(), 0..3_usize, some(), some()).prop_map(|(at, districts, kind, persons, about)| Entry {
        at: TimeMs(at),
        districts: districts.into_iter().map(|district| DistrictRef(district as u16)).collect(),
        kind: KINDS[kind].to_owned(),
        persons: persons.into_iter().map(|person| PERSONS[person].to_owned()).collect(),
        about: about.into_iter().map(|number| Matter::Incident(IncidentRef(number as u32))).collect(),
    })
}

fn any_filed() -> impl Strategy<Value = Filed> {
    (0..4_u8, 0..12_u32).prop_map(|(sort, number)| match sort {
        0 => Filed::Incident(IncidentRef(number)),
        1 => Filed::Workflow(InstanceRef(number)),
        2 => Filed::Handover(DistrictRef(number as u16 % 2), TimeMs(i64::from(number) - 6)),
        _ => Filed::Task(TaskRef(number)),
    })
}

/// Notices and decisions are in one document at a time.
fn any_document() -> impl Strategy<Value = Document> {
    let inside = prop::collection::vec((0..3_u32, any_entry()), 0..3);
    (any_filed(), any_entry(), inside, any::<u8>()).prop_map(|(which, entry, inside, byte)| {
        let number =
            |n: u32| u32::from(which.sort().tag()) * 1_000 + which.key()[which.key().len() - 1] as u32 * 10 + n;
        let inside: BTreeMap<Filed, Entry> =
            inside.into_iter().map(|(n, entry)| (Filed::Notice(NoticeRef(number(n))), entry)).collect();
        Document { which, entry, inside: inside.into_iter().collect(), bytes: vec![byte] }
    })
}

fn any_wanted() -> impl Strategy<Value = Wanted> {
    let sorts = prop::sample::subsequence(Sort::ALL.to_vec(), 0..4);
    let kinds = prop::sample::subsequence(KINDS.to_vec(), 0..2);
    let districts = prop::option::of(prop::sample::subsequence(vec![0_u16, 1, 2], 0..3));
    let time = || prop::option::weighted(0.3, -3..6_i64);
    let rest = (prop::option::weighted(0.3, 0..3_usize), prop::option::weighted(0.3, 0..3_u32), time(), time());
    (sorts, kinds, districts, rest).prop_map(|(sorts, kinds, districts, (person, about, from, until))| Wanted {
        sorts: sorts.into_iter().collect(),
        kinds: kinds.into_iter().map(str::to_owned).collect(),
        districts: districts.map(|within| within.into_iter().map(DistrictRef).collect()),
        person: person.map(|person| PERSONS[person].to_owned()),
        about: about.map(|number| Matter::Incident(IncidentRef(number))),
        from: from.map(TimeMs),
        until: until.map(TimeMs),
    })
}

fn a_search_gives_page_by_page_what_fits<S: Subject>() {
    let config = ProptestConfig { cases: S::CASES, failure_persistence: None, ..ProptestConfig::default() };
    let given = prop::collection::vec(prop::collection::vec(any_document(), 0..12), 0..6);
    let asked = prop::collection::vec((any_wanted(), 1..6_usize), 1..12);
    proptest!(config, |(given in given, asked in asked)| {
        let archive = S::new();
        let mut there: BTreeMap<Filed, Document> = BTreeMap::new();
        for (version, documents) in (1..).zip(&given) {
            archive.apply(Version(version), documents).unwrap();
            there.extend(documents.iter().map(|document| (document.which, document.clone())));
        }
        for (wanted, limit) in &asked {
            let all = there.values().flat_map(|document| document.entries().map(move |entry| (document, entry)));
            let fits = all.filter(|(_, (which, entry))| wanted.takes(*which, entry));
            let mut expected: Vec<_> = fits
                .map(|(document, (which, entry))| (Place { at: entry.at, which }, document.which, document.bytes.clone()))
                .collect();
            expected.sort();
            expected.reverse();
            let (mut found, mut before) = (Vec::new(), None);
            loop {
                let page = archive.find(wanted, before, *limit).unwrap();
                prop_assert!(page.rows.len() <= *limit);
                found.extend(page.rows.into_iter().map(|row| (Place { at: row.entry.at, which: row.which }, row.of, row.bytes)));
                match page.next {
                    None => break,
                    next => before = next,
                }
            }
            prop_assert_eq!(&found, &expected, "{:?}", wanted);
        }
    });
}
