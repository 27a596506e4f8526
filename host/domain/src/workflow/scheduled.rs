//! The county's schedules as they stand: each with its timer, the workflow that it began last, and the times ahead.

use std::sync::Arc;

use crate::county::County;
use crate::county::loaded::LoadedCounty;
use crate::county::schedule::{Schedule, When};
use crate::county::value::Value;
use crate::event::{Event, InstanceEvent};
use crate::fold::Context;
use crate::hooks::{CatchUp, Field, FieldValue};
use crate::hours::LocalClock;
use crate::ids::*;
use crate::incident::Reality;
use crate::matter::Matter;
use crate::state::State;
use crate::time::TimeMs;
use crate::timer::{Timer, TimerId, TimerOwner};
use crate::workflow::command::StartWorkflow;
use crate::workflow::{Scheduled, Workflows};

/// The timer at which a schedule is due.
pub fn schedule_timer(which: ScheduleRef) -> TimerId {
    TimerId::of(Matter::Schedule(which), TimerOwner::HOST, 0)
}

/// The clock by which a county's schedules go.
pub fn clock(loaded: &LoadedCounty) -> LocalClock<'_> {
    LocalClock { zone: loaded.index.zone(), calendar: &loaded.county().calendar }
}

impl Workflows {
    /// The schedules that are in force, in the order of their codes.
    pub fn schedules_by_code(&self) -> Vec<(ScheduleRef, &Arc<Scheduled>)> {
        let mut all: Vec<_> = self.schedules.iter().map(|(which, row)| (*which, row)).collect();
        all.sort_by(|a, b| a.1.schedule.code.cmp(&b.1.schedule.code));
        all
    }
}

impl Scheduled {
    /// The next times, as far as they are known.
    pub fn ahead(&self, clock: LocalClock<'_>, now: TimeMs, limit: usize) -> Vec<TimeMs> {
        let Some(due) = self.due else { return Vec::new() };
        match self.schedule.when {
            When::DaysAfterEnd(_) => vec![due],
            When::Weekdays(_) => {
                let missed = matches!(self.schedule.catch_up, CatchUp::Each) || due > now;
                let first = if missed { Some(due) } else { self.schedule.next(clock, now) };
                std::iter::successors(first, |at| self.schedule.next(clock, *at)).take(limit).collect()
            }
        }
    }

    /// What is to be started when it is due: its fields as the form for the start has them then, where there is one.
    pub fn wanted(&self, state: &State, clock: LocalClock<'_>, due: TimeMs) -> StartWorkflow {
        let owner = state.owner_of(&self.schedule.workflow, self.schedule.district);
        let form = owner.and_then(|(owner, _)| owner.kind(&self.schedule.workflow)).map(|kind| &kind.start);
        let value = |name: &str, written: &Value| match form {
            Some(form) => form.understood(name, written, &|of, code| state.reference(of, code)),
            None => written.clone(),
        };
        let field = |(name, written): (&String, &Value)| Field {
            name: name.clone(),
            value: FieldValue::Plain(value(name, written)),
        };
        StartWorkflow {
            kind: self.schedule.workflow.clone(),
            key: Some(self.schedule.key(clock, due)),
            district: Some(self.schedule.district),
            grid: None,
            incident: None,
            reality: Reality::Actual,
            subject: None,
            fields: self.schedule.fields.iter().map(field).collect(),
        }
    }

    /// When it is due after this time was: those that were missed meanwhile are made up for, or not.
    pub fn after(&self, state: &State, clock: LocalClock<'_>, due: TimeMs, now: TimeMs) -> Option<TimeMs> {
        match self.schedule.when {
            When::Weekdays(_) => {
                let from = if self.schedule.catch_up == CatchUp::Each { due } else { now.max(due) };
                self.schedule.next(clock, from)
            }
            When::DaysAfterEnd(_) => self.after_last(state, clock, now),
        }
    }

    /// While the last one is under way nothing is due.
    fn after_last(&self, state: &State, clock: LocalClock<'_>, now: TimeMs) -> Option<TimeMs> {
        let last = self.last.and_then(|last| state.workflows.get(last));
        match last {
            Some(last) if last.status.is_live() => None,
            Some(last) => {
                let due = self.schedule.after_end(clock, last.ended_at.unwrap_or(now))?;
                if due > now { Some(due) } else { self.schedule.next(clock, now) }
            }
            // It could not begin: once more so many days from now.
            None => self.schedule.after_end(clock, now),
        }
    }
}

/// What of the schedules is to be set anew by the county that holds now.
pub fn changes(state: &State, now: TimeMs) -> Vec<Event> {
    let Some(loaded) = &state.county else { return Vec::new() };
    let (county, clock): (&County, _) = (loaded.county(), clock(loaded));
    let known = |code: &str| state.workflows.schedules.iter().find(|(_, row)| row.schedule.code == code);
    let mut next = state.workflows.last_schedule.0;
    let mut events = Vec::new();
    for schedule in &county.schedules {
        let (which, due) = match known(&schedule.code) {
            Some((_, row)) if row.schedule == *schedule => continue,
            Some((which, row)) => {
                let changed = Scheduled { schedule: schedule.clone(), ..Scheduled::clone(row) };
                let due = match (schedule.when, row.last) {
                    (When::DaysAfterEnd(_), Some(_)) => changed.after_last(state, clock, now),
                    _ => schedule.next(clock, now),
                };
                (*which, due)
            }
            None => {
                next += 1;
                (ScheduleRef(next), schedule.next(clock, now))
            }
        };
        let schedule = Box::new(schedule.clone());
        events.push(Event::Instance(InstanceEvent::Scheduled { which, schedule, due }));
    }
    let gone = |row: &Scheduled| county.schedules.iter().all(|schedule| schedule.code != row.schedule.code);
    let gone = state.workflows.schedules.iter().filter(|(_, row)| gone(row)).map(|(which, _)| *which);
    events.extend(gone.map(|which| Event::Instance(InstanceEvent::Unscheduled { which })));
    events
}

/// The events of a schedule that goes on, if it has changed.
pub fn set_due(row: &Scheduled, which: ScheduleRef, due: Option<TimeMs>) -> Event {
    let schedule = Box::new(row.schedule.clone());
    Event::Instance(InstanceEvent::Scheduled { which, schedule, due })
}

impl State {
    pub(crate) fn set_schedule(
        &mut self,
        which: ScheduleRef,
        schedule: &Schedule,
        due: Option<TimeMs>,
        cx: &Context<'_>,
    ) {
        let before = self.workflows.schedules.get(&which).cloned();
        let (last, generation) = before.map_or((None, 0), |row| (row.last, row.timer_generation));
        let timer_generation = generation + 1;
        let row = Scheduled { schedule: schedule.clone(), due, last, timer_generation };
        self.workflows.last_schedule = self.workflows.last_schedule.max(which);
        self.workflows.schedules.insert(which, Arc::new(row));
        self.timers.stop(schedule_timer(which));
        if let Some(due) = due {
            let (catch_up, repeat_s) = (schedule.catch_up, None);
            let timer = Timer { generation: timer_generation, due, catch_up, repeat_s, version: cx.version };
            self.timers.start(schedule_timer(which), timer);
        }
    }

    pub(crate) fn end_schedule(&mut self, which: ScheduleRef) {
        self.workflows.schedules.remove(&which);
        self.timers.stop(schedule_timer(which));
    }

    /// A schedule has begun one.
    pub(crate) fn begun_by(&mut self, schedule: Option<ScheduleRef>, which: InstanceRef) {
        let row = schedule.and_then(|schedule| self.workflows.schedules.get_mut(&schedule));
        if let Some(row) = row {
            Arc::make_mut(row).last = Some(which);
        }
    }
}
