//! The processor time of another process, by thread: what the kernel has counted in nanoseconds, not in ticks.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long a process is looked at to see whether it is still at work.
const LOOK: Duration = Duration::from_millis(40);
/// What an idle server uses in that time, at most: its clock wakes a thousand times a second.
const IDLE_US: f64 = 1_000.0;
const DRAINING_MAX: Duration = Duration::from_secs(5);

pub struct Clocks {
    process: u32,
}

/// Microseconds by thread.
#[derive(Clone, Default)]
pub struct Spent(BTreeMap<(u32, String), f64>);

impl Clocks {
    pub fn of(process: u32) -> Clocks {
        Clocks { process }
    }

    /// What all threads have used so far. One that has ended is no longer there: servers end theirs when they are idle for long.
    fn now(&self) -> Spent {
        let tasks = PathBuf::from(format!("/proc/{}/task", self.process));
        let mut spent = BTreeMap::new();
        for task in std::fs::read_dir(tasks).expect("Linux").flatten() {
            let read = |file: &str| std::fs::read_to_string(task.path().join(file)).ok();
            let number = task.file_name().to_str().and_then(|name| name.parse().ok());
            let (Some(number), Some(name), Some(times)) = (number, read("comm"), read("schedstat")) else { continue };
            let on_cpu_ns: f64 = times.split(' ').next().and_then(|ns| ns.parse().ok()).expect("a kernel that counts");
            spent.insert((number, group(name.trim())), on_cpu_ns / 1e3);
        }
        Spent(spent)
    }

    /// The same when nothing is left to do of what was asked before.
    pub fn drained(&self) -> Spent {
        let start = Instant::now();
        let mut before = self.now();
        loop {
            std::thread::sleep(LOOK);
            let now = self.now();
            if now.since(&before).values().sum::<f64>() < IDLE_US || start.elapsed() > DRAINING_MAX {
                return now;
            }
            before = now;
        }
    }
}

impl Spent {
    /// Microseconds since then, by the names of threads.
    pub fn since(&self, before: &Spent) -> BTreeMap<String, f64> {
        let mut spent = BTreeMap::new();
        for (thread, us) in &self.0 {
            *spent.entry(thread.1.clone()).or_default() += us - before.0.get(thread).copied().unwrap_or_default();
        }
        spent
    }
}

/// Threads of one kind are counted together: `worker-3` with `worker-4`.
fn group(name: &str) -> String {
    name.trim_end_matches(|letter: char| letter.is_ascii_digit() || matches!(letter, '-' | '#' | ' ')).to_owned()
}
