//! `ANCHOR`: the journal's last version and hash in a file of its own, so that a journal that has become shorter is noticed.
//! Two slots written in turn; a thread writes while there are appends. What the anchor means is decided where it is opened.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use domain::ids::{Digest, Version};
use domain::ports::Head;

use crate::durable;

pub(crate) const ANCHOR_FILE: &str = "ANCHOR";
const MAGIC: &[u8; 8] = b"WRANCHOR";
const FORMAT: u32 = 1;
/// A slot fills a page of its own, so that a torn write of one cannot reach the other.
const SLOT_BYTES: u64 = 4096;
/// Magic, format, sequence, version, hash, checksum.
const USED_BYTES: usize = 8 + 4 + 8 + 8 + 32 + 4;

/// What the two slots say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Anchored {
    pub head: Head,
    sequence: u64,
    /// Slots that do not read. One is what a power cut may leave; both are a lost anchor, and no `Anchored`.
    pub bad_slots: u8,
}

/// Reads the anchor. `None`: there is no such file. An error of kind `InvalidData` says that neither slot reads.
pub(crate) fn read(dir: &Path) -> io::Result<Option<Anchored>> {
    let bytes = match std::fs::read(dir.join(ANCHOR_FILE)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let slots =
        [decode(bytes.get(..USED_BYTES)), decode(bytes.get(SLOT_BYTES as usize..).and_then(|b| b.get(..USED_BYTES)))];
    let bad_slots = slots.iter().filter(|slot| slot.is_none()).count() as u8;
    match slots.into_iter().flatten().max_by_key(|(sequence, _)| *sequence) {
        Some((sequence, head)) => Ok(Some(Anchored { head, sequence, bad_slots })),
        None => Err(io::Error::new(ErrorKind::InvalidData, "neither of its two slots reads")),
    }
}

/// Makes an anchor file anew, with `head` in both slots.
pub(crate) fn create(dir: &Path, head: Head) -> io::Result<()> {
    let mut bytes = vec![0; 2 * SLOT_BYTES as usize];
    for sequence in 0..2_u64 {
        let at = (slot_of(sequence)) as usize;
        bytes[at..at + USED_BYTES].copy_from_slice(&encode(sequence, head));
    }
    durable::replace(&dir.join(ANCHOR_FILE), &bytes)
}

fn slot_of(sequence: u64) -> u64 {
    (sequence % 2) * SLOT_BYTES
}

fn encode(sequence: u64, head: Head) -> [u8; USED_BYTES] {
    let mut slot = [0; USED_BYTES];
    slot[..8].copy_from_slice(MAGIC);
    slot[8..12].copy_from_slice(&FORMAT.to_le_bytes());
    slot[12..20].copy_from_slice(&sequence.to_le_bytes());
    slot[20..28].copy_from_slice(&head.version.0.to_le_bytes());
    slot[28..60].copy_from_slice(&head.hash.0);
    let checksum = crc32c::crc32c(&slot[..60]);
    slot[60..].copy_from_slice(&checksum.to_le_bytes());
    slot
}

fn decode(slot: Option<&[u8]>) -> Option<(u64, Head)> {
    let slot: &[u8; USED_BYTES] = slot?.try_into().ok()?;
    let checksum = u32::from_le_bytes(*slot.last_chunk()?);
    if &slot[..8] != MAGIC || slot[8..12] != FORMAT.to_le_bytes() || crc32c::crc32c(&slot[..60]) != checksum {
        return None;
    }
    let number = |at: usize| slot[at..].first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
    let hash = Digest(*slot[28..].first_chunk()?);
    Some((number(12)?, Head { version: Version(number(20)?), hash }))
}

/// Keeps the anchor close behind the journal: a period after the first append that it does not cover, and when told to.
pub(crate) struct AnchorKeeper {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    file: Mutex<SlotFile>,
    state: Mutex<State>,
    wake: Condvar,
    written: Condvar,
}

struct SlotFile {
    file: File,
    sequence: u64,
    head: Head,
}

struct State {
    wanted: Head,
    written: Head,
    stopping: bool,
    failed: Option<String>,
}

impl AnchorKeeper {
    pub(crate) fn start(dir: &Path, from: Anchored, period: Duration) -> io::Result<AnchorKeeper> {
        let file = OpenOptions::new().write(true).open(dir.join(ANCHOR_FILE))?;
        let shared = Arc::new(Shared {
            file: Mutex::new(SlotFile { file, sequence: from.sequence, head: from.head }),
            state: Mutex::new(State { wanted: from.head, written: from.head, stopping: false, failed: None }),
            wake: Condvar::new(),
            written: Condvar::new(),
        });
        let thread = std::thread::Builder::new().name("journal-anchor".to_owned()).spawn({
            let shared = Arc::clone(&shared);
            move || shared.run(period)
        })?;
        Ok(AnchorKeeper { shared, thread: Some(thread) })
    }

    /// The journal stands at `head` now. Fails if writing the anchor failed before.
    pub(crate) fn follow(&self, head: Head) -> Result<(), String> {
        let mut state = lock(&self.shared.state);
        if let Some(error) = &state.failed {
            return Err(error.clone());
        }
        let idle = state.wanted == state.written;
        state.wanted = head;
        // Once awake, the thread waits for its period and needs no second call.
        if idle {
            self.shared.wake.notify_one();
        }
        Ok(())
    }

    /// Writes the anchor now.
    pub(crate) fn write(&self, head: Head) -> Result<(), String> {
        self.follow(head)?;
        self.shared.write(head)
    }

    pub(crate) fn written(&self) -> Head {
        lock(&self.shared.state).written
    }

    /// Stops the thread and writes the last head.
    pub(crate) fn close(&mut self) -> Result<(), String> {
        lock(&self.shared.state).stopping = true;
        self.shared.wake.notify_one();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            return Err("the thread that writes the anchor panicked".to_owned());
        }
        let state = lock(&self.shared.state);
        match &state.failed {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }
}

impl Drop for AnchorKeeper {
    fn drop(&mut self) {
        if let Err(error) = self.close() {
            tracing::error!(%error, "the anchor of the journal could not be written on close");
        }
    }
}

impl Shared {
    fn run(&self, period: Duration) {
        loop {
            let mut state = lock(&self.state);
            while state.wanted == state.written && !state.stopping {
                state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            let due = Instant::now() + period;
            while !state.stopping && Instant::now() < due {
                let left = due.saturating_duration_since(Instant::now());
                state = self.wake.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
            }
            let (wanted, stopping, stale) = (state.wanted, state.stopping, state.wanted != state.written);
            drop(state);
            if stale && self.write(wanted).is_err() || stopping {
                return;
            }
        }
    }

    fn write(&self, head: Head) -> Result<(), String> {
        let mut file = lock(&self.file);
        let result = file.write(head);
        let head = file.head;
        drop(file);
        let mut state = lock(&self.state);
        match &result {
            Ok(()) => state.written = head,
            Err(error) => state.failed = Some(error.clone()),
        }
        drop(state);
        self.written.notify_all();
        result
    }
}

impl SlotFile {
    /// An older head than the one in the file (the thread was overtaken by a checkpoint) is left out.
    fn write(&mut self, head: Head) -> Result<(), String> {
        if head.version <= self.head.version {
            return Ok(());
        }
        let sequence = self.sequence + 1;
        self.file
            .write_all_at(&encode(sequence, head), slot_of(sequence))
            .and_then(|()| self.file.sync_data())
            .map_err(|error| format!("the anchor could not be written: {error}"))?;
        self.sequence = sequence;
        self.head = head;
        Ok(())
    }
}

/// A panic elsewhere leaves these values whole: each is set in one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(version: u64) -> Head {
        Head { version: Version(version), hash: Digest::of(&version.to_le_bytes()) }
    }

    fn keeper(dir: &Path, period: Duration) -> AnchorKeeper {
        let from = read(dir).unwrap().unwrap();
        AnchorKeeper::start(dir, from, period).unwrap()
    }

    /// Long enough that only what a test asks for is written.
    const NEVER: Duration = Duration::from_secs(3600);

    #[test]
    fn the_last_write_is_read() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path()).unwrap(), None);
        create(dir.path(), Head::default()).unwrap();
        let keeper = keeper(dir.path(), NEVER);
        for version in 1..=5 {
            keeper.write(head(version)).unwrap();
            assert_eq!(read(dir.path()).unwrap().unwrap().head, head(version));
        }
    }

    #[test]
    fn one_bad_slot_leaves_the_other_and_two_leave_none() {
        let dir = tempfile::tempdir().unwrap();
        create(dir.path(), Head::default()).unwrap();
        let keeper = keeper(dir.path(), NEVER);
        keeper.write(head(1)).unwrap();
        keeper.write(head(2)).unwrap();
        drop(keeper);

        let path = dir.path().join(ANCHOR_FILE);
        let whole = std::fs::read(&path).unwrap();
        for byte in (0..USED_BYTES).chain(SLOT_BYTES as usize..SLOT_BYTES as usize + USED_BYTES) {
            let mut flipped = whole.clone();
            flipped[byte] ^= 0x10;
            std::fs::write(&path, &flipped).unwrap();
            let anchored = read(dir.path()).unwrap().unwrap();
            // Sequences 2 and 3 (0 and 1 are from creation): version 1 in the first slot, version 2 in the second.
            assert_eq!(anchored.head, head(if byte < USED_BYTES { 2 } else { 1 }), "byte {byte}");
            assert_eq!(anchored.bad_slots, 1);
        }
        std::fs::write(&path, vec![0; whole.len()]).unwrap();
        assert_eq!(read(dir.path()).unwrap_err().kind(), ErrorKind::InvalidData);
        std::fs::write(&path, b"").unwrap();
        assert_eq!(read(dir.path()).unwrap_err().kind(), ErrorKind::InvalidData);
    }

    #[test]
    fn an_older_head_does_not_replace_a_newer_one() {
        let dir = tempfile::tempdir().unwrap();
        create(dir.path(), Head::default()).unwrap();
        let keeper = keeper(dir.path(), NEVER);
        keeper.write(head(9)).unwrap();
        keeper.shared.write(head(3)).unwrap();
        assert_eq!(read(dir.path()).unwrap().unwrap().head, head(9));
    }

    #[test]
    fn it_is_written_a_period_after_an_append() {
        let dir = tempfile::tempdir().unwrap();
        create(dir.path(), Head::default()).unwrap();
        let keeper = keeper(dir.path(), Duration::from_millis(1));
        keeper.follow(head(4)).unwrap();
        let mut state = lock(&keeper.shared.state);
        while state.written != head(4) {
            state = keeper.shared.written.wait(state).unwrap();
        }
        assert_eq!(read(dir.path()).unwrap().unwrap().head, head(4));
    }

    #[test]
    fn it_is_written_on_close() {
        let dir = tempfile::tempdir().unwrap();
        create(dir.path(), Head::default()).unwrap();
        let mut keeper = keeper(dir.path(), NEVER);
        keeper.follow(head(4)).unwrap();
        assert_eq!(read(dir.path()).unwrap().unwrap().head, Head::default());
        keeper.close().unwrap();
        assert_eq!(read(dir.path()).unwrap().unwrap().head, head(4));
    }

    #[test]
    fn after_a_failed_write_it_takes_no_more() {
        let dir = tempfile::tempdir().unwrap();
        create(dir.path(), Head::default()).unwrap();
        let keeper = keeper(dir.path(), NEVER);
        // A file opened for reading refuses to be written.
        lock(&keeper.shared.file).file = File::open(dir.path().join(ANCHOR_FILE)).unwrap();
        assert!(keeper.write(head(1)).unwrap_err().contains("could not be written"));
        assert!(keeper.follow(head(2)).is_err());
    }
}
