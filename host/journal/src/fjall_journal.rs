//! The journal on disk: opening with all its checks, appending, reading. How bytes lie in files is [`crate::engine`]'s
//! business, repairing is [`crate::doctor`]'s.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use domain::ids::{Digest, Version};
use domain::limits::{ANCHOR_PERIOD_MS, JOURNAL_RECORD_BYTES_MAX};
use domain::ports::{Head, Journal, JournalError, JournalRead};

use crate::anchor::{self, AnchorKeeper, Anchored};
use crate::doctor;
use crate::durable;
use crate::engine::{Engine, EngineError};
use crate::engine_files::{self, Damage};
use crate::engine_log::Walk;
use crate::format;
use crate::lock::{DirLock, LockError};
use crate::open_error::OpenError;
use crate::record::{self, Chain, Encoded};

pub(crate) const ENGINE_DIR: &str = "journal";
/// Where a new engine is made, to be renamed when it is complete.
pub(crate) const NEW_ENGINE_DIR: &str = "journal.new";

/// The durable journal of one county, on fjall.
pub struct FjallJournal {
    shared: Arc<Shared>,
    anchor: AnchorKeeper,
    head: Head,
    latched: Option<String>,
    fail_next: bool,
}

/// What readers share with the writer. It keeps the files open and the directory locked for as long as one of them lives.
struct Shared {
    // Before the lock, so that it is closed when the lock falls.
    engine: Engine,
    _lock: DirLock,
    head: RwLock<Head>,
}

impl FjallJournal {
    /// Opens the journal in `dir`, making an empty one if the directory is missing or new. Refuses what is locked, of another
    /// format, damaged, or shorter than its anchor; changes nothing then.
    pub fn open(dir: &Path) -> Result<FjallJournal, OpenError> {
        durable::create_dir(dir).map_err(|error| OpenError::io(dir, error))?;
        let lock = take_lock(dir)?;
        if !format::check(dir)? {
            create(dir)?;
        }
        let engine_dir = dir.join(ENGINE_DIR);
        if doctor::is_half_done(dir) {
            let what = "a repair was broken off near its end; asking for it again finishes it".to_owned();
            return Err(OpenError::Damaged(Damage::at(&engine_dir, what)));
        }
        let anchored = read_anchor(dir)?;
        let walk = engine_files::check(&engine_dir, &mut |_, _| {}).map_err(OpenError::of_file)?;
        cut_unfinished(&walk, &anchored)?;
        let engine = Engine::open(&engine_dir).map_err(|error| engine_error(&engine_dir, error))?;
        let head = check_head(&engine, &walk, anchored.head)?;
        let anchor = AnchorKeeper::start(dir, anchored, Duration::from_millis(ANCHOR_PERIOD_MS))
            .map_err(|error| OpenError::io(&dir.join(anchor::ANCHOR_FILE), error))?;
        anchor.follow(head).map_err(OpenError::Io)?;
        tracing::info!(dir = %dir.display(), version = head.version.0, "the journal is open");
        let shared = Arc::new(Shared { engine, _lock: lock, head: RwLock::new(head) });
        Ok(FjallJournal { shared, anchor, head, latched: None, fail_next: false })
    }

    /// Writes the anchor now, so that the journal can't be cut behind this point unnoticed; to be called at checkpoints.
    pub fn write_anchor(&mut self) -> Result<(), JournalError> {
        self.refuse_if_latched()?;
        self.anchor.write(self.head).map_err(|error| self.latch(error))
    }

    /// How far the anchor has got.
    pub fn anchored(&self) -> Head {
        self.anchor.written()
    }

    /// Why it takes no more appends, if it does not.
    pub fn latched(&self) -> Option<&str> {
        self.latched.as_deref()
    }

    /// Closes it with the anchor at the head. Dropping does the same, but can only log a failure.
    pub fn close(mut self) -> Result<(), JournalError> {
        self.anchor.close().map_err(JournalError::Io)
    }

    /// Makes the next append fail as if the disk had: for tests of what depends on a journal.
    pub fn fail_next_append(&mut self) {
        self.fail_next = true;
    }

    /// Moves what is in the engine's memory to a table.
    #[cfg(test)]
    pub(crate) fn flush(&self) {
        self.shared.engine.flush();
    }

    fn refuse_if_latched(&self) -> Result<(), JournalError> {
        match &self.latched {
            Some(reason) => Err(JournalError::Latched(reason.clone())),
            None => Ok(()),
        }
    }

    fn latch(&mut self, reason: String) -> JournalError {
        tracing::error!(%reason, version = self.head.version.0, "the journal failed and takes nothing more");
        self.latched = Some(reason.clone());
        JournalError::Io(reason)
    }

    fn commit(&mut self, records: Encoded) -> Result<(), String> {
        if std::mem::take(&mut self.fail_next) {
            return Err("input/output error (asked for by a test)".to_owned());
        }
        self.shared.engine.commit(records).map_err(EngineError::into_text)
    }
}

impl Journal for FjallJournal {
    fn head(&self) -> Head {
        self.head
    }

    /// One write and one sync for all records. An append that failed may still be found after reopening, if the disk had taken
    /// it; it was never answered.
    fn append(&mut self, expected: Version, records: &[Vec<u8>]) -> Result<Head, JournalError> {
        self.refuse_if_latched()?;
        let (head, encoded) = encode_all(self.head, expected, records)?;
        if encoded.is_empty() {
            return Ok(head);
        }
        self.commit(encoded).map_err(|error| self.latch(error))?;
        self.head = head;
        *self.shared.head.write().unwrap_or_else(PoisonError::into_inner) = head;
        // These records are durable, so this append is answered; the next one is refused.
        if let Err(error) = self.anchor.follow(head) {
            self.latch(error);
        }
        Ok(head)
    }

    fn reader(&self) -> Arc<dyn JournalRead> {
        Arc::new(Reader { shared: Arc::clone(&self.shared) })
    }
}

/// What both journals do with an append before anything is written: refuse it, or chain its records to the head.
pub(crate) fn encode_all(head: Head, expected: Version, records: &[Vec<u8>]) -> Result<(Head, Encoded), JournalError> {
    if expected != head.version {
        return Err(JournalError::WrongVersion { expected, actual: head.version });
    }
    if let Some(bytes) = records.iter().map(Vec::len).find(|bytes| *bytes > JOURNAL_RECORD_BYTES_MAX) {
        return Err(JournalError::TooLarge { bytes, limit: JOURNAL_RECORD_BYTES_MAX });
    }
    let mut head = head;
    let mut encoded = Vec::with_capacity(records.len());
    for payload in records {
        let version = head.version.next();
        let (bytes, hash) = record::encode(head.hash, version, payload);
        encoded.push((version, bytes));
        head = Head { version, hash };
    }
    Ok((head, encoded))
}

struct Reader {
    shared: Arc<Shared>,
}

impl JournalRead for Reader {
    fn read(&self, from: Version, each: &mut dyn FnMut(Version, Digest, &[u8]) -> bool) -> Result<(), JournalError> {
        read_records(&self.shared.engine, from, self.head(), each)
    }

    fn head(&self) -> Head {
        *self.shared.head.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads and checks records up to `head`, which must be there.
pub(crate) fn read_records(
    engine: &Engine,
    from: Version,
    head: Head,
    each: &mut dyn FnMut(Version, Digest, &[u8]) -> bool,
) -> Result<(), JournalError> {
    let from = from.max(Version(1));
    if from > head.version {
        return Ok(());
    }
    let damaged = |(version, what): (Version, String)| JournalError::Damaged {
        version,
        file: engine.file_of(version).display().to_string(),
        what,
    };
    let before = Version(from.0 - 1);
    let mut chain = Chain::after(hash_at(engine, before).map_err(|error| read_error(engine, before, error))?);
    let (mut stopped, mut fault) = (false, None);
    let scanned = engine.scan(from, head.version, &mut |version, bytes| match chain.accept(version, bytes) {
        Ok(record) => {
            stopped = !each(version, record.hash, record.payload);
            !stopped
        }
        Err(found) => {
            fault = Some(found);
            false
        }
    });
    scanned.map_err(|(version, error)| read_error(engine, version, error))?;
    match fault {
        Some(fault) => Err(damaged(fault)),
        None if stopped || chain.head() == head => Ok(()),
        None if chain.head().version == head.version => {
            Err(damaged((head.version, "it is not the record that was appended".to_owned())))
        }
        None => {
            Err(damaged((chain.head().version.next(), format!("it is missing, and so are all up to {}", head.version))))
        }
    }
}

/// The version with its hash, from its own record.
pub(crate) fn hash_at(engine: &Engine, version: Version) -> Result<Head, EngineError> {
    if version == Version(0) {
        return Ok(Head::default());
    }
    let hash = engine.get(version, |bytes| record::decode(version, bytes).map(|record| record.hash))?;
    match hash {
        Some(Ok(hash)) => Ok(Head { version, hash }),
        Some(Err(what)) => Err(EngineError::Damaged(what)),
        None => Err(EngineError::Damaged("it is missing".to_owned())),
    }
}

fn read_error(engine: &Engine, version: Version, error: EngineError) -> JournalError {
    match error {
        EngineError::Io(text) => JournalError::Io(text),
        EngineError::Damaged(what) => {
            JournalError::Damaged { version, file: engine.file_of(version).display().to_string(), what }
        }
    }
}

/// The engine does not say which of its tables it could not read.
fn engine_error(dir: &Path, error: EngineError) -> OpenError {
    match (engine_files::bad_tables(dir).into_iter().next(), error) {
        (Some(damage), _) => OpenError::of_file(damage),
        (None, EngineError::Io(text)) => OpenError::Io(text),
        (None, EngineError::Damaged(what)) => OpenError::Damaged(Damage::at(dir, what)),
    }
}

pub(crate) fn take_lock(dir: &Path) -> Result<DirLock, OpenError> {
    DirLock::take(dir).map_err(|error| match error {
        LockError::Held(pid) => OpenError::Locked { dir: dir.to_owned(), pid },
        LockError::Io(error) => OpenError::io(dir, error),
    })
}

pub(crate) fn read_anchor(dir: &Path) -> Result<Anchored, OpenError> {
    let file = dir.join(anchor::ANCHOR_FILE);
    match anchor::read(dir) {
        Ok(Some(anchored)) => Ok(anchored),
        Ok(None) => Err(OpenError::AnchorLost { file, what: "it is missing".to_owned() }),
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            Err(OpenError::AnchorLost { file, what: error.to_string() })
        }
        Err(error) => Err(OpenError::io(&file, error)),
    }
}

/// Makes an empty journal. The format document comes last: without it a directory is not yet a journal, so an attempt that was
/// cut short is taken up again, if nothing was appended since.
fn create(dir: &Path) -> Result<(), OpenError> {
    let failed = |path: PathBuf| move |error: std::io::Error| OpenError::io(&path, error);
    let (engine_dir, new) = (dir.join(ENGINE_DIR), dir.join(NEW_ENGINE_DIR));
    let begun = anchor::read(dir).ok().flatten();
    if begun.is_some_and(|anchored| anchored.head != Head::default()) || (begun.is_none() && engine_dir.exists()) {
        return Err(OpenError::Format(format!(
            "`{}` is missing beside a journal: put it back from a copy",
            dir.join(format::FORMAT_FILE).display()
        )));
    }
    if begun.is_none() {
        anchor::create(dir, Head::default()).map_err(failed(dir.join(anchor::ANCHOR_FILE)))?;
    }
    if !engine_dir.exists() {
        drop(create_engine(&new)?);
        durable::rename(&new, &engine_dir).map_err(failed(engine_dir))?;
    } else if engine_files::check(&engine_dir, &mut |_, _| {}).map_err(OpenError::of_file)?.last.is_some() {
        return Err(OpenError::Format(format!("`{}` holds records, but no format document", dir.display())));
    }
    format::write(dir).map_err(failed(dir.join(format::FORMAT_FILE)))
}

/// Makes an empty engine, in place of what an earlier attempt may have left.
pub(crate) fn create_engine(dir: &Path) -> Result<Engine, OpenError> {
    if dir.exists() {
        std::fs::remove_dir_all(dir).map_err(|error| OpenError::io(dir, error))?;
    }
    Engine::create(dir).map_err(|error| engine_error(dir, error))
}

/// An append that never finished was never answered, so cutting it off loses nothing, unless the anchor knows better.
fn cut_unfinished(walk: &Walk, anchored: &Anchored) -> Result<(), OpenError> {
    let Some(torn) = &walk.torn else { return Ok(()) };
    if torn.version.is_some_and(|version| version <= anchored.head.version) {
        let what = format!(
            "at byte {}: the last {} bytes are broken off, but the anchor says that they were on the disk",
            torn.offset, torn.bytes
        );
        return Err(OpenError::Damaged(Damage {
            version: torn.version,
            file: torn.file.clone(),
            what,
            refused: false,
        }));
    }
    tracing::warn!(
        file = %torn.file.display(),
        offset = torn.offset,
        bytes = torn.bytes,
        "cutting off an append that never finished"
    );
    torn.cut().map_err(|error| OpenError::io(&torn.file, error))
}

/// Holds the engine's head against its logs and the anchor.
pub(crate) fn check_head(engine: &Engine, walk: &Walk, anchored: Head) -> Result<Head, OpenError> {
    let at = |version: Version| {
        hash_at(engine, version).map_err(|error| match error {
            EngineError::Io(text) => OpenError::Io(text),
            EngineError::Damaged(what) => OpenError::Damaged(Damage {
                version: Some(version),
                file: engine.file_of(version),
                what,
                refused: false,
            }),
        })
    };
    let last = engine.last().map_err(|error| engine_error(engine.dir(), error))?;
    let head = at(last.unwrap_or_default())?;
    for (expected, what) in [
        (walk.before, "the tables do not end where the log goes on"),
        (walk.last, "the log has it, but the engine does not give it back"),
    ] {
        let Some(expected) = expected else { continue };
        if expected.version > head.version || at(expected.version)? != expected {
            let damage = Damage {
                version: Some(expected.version),
                file: engine.file_of(expected.version),
                what: what.into(),
                refused: false,
            };
            return Err(OpenError::Damaged(damage));
        }
    }
    if anchored.version > head.version {
        return Err(OpenError::Shorter { anchored, head });
    }
    let there = at(anchored.version)?;
    if there.hash != anchored.hash {
        return Err(OpenError::NotAnchored { anchored, there });
    }
    Ok(head)
}
