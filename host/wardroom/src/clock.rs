//! The machine's clocks: the one that people and time services set, the one that nobody sets, and what the kernel says of the first.

use std::io::ErrorKind;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use domain::limits::{CLOCK_UNEVEN_MS, TIME_SERVICE_ASKED_S};
use domain::ports::Clock;
use domain::time::TimeMs;
use rustix::time::{ClockId, clock_gettime};

/// Reads the clocks. Beside it a thread asks the kernel, by way of the system's own program for that: `adjtimex(2)` has no safe
/// wrapper that could be taken in without building every library anew (see `host/adr/`).
pub struct SystemClock {
    vouched: Arc<Mutex<Option<Vouched>>>,
}

/// The clock as it went when the kernel said that a time service keeps it.
#[derive(Clone, Copy)]
struct Vouched {
    ahead_ms: i64,
    ran_ms: u64,
}

impl SystemClock {
    /// The thread ends some seconds after the clock is gone.
    pub fn start() -> SystemClock {
        let vouched = Arc::new(Mutex::new(None));
        let told = Arc::downgrade(&vouched);
        let asking = std::thread::Builder::new().name("time-service".to_owned()).spawn(move || keep_asking(&told));
        if let Err(error) = asking {
            tracing::warn!(%error, "nobody asks whether a time service keeps the clock");
        }
        SystemClock { vouched }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> TimeMs {
        TimeMs(jiff::Timestamp::now().as_millisecond())
    }

    /// Since the machine started, its sleep counted.
    fn ran_ms(&self) -> u64 {
        ms_of(ClockId::Boottime)
    }

    /// What was said of a clock that has been set since, or long ago, is worth nothing.
    fn is_kept(&self) -> bool {
        let vouched = *self.vouched.lock().unwrap_or_else(PoisonError::into_inner);
        vouched.is_some_and(|then| {
            let now = Vouched { ahead_ms: ahead_ms(), ran_ms: self.ran_ms() };
            then.ahead_ms.abs_diff(now.ahead_ms) <= CLOCK_UNEVEN_MS
                && now.ran_ms.saturating_sub(then.ran_ms) <= 4 * TIME_SERVICE_ASKED_S * 1000
        })
    }
}

fn keep_asking(vouched: &Weak<Mutex<Option<Vouched>>>) {
    loop {
        // Looked at before it is asked: a clock that is set meanwhile is not the one that is vouched for.
        let clock = Vouched { ahead_ms: ahead_ms(), ran_ms: ms_of(ClockId::Boottime) };
        let kept = match ask_kernel() {
            Ok(kept) => kept,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                tracing::info!(
                    "there is no `timedatectl` here, so only half an hour of even going or a person confirms the time"
                );
                return;
            }
            Err(_) => false,
        };
        match vouched.upgrade() {
            Some(vouched) => *vouched.lock().unwrap_or_else(PoisonError::into_inner) = kept.then_some(clock),
            None => return,
        }
        std::thread::sleep(Duration::from_secs(TIME_SERVICE_ASKED_S));
    }
}

/// Whether the kernel takes its clock to be kept by a time service, whichever that is.
fn ask_kernel() -> std::io::Result<bool> {
    let mut command = Command::new("timedatectl");
    command.args(["show", "--property=NTPSynchronized", "--value"]);
    let answer = command.stdin(Stdio::null()).stderr(Stdio::null()).output()?;
    Ok(answer.status.success() && answer.stdout.trim_ascii() == b"yes")
}

/// How long the machine has slept since it started.
pub fn slept_ms() -> u64 {
    ms_of(ClockId::Boottime).saturating_sub(ms_of(ClockId::Monotonic))
}

/// How far the system's clock is ahead of the one that nobody sets.
fn ahead_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond().saturating_sub(i64::try_from(ms_of(ClockId::Boottime)).unwrap_or(i64::MAX))
}

fn ms_of(clock: ClockId) -> u64 {
    let at = clock_gettime(clock);
    u64::try_from(at.tv_sec).unwrap_or_default() * 1000 + u64::try_from(at.tv_nsec).unwrap_or_default() / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_of_another_clock_is_worth_nothing() {
        let clock =
            |ahead_ms, ran_ms| SystemClock { vouched: Arc::new(Mutex::new(Some(Vouched { ahead_ms, ran_ms }))) };
        let (ahead_ms, ran_ms) = (ahead_ms(), ms_of(ClockId::Boottime));
        assert!(clock(ahead_ms, ran_ms).is_kept());
        assert!(!clock(ahead_ms - 200 * 86_400_000, ran_ms).is_kept(), "it was set since");
        assert!(!clock(ahead_ms, ran_ms.saturating_sub(3_600_000)).is_kept() || ran_ms < 3_600_000, "long ago");
        assert!(!SystemClock { vouched: Arc::default() }.is_kept());
    }

    #[test]
    fn sleep_counts_as_time_that_has_passed() {
        let clock = SystemClock { vouched: Arc::default() };
        assert!(clock.now().0 > 1_600_000_000_000 && clock.ran_ms() >= slept_ms());
    }
}
