//! Takes what has ended into the archive and keeps checkpoints, behind the committer and never in its way. What it misses is rebuilt
//! from the journal.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use domain::archived::documents::{self, ArchivedTask, ArchivedWorkflow};
use domain::archived::{Document, Filed, Sort, Wanted};
use domain::event::{Batch, Event, IncidentEvent, InstanceEvent};
use domain::ids::*;
use domain::incident::archived::ArchivedIncident;
use domain::limits::{ARCHIVE_BATCH_MAX, ARCHIVE_QUEUE_MAX, ARCHIVE_RECALLED_MAX, CHECKPOINT_EVERY_BATCHES};
use domain::ports::{Archive, ArchiveError, Committed, JournalRead};
use domain::state::State;
use domain::time::TimeMs;

use super::Shared;
use crate::checkpoint;

pub type Documents = BTreeMap<Filed, Document>;

pub(super) fn channel() -> (SyncSender<Committed>, Receiver<Committed>) {
    sync_channel(ARCHIVE_QUEUE_MAX)
}

/// Runs until the committer is gone, then keeps a last checkpoint. Ends before that if the archive takes nothing. All that waits is
/// taken in with one write, which nobody waits for: the archive brings it to the disk when it likes.
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
        if let Err(error) = taken_in.and_then(|()| apply(&*shared.archive, newest.version, documents)) {
            return Err(format!("{error}; what has ended stays in the state until then"));
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

/// The documents of what a batch ended, changed after its end or let go of, from the state after it.
pub fn collect(
    archive: &dyn Archive,
    batch: &Batch,
    state: &State,
    documents: &mut Documents,
) -> Result<(), ArchiveError> {
    documents.extend(documents::of_batch(state));
    for event in &batch.events {
        if let Event::Incident(IncidentEvent::SubjectErased { incident, subject }) = event
            && state.incident(*incident).is_none()
        {
            erase_incident(archive, *incident, *subject, state, batch.at, documents)?;
        }
        if let Event::Instance(InstanceEvent::Erased { instance, .. }) = event {
            erase_workflow(archive, *instance, state, batch.at, documents)?;
        }
    }
    Ok(())
}

/// A document that only the archive has, or is to have soon.
fn kept<T: serde::de::DeserializeOwned>(
    archive: &dyn Archive,
    which: Filed,
    documents: &Documents,
) -> Result<Option<T>, ArchiveError> {
    let bytes = match documents.get(&which) {
        Some(document) => Some(document.bytes.clone()),
        None => archive.document(which)?.filter(|row| row.of == which).map(|row| row.bytes),
    };
    // What does not read is found by those who look after the archive; its key is gone all the same.
    Ok(bytes.and_then(|bytes| documents::read(&bytes).ok()))
}

/// Takes personal data out of an incident that only the archive has.
fn erase_incident(
    archive: &dyn Archive,
    which: IncidentRef,
    subject: SubjectRef,
    state: &State,
    at: TimeMs,
    documents: &mut Documents,
) -> Result<(), ArchiveError> {
    let filed = Filed::Incident(which);
    let Some(loaded) = state.loaded() else { return Ok(()) };
    let Some(mut document) = kept::<ArchivedIncident>(archive, filed, documents)? else { return Ok(()) };
    if document.incident.personal.as_ref().is_some_and(|personal| personal.subject == subject) {
        document.incident.lose_personal(at);
        documents.insert(filed, document.document(loaded.county()));
    }
    Ok(())
}

/// The same of a workflow, and of its tasks.
fn erase_workflow(
    archive: &dyn Archive,
    which: InstanceRef,
    state: &State,
    at: TimeMs,
    documents: &mut Documents,
) -> Result<(), ArchiveError> {
    let Some(loaded) = state.loaded() else { return Ok(()) };
    let county = loaded.county();
    let workflow = Filed::Workflow(which);
    if state.workflows.get(which).is_none()
        && let Some(mut document) = kept::<ArchivedWorkflow>(archive, workflow, documents)?
    {
        document.erase(at);
        documents.insert(workflow, document.document(county));
    }
    let wanted = Wanted { sorts: [Sort::Task].into(), about: Some(which.into()), ..Wanted::default() };
    let waiting = documents.values().filter(|document| wanted.takes(document.which, &document.entry));
    let mut tasks: Vec<Filed> = waiting.map(|document| document.which).collect();
    let mut before = None;
    loop {
        let found = archive.find(&wanted, before, ARCHIVE_RECALLED_MAX)?;
        tasks.extend(found.rows.iter().map(|row| row.which));
        match found.next {
            None => break,
            next => before = next,
        }
    }
    for task in tasks.into_iter().filter(|task| !state.has(*task)) {
        if let Some(mut document) = kept::<ArchivedTask>(archive, task, documents)? {
            document.erase();
            documents.insert(task, document.document(county));
        }
    }
    Ok(())
}

pub fn apply(archive: &dyn Archive, version: Version, documents: Documents) -> Result<(), ArchiveError> {
    let documents: Vec<Document> = documents.into_values().collect();
    archive.apply(version, &documents)
}
