//! Makes batches durable, all that wait with one sync, and only then publishes and answers them.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, PoisonError};

use domain::event::Batch;
use domain::ids::Version;
use domain::limits::GROUP_COMMIT_COMMANDS_MAX;
use domain::ports::{Committed, Done, Journal, Reply};
use domain::refusal::Refusal;
use domain::state::State;

use super::{Failure, Shared};
use crate::jobs::Job;

/// What the writer hands over, in its order.
pub enum Outgoing {
    Commit {
        batch: Arc<Batch>,
        state: Arc<State>,
        jobs: Vec<Job>,
        reply: Reply,
    },
    /// Nothing to append; the answer waits for what came before it.
    Answer {
        answer: Result<Done, Refusal>,
        reply: Reply,
    },
    /// Only where units are has changed: there is nothing to append and nobody to answer.
    Moved {
        state: Arc<State>,
    },
}

impl Outgoing {
    /// Answers that it was not done.
    pub fn refuse(self, why: &Refusal) {
        match self {
            Outgoing::Commit { reply, .. } | Outgoing::Answer { reply, .. } => reply(Err(why.clone())),
            Outgoing::Moved { .. } => {}
        }
    }
}

pub fn channel() -> (SyncSender<Outgoing>, Receiver<Outgoing>) {
    sync_channel(GROUP_COMMIT_COMMANDS_MAX)
}

/// Runs until the writer is gone and everything is answered. Closes the journal.
pub fn run(
    shared: &Shared,
    mut journal: Box<dyn Journal>,
    inbox: &Receiver<Outgoing>,
    to_archivist: &SyncSender<Committed>,
    to_worker: &SyncSender<Job>,
) {
    while let Ok(first) = inbox.recv() {
        let mut group = vec![first];
        group.extend(inbox.try_iter().take(GROUP_COMMIT_COMMANDS_MAX - 1));
        let records: Vec<Vec<u8>> = group
            .iter()
            .filter_map(|outgoing| match outgoing {
                Outgoing::Commit { batch, .. } => Some(batch.encode()),
                Outgoing::Answer { .. } | Outgoing::Moved { .. } => None,
            })
            .collect();
        if let Err(failure) = append(shared, &mut *journal, &group, &records) {
            let refusal = failure.refusal();
            shared.fail(failure);
            group.into_iter().for_each(|outgoing| outgoing.refuse(&refusal));
            continue;
        }
        for outgoing in group {
            publish(shared, outgoing, to_archivist, to_worker);
        }
    }
}

fn append(shared: &Shared, journal: &mut dyn Journal, group: &[Outgoing], records: &[Vec<u8>]) -> Result<(), Failure> {
    if let Some(failure) = shared.failure() {
        return Err(failure);
    }
    let first = group.iter().find_map(|outgoing| match outgoing {
        Outgoing::Commit { batch, .. } => Some(batch.version),
        Outgoing::Answer { .. } | Outgoing::Moved { .. } => None,
    });
    let Some(first) = first else { return Ok(()) };
    let expected = Version(first.0 - 1);
    journal.append(expected, records).map(drop).map_err(|error| Failure::Journal(error.to_string()))
}

fn publish(shared: &Shared, outgoing: Outgoing, to_archivist: &SyncSender<Committed>, to_worker: &SyncSender<Job>) {
    match outgoing {
        Outgoing::Answer { answer, reply } => reply(answer),
        Outgoing::Moved { state } => shared.published.store(state),
        Outgoing::Commit { batch, state, jobs, reply } => {
            let answer = state.answer(&batch);
            shared.published.store(state.clone());
            let committed = Committed { batch, state };
            for listener in &*shared.listeners.read().unwrap_or_else(PoisonError::into_inner) {
                listener(&committed);
            }
            reply(Ok(Done { answer, repeated: false }));
            // The archivist drops what it can't use; were it gone, the archive is rebuilt at the next start.
            let _ = to_archivist.send(committed);
            for job in jobs {
                if let Err(TrySendError::Full(_)) = to_worker.try_send(job) {
                    shared.shadows_dropped.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                }
            }
        }
    }
}
