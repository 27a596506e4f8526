//! Threads of the program that the room relies on: if one ends by a panic, the room says so at once.

use std::sync::{Arc, Weak};
use std::thread::JoinHandle;

use domain::ports::Room;

/// Starts a thread that the room knows of. It does not keep the room from going.
pub fn spawn(
    room: &Arc<dyn Room>,
    name: String,
    work: impl FnOnce() + Send + 'static,
) -> std::io::Result<JoinHandle<()>> {
    room.note_thread(&name, None);
    let watch = Watch { room: Arc::downgrade(room), name: name.clone() };
    std::thread::Builder::new().name(name).spawn(move || {
        let _watch = watch;
        work();
    })
}

struct Watch {
    room: Weak<dyn Room>,
    name: String,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Some(room) = self.room.upgrade()
        {
            room.note_thread(&self.name, Some("it panicked; the log says more".to_owned()));
        }
    }
}
