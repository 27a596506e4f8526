//! Reading that takes long: pages of lists, and pages of history for event streams. It goes on beside the threads that answer,
//! on so few threads that what is urgent always finds a core, and no client's reading waits for more than one page of another's.

use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use domain::limits::{READS_PER_CLIENT_MAX, REQUEST_TIMEOUT_S};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

use super::shares::Shares;

pub struct Reading {
    at_once: Arc<Semaphore>,
    /// Of these, what one client may use at one time.
    each: Shares,
    /// Answers of one client that are worked out or under way to it.
    answers: Shares,
}

/// A place among those who read just now.
pub struct Turn {
    _own: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Default for Reading {
    fn default() -> Reading {
        let cores = available_parallelism().map_or(1, |cores| cores.get());
        Reading::on(cores.saturating_sub(1).max(1))
    }
}

impl Reading {
    fn on(threads: usize) -> Reading {
        Reading {
            at_once: Arc::new(Semaphore::new(threads)),
            each: Shares::of_each((threads / 2).max(1)),
            answers: Shares::of_each(READS_PER_CLIENT_MAX),
        }
    }

    /// A place for one more answer to this client, to be held until it has it. `None`: it has too many under way.
    pub async fn answer(&self, client: &str) -> Option<OwnedSemaphorePermit> {
        self.answers.place(client, Duration::from_secs(REQUEST_TIMEOUT_S / 2)).await
    }

    /// Waits for this client's turn. First among its own, then among all: so nobody's queue stands before another's.
    pub async fn turn(&self, client: &str) -> Option<Turn> {
        let own = self.each.place(client, Duration::from_secs(REQUEST_TIMEOUT_S)).await?;
        let place = self.at_once.clone().acquire_owned().await.ok()?;
        Some(Turn { _own: own, _place: place })
    }

    /// Works something out on a thread that answers nobody else meanwhile. Fails if it panics.
    pub fn beside<T: Send + 'static>(turn: Turn, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        let here = Handle::current();
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            here.block_on(work)
        })
    }
}

/// Whether a request reads more than one thing, by the route that it took. Event streams read at their own pace.
pub fn is_long(request: &Request) -> bool {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    reads && !route.ends_with('}') && !route.ends_with("/events")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sixty-four scans of one client stood before the admin's only one.
    #[tokio::test]
    async fn nobodys_queue_stands_before_another() {
        let reading = Arc::new(Reading::on(1));
        let first = reading.turn("viewer").await.unwrap();
        let (order, mut seen) = tokio::sync::mpsc::unbounded_channel();
        let read = |client: &'static str| {
            let (reading, order) = (reading.clone(), order.clone());
            tokio::spawn(async move {
                let turn = reading.turn(client).await.unwrap();
                order.send(client).unwrap();
                drop(turn);
            })
        };
        let mut reads: Vec<_> = (0..64).map(|_| read("viewer")).collect();
        tokio::task::yield_now().await;
        reads.push(read("admin"));
        tokio::task::yield_now().await;
        drop(first);
        assert_eq!(seen.recv().await, Some("admin"));
        for read in reads {
            read.await.unwrap();
        }
    }
}
