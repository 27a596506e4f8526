//! The commands about the room's time: each is declared here, once.

use crate::clock::{Cause, Unproved, Voucher};
use crate::declare::commands;
use crate::time::TimeMs;

commands! {
    /// What may be said of the room's time.
    pub enum ClockCommand {
        /// The host's own: the system's clock and the room's time fell apart.
        #[command("doubt-clock", by = Host, reserved = true)]
        Doubt { cause: Cause, wall: TimeMs, lag_ms: i64, unproved: Unproved },

        /// The host's own: the room's time is right.
        #[command("confirm-clock", by = Host, reserved = true)]
        Confirm { by: Voucher },

        /// The host's own: the system's clock is right, and the room's time moves to it. `lag_ms`: what stays in doubt.
        #[command("follow-clock", by = Host, reserved = true)]
        Follow { by_ms: i64, by: Voucher, lag_ms: i64, unproved: Unproved },

        /// A person says that the system's clock is right. `by_ms`: by how much they were shown that it is ahead of the room.
        #[command("accept-clock", by = Admin, reserved = true, reason = AcceptClock)]
        Accept { by_ms: i64 },

        /// A person says that the system's clock is wrong.
        #[command("refuse-clock", by = Admin, reserved = true, reason = RefuseClock)]
        Refuse { by_ms: i64 },
    }
}
