//! What events make of timers, and whom a firing one wakes.

use crate::event::TimerEvent;
use crate::fold::Context;
use crate::matter::Matter;
use crate::state::State;
use crate::timer::{Timer, TimerId};

impl State {
    pub(crate) fn apply_timer(&mut self, event: &TimerEvent, cx: &Context<'_>) {
        match event {
            TimerEvent::Started { timer, generation, due, catch_up, repeat_s } => {
                let (generation, due, catch_up, repeat_s) = (*generation, *due, *catch_up, *repeat_s);
                self.timers.start(*timer, Timer { generation, due, catch_up, repeat_s, version: cx.version });
                self.count_generation(*timer, generation, cx);
            }
            TimerEvent::Stopped { timer, generation } => {
                self.timers.stop(*timer);
                self.count_generation(*timer, *generation, cx);
            }
            TimerEvent::Fired { timer, generation, skipped, .. } => {
                let runs = self.timers.get(*timer).is_some_and(|row| row.generation == *generation);
                if let Some(generation) = self.timers.fire(*timer, *generation, cx.at, cx.version) {
                    self.count_generation(*timer, generation, cx);
                }
                if runs {
                    self.fire_for_vacancy(*timer, cx);
                }
                if runs && !skipped {
                    self.fire_for_workflow(*timer, cx);
                }
            }
        }
    }

    fn count_generation(&mut self, timer: TimerId, generation: u32, cx: &Context<'_>) {
        if let Some(matter) = timer.matter() {
            self.change_escalated(matter, cx, |e| e.timer_generation = e.timer_generation.max(generation));
        }
    }

    pub(crate) fn stop_timers(&mut self, matter: Matter) {
        for timer in self.timers.of(matter) {
            self.timers.stop(timer);
        }
    }
}
