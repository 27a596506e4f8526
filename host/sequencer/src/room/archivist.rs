//! Takes ended incidents into the archive and keeps checkpoints, behind the committer and never in its way. What it misses
//! is rebuilt from the journal.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use domain::archive_doc::ArchivedIncident;
use domain::event::{Batch, Event};
use domain::ids::*;
use domain::limits::{ARCHIVE_BATCH_MAX, ARCHIVE_QUEUE_MAX, CHECKPOINT_EVERY_BATCHES};
use domain::ports::{Archive, Committed};
use domain::state::State;
use domain::time::TimeMs;

use super::Shared;

type Documents = BTreeMap<IncidentRef, (TimeMs, Vec<u8>)>;

pub(super) fn channel() -> (SyncSender<Committed>, Receiver<Committed>) {
    sync_channel(ARCHIVE_QUEUE_MAX)
}

/// Runs until the committer is gone, then keeps a last checkpoint.
pub(super) fn run(shared: &Shared, inbox: &Receiver<Committed>) {
    let mut checkpoint_at = shared.published.load().version;
    let mut last: Option<Arc<State>> = None;
    while let Ok(first) = inbox.recv() {
        let mut documents = Documents::new();
        let mut newest = first.state.clone();
        collect(&first.batch, &first.state, &mut documents);
        for next in inbox.try_iter().take(ARCHIVE_BATCH_MAX) {
            collect(&next.batch, &next.state, &mut documents);
            newest = next.state;
        }
        if let Err(error) = apply(&*shared.archive, newest.version, documents) {
            tracing::error!(%error, "the archive takes nothing: closed incidents stay in the state until a restart");
            return;
        }
        if newest.version.0 >= checkpoint_at.0 + CHECKPOINT_EVERY_BATCHES {
            checkpoint_at = newest.version;
            save_checkpoint(&*shared.archive, &newest);
        }
        last = Some(newest);
    }
    if let Some(state) = last {
        save_checkpoint(&*shared.archive, &state);
    }
}

fn save_checkpoint(archive: &dyn Archive, state: &State) {
    match archive.save_checkpoint(state.version, &state.encode()) {
        Ok(()) => tracing::info!(version = state.version.0, "checkpoint kept"),
        Err(error) => tracing::error!(%error, "no checkpoint kept; the next start reads more of the journal"),
    }
}

/// The documents of incidents that a batch ended or changed after their end.
pub fn collect(batch: &Batch, state: &State, documents: &mut BTreeMap<IncidentRef, (TimeMs, Vec<u8>)>) {
    let touched = |event: &Event| [event.incident(), event.other_incident()];
    for which in batch.events.iter().flat_map(touched).flatten() {
        let Some(incident) = state.incident(which).filter(|incident| !incident.phase.is_open()) else { continue };
        if let Some(document) = ArchivedIncident::of(state, which) {
            documents.insert(which, (incident.reported_at, document.encode()));
        }
    }
}

pub fn apply(archive: &dyn Archive, version: Version, documents: Documents) -> Result<(), domain::ports::ArchiveError> {
    let rows: Vec<(IncidentRef, TimeMs, Vec<u8>)> =
        documents.into_iter().map(|(which, (at, document))| (which, at, document)).collect();
    archive.apply(version, &rows)
}
