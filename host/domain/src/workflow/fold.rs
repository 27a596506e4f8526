//! What events make of workflow instances and tasks. An event that happens to an instance goes into its inbox; a step takes it
//! out again. Pure and total, like all of the fold.

use std::sync::Arc;

use crate::decision::{Answered, Decision};
use crate::escalated::Escalated;
use crate::event::InstanceEvent;
use crate::fold::Context;
use crate::hooks::{CatchUp, Field, FieldValue, Mark, Stage, Standing, WorkflowEvent};
use crate::ids::*;
use crate::limits::*;
use crate::matter::Matter;
use crate::state::State;
use crate::task::Task;
use crate::time::TimeMs;
use crate::timer::{Timer, TimerId, TimerOwner};
use crate::workflow::event::Started;
use crate::workflow::timers::RETRY_KEY;
use crate::workflow::{Act, Burst, Failure, Instance, Intervention, NOT_STARTED, Pinned, Status, StepFailure};

impl State {
    pub(crate) fn apply_instance(&mut self, event: &InstanceEvent, cx: &Context<'_>) {
        if !self.instance_can(event) {
            return;
        }
        match event {
            InstanceEvent::Started(started) => self.start_workflow(started, cx),
            InstanceEvent::Stepped { instance, state, waits, marks, decision } => {
                self.step_instance(*instance, state, waits, marks, decision, cx);
            }
            InstanceEvent::StepRefused { instance, decision } => self.refuse_step(*instance, decision, cx),
            InstanceEvent::StepFailed { instance, why, attempts, retry_at, log } => {
                let (why, attempts, retry_at, log) = (why.clone(), *attempts, *retry_at, log.clone());
                self.fail_step(*instance, Failure { why, at: cx.at, attempts, retry_at, log }, cx);
            }
            InstanceEvent::Signalled { instance, name, by, sender, fields } => {
                let (name, by, sender, fields) = (name.clone(), *by, *sender, fields.clone());
                let event = WorkflowEvent::Signalled { name, by, sender, fields };
                self.tell_instance(*instance, event, cx);
            }
            InstanceEvent::Paused { instance } => self.change_instance(*instance, cx, |i| {
                i.paused_from = Some(i.status);
                i.status = Status::Paused;
                i.word = Some(word(Act::Paused, cx));
            }),
            InstanceEvent::Resumed { instance } => self.resume_instance(*instance, cx),
            InstanceEvent::Retried { instance } => {
                self.timers.stop(TimerId::of(*instance, TimerOwner::HOST, RETRY_KEY));
                self.change_instance(*instance, cx, |i| {
                    i.status = Status::Running;
                    i.failure = None;
                    i.word = Some(word(Act::Retried, cx));
                });
            }
            InstanceEvent::Migrated { instance, plugin, state, standing } => {
                self.migrate_instance(*instance, plugin, state, standing.as_ref(), cx);
            }
            InstanceEvent::Ended { instance, status, ended, approver } => {
                self.end_instance(*instance, *status, ended.as_deref(), *approver, cx)
            }
            InstanceEvent::Refused { kind, key, parent: Some(parent), .. } => {
                let (kind, key, ended) = (kind.clone(), key.clone(), NOT_STARTED.to_owned());
                self.tell_instance(*parent, WorkflowEvent::ChildEnded { kind, key, ended }, cx);
                self.count_descendant(*parent);
            }
            InstanceEvent::Refused { .. } => {}
            InstanceEvent::Scheduled { which, schedule, due } => self.set_schedule(*which, schedule, *due, cx),
            InstanceEvent::Unscheduled { which } => self.end_schedule(*which),
            InstanceEvent::KindPaused { kind } => {
                self.workflows.paused_kinds.insert(kind.clone());
                self.workflows.derive();
            }
            InstanceEvent::KindResumed { kind } => {
                self.workflows.paused_kinds.remove(kind);
                self.workflows.derive();
            }
            InstanceEvent::Forgotten { instances } | InstanceEvent::Archived { instances } => {
                let ended = |which: &&InstanceRef| self.workflows.get(**which).is_some_and(|i| !i.status.is_live());
                for which in instances.iter().filter(ended).copied().collect::<Vec<_>>() {
                    if let Some(gone) = self.workflows.instances.remove(&which) {
                        self.workflows.forget_parent(which, gone.parent);
                        self.forget(Matter::Instance(which));
                        self.workflows.ended.remove(&(gone.ended_at.unwrap_or_default(), which));
                    }
                }
            }
            InstanceEvent::Erased { instance, subject } => self.erase_instance(*instance, *subject, cx),
            // A record of the reading; it changes nothing.
            InstanceEvent::FieldRead { .. } => {}
            InstanceEvent::SubjectGiven { instance, subject } => {
                self.take_in(*subject);
                self.change_instance(*instance, cx, |i| i.subject = Some(*subject));
            }
        }
    }

    fn resume_instance(&mut self, which: InstanceRef, cx: &Context<'_>) {
        self.change_instance(which, cx, |i| {
            i.status = i.paused_from.take().unwrap_or(Status::Running);
            i.word = Some(word(Act::Resumed, cx));
        });
        // The one that it waited for may have ended meanwhile.
        if let Some(resumed) = self.workflows.get(which).cloned() {
            self.start_next_of_key(&resumed, cx);
        }
    }

    fn fail_step(&mut self, which: InstanceRef, failure: Failure, cx: &Context<'_>) {
        if let Some(due) = failure.retry_at {
            self.start_host_timer(TimerId::of(which, TimerOwner::HOST, RETRY_KEY), due, cx);
        }
        if failure.why.is_attempt() {
            self.judge_plugin_of(which, failure.why.is_misbehaviour());
        }
        self.change_instance(which, cx, |i| {
            i.status = if failure.retry_at.is_some() { Status::Retrying } else { Status::Stuck };
            if i.status == Status::Stuck {
                // Whoever took it on the last time knows nothing of this.
                (i.escalated.acknowledged, i.escalated.arrived) = (None, None);
            }
            if failure.why.is_attempt() {
                i.burst.count(cx.at);
            }
            i.failure = Some(failure);
        });
    }

    fn migrate_instance(
        &mut self,
        which: InstanceRef,
        plugin: &Pinned,
        state: &str,
        standing: Option<&Standing>,
        cx: &Context<'_>,
    ) {
        self.workflows.forget_component(which);
        self.workflows.forget_marks(which);
        self.timers.stop(TimerId::of(which, TimerOwner::HOST, RETRY_KEY));
        self.change_instance(which, cx, |i| {
            // What the old version said stays in its words.
            i.stage_of = i.stage.as_ref().filter(|_| standing.is_none()).map(|_| i.stage_of());
            i.plugin = plugin.clone();
            i.state = state.to_owned();
            if let Some(Standing { stage, waits, marks }) = standing {
                i.stage = Some(stage.clone());
                i.waits.clone_from(waits);
                i.marks.clone_from(marks);
            }
            i.word = Some(word(Act::Migrated, cx));
            // What the old version could not do, the new one tries afresh.
            if i.status.can_retry() {
                i.status = Status::Running;
            }
            if i.paused_from.is_some_and(Status::can_retry) {
                i.paused_from = Some(Status::Running);
            }
            i.failure = None;
        });
    }

    /// Whether an event can mean what it says. What has ended does not come to life again, nothing begins twice, and only what
    /// has stopped goes on; personal data of what has ended may still be erased.
    fn instance_can(&self, event: &InstanceEvent) -> bool {
        let status = |which: &InstanceRef| self.workflows.get(*which).map(|instance| instance.status);
        match event {
            InstanceEvent::Started(started) => status(&started.instance).is_none(),
            InstanceEvent::Paused { instance } => status(instance).is_some_and(Status::can_pause),
            InstanceEvent::Resumed { instance } => status(instance).is_some_and(Status::can_resume),
            InstanceEvent::Retried { instance } => status(instance).is_some_and(Status::can_retry),
            InstanceEvent::Stepped { instance, .. }
            | InstanceEvent::StepRefused { instance, .. }
            | InstanceEvent::StepFailed { instance, .. } => status(instance) == Some(Status::Running),
            InstanceEvent::Signalled { instance, .. }
            | InstanceEvent::Migrated { instance, .. }
            | InstanceEvent::Ended { instance, .. }
            | InstanceEvent::SubjectGiven { instance, .. } => status(instance).is_some_and(Status::is_live),
            InstanceEvent::Refused { .. }
            | InstanceEvent::Scheduled { .. }
            | InstanceEvent::Unscheduled { .. }
            | InstanceEvent::KindPaused { .. }
            | InstanceEvent::KindResumed { .. }
            | InstanceEvent::Forgotten { .. }
            | InstanceEvent::Archived { .. }
            | InstanceEvent::FieldRead { .. }
            | InstanceEvent::Erased { .. } => true,
        }
    }

    /// What a firing timer of an instance or a task sets off.
    pub(crate) fn fire_for_workflow(&mut self, timer: TimerId, cx: &Context<'_>) {
        let Some(Matter::Instance(instance)) = timer.matter() else { return };
        if timer.owner() == TimerOwner::WORKFLOW {
            self.tell_instance(instance, WorkflowEvent::TimerFired { key: timer.key() }, cx);
        } else if timer.owner() == TimerOwner::HOST && timer.key() == RETRY_KEY {
            self.change_instance(instance, cx, |i| match i.status {
                Status::Retrying => i.status = Status::Running,
                Status::Paused if i.paused_from == Some(Status::Retrying) => i.paused_from = Some(Status::Running),
                _ => {}
            });
        }
    }

    /// Something happened to an incident that instances are about.
    pub(crate) fn tell_instances_of(&mut self, incident: IncidentRef, cx: &Context<'_>) {
        let about: Vec<InstanceRef> =
            self.workflows.by_incident.get(&incident).into_iter().flatten().copied().collect();
        for instance in about {
            // The plugin is shown the incident as it is: once is enough for all that happened to it.
            let told = |i: &Arc<Instance>| i.inbox.last().is_some_and(|last| **last == WorkflowEvent::IncidentChanged);
            if !self.workflows.get(instance).is_some_and(told) {
                self.tell_instance(instance, WorkflowEvent::IncidentChanged, cx);
            }
        }
    }

    pub(crate) fn change_instance(&mut self, which: InstanceRef, cx: &Context<'_>, change: impl FnOnce(&mut Instance)) {
        let Some(slot) = self.workflows.instances.get_mut(&which) else { return };
        let instance = Arc::make_mut(slot);
        change(instance);
        instance.version = cx.version;
        let over = !instance.status.is_live();
        if over {
            instance.escalated.states.clear();
        }
        match instance.ended_at.zip(instance.subject) {
            Some((ended_at, subject)) => self.retained.keep(which, ended_at, subject, instance.district),
            None => self.retained.forget(which),
        }
        self.workflows.index(which);
        if over {
            self.changed_after_its_end(which);
        }
    }

    pub(crate) fn tell_instance(&mut self, which: InstanceRef, event: WorkflowEvent, cx: &Context<'_>) {
        self.change_instance(which, cx, |i| {
            if !i.status.is_live() {
                return;
            }
            let waits_already = || i.inbox.iter().any(|waiting| **waiting == event);
            let full = i.inbox.len() >= WORKFLOW_INBOX_HOST_MAX;
            if full || i.inbox.len() >= WORKFLOW_INBOX_MAX && waits_already() {
                i.lost = i.lost.saturating_add(1);
            } else {
                i.inbox.push_back(Arc::new(event));
            }
        });
    }

    pub(crate) fn start_host_timer(&mut self, id: TimerId, due: TimeMs, cx: &Context<'_>) {
        let generation = self.timers.get(id).map_or(0, |timer| timer.generation) + 1;
        let (catch_up, repeat_s, version) = (CatchUp::Once, None, cx.version);
        self.timers.start(id, Timer { generation, due, catch_up, repeat_s, version });
    }

    fn start_workflow(&mut self, started: &Started, cx: &Context<'_>) {
        let s = started.clone();
        let which = s.instance;
        self.workflows.last = self.workflows.last.max(which);
        if let Some(subject) = s.subject {
            self.take_subject(subject, cx);
            self.take_in(subject);
        }
        let depth = s.parent.and_then(|parent| self.workflows.get(parent)).map_or(0, |parent| parent.depth + 1);
        let instance = Instance {
            instance: which,
            id: s.id,
            kind: s.kind,
            plugin: s.plugin,
            district: s.district,
            grid: s.grid,
            reality: s.reality,
            incident: s.incident,
            key: s.key,
            key_scope: s.key_scope,
            parent: s.parent,
            schedule: s.schedule,
            depth,
            subject: s.subject,
            erased_at: None,
            status: if s.queued { Status::Queued } else { Status::Running },
            paused_from: None,
            stage: None,
            stage_of: None,
            state: String::new(),
            waits: Vec::new(),
            marks: Vec::new(),
            inbox: std::iter::once(Arc::new(WorkflowEvent::Started { fields: s.fields.clone() })).collect(),
            lost: 0,
            failure: None,
            fields: s.fields,
            started_at: cx.at,
            started_by: cx.by(),
            because: cx.because,
            ended_at: None,
            ended: None,
            replaces: None,
            replaced_by: None,
            word: None,
            escalated: Escalated::default(),
            burst: Burst::default(),
            descendants: 0,
            version: cx.version,
        };
        let instance = Arc::new(instance);
        self.workflows.instances.insert(which, instance.clone());
        self.workflows.index(which);
        self.begun_by(instance.schedule, which);
        self.take_the_place(&instance, cx);
        s.parent.into_iter().for_each(|parent| self.count_descendant(parent));
    }

    /// The one that ended in this batch so that this one may begin.
    fn take_the_place(&mut self, new: &Instance, cx: &Context<'_>) {
        let which = new.instance;
        let now = self.workflows.ended.range((cx.at, InstanceRef(0))..).map(|(_, ended)| *ended);
        let replaced = now.filter_map(|ended| self.workflows.get(ended)).find(|old| {
            (old.status, old.version, &old.kind, &old.key) == (Status::Replaced, cx.version, &new.kind, &new.key)
                && new.key_scope.ties(new.district, old.key_scope, old.district)
        });
        let Some(old) = replaced.map(|old| old.instance) else { return };
        self.change_instance(old, cx, |old| old.replaced_by = Some(which));
        self.change_instance(which, cx, |new| new.replaces = Some(old));
    }

    /// One more that a family of workflows has started, or wanted to: else those for which there is no room would be tried for ever.
    fn count_descendant(&mut self, parent: InstanceRef) {
        let root = self.workflows.root(parent);
        if let Some(slot) = self.workflows.instances.get_mut(&root) {
            let root = Arc::make_mut(slot);
            root.descendants = root.descendants.saturating_add(1);
        }
    }

    /// One that takes the place of another takes its personal data's key, too: erasing those of the old one, which has them no
    /// more, must not erase those of the new.
    fn take_subject(&mut self, subject: SubjectRef, cx: &Context<'_>) {
        if subject > self.last_subject {
            return;
        }
        let owners = self.workflows.instances.values().filter(|i| i.subject == Some(subject)).map(|i| i.instance);
        for owner in owners.collect::<Vec<_>>() {
            self.change_instance(owner, cx, |i| i.subject = None);
        }
    }

    fn step_instance(
        &mut self,
        which: InstanceRef,
        state: &str,
        waits: &[String],
        marks: &[Mark],
        decision: &Arc<Decision>,
        cx: &Context<'_>,
    ) {
        let Answered::Workflow(record) = &decision.facts.answer else { return };
        if self.workflows.get(which).is_none() {
            return;
        }
        self.decide(which.into(), decision, cx);
        self.workflows.forget_marks(which);
        self.change_instance(which, cx, |i| {
            i.marks = marks.to_vec();
            i.burst.count(cx.at);
            i.inbox.pop_front();
            i.state = state.to_owned();
            i.waits = waits.to_vec();
            i.stage = record.stage.clone();
            i.stage_of = None;
            i.failure = None;
            if i.status.can_retry() {
                i.status = Status::Running;
            }
        });
    }

    /// What happened to it is over, and nothing came of it.
    fn refuse_step(&mut self, which: InstanceRef, decision: &Arc<Decision>, cx: &Context<'_>) {
        self.decide(which.into(), decision, cx);
        self.change_instance(which, cx, |i| {
            i.burst.count(cx.at);
            i.inbox.pop_front();
            i.failure = None;
        });
    }

    /// What a step says of its plugin, for the quarantine.
    fn judge_plugin_of(&mut self, which: InstanceRef, misbehaved: bool) {
        let of = self.workflows.get(which).map(|i| (i.district, i.plugin.name.clone(), i.plugin.digest));
        if let Some((district, plugin, digest)) = of {
            self.count_health(district, &plugin, Some(digest), misbehaved);
        }
    }

    /// Those that waited for the end of a quarantine need not wait any longer. `None`: in every district.
    pub(crate) fn wake_quarantined(&mut self, plugin: &str, district: Option<DistrictRef>, cx: &Context<'_>) {
        let waits = |i: &&Arc<Instance>| {
            i.status.is_live()
                && i.plugin.name == plugin
                && district.is_none_or(|district| district == i.district)
                && matches!(&i.failure, Some(Failure { why: StepFailure::Quarantined { .. }, .. }))
        };
        let waiting: Vec<InstanceRef> =
            self.workflows.instances.values().filter(waits).map(|instance| instance.instance).collect();
        for which in waiting {
            self.timers.stop(TimerId::of(which, TimerOwner::HOST, RETRY_KEY));
            self.change_instance(which, cx, |i| match i.status {
                Status::Retrying => i.status = Status::Running,
                Status::Paused if i.paused_from == Some(Status::Retrying) => i.paused_from = Some(Status::Running),
                _ => {}
            });
        }
    }

    fn end_instance(
        &mut self,
        which: InstanceRef,
        status: Status,
        ended: Option<&str>,
        approver: Option<PersonRef>,
        cx: &Context<'_>,
    ) {
        let Some(instance) = self.workflows.get(which).cloned().filter(|i| i.status.is_live()) else { return };
        self.stop_timers(which.into());
        self.stop_time_outs(which.into(), Stage::Arrived);
        let open: Vec<TaskRef> = self.tasks.of(Matter::Instance(which)).map(|task| task.new.task).collect();
        // They may be of other districts.
        open.into_iter().for_each(|task| self.cancel_task(task, &cx.elsewhere()));
        let lent = |(index, unit): (usize, &Arc<crate::unit::UnitState>)| {
            unit.loan.is_some_and(|loan| loan.instance == Some(which)).then_some(UnitRef(index as u32))
        };
        let lent: Vec<UnitRef> = self.units.iter().enumerate().filter_map(lent).collect();
        lent.into_iter().for_each(|unit| self.return_unit(unit));
        self.workflows.forget_marks(which);
        self.change_instance(which, cx, |i| {
            (i.status, i.paused_from) = (status, None);
            i.ended = ended.map(str::to_owned);
            i.ended_at = Some(cx.at);
            i.inbox.clear();
            i.waits.clear();
            let act = match status {
                Status::Replaced => Some(Act::Replaced),
                Status::Cancelled => Some(Act::Cancelled),
                _ => None,
            };
            if let Some(act) = act {
                i.word = Some(Intervention { approver, ..word(act, cx) });
            }
        });
        self.start_next_of_key(&instance, cx);
        if let Some(parent) = instance.parent {
            let began = if status == Status::Refused { NOT_STARTED } else { status.name() };
            let ended = ended.unwrap_or(began).to_owned();
            let event = WorkflowEvent::ChildEnded { kind: instance.kind.clone(), key: instance.key.clone(), ended };
            self.tell_instance(parent, event, cx);
        }
    }

    /// The oldest that waits for one with its key begins when none is under way any more: where the key was the whole county's, one
    /// of each district that has its own.
    fn start_next_of_key(&mut self, ended: &Instance, cx: &Context<'_>) {
        let waiting = self.workflows.rivals_of(ended).filter(|i| i.status == Status::Queued);
        let waiting: Vec<Arc<Instance>> = waiting.cloned().collect();
        let mut begun: Vec<Arc<Instance>> = Vec::new();
        for next in waiting {
            let tied = |other: &Arc<Instance>| next.key_scope.ties(next.district, other.key_scope, other.district);
            if !begun.iter().any(tied) && self.workflows.rivals_of(&next).all(|i| i.is_queued()) {
                begun.push(next);
            }
        }
        for next in begun {
            self.change_instance(next.instance, cx, |i| i.status = Status::Running);
        }
    }

    /// The sealed values go, too: without their key they are noise.
    fn erase_instance(&mut self, which: InstanceRef, subject: SubjectRef, cx: &Context<'_>) {
        self.erased.insert(subject);
        // Only the journal may have it any more.
        self.retained.forget(which);
        let open = |field: &Field| matches!(field.value, FieldValue::Plain(_));
        self.change_instance(which, cx, |i| {
            i.subject = None;
            i.erased_at = Some(cx.at);
            i.fields.retain(open);
            for event in &mut i.inbox {
                if let WorkflowEvent::Started { fields }
                | WorkflowEvent::TaskDone { fields, .. }
                | WorkflowEvent::Signalled { fields, .. } = Arc::make_mut(event)
                {
                    fields.retain(open);
                }
            }
        });
        let has_sealed =
            |task: &&Arc<Task>| task.new.matter == Some(Matter::Instance(which)) && !task.fields.iter().all(open);
        let tasks: Vec<TaskRef> = self.tasks.rows.values().filter(has_sealed).map(|task| task.new.task).collect();
        tasks.into_iter().for_each(|task| self.change_task(task, cx, |t| t.fields.retain(open)));
    }
}

fn word(what: Act, cx: &Context<'_>) -> Intervention {
    Intervention { what: Some(what), at: cx.at, by: cx.by(), why: cx.why(), because: cx.because, approver: None }
}
