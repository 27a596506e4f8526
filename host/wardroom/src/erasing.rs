//! Destroys keys of personal data as soon as the journal says that they are erased, whoever had them erased: a person, a
//! workflow's plugin. A thread beside the room does it, so that the room never waits for the key store's disk; what a crash
//! leaves undone is done at the next start (`data.rs`).

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use domain::event::Event;
use domain::ids::SubjectRef;
use domain::ports::{Committed, Room};
use domain::sealed::Sealer;

/// What is to be erased yet.
#[derive(Default)]
struct Desk {
    subjects: BTreeSet<SubjectRef>,
    closing: bool,
}

#[derive(Default)]
struct Shared {
    desk: Mutex<Desk>,
    changed: Condvar,
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread at work.
pub struct Eraser {
    shared: Arc<Shared>,
    thread: JoinHandle<()>,
}

impl Eraser {
    /// Listens to a room from now on.
    pub fn watch(room: &dyn Room, sealer: Arc<Sealer>) -> std::io::Result<Eraser> {
        let shared = Arc::new(Shared::default());
        let working = shared.clone();
        let work = move || work(&working, &sealer);
        let thread = std::thread::Builder::new().name("eraser".to_owned()).spawn(work)?;
        let telling = shared.clone();
        room.watch(Box::new(move |committed| tell(&telling, committed)));
        Ok(Eraser { shared, thread })
    }

    /// Erases what is left and ends.
    pub fn stop(self) {
        self.shared.desk().closing = true;
        self.shared.changed.notify_all();
        // It holds nothing that a panic could leave half done.
        let _ = self.thread.join();
    }
}

fn tell(shared: &Shared, committed: &Committed) {
    let subjects = committed.batch.events.iter().filter_map(|event| match event {
        Event::InstanceErased { subject, .. } | Event::SubjectErased { subject, .. } => Some(*subject),
        _ => None,
    });
    let mut subjects = subjects.peekable();
    if subjects.peek().is_some() {
        shared.desk().subjects.extend(subjects);
        shared.changed.notify_all();
    }
}

fn work(shared: &Shared, sealer: &Sealer) {
    let mut desk = shared.desk();
    loop {
        if let Some(subject) = desk.subjects.pop_first() {
            drop(desk);
            match sealer.erase(subject) {
                Ok(_) => tracing::info!(%subject, "personal data erased: their key is destroyed"),
                Err(error) => tracing::error!(%subject, %error, "a key could not be destroyed; the next start tries again"),
            }
            desk = shared.desk();
        } else if desk.closing {
            return;
        } else {
            desk = shared.changed.wait(desk).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::command::Envelope;
    use domain::event::Batch;
    use domain::ids::{Digest, IncidentRef, InstanceRef, UnitRef, Version};
    use domain::ports::{KeyStore, Rehearsed, Reply, RoomHealth};
    use domain::state::State;
    use domain::time::TimeMs;
    use domain::unit::Fix;
    use journal::FileKeyStore;

    use super::*;

    type Listener = Box<dyn Fn(&Committed) + Send + Sync>;

    /// A room that only tells.
    #[derive(Default)]
    struct Telling(Mutex<Vec<Listener>>);

    impl Telling {
        fn commit(&self, events: Vec<Event>) {
            let (author, command) = ("system".to_owned(), "tick".to_owned());
            let batch = Batch { version: Version(1), at: TimeMs(0), author, command, reason: None, key: None, events };
            let committed = Committed { batch: Arc::new(batch), state: Arc::default() };
            self.0.lock().unwrap().iter().for_each(|listener| listener(&committed));
        }
    }

    impl Room for Telling {
        fn state(&self) -> Arc<State> {
            Arc::default()
        }
        fn submit(&self, _: Envelope, _: Reply) {}
        fn offer_positions(&self, _: &[(UnitRef, Fix)]) -> usize {
            0
        }
        fn watch(&self, listener: Listener) {
            self.0.lock().unwrap().push(listener);
        }
        fn health(&self) -> RoomHealth {
            RoomHealth::default()
        }
        fn rehearse_migration(&self, _: Digest, _: &[InstanceRef]) -> Vec<Rehearsed> {
            Vec::new()
        }
        fn now(&self) -> TimeMs {
            TimeMs(0)
        }
    }

    #[test]
    fn a_key_is_gone_once_the_journal_says_so() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("keys");
        let keys = Arc::new(FileKeyStore::open(&file).unwrap());
        let sealer = Arc::new(Sealer::new(keys.clone()).unwrap());
        let [by_plugin, by_person, kept] = [(); 3].map(|()| sealer.new_subject().unwrap());
        let room = Telling::default();
        let eraser = Eraser::watch(&room, sealer).unwrap();
        room.commit(vec![Event::InstanceErased { instance: InstanceRef(1), subject: by_plugin }]);
        room.commit(vec![Event::WorkflowKindPaused { kind: "x".to_owned() }]);
        room.commit(vec![Event::SubjectErased { incident: IncidentRef(1), subject: by_person }]);
        eraser.stop();
        assert_eq!(keys.get(by_plugin).unwrap(), None);
        assert_eq!(keys.get(by_person).unwrap(), None);
        assert!(keys.get(kept).unwrap().is_some());
        drop(room);
    }
}
