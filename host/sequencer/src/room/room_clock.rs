//! The room's time: the system's clock, but never back, and never standing still. A clock that is set back leaves the room ahead of
//! it; the room then goes on a little slower than time passes until the clock has caught up, so that no timer waits for a day.

use domain::time::TimeMs;

/// While it is ahead, the room loses one millisecond in so many.
const SLOWER_BY: u64 = 16;

pub struct RoomClock {
    last: TimeMs,
    /// What the clock that is never set showed then.
    ran_ms: u64,
    /// Time that has passed and was too little to lose anything of.
    rest_ms: u64,
}

impl RoomClock {
    pub const fn at(last: TimeMs, ran_ms: u64) -> RoomClock {
        RoomClock { last, ran_ms, rest_ms: 0 }
    }

    /// `wall`: what the system's clock shows. `ran_ms`: milliseconds since some beginning, whatever is done to that clock.
    pub fn now(&mut self, wall: TimeMs, ran_ms: u64) -> TimeMs {
        let passed_ms = ran_ms.saturating_sub(self.ran_ms);
        self.ran_ms = self.ran_ms.max(ran_ms);
        let owed_ms = self.rest_ms + passed_ms;
        self.rest_ms = owed_ms % SLOWER_BY;
        let gone_ms = i64::try_from(passed_ms - (owed_ms / SLOWER_BY).min(passed_ms)).unwrap_or(i64::MAX);
        self.last = wall.max(TimeMs(self.last.0.saturating_add(gone_ms)));
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_662_000_000_000;

    #[test]
    fn it_follows_a_clock_that_goes_right_or_is_set_forward() {
        let mut room_clock = RoomClock::at(TimeMs(START), 0);
        for ran_ms in [0, 1, 7, 500, 60_000] {
            assert_eq!(room_clock.now(TimeMs(START + ran_ms), ran_ms as u64), TimeMs(START + ran_ms));
        }
        let day_ms = 86_400_000;
        assert_eq!(room_clock.now(TimeMs(START + 60_001 + day_ms), 60_001), TimeMs(START + 60_001 + day_ms));
    }

    /// A clock that was a day fast was put right, and for a day no timer fired.
    #[test]
    fn it_goes_on_when_the_clock_is_set_back() {
        for back_ms in [3_600_000, 86_400_000] {
            let mut room_clock = RoomClock::at(TimeMs(START), 0);
            let mut last = TimeMs(START);
            let mut caught_up_at = None;
            // However often it is asked, it loses the same.
            for ran_ms in (0..=back_ms * 17).step_by(if back_ms > 3_600_000 { 100_003 } else { 7_001 }) {
                let wall = TimeMs(START - back_ms + ran_ms);
                let now = room_clock.now(wall, ran_ms as u64);
                assert!(now >= last);
                last = now;
                if now == wall {
                    caught_up_at.get_or_insert(ran_ms);
                } else {
                    assert_eq!(now, TimeMs(START + ran_ms - ran_ms / 16));
                }
            }
            let caught_up_at = caught_up_at.expect("the clock catches up");
            assert!((back_ms * 15..=back_ms * 16 + 200_000).contains(&caught_up_at), "{caught_up_at}");
        }
    }

    #[test]
    fn it_loses_the_same_however_often_it_is_asked() {
        let mut room_clock = RoomClock::at(TimeMs(START), 0);
        for ran_ms in 1..=16_000_u64 {
            room_clock.now(TimeMs(0), ran_ms);
        }
        assert_eq!(room_clock.now(TimeMs(0), 16_000), TimeMs(START + 15_000));
    }
}
