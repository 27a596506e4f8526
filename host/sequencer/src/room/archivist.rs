//! Takes ended incidents into the archive and keeps checkpoints, behind the committer and never in its way. What it misses
//! is rebuilt from the journal.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use domain::event::{Batch, Event, IncidentEvent};
use domain::ids::*;
use domain::incident::archived::ArchivedIncident;
use domain::limits::{ARCHIVE_BATCH_MAX, ARCHIVE_QUEUE_MAX, CHECKPOINT_EVERY_BATCHES};
use domain::ports::{Archive, ArchiveError, Committed, JournalRead};
use domain::state::State;
use domain::time::TimeMs;

use super::Shared;
use crate::checkpoint;

pub type Documents = BTreeMap<IncidentRef, (TimeMs, Vec<u8>)>;

pub(super) fn channel() -> (SyncSender<Committed>, Receiver<Committed>) {
    sync_channel(ARCHIVE_QUEUE_MAX)
}

/// Runs until the committer is gone, then keeps a last checkpoint. Ends before that if the archive takes nothing.
pub(super) fn run(shared: &Shared, reader: &dyn JournalRead, inbox: &Receiver<Committed>) -> Result<(), String> {
    let mut checkpoint_at = shared.published.load().version;
    let mut last: Option<Arc<State>> = None;
    while let Ok(first) = inbox.recv() {
        let mut documents = Documents::new();
        let mut newest = first.state.clone();
        let mut taken_in = collect(&*shared.archive, &first.batch, &first.state, &mut documents);
        for next in inbox.try_iter().take(ARCHIVE_BATCH_MAX) {
            taken_in = taken_in.and(collect(&*shared.archive, &next.batch, &next.state, &mut documents));
            newest = next.state;
        }
        if let Err(error) = taken_in.and(apply(&*shared.archive, newest.version, documents)) {
            return Err(format!("{error}; what is closed stays in the state until then"));
        }
        if newest.version.0 >= checkpoint_at.0 + CHECKPOINT_EVERY_BATCHES {
            checkpoint_at = newest.version;
            save_checkpoint(&*shared.archive, reader, &newest);
        }
        last = Some(newest);
    }
    if let Some(state) = last {
        save_checkpoint(&*shared.archive, reader, &state);
    }
    Ok(())
}

fn save_checkpoint(archive: &dyn Archive, reader: &dyn JournalRead, state: &State) {
    match checkpoint::keep(archive, reader, state) {
        Ok(()) => tracing::info!(version = state.version.0, "checkpoint kept"),
        Err(error) => tracing::error!(%error, "no checkpoint kept; the next start reads more of the journal"),
    }
}

/// The documents of incidents that a batch ended or changed after their end.
pub fn collect(
    archive: &dyn Archive,
    batch: &Batch,
    state: &State,
    documents: &mut Documents,
) -> Result<(), ArchiveError> {
    let touched = |event: &Event| [event.incident(), event.other_incident()];
    for which in batch.events.iter().flat_map(touched).flatten() {
        let Some(incident) = state.incident(which).filter(|incident| !incident.phase.is_open()) else { continue };
        if let Some(document) = ArchivedIncident::of(state, which) {
            documents.insert(which, (incident.reported_at, document.encode()));
        }
    }
    for event in &batch.events {
        let Event::Incident(IncidentEvent::SubjectErased { incident, subject }) = event else { continue };
        if state.incident(*incident).is_none() {
            erase(archive, *incident, *subject, batch.at, documents)?;
        }
    }
    Ok(())
}

/// Takes personal data out of an incident that only the archive has.
fn erase(
    archive: &dyn Archive,
    which: IncidentRef,
    subject: SubjectRef,
    at: TimeMs,
    documents: &mut Documents,
) -> Result<(), ArchiveError> {
    let bytes = match documents.get(&which) {
        Some((_, bytes)) => Some(bytes.clone()),
        None => archive.incident(which)?,
    };
    // What does not read is found by those who look after the archive; its key is gone all the same.
    let Some(Ok(mut document)) = bytes.map(|bytes| ArchivedIncident::decode(&bytes)) else { return Ok(()) };
    let incident = &mut document.incident;
    if incident.personal.take_if(|personal| personal.subject == subject).is_some() {
        incident.erased_at = Some(at);
        documents.insert(which, (incident.reported_at, document.encode()));
    }
    Ok(())
}

pub fn apply(archive: &dyn Archive, version: Version, documents: Documents) -> Result<(), ArchiveError> {
    let rows: Vec<(IncidentRef, TimeMs, Vec<u8>)> =
        documents.into_iter().map(|(which, (at, document))| (which, at, document)).collect();
    archive.apply(version, &rows)
}
