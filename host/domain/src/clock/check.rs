//! What may be said of the room's time. A command that moves it is checked, and stamped, at the time that it moves to.

use crate::clock::refusal::ClockRefusal;
use crate::command::ClockCommand;
use crate::event::{ClockEvent, Event};
use crate::ids::DoubtRef;
use crate::limits::CLOCK_STEP_MS;
use crate::refusal::Refusal;
use crate::state::State;
use crate::time::TimeMs;

use super::{Cause, RoomTime, Unproved, Voucher};

impl RoomTime {
    /// By how much a command moves the room's time.
    pub fn moved_by(&self, command: &ClockCommand) -> i64 {
        match command {
            ClockCommand::Doubt { .. } | ClockCommand::Confirm { .. } => 0,
            ClockCommand::Follow { by_ms, .. } => *by_ms,
            ClockCommand::Accept { by_ms } if is_step(*by_ms) && self.is_known(*by_ms) => *by_ms,
            ClockCommand::Refuse { by_ms } if self.is_known(*by_ms) => self.refusal_ms(),
            ClockCommand::Accept { .. } | ClockCommand::Refuse { .. } => 0,
        }
    }

    /// Where the clock was taken over at the start, to refuse it is to go back to what has surely passed.
    fn refusal_ms(&self) -> i64 {
        let taken_over = self.doubt.as_ref().filter(|doubt| doubt.cause.is_gap() && self.off_ms == 0);
        taken_over.map_or(0, |doubt| -doubt.lag_ms)
    }

    /// Whether that is by how much the system's clock was found ahead.
    fn is_known(&self, by_ms: i64) -> bool {
        !is_step(by_ms.saturating_sub(self.off_ms))
    }
}

/// Whether a difference is more than a clock's small corrections.
pub(super) fn is_step(ms: i64) -> bool {
    ms.unsigned_abs() > CLOCK_STEP_MS
}

pub(crate) fn check(state: &State, command: &ClockCommand, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    let time = &state.time;
    let moved_by = time.moved_by(command);
    let from = now.plus_ms(-moved_by);
    let event = match command {
        ClockCommand::Doubt { cause, wall, lag_ms, unproved } => doubted(time, *cause, *wall, *lag_ms, *unproved),
        ClockCommand::Confirm { by } => ClockEvent::Confirmed { by: *by },
        ClockCommand::Follow { by, lag_ms, unproved, .. } => {
            ClockEvent::Moved { from, by: *by, unproved: *unproved, lag_ms: *lag_ms, off_ms: 0 }
        }
        ClockCommand::Accept { by_ms } => {
            questioned(time, *by_ms)?;
            match moved_by {
                0 => ClockEvent::Confirmed { by: Voucher::Person },
                _ => moved(state, from, 0),
            }
        }
        ClockCommand::Refuse { by_ms } => {
            questioned(time, *by_ms)?;
            match moved_by {
                0 => ClockEvent::Refused { off_ms: time.off_ms },
                back_ms => moved(state, from, -back_ms),
            }
        }
    };
    Ok(vec![Event::Clock(event)])
}

fn doubted(time: &RoomTime, cause: Cause, wall: TimeMs, lag_ms: i64, unproved: Unproved) -> ClockEvent {
    ClockEvent::Doubted { doubt: DoubtRef(time.last.0 + 1), cause, wall, lag_ms, unproved }
}

/// By a person's word. Nothing says that what was set before the doubt was set wrongly.
fn moved(state: &State, from: TimeMs, off_ms: i64) -> ClockEvent {
    let unproved = state.time.unproved.unwrap_or(Unproved { since: state.version, at: from });
    ClockEvent::Moved { from, by: Voucher::Person, unproved, lag_ms: 0, off_ms }
}

/// A person's word is on what they were shown.
fn questioned(time: &RoomTime, by_ms: i64) -> Result<(), Refusal> {
    if time.is_confirmed() && time.off_ms == 0 {
        return Err(ClockRefusal::Confirmed.into());
    }
    if !time.is_known(by_ms) {
        return Err(ClockRefusal::SetMeanwhile.into());
    }
    Ok(())
}
