//! The events of timers: each is declared here, once.

use crate::declare::events;
use crate::hooks::CatchUp;
use crate::time::TimeMs;
use crate::timer::TimerId;

events! {
    /// What becomes of timers.
    pub enum TimerEvent {
        #[event("timer-started", about = timer)]
        Started {
            timer: TimerId,
            generation: u32,
            due: TimeMs,
            catch_up: CatchUp,
            /// It starts anew by firing.
            repeat_s: Option<u32>,
        },

        #[event("timer-stopped", about = timer)]
        Stopped { timer: TimerId, generation: u32 },

        /// `late_s`: how long after it was due. `skipped`: let go by its catch-up rule.
        #[event("timer-fired", about = timer)]
        Fired { timer: TimerId, generation: u32, late_s: u32, skipped: bool },
    }
}
