//! Runs shadows and inspections beside the writer and hands it what came of them.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use domain::ports::Room;

use super::Shared;
use crate::jobs::Job;

/// Jobs that may wait; more are dropped and counted, so that a slow shadow never holds up the live rule.
const JOBS_MAX: usize = 256;

pub fn channel() -> (SyncSender<Job>, Receiver<Job>) {
    sync_channel(JOBS_MAX)
}

/// Runs until the committer is gone.
pub fn run(shared: &Shared, inbox: &Receiver<Job>) {
    for job in inbox {
        if let Some(envelope) = job.run(&*shared.decide) {
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
