//! An archive in memory that behaves as the one on disk does, for tests and for simulations.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::archived::shelf::Shelf;
use domain::archived::{Document, Filed, Found, Place, Row, Wanted};
use domain::ids::{IncidentRef, Version};
use domain::ports::{Archive, ArchiveError};

#[derive(Default)]
pub struct MemoryArchive {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    checkpoints: BTreeMap<Version, Vec<u8>>,
    applied: Version,
    shelf: Shelf,
}

impl MemoryArchive {
    pub fn new() -> MemoryArchive {
        MemoryArchive::default()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Archive for MemoryArchive {
    fn latest_checkpoint(&self) -> Result<Option<(Version, Vec<u8>)>, ArchiveError> {
        Ok(self.lock().checkpoints.last_key_value().map(|(version, bytes)| (*version, bytes.clone())))
    }

    fn save_checkpoint(&self, version: Version, bytes: &[u8]) -> Result<(), ArchiveError> {
        let mut inner = self.lock();
        inner.checkpoints.insert(version, bytes.to_vec());
        while inner.checkpoints.len() > 2 {
            inner.checkpoints.pop_first();
        }
        Ok(())
    }

    fn applied(&self) -> Version {
        self.lock().applied
    }

    fn apply(&self, version: Version, documents: &[Document]) -> Result<(), ArchiveError> {
        let mut inner = self.lock();
        inner.applied = inner.applied.max(version);
        inner.shelf.take(documents);
        Ok(())
    }

    fn document(&self, which: Filed) -> Result<Option<Row>, ArchiveError> {
        Ok(self.lock().shelf.get(which))
    }

    fn find(&self, wanted: &Wanted, before: Option<Place>, limit: usize) -> Result<Found, ArchiveError> {
        Ok(self.lock().shelf.find(wanted, before, limit))
    }

    fn incidents(
        &self,
        before: Option<IncidentRef>,
        limit: usize,
    ) -> Result<Vec<(IncidentRef, Vec<u8>)>, ArchiveError> {
        Ok(self.lock().shelf.incidents(before, limit))
    }

    fn clear(&self) -> Result<(), ArchiveError> {
        *self.lock() = Inner::default();
        Ok(())
    }
}
