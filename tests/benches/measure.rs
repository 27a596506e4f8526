//! Clocks and medians.

use std::time::{Duration, Instant};

/// CPU time of the calling thread so far.
pub fn thread_cpu() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}

/// Median of some figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

pub fn least(figures: &[f64]) -> f64 {
    figures.iter().copied().fold(f64::INFINITY, f64::min)
}

/// CPU microseconds of one call, from a counted loop.
pub fn cpu_us(rounds: u32, mut call: impl FnMut()) -> f64 {
    let start = thread_cpu();
    for _ in 0..rounds {
        call();
    }
    (thread_cpu() - start).as_secs_f64() * 1e6 / f64::from(rounds)
}

/// Seconds of wall-clock time, and what came of it.
pub fn wall_s<T>(call: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let value = call();
    (start.elapsed().as_secs_f64(), value)
}
