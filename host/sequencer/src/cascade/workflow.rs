//! Workflow instances: one step for each thing that happened to one, all of its effects or none; and what starts a workflow
//! without a person. What this batch has no room for stays in the instance's inbox for the next one.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use domain::arbiter::{judge_effect, judge_step, too_many};
use domain::built_in::code::STEP_FAILED;
use domain::cause::{Cause, HOST};
use domain::command::StartWorkflow;
use domain::decision::*;
use domain::event::{Event, InstanceEvent, TaskEvent, UnitEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::Reality;
use domain::limits::*;
use domain::matter::Matter;
use domain::notice::Sender;
use domain::plugin::{Installed, Mode};
use domain::ports::{Decide, Reference};
use domain::refusal::Refusal;
use domain::sentence::{PluginReason, Said, Sentence};
use domain::state::{Incident, State};
use domain::task::{NewTask, START, TaskWords};
use domain::time::TimeMs;
use domain::unit::UnitState;
use domain::who::Who;
use domain::workflow::check::instance_view;
use domain::workflow::refusal::{NotTaken, WorkflowRefusal};
use domain::workflow::start::{pin, refused, start};
use domain::workflow::{Instance, Pinned, Status, StepFailure};

use super::{Cascade, Consequence, is_tick};
use crate::jobs::Stepping;
use crate::question::{Question, Ruling};

/// Where a batch stood before a step, to go back to if the step comes to nothing.
struct Before {
    state: State,
    events: usize,
    work: usize,
    jobs: usize,
    proposed: usize,
    inspect: BTreeSet<String>,
}

/// What became of a step's effects: all were done, or none.
enum Tried {
    Done,
    /// These can't be done.
    Refused(Vec<Refused>),
    /// They fit no more into this batch, but may into one of their own.
    NoRoom,
}

impl Cascade<'_> {
    /// Takes the next step of an instance that something happened to. `false`: there is none, or no room for more.
    pub(super) fn step_next(&mut self) -> Result<bool, Refusal> {
        if self.steps >= WORKFLOW_STEPS_PER_BATCH_MAX || !self.has_room_for_a_step() {
            return Ok(false);
        }
        let workflows = &self.state.workflows;
        let next = if is_tick(&self.envelope.command) {
            // Not always the oldest first: each batch begins with another, so that none keeps the others waiting.
            let begin = InstanceRef((self.version.0 % (u64::from(workflows.last.0) + 1)) as u32);
            workflows.ready.range(begin..).next().or_else(|| workflows.ready.get_min())
        } else {
            // Whoever gave a command waits for what it set off, and for nothing that was there before.
            workflows.ready.iter().find(|which| workflows.get(**which).is_some_and(|i| i.version == self.version))
        };
        let Some(which) = next.copied() else { return Ok(false) };
        self.steps += 1;
        self.step_instance(which)
    }

    /// A plugin that is asked has its whole time: what a batch has spent on others is no fault of its own.
    fn has_room_for_a_step(&self) -> bool {
        let fresh = self.hook_calls == 0 || self.time_left_ms() >= HOOK_DEADLINE_MS;
        fresh && !self.out_of_budget() && !self.is_full() && self.proposed < BATCH_PROPOSED_EVENTS_MAX / 2
    }

    fn step_instance(&mut self, which: InstanceRef) -> Result<bool, Refusal> {
        let Some(instance) = self.state.workflows.get(which).cloned() else { return Ok(false) };
        let Some(event) = instance.inbox.front().cloned() else { return Ok(false) };
        if let Some((why, until)) = self.held_back(&instance) {
            let attempts = instance.failure.as_ref().map_or(0, |failure| failure.attempts);
            self.push(Event::Instance(InstanceEvent::StepFailed {
                instance: which,
                why,
                attempts,
                retry_at: Some(until),
                log: None,
            }))?;
            return Ok(true);
        }
        let Some(plugin) = self.state.plugins.installed.get(&instance.plugin.digest).cloned() else {
            return self.step_failed(&instance, &event, StepFailure::Missing, None);
        };
        let input = StepInput { now: self.now, instance: instance_view(&self.state, &instance), event };
        let question = Question {
            plugin,
            district: instance.district,
            settings_version: instance.plugin.settings_version,
            settings_json: Cow::Borrowed(&instance.plugin.settings_json),
            mode: Mode::Auto,
            input: Cow::Borrowed(&input),
        };
        let Some(run) = question.ask(&self.state, self.decide, self.time_left_ms()) else { return Ok(false) };
        self.spend(run.time_us);
        let measured = Measured::of(question.plugin.name(), &run);
        let log = (!run.log.is_empty()).then(|| run.log.clone());
        let beside = Stepping::all(&self.state, &instance, &input);
        let answer = match run.result {
            Ok(StepVerdict::Done(answer)) => answer,
            Ok(StepVerdict::Refused(why)) => {
                let recorded = self.step_refused(&instance, &question, why, measured)?;
                self.jobs.extend(beside);
                return Ok(recorded);
            }
            Ok(StepVerdict::Later(why)) => {
                let why = PluginReason { plugin: instance.plugin.digest, why };
                return self.step_failed(&instance, &input.event, StepFailure::Later(why), log);
            }
            Err(failure) => return self.step_failed(&instance, &input.event, StepFailure::Plugin(failure), log),
        };
        let before = self.before();
        let first = self.steps == 1 && self.events.is_empty();
        let tried = self.do_step(&instance, &question, answer, measured).unwrap_or_else(|_| match first {
            // What follows from it is more than any batch holds, and would be so the next time.
            true => Tried::Refused(vec![more_than_a_batch()]),
            false => Tried::NoRoom,
        });
        match tried {
            Tried::Done => {
                self.jobs.extend(beside);
                Ok(true)
            }
            Tried::Refused(refused) => {
                self.go_back(before);
                self.step_failed(&instance, &input.event, StepFailure::Effects(refused), log)
            }
            Tried::NoRoom => {
                self.go_back(before);
                Ok(false)
            }
        }
    }

    /// Why a plugin is not asked for an instance's next step, and until when.
    fn held_back(&self, instance: &Instance) -> Option<(StepFailure, TimeMs)> {
        if let Some(until) = instance.burst.over_at(self.now) {
            return Some((StepFailure::TooFast, until));
        }
        let plugin = &instance.plugin;
        let until = self.state.plugins.quarantined_until(&plugin.name, Some(plugin.digest), instance.district);
        until.filter(|until| *until > self.now).map(|until| (StepFailure::Quarantined { until }, until))
    }

    fn before(&self) -> Before {
        Before {
            state: self.state.clone(),
            events: self.events.len(),
            work: self.queue.len(),
            jobs: self.jobs.len(),
            proposed: self.proposed,
            inspect: self.inspect.clone(),
        }
    }

    /// Nothing of the step has happened.
    fn go_back(&mut self, before: Before) {
        self.state = before.state;
        self.events.truncate(before.events);
        self.causes.truncate(before.events);
        self.queue.truncate(before.work);
        self.jobs.truncate(before.jobs);
        self.proposed = before.proposed;
        self.inspect = before.inspect;
    }

    fn do_step(
        &mut self,
        instance: &Instance,
        question: &Question<'_, StepInput>,
        mut answer: StepAnswer,
        measured: Measured,
    ) -> Result<Tried, Refusal> {
        let (which, first) = (instance.instance, self.steps == 1 && self.events.is_empty());
        if let Err(refused) = judge_step(&self.state, instance, &mut answer) {
            return Ok(Tried::Refused(vec![refused]));
        }
        let StepAnswer { state, stage, waits, marks, effects, remarks, ended } = answer;
        let event = WorkflowEvent::clone(&question.input.event);
        let (stage, refused) = (Some(stage), None);
        let record = WorkflowRecord { event, stage, refused, effects: effects.clone(), remarks, ended: ended.clone() };
        let ruling = ruling(question, record, measured);
        let number = instance.escalated.last_decision + 1;
        let cause = ruling.cause(which.into(), number);
        let decision = Arc::new(ruling.decision(&*question.input, number, Trigger::InstanceEvent, &self.state));
        self.push(Event::Instance(InstanceEvent::Stepped { instance: which, state, waits, marks, decision }))?;
        let mut refused = Vec::new();
        for wanted in &effects {
            let Some(instance) = self.state.workflows.get(which).cloned() else { break };
            match judge_effect(&self.state, &instance, wanted, &question.plugin.grants, self.now) {
                Ok(events) => {
                    if self.events.len() + events.len() + BATCH_EVENTS_SPARE > BATCH_EVENTS_MAX {
                        // It may fit into a batch of its own, unless this is one.
                        let alone = first.then(|| vec![too_many(wanted, BATCH_EVENTS_MAX)]);
                        return Ok(alone.map_or(Tried::NoRoom, Tried::Refused));
                    }
                    self.proposed += events.len();
                    self.under(cause.clone(), |cascade| events.into_iter().try_for_each(|event| cascade.push(event)))?;
                }
                Err(why) => refused.push(why),
            }
        }
        if !refused.is_empty() {
            return Ok(Tried::Refused(refused));
        }
        if ended.is_some() {
            let status = Status::Completed;
            let over = Event::Instance(InstanceEvent::Ended { instance: which, status, ended, approver: None });
            self.under(cause, |cascade| cascade.push(over))?;
        }
        Ok(Tried::Done)
    }

    /// The rule says no. Whoever waits for it hears why, and what they did is not done; else it is recorded, what happened to the
    /// instance is over, and one that would begin does not.
    fn step_refused(
        &mut self,
        instance: &Instance,
        question: &Question<'_, StepInput>,
        why: Reason,
        measured: Measured,
    ) -> Result<bool, Refusal> {
        let (which, event) = (instance.instance, &question.input.event);
        if self.is_waited_for(which, event) {
            let plugin = instance.plugin.name.clone();
            let why = PluginReason { plugin: instance.plugin.digest, why };
            return Err(match instance.has_not_begun() {
                true => WorkflowRefusal::StartRefused { plugin, words: why.into() }.into(),
                false => WorkflowRefusal::StepRefused { plugin, workflow: instance.id.clone(), why }.into(),
            });
        }
        let record = WorkflowRecord {
            event: WorkflowEvent::clone(event),
            stage: None,
            refused: Some(why),
            effects: Vec::new(),
            remarks: Vec::new(),
            ended: None,
        };
        let ruling = ruling(question, record, measured);
        let number = instance.escalated.last_decision + 1;
        let cause = ruling.cause(which.into(), number);
        let decision = Arc::new(ruling.decision(&*question.input, number, Trigger::InstanceEvent, &self.state));
        self.push(Event::Instance(InstanceEvent::StepRefused { instance: which, decision }))?;
        if instance.has_not_begun() {
            let (status, ended, approver) = (Status::Refused, None, None);
            let over = Event::Instance(InstanceEvent::Ended { instance: which, status, ended, approver });
            self.under(cause, |cascade| cascade.push(over))?;
        }
        Ok(true)
    }

    /// Whether what happened to an instance is what the author of this batch's command did, and waits for.
    fn is_waited_for(&self, which: InstanceRef, event: &WorkflowEvent) -> bool {
        let same_task = |task: TaskRef, of: u16| {
            self.state.tasks.get(task).is_some_and(|task| task.of_instance() == Some((which, of)))
        };
        let is_it = |done: &Event| {
            if let (Event::Instance(InstanceEvent::Started(started)), WorkflowEvent::Started { .. }) = (done, event) {
                return started.instance == which;
            }
            if let Event::Instance(InstanceEvent::Signalled { instance, name, by, fields, .. }) = done
                && let WorkflowEvent::Signalled { name: named, by: whom, fields: given, .. } = event
            {
                return *instance == which && (name, by, fields) == (named, whom, given);
            }
            if let (Event::Task(TaskEvent::Done { task, .. }), WorkflowEvent::TaskDone { key, .. }) = (done, event) {
                return same_task(*task, *key);
            }
            false
        };
        // What the host does for itself, nobody waits for.
        self.envelope.author != HOST
            && self.events.iter().zip(&self.causes).any(|(done, cause)| *cause == Cause::Author && is_it(done))
    }

    /// The event stays at the head of the inbox. A first step that fails in the plugin's words is no start at all if somebody is
    /// there to hear them; else it waits for a person, like any other step.
    fn step_failed(
        &mut self,
        instance: &Instance,
        event: &WorkflowEvent,
        why: StepFailure,
        log: Option<String>,
    ) -> Result<bool, Refusal> {
        let which = instance.instance;
        if let StepFailure::Plugin(HookFailure::Guest(words)) = &why
            && instance.has_not_begun()
            && self.is_waited_for(which, event)
        {
            let (plugin, words) = (instance.plugin.name.clone(), words.as_str().into());
            return Err(WorkflowRefusal::StartRefused { plugin, words }.into());
        }
        let attempts = instance.failure.as_ref().map_or(0, |failure| failure.attempts) + 1;
        let wait_s = WORKFLOW_RETRY_S.get(attempts as usize - 1).copied();
        let retry_at = wait_s.map(|wait_s| self.now.plus_s(wait_s));
        self.push(Event::Instance(InstanceEvent::StepFailed { instance: which, why, attempts, retry_at, log }))?;
        if retry_at.is_none() {
            let why = Reason::new(STEP_FAILED, [Reference::Workflow(which).into(), attempts.into()]);
            let room = Message::alarm(1, vec![Who::CommandRoom(instance.district)], why);
            self.notify(which.into(), Sender::Host, None, room)?;
        }
        Ok(true)
    }

    /// The workflows that the county starts for every incident of a kind: at once, or when a person says so.
    pub(super) fn start_for_incident(&mut self, which: IncidentRef) -> Result<(), Refusal> {
        let (Some(incident), Some(loaded)) = (self.state.incident(which).cloned(), self.loaded()) else {
            return Ok(());
        };
        let Some(kind) = loaded.county().kinds.get(incident.kind.index()) else { return Ok(()) };
        // One that lost its units and is accepted anew has its workflows already.
        if incident.is_accepted_anew() {
            return Ok(());
        }
        kind.workflows.iter().try_for_each(|workflow| self.begin_for(&incident, workflow))
    }

    /// An incident is of another kind than was thought: what that kind begins and none of those before it did.
    pub(super) fn start_for_other_kind(&mut self, which: IncidentRef) -> Result<(), Refusal> {
        let (Some(incident), Some(loaded)) = (self.state.incident(which).cloned(), self.loaded()) else {
            return Ok(());
        };
        let of = |kind: KindRef| loaded.county().kinds.get(kind.index()).map_or(&[][..], |kind| &kind.workflows);
        let before: BTreeSet<&String> = incident.kinds_before().flat_map(of).collect();
        let more = of(incident.kind).iter().filter(|workflow| !before.contains(workflow));
        more.into_iter().try_for_each(|workflow| self.begin_for(&incident, workflow))
    }

    fn begin_for(&mut self, incident: &Incident, workflow: &str) -> Result<(), Refusal> {
        match self.state.owner_of(workflow, incident.place.district).map(|(_, mode)| mode) {
            None => Ok(()),
            Some(Mode::Advise) => self.ask_to_start(incident.incident, workflow),
            Some(_) => self.start_or_say_why(&of_incident(workflow, incident.incident, incident.reality)),
        }
    }

    /// Starts a workflow that no person is waiting for; if it can't begin, that is recorded.
    fn start_or_say_why(&mut self, wanted: &StartWorkflow) -> Result<(), Refusal> {
        let begun = start(&self.state, wanted, None, self.now);
        let events = begun.unwrap_or_else(|refusal| vec![refused(&self.state, wanted, None, refusal)]);
        events.into_iter().try_for_each(|event| self.push(event))
    }

    /// In `advise` an incident starts nothing by itself: the command room is asked.
    fn ask_to_start(&mut self, which: IncidentRef, workflow: &str) -> Result<(), Refusal> {
        let (Some(incident), Some(loaded)) = (self.state.incident(which).cloned(), self.loaded()) else {
            return Ok(());
        };
        let district = incident.place.district;
        let Some(slot) = loaded.county().slots.iter().find(|slot| !slot.retired) else {
            let wanted = of_incident(workflow, which, incident.reality);
            let event = refused(&self.state, &wanted, None, WorkflowRefusal::NobodyToAsk.into());
            return self.push(event);
        };
        let task = TaskRef(self.state.tasks.last.0 + 1);
        let new = NewTask {
            task,
            id: format!("T{}-{:06}", self.now.day(loaded.index.zone()), task.0),
            matter: Some(Matter::Incident(which)),
            key: None,
            district,
            assignee: Who::Role { district, slot: slot.code.clone() },
            words: TaskWords::StartWorkflow { kind: workflow.to_owned() },
            form: Some(domain::task::start_form()),
            due: None,
            notice: None,
            told: Vec::new(),
        };
        self.push(Event::Task(TaskEvent::Created(Box::new(new.announced(&self.state, incident.reality, self.now)))))
    }

    /// The command room has answered whether a workflow is to start.
    pub(super) fn answered_start(&mut self, task: TaskRef) -> Result<(), Refusal> {
        let Some(task) = self.state.tasks.get(task).cloned() else { return Ok(()) };
        let (TaskWords::StartWorkflow { kind }, Some(Matter::Incident(incident))) = (&task.new.words, task.new.matter)
        else {
            return Ok(());
        };
        if task.outcome.as_deref() != Some(START) {
            return Ok(());
        }
        let reality = self.state.incident(incident).map(|incident| incident.reality).unwrap_or_default();
        // Their word starts it.
        self.under(Cause::Author, |cascade| cascade.start_or_say_why(&of_incident(kind, incident, reality)))
    }

    /// Takes instances over to another version of their plugin.
    pub(super) fn migrate(&mut self, to: Digest, instances: &[InstanceRef], partial: bool) -> Result<(), Refusal> {
        let Some(target) = self.state.plugins.installed.get(&to).cloned() else { return Ok(()) };
        for which in instances {
            let Some(instance) = self.state.workflows.get(*which).cloned() else { continue };
            if self.out_of_budget() {
                return Err(WorkflowRefusal::OutOfTime.into());
            }
            let deadline_ms = self.time_left_ms();
            let trial = try_migration(&self.state, &instance, &target, self.decide, self.now, deadline_ms);
            self.spend(trial.time_us);
            match trial.outcome {
                Ok(Takeover { state, standing }) => {
                    let (instance, plugin, standing) = (*which, trial.plugin, Some(standing));
                    let migrated = Event::Instance(InstanceEvent::Migrated { instance, plugin, state, standing });
                    self.under(Cause::Author, |cascade| cascade.push(migrated))?;
                }
                Err(_) if partial => {}
                Err(why) => {
                    let (version, plugin) = (target.version().to_owned(), target.name().to_owned());
                    let workflow = instance.id.clone();
                    return Err(WorkflowRefusal::MigrationRefused { version, plugin, workflow, why }.into());
                }
            }
        }
        Ok(())
    }

    /// Units that an instance has lent go back when it ends, each to be seen.
    pub(super) fn return_units_of(&mut self, which: InstanceRef) -> Result<(), Refusal> {
        let lent = |(index, unit): (usize, &Arc<UnitState>)| {
            unit.loan.is_some_and(|loan| loan.instance == Some(which)).then_some(UnitRef(index as u32))
        };
        let lent: Vec<UnitRef> = self.state.units.iter().enumerate().filter_map(lent).collect();
        lent.into_iter().try_for_each(|unit| self.push(Event::Unit(UnitEvent::Returned { unit })))
    }

    /// Fixes who escalates a new matter, and asks them about it.
    pub(super) fn begin_escalation(&mut self, matter: Matter) {
        self.queue.push_back(Consequence::Freeze(matter));
        self.changed(matter);
    }

    pub(super) fn changed(&mut self, matter: Matter) {
        self.escalate_all(matter, EscalationTrigger::PhaseChanged, Trigger::PhaseChanged);
    }

    pub(super) fn acknowledged(&mut self, matter: Matter) {
        self.escalate_all(matter, EscalationTrigger::Acknowledged, Trigger::Acknowledged);
    }

    pub(super) fn task_due(&mut self, which: TaskRef) -> Result<(), Refusal> {
        match self.state.tasks.get(which).is_some_and(|task| task.status.is_live() && !task.overdue) {
            true => self.push(Event::Task(TaskEvent::Overdue { task: which })),
            false => Ok(()),
        }
    }

    /// A loan has come to its end. One that was made longer meanwhile has another timer.
    pub(super) fn end_loan(&mut self, unit: UnitRef) -> Result<(), Refusal> {
        let over = self.state.unit(unit).and_then(|unit| unit.loan).is_some_and(|loan| loan.until <= self.now);
        if over { self.push(Event::Unit(UnitEvent::Returned { unit })) } else { Ok(()) }
    }
}

/// A workflow about an incident that begins by itself.
fn of_incident(kind: &str, incident: IncidentRef, reality: Reality) -> StartWorkflow {
    let (kind, incident) = (kind.to_owned(), Some(incident));
    StartWorkflow { kind, key: None, district: None, grid: None, incident, reality, subject: None, fields: Vec::new() }
}

/// An instance tried on another version of its plugin.
pub(crate) struct Trial {
    /// What it is there, or why it can't go there.
    pub outcome: Result<Takeover, Said>,
    pub plugin: Pinned,
    pub time_us: u32,
}

/// What an instance becomes on another version, with the settings that hold there now.
pub(crate) fn try_migration(
    state: &State,
    instance: &Instance,
    target: &Arc<Installed>,
    decide: &dyn Decide,
    now: TimeMs,
    deadline_ms: u64,
) -> Trial {
    let plugin = pin(state, target, instance.district);
    let refused = |why: NotTaken, plugin| Trial { outcome: Err(Sentence::from(why).into()), plugin, time_us: 0 };
    let Some(kind) = target.kind(&instance.kind) else {
        return refused(NotTaken::Kindless { kind: instance.kind.clone() }, plugin);
    };
    let from_version = instance.plugin.version.clone();
    let input = MigrationInput { now, instance: instance_view(state, instance), from_version };
    let question = Question {
        plugin: target.clone(),
        district: instance.district,
        settings_version: plugin.settings_version,
        settings_json: Cow::Borrowed(&plugin.settings_json),
        mode: Mode::Auto,
        input: Cow::Borrowed(&input),
    };
    let Some(run) = question.ask(state, decide, deadline_ms) else {
        return refused(NotTaken::NoCounty, plugin);
    };
    let outcome = match run.result {
        Ok(Ok(taken)) => match fault_of(&taken, kind) {
            Some(why) => Err(Sentence::from(why).into()),
            None => Ok(taken),
        },
        Ok(Err(NotTakenOver::Said(why))) => {
            let why = PluginReason { plugin: target.digest(), why };
            Err(Sentence::from(NotTaken::Said { why }).into())
        }
        Ok(Err(NotTakenOver::Words(words))) => Err(Said::Words(words)),
        Err(failure) => Err(Sentence::from(&failure).into()),
    };
    Trial { outcome, plugin, time_us: run.time_us }
}

/// What an instance can't be.
fn fault_of(taken: &Takeover, kind: &WorkflowKind) -> Option<NotTaken> {
    let (bytes, bytes_max) = (taken.state.len(), WORKFLOW_STATE_BYTES_MAX);
    if bytes > bytes_max {
        return Some(NotTaken::StateTooLarge { bytes, bytes_max });
    }
    let unknown = taken.standing.waits.iter().find(|name| kind.signal(name).is_none())?;
    Some(NotTaken::UnknownSignal { signal: unknown.clone() })
}

/// What a step comes to, whose plugin nobody answers for.
fn ruling(question: &Question<'_, StepInput>, record: WorkflowRecord, measured: Measured) -> Ruling<WorkflowRecord> {
    Ruling {
        plugin: question.id(),
        mode: question.mode,
        fallback: false,
        asked_before: Vec::new(),
        record,
        refused: Vec::new(),
        measured,
    }
}

fn more_than_a_batch() -> Refused {
    let limit = BATCH_EVENTS_MAX as u32;
    Refused { proposal: "do all that follows from the step".to_owned(), why: RefusedWhy::TooMany { limit } }
}
