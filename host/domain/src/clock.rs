//! Whether the room's time is to be believed. The room has a time of its own: it follows the system's clock, and where that leaps it
//! goes on by the clock that nobody sets. What stands here is folded from events; who judges the clocks is `clock/judge.rs`.

use serde::{Deserialize, Serialize};

pub(crate) mod check;
pub mod command;
pub mod event;
mod fold;
pub mod judge;
pub mod refusal;

use crate::declare::named;
use crate::ids::{DoubtRef, Version};
use crate::time::TimeMs;

named! {
    /// What a doubt about the time comes from, as far as can be told.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Cause {
        /// At the start: the machine was off, or its clock is ahead.
        MachineOff = "machine-off",
        /// At the start: the machine ran, and the server did not.
        ServerStopped = "server-stopped",
        /// At the start: the machine slept.
        Suspended = "suspended",
        /// At the start: the data came here after their last entry, as from a backup.
        Restored = "restored",
        /// At the start: the clock shows a time before the journal's last entry.
        ClockBehind = "clock-behind",
        /// While the room ran, the clock was set.
        ClockSet = "clock-set",
    }
}

impl Cause {
    /// Whether the room took the clock's time over at its start, since it has no better one.
    pub const fn is_gap(self) -> bool {
        matches!(self, Cause::MachineOff | Cause::ServerStopped | Cause::Suspended | Cause::Restored)
    }
}

named! {
    /// By whom a time is confirmed.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Voucher {
        /// The kernel, whose clock a time service keeps.
        Kernel = "kernel",
        /// The system's clock has long gone evenly with the one that nobody sets.
        Agreement = "agreement",
        /// The system's clock came back to the room's time.
        Return = "return",
        Person = "person",
    }
}

/// The room's time is not confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    pub number: DoubtRef,
    pub cause: Cause,
    /// The room's time then, and what the system's clock showed.
    pub at: TimeMs,
    pub wall: TimeMs,
    /// By how much the room's time may be ahead of the true one: what can't be undone is done by the earlier.
    #[serde(default, skip_serializing_if = "is_none")]
    pub lag_ms: i64,
}

/// From where on the room's time may have been wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unproved {
    /// What batches after this one set by the room's time, they may have set wrongly.
    pub since: Version,
    /// The room's time then.
    pub at: TimeMs,
}

/// Timers from before a gap at the start, which fire by the time that has surely passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The batch that holds them.
    pub by: Version,
    pub lag_ms: i64,
}

/// What is known of the room's time.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoomTime {
    #[serde(default)]
    pub doubt: Option<Doubt>,
    /// Number of the last doubt.
    #[serde(default)]
    pub last: DoubtRef,
    /// By how much the system's clock is ahead of the room's time, if that is known and the room does not follow it.
    #[serde(default, skip_serializing_if = "is_none")]
    pub off_ms: i64,
    #[serde(default)]
    pub unproved: Option<Unproved>,
    #[serde(default)]
    pub held: Option<Held>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_none(lag_ms: &i64) -> bool {
    *lag_ms == 0
}

impl RoomTime {
    /// Nothing was ever in doubt.
    pub fn is_untouched(&self) -> bool {
        *self == RoomTime::default()
    }

    pub const fn is_confirmed(&self) -> bool {
        self.doubt.is_none()
    }

    /// By how much the room's time may be ahead of the true one.
    pub fn lag_ms(&self) -> i64 {
        self.doubt.as_ref().map_or(0, |doubt| doubt.lag_ms)
    }

    /// The time by which is done what can't be undone: the room's, or, while it is in doubt, one that has surely come.
    pub fn sure(&self, now: TimeMs) -> TimeMs {
        now.plus_ms(-self.lag_ms())
    }
}
