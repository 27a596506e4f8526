//! The engine under the archive: the only file that names sled. It keeps values by key in two trees; what they mean is not known
//! here. A panic of the engine never leaves this file.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::limits::{ARCHIVE_CACHE_BYTES, ARCHIVE_FLUSH_MS, ARCHIVE_RELEASE_S};

/// What the engine said, in words; it may be an error or a panic.
pub(crate) type StoreError = String;
pub(crate) type Entry = (Vec<u8>, Vec<u8>);

#[derive(Clone, Copy, Debug)]
pub(crate) enum Tree {
    Checkpoints,
    Documents,
}

/// Changes that are made together: a value, or `None` to remove the key.
pub(crate) type Changes = Vec<(Vec<u8>, Option<Vec<u8>>)>;

/// Takes the next entry from the front or from the back.
type Step = fn(&mut sled::Iter) -> Option<sled::Result<(sled::IVec, sled::IVec)>>;

pub(crate) struct Store {
    /// `None` only while it is dropped.
    trees: Option<Trees>,
    dir: PathBuf,
    /// Values of their own file that are on the disk already.
    synced: Mutex<HashSet<OsString>>,
    /// When the engine last wrote what it had gathered.
    flushed: Mutex<Instant>,
}

struct Trees {
    checkpoints: sled::Tree,
    documents: sled::Tree,
    db: sled::Db,
}

impl Store {
    pub(crate) fn open(dir: &Path) -> Result<Store, StoreError> {
        let trees = contain("open its files", || {
            let db = sled::Config::new()
                .path(dir)
                .cache_capacity(ARCHIVE_CACHE_BYTES)
                // Over damaged files the engine's own flusher may panic, and then whoever closes the engine waits for it for ever.
                .flush_every_ms(None)
                .open()?;
            Ok(Trees { checkpoints: db.open_tree("checkpoints")?, documents: db.open_tree("documents")?, db })
        })?;
        let flushed = Mutex::new(Instant::now());
        Ok(Store { trees: Some(trees), dir: dir.to_owned(), synced: Mutex::default(), flushed })
    }

    fn tree(&self, tree: Tree) -> Result<&sled::Tree, StoreError> {
        let trees = self.trees.as_ref().ok_or("the archive is closed")?;
        Ok(match tree {
            Tree::Checkpoints => &trees.checkpoints,
            Tree::Documents => &trees.documents,
        })
    }

    pub(crate) fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let tree = self.tree(tree)?;
        contain("read", || Ok(tree.get(key)?.map(|value| value.to_vec())))
    }

    /// Entries from `from` up to and without `to`, ascending.
    pub(crate) fn range(
        &self,
        tree: Tree,
        from: &[u8],
        to: &[u8],
    ) -> impl Iterator<Item = Result<Entry, StoreError>> + use<> {
        self.entries(tree, from, to, |range| range.next())
    }

    /// The same, descending.
    pub(crate) fn range_back(
        &self,
        tree: Tree,
        from: &[u8],
        to: &[u8],
    ) -> impl Iterator<Item = Result<Entry, StoreError>> + use<> {
        self.entries(tree, from, to, |range| range.next_back())
    }

    fn entries(
        &self,
        tree: Tree,
        from: &[u8],
        to: &[u8],
        step: Step,
    ) -> impl Iterator<Item = Result<Entry, StoreError>> + use<> {
        let mut scan = self.tree(tree).cloned().and_then(|tree| {
            let range = contain("read", || Ok(tree.range(from.to_vec()..to.to_vec())))?;
            Ok((tree, range))
        });
        let mut failed = false;
        std::iter::from_fn(move || {
            // After an error the engine may give the same one for ever.
            if failed {
                return None;
            }
            let entry = match &mut scan {
                Ok((tree, range)) => contain("read", || step_and_touch(tree, range, step)).transpose()?,
                Err(error) => Err(std::mem::take(error)),
            };
            failed = entry.is_err();
            Some(entry.map(|(key, value)| (key.to_vec(), value.to_vec())))
        })
    }

    /// Makes these changes, all or none.
    pub(crate) fn apply(&self, tree: Tree, changes: Changes) -> Result<(), StoreError> {
        let tree = self.tree(tree)?;
        let mut batch = sled::Batch::default();
        for (key, value) in changes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        contain("write", || tree.apply_batch(batch))?;
        self.flush_now_and_then()
    }

    /// As the engine would by itself, from time to time: what a crash loses is taken from the journal again.
    fn flush_now_and_then(&self) -> Result<(), StoreError> {
        let mut flushed = self.flushed.lock().unwrap_or_else(PoisonError::into_inner);
        if flushed.elapsed() < Duration::from_millis(ARCHIVE_FLUSH_MS) {
            return Ok(());
        }
        *flushed = Instant::now();
        let trees = self.trees.as_ref().ok_or("the archive is closed")?;
        contain("flush", || trees.db.flush().map(drop))
    }

    /// Brings everything to the disk. The engine's own flush calls `sync_file_range`, which leaves the disk's cache and the file's
    /// length alone, and never syncs the files of its own that it gives to large values.
    pub(crate) fn flush(&self) -> Result<(), StoreError> {
        let trees = self.trees.as_ref().ok_or("the archive is closed")?;
        contain("flush", || trees.db.flush())?;
        self.sync_files().map_err(|error| format!("`{}` can't be synced: {error}", self.dir.display()))
    }

    fn sync_files(&self) -> io::Result<()> {
        for entry in std::fs::read_dir(&self.dir)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                sync(&entry.path())?;
            }
        }
        self.sync_large_values()?;
        sync(&self.dir)
    }

    /// These are never written to again once they are there.
    fn sync_large_values(&self) -> io::Result<()> {
        let dir = self.dir.join("blobs");
        let mut synced = self.synced.lock().unwrap_or_else(PoisonError::into_inner);
        let mut there = HashSet::new();
        for entry in std::fs::read_dir(&dir)? {
            let name = entry?.file_name();
            if !synced.contains(&name) {
                sync(&dir.join(&name))?;
            }
            there.insert(name);
        }
        *synced = there;
        sync(&dir)
    }
}

/// The engine makes room in its cache only after many accesses, and to a scan each page is one: it would hold all that it has
/// read. Asking for the key again counts as one more.
fn step_and_touch(
    tree: &sled::Tree,
    range: &mut sled::Iter,
    step: Step,
) -> sled::Result<Option<(sled::IVec, sled::IVec)>> {
    let entry = step(range).transpose()?;
    if let Some((key, _)) = &entry {
        tree.contains_key(key)?;
    }
    Ok(entry)
}

impl Drop for Store {
    fn drop(&mut self) {
        let trees = self.trees.take();
        let closed = contain("close", || {
            drop(trees);
            Ok(())
        });
        if let Err(error) = closed {
            tracing::error!(dir = %self.dir.display(), %error, "the archive did not close well");
        }
        wait_for_release(&self.dir);
    }
}

/// The engine's own threads may hold its file, and with it the lock, a moment longer than the engine lives.
fn wait_for_release(dir: &Path) {
    let since = Instant::now();
    while is_in_use(dir) && since.elapsed() < Duration::from_secs(ARCHIVE_RELEASE_S) {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Whether an engine has these files open.
pub(crate) fn is_in_use(dir: &Path) -> bool {
    let locked = File::open(dir.join("db")).map(|file| file.try_lock());
    matches!(locked, Ok(Err(TryLockError::WouldBlock)))
}

/// A file that the engine has removed in the meantime needs no sync.
fn sync(path: &Path) -> io::Result<()> {
    match File::open(path).and_then(|file| file.sync_all()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Runs engine code; an error or a panic in it becomes words.
fn contain<T>(what: &str, run: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(format!("the engine could not {what}: {error}")),
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text =
                text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned());
            tracing::error!(what, panic = %text, "the archive's engine panicked");
            Err(format!("the engine panicked when it was to {what}: {text}"))
        }
    }
}
