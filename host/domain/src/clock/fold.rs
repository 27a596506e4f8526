//! What events make of the room's time, and what moves along when it was wrong.

use std::sync::Arc;

use crate::clock::{Doubt, Held, RoomTime, Unproved, Voucher};
use crate::event::ClockEvent;
use crate::fold::Context;
use crate::ids::*;
use crate::limits::CLOCK_DOUBTS_KEPT_MAX;
use crate::matter::Matter;
use crate::state::{Health, State};
use crate::time::TimeMs;
use crate::timer::{TimerId, TimerOwner};
use crate::workflow::timers::{due_timer, lent_unit, loan_timer};

impl State {
    pub(crate) fn apply_clock(&mut self, event: &ClockEvent, cx: &Context<'_>) {
        match event {
            ClockEvent::Doubted { doubt, cause, wall, lag_ms, unproved } => {
                let (number, cause, lag_ms) = (*doubt, *cause, *lag_ms);
                self.time.last = self.time.last.max(number);
                self.time.off_ms = wall.0.saturating_sub(cx.at.0);
                self.time.unproved.get_or_insert(*unproved);
                self.time.doubt = Some(Doubt { number, cause, at: cx.at, wall: *wall, lag_ms });
                if cause.is_gap() {
                    let lag_ms = lag_ms.max(self.time.held.map_or(0, |held| held.lag_ms));
                    self.time.held = Some(Held { by: cx.version, lag_ms });
                    self.timers.hold(lag_ms);
                }
                if let Some(old) = number.0.checked_sub(CLOCK_DOUBTS_KEPT_MAX) {
                    self.forget(DoubtRef(old).into());
                }
            }
            ClockEvent::Confirmed { by } => {
                self.settle_time();
                match by {
                    // It may still turn out that the clock was wrong when the room took it over.
                    Voucher::Agreement => {}
                    Voucher::Kernel | Voucher::Return | Voucher::Person => {
                        self.time.unproved = None;
                        self.time.off_ms = 0;
                    }
                }
            }
            ClockEvent::Refused { off_ms } => {
                self.settle_time();
                self.time.unproved = None;
                self.time.off_ms = *off_ms;
            }
            ClockEvent::Moved { from, unproved, lag_ms, off_ms, .. } => {
                let by_ms = cx.at.0.saturating_sub(from.0);
                self.move_along(by_ms, *from, *unproved, cx);
                self.time.off_ms = *off_ms;
                let doubt = self.time.doubt.take().filter(|_| *lag_ms > 0);
                match doubt {
                    Some(doubt) => {
                        self.time.doubt = Some(Doubt { lag_ms: *lag_ms, wall: cx.at, ..doubt });
                        self.time.held = self.time.held.map(|held| Held { lag_ms: *lag_ms, ..held });
                        self.timers.hold_by(*lag_ms);
                    }
                    None => {
                        self.settle_time();
                        self.time.unproved = None;
                    }
                }
            }
        }
    }

    /// Nothing waits any more for the time to be confirmed.
    fn settle_time(&mut self) {
        let RoomTime { doubt, held, .. } = &mut self.time;
        (*doubt, *held) = (None, None);
        self.timers.release();
    }

    /// What was set by the wrong time lies as far ahead of the right one. What was set by a time of the day, or before, stays.
    fn move_along(&mut self, by_ms: i64, from: TimeMs, unproved: Unproved, cx: &Context<'_>) {
        let set_since = self.timers.iter().filter(|(_, timer)| timer.version > unproved.since);
        let relative: Vec<TimerId> = set_since.map(|(id, _)| *id).filter(|id| self.is_relative(*id)).collect();
        for timer in relative {
            self.timers.shift(timer, by_ms);
            self.shift_what_is_due(timer, by_ms, cx);
        }
        self.retained.shift(unproved.at, from, by_ms);
        if by_ms < 0 {
            self.end_what_lies_ahead(by_ms, cx.at);
        }
    }

    /// Whether a timer was set for so long after something, and not for an hour that people named.
    fn is_relative(&self, timer: TimerId) -> bool {
        match timer.matter() {
            None | Some(Matter::Vacancy(_) | Matter::Schedule(_)) => false,
            Some(Matter::Task(task)) if timer == due_timer(task) => {
                self.tasks.get(task).is_some_and(|task| task.of_instance().is_some())
            }
            Some(
                Matter::Incident(_) | Matter::Instance(_) | Matter::Task(_) | Matter::Notice(_) | Matter::Clock(_),
            ) => true,
        }
    }

    /// What says elsewhere when the host's own timer fires.
    fn shift_what_is_due(&mut self, timer: TimerId, by_ms: i64, cx: &Context<'_>) {
        if timer.owner() != TimerOwner::HOST {
            return;
        }
        match timer.matter() {
            Some(Matter::Task(task)) if timer == due_timer(task) => {
                self.change_task(task, cx, |task| task.new.due = task.new.due.map(|due| due.plus_ms(by_ms)));
            }
            Some(Matter::Instance(instance)) => {
                let lent = lent_unit(timer).filter(|unit| {
                    let loan = self.unit(*unit).and_then(|unit| unit.loan);
                    loan.is_some_and(|loan| timer == loan_timer(loan.instance, *unit))
                });
                if let Some(unit) = lent.and_then(|unit| self.units.get_mut(unit.index())).map(Arc::make_mut) {
                    unit.loan = unit.loan.map(|loan| crate::unit::Loan { until: loan.until.plus_ms(by_ms), ..loan });
                }
                self.change_instance(instance, cx, |instance| {
                    if let Some(failure) = &mut instance.failure {
                        failure.retry_at = failure.retry_at.map(|at| at.plus_ms(by_ms));
                    }
                });
            }
            _ => {}
        }
    }

    /// What would wait for an hour that is long to come.
    fn end_what_lies_ahead(&mut self, by_ms: i64, now: TimeMs) {
        let sooner = |at: TimeMs| if at > now { now.max(at.plus_ms(by_ms)) } else { at };
        for unit in self.units.iter_mut().filter(|unit| unit.fix.is_some_and(|fix| fix.at > now)) {
            let unit = Arc::make_mut(unit);
            unit.fix = unit.fix.map(|fix| crate::unit::Fix { at: sooner(fix.at), ..fix });
        }
        let rested =
            |health: &Health| Health { quarantined_until: health.quarantined_until.map(sooner), ..health.clone() };
        let mut health = self.plugins.health.clone();
        for (district, of_district) in &self.plugins.health {
            let rested = of_district.iter().map(|(plugin, health)| (plugin.clone(), rested(health)));
            health.insert(*district, rested.collect());
        }
        self.plugins.health = health;
        self.notices.try_sooner(&sooner);
        self.roster.take_sooner(&sooner);
        let bursting = self.workflows.instances.values().filter(|i| i.status.is_live() && i.burst.since > now);
        let bursting: Vec<InstanceRef> = bursting.map(|instance| instance.instance).collect();
        for which in bursting {
            if let Some(instance) = self.workflows.instances.get_mut(&which).map(Arc::make_mut) {
                instance.burst.since = sooner(instance.burst.since);
            }
        }
    }
}
