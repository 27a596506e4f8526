//! A journal in memory that behaves as the one on disk does, for tests and for simulations. Nothing in it is durable.

use std::sync::{Arc, PoisonError, RwLock};

use domain::ids::{Digest, Version};
use domain::ports::{Head, Journal, JournalError, JournalRead};

use crate::fjall_journal::encode_all;
use crate::record::{self, Chain};

/// What a memory journal writes to: it outlives the journal, as a disk does, so that it can be opened anew.
#[derive(Clone, Default)]
pub struct MemoryDisk {
    records: Arc<RwLock<Vec<Vec<u8>>>>,
}

impl MemoryDisk {
    pub fn new() -> MemoryDisk {
        MemoryDisk::default()
    }

    /// Flips a bit of a record, so that it reads as damaged. Whether there was such a record.
    pub fn damage(&self, version: Version) -> bool {
        let mut records = self.records.write().unwrap_or_else(PoisonError::into_inner);
        let record = index_of(version).and_then(|index| records.get_mut(index));
        let Some(byte) = record.and_then(|record| record.last_mut()) else { return false };
        *byte ^= 1;
        true
    }

    fn len(&self) -> usize {
        self.records.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn get(&self, index: usize) -> Option<Vec<u8>> {
        self.records.read().unwrap_or_else(PoisonError::into_inner).get(index).cloned()
    }
}

pub struct MemoryJournal {
    disk: MemoryDisk,
    head: Head,
    latched: Option<String>,
    fail_next: bool,
}

impl MemoryJournal {
    /// An empty one, on a disk of its own.
    pub fn new() -> MemoryJournal {
        MemoryJournal { disk: MemoryDisk::new(), head: Head::default(), latched: None, fail_next: false }
    }

    /// Opens what is on the disk. A last record that does not read is refused.
    pub fn open(disk: &MemoryDisk) -> Result<MemoryJournal, JournalError> {
        let version = Version(disk.len() as u64);
        let head = head_at(disk, version)?;
        Ok(MemoryJournal { disk: disk.clone(), head, latched: None, fail_next: false })
    }

    /// Makes the next append fail as if a disk had.
    pub fn fail_next_append(&mut self) {
        self.fail_next = true;
    }
}

impl Default for MemoryJournal {
    fn default() -> MemoryJournal {
        MemoryJournal::new()
    }
}

impl Journal for MemoryJournal {
    fn head(&self) -> Head {
        self.head
    }

    fn append(&mut self, expected: Version, records: &[Vec<u8>]) -> Result<Head, JournalError> {
        if let Some(reason) = &self.latched {
            return Err(JournalError::Latched(reason.clone()));
        }
        let (head, encoded) = encode_all(self.head, expected, records)?;
        if encoded.is_empty() {
            return Ok(head);
        }
        if std::mem::take(&mut self.fail_next) {
            let reason = "input/output error (asked for by a test)".to_owned();
            self.latched = Some(reason.clone());
            return Err(JournalError::Io(reason));
        }
        let mut records = self.disk.records.write().unwrap_or_else(PoisonError::into_inner);
        records.extend(encoded.into_iter().map(|(_, bytes)| bytes));
        self.head = head;
        Ok(head)
    }

    fn reader(&self) -> Arc<dyn JournalRead> {
        Arc::new(Reader { disk: self.disk.clone() })
    }
}

struct Reader {
    disk: MemoryDisk,
}

impl JournalRead for Reader {
    fn read(&self, from: Version, each: &mut dyn FnMut(Version, Digest, &[u8]) -> bool) -> Result<(), JournalError> {
        let from = from.max(Version(1));
        let last = Version(self.disk.len() as u64);
        if from > last {
            return Ok(());
        }
        let mut chain = Chain::after(head_at(&self.disk, Version(from.0 - 1))?);
        for version in (from.0..=last.0).map(Version) {
            // One record at a time, so that `each` may append.
            let bytes = index_of(version).and_then(|index| self.disk.get(index)).unwrap_or_default();
            let record = chain.accept(version, &bytes).map_err(damaged)?;
            if !each(version, record.hash, record.payload) {
                break;
            }
        }
        Ok(())
    }

    fn head(&self) -> Head {
        let version = Version(self.disk.len() as u64);
        // Without checking: a damaged record is still the head, and says so when it is read.
        let bytes = index_of(version).and_then(|index| self.disk.get(index));
        let hash = bytes.and_then(|bytes| Some(Digest(*bytes.get(36..68)?.first_chunk()?))).unwrap_or_default();
        Head { version, hash }
    }
}

fn head_at(disk: &MemoryDisk, version: Version) -> Result<Head, JournalError> {
    let Some(index) = index_of(version) else { return Ok(Head::default()) };
    let bytes = disk.get(index).unwrap_or_default();
    let record = record::decode(version, &bytes).map_err(|what| damaged((version, what)))?;
    Ok(Head { version, hash: record.hash })
}

fn damaged((version, what): (Version, String)) -> JournalError {
    JournalError::Damaged { version, file: "memory".to_owned(), what }
}

/// Where a version stands in a vector of records, which are numbered from 1.
fn index_of(version: Version) -> Option<usize> {
    version.0.checked_sub(1).and_then(|index| usize::try_from(index).ok())
}
