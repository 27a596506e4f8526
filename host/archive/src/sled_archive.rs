//! The archive on disk. Whatever is wrong with its files, it opens: they are set aside then, and an empty one takes their place.
//! How values lie in files is [`crate::sled_store`]'s business.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use domain::archived::{Document, Filed, Found, Place, Row, Wanted};
use domain::ids::{IncidentRef, Version};
use domain::limits::ARCHIVE_PROBE_BYTES;
use domain::ports::{Archive, ArchiveError, proves_damage};
use serde::{Deserialize, Serialize};

use crate::checkpoint::{self, CHUNK_BYTES, Header};
use crate::document::{self, END_KEY, FIRST_KEY, NOTE_KEY, Note};
use crate::search;
use crate::set_aside::set_aside;
use crate::sled_store::{self, Changes, Store, StoreError, Tree};

const ARCHIVE_DIR: &str = "archive";
const FORMAT_FILE: &str = "FORMAT.json";
/// Chunks written in one go.
const CHUNKS_PER_BATCH: usize = 64;
const CHECKPOINTS_KEPT: usize = 2;

/// The archive of one county, on sled.
pub struct SledArchive {
    dir: PathBuf,
    /// `None` only when it could not be made anew after it was thrown away.
    store: RwLock<Option<Store>>,
    /// Held while documents are taken in, so that the note counts each of them.
    applying: Mutex<()>,
    /// Reading failed since it was opened: the files are worth keeping when they are thrown away.
    suspect: AtomicBool,
}

/// How an archive was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// There was none.
    Fresh,
    /// It is as it was left, or as much of it as a crash left: `applied` says how far it goes.
    Reused,
    /// It was not to be used; it is kept at `kept_at`, and an empty one is in its place.
    SetAside { reason: String, kept_at: PathBuf },
}

/// Why an archive that is there is not to be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// It is proved not to be as it was written, or of another format.
    Damaged(String),
    /// The system did not let it be opened: no rights, no room, too many files. Nothing is known of what is in it.
    Refused(String),
}

/// What is written beside the engine's files when they are made.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Format {
    format: String,
    number: u32,
    engine: String,
}

impl Format {
    fn current() -> Format {
        Format { format: "wardroom-archive".to_owned(), number: 2, engine: "sled-0.34".to_owned() }
    }
}

impl SledArchive {
    /// Opens `DIR/archive`. Fails only where an empty archive can't be made either, or another process has this one.
    pub fn open(dir: &Path) -> Result<(SledArchive, Opened), ArchiveError> {
        let archive = dir.join(ARCHIVE_DIR);
        let failed = |error: io::Error| ArchiveError(format!("`{}`: {error}", archive.display()));
        fs::create_dir_all(dir).map_err(failed)?;
        let (store, opened) = if !archive.exists() {
            (make(&archive)?, Opened::Fresh)
        } else {
            refuse_if_in_use(&archive)?;
            match reopen(&archive) {
                Ok(store) => (store, Opened::Reused),
                Err(Unusable::Refused(what)) => {
                    return Err(ArchiveError(format!(
                        "`{}` can't be opened, and is left as it is: {what}",
                        archive.display()
                    )));
                }
                Err(Unusable::Damaged(reason)) => {
                    let kept_at = set_aside(dir, &archive).map_err(failed)?;
                    tracing::warn!(%reason, kept_at = %kept_at.display(), "the archive was set aside; a new one is filled from the journal");
                    (make(&archive)?, Opened::SetAside { reason, kept_at })
                }
            }
        };
        Ok((SledArchive::over(dir, store), opened))
    }

    /// Opens `DIR/archive` as it is, and sets nothing aside. `None`: there is none.
    pub fn open_as_it_is(dir: &Path) -> Result<Option<SledArchive>, Unusable> {
        let archive = dir.join(ARCHIVE_DIR);
        if !archive.try_exists().map_err(|error| Unusable::Refused(format!("`{}`: {error}", archive.display())))? {
            return Ok(None);
        }
        if sled_store::is_in_use(&archive) {
            return Err(Unusable::Refused(format!(
                "`{}` is in use by another process: stop it first",
                archive.display()
            )));
        }
        reopen(&archive).map(|store| Some(SledArchive::over(dir, store)))
    }

    fn over(dir: &Path, store: Store) -> SledArchive {
        SledArchive {
            dir: dir.to_owned(),
            store: RwLock::new(Some(store)),
            applying: Mutex::new(()),
            suspect: AtomicBool::new(false),
        }
    }

    /// Brings everything to the disk. Nobody needs to wait for it: what is lost is taken from the journal again.
    pub fn flush(&self) -> Result<(), ArchiveError> {
        self.with_store(Store::flush)
    }

    /// Reads every document and holds them against the note of how many there should be, which a lookup can't tell, and looks for each
    /// where it is to be found. How many there are.
    pub fn verify(&self) -> Result<u64, ArchiveError> {
        let _quiet = self.applying.lock().unwrap_or_else(PoisonError::into_inner);
        self.with_store(|store| {
            let note = note(store)?;
            let mut found = Note { applied: note.applied, ..Note::default() };
            for entry in store.range(Tree::Documents, FIRST_KEY, END_KEY) {
                let (key, value) = entry?;
                let which = document::read_key(&key).ok_or("there is a key that is none of a document")?;
                let stored = document::decode(which, &value)?;
                if stored.applied > note.applied {
                    continue;
                }
                found.add(&value);
                for key in document::index_keys(which, &stored.entries()?) {
                    store.get(Tree::Documents, &key)?.ok_or_else(|| format!("{which} is not to be found"))?;
                }
            }
            match found == note {
                true => Ok(found.documents),
                false => Err(format!(
                    "it holds {} documents, which are not the {} it should hold",
                    found.documents, note.documents
                )),
            }
        })
    }

    fn with_store<T>(&self, run: impl FnOnce(&Store) -> Result<T, StoreError>) -> Result<T, ArchiveError> {
        let store = self.store.read().unwrap_or_else(PoisonError::into_inner);
        let result = store.as_ref().ok_or_else(|| "it could not be made anew".to_owned()).and_then(run);
        result.map_err(|what| {
            self.suspect.store(true, Ordering::Relaxed);
            ArchiveError(what)
        })
    }
}

impl Archive for SledArchive {
    fn latest_checkpoint(&self) -> Result<Option<(Version, Vec<u8>)>, ArchiveError> {
        self.with_store(|store| {
            for version in checkpoint_versions(store)?.into_iter().rev() {
                match read_checkpoint(store, version) {
                    Ok(bytes) => return Ok(Some((version, bytes))),
                    Err(reason) => {
                        tracing::warn!(version = version.0, %reason, "passing over a checkpoint that does not read")
                    }
                }
            }
            Ok(None)
        })
    }

    /// Returns once it is on the disk.
    fn save_checkpoint(&self, version: Version, bytes: &[u8]) -> Result<(), ArchiveError> {
        self.with_store(|store| {
            remove_checkpoint(store, version)?;
            let packed = checkpoint::pack(bytes);
            let chunks: Vec<_> = packed.chunks(CHUNK_BYTES).enumerate().collect();
            for group in chunks.chunks(CHUNKS_PER_BATCH) {
                let change = |(index, chunk): &(usize, &[u8])| {
                    (checkpoint::chunk_key(version, *index).to_vec(), Some(chunk.to_vec()))
                };
                store.apply(Tree::Checkpoints, group.iter().map(change).collect())?;
            }
            let header = (checkpoint::header_key(version).to_vec(), Some(Header::of(bytes).encode()));
            store.apply(Tree::Checkpoints, vec![header])?;
            store.flush()?;
            // Only now that this one is safe.
            let versions = checkpoint_versions(store)?;
            let surplus = versions.len().saturating_sub(CHECKPOINTS_KEPT);
            versions[..surplus].iter().try_for_each(|old| remove_checkpoint(store, *old))
        })
    }

    fn applied(&self) -> Version {
        self.with_store(note).map(|note| note.applied).unwrap_or_else(|error| {
            tracing::error!(%error, "the archive does not say how far it goes: it is taken for empty");
            Version(0)
        })
    }

    /// One write for all of them.
    fn apply(&self, version: Version, documents: &[Document]) -> Result<(), ArchiveError> {
        let _alone = self.applying.lock().unwrap_or_else(PoisonError::into_inner);
        self.with_store(|store| {
            let mut note = note(store)?;
            let applied = note.applied.max(version);
            // Of a thing that is given twice the last document counts.
            let given: BTreeMap<Filed, &Document> = documents.iter().map(|of| (of.which, of)).collect();
            let mut changes = Changes::with_capacity(given.len() * 8 + 1);
            let mut values = Vec::with_capacity(given.len());
            for (which, given) in given {
                let key = document::key(which);
                let entries: Vec<_> = given.entries().map(|(which, entry)| (which, entry.clone())).collect();
                let wanted: BTreeSet<Vec<u8>> = document::index_keys(which, &entries).into_iter().collect();
                let mut there = BTreeSet::new();
                if let Some(old) = store.get(Tree::Documents, &key)? {
                    let stored = document::decode(which, &old)?;
                    note.remove(&stored, &old);
                    there.extend(document::index_keys(which, &stored.entries()?));
                }
                changes.extend(there.difference(&wanted).map(|key| (key.clone(), None)));
                changes.extend(wanted.difference(&there).map(|key| (key.clone(), Some(Vec::new()))));
                values.push((key, document::encode(applied, given)));
            }
            note.applied = applied;
            for (key, value) in values {
                note.add(&value);
                changes.push((key, Some(value)));
            }
            changes.push((NOTE_KEY.to_vec(), Some(note.encode())));
            store.apply(Tree::Documents, changes)
        })
    }

    fn document(&self, which: Filed) -> Result<Option<Row>, ArchiveError> {
        self.with_store(|store| search::document(store, which))
    }

    fn find(&self, wanted: &Wanted, before: Option<Place>, limit: usize) -> Result<Found, ArchiveError> {
        self.with_store(|store| search::find(store, wanted, before, limit))
    }

    fn incidents(
        &self,
        before: Option<IncidentRef>,
        limit: usize,
    ) -> Result<Vec<(IncidentRef, Vec<u8>)>, ArchiveError> {
        let key = |which| document::key(Filed::Incident(which));
        let end = key(before.unwrap_or(IncidentRef(u32::MAX)));
        self.with_store(|store| {
            let entries = store.range_back(Tree::Documents, &key(IncidentRef(0)), &end).take(limit);
            entries
                .map(|entry| {
                    let (key, value) = entry?;
                    let Some(Filed::Incident(which)) = document::read_key(&key) else {
                        return Err("there is a key that is none of an incident".to_owned());
                    };
                    Ok((which, document::decode(Filed::Incident(which), &value)?.document()?))
                })
                .collect()
        })
    }

    /// Works whatever state the files are in. They are kept aside if reading them had failed.
    fn clear(&self) -> Result<(), ArchiveError> {
        let archive = self.dir.join(ARCHIVE_DIR);
        let failed = |error: io::Error| ArchiveError(format!("`{}`: {error}", archive.display()));
        let mut store = self.store.write().unwrap_or_else(PoisonError::into_inner);
        *store = None;
        if self.suspect.swap(false, Ordering::Relaxed) && archive.exists() {
            let kept_at = set_aside(&self.dir, &archive).map_err(failed)?;
            tracing::warn!(kept_at = %kept_at.display(), "the archive was set aside; a new one is filled from the journal");
        }
        match fs::remove_dir_all(&archive) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        *store = Some(make(&archive)?);
        Ok(())
    }
}

/// Makes an empty archive. The format document comes last: without it the folder is set aside when it is next opened.
fn make(archive: &Path) -> Result<Store, ArchiveError> {
    let failed = |error: io::Error| ArchiveError(format!("`{}` can't be made: {error}", archive.display()));
    fs::create_dir_all(archive).map_err(failed)?;
    let store = Store::open(archive).map_err(ArchiveError)?;
    store.flush().map_err(ArchiveError)?;
    let document = serde_json::to_vec(&Format::current()).map_err(|error| failed(error.into()))?;
    fs::write(archive.join(FORMAT_FILE), document).map_err(failed)?;
    store.flush().map_err(ArchiveError)?;
    Ok(store)
}

/// Two archives on the same files would each take the other's writes for damage.
fn refuse_if_in_use(archive: &Path) -> Result<(), ArchiveError> {
    match sled_store::is_in_use(archive) {
        true => Err(ArchiveError(format!("`{}` is in use by another process: stop it first", archive.display()))),
        false => Ok(()),
    }
}

/// Opens what is there. The error says why it is not to be used. The engine does not say whether its files are bad or the system
/// refused it something, so what it can't open counts as bad only where files can be written beside it.
fn reopen(archive: &Path) -> Result<Store, Unusable> {
    let unread = |name: &str, error: &io::Error| match proves_damage(error.kind()) {
        true => Unusable::Damaged(format!("`{name}` can't be read: {error}")),
        false => Unusable::Refused(format!("`{name}` can't be read: {error}")),
    };
    let document = fs::read(archive.join(FORMAT_FILE)).map_err(|error| unread(FORMAT_FILE, &error))?;
    match serde_json::from_slice::<Format>(&document) {
        Ok(format) if format == Format::current() => {}
        Ok(format) => {
            let what = format!("it is of format `{}` {} on `{}`", format.format, format.number, format.engine);
            return Err(Unusable::Damaged(what));
        }
        Err(error) => return Err(Unusable::Damaged(format!("`{FORMAT_FILE}` is no format document: {error}"))),
    }
    // The engine would make an empty one in silence.
    for file in ["db", "conf"] {
        match fs::metadata(archive.join(file)) {
            Ok(found) if found.is_file() => {}
            Ok(_) => return Err(Unusable::Damaged(format!("`{file}` is gone"))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Unusable::Damaged(format!("`{file}` is gone")));
            }
            Err(error) => return Err(unread(file, &error)),
        }
    }
    let opened = Store::open(archive).and_then(|store| {
        note(&store)?;
        checkpoint_versions(&store)?;
        Ok(store)
    });
    opened.map_err(|what| match probe(archive) {
        Ok(()) => Unusable::Damaged(what),
        Err(refused) => Unusable::Refused(format!("{what}; nothing can be written there: {refused}")),
    })
}

/// Whether all of the archive's files can be read and new ones written beside them.
fn probe(archive: &Path) -> io::Result<()> {
    for file in ["db", "conf"] {
        fs::OpenOptions::new().read(true).write(true).open(archive.join(file))?;
    }
    let path = archive.join("probe");
    let written = fs::File::create(&path).and_then(|mut file| {
        file.write_all(&vec![0x5A; ARCHIVE_PROBE_BYTES])?;
        file.sync_all()
    });
    let removed = fs::remove_file(&path);
    written.and(removed)
}

fn note(store: &Store) -> Result<Note, StoreError> {
    store.get(Tree::Documents, NOTE_KEY)?.map_or(Ok(Note::default()), |value| Note::decode(&value))
}

/// Versions that have a header, ascending.
fn checkpoint_versions(store: &Store) -> Result<Vec<Version>, StoreError> {
    let mut versions = Vec::new();
    let mut from = checkpoint::header_key(Version(0));
    // From header to header, without reading the chunks between.
    while let Some(entry) = store.range(Tree::Checkpoints, &from, &[0xFF; 13]).next() {
        let (key, _) = entry?;
        let (version, is_header) = checkpoint::read_key(&key).ok_or("there is a key that is none of a checkpoint")?;
        if is_header {
            versions.push(version);
        }
        from = checkpoint::header_key(version.next());
    }
    Ok(versions)
}

fn read_checkpoint(store: &Store, version: Version) -> Result<Vec<u8>, StoreError> {
    let mut entries =
        store.range(Tree::Checkpoints, &checkpoint::header_key(version), &checkpoint::header_key(version.next()));
    let (_, header) = entries.next().ok_or("it is gone")??;
    let header = Header::decode(&header)?;
    let mut packed = Vec::new();
    for entry in entries {
        packed.extend_from_slice(&entry?.1);
    }
    header.unpack(&packed)
}

/// The header first, so that no half of a checkpoint is ever believed.
fn remove_checkpoint(store: &Store, version: Version) -> Result<(), StoreError> {
    let (from, to) = (checkpoint::header_key(version), checkpoint::header_key(version.next()));
    loop {
        let keys: Result<Vec<_>, _> = store
            .range(Tree::Checkpoints, &from, &to)
            .take(CHUNKS_PER_BATCH)
            .map(|entry| Ok::<_, StoreError>(entry?.0))
            .collect();
        let changes: Changes = keys?.into_iter().map(|key| (key, None)).collect();
        if changes.is_empty() {
            return Ok(());
        }
        store.apply(Tree::Checkpoints, changes)?;
    }
}
