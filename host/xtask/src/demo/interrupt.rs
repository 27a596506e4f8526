//! Ctrl-C and a polite kill: noted, so that what was started is stopped first. The second one ends everything at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// How often a wait looks up.
const LOOK_UP: Duration = Duration::from_millis(50);
/// What a shell expects of a program that was interrupted: 128 and the number of SIGINT.
const INTERRUPTED: i32 = 130;

pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    pub fn watch() -> Result<Interrupt> {
        let came = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // In this order: the first to come only raises the flag.
            flag::register_conditional_shutdown(signal, INTERRUPTED, came.clone()).context("signals")?;
            flag::register(signal, came.clone()).context("signals")?;
        }
        Ok(Interrupt(came))
    }

    pub fn came(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Waits this long, or until the interrupt comes. Whether to go on.
    pub fn wait(&self, time: Duration) -> bool {
        let end = Instant::now() + time;
        while !self.came() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            std::thread::sleep(left.min(LOOK_UP));
        }
        false
    }
}
