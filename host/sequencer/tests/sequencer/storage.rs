//! A journal and an archive in memory that fail, wait and lie when a test says so.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use domain::archived::shelf::Shelf;
use domain::archived::{Document, Filed, Found, Place, Row, Wanted};
use domain::event::Batch;
use domain::ids::*;
use domain::incident::archived::ArchivedIncident;
use domain::ports::*;

/// The same journal for the writer and for all who look on.
#[derive(Clone, Default)]
pub struct MemoryJournal(Arc<Inner>);

#[derive(Default)]
struct Inner {
    records: Mutex<Vec<Vec<u8>>>,
    /// The sizes of the groups that were made durable together.
    groups: Mutex<Vec<usize>>,
    fails: AtomicBool,
    latched: AtomicBool,
    shut: Mutex<bool>,
    opened: Condvar,
    /// An append waits at the gate.
    waiting: Mutex<bool>,
    arrived: Condvar,
}

impl MemoryJournal {
    pub fn of(batches: &[Batch]) -> MemoryJournal {
        let journal = MemoryJournal::default();
        *journal.0.records.lock().unwrap() = batches.iter().map(Batch::encode).collect();
        journal
    }

    pub fn batches(&self) -> Vec<Batch> {
        self.0.records.lock().unwrap().iter().map(|bytes| Batch::decode(bytes).unwrap()).collect()
    }

    pub fn groups(&self) -> Vec<usize> {
        self.0.groups.lock().unwrap().clone()
    }

    /// Spoils a record as only a fault of the host could.
    pub fn replace(&self, version: u64, bytes: Vec<u8>) {
        self.0.records.lock().unwrap()[version as usize - 1] = bytes;
    }

    pub fn fail(&self) {
        self.0.fails.store(true, Ordering::SeqCst);
    }

    /// As after a restart: what was durable is there, and it works again.
    pub fn reopened(&self) -> MemoryJournal {
        let journal = MemoryJournal::default();
        *journal.0.records.lock().unwrap() = self.0.records.lock().unwrap().clone();
        journal
    }

    /// Appends wait until the gate is opened.
    pub fn shut_gate(&self) {
        *self.0.shut.lock().unwrap() = true;
    }

    pub fn open_gate(&self) {
        *self.0.shut.lock().unwrap() = false;
        self.0.opened.notify_all();
    }

    /// Returns once an append waits at the gate.
    pub fn wait_for_append(&self) {
        let waiting = self.0.waiting.lock().unwrap();
        drop(self.0.arrived.wait_while(waiting, |waiting| !*waiting).unwrap());
    }
}

impl Journal for MemoryJournal {
    fn head(&self) -> Head {
        JournalRead::head(self)
    }

    fn append(&mut self, expected: Version, records: &[Vec<u8>]) -> Result<Head, JournalError> {
        {
            let shut = self.0.shut.lock().unwrap();
            *self.0.waiting.lock().unwrap() = *shut;
            self.0.arrived.notify_all();
            drop(self.0.opened.wait_while(shut, |shut| *shut).unwrap());
            *self.0.waiting.lock().unwrap() = false;
        }
        if self.0.latched.load(Ordering::SeqCst) {
            return Err(JournalError::Latched("no space left on device".to_owned()));
        }
        if self.0.fails.load(Ordering::SeqCst) {
            self.0.latched.store(true, Ordering::SeqCst);
            return Err(JournalError::Io("no space left on device".to_owned()));
        }
        let actual = JournalRead::head(self).version;
        if actual != expected {
            return Err(JournalError::WrongVersion { expected, actual });
        }
        self.0.records.lock().unwrap().extend_from_slice(records);
        self.0.groups.lock().unwrap().push(records.len());
        Ok(JournalRead::head(self))
    }

    fn reader(&self) -> Arc<dyn JournalRead> {
        Arc::new(self.clone())
    }
}

impl JournalRead for MemoryJournal {
    fn read(&self, from: Version, each: &mut dyn FnMut(Version, Digest, &[u8]) -> bool) -> Result<(), JournalError> {
        let records = self.0.records.lock().unwrap().clone();
        let numbered = records.iter().zip(1u64..).skip(from.0.max(1) as usize - 1);
        for (record, version) in numbered {
            if !each(Version(version), Digest::of(record), record) {
                break;
            }
        }
        Ok(())
    }

    fn head(&self) -> Head {
        let records = self.0.records.lock().unwrap();
        Head { version: Version(records.len() as u64), hash: Digest::default() }
    }
}

#[derive(Default)]
pub struct MemoryArchive {
    pub checkpoints: Mutex<BTreeMap<Version, Vec<u8>>>,
    pub shelf: Mutex<Shelf>,
    pub applied: Mutex<Version>,
    pub cleared: AtomicBool,
    pub fails: AtomicBool,
}

impl MemoryArchive {
    /// Documents of incidents, by their references.
    pub fn incidents_kept(&self) -> BTreeMap<IncidentRef, ArchivedIncident> {
        let all = self.shelf.lock().unwrap().incidents(None, usize::MAX);
        all.into_iter().map(|(which, bytes)| (which, ArchivedIncident::decode(&bytes).unwrap())).collect()
    }

    fn works(&self) -> Result<(), ArchiveError> {
        let fails = self.fails.load(Ordering::SeqCst);
        (!fails).then_some(()).ok_or_else(|| ArchiveError("no space left on device".to_owned()))
    }
}

impl Archive for MemoryArchive {
    fn latest_checkpoint(&self) -> Result<Option<(Version, Vec<u8>)>, ArchiveError> {
        self.works()?;
        let checkpoints = self.checkpoints.lock().unwrap();
        Ok(checkpoints.last_key_value().map(|(version, bytes)| (*version, bytes.clone())))
    }

    fn save_checkpoint(&self, version: Version, bytes: &[u8]) -> Result<(), ArchiveError> {
        self.works()?;
        self.checkpoints.lock().unwrap().insert(version, bytes.to_vec());
        Ok(())
    }

    fn applied(&self) -> Version {
        *self.applied.lock().unwrap()
    }

    fn apply(&self, version: Version, documents: &[Document]) -> Result<(), ArchiveError> {
        self.works()?;
        self.shelf.lock().unwrap().take(documents);
        *self.applied.lock().unwrap() = version;
        Ok(())
    }

    fn document(&self, which: Filed) -> Result<Option<Row>, ArchiveError> {
        Ok(self.shelf.lock().unwrap().get(which))
    }

    fn find(&self, wanted: &Wanted, before: Option<Place>, limit: usize) -> Result<Found, ArchiveError> {
        Ok(self.shelf.lock().unwrap().find(wanted, before, limit))
    }

    fn incidents(
        &self,
        before: Option<IncidentRef>,
        limit: usize,
    ) -> Result<Vec<(IncidentRef, Vec<u8>)>, ArchiveError> {
        Ok(self.shelf.lock().unwrap().incidents(before, limit))
    }

    fn clear(&self) -> Result<(), ArchiveError> {
        self.cleared.store(true, Ordering::SeqCst);
        self.checkpoints.lock().unwrap().clear();
        *self.shelf.lock().unwrap() = Shelf::default();
        *self.applied.lock().unwrap() = Version(0);
        Ok(())
    }
}
