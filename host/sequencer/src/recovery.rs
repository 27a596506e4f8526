//! Start-up: the latest good checkpoint and the journal's tail, or the whole journal. The archive is brought up to the
//! journal's end on the way.

use std::collections::BTreeMap;

use domain::event::Batch;
use domain::ids::*;
use domain::limits::CHECKPOINT_EVERY_BATCHES;
use domain::ports::{Archive, ArchiveError, JournalError, JournalRead};
use domain::state::State;

// Also for who plays a county without a room around it.
pub use crate::room::archivist::{apply, collect};

/// Documents gathered before they are written to the archive.
const DOCUMENTS_PER_WRITE: usize = 1_000;

/// A state at the journal's end.
pub struct Recovered {
    pub state: State,
    /// The checkpoint it began with.
    pub from_checkpoint: Option<Version>,
    /// Batches folded after it.
    pub replayed: u64,
    /// What a person should know of how it went.
    pub notes: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum RecoverError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("record {version} of the journal can't be understood: {what}")]
    Unreadable { version: Version, what: String },
    #[error("record {version} of the journal says it is version {says}")]
    Misnumbered { version: Version, says: Version },
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

/// Recovers the state and fills the archive up. Archive and journal are at the same version afterwards.
pub fn recover(reader: &dyn JournalRead, archive: &dyn Archive) -> Result<Recovered, RecoverError> {
    let mut notes = Vec::new();
    let head = reader.head().version;
    if archive.applied() > head {
        notes.push(format!("the archive was ahead of the journal ({} > {head}) and is rebuilt", archive.applied()));
        archive.clear()?;
    }
    let checkpoint = read_checkpoint(archive, head, &mut notes);
    // The archive needs every batch it has not seen; a checkpoint beyond that would skip some.
    let checkpoint = checkpoint.filter(|state| state.version <= archive.applied());
    let from_checkpoint = checkpoint.as_ref().map(|state| state.version);
    let mut state = checkpoint.unwrap_or_default();
    let started_at = state.version;
    let mut documents = BTreeMap::new();
    replay(reader, &mut state, &mut |batch, state| {
        if batch.version > archive.applied() {
            collect(archive, batch, state, &mut documents)?;
        }
        if documents.len() >= DOCUMENTS_PER_WRITE {
            apply(archive, batch.version, std::mem::take(&mut documents))?;
        }
        Ok(())
    })?;
    if archive.applied() < state.version {
        apply(archive, state.version, documents)?;
    }
    let replayed = state.version.0 - started_at.0;
    // Else a server that is killed again and again before its first checkpoint would read more at every start.
    if replayed >= CHECKPOINT_EVERY_BATCHES
        && let Err(error) = archive.save_checkpoint(state.version, &state.encode())
    {
        notes.push(format!("no checkpoint was kept after the long replay: {error}"));
    }
    Ok(Recovered { state, from_checkpoint, replayed, notes })
}

/// Folds everything that the journal has after the state's version into it.
pub fn replay(
    reader: &dyn JournalRead,
    state: &mut State,
    each: &mut dyn FnMut(&Batch, &State) -> Result<(), RecoverError>,
) -> Result<(), RecoverError> {
    let mut failure = None;
    reader.read(state.version.next(), &mut |version, _, bytes| {
        let step = fold_record(state, version, bytes).and_then(|batch| each(&batch, state));
        failure = step.err();
        failure.is_none()
    })?;
    failure.map_or(Ok(()), Err)
}

fn fold_record(state: &mut State, version: Version, bytes: &[u8]) -> Result<Batch, RecoverError> {
    let batch = Batch::decode(bytes).map_err(|what| RecoverError::Unreadable { version, what })?;
    if batch.version != version {
        return Err(RecoverError::Misnumbered { version, says: batch.version });
    }
    state.fold(&batch);
    Ok(batch)
}

fn read_checkpoint(archive: &dyn Archive, head: Version, notes: &mut Vec<String>) -> Option<State> {
    let (version, bytes) = match archive.latest_checkpoint() {
        Ok(found) => found?,
        Err(error) => {
            notes.push(format!("the checkpoints can't be read, so the whole journal is: {error}"));
            return None;
        }
    };
    if version > head {
        notes.push(format!("the checkpoint at {version} is ahead of the journal at {head} and is left aside"));
        return None;
    }
    match State::decode(&bytes) {
        Ok(state) if state.version == version => Some(state),
        Ok(state) => {
            notes.push(format!("the checkpoint at {version} says it is version {} and is left aside", state.version));
            None
        }
        Err(error) => {
            notes.push(format!("the checkpoint at {version} is of another format and is left aside: {error}"));
            None
        }
    }
}
