//! What events make of tasks.

use std::sync::Arc;

use crate::escalated::Escalated;
use crate::event::TaskEvent;
use crate::fold::Context;
use crate::hooks::{Field, Stage, WorkflowEvent};
use crate::ids::*;
use crate::matter::Matter;
use crate::state::State;
use crate::task::{Hand, NewTask, Task, TaskStatus};
use crate::time::TimeMs;
use crate::who::Who;
use crate::workflow::place;
use crate::workflow::timers::due_timer;

impl State {
    pub(crate) fn apply_task(&mut self, event: &TaskEvent, cx: &Context<'_>) {
        if !self.task_can(event) {
            return;
        }
        match event {
            TaskEvent::Created(new) => self.create_task(new, cx),
            TaskEvent::Accepted { task, person } => {
                self.change_task(*task, cx, |t| {
                    t.status = TaskStatus::Accepted;
                    t.accepted = Some(hand(cx, *person));
                });
                if let Some(notice) = self.tasks.get(*task).and_then(|task| task.new.notice) {
                    self.answer_notice(notice, (*task).into(), Stage::Accepted, cx);
                }
            }
            TaskEvent::Done { task, outcome, person, fields } => self.finish_task(*task, outcome, *person, fields, cx),
            TaskEvent::Cancelled { task } => self.cancel_task(*task, cx),
            TaskEvent::Overdue { task } => {
                self.change_task(*task, cx, |t| t.overdue = true);
                if let Some((instance, key)) = self.tasks.get(*task).and_then(|task| task.of_instance()) {
                    self.tell_instance(instance, WorkflowEvent::TaskOverdue { key }, cx);
                }
            }
            TaskEvent::Reopened { task, assignee } => self.reopen_task(*task, assignee, cx),
            TaskEvent::Forgotten { tasks } | TaskEvent::Archived { tasks } => {
                let over = |which: &&TaskRef| self.tasks.get(**which).is_some_and(|task| !task.status.is_live());
                for which in tasks.iter().filter(over).copied().collect::<Vec<_>>() {
                    if let Some(gone) = self.tasks.rows.remove(&which) {
                        self.forget(Matter::Task(which));
                        let at = gone.ended.as_ref().map_or(TimeMs::default(), |hand| hand.at);
                        self.tasks.over.remove(&(at, which));
                    }
                }
            }
        }
    }

    /// Whether an event can mean what it says: nothing begins twice, and what is over does not come to life again.
    fn task_can(&self, event: &TaskEvent) -> bool {
        let is_live = |which: &TaskRef| self.tasks.get(*which).is_some_and(|task| task.status.is_live());
        match event {
            TaskEvent::Created(new) => self.tasks.get(new.task).is_none(),
            TaskEvent::Accepted { task, .. }
            | TaskEvent::Done { task, .. }
            | TaskEvent::Cancelled { task }
            | TaskEvent::Overdue { task }
            | TaskEvent::Reopened { task, .. } => is_live(task),
            TaskEvent::Forgotten { .. } | TaskEvent::Archived { .. } => true,
        }
    }

    fn create_task(&mut self, new: &NewTask, cx: &Context<'_>) {
        let which = new.task;
        self.tasks.last = self.tasks.last.max(which);
        let task = Task {
            new: new.clone(),
            status: TaskStatus::Open,
            created_at: cx.at,
            created_by: cx.by(),
            because: cx.because,
            overdue: false,
            accepted: None,
            ended: None,
            outcome: None,
            fields: Vec::new(),
            escalated: Escalated::default(),
            version: cx.version,
        };
        let priority = new.matter.and_then(|matter| self.priority_of(matter));
        let announcement = new.announcement(self.reality_of(&task), priority);
        self.tasks.rows.insert(which, Arc::new(task));
        self.tasks.index(which);
        self.settle_left(which);
        // The first about its matter, so that no other goes for it.
        if let Some(notice) = announcement {
            self.notices.send(notice, cx.at);
        }
        if let Some(due) = new.due {
            self.start_host_timer(due_timer(which), due, cx);
        }
    }

    pub(crate) fn change_task(&mut self, which: TaskRef, cx: &Context<'_>, change: impl FnOnce(&mut Task)) {
        let Some(slot) = self.tasks.rows.get_mut(&which) else { return };
        let task = Arc::make_mut(slot);
        change(task);
        task.version = cx.version;
        let over = !task.status.is_live();
        if over {
            task.escalated.states.clear();
        }
        self.tasks.index(which);
        self.settle_left(which);
        if over {
            self.changed_after_its_end(which);
        }
    }

    fn reopen_task(&mut self, which: TaskRef, assignee: &Who, cx: &Context<'_>) {
        let Some(before) = self.tasks.get(which).map(|task| task.new.assignee.clone()) else { return };
        place(&mut self.tasks.by_assignee, before, which, false);
        self.change_task(which, cx, |t| {
            t.new.assignee = assignee.clone();
            (t.status, t.accepted) = (TaskStatus::Open, None);
            t.escalated.acknowledged = None;
        });
    }

    fn finish_task(
        &mut self,
        which: TaskRef,
        outcome: &str,
        person: Option<PersonRef>,
        fields: &[Field],
        cx: &Context<'_>,
    ) {
        self.end_task(which, cx);
        self.change_task(which, cx, |t| {
            t.status = TaskStatus::Done;
            t.outcome = Some(outcome.to_owned());
            t.fields = fields.to_vec();
            t.ended = Some(hand(cx, person));
        });
        if let Some((instance, key)) = self.tasks.get(which).and_then(|task| task.of_instance()) {
            let (outcome, fields) = (outcome.to_owned(), fields.to_vec());
            self.tell_instance(instance, WorkflowEvent::TaskDone { key, outcome, by: person, fields }, cx);
        }
    }

    pub(crate) fn cancel_task(&mut self, which: TaskRef, cx: &Context<'_>) {
        self.end_task(which, cx);
        self.change_task(which, cx, |t| {
            t.status = TaskStatus::Cancelled;
            t.ended = Some(hand(cx, None));
        });
    }

    /// Nobody need hear of it any more.
    fn end_task(&mut self, which: TaskRef, cx: &Context<'_>) {
        self.stop_timers(which.into());
        self.stop_time_outs(which.into(), Stage::Arrived);
        if let Some(notice) = self.tasks.get(which).and_then(|task| task.new.notice) {
            self.notices.give_up(notice, cx.at, "the task is over");
        }
    }
}

fn hand(cx: &Context<'_>, person: Option<PersonRef>) -> Hand {
    Hand { at: cx.at, by: cx.by(), person, note: cx.why(), because: cx.because }
}
