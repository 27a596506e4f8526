//! What tests and benches play with: a clock that they set, and numbers that are the same on every machine.

use std::sync::atomic::{AtomicI64, Ordering};

use domain::ports::Clock;
use domain::time::TimeMs;

/// A clock that shows what it was set to.
pub struct SetClock(AtomicI64);

impl SetClock {
    pub fn at(at: TimeMs) -> SetClock {
        SetClock(AtomicI64::new(at.0))
    }

    pub fn set(&self, at: TimeMs) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> TimeMs {
        TimeMs(self.0.load(Ordering::SeqCst))
    }
}

/// The same numbers on every machine.
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    pub fn below(&mut self, count: u64) -> u64 {
        self.next() % count
    }

    /// From -0.5 to 0.5.
    pub fn part(&mut self) -> f64 {
        self.next() as f64 / f64::from(1_u32 << 31) - 0.5
    }
}
