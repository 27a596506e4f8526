//! Runs shadows and inspections beside the writer and hands it what came of them.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use domain::limits::JOBS_MAX;
use domain::ports::Room;

use super::Shared;
use crate::jobs::Job;

pub fn channel() -> (SyncSender<Job>, Receiver<Job>) {
    sync_channel(JOBS_MAX)
}

/// Runs until the committer is gone.
pub fn run(shared: &Shared, inbox: &Receiver<Job>) {
    for job in inbox {
        if let Some(envelope) = job.run_beside(&*shared.decide, &*shared.archive) {
            shared.submit(
                envelope,
                Box::new(|answer| {
                    if let Err(refusal) = answer {
                        tracing::warn!(%refusal, "the outcome of a run beside was not taken");
                    }
                }),
            );
        }
    }
}
