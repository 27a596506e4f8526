//! The room's time and the clock that it goes by, as they go over the wire.

use domain::clock::{Cause, Doubt, RoomTime};
use domain::ports::Clocks;
use serde::{Deserialize, Serialize};
use telling::Teller;
use telling::words::word_for;
use utoipa::ToSchema;

/// The room's time, and whether it is to be believed.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct ClockBody {
    /// The room's time: what happens now is stamped with it.
    #[schema(format = DateTime)]
    pub room: String,
    /// What the system's clock shows.
    #[schema(format = DateTime)]
    pub wall: String,
    /// By how many milliseconds the system's clock is ahead of the room's time; negative: behind. To be said with a word on it.
    pub ahead_ms: i64,
    /// Whether a time service keeps the system's clock, as far as the kernel knows.
    pub kept: bool,
    /// Whether the room's time is confirmed. If not, what can't be undone waits.
    pub confirmed: bool,
    /// A person has said that the system's clock is wrong: the room does not follow it.
    pub refused: bool,
    pub doubt: Option<DoubtBody>,
}

/// Why the room's time is in doubt.
#[derive(Serialize, ToSchema)]
pub struct DoubtBody {
    /// Its number; as a matter it is `clock:1`.
    pub number: u32,
    #[schema(value_type = String, example = "machine-off")]
    pub cause: Cause,
    /// The same in words.
    pub text: String,
    /// The room's time when the doubt came up, and what the system's clock showed then.
    #[schema(format = DateTime)]
    pub at: String,
    #[schema(format = DateTime)]
    pub wall: String,
    /// By how many seconds the room's time may be ahead of the true one.
    pub lag_s: i64,
}

impl ClockBody {
    pub fn of(clocks: &Clocks, time: &RoomTime, teller: &Teller<'_>) -> ClockBody {
        ClockBody {
            room: teller.time(clocks.room),
            wall: teller.time(clocks.wall),
            ahead_ms: clocks.wall.0.saturating_sub(clocks.room.0),
            kept: clocks.kept,
            confirmed: time.is_confirmed(),
            refused: time.is_confirmed() && time.off_ms != 0,
            doubt: time.doubt.as_ref().map(|doubt| DoubtBody::of(doubt, teller)),
        }
    }
}

impl DoubtBody {
    pub fn of(doubt: &Doubt, teller: &Teller<'_>) -> DoubtBody {
        DoubtBody {
            number: doubt.number.0,
            cause: doubt.cause,
            text: word_for::<Cause>(doubt.cause.name(), teller.lang).unwrap_or(doubt.cause.name()).to_owned(),
            at: teller.time(doubt.at),
            wall: teller.time(doubt.wall),
            lag_s: doubt.lag_ms / 1000,
        }
    }
}

/// A person's word on the system's clock.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockWord {
    /// By how many milliseconds the system's clock was shown to be ahead of the room's time.
    pub ahead_ms: i64,
    /// Why, for the journal.
    #[serde(default)]
    pub reason: Option<String>,
}
