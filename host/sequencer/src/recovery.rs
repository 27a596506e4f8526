//! Start-up: the latest good checkpoint and the journal's tail, or the whole journal. The archive is brought up to the
//! journal's end on the way.

use std::collections::BTreeMap;

use domain::county::rewritten::{Finding, Numbers, Rewritten};
use domain::event::Batch;
use domain::ids::*;
use domain::limits::CHECKPOINT_EVERY_BATCHES;
use domain::ports::{Archive, ArchiveError, JournalError, JournalRead};
use domain::state::State;

use crate::checkpoint::{self, Checkpoint};
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
    /// Set if the archive had seen more of the history than the journal holds, or another one. It was emptied then.
    pub rewritten: Option<Rewritten>,
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
    let mut checkpoint = read_checkpoint(archive, &mut notes);
    let rewritten = of_another_history(reader, archive, checkpoint.as_ref(), &mut notes)?;
    if rewritten.is_some() {
        archive.clear()?;
        checkpoint = None;
    }
    // The archive needs every batch it has not seen; a checkpoint beyond that would skip some.
    let checkpoint = checkpoint.map(|kept| kept.state).filter(|state| state.version <= archive.applied());
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
        && let Err(error) = checkpoint::keep(archive, reader, &state)
    {
        notes.push(format!("no checkpoint was kept after the long replay: {error}"));
    }
    Ok(Recovered { state, from_checkpoint, replayed, rewritten, notes })
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

/// Holds the archive against the journal. It only ever takes in what is durable, so what it has and the journal has not was once
/// in this county's journal.
fn of_another_history(
    reader: &dyn JournalRead,
    archive: &dyn Archive,
    checkpoint: Option<&Checkpoint>,
    notes: &mut Vec<String>,
) -> Result<Option<Rewritten>, RecoverError> {
    let (ended, applied) = (reader.head().version, archive.applied());
    let kept = checkpoint.map_or(Version(0), |kept| kept.state.version);
    let (finding, seen) = if applied.max(kept) > ended {
        let seen = applied.max(kept);
        notes.push(format!("the archive was ahead of the journal ({seen} > {ended}) and is rebuilt"));
        (Finding::ShorterThanArchive, seen)
    } else {
        let Some(checkpoint) = checkpoint else { return Ok(None) };
        let there = checkpoint::hash_at(reader, kept)?.unwrap_or_default();
        if there == checkpoint.hash {
            return Ok(None);
        }
        let (was, is) = (checkpoint.hash.short(), there.short());
        notes.push(format!("the archive is of another history and is rebuilt: at version {kept} the journal's hash was {was}, and is {is}"));
        (Finding::OtherThanArchive, kept)
    };
    let mut numbers = checkpoint.map(|kept| Numbers::of(&kept.state)).unwrap_or_default();
    // What does not read is rebuilt anyway.
    if let Some((newest, _)) = archive.incidents(None, 1).ok().and_then(|found| found.into_iter().next()) {
        numbers.incident = numbers.incident.max(newest);
    }
    let seen_hash = checkpoint.filter(|_| kept == seen).map(|kept| kept.hash);
    Ok(Some(Rewritten { finding, ended, seen: Some(seen), seen_hash, numbers: numbers.after(seen.0 - kept.0) }))
}

fn read_checkpoint(archive: &dyn Archive, notes: &mut Vec<String>) -> Option<Checkpoint> {
    let (version, bytes) = match archive.latest_checkpoint() {
        Ok(found) => found?,
        Err(error) => {
            notes.push(format!("the checkpoints can't be read, so the whole journal is: {error}"));
            return None;
        }
    };
    match checkpoint::decode(&bytes) {
        Ok(kept) if kept.state.version == version => Some(kept),
        Ok(Checkpoint { state, .. }) => {
            notes.push(format!("the checkpoint at {version} says it is version {} and is left aside", state.version));
            None
        }
        Err(error) => {
            notes.push(format!("the checkpoint at {version} is of another format and is left aside: {error}"));
            None
        }
    }
}
