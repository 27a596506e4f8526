//! Judges the clocks: from what the system's clock shows, what has surely passed, and whether a time service keeps the clock, to
//! the room's time, and to what has to be said of it. Pure; who reads the clocks is elsewhere.
//!
//! While it runs, the room follows the system's clock as long as that goes evenly with the clock that nobody sets. Where it leaps, the
//! room goes on by what has passed, and says so; it moves to the system's clock when the kernel or a person vouches for it. At its
//! start the room knows nothing but the journal's last time: it takes the clock's time over if that is later, and what can't be
//! undone goes by the time that has surely passed until the clock is vouched for.

use crate::clock::check::is_step;
use crate::clock::{Cause, RoomTime, Unproved, Voucher};
use crate::command::ClockCommand;
use crate::ids::Version;
use crate::limits::{CLOCK_AGREES_S, CLOCK_STEP_MS, CLOCK_UNEVEN_MS};
use crate::time::TimeMs;

/// While it is ahead of the system's clock by less than a step, the room loses one millisecond in so many.
const SLOWER_BY: u64 = 16;

/// What the clocks show at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// The system's clock.
    pub wall: TimeMs,
    /// Milliseconds since the machine started, sleep counted, whatever is done to that clock.
    pub ran_ms: u64,
    /// A time service keeps the system's clock.
    pub kept: bool,
}

/// What else is known at a start.
#[derive(Clone, Copy, Debug, Default)]
pub struct Traces {
    /// How long the machine has slept since it started.
    pub slept_ms: u64,
    /// The data came to where they are after their last entry.
    pub restored: bool,
}

pub struct ClockJudge {
    /// The room's time, and what the clock that is never set showed then.
    own: TimeMs,
    ran_ms: u64,
    /// Time that has passed and was too little to lose anything of.
    rest_ms: u64,
    /// A straight line by the clock that is never set: many small steps are no better than a large one.
    line: (TimeMs, u64),
    /// How far the system's clock is ahead of the other one, and since when that has been the same.
    even: (i64, u64),
    /// The time that nothing says anything of, at the start.
    gap: Option<(Cause, i64)>,
    behind: bool,
    /// Where the room's time was known to be right, or where this run began.
    proved: Unproved,
}

impl ClockJudge {
    /// `last`: the time of the journal's last entry.
    pub fn start(version: Version, last: TimeMs, known: &RoomTime, reading: Reading, traces: Traces) -> ClockJudge {
        let Reading { wall, ran_ms, .. } = reading;
        let first = version == Version(0);
        // One that was off, or was put right meanwhile: the earlier that does not lie before the last entry.
        let held = (known.off_ms != 0).then(|| wall.plus_ms(-known.off_ms));
        let possible = held.into_iter().chain([wall]).filter(|at| at.0 >= last.0 - CLOCK_STEP_MS as i64);
        let own = if first { wall } else { possible.min().map_or(last, |at| at.max(last)) };
        let gap_ms = own.0.saturating_sub(last.0);
        let gap = (!first && is_step(gap_ms)).then(|| (likely(gap_ms, ran_ms, traces), gap_ms));
        ClockJudge {
            own,
            ran_ms,
            rest_ms: 0,
            line: (own, ran_ms),
            even: (ahead_ms(reading), ran_ms),
            gap,
            behind: !first && own == last,
            proved: known.unproved.unwrap_or(Unproved { since: version, at: last }),
        }
    }

    /// The room's time. It never stands still, and goes back only by [`ClockJudge::move_to`].
    pub fn now(&mut self, reading: Reading) -> TimeMs {
        let Reading { wall, ran_ms, .. } = reading;
        let passed_ms = ran_ms.saturating_sub(self.ran_ms);
        self.ran_ms = self.ran_ms.max(ran_ms);
        let straight = self.own.plus_ms(signed(passed_ms));
        let line = self.line.0.plus_ms(signed(self.ran_ms.saturating_sub(self.line.1)));
        if is_step(wall.0.saturating_sub(line.0)) || is_step(wall.0.saturating_sub(straight.0)) {
            self.own = straight;
            return self.own;
        }
        let owed_ms = self.rest_ms + passed_ms;
        self.rest_ms = owed_ms % SLOWER_BY;
        self.own = wall.max(straight.plus_ms(-signed((owed_ms / SLOWER_BY).min(passed_ms))));
        self.own
    }

    /// The room's time is this from now on, whatever the system's clock shows.
    pub fn move_to(&mut self, now: TimeMs) {
        self.own = now;
        self.rest_ms = 0;
        self.line = (now, self.ran_ms);
    }

    /// What has to be said of the room's time, if anything.
    pub fn look(&mut self, reading: Reading, known: &RoomTime, version: Version) -> Option<ClockCommand> {
        let own = self.now(reading);
        let Reading { wall, ran_ms, kept } = reading;
        let off_ms = wall.0.saturating_sub(own.0);
        let ahead = ahead_ms(reading);
        if ahead.abs_diff(self.even.0) > CLOCK_UNEVEN_MS {
            self.even.1 = ran_ms;
        }
        self.even.0 = ahead;
        let unproved = known.unproved.unwrap_or(self.proved);
        if let Some((cause, gap_ms)) = self.gap.take()
            && !kept
        {
            let lag_ms = known.lag_ms().saturating_add(gap_ms);
            return Some(ClockCommand::Doubt { cause, wall, lag_ms, unproved });
        }
        let behind = std::mem::take(&mut self.behind);
        if !is_step(off_ms) {
            let command = self.vouch(kept, known, ran_ms, true);
            if kept {
                self.line = (own, ran_ms);
                self.proved = Unproved { since: version, at: own };
            }
            return command;
        }
        if kept {
            return Some(ClockCommand::Follow { by_ms: off_ms, by: Voucher::Kernel, lag_ms: 0, unproved });
        }
        let lag_ms = known.lag_ms();
        if known.doubt.as_ref().is_some_and(|doubt| doubt.cause.is_gap())
            && off_ms < 0
            && !is_step((lag_ms + off_ms).min(0))
        {
            // Back towards what the journal says: what was taken over was wrong.
            let left_ms = Some(lag_ms + off_ms).filter(|left_ms| is_step(*left_ms)).unwrap_or_default();
            return Some(ClockCommand::Follow { by_ms: off_ms, by: Voucher::Return, lag_ms: left_ms, unproved });
        }
        if known.off_ms != 0 && !is_step(off_ms.saturating_sub(known.off_ms)) {
            return self.vouch(kept, known, ran_ms, false);
        }
        let gap = known.doubt.as_ref().map(|doubt| doubt.cause).filter(|cause| cause.is_gap());
        let cause = gap.unwrap_or(if behind { Cause::ClockBehind } else { Cause::ClockSet });
        Some(ClockCommand::Doubt { cause, wall, lag_ms: lag_ms.max(off_ms.saturating_neg()), unproved })
    }

    /// Whether something speaks for the room's time now. `agree`: so does the system's clock.
    fn vouch(&self, kept: bool, known: &RoomTime, ran_ms: u64, agree: bool) -> Option<ClockCommand> {
        let by_gap = known.doubt.as_ref().map(|doubt| doubt.cause.is_gap());
        let evenly = ran_ms.saturating_sub(self.even.1) >= u64::from(CLOCK_AGREES_S) * 1000;
        let by = if agree && kept && !known.is_untouched_since_proof() {
            Voucher::Kernel
        } else if agree && (by_gap == Some(false) || by_gap.is_none() && known.off_ms != 0) {
            Voucher::Return
        } else if by_gap == Some(true) && evenly {
            Voucher::Agreement
        } else {
            return None;
        };
        Some(ClockCommand::Confirm { by })
    }
}

impl RoomTime {
    /// Nothing is left for a time service to confirm.
    const fn is_untouched_since_proof(&self) -> bool {
        self.doubt.is_none() && self.off_ms == 0 && self.unproved.is_none()
    }
}

fn signed(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

fn ahead_ms(reading: Reading) -> i64 {
    reading.wall.0.saturating_sub(signed(reading.ran_ms))
}

/// What a gap between the journal's last entry and the start most likely was.
fn likely(gap_ms: i64, ran_ms: u64, traces: Traces) -> Cause {
    let gap_ms = gap_ms.unsigned_abs();
    if traces.restored {
        Cause::Restored
    } else if traces.slept_ms >= gap_ms / 2 {
        Cause::Suspended
    } else if ran_ms < gap_ms {
        Cause::MachineOff
    } else {
        Cause::ServerStopped
    }
}
