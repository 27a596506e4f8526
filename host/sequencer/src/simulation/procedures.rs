//! The procedures of a county that is played: who starts them, does their tasks and says what they wait for, and what came of them.

use std::collections::{BTreeMap, BTreeSet};

use domain::command::{Command, Envelope, InstanceCommand, StartWorkflow, TaskCommand};
use domain::event::{Event, InstanceEvent, TaskEvent};
use domain::ids::*;
use domain::incident::Reality;
use domain::refusal::Refusal;
use domain::state::State;
use domain::time::TimeMs;
use serde::Serialize;

use super::people::{ATTEMPTS, BEFORE_TASKS, Draw, Filling, SimStart, WAITED_S, done_after_s, named, outcome};
use super::{Driver, Happening, Stopped};

/// Those who have something to do with procedures, and what they start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// In the order of their times.
    pub starts: Vec<SimStart>,
}

/// What came of one kind of procedure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProcedureFigures {
    pub began: u64,
    pub steps: u64,
    /// How many came to which end; those that were cancelled or refused, by that word.
    pub ended: BTreeMap<String, u64>,
    /// Tasks that were done, and those that nobody could do as it was wanted.
    pub tasks_done: u64,
    pub tasks_left: u64,
    /// Starts that were refused.
    pub not_started: u64,
}

#[derive(Default)]
pub(super) struct Procedures {
    people: Option<People>,
    /// Those that somebody will look after.
    nudged: BTreeSet<InstanceRef>,
    pub figures: BTreeMap<String, ProcedureFigures>,
}

impl Procedures {
    pub(super) fn of(people: Option<People>) -> Procedures {
        Procedures { people, ..Procedures::default() }
    }

    fn of_kind(&mut self, kind: &str) -> &mut ProcedureFigures {
        if !self.figures.contains_key(kind) {
            self.figures.insert(kind.to_owned(), ProcedureFigures::default());
        }
        self.figures.entry(kind.to_owned()).or_default()
    }

    /// Counts an event; the state is the one after its batch.
    pub(super) fn count(&mut self, event: &Event, state: &State) {
        let kind = |which: InstanceRef| state.workflows.get(which).map(|instance| instance.kind.clone());
        if let Event::Instance(InstanceEvent::Stepped { instance, .. }) = event
            && let Some(kind) = kind(*instance)
        {
            self.of_kind(&kind).steps += 1;
        }
        if let Event::Instance(InstanceEvent::Ended { instance, status, ended, .. }) = event
            && let Some(kind) = kind(*instance)
        {
            let end = ended.clone().unwrap_or_else(|| status.name().to_owned());
            *self.of_kind(&kind).ended.entry(end).or_default() += 1;
        }
        if let Event::Task(TaskEvent::Done { task, .. }) = event
            && let Some((instance, _)) = state.tasks.get(*task).and_then(|task| task.of_instance())
            && let Some(kind) = kind(instance)
        {
            self.of_kind(&kind).tasks_done += 1;
        }
        if let Some(kind) = event.started().and_then(kind) {
            self.of_kind(&kind).began += 1;
        }
    }
}

impl Driver<'_> {
    pub(super) fn plan_starts(&mut self) {
        let starts = self.procedures.people.iter().flat_map(|people| people.starts.iter().map(|start| start.at));
        for (index, at) in starts.collect::<Vec<TimeMs>>().into_iter().enumerate() {
            self.plan(at, Happening::Start(index));
        }
    }

    /// Somebody has something to do by what happened.
    pub(super) fn follow_procedures(&mut self, event: &Event) {
        self.procedures.count(event, &self.state);
        if self.procedures.people.is_none() {
            return;
        }
        if let Event::Task(TaskEvent::Created(new)) = event
            && let Some(task) = self.state.tasks.get(new.task).filter(|task| task.new.form.is_some()).cloned()
        {
            let mut draw = Draw::of(self.seed, "task", new.task.0, u32::MAX);
            let after_s = done_after_s(&task, self.now, &mut draw);
            self.plan(self.now.plus_s(after_s), Happening::Do { task: new.task, attempt: 0 });
        }
        if let Event::Instance(InstanceEvent::Stepped { instance, waits, .. }) = event
            && !waits.is_empty()
            && self.procedures.nudged.insert(*instance)
        {
            self.plan(self.now.plus_s(WAITED_S), Happening::Nudge { instance: *instance, attempt: 0 });
        }
    }

    pub(super) fn start(&mut self, index: usize) -> Result<(), Stopped> {
        let start = self.procedures.people.as_ref().and_then(|people| people.starts.get(index)).cloned();
        let Some(SimStart { workflow, key, district, grid, given, .. }) = start else { return Ok(()) };
        let owner = self.state.owner_of(&workflow, district).map(|(installed, _)| installed.clone());
        let Some(form) = owner.and_then(|owner| Some(owner.kind(&workflow)?.start.clone())) else {
            self.procedures.of_kind(&workflow).not_started += 1;
            return Ok(());
        };
        for attempt in 0..ATTEMPTS {
            let subject = Some(self.next_subject());
            let (state, now) = (&self.state, self.now);
            let filling = Filling { state, now, district, grid, subject, attempt, given: &given };
            let fields = filling.fill(&form, &mut Draw::of(self.seed, &workflow, index as u32, attempt));
            let command = Command::Instance(InstanceCommand::Start(StartWorkflow {
                kind: workflow.clone(),
                key: Some(key.clone()),
                district: Some(district),
                grid,
                incident: None,
                reality: Reality::Actual,
                subject,
                fields,
            }));
            if self.tried(Envelope::by("simulation", command))? {
                return Ok(());
            }
        }
        self.procedures.of_kind(&workflow).not_started += 1;
        Ok(())
    }

    /// Does a task, as well as whoever has it can.
    pub(super) fn do_task(&mut self, which: TaskRef, attempt: u32) -> Result<(), Stopped> {
        let Some(task) = self.state.tasks.get(which).filter(|task| task.status.is_live()).cloned() else {
            return Ok(());
        };
        let Some(form) = task.new.form.clone() else { return Ok(()) };
        let instance = task.of_instance().and_then(|(which, _)| self.state.workflows.get(which)).cloned();
        let mut draw = Draw::of(self.seed, "done", which.0, attempt);
        let outcome = outcome(&form, attempt, &mut draw);
        let asked_for = if form.named { named(&self.state, &task, self.now, &mut draw) } else { None };
        let filling = Filling {
            state: &self.state,
            now: self.now,
            district: task.new.district,
            grid: instance.as_ref().and_then(|of| of.grid),
            subject: instance.as_ref().and_then(|of| of.subject),
            attempt,
            given: &[],
        };
        let fields = filling.fill(&form, &mut draw);
        let finish = TaskCommand::Finish { task: which, outcome, person: asked_for, fields };
        if self.tried(Envelope::by("simulation", Command::Task(finish)))? {
            return Ok(());
        }
        if attempt + 1 < ATTEMPTS {
            self.plan(self.now.plus_s(60), Happening::Do { task: which, attempt: attempt + 1 });
        } else if let Some(instance) = instance {
            self.procedures.of_kind(&instance.kind).tasks_left += 1;
        }
        Ok(())
    }

    /// Says what a procedure waits for, mostly where it has no task that would take it on.
    pub(super) fn nudge(&mut self, which: InstanceRef, attempt: u32) -> Result<(), Stopped> {
        let live = self.state.workflows.get(which).filter(|instance| instance.status.is_live()).cloned();
        let Some(instance) = live.filter(|instance| !instance.waits.is_empty()) else {
            self.procedures.nudged.remove(&which);
            return Ok(());
        };
        let busy = self.state.tasks.of(which.into()).any(|task| task.status.is_live());
        let mut draw = Draw::of(self.seed, "signal", which.0, attempt);
        // What there is still to do mostly goes before.
        if !busy || draw.below(BEFORE_TASKS) == 0 {
            let name = instance.waits[draw.below(instance.waits.len() as u64) as usize].clone();
            let form = self.state.kind_of(&instance).and_then(|kind| kind.signal(&name)).cloned();
            if let Some(form) = form {
                let (state, now, district, grid) = (&self.state, self.now, instance.district, instance.grid);
                let filling = Filling { state, now, district, grid, subject: instance.subject, attempt, given: &[] };
                let fields = filling.fill(&form, &mut draw);
                let signal = InstanceCommand::Signal { instance: which, name, person: None, fields };
                self.tried(Envelope::by("simulation", Command::Instance(signal)))?;
            }
        }
        let next = attempt.saturating_add(1);
        self.plan(
            self.now.plus_s(WAITED_S.saturating_mul(1 + next.min(27))),
            Happening::Nudge { instance: which, attempt: next },
        );
        Ok(())
    }

    /// Whether it was taken. A refusal is an answer like another: whoever asked tries something else.
    fn tried(&mut self, envelope: Envelope) -> Result<bool, Stopped> {
        let taken: Result<_, Refusal> = self.submit(envelope);
        Ok(taken.is_ok())
    }

    fn next_subject(&self) -> SubjectRef {
        SubjectRef(self.state.last_subject.0 + 1)
    }
}
