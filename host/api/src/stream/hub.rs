//! What has just become durable, for all readers of a county's stream: a ring of the newest batches, and a bell that rings
//! with each. Readers take from the ring at their own pace, so that none can hold up another or the room.

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use domain::event::Batch;
use domain::ids::Version;
use domain::limits::STREAM_REPLAY_MAX;
use domain::ports::Committed;
use tokio::sync::watch;

use super::cloud_event::CloudEvent;

/// One durable batch.
pub struct Entry {
    pub batch: Arc<Batch>,
    /// For readers who see everything; put into words by the first of them.
    pub rendered: OnceLock<Vec<CloudEvent>>,
}

impl Entry {
    pub fn new(batch: Arc<Batch>) -> Arc<Entry> {
        Arc::new(Entry { batch, rendered: OnceLock::new() })
    }
}

pub struct Hub {
    ring: RwLock<Ring>,
    head: watch::Sender<Version>,
}

#[derive(Default)]
struct Ring {
    /// INVARIANT: versions without a gap, the last of them `last`.
    entries: VecDeque<Arc<Entry>>,
    events: usize,
    last: Version,
}

impl Default for Hub {
    fn default() -> Hub {
        Hub { ring: RwLock::default(), head: watch::Sender::new(Version(0)) }
    }
}

impl Hub {
    /// Says at which version the room stood when the hub began to listen.
    pub fn begin(&self, version: Version) {
        let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
        ring.last = ring.last.max(version);
        self.head.send_replace(ring.last);
    }

    /// Takes in a batch. Called by the thread that commits: it only keeps and rings.
    pub fn push(&self, committed: &Committed) {
        let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
        let batch = &committed.batch;
        if batch.version != ring.last.next() {
            ring.entries.clear();
            ring.events = 0;
        }
        ring.last = batch.version;
        ring.events += weight(batch);
        ring.entries.push_back(Entry::new(batch.clone()));
        while ring.events > STREAM_REPLAY_MAX {
            let Some(oldest) = ring.entries.pop_front() else { break };
            ring.events -= weight(&oldest.batch);
        }
        self.head.send_replace(ring.last);
    }

    pub fn head(&self) -> Version {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).last
    }

    /// Rings when there is more.
    pub fn bell(&self) -> watch::Receiver<Version> {
        self.head.subscribe()
    }

    /// The batches from a version on, at most `limit`; empty if there is none yet. `None`: the ring does not reach back that
    /// far, the journal does.
    pub fn from(&self, version: Version, limit: usize) -> Option<Vec<Arc<Entry>>> {
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        if version > ring.last {
            return Some(Vec::new());
        }
        let first = ring.entries.front()?.batch.version;
        let skipped = usize::try_from(version.0.checked_sub(first.0)?).ok()?;
        Some(ring.entries.iter().skip(skipped).take(limit).cloned().collect())
    }
}

/// A batch without events takes a place too.
fn weight(batch: &Batch) -> usize {
    batch.events.len().max(1)
}

#[cfg(test)]
mod tests {
    use domain::event::{Event, IncidentEvent};
    use domain::ids::{IncidentRef, UnitRef};
    use domain::state::State;
    use domain::time::TimeMs;

    use super::*;

    fn committed(version: u64, events: usize) -> Committed {
        let event = Event::Incident(IncidentEvent::UnitReleased { incident: IncidentRef(1), unit: UnitRef(1) });
        let batch = Batch::system(Version(version), TimeMs(0), "tick", vec![event; events]);
        Committed { batch: Arc::new(batch), state: Arc::new(State::default()) }
    }

    fn versions(hub: &Hub, from: u64, limit: usize) -> Option<Vec<u64>> {
        Some(hub.from(Version(from), limit)?.iter().map(|entry| entry.batch.version.0).collect())
    }

    #[test]
    fn reaches_back_as_far_as_it_listened() {
        let hub = Hub::default();
        hub.begin(Version(5));
        assert_eq!(versions(&hub, 6, 9), Some(vec![]));
        assert_eq!(versions(&hub, 5, 9), None, "older than the ring");
        for version in 6..=9 {
            hub.push(&committed(version, 2));
        }
        assert_eq!(versions(&hub, 6, 9), Some(vec![6, 7, 8, 9]));
        assert_eq!(versions(&hub, 7, 2), Some(vec![7, 8]));
        assert_eq!(versions(&hub, 10, 2), Some(vec![]));
        assert_eq!(versions(&hub, 5, 2), None);
        assert_eq!(hub.head(), Version(9));
    }

    #[test]
    fn the_ring_is_bounded_by_events() {
        let hub = Hub::default();
        for version in 1..=3 {
            hub.push(&committed(version, STREAM_REPLAY_MAX / 2));
        }
        assert_eq!(versions(&hub, 1, 9), None);
        assert_eq!(versions(&hub, 2, 9), Some(vec![2, 3]));
        hub.push(&committed(4, STREAM_REPLAY_MAX + 1));
        assert_eq!(versions(&hub, 4, 9), None, "larger than the ring: only the journal has it");
        assert_eq!(versions(&hub, 5, 9), Some(vec![]));
    }
}
