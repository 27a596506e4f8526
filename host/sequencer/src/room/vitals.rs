//! The room's threads: each is started under its name here and missed at once if it ends before the room does. Whoever can't be
//! done without takes the room along: nothing is taken any more, and all who wait are told.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use domain::ports::ThreadHealth;

use super::{Failure, Shared};

#[derive(Default)]
pub struct Vitals(Mutex<Vec<ThreadHealth>>);

impl Vitals {
    /// A thread begins, or has ended. Why it ended first is what is kept.
    pub fn note(&self, name: &str, ended: Option<String>) {
        let mut threads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match threads.iter_mut().find(|known| known.name == name) {
            Some(known) if known.ended.is_some() && ended.is_some() => {}
            Some(known) => known.ended = ended,
            None => threads.push(ThreadHealth { name: name.to_owned(), ended }),
        }
    }

    pub fn all(&self) -> Vec<ThreadHealth> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What a thread means to the room.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Without it nothing can be decided or made durable.
    Vital,
    /// The room goes on without it, though not for ever.
    Beside,
}

/// Starts a thread. What it gives back says why it ends before its time. `feeds`: the ends by which others hear from it. Those are let go only
/// when its own end is known, so that nobody who ends for want of it is missed first.
pub fn spawn<F: Send + 'static>(
    shared: &Arc<Shared>,
    name: &'static str,
    part: Part,
    feeds: F,
    run: impl FnOnce(&F) -> Result<(), String> + Send + 'static,
) -> JoinHandle<()> {
    shared.vitals.note(name, None);
    let shared = shared.clone();
    let watched = move || {
        let run = AssertUnwindSafe(|| run(&feeds));
        let ended = catch_unwind(run).unwrap_or_else(|panic| Err(panicked(&*panic)));
        match ended {
            Ok(()) if shared.stopping.load(Ordering::Acquire) => {}
            // One that it works for ended before.
            Ok(()) => shared.vitals.note(name, Some("there is nobody left that it works for".to_owned())),
            Err(why) => {
                tracing::error!(thread = name, why, "a thread of the room ended before its time");
                match part {
                    Part::Vital => shared.fail(Failure::Thread { name, why }),
                    Part::Beside => shared.vitals.note(name, Some(why)),
                }
            }
        }
        drop(feeds);
    };
    let spawned = std::thread::Builder::new().name(name.to_owned()).spawn(watched);
    spawned.expect("the system gives a thread at start-up")
}

fn panicked(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    format!("it panicked: {}", words.unwrap_or("without words"))
}
