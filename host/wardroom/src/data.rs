//! A data directory: where everything lies in it, and opening it with everything wired to everything.
//!
//! ```text
//! DIR/LOCK         held by the process that uses it
//!     FORMAT.json  which format the journal is in
//!     ANCHOR       how far the journal is known to reach
//!     journal/     the truth
//!     keys         keys of sealed fields, apart from the journal
//!     archive/     checkpoints and closed incidents; rebuilt from the journal when lost
//!     positions    where units last were; written over
//!     trails/      where units on incidents were, a file a day, if the county keeps that
//!     callers/     which calls were of one caller, a file a day with its own key, if the county keeps that
//!     components/  the bytes of installed plugins, by digest
//!     cache/       their compiled code; rebuilt when lost
//!     set-aside/   what was found damaged and replaced
//!     owner.token  the bearer token of whoever owns it
//! ```
//!
//! It is for its owner alone.

use std::fs::{File, TryLockError};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread::JoinHandle;

use archive::SledArchive;
use domain::clock::judge::Traces;
use domain::command::Envelope;
use domain::event::Event;
use domain::ids::{Digest, SubjectRef};
use domain::limits::{CLOCK_STEP_MS, ERASED_QUEUE_MAX};
use domain::ports::{Archive, Done, Journal, JournalRead, KeyStore, Room};
use domain::refusal::Refusal;
use domain::refusal::room::RoomRefusal;
use domain::state::State;
use domain::time::TimeMs;
use journal::{FjallJournal, rewritten};
use runtime::{Runtime, Shelf};
use sequencer::recovery::{Recovered, recover};
use sequencer::{Parts, Sequencer};
use tempfile::TempDir;

use crate::clock::{SystemClock, slept_ms};
use crate::commands::compile;
use crate::fault::Fault;
use crate::history;
use crate::output::Session;
use crate::private;
use crate::progress;
use crate::text::{phrase, sentence};
use crate::watched;

mod keys;

pub use keys::{destroy_nobodys_keys, look_at_keys, open_keys};

/// What a directory holds in which a journal was ever made.
const OURS: [&str; 3] = ["FORMAT.json", "ANCHOR", "journal"];

/// The places in a data directory.
pub struct DataDir {
    root: PathBuf,
}

impl DataDir {
    pub fn at(root: &Path) -> DataDir {
        DataDir { root: root.to_owned() }
    }

    /// Refuses a directory that holds nothing of ours, instead of making an empty county there.
    pub fn existing(root: &Path, session: Session) -> Result<DataDir, Fault> {
        let data = DataDir::at(root);
        if data.exists() {
            return Ok(data);
        }
        // One that can't be looked into may hold a county.
        let names = OURS.iter().map(|name| root.join(name));
        if let Some(refused) = names.filter_map(|path| path.try_exists().err()).next() {
            let fault = Fault::failed(sentence!(session, "data.file-fault", file = root.display(), fault = refused));
            return Err(fault.help(phrase!(session, "data.cant-help")));
        }
        let fault = Fault::bad_input(sentence!(session, "data.no-data-directory", data = root.display()));
        Err(fault.help(phrase!(session, "data.no-data-directory-help")))
    }

    /// Whether a journal was ever made here. What is left of a broken one counts.
    pub fn exists(&self) -> bool {
        OURS.iter().any(|name| self.root.join(name).exists())
    }

    /// When the file that says the format, which is written once, came to where it is.
    fn came_at(&self) -> Option<TimeMs> {
        let came = std::fs::metadata(self.root.join("FORMAT.json")).ok()?;
        Some(TimeMs(came.ctime().saturating_mul(1000)))
    }

    /// Refuses a directory that a server works on: looking at it would mislead, and repairing it would do harm.
    pub fn refuse_if_in_use(&self, session: Session) -> Result<(), Fault> {
        let lock = File::open(self.root.join("LOCK"));
        // Without the file, or without a right to it, nothing says that anybody is there; the journal looks again.
        match lock.map(|lock| lock.try_lock_shared()) {
            Ok(Err(TryLockError::WouldBlock)) => {
                Err(Fault::failed(sentence!(session, "data.in-use", data = self.root.display())))
            }
            _ => Ok(()),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn archive(&self) -> PathBuf {
        self.root.join("archive")
    }

    pub fn keys(&self) -> PathBuf {
        self.root.join("keys").join("keys")
    }

    pub fn set_aside(&self) -> PathBuf {
        self.root.join("set-aside")
    }

    pub fn owner_token(&self) -> PathBuf {
        self.root.join("owner.token")
    }

    /// Makes it for its owner alone; one that others could look into is closed to them.
    fn keep_private(&self, session: Session) -> Result<(), Fault> {
        if let Some(parent) = self.root.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            let failed =
                |error| Fault::failed(sentence!(session, "data.file-fault", file = parent.display(), fault = error));
            std::fs::create_dir_all(parent).map_err(failed)?;
        }
        let failed =
            |error| Fault::failed(sentence!(session, "data.file-fault", file = self.root.display(), fault = error));
        private::make_folder(&self.root).map_err(failed)?;
        match private::close_to_others(&self.root) {
            // In a new one there was nothing to look at yet.
            Ok(closed) if !closed || !self.exists() => {}
            Ok(_) => session.warn(&sentence!(session, "serve.data-was-open", folder = self.root.display())),
            // It is somebody else's, say, or on a file system that knows no rights.
            Err(error) => session.warn(&sentence!(session, "serve.data-is-open", folder = self.root.display(), error)),
        }
        Ok(())
    }

    pub fn callers(&self) -> PathBuf {
        self.root.join("callers")
    }

    pub fn positions(&self) -> PathBuf {
        self.root.join("positions")
    }

    pub fn trails(&self) -> PathBuf {
        self.root.join("trails")
    }

    fn components(&self) -> PathBuf {
        self.root.join("components")
    }

    fn cache(&self) -> PathBuf {
        self.root.join("cache")
    }

    /// The archive, if there is one that can be used. Nothing is set aside for it.
    pub fn archive_as_it_is(&self) -> Option<SledArchive> {
        SledArchive::open_as_it_is(&self.root).ok().flatten()
    }

    /// Plugins that new work, a running incident or a workflow under way is to ask, and whose bytes are not there.
    pub fn missing_components(&self, state: &State) -> Vec<MissingComponent> {
        let missing = |digest: Digest| {
            // The runtime's way of naming them.
            let file = self.components().join(format!("{digest}.wasm"));
            let installed = state.plugins.installed.get(&digest)?;
            let (plugin, version) = (installed.name().to_owned(), installed.version().to_owned());
            (!file.exists()).then_some(MissingComponent { plugin, version, digest, file })
        };
        state.versions_in_use().into_iter().filter_map(missing).collect()
    }
}

pub struct MissingComponent {
    pub plugin: String,
    pub version: String,
    pub digest: Digest,
    pub file: PathBuf,
}

/// A data directory that is open, with its state at the journal's end. Nobody else can open it meanwhile.
pub struct Opened {
    journal: FjallJournal,
    archive: Arc<dyn Archive>,
    runtime: Arc<Runtime>,
    state: State,
    /// When the directory's oldest file came to where it is.
    came_at: Option<TimeMs>,
}

/// The archive, emptied if it was not to be used: it is filled from the journal then.
fn open_archive(data: &DataDir, session: Session) -> Result<Arc<dyn Archive>, Fault> {
    let (archive, found) = SledArchive::open(&data.root).map_err(|error| Fault::failed(error.to_string()))?;
    if let archive::Opened::SetAside { reason, kept_at } = found {
        session.warn(&sentence!(session, "serve.archive-set-aside", why = reason, kept = kept_at.display()));
    }
    Ok(Arc::new(archive))
}

impl Opened {
    /// Opens it, or makes it with an empty county.
    pub fn open(data: &DataDir, session: Session) -> Result<Opened, Fault> {
        data.keep_private(session)?;
        let mut journal = FjallJournal::open(&data.root).map_err(|error| Fault::failed(error.to_string()))?;
        let archive = open_archive(data, session)?;
        let spinner = progress::spinner(phrase!(session, "data.recovering"));
        let recovered = recover(journal.reader().as_ref(), archive.as_ref());
        spinner.finish_and_clear();
        let Recovered { mut state, notes, rewritten, .. } =
            recovered.map_err(|error| Fault::failed(error.to_string()).help(phrase!(session, "verify.help")))?;
        notes.iter().for_each(|note| session.warn(note));
        let failed = |error: &dyn std::fmt::Display| Fault::failed(error.to_string());
        let untold = history::untold(&data.root, rewritten, &state).map_err(|error| failed(&error))?;
        history::tell(&mut journal, &mut state, untold).map_err(|error| failed(&error))?;
        rewritten::told(&data.root).map_err(|error| failed(&error))?;
        for trace in &state.rewritten {
            session.warn(&history::told(trace, session));
        }
        let shelf = Shelf { kept: state.plugins.installed.keys().copied().collect(), in_use: state.versions_in_use() };
        let runtime =
            Runtime::open_on(&data.components(), &data.cache(), compile::compiler(), &shelf).map_err(Fault::failed)?;
        for missing in data.missing_components(&state) {
            let (plugin, version, digest) = (&missing.plugin, &missing.version, missing.digest.short());
            session.warn(&sentence!(session, "data.component-missing", plugin, version, digest));
        }
        Ok(Opened { journal, archive, runtime, state, came_at: data.came_at() })
    }

    /// The files were laid here after the journal's last entry: they come from a backup.
    fn restored_after(&self, last: TimeMs) -> bool {
        self.came_at.is_some_and(|came_at| came_at.0 > last.0.saturating_add(CLOCK_STEP_MS as i64))
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    pub fn runtime(&self) -> &Arc<Runtime> {
        &self.runtime
    }

    pub fn archive(&self) -> &Arc<dyn Archive> {
        &self.archive
    }

    /// Reads the journal beside the sequencer.
    pub fn reader(&self) -> Arc<dyn JournalRead> {
        self.journal.reader()
    }

    /// Starts the county's sequencer.
    pub fn start(self) -> Running {
        let traces = Traces { slept_ms: slept_ms(), restored: self.restored_after(self.state.at) };
        let parts = Parts {
            journal: Box::new(self.journal),
            archive: self.archive,
            decide: self.runtime,
            clock: Arc::new(SystemClock::start()),
            traces,
        };
        Running { sequencer: Sequencer::start(self.state, parts) }
    }
}

/// A county's room at work.
pub struct Running {
    sequencer: Sequencer,
}

impl Running {
    pub fn room(&self) -> Arc<dyn Room> {
        self.sequencer.room()
    }

    /// From here on the key of a subject is destroyed as soon as it is durable that the subject is erased.
    pub fn destroy_keys(&self, keys: Arc<dyn KeyStore>) -> std::io::Result<()> {
        destroy_erased_keys(&self.room(), keys).map(drop)
    }

    /// Does a command and waits until it is durable.
    pub fn submit(&self, envelope: Envelope) -> Result<Done, Refusal> {
        let (answer, answered) = sync_channel(1);
        // The receiver lives until the answer is there.
        self.room().submit(envelope, Box::new(move |result| drop(answer.send(result))));
        answered.recv().unwrap_or_else(|_| Err(RoomRefusal::Stopped.into()))
    }

    /// Drains what is queued, keeps a checkpoint, closes the journal.
    pub fn stop(self) {
        self.sequencer.stop();
    }
}

/// Destroys keys on a thread of its own: the committer, who says what is durable, does not wait for the key store's sync. It
/// does wait if the thread falls far behind, so that no more than these keys outlive their erasure.
fn destroy_erased_keys(room: &Arc<dyn Room>, keys: Arc<dyn KeyStore>) -> std::io::Result<JoinHandle<()>> {
    let (erased, inbox) = sync_channel::<SubjectRef>(ERASED_QUEUE_MAX);
    let destroy = move || {
        for subject in inbox {
            if let Err(error) = keys.erase(subject) {
                tracing::error!(%error, %subject, "an erased subject's key is still there; the next start destroys it");
            }
        }
    };
    let thread = watched::spawn(room, "key-eraser".to_owned(), destroy)?;
    let to_thread = erased.clone();
    room.watch(Box::new(move |committed| {
        for subject in committed.batch.events.iter().filter_map(Event::erased) {
            // The thread lives as long as this listener.
            let _ = to_thread.send(subject);
        }
    }));
    // What was erased between opening the key store and watching; of the rest there is no key any more.
    room.state().erased.iter().for_each(|subject| {
        // The thread at the other end lives as long as this.
        let _ = erased.send(subject);
    });
    Ok(thread)
}

/// A runtime in a folder that vanishes with it, for what is only looked at or simulated.
pub struct Scratch {
    runtime: Arc<Runtime>,
    _folder: TempDir,
}

impl Scratch {
    /// What it compiles is kept for the next time in this user's cache (`XDG_CACHE_HOME`, or `~/.cache`), if there is one that
    /// can be used.
    pub fn new() -> Result<Scratch, Fault> {
        let folder = TempDir::with_prefix("wardroom-").map_err(|error| Fault::failed(error.to_string()))?;
        let components = folder.path().join("components");
        let in_cache = user_cache().and_then(|cache| Runtime::open(&components, &cache, compile::compiler()).ok());
        let runtime = match in_cache {
            Some(runtime) => runtime,
            None => {
                Runtime::open(&components, &folder.path().join("cache"), compile::compiler()).map_err(Fault::failed)?
            }
        };
        Ok(Scratch { runtime, _folder: folder })
    }

    pub fn runtime(&self) -> &Arc<Runtime> {
        &self.runtime
    }
}

fn user_cache() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")))?;
    Some(cache.join("wardroom"))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use domain::event::{Batch, IncidentEvent};
    use domain::hooks::HookFailure;
    use domain::ids::{AssessmentRef, Digest, IncidentRef, InstanceRef, UnitRef};
    use domain::ports::{Clocks, Committed, Listener, Rehearsed, Reply, RoomHealth};
    use domain::unit::Fix;
    use domain::unit::position::{Doubted, Offered};
    use journal::MemoryKeyStore;

    use super::*;

    /// A room in which nothing happens but what the test says.
    #[derive(Default)]
    struct StillRoom {
        state: Arc<State>,
        listener: Mutex<Option<Listener>>,
        threads: Mutex<Vec<(String, Option<String>)>>,
    }

    impl Room for StillRoom {
        fn state(&self) -> Arc<State> {
            self.state.clone()
        }
        fn submit(&self, _: Envelope, _: Reply) {}
        fn offer_positions(&self, _: &domain::scope::Authority, _: &[(UnitRef, Fix)]) -> Offered {
            Offered::default()
        }
        fn doubted_position(&self, _: UnitRef) -> Option<Doubted> {
            None
        }
        fn watch(&self, listener: Listener) {
            *self.listener.lock().unwrap() = Some(listener);
        }
        fn health(&self) -> RoomHealth {
            RoomHealth::default()
        }
        fn assess_again(&self, _: AssessmentRef) -> Option<Result<String, HookFailure>> {
            None
        }

        fn rehearse_migration(&self, _: Digest, _: &[InstanceRef]) -> Vec<Rehearsed> {
            Vec::new()
        }
        fn note_thread(&self, name: &str, ended: Option<String>) {
            self.threads.lock().unwrap().push((name.to_owned(), ended));
        }
        fn now(&self) -> TimeMs {
            TimeMs(0)
        }
        fn clocks(&self) -> Clocks {
            Clocks::default()
        }
    }

    #[test]
    fn the_key_goes_when_its_erasure_is_durable_or_was_before_anybody_watched() {
        let keys = Arc::new(MemoryKeyStore::seeded(7));
        for subject in 1..=3 {
            keys.create(SubjectRef(subject)).unwrap();
        }
        let mut state = State::default();
        state.erased.insert(SubjectRef(1));
        let still = Arc::new(StillRoom { state: Arc::new(state), ..StillRoom::default() });
        let room: Arc<dyn Room> = still.clone();
        let thread = destroy_erased_keys(&room, keys.clone()).unwrap();
        let mut batch: Batch = serde_json::from_value(serde_json::json!({
            "version": 1, "at": 0, "author": "system", "command": "tick", "events": []
        }))
        .unwrap();
        batch
            .events
            .push(Event::Incident(IncidentEvent::SubjectErased { incident: IncidentRef(1), subject: SubjectRef(2) }));
        let listener = still.listener.lock().unwrap().take().unwrap();
        listener(&Committed { batch: Arc::new(batch), state: room.state() });
        drop(listener);
        thread.join().unwrap();
        let kept = [1, 2, 3].map(|subject| keys.get(SubjectRef(subject)).unwrap().is_some());
        assert_eq!(kept, [false, false, true]);
        assert_eq!(*still.threads.lock().unwrap(), [("key-eraser".to_owned(), None)]);
    }

    /// A key store that breaks takes its thread along, and the room hears of it.
    #[test]
    fn a_thread_that_panics_is_missed() {
        let still = Arc::new(StillRoom::default());
        let room: Arc<dyn Room> = still.clone();
        let thread = watched::spawn(&room, "key-eraser".to_owned(), || panic!("as asked")).unwrap();
        thread.join().unwrap_err();
        let told = still.threads.lock().unwrap().last().cloned();
        assert_eq!(told, Some(("key-eraser".to_owned(), Some("it panicked; the log says more".to_owned()))));
    }
}
