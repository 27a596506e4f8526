//! The events of the room's time: each is declared here, once.

use crate::clock::{Cause, Unproved, Voucher};
use crate::declare::events;
use crate::ids::DoubtRef;
use crate::time::TimeMs;

events! {
    /// What becomes of the room's time.
    pub enum ClockEvent {
        /// The system's clock and the room's time fell apart, or nothing says how long the room stood still.
        #[event("clock-doubted", about = doubt)]
        Doubted {
            doubt: DoubtRef,
            cause: Cause,
            /// What the system's clock showed; the room's time is the batch's.
            wall: TimeMs,
            /// By how much the room's time may be ahead of the true one.
            #[serde(default, skip_serializing_if = "is_none")]
            lag_ms: i64,
            unproved: Unproved,
        },

        /// The room's time is right.
        #[event("clock-confirmed")]
        Confirmed { by: Voucher },

        /// The room's time was wrong by so much: the batch has the right one. What was set by the wrong one moves along.
        #[event("clock-moved")]
        Moved {
            from: TimeMs,
            by: Voucher,
            unproved: Unproved,
            /// By how much the new time may still be ahead of the true one; 0 says that it is right.
            #[serde(default, skip_serializing_if = "is_none")]
            lag_ms: i64,
            /// By how much the system's clock is ahead of the new time, where a person says that it is wrong.
            #[serde(default, skip_serializing_if = "is_none")]
            off_ms: i64,
        },

        /// A person says that the system's clock is wrong by so much, and the room's time right.
        #[event("clock-refused")]
        Refused { off_ms: i64 },
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_none(ms: &i64) -> bool {
    *ms == 0
}
