//! Why a room does nothing at the moment, whatever it is asked.

use crate::declare::{refusals, sentences};

refusals! {
    /// Why a room does nothing at the moment, whatever it is asked.
    pub enum RoomRefusal of "room" {
        #[refusal("cascade-too-large", Conflict CascadeTooLarge)]
        CascadeTooLarge { events_max: usize },
        #[refusal("gone", Unavailable RoomGone)]
        Gone,
        #[refusal("journal-failed", Unavailable JournalFailed)]
        JournalFailed { why: String },
        #[refusal("key-reused", Invalid KeyReused)]
        KeyReused { key: String },
        #[refusal("queue-full", Busy QueueFull)]
        QueueFull { waiting: usize },
        #[refusal("stopped", Unavailable Stopped)]
        Stopped,
        #[refusal("stopping", Unavailable Stopping)]
        Stopping,
        #[refusal("thread-ended", Unavailable RoomFailed)]
        ThreadEnded { thread: String, why: String },
    }
}

sentences! {
    /// Why a room is not ready, for those who watch over it.
    pub enum Unready of "unready" {
        #[sentence("countyless")]
        Countyless,
        #[sentence("journal-failed")]
        JournalFailed { why: String },
        #[sentence("stopping")]
        Stopping,
        #[sentence("thread-ended")]
        ThreadEnded { thread: String, why: String },
        #[sentence("thread-missing")]
        ThreadMissing { thread: String, why: String },
    }
}
