//! A county's command room: the threads round one sequencer, and how the outside reaches it.
//!
//! ```text
//! submit ─► queue ─► writer ─► committer ─► publish ─► reply, listeners ─► archivist
//!                      ▲  (working state)  (one sync for all that wait)
//!                      └── worker: shadows and inspections ◄── jobs of durable batches
//! ```
//!
//! The writer works on a state ahead of the durable one, so that deciding goes on while the disk syncs. Nobody sees that
//! state: it is published, answered and listened to only batch by batch as it becomes durable. If an append fails, all that
//! is in flight is refused and the room takes nothing more until it is opened anew.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;

use arc_swap::ArcSwap;
use domain::clock::judge::{ClockJudge, Reading, Traces};
use domain::command::{ClockCommand, Envelope};
use domain::hooks::HookFailure;
use domain::ids::{AssessmentRef, Digest, InstanceRef, UnitRef};
use domain::ports::{Archive, Clock, Clocks, Decide, Journal, Listener, Rehearsed, Reply, Room, RoomHealth};
use domain::refusal::Refusal;
use domain::refusal::room::{RoomRefusal, Unready};
use domain::scope::Authority;
use domain::sentence::Sentence;
use domain::state::State;
use domain::time::TimeMs;
use domain::unit::Fix;
use domain::unit::position::{Doubted, Offered};

pub(crate) mod archivist;
mod committer;
mod positions;
mod queue;
mod vitals;
mod worker;
mod writer;

use positions::Positions;
use queue::Queue;
use vitals::{Part, Vitals, spawn};

/// What a sequencer is wired to.
pub struct Parts {
    pub journal: Box<dyn Journal>,
    pub archive: Arc<dyn Archive>,
    pub decide: Arc<dyn Decide>,
    pub clock: Arc<dyn Clock>,
    /// What else is known of the time since the journal's last entry.
    pub traces: Traces,
}

/// One county's single writer. Dropping it without [`Sequencer::stop`] leaves its threads to end with the process; nothing
/// acknowledged is lost by that.
pub struct Sequencer {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

/// What the threads share.
struct Shared {
    queue: Queue,
    positions: Mutex<Positions>,
    /// The newest durable state.
    published: ArcSwap<State>,
    listeners: RwLock<Vec<Listener>>,
    clock: Arc<dyn Clock>,
    judge: Mutex<ClockJudge>,
    decide: Arc<dyn Decide>,
    archive: Arc<dyn Archive>,
    /// Set once an append has failed or a vital thread is gone: nothing is taken any more.
    failed: Mutex<Option<Failure>>,
    vitals: Vitals,
    stopping: AtomicBool,
    shadows_dropped: AtomicU64,
}

impl Sequencer {
    /// Starts the threads on a recovered state. The journal stands at the state's version.
    pub fn start(state: State, parts: Parts) -> Sequencer {
        let Parts { journal, archive, decide, clock, traces } = parts;
        let judge = ClockJudge::start(state.version, state.at, &state.time, reading(&*clock), traces);
        let shared = Arc::new(Shared {
            queue: Queue::default(),
            positions: Mutex::new(Positions::default()),
            published: ArcSwap::from_pointee(state.clone()),
            listeners: RwLock::default(),
            judge: Mutex::new(judge),
            clock,
            decide,
            archive,
            failed: Mutex::new(None),
            vitals: Vitals::default(),
            stopping: AtomicBool::new(false),
            shadows_dropped: AtomicU64::new(0),
        });
        let (to_archivist, archivist_inbox) = archivist::channel();
        let (to_worker, worker_inbox) = worker::channel();
        let (to_committer, committer_inbox) = committer::channel();
        let threads = vec![
            spawn(&shared, "archivist", Part::Beside, (), {
                let (shared, reader) = (shared.clone(), journal.reader());
                move |()| archivist::run(&shared, reader.as_ref(), &archivist_inbox)
            }),
            spawn(&shared, "worker", Part::Beside, (), {
                let shared = shared.clone();
                move |()| {
                    worker::run(&shared, &worker_inbox);
                    Ok(())
                }
            }),
            spawn(&shared, "committer", Part::Vital, (to_archivist, to_worker), {
                let shared = shared.clone();
                move |(to_archivist, to_worker)| {
                    committer::run(&shared, journal, &committer_inbox, to_archivist, to_worker);
                    Ok(())
                }
            }),
            spawn(&shared, "writer", Part::Vital, to_committer, {
                let shared = shared.clone();
                move |to_committer| {
                    writer::run(&shared, state, to_committer);
                    Ok(())
                }
            }),
        ];
        Sequencer { shared, threads }
    }

    pub fn room(&self) -> Arc<dyn Room> {
        self.shared.clone()
    }

    /// Answers what is queued, makes it durable, keeps a checkpoint and closes the journal.
    pub fn stop(self) {
        self.shared.stopping.store(true, Ordering::Release);
        self.shared.queue.close();
        // The writer ends first and drops its channel, then the committer, then the rest: each drains before it ends.
        for thread in self.threads.into_iter().rev() {
            if thread.join().is_err() {
                tracing::error!("a thread of the sequencer panicked");
            }
        }
    }
}

impl Shared {
    /// The room's time, whatever is done to the system's clock.
    fn time_now(&self) -> TimeMs {
        self.judge().now(reading(&*self.clock))
    }

    /// What has to be said of the room's time, by the state that is worked on.
    fn look_at_clock(&self, state: &State) -> Option<ClockCommand> {
        self.judge().look(reading(&*self.clock), &state.time, state.version)
    }

    fn judge(&self) -> std::sync::MutexGuard<'_, ClockJudge> {
        self.judge.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failure(&self) -> Option<Failure> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Nothing is taken from here on, and whoever waits is told.
    fn fail(&self, failure: Failure) {
        tracing::error!(%failure, "the room takes nothing until it is opened anew");
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Failure::Thread { name, why } = &failure {
            self.vitals.note(name, Some(why.clone()));
        }
        let failure = failed.get_or_insert(failure).clone();
        drop(failed);
        if matches!(failure, Failure::Thread { .. }) {
            // There may be nobody left who would take them out.
            self.queue.abandon().into_iter().for_each(|reply| reply(Err(failure.refusal())));
        }
    }

    fn positions(&self) -> std::sync::MutexGuard<'_, Positions> {
        self.positions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a room takes nothing any more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum Failure {
    #[error("the journal failed: {0}")]
    Journal(String),
    #[error("the thread `{name}` has ended: {why}")]
    Thread { name: &'static str, why: String },
}

impl Failure {
    fn unready(&self) -> Unready {
        match self {
            Failure::Journal(why) => Unready::JournalFailed { why: why.clone() },
            Failure::Thread { name, why } => Unready::ThreadEnded { thread: (*name).to_owned(), why: why.clone() },
        }
    }

    fn refusal(&self) -> Refusal {
        match self {
            Failure::Journal(why) => RoomRefusal::JournalFailed { why: why.clone() }.into(),
            Failure::Thread { name, why } => {
                RoomRefusal::ThreadEnded { thread: (*name).to_owned(), why: why.clone() }.into()
            }
        }
    }
}

fn reading(clock: &dyn Clock) -> Reading {
    Reading { wall: clock.now(), ran_ms: clock.ran_ms(), kept: clock.is_kept() }
}

impl Room for Shared {
    fn state(&self) -> Arc<State> {
        self.published.load_full()
    }

    fn submit(&self, envelope: Envelope, reply: Reply) {
        if let Some(failure) = self.failure() {
            return reply(Err(failure.refusal()));
        }
        if let Err((refusal, reply)) = self.queue.push(envelope, reply) {
            // The room may have failed since it was asked.
            reply(Err(self.failure().map_or(refusal, |failure| failure.refusal())));
        }
    }

    fn offer_positions(&self, by: &Authority, fixes: &[(UnitRef, Fix)]) -> Offered {
        let state = self.published.load_full();
        self.positions().offer(by, fixes, &state, self.time_now())
    }

    fn doubted_position(&self, unit: UnitRef) -> Option<Doubted> {
        self.positions().doubted(unit, self.time_now())
    }

    fn watch(&self, listener: Listener) {
        self.listeners.write().unwrap_or_else(PoisonError::into_inner).push(listener);
    }

    fn health(&self) -> RoomHealth {
        let state = self.published.load();
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let (threads, failure) = (self.vitals.all(), failed.clone());
        drop(failed);
        let gone = threads.iter().find_map(|thread| Some((&thread.name, thread.ended.as_ref()?)));
        let why = if let Some(failure) = failure {
            Some(failure.unready())
        } else if self.stopping.load(Ordering::Acquire) {
            Some(Unready::Stopping)
        } else if state.county.is_none() {
            Some(Unready::Countyless)
        } else {
            gone.map(|(name, why)| Unready::ThreadMissing { thread: name.clone(), why: why.clone() })
        };
        RoomHealth {
            ready: why.is_none(),
            why: why.map(Sentence::from),
            version: state.version,
            queued: self.queue.len(),
            positions_dropped: self.positions().refused().clone(),
            shadows_dropped: self.shadows_dropped.load(Ordering::Relaxed),
            threads,
            doubt: state.time.doubt.clone(),
        }
    }

    fn assess_again(&self, number: AssessmentRef) -> Option<Result<String, HookFailure>> {
        crate::jobs::again(&self.published.load(), number, &*self.decide)
    }

    fn rehearse_migration(&self, to: Digest, instances: &[InstanceRef]) -> Vec<Rehearsed> {
        crate::migration::rehearse(&self.published.load_full(), to, instances, &*self.decide, Room::now(self))
    }

    fn note_thread(&self, name: &str, ended: Option<String>) {
        self.vitals.note(name, ended);
    }

    fn now(&self) -> TimeMs {
        self.time_now()
    }

    fn clocks(&self) -> Clocks {
        let Reading { wall, kept, .. } = reading(&*self.clock);
        Clocks { room: self.time_now(), wall, kept }
    }
}
