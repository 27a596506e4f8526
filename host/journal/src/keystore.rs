//! The sealing keys in a file apart from the journal, so that erasing one erases what it sealed, in every copy of the journal.
//! What is sealed, and by which cipher, is not known here. `FORMAT.md` describes every byte.

mod memory;
mod slot;

use std::collections::HashMap;
use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::ids::SubjectRef;
use domain::limits::KEYS_DRAWN_AHEAD;
use domain::ports::{KeyStore, KeyStoreError, SealingKey};
use zeroize::Zeroizing;

use crate::durable;
pub use memory::MemoryKeyStore;
use slot::{HEADER_BYTES, SLOT_BYTES, Slot};

/// Only the owner reads the keys.
const FILE_MODE: u32 = 0o600;
const DIR_MODE: u32 = 0o700;

/// How a key file is found by one who only looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyFile {
    Missing,
    /// All slots read; the highest subject that may have been given out.
    Whole(SubjectRef),
    /// Some slots are not as they were written; they can be given up.
    Damaged(String),
    /// It is no key file that this host reads; nothing here mends it.
    Foreign(String),
    /// The system did not let it be read.
    Unread(String),
}

/// Keys in one file. The file is locked while the store lives.
pub struct FileKeyStore {
    inner: Mutex<Inner>,
    path: PathBuf,
}

struct Inner {
    file: File,
    /// Every subject that the file has a slot for; `None` once it is erased.
    keys: HashMap<SubjectRef, Kept>,
    /// Slots in the file.
    slots: u64,
    /// The highest subject that may have been given out.
    last: SubjectRef,
    latched: Option<String>,
}

struct Kept {
    slot: u64,
    key: Option<Zeroizing<[u8; 32]>>,
}

impl FileKeyStore {
    /// Opens the file at `path`, making it and its folder if they are missing. A slot that was never written to its end is left
    /// out; one that is damaged is refused.
    pub fn open(path: &Path) -> Result<FileKeyStore, KeyStoreError> {
        let file = open_file(path)?;
        let bytes = Zeroizing::new(read_all(&file).map_err(|error| failed(path, "read", &error))?);
        let mut inner = Inner { file, keys: HashMap::new(), slots: 0, last: SubjectRef(0), latched: None };
        slot::check_header(&bytes).map_err(|what| KeyStoreError(format!("`{}` {what}", path.display())))?;
        for (index, bytes) in finished(&bytes[HEADER_BYTES..]).chunks_exact(SLOT_BYTES).enumerate() {
            let index = index as u64;
            inner.take_in(index, Slot::decode(bytes).ok_or_else(|| damaged(path, index))?);
        }
        Ok(FileKeyStore { inner: Mutex::new(inner), path: path.to_owned() })
    }

    /// Looks at the file at `path` and changes nothing.
    pub fn look(path: &Path) -> KeyFile {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return KeyFile::Missing,
            Err(error) => return KeyFile::Unread(failed(path, "read", &error).to_string()),
        };
        if let Err(what) = slot::check_header(&bytes) {
            return KeyFile::Foreign(format!("`{}` {what}", path.display()));
        }
        let mut last = SubjectRef(0);
        for (index, bytes) in finished(&bytes[HEADER_BYTES..]).chunks_exact(SLOT_BYTES).enumerate() {
            match Slot::decode(bytes) {
                Some(slot) => last = last.max(slot.subject),
                None => return KeyFile::Damaged(damaged(path, index as u64).to_string()),
            }
        }
        KeyFile::Whole(last)
    }

    /// Destroys a copy of a key file: its keys would outlive their erasure in the store. Overwritten, and gone.
    pub fn destroy_copy(path: &Path) -> io::Result<()> {
        let file = OpenOptions::new().write(true).open(path)?;
        let bytes = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
        file.write_all_at(&vec![0; bytes], 0)?;
        file.sync_all()?;
        std::fs::remove_file(path)?;
        durable::sync_dir(durable::parent_of(path))
    }

    /// Marks every damaged slot as erased, for when there is no backup to put back: what those keys sealed can't be read
    /// again. To be done only when asked for. How many there were.
    pub fn give_up_damaged(path: &Path) -> Result<usize, KeyStoreError> {
        let file = open_file(path)?;
        let bytes = Zeroizing::new(read_all(&file).map_err(|error| failed(path, "read", &error))?);
        slot::check_header(&bytes).map_err(|what| KeyStoreError(format!("`{}` {what}", path.display())))?;
        let mut given_up = 0;
        for (index, bytes) in finished(&bytes[HEADER_BYTES..]).chunks_exact(SLOT_BYTES).enumerate() {
            if Slot::decode(bytes).is_none() {
                let tombstone = Slot { subject: SubjectRef(0), key: None }.encode();
                file.write_all_at(&*tombstone, slot_at(index as u64))
                    .map_err(|error| failed(path, "written", &error))?;
                given_up += 1;
            }
        }
        file.sync_data().map_err(|error| failed(path, "synced", &error))?;
        Ok(given_up)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeyStore for FileKeyStore {
    /// Keys are drawn for the next subjects too. One that is never asked for stays in the file, counts as given out after
    /// reopening, and does no harm.
    fn create(&self, subject: SubjectRef) -> Result<SealingKey, KeyStoreError> {
        let mut inner = self.lock();
        if subject <= inner.last {
            return Err(KeyStoreError(format!(
                "subject {subject} is not new: keys were given out up to {}",
                inner.last
            )));
        }
        inner.refuse_if_latched()?;
        if !inner.keys.contains_key(&subject) {
            inner.draw(subject).map_err(|what| inner.latch(&self.path, what))?;
        }
        inner.last = subject;
        inner.key(subject).ok_or_else(|| KeyStoreError(format!("the key of subject {subject} was erased")))
    }

    fn get(&self, subject: SubjectRef) -> Result<Option<SealingKey>, KeyStoreError> {
        let inner = self.lock();
        Ok(if subject <= inner.last { inner.key(subject) } else { None })
    }

    fn erase(&self, subject: SubjectRef) -> Result<bool, KeyStoreError> {
        let mut inner = self.lock();
        inner.refuse_if_latched()?;
        if subject > inner.last || inner.key(subject).is_none() {
            return Ok(false);
        }
        inner.erase(&[subject]).map_err(|error| inner.latch(&self.path, error.to_string()))?;
        Ok(true)
    }

    fn destroy_others(&self, keep: &dyn Fn(SubjectRef) -> bool) -> Result<usize, KeyStoreError> {
        let mut inner = self.lock();
        inner.refuse_if_latched()?;
        let live = inner.keys.iter().filter(|(subject, kept)| kept.key.is_some() && !keep(**subject));
        let others: Vec<SubjectRef> = live.map(|(subject, _)| *subject).collect();
        if !others.is_empty() {
            inner.erase(&others).map_err(|error| inner.latch(&self.path, error.to_string()))?;
        }
        Ok(others.len())
    }

    fn nonce(&self) -> Result<[u8; 24], KeyStoreError> {
        let mut nonce = [0; 24];
        random(&mut nonce).map_err(KeyStoreError)?;
        Ok(nonce)
    }

    fn last_subject(&self) -> SubjectRef {
        self.lock().last
    }
}

impl Inner {
    fn take_in(&mut self, index: u64, slot: Slot) {
        self.slots = index + 1;
        self.last = self.last.max(slot.subject);
        self.keys.insert(slot.subject, Kept { slot: index, key: slot.key });
    }

    fn key(&self, subject: SubjectRef) -> Option<SealingKey> {
        let key = self.keys.get(&subject)?.key.as_ref()?;
        Some(SealingKey(**key))
    }

    /// Draws keys for this subject and those after it, and makes them durable.
    fn draw(&mut self, first: SubjectRef) -> Result<(), String> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(KEYS_DRAWN_AHEAD as usize * SLOT_BYTES));
        let mut drawn = Vec::new();
        for subject in (first.0..=u32::MAX).take(KEYS_DRAWN_AHEAD as usize).map(SubjectRef) {
            let mut key = Zeroizing::new([0; 32]);
            random(&mut *key)?;
            let slot = Slot { subject, key: Some(key) };
            bytes.extend_from_slice(&*slot.encode());
            drawn.push(slot);
        }
        self.file.write_all_at(&bytes, slot_at(self.slots)).map_err(|error| error.to_string())?;
        self.file.sync_data().map_err(|error| error.to_string())?;
        for slot in drawn {
            self.keys.insert(slot.subject, Kept { slot: self.slots, key: slot.key });
            self.slots += 1;
        }
        Ok(())
    }

    /// Overwrites the slots in place. The tombstones stay, so that the subjects are never given out again.
    fn erase(&mut self, subjects: &[SubjectRef]) -> io::Result<()> {
        for subject in subjects {
            let Some(kept) = self.keys.get(subject) else { continue };
            let tombstone = Slot { subject: *subject, key: None }.encode();
            self.file.write_all_at(&*tombstone, slot_at(kept.slot))?;
        }
        self.file.sync_data()?;
        for subject in subjects {
            if let Some(kept) = self.keys.get_mut(subject) {
                kept.key = None;
            }
        }
        Ok(())
    }

    fn refuse_if_latched(&self) -> Result<(), KeyStoreError> {
        match &self.latched {
            Some(reason) => {
                Err(KeyStoreError(format!("it failed before and takes nothing until it is opened anew: {reason}")))
            }
            None => Ok(()),
        }
    }

    fn latch(&mut self, path: &Path, reason: String) -> KeyStoreError {
        tracing::error!(path = %path.display(), %reason, "the key store failed and takes nothing more");
        self.latched = Some(reason.clone());
        KeyStoreError(format!("`{}` can't be written: {reason}", path.display()))
    }
}

/// The slots without what an append that never finished may have left behind them, and whose keys were never given out: a part
/// of a slot, or zeros where the length was written before the bytes.
fn finished(slots: &[u8]) -> &[u8] {
    let end = slots.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let whole = end.next_multiple_of(SLOT_BYTES);
    if whole <= slots.len() { &slots[..whole] } else { &slots[..whole - SLOT_BYTES] }
}

fn slot_at(index: u64) -> u64 {
    HEADER_BYTES as u64 + index * SLOT_BYTES as u64
}

fn open_file(path: &Path) -> Result<File, KeyStoreError> {
    let made = make_if_missing(path);
    made.map_err(|error| failed(path, "made", &error))?;
    let file = OpenOptions::new().read(true).write(true).open(path).map_err(|error| failed(path, "opened", &error))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(KeyStoreError(format!("`{}` is in use already", path.display()))),
        Err(TryLockError::Error(error)) => return Err(failed(path, "locked", &error)),
    }
    tighten(path, &file).map_err(|error| failed(path, "kept from others", &error))?;
    Ok(file)
}

fn make_if_missing(path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let dir = durable::parent_of(path);
    if !dir.exists() {
        durable::create_dir(durable::parent_of(dir))?;
        DirBuilder::new().mode(DIR_MODE).create(dir)?;
        durable::sync_dir(durable::parent_of(dir))?;
    }
    let temporary = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(FILE_MODE).open(&temporary)?;
    file.write_all(&slot::header())?;
    file.sync_all()?;
    durable::rename(&temporary, path)
}

/// A backup that was put back may have brought looser rights with it.
fn tighten(path: &Path, file: &File) -> io::Result<()> {
    let mode = file.metadata()?.permissions().mode() & 0o777;
    if mode & !FILE_MODE != 0 {
        tracing::warn!(path = %path.display(), mode = format!("{mode:o}"), "the key file was open to others; now it is not");
        file.set_permissions(Permissions::from_mode(FILE_MODE))?;
    }
    Ok(())
}

fn read_all(file: &File) -> io::Result<Vec<u8>> {
    // One allocation, so that no outgrown copy of the keys stays in memory.
    let mut bytes = vec![0; usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?];
    file.read_exact_at(&mut bytes, 0)?;
    Ok(bytes)
}

fn random(bytes: &mut [u8]) -> Result<(), String> {
    getrandom::fill(bytes).map_err(|error| format!("the system gives no random bytes: {error}"))
}

fn failed(path: &Path, done: &str, error: &io::Error) -> KeyStoreError {
    KeyStoreError(format!("`{}` can't be {done}: {error}", path.display()))
}

fn damaged(path: &Path, index: u64) -> KeyStoreError {
    KeyStoreError(format!(
        "`{}` is damaged at byte {} (slot {index}): put the file back from a backup, or give the damaged keys up by `wardroom doctor`",
        path.display(),
        slot_at(index)
    ))
}
