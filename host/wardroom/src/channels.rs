//! How notices leave the house. The event stream has each as soon as it is published (that of a new task as a part of
//! `task-created`); every other channel gets it from a durable
//! outbox: what waits for it stands in the state, and each attempt is an event, so that nothing is lost when the power goes and
//! a receiver that is slow or away holds nobody up. One thread for each channel.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::time::Duration;

use domain::command::{Command, Envelope, NoticeCommand};
use domain::event::{Event, NoticeEvent, TaskEvent};
use domain::limits::{PATIENCE_MS, WEBHOOK_RETRY_S};
use domain::notice::{DeliveryOutcome, NoticeRow};
use domain::ports::Room;
use domain::refusal::RefusalKind;
use domain::state::State;

mod letter;
pub mod webhook;

pub use webhook::Webhooks;

/// A way by which notices leave. Handing one over twice must do no harm at the receiver: a crash may have come between the
/// deed and its record.
pub trait Channel: Send {
    /// The name under which deliveries are recorded.
    fn name(&self) -> &str;
    fn hand_over(&self, notice: &NoticeRow, state: &State) -> Result<(), Undelivered>;
}

/// Why a notice was not taken, in words without a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    pub why: String,
    /// The receiver wants no more of it: it is not tried again.
    pub for_good: bool,
}

/// The threads that empty the outbox. They end when this is dropped, each after what it is just handing over.
pub struct Couriers {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    stopping: AtomicBool,
    /// Counts up with all that may have to be handed over.
    news: Mutex<u64>,
    changed: Condvar,
}

impl Couriers {
    /// Says which channels there are, and starts a courier for each.
    pub fn start(room: &Arc<dyn Room>, channels: Vec<Box<dyn Channel>>) -> Result<Couriers, String> {
        let names = channels.iter().map(|channel| channel.name().to_owned()).collect();
        submit(&**room, Command::Notice(NoticeCommand::SetChannels { channels: names }))?;
        let shared = Arc::new(Shared::default());
        if !channels.is_empty() {
            let watching = shared.clone();
            room.watch(Box::new(move |committed| {
                // A new task brings its notice with it.
                let news = |event: &Event| {
                    matches!(event, Event::Notice(NoticeEvent::Sent(_)) | Event::Task(TaskEvent::Created(_)))
                };
                if committed.batch.events.iter().any(news) {
                    watching.tell();
                }
            }));
        }
        for channel in channels {
            let (shared, room) = (shared.clone(), room.clone());
            let name = format!("courier {}", channel.name());
            let spawned = std::thread::Builder::new().name(name).spawn(move || run(&shared, &*room, &*channel));
            spawned.map_err(|error| error.to_string())?;
        }
        Ok(Couriers { shared })
    }
}

impl Drop for Couriers {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::Release);
        self.shared.tell();
    }
}

impl Shared {
    fn tell(&self) {
        *self.news.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.changed.notify_all();
    }

    fn news(&self) -> u64 {
        *self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is something newer than `seen`, at most this long.
    fn wait(&self, seen: u64, patience: Duration) {
        let news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = self.changed.wait_timeout_while(news, patience, |news| *news == seen);
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }
}

fn run(shared: &Shared, room: &dyn Room, channel: &dyn Channel) {
    while !shared.is_stopping() {
        let seen = shared.news();
        let (state, now) = (room.state(), room.now());
        let next = state.notices.due(channel.name()).next().map(|(due, row)| (due, row.clone()));
        let patience = match next {
            Some((due, row)) if due <= now => {
                let outcome = attempt(channel, &row, &state, now);
                let (notice, channel) = (row.notice(), channel.name().to_owned());
                match submit(room, Command::Notice(NoticeCommand::RecordDelivery { notice, channel, outcome })) {
                    Ok(()) => continue,
                    // It is handed over again once the room takes commands again.
                    Err(why) => {
                        tracing::warn!(%notice, why, "a delivery could not be recorded");
                        Duration::from_millis(PATIENCE_MS)
                    }
                }
            }
            Some((due, _)) => Duration::from_millis(u64::try_from(due.0 - now.0).unwrap_or_default()),
            None => Duration::from_secs(u64::from(u32::MAX)),
        };
        shared.wait(seen, patience);
    }
}

fn attempt(channel: &dyn Channel, row: &NoticeRow, state: &State, now: domain::time::TimeMs) -> DeliveryOutcome {
    let attempts = row.deliveries.get(channel.name()).map_or(0, |delivery| delivery.attempts());
    match channel.hand_over(row, state) {
        Ok(()) => DeliveryOutcome::Sent,
        Err(Undelivered { why, for_good }) => {
            let wait_s = WEBHOOK_RETRY_S.get(attempts as usize).filter(|_| !for_good);
            tracing::warn!(notice = %row.notice(), channel = channel.name(), why, "a notice was not taken");
            match wait_s {
                Some(wait_s) => DeliveryOutcome::Failed { next: now.plus_s(*wait_s), why },
                None => DeliveryOutcome::GivenUp { why },
            }
        }
    }
}

/// Hands a command in and waits until it is durable. What the room finds done already is done.
fn submit(room: &dyn Room, command: Command) -> Result<(), String> {
    let (to_us, reply) = mpsc::sync_channel(1);
    let answer = move |done: Result<_, domain::refusal::Refusal>| drop(to_us.send(done.map(drop)));
    room.submit(Envelope::system(command), Box::new(answer));
    match reply.recv() {
        Ok(Ok(())) => Ok(()),
        Ok(Err(refusal)) if matches!(refusal.kind, RefusalKind::Conflict | RefusalKind::NotFound) => Ok(()),
        Ok(Err(refusal)) => Err(refusal.message),
        Err(_) => Err("the room is gone".to_owned()),
    }
}
