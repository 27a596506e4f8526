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
use domain::command::Envelope;
use domain::ids::{Digest, InstanceRef, UnitRef};
use domain::ports::{Archive, Clock, Decide, Journal, Listener, Rehearsed, Reply, Room, RoomHealth};
use domain::refusal::{Refusal, RefusalCode, RefusalKind};
use domain::state::State;
use domain::time::TimeMs;
use domain::unit::Fix;

pub(crate) mod archivist;
mod committer;
mod positions;
mod queue;
mod room_clock;
mod worker;
mod writer;

use positions::Positions;
use queue::Queue;
use room_clock::RoomClock;

/// What a sequencer is wired to.
pub struct Parts {
    pub journal: Box<dyn Journal>,
    pub archive: Arc<dyn Archive>,
    pub decide: Arc<dyn Decide>,
    pub clock: Arc<dyn Clock>,
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
    room_clock: Mutex<RoomClock>,
    decide: Arc<dyn Decide>,
    archive: Arc<dyn Archive>,
    /// Set once an append has failed, with the reason: nothing is taken any more.
    failed: Mutex<Option<String>>,
    stopping: AtomicBool,
    shadows_dropped: AtomicU64,
}

impl Sequencer {
    /// Starts the threads on a recovered state. The journal stands at the state's version.
    pub fn start(state: State, parts: Parts) -> Sequencer {
        let Parts { journal, archive, decide, clock } = parts;
        let shared = Arc::new(Shared {
            queue: Queue::default(),
            positions: Mutex::new(Positions::default()),
            published: ArcSwap::from_pointee(state.clone()),
            listeners: RwLock::default(),
            room_clock: Mutex::new(RoomClock::at(state.at, clock.ran_ms())),
            clock,
            decide,
            archive,
            failed: Mutex::new(None),
            stopping: AtomicBool::new(false),
            shadows_dropped: AtomicU64::new(0),
        });
        let (to_archivist, archivist_inbox) = archivist::channel();
        let (to_worker, worker_inbox) = worker::channel();
        let (to_committer, committer_inbox) = committer::channel();
        let threads = vec![
            spawn("archivist", {
                let shared = shared.clone();
                move || archivist::run(&shared, &archivist_inbox)
            }),
            spawn("worker", {
                let shared = shared.clone();
                move || worker::run(&shared, &worker_inbox)
            }),
            spawn("committer", {
                let shared = shared.clone();
                move || committer::run(&shared, journal, &committer_inbox, &to_archivist, &to_worker)
            }),
            spawn("writer", {
                let shared = shared.clone();
                move || writer::run(&shared, state, &to_committer)
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

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    let spawned = std::thread::Builder::new().name(name.to_owned()).spawn(run);
    spawned.expect("the system gives a thread at start-up")
}

impl Shared {
    /// Never back, whatever is done to the system's clock.
    fn time_now(&self) -> TimeMs {
        let mut room_clock = self.room_clock.lock().unwrap_or_else(PoisonError::into_inner);
        room_clock.now(self.clock.now(), self.clock.ran_ms())
    }

    fn failure(&self) -> Option<String> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn fail(&self, why: String) {
        tracing::error!(why, "an append failed: the room takes nothing until it is opened anew");
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(why);
    }

    fn positions(&self) -> std::sync::MutexGuard<'_, Positions> {
        self.positions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unavailable(why: &str) -> Refusal {
    let message = format!("the journal failed, so nothing is taken until the server is restarted: {why}");
    Refusal::new(RefusalKind::Unavailable, RefusalCode::JournalFailed, message)
}

impl Room for Shared {
    fn state(&self) -> Arc<State> {
        self.published.load_full()
    }

    fn submit(&self, envelope: Envelope, reply: Reply) {
        if let Some(why) = self.failure() {
            return reply(Err(unavailable(&why)));
        }
        if let Err((refusal, reply)) = self.queue.push(envelope, reply) {
            reply(Err(refusal));
        }
    }

    fn offer_positions(&self, fixes: &[(UnitRef, Fix)]) -> usize {
        let units = self.published.load().units.len();
        self.positions().offer(fixes, units, self.time_now())
    }

    fn watch(&self, listener: Listener) {
        self.listeners.write().unwrap_or_else(PoisonError::into_inner).push(listener);
    }

    fn health(&self) -> RoomHealth {
        let state = self.published.load();
        let why = if let Some(why) = self.failure() {
            Some(format!("the journal failed: {why}"))
        } else if self.stopping.load(Ordering::Acquire) {
            Some("stopping".to_owned())
        } else if state.county.is_none() {
            Some("no county is loaded; import one".to_owned())
        } else {
            None
        };
        RoomHealth {
            ready: why.is_none(),
            why,
            version: state.version,
            queued: self.queue.len(),
            positions_dropped: self.positions().dropped(),
            shadows_dropped: self.shadows_dropped.load(Ordering::Relaxed),
        }
    }

    fn rehearse_migration(&self, to: Digest, instances: &[InstanceRef]) -> Vec<Rehearsed> {
        crate::migration::rehearse(&self.published.load_full(), to, instances, &*self.decide, Room::now(self))
    }

    fn now(&self) -> TimeMs {
        self.time_now().max(self.published.load().at)
    }
}
