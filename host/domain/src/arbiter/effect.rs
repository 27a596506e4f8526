//! The arbiter's judgement of a workflow's step: of the answer as a whole, and of one effect after another, each on the state
//! that those before it leave. What an effect may do comes as the events that do it.

use crate::county::County;
use crate::decision::{Answered, Refused, RefusedWhy, WorkflowRecord};
use crate::event::{Event, InstanceEvent, TaskEvent, TimerEvent, UnitEvent};
use crate::hooks::*;
use crate::ids::*;
use crate::incident::{Phase, Reality};
use crate::limits::*;
use crate::matter::Matter;
use crate::notice::Sender;
use crate::notice::tell::tell;
use crate::plugin::Grants;
use crate::state::State;
use crate::task::{NewTask, TaskWords};
use crate::time::TimeMs;
use crate::timer::{TimerId, TimerOwner};
use crate::who::Who;
use crate::workflow::command::StartWorkflow;
use crate::workflow::{Instance, start};
use crate::{incident, task};

use super::Recorded;
use super::request::{judge_message, judge_timer, redirect};

impl Recorded for StepInput {
    type Record = WorkflowRecord;

    fn now(&self) -> TimeMs {
        self.now
    }

    fn matter(&self) -> Matter {
        self.instance.instance.into()
    }

    fn hash(&self) -> Digest {
        let seen = &self.instance;
        let incident = seen.incident.as_ref().map(|incident| (incident.incident, incident.phase, incident.priority));
        let input = (seen.instance, &seen.state, &seen.timers, &seen.tasks, incident, &self.event, self.now.seconds());
        Digest::of(&serde_json::to_vec(&input).unwrap_or_default())
    }

    fn answered(record: WorkflowRecord) -> Answered {
        Answered::Workflow(record)
    }
}

/// What is wrong with an answer as a whole. In an exercise or a test the command room is told what others would be, and for grids that the
/// county has no more stand those that lie there now.
pub fn judge_step(state: &State, instance: &Instance, answer: &mut StepAnswer) -> Result<(), Refused> {
    let Some(kind) = state.kind_of(instance) else { return Ok(()) };
    if let Some(end) = answer.ended.as_ref().filter(|end| kind.ends.iter().all(|known| known.name != **end)) {
        return Err(Refused { proposal: format!("end as {end}"), why: RefusedWhy::UnknownEnd });
    }
    if let Some(unknown) = answer.waits.iter().find(|name| kind.signal(name).is_none()) {
        return Err(Refused { proposal: format!("wait for {unknown}"), why: RefusedWhy::UnknownForm });
    }
    if let Some(loaded) = &state.county {
        for effect in &mut answer.effects {
            loaded.index.redirect_to_heirs(effect);
            if let Effect::Notify(message) = effect {
                redirect(loaded.county(), instance.reality, instance.district, message);
            }
        }
    }
    Ok(())
}

/// The events that do one effect of a step, or why it can't be done.
pub fn judge_effect(
    state: &State,
    instance: &Instance,
    effect: &Effect,
    grants: &Grants,
    now: TimeMs,
) -> Result<Vec<Event>, Refused> {
    let refused = |why| Refused { proposal: describe(effect), why };
    if !grants.proposals.contains(effect.grant()) {
        return Err(refused(RefusedWhy::NotGranted));
    }
    let Some(loaded) = &state.county else { return Err(refused(RefusedWhy::UnknownDistrict)) };
    Case { state, county: loaded.county(), instance, grants, now }.judge(effect).map_err(refused)
}

/// A refusal of an effect that the batch has no room for.
pub fn too_many(effect: &Effect, limit: usize) -> Refused {
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    Refused { proposal: describe(effect), why: RefusedWhy::TooMany { limit } }
}

/// An instance that wants something done, and the state in which it wants it.
pub(super) struct Case<'a> {
    pub(super) state: &'a State,
    pub(super) county: &'a County,
    pub(super) instance: &'a Instance,
    pub(super) grants: &'a Grants,
    pub(super) now: TimeMs,
}

impl Case<'_> {
    fn judge(&self, effect: &Effect) -> Result<Vec<Event>, RefusedWhy> {
        let Case { state, county, instance, now, .. } = *self;
        let which = instance.instance;
        match effect {
            Effect::StartTimer(timer) => self.start_timer(timer).map(|event| vec![event]),
            Effect::StopTimer { key } => {
                let timer = TimerId::of(which, TimerOwner::WORKFLOW, *key);
                state.timers.get(timer).ok_or(RefusedWhy::NoSuchTimer)?;
                Ok(vec![Event::Timer(TimerEvent::Stopped {
                    timer,
                    generation: instance.escalated.timer_generation + 1,
                })])
            }
            Effect::CreateTask { key, form, assignee, due_at, why } => {
                self.create_task(*key, form, assignee, *due_at, why)
            }
            Effect::CancelTask { key } => {
                let task = state.tasks.by_key(which, *key).ok_or(RefusedWhy::NoSuchTask)?;
                Ok(vec![Event::Task(TaskEvent::Cancelled { task: task.new.task })])
            }
            Effect::Notify(message) => {
                judge_message(county, instance.reality, message)?;
                Ok(tell(state, which.into(), Sender::Workflow, Some(instance.plugin.digest), message.clone(), now))
            }
            Effect::StartWorkflow { kind, key, grid, fields } => {
                let wanted = StartWorkflow {
                    kind: kind.clone(),
                    key: Some(key.clone()),
                    district: None,
                    grid: *grid,
                    incident: None,
                    reality: instance.reality,
                    // A workflow hands on no personal data of its own: the plugin has never seen any.
                    subject: None,
                    fields: fields.clone(),
                };
                // Where there is no room for it the step is none the worse: it is told how that ended.
                start::start(state, &wanted, Some(instance), now)
                    .map_err(|refusal| RefusedWhy::NotStarted { why: refusal.sentence.into() })
            }
            Effect::StepIncident { to } => self.step_incident(*to),
            Effect::LendUnit { unit, to, until, held } => self.lend(*unit, *to, *until, *held),
            Effect::ReturnUnit { unit } => {
                let loan = state.unit(*unit).and_then(|unit| unit.loan).filter(|loan| loan.instance == Some(which));
                loan.ok_or(RefusedWhy::NotLent)?;
                Ok(vec![Event::Unit(UnitEvent::Returned { unit: *unit })])
            }
            Effect::ErasePersonalData => {
                // Where there is nothing, nothing is left: no procedure should stand still for having been told too little.
                let erased = |subject| Event::Instance(InstanceEvent::Erased { instance: which, subject });
                Ok(instance.subject.map(erased).into_iter().collect())
            }
            Effect::Signal { to, name, fields } => self.signal(to, name, fields),
            Effect::CancelWorkflow(which) => self.cancel(which),
            Effect::Report(wanted) => self.report(wanted),
            Effect::Remark { incident, why } => self.remark(*incident, why),
        }
    }

    fn start_timer(&self, wanted: &TimerRequest) -> Result<Event, RefusedWhy> {
        let Case { state, instance, now, .. } = *self;
        judge_timer(wanted, &state.timers.running(instance.instance, TimerOwner::WORKFLOW), now)?;
        Ok(Event::Timer(TimerEvent::Started {
            timer: TimerId::of(instance.instance, TimerOwner::WORKFLOW, wanted.key),
            generation: instance.escalated.timer_generation + 1,
            due: wanted.due_at.max(now.plus_s(TIMER_RESTART_S)),
            catch_up: wanted.catch_up,
            repeat_s: wanted.repeat_s,
        }))
    }

    fn create_task(
        &self,
        key: u16,
        form: &str,
        assignee: &Who,
        due_at: Option<TimeMs>,
        why: &Reason,
    ) -> Result<Vec<Event>, RefusedWhy> {
        let Case { state, county, instance, now, .. } = *self;
        let kind = state.kind_of(instance).ok_or(RefusedWhy::UnknownKind)?;
        let form = kind.task(form).ok_or(RefusedWhy::UnknownForm)?;
        assignee.known(county)?;
        let matter = Matter::Instance(instance.instance);
        let replaced = state.tasks.by_key(instance.instance, key).map(|task| task.new.task);
        if replaced.is_none() && state.tasks.of(matter).count() >= WORKFLOW_TASKS_MAX {
            return Err(RefusedWhy::TooMany { limit: WORKFLOW_TASKS_MAX as u32 });
        }
        if state.tasks.live() >= TASKS_MAX {
            return Err(RefusedWhy::TooMany { limit: TASKS_MAX as u32 });
        }
        if due_at.is_some_and(|due| due.seconds() < now.seconds()) {
            return Err(RefusedWhy::TimerInThePast);
        }
        if due_at.is_some_and(|due| due.since_s(now) > TIMER_AHEAD_S_MAX) {
            return Err(RefusedWhy::TimerTooFar { limit_s: TIMER_AHEAD_S_MAX });
        }
        let task = task::check::next(state);
        let new = NewTask {
            task,
            id: task::check::id(state, task, now),
            matter: Some(matter),
            key: Some(key),
            district: assignee.district(county).unwrap_or(instance.district),
            assignee: assignee.clone(),
            words: TaskWords::Plugin { digest: instance.plugin.digest, why: why.clone() },
            form: Some(form.clone()),
            due: due_at,
            notice: None,
            told: Vec::new(),
        };
        let mut events: Vec<Event> =
            replaced.map(|task| Event::Task(TaskEvent::Cancelled { task })).into_iter().collect();
        events.push(Event::Task(TaskEvent::Created(Box::new(new.announced(state, instance.reality, now)))));
        Ok(events)
    }

    fn step_incident(&self, to: Phase) -> Result<Vec<Event>, RefusedWhy> {
        let which = self.instance.incident.ok_or(RefusedWhy::NoIncident)?;
        let incident = self.state.incident(which).ok_or(RefusedWhy::NoIncident)?;
        if incident.phase == to {
            return Ok(Vec::new());
        }
        incident::check::step(self.state, which, to, None, self.state.at).map_err(|_| RefusedWhy::IllegalStep)
    }

    fn lend(&self, unit: UnitRef, to: DistrictRef, until: TimeMs, held: bool) -> Result<Vec<Event>, RefusedWhy> {
        let Case { state, county, instance, now, .. } = *self;
        let known = county.units.get(unit.index()).filter(|unit| !unit.retired).ok_or(RefusedWhy::UnknownUnit)?;
        county.districts.get(to.index()).filter(|d| !d.retired).ok_or(RefusedWhy::UnknownDistrict)?;
        let live = state.unit(unit).ok_or(RefusedWhy::UnknownUnit)?;
        let own = live.loan.is_some_and(|loan| loan.instance == Some(instance.instance) && loan.to == to);
        // A loan of its own it may make longer or shorter, also while the unit is at work there.
        let at_home = known.district == to && !held;
        if at_home || !own && (live.loan.is_some() || !state.is_free(unit)) {
            return Err(RefusedWhy::NotLendable);
        }
        if until <= now || until.since_s(now) > LOAN_S_MAX {
            return Err(RefusedWhy::BadEnd { limit_s: LOAN_S_MAX });
        }
        if instance.reality != Reality::Actual {
            return Err(RefusedWhy::ExerciseOnly);
        }
        Ok(vec![Event::Unit(UnitEvent::Lent { unit, to, until, instance: instance.instance, held })])
    }
}

/// How a refusal names another workflow.
fn target(of: &Target) -> String {
    match of {
        Target::Number(which) => which.to_string(),
        Target::Name { kind, key } => format!("{kind} {key}"),
    }
}

/// An effect in words of the host.
fn describe(effect: &Effect) -> String {
    match effect {
        Effect::StartTimer(timer) => format!("start timer {}", timer.key),
        Effect::StopTimer { key } => format!("stop timer {key}"),
        Effect::CreateTask { key, form, .. } => format!("create task {key} ({form})"),
        Effect::CancelTask { key } => format!("cancel task {key}"),
        Effect::Notify(message) => format!("notify {} at level {}", message.recipients.len(), message.level),
        Effect::StartWorkflow { kind, key, .. } => format!("start workflow {kind} {key}"),
        Effect::StepIncident { to } => format!("move the incident to {to}"),
        Effect::LendUnit { unit, to, held: true, .. } => format!("hold unit {unit} back in district {to}"),
        Effect::LendUnit { unit, to, .. } => format!("lend unit {unit} to district {to}"),
        Effect::ReturnUnit { unit } => format!("return unit {unit}"),
        Effect::ErasePersonalData => "erase personal data".to_owned(),
        Effect::Signal { to, name, .. } => format!("signal {name} to workflow {}", target(to)),
        Effect::CancelWorkflow(which) => format!("cancel workflow {}", target(which)),
        Effect::Report(wanted) => format!("report an incident in grid {}", wanted.grid),
        Effect::Remark { incident, .. } => format!("remark on incident {incident}"),
    }
}
