//! An archive in memory that behaves as the one on disk does, for tests and for simulations.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::ids::{IncidentRef, Version};
use domain::ports::{Archive, ArchiveError};
use domain::time::TimeMs;

#[derive(Default)]
pub struct MemoryArchive {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    checkpoints: BTreeMap<Version, Vec<u8>>,
    applied: Version,
    incidents: BTreeMap<IncidentRef, Vec<u8>>,
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

    fn apply(&self, version: Version, incidents: &[(IncidentRef, TimeMs, Vec<u8>)]) -> Result<(), ArchiveError> {
        let mut inner = self.lock();
        inner.applied = inner.applied.max(version);
        for (which, _, document) in incidents {
            inner.incidents.insert(*which, document.clone());
        }
        Ok(())
    }

    fn incident(&self, which: IncidentRef) -> Result<Option<Vec<u8>>, ArchiveError> {
        Ok(self.lock().incidents.get(&which).cloned())
    }

    fn incidents(
        &self,
        before: Option<IncidentRef>,
        limit: usize,
    ) -> Result<Vec<(IncidentRef, Vec<u8>)>, ArchiveError> {
        let inner = self.lock();
        let below = inner.incidents.iter().rev().filter(|(which, _)| before.is_none_or(|before| **which < before));
        Ok(below.take(limit).map(|(which, document)| (*which, document.clone())).collect())
    }

    fn clear(&self) -> Result<(), ArchiveError> {
        *self.lock() = Inner::default();
        Ok(())
    }
}
