//! The embedded engine under the journal: the only file that names fjall. It keeps bytes by version; what they mean, the chain
//! and the anchor are not known here. A panic of the engine never leaves this file.

use std::fs::File;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use domain::ids::Version;
use domain::limits::{JOURNAL_CACHE_BYTES, JOURNAL_MEMTABLE_BYTES, JOURNAL_OPEN_FILES_MAX, JOURNAL_STALL_MS_MAX};
use fjall::config::{BlockSizePolicy, CompressionPolicy, FilterPolicy, FilterPolicyEntry};
use fjall::{AbstractTree, CompressionType, Database, Keyspace, KeyspaceCreateOptions, PersistMode};

use crate::record::Encoded;

const KEYSPACE: &str = "records";
/// Records are read in order, many at a time: larger blocks than the engine's own 4 KiB make the index small and a scan fast.
const BLOCK_BYTES: u32 = 32 << 10;

/// What the engine said, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EngineError {
    /// The system refused: no room, no rights, too many files.
    Io(String),
    /// The files are not what was written, or the engine panicked over them.
    Damaged(String),
}

impl EngineError {
    pub(crate) fn into_text(self) -> String {
        match self {
            EngineError::Io(text) | EngineError::Damaged(text) => text,
        }
    }
}

pub(crate) struct Engine {
    db: Database,
    records: Keyspace,
    dir: PathBuf,
}

impl Engine {
    /// Makes an empty engine in a folder that is not there yet.
    pub(crate) fn create(dir: &Path) -> Result<Engine, EngineError> {
        contain("make its files", || Engine::start(dir))
    }

    /// Opens the engine's files. The engine cuts its log at the first entry that it can't read and deletes files that its
    /// manifest does not name, so `engine_files::check` must have found them whole.
    pub(crate) fn open(dir: &Path) -> Result<Engine, EngineError> {
        contain("open its files", || Engine::start(dir))
    }

    fn start(dir: &Path) -> fjall::Result<Engine> {
        // The engine's own lock, an empty file that it wants to be there. The journal has a lock around it.
        if dir.exists() {
            File::options().write(true).create(true).truncate(false).open(dir.join("lock"))?;
        }
        let db = Database::builder(dir)
            .cache_size(JOURNAL_CACHE_BYTES)
            .max_cached_files(Some(JOURNAL_OPEN_FILES_MAX))
            // The log is synced with every append: time spent on compressing it is time that callers wait.
            .journal_compression(CompressionType::None)
            // With more than one the first spins while another compacts; one keeps up, since there is nothing to merge.
            .worker_threads(1)
            .open()?;
        let records = db.keyspace(KEYSPACE, options)?;
        Ok(Engine { db, records, dir: dir.to_owned() })
    }

    /// Writes all of these or none, and returns once they are on the disk. Readers see them only then.
    pub(crate) fn commit(&self, records: Encoded) -> Result<(), EngineError> {
        contain("write", || {
            self.wait_for_flush()?;
            let mut batch = self.db.batch().durability(Some(PersistMode::SyncData));
            for (version, bytes) in records {
                batch.insert(&self.records, version.0.to_be_bytes(), bytes);
            }
            batch.commit()
        })
    }

    /// The engine holds writers up while its memory is full, in a loop that never ends if its worker has died. So the wait is
    /// here, with an end, and its own loop is never reached.
    fn wait_for_flush(&self) -> fjall::Result<()> {
        let since = Instant::now();
        let full = || {
            self.records.sealed_memtable_count() >= 3
                || self.records.tree.active_memtable().size() > 4 * JOURNAL_MEMTABLE_BYTES
        };
        while full() {
            if since.elapsed() > Duration::from_millis(JOURNAL_STALL_MS_MAX) {
                return Err(fjall::Error::Io(std::io::Error::other(
                    "the engine no longer moves its memory to the disk",
                )));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    pub(crate) fn get<T>(&self, version: Version, read: impl FnOnce(&[u8]) -> T) -> Result<Option<T>, EngineError> {
        let value = contain("read", || self.records.get(version.0.to_be_bytes()))?;
        Ok(value.map(|bytes| read(&bytes)))
    }

    /// The highest version, if there is any.
    pub(crate) fn last(&self) -> Result<Option<Version>, EngineError> {
        contain("read its last record", || self.records.last_key_value().map(|entry| entry.key()).transpose())?
            .map(|key| version_of(&key))
            .transpose()
    }

    /// Calls `each` with what is kept from `from` to `to`, in order, until it says stop (`false`). Gaps are the caller's to
    /// see. The error comes with the version that could not be read.
    pub(crate) fn scan(
        &self,
        from: Version,
        to: Version,
        each: &mut dyn FnMut(Version, &[u8]) -> bool,
    ) -> Result<(), (Version, EngineError)> {
        let mut next = from;
        let range = from.0.to_be_bytes()..=to.0.to_be_bytes();
        let mut entries = contain("read", || Ok(self.records.range(range))).map_err(|error| (next, error))?;
        loop {
            let entry = contain("read", || entries.next().map(|entry| entry.into_inner()).transpose());
            let (key, value) = match entry {
                Ok(Some(entry)) => entry,
                Ok(None) => return Ok(()),
                Err(error) => return self.single_steps(next, error, each),
            };
            let version = version_of(&key).map_err(|error| (next, error))?;
            if !each(version, &value) {
                return Ok(());
            }
            next = version.next();
        }
    }

    /// A scan looks ahead, so its error comes some records before the bad one. One by one they can still be read.
    fn single_steps(
        &self,
        from: Version,
        scan_error: EngineError,
        each: &mut dyn FnMut(Version, &[u8]) -> bool,
    ) -> Result<(), (Version, EngineError)> {
        let mut next = from;
        loop {
            match self.get(next, |bytes| each(next, bytes)) {
                Ok(Some(true)) => next = next.next(),
                Ok(Some(false)) => return Ok(()),
                Ok(None) => return Err((next, scan_error)),
                Err(error) => return Err((next, error)),
            }
        }
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The file that a version is in, as well as it can be told: a table, or else the log.
    pub(crate) fn file_of(&self, version: Version) -> PathBuf {
        let table = contain("name a file", || {
            let key = version.0.to_be_bytes();
            let tables = self.records.tree.current_version();
            Ok(tables
                .iter_tables()
                .find(|table| table.metadata.key_range.contains_key(&key))
                .map(|t| t.path.to_path_buf()))
        });
        table.ok().flatten().unwrap_or_else(|| self.dir.clone())
    }

    /// Moves what is in memory to tables, as the engine does by itself when its memory is full.
    #[cfg(test)]
    pub(crate) fn flush(&self) {
        self.records.rotate_memtable_and_wait().unwrap();
    }
}

fn options() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .max_memtable_size(JOURNAL_MEMTABLE_BYTES)
        .data_block_size_policy(BlockSizePolicy::all(BLOCK_BYTES))
        // Tables are written in the background, hold years, and JSON shrinks to a third.
        .data_block_compression_policy(CompressionPolicy::all(CompressionType::Lz4))
        // Nobody asks for a version that is not there.
        .filter_policy(FilterPolicy::all(FilterPolicyEntry::None))
        .expect_point_read_hits(true)
}

fn version_of(key: &[u8]) -> Result<Version, EngineError> {
    match key.try_into() {
        Ok(bytes) => Ok(Version(u64::from_be_bytes(bytes))),
        Err(_) => Err(EngineError::Damaged(format!("a key of {} bytes is no version", key.len()))),
    }
}

/// Runs engine code; an error or a panic in it becomes words.
fn contain<T>(what: &str, run: impl FnOnce() -> fjall::Result<T>) -> Result<T, EngineError> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(words(what, &error)),
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text =
                text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned());
            tracing::error!(what, panic = %text, "the journal's engine panicked");
            Err(EngineError::Damaged(format!("the engine panicked when it was to {what}: {text}")))
        }
    }
}

fn words(what: &str, error: &fjall::Error) -> EngineError {
    match error {
        fjall::Error::Io(error) | fjall::Error::Storage(fjall::LsmError::Io(error)) => {
            let text = format!("the engine could not {what}: {error}");
            match error.kind() {
                ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::NotFound => EngineError::Damaged(text),
                _ => EngineError::Io(text),
            }
        }
        fjall::Error::Poisoned => {
            EngineError::Io(format!("the engine could not {what}: an earlier write or a background flush failed"))
        }
        other => EngineError::Damaged(format!("the engine could not {what}: {other:?}")),
    }
}
