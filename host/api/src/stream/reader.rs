//! One reader of a county's stream: from where it left off through the journal and the ring to the present, then on as
//! things happen, through a bounded queue. One that takes nothing for too long is cut off; it may come back and go on.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse;
use domain::event::Batch;
use domain::ids::{DistrictRef, Version};
use domain::limits::{STREAM_MOVES_S, STREAM_QUEUE_MAX, STREAM_RESUME_BATCHES, STREAM_STALL_S_MAX};
use domain::state::State;
use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};
use tokio::time::{Interval, MissedTickBehavior};
use tokio_stream::wrappers::ReceiverStream;

use super::cloud_event::{CloudEvent, render};
use super::hub::Entry;
use super::moves::Moves;
use super::position::Position;
use crate::access::tokens::Scope;
use crate::context::district_code;
use crate::county_room::CountyRoom;
use crate::metrics::Metrics;
use crate::serve;
use crate::traffic::reading::Reading;

/// What a reader wants and may see.
#[derive(Clone, Debug)]
pub struct View {
    pub scope: Scope,
    /// Only of these districts; empty: of all.
    pub districts: BTreeSet<String>,
    /// Only events of these names; empty: all.
    pub names: BTreeSet<String>,
}

impl View {
    fn sees_all_districts(&self) -> bool {
        self.scope == Scope::All && self.districts.is_empty()
    }
}

pub struct Reader {
    pub county: Arc<CountyRoom>,
    pub metrics: Arc<Metrics>,
    pub view: View,
    pub at: Position,
    /// Becomes true when the server stops; absent where nothing stops it.
    pub stopping: Option<watch::Receiver<bool>>,
    /// Where history is read, and in whose turn.
    pub reading: Arc<Reading>,
    pub client: String,
    /// Its place among the client's streams, and among all.
    pub places: [OwnedSemaphorePermit; 2],
    /// Present: it asked for units that are in another grid.
    pub moves: Option<Moves>,
}

pub type Events = ReceiverStream<Result<sse::Event, Infallible>>;

/// Why a reader ends.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Gone,
    Stopping,
    TooSlow,
    Failed,
}

/// What there is to send.
enum Rung {
    Batch,
    Moves,
}

type Queue = mpsc::Sender<Result<sse::Event, Infallible>>;

impl Reader {
    /// Starts the reader; what comes back ends when the reader does.
    pub fn start(mut self) -> Events {
        let (queue, events) = mpsc::channel(STREAM_QUEUE_MAX);
        let county = self.county.code.clone();
        tokio::spawn(async move {
            let metrics = self.metrics.clone();
            let end = self.run(queue).await;
            drop(self.places);
            metrics.stream_ended(&county, end == End::TooSlow);
            tracing::debug!(county, ?end, "an event stream ended");
        });
        ReceiverStream::new(events)
    }

    async fn run(&mut self, queue: Queue) -> End {
        let mut bell = self.county.hub.bell();
        // An id without data, so that even one who gets no event knows where to go on; and how soon to come back.
        let opening = sse::Event::default().id(self.at.last_id()).retry(Duration::from_secs(2));
        if let Err(end) = self.send(&queue, opening).await {
            return end;
        }
        let mut moves = tokio::time::interval(Duration::from_secs(STREAM_MOVES_S));
        moves.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            bell.mark_unchanged();
            let sent = match self.county.hub.from(self.at.version, STREAM_RESUME_BATCHES) {
                Some(entries) if entries.is_empty() => match self.wait(&mut bell, &mut moves, &queue).await {
                    Ok(Rung::Moves) => self.send_moves(&queue).await,
                    Ok(Rung::Batch) => Ok(()),
                    Err(end) => Err(end),
                },
                Some(entries) => self.send_entries(&queue, &entries).await,
                None => self.send_journal(&queue).await,
            };
            if let Err(end) = sent {
                return end;
            }
        }
    }

    async fn wait(
        &mut self,
        bell: &mut watch::Receiver<Version>,
        moves: &mut Interval,
        queue: &Queue,
    ) -> Result<Rung, End> {
        tokio::select! {
            _ = moves.tick(), if self.moves.is_some() => Ok(Rung::Moves),
            rung = bell.changed() => rung.map(|()| Rung::Batch).map_err(|_| End::Stopping),
            () = stopped(&mut self.stopping) => Err(End::Stopping),
            () = queue.closed() => Err(End::Gone),
        }
    }

    /// Without an id: who comes back goes on by the journal's.
    async fn send_moves(&mut self, queue: &Queue) -> Result<(), End> {
        let (state, now) = (self.county.room.state(), self.county.room.now());
        let view = &self.view;
        let moved = self.moves.as_mut().and_then(|moves| moves.next(&state, now, &sees(&state, view)));
        match moved {
            Some(json) => self.send(queue, sse::Event::default().data(json)).await,
            None => Ok(()),
        }
    }

    async fn send_entries(&mut self, queue: &Queue, entries: &[Arc<Entry>]) -> Result<(), End> {
        for entry in entries {
            if self.view.sees_all_districts() {
                let state = self.county.room.state();
                let all = || render(&state, &*self.county.archive, &entry.batch, &|_| true);
                self.send_batch(queue, &entry.batch, entry.rendered.get_or_init(all)).await?;
            } else {
                let events = self.rendered(&entry.batch);
                self.send_batch(queue, &entry.batch, &events).await?;
            }
        }
        Ok(())
    }

    /// Sends a page of what the ring has no more, when it is this client's turn to read.
    async fn send_journal(&mut self, queue: &Queue) -> Result<(), End> {
        let turn = tokio::select! {
            turn = self.reading.turn(&self.client) => turn,
            () = stopped(&mut self.stopping) => return Err(End::Stopping),
            () = queue.closed() => return Err(End::Gone),
        };
        // Others have much to read as well; it asks again.
        let Some(turn) = turn else { return Ok(()) };
        let (county, view, from) = (self.county.clone(), self.view.clone(), self.at.version);
        let read = Reading::beside(turn, async move {
            let batches = read_batches(&county, from)?;
            let render = |batch: &Batch| rendered(&county, &view, batch);
            Ok::<_, String>(batches.into_iter().map(|batch| (render(&batch), batch)).collect::<Vec<_>>())
        });
        let batches = match read.await {
            Ok(Ok(batches)) if !batches.is_empty() => batches,
            Ok(Ok(_)) => {
                tracing::warn!(
                    county = self.county.code,
                    version = from.0,
                    "the journal has no such version to resume from"
                );
                return Err(End::Failed);
            }
            Ok(Err(error)) => {
                tracing::error!(county = self.county.code, error, "an event stream can't read the journal");
                return Err(End::Failed);
            }
            Err(error) => {
                tracing::error!(county = self.county.code, %error, "an event stream broke");
                return Err(End::Failed);
            }
        };
        for (events, batch) in batches {
            self.send_batch(queue, &batch, &events).await?;
        }
        Ok(())
    }

    async fn send_batch(&mut self, queue: &Queue, batch: &Batch, events: &[CloudEvent]) -> Result<(), End> {
        let first = if batch.version == self.at.version { self.at.index } else { 0 };
        for event in events.iter().filter(|event| event.index >= first) {
            if self.view.names.is_empty() || self.view.names.contains(event.name) {
                let id = format!("{}-{}", batch.version, event.index);
                self.send(queue, sse::Event::default().id(id).data(&event.json)).await?;
            }
        }
        self.at = Position::after_version(batch.version);
        Ok(())
    }

    async fn send(&mut self, queue: &Queue, event: sse::Event) -> Result<(), End> {
        let stall = Duration::from_secs(STREAM_STALL_S_MAX);
        tokio::select! {
            sent = queue.send_timeout(Ok(event), stall) => sent.map_err(|error| match error {
                mpsc::error::SendTimeoutError::Timeout(_) => End::TooSlow,
                mpsc::error::SendTimeoutError::Closed(_) => End::Gone,
            }),
            () = stopped(&mut self.stopping) => Err(End::Stopping),
        }
    }

    fn rendered(&self, batch: &Batch) -> Vec<CloudEvent> {
        rendered(&self.county, &self.view, batch)
    }
}

fn rendered(county: &CountyRoom, view: &View, batch: &Batch) -> Vec<CloudEvent> {
    let state = county.room.state();
    render(&state, &*county.archive, batch, &sees(&state, view))
}

/// Which districts somebody sees who reads so.
fn sees<'a>(state: &'a State, view: &'a View) -> impl Fn(DistrictRef) -> bool + 'a {
    move |district| {
        let code = state.county.as_ref().and_then(|loaded| district_code(loaded, district));
        code.is_some_and(|code| view.scope.has(code) && (view.districts.is_empty() || view.districts.contains(code)))
    }
}

fn read_batches(county: &CountyRoom, from: Version) -> Result<Vec<Batch>, String> {
    let (mut batches, mut broken) = (Vec::new(), None);
    let read = county.journal.read(from, &mut |_, _, bytes| match Batch::decode(bytes) {
        Ok(batch) => {
            batches.push(batch);
            batches.len() < STREAM_RESUME_BATCHES
        }
        Err(error) => {
            broken = Some(error);
            false
        }
    });
    read.map_err(|error| error.to_string())?;
    broken.map_or(Ok(batches), Err)
}

/// Never, where nothing stops it.
async fn stopped(stopping: &mut Option<watch::Receiver<bool>>) {
    match stopping {
        Some(stopping) => serve::stopped(stopping).await,
        None => std::future::pending().await,
    }
}
