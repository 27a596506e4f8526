//! Hostile guests against the clock and against the host's memory. One test at a time: the times and the memory are the
//! process's.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::hooks::HookFailure;
use domain::limits::{HOOK_DEADLINE_MS, HOOK_OVERRUN_MS_MAX};

#[path = "plugins/guests.rs"]
#[allow(dead_code)]
mod guests;

use guests::*;

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Every behaviour that must be stopped.
const CRIMES: [&str; 21] = [
    "endless-loop",
    "overwrite-memory",
    "deep-recursion",
    "deep-frames",
    "grow-memory",
    "huge-allocation",
    "fill-memory",
    "unreachable",
    "out-of-bounds",
    "panic",
    "long-panic",
    "many-items",
    "many-values",
    "not-a-number",
    "long-error",
    "huge-error",
    "aliased-texts",
    "broken-string",
    "view-flood",
    "panic-flood",
    "row-flood",
];

/// A machine that is busy with other things can be late by itself, so the best of some rounds counts.
#[test]
fn every_crime_is_stopped_within_the_deadline() {
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let (host, plugin) = Host::with_badly();
    for deadline_ms in [5, HOOK_DEADLINE_MS] {
        let limit = Duration::from_millis(deadline_ms + HOOK_OVERRUN_MS_MAX);
        for crime in CRIMES {
            let round = || {
                let start = Instant::now();
                let run = dispatch_within(&host.runtime, &plugin, crime, deadline_ms);
                let took = start.elapsed();
                if run.result == Err(HookFailure::Deadline) {
                    assert!(took >= Duration::from_millis(deadline_ms), "`{crime}` was stopped before its time");
                }
                took
            };
            let mut rounds = (0..20).map(|_| round());
            assert!(rounds.any(|took| took <= limit), "`{crime}` ran past {limit:?}");
            dispatch(&host.runtime, &plugin, "honest").result.unwrap();
        }
    }
}

#[test]
fn a_thousand_rounds_leave_no_memory_behind() {
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let (host, plugin) = Host::with_badly();
    let round = || {
        for crime in CRIMES {
            let _ = dispatch_within(&host.runtime, &plugin, crime, 1);
        }
        assert_eq!(host.runtime.sandboxes_busy(), 0);
    };
    (0..50).for_each(|_| round());
    let before = resident_bytes();
    (0..1_000).for_each(|_| round());
    let grown = resident_bytes().saturating_sub(before);
    assert!(grown < 4 << 20, "{} KiB more than before", grown >> 10);
    dispatch(&host.runtime, &plugin, "honest").result.unwrap();
}

/// From the kernel's count of this process's pages.
fn resident_bytes() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}
