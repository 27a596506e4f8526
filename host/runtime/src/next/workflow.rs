//! The hook `workflow`, whose interface has four functions: its places among a component's exports, and both directions of its
//! translation.

use domain::hooks as host;
use domain::hooks::HookFailure;
use domain::ids::*;
use domain::incident as nouns;
use domain::limits::*;
use domain::time::TimeMs;
use wasmtime::Store;
use wasmtime::component::Instance;

use super::answers::{Answer, assignee, list, message, ranked, reason, timer, within};
use super::bindings::exports::wardroom::plugin::workflow as wire;
use super::bindings::wardroom::plugin::types::{Phase, Point, Value};
use super::{given, values};
use crate::declared::{DeclaredKind, Schema};
use crate::loading::Checked;
use crate::sandbox::Sandbox;
use crate::text::plain;
use crate::versions::{Call, Exports, guest_error};

type Kinds = Checked<(), (Vec<wire::Kind>,)>;
type Start<'a> =
    Checked<(u32, &'a str, &'a wire::Instance, &'a [wire::Field]), (Result<wire::Outcome, wire::Failure>,)>;
type Step<'a> = Checked<(u32, &'a str, &'a wire::Instance, &'a wire::Event), (Result<wire::Outcome, wire::Failure>,)>;
type Migrate<'a> = Checked<(u32, &'a str, &'a wire::Instance, &'a str), (Result<wire::Takeover, wire::Failure>,)>;

pub(super) struct Functions {
    kinds: Kinds,
    start: Start<'static>,
    step: Step<'static>,
    migrate: Migrate<'static>,
}

impl Functions {
    pub(super) fn find(exports: &mut Exports<'_>) -> wasmtime::Result<Functions> {
        Ok(Functions {
            kinds: exports.function("kinds")?,
            start: exports.function("start")?,
            step: exports.function("step")?,
            migrate: exports.function("migrate")?,
        })
    }

    pub(super) fn kinds(
        &self,
        store: &mut Store<Sandbox>,
        instance: &Instance,
    ) -> wasmtime::Result<Result<Vec<DeclaredKind>, HookFailure>> {
        let (kinds,) = self.kinds.call(store, instance, ())?;
        Ok(within("kinds of workflow", kinds.len(), WORKFLOW_KINDS_MAX)
            .and_then(|()| kinds.into_iter().map(kind).collect()))
    }

    pub(super) fn step(
        &self,
        call: Call<'_>,
        input: &host::StepInput,
    ) -> wasmtime::Result<Result<host::StepVerdict, HookFailure>> {
        let Call { store, instance, settings } = call;
        let given = instance_given(&input.instance, store.data().access.exact_position);
        let now = input.now.seconds();
        let (answer,) = match event(&input.event) {
            Given::Start(fields) => self.start.call(store, instance, (now, settings, &given, &fields))?,
            Given::Step(event) => self.step.call(store, instance, (now, settings, &given, &event))?,
        };
        Ok(match answer {
            Ok(answer) => outcome(answer).map(host::StepVerdict::Done),
            Err(wire::Failure::Refuse(why)) => reason(why).map(host::StepVerdict::Refused),
            Err(wire::Failure::Retry(why)) => reason(why).map(host::StepVerdict::Later),
            Err(wire::Failure::Fault(words)) => Err(guest_error(words)),
        })
    }

    pub(super) fn migrate(
        &self,
        call: Call<'_>,
        input: &host::MigrationInput,
    ) -> wasmtime::Result<Result<Result<host::Takeover, host::NotTakenOver>, HookFailure>> {
        let Call { store, instance, settings } = call;
        let given = instance_given(&input.instance, store.data().access.exact_position);
        let given = (input.now.seconds(), settings, &given, input.from_version.as_str());
        let (answer,) = self.migrate.call(store, instance, given)?;
        Ok(match answer {
            Ok(taken) => takeover(taken).map(Ok),
            Err(wire::Failure::Refuse(why) | wire::Failure::Retry(why)) => {
                reason(why).map(|why| Err(host::NotTakenOver::Said(why)))
            }
            Err(wire::Failure::Fault(words)) => Ok(Err(host::NotTakenOver::Words(plain(&words, GUEST_TEXT_BYTES_MAX)))),
        })
    }
}

fn kind(kind: wire::Kind) -> Answer<DeclaredKind> {
    let mut schemas = Vec::new();
    let mut form = |form: wire::Form| {
        let outcomes = list("outcomes", form.outcomes, |outcome| Ok(choice(outcome)))?;
        let written = Schema::read(form.schema);
        let schema = written.read.clone().unwrap_or_default();
        schemas.push(written);
        Ok(host::Form { name: form.name, title: form.title, schema, outcomes, named: form.named })
    };
    let kind = host::WorkflowKind {
        name: kind.name,
        title: kind.title,
        concurrency: match kind.concurrency {
            wire::Concurrency::Single => host::Concurrency::Single,
            wire::Concurrency::Restart => host::Concurrency::Restart,
            wire::Concurrency::Queued => host::Concurrency::Queued,
            wire::Concurrency::Parallel => host::Concurrency::Parallel,
        },
        instances_max: kind.instances_max,
        start: form(kind.start)?,
        tasks: list("task forms", kind.tasks, &mut form)?,
        signals: list("signals", kind.signals, &mut form)?,
        ends: list("ends", kind.ends, |end| Ok(choice(end)))?,
    };
    Ok(DeclaredKind { kind, schemas })
}

fn choice(choice: wire::Choice) -> host::Choice {
    host::Choice { name: choice.name, title: choice.title }
}

fn instance_given(view: &host::InstanceView, exact_position: bool) -> wire::Instance {
    wire::Instance {
        ref_: view.instance.0,
        kind: view.kind.clone(),
        key: view.key.clone(),
        district: view.district.0,
        grid: view.grid.map(|grid| grid.0),
        reality: given::reality(view.reality),
        incident: view.incident.as_ref().map(|incident| given::incident(incident, exact_position)),
        started_at: view.started_at.seconds(),
        state: view.state.clone(),
        timers: view.timers.clone(),
        tasks: view.tasks.clone(),
    }
}

/// A start is asked by a function of its own.
enum Given {
    Start(Vec<wire::Field>),
    Step(wire::Event),
}

fn event(event: &host::WorkflowEvent) -> Given {
    Given::Step(match event {
        host::WorkflowEvent::Started { fields } => return Given::Start(fields_given(fields)),
        host::WorkflowEvent::TimerFired { key } => wire::Event::TimerFired(*key),
        host::WorkflowEvent::TaskDone { key, outcome, by, fields } => wire::Event::TaskDone(wire::TaskResult {
            key: *key,
            outcome: outcome.clone(),
            by: by.map(|person| person.0),
            fields: fields_given(fields),
        }),
        host::WorkflowEvent::TaskOverdue { key } => wire::Event::TaskOverdue(*key),
        host::WorkflowEvent::Signalled { name, by, sender, fields } => wire::Event::Signalled(wire::Signal {
            name: name.clone(),
            by: by.map(|person| person.0),
            sender: sender.map(|instance| instance.0),
            fields: fields_given(fields),
        }),
        host::WorkflowEvent::IncidentChanged => wire::Event::IncidentChanged,
        host::WorkflowEvent::Unanswered { level, .. } => wire::Event::Unanswered(*level),
        host::WorkflowEvent::ChildEnded { kind, key, ended } => {
            wire::Event::ChildEnded(wire::ChildEnd { kind: kind.clone(), key: key.clone(), ended: ended.clone() })
        }
    })
}

/// What is sealed is shown as such and no more.
fn fields_given(fields: &[host::Field]) -> Vec<wire::Field> {
    let value = |value: &host::FieldValue| match value {
        host::FieldValue::Plain(value) => values::given(value.clone()),
        host::FieldValue::Sealed(_) => Value::Sealed,
    };
    fields.iter().map(|field| wire::Field { name: field.name.clone(), value: value(&field.value) }).collect()
}

fn outcome(outcome: wire::Outcome) -> Answer<host::StepAnswer> {
    within("bytes of state", outcome.state.len(), WORKFLOW_STATE_BYTES_MAX)?;
    within("signals waited for", outcome.waits.len(), WORKFLOW_WAITS_MAX)?;
    within("marks", outcome.marks.len(), WORKFLOW_MARKS_MAX)?;
    Ok(host::StepAnswer {
        state: outcome.state,
        stage: reason(outcome.stage)?,
        waits: outcome.waits,
        marks: list("marks", outcome.marks, mark)?,
        effects: list("effects", outcome.effects, effect)?,
        remarks: list("remarks", outcome.remarks, reason)?,
        ended: outcome.ended,
    })
}

fn takeover(taken: wire::Takeover) -> Answer<host::Takeover> {
    within("bytes of state", taken.state.len(), WORKFLOW_STATE_BYTES_MAX)?;
    within("signals waited for", taken.waits.len(), WORKFLOW_WAITS_MAX)?;
    within("marks", taken.marks.len(), WORKFLOW_MARKS_MAX)?;
    let standing =
        host::Standing { stage: reason(taken.stage)?, waits: taken.waits, marks: list("marks", taken.marks, mark)? };
    Ok(host::Takeover { state: taken.state, standing })
}

fn mark(mark: wire::Mark) -> Answer<host::Mark> {
    let wire::Mark { name, value } = mark;
    within("bytes in a mark's name", name.len(), CODE_BYTES_MAX)?;
    within("bytes in a mark's value", value.len(), CODE_BYTES_MAX)?;
    match name.is_empty() || value.is_empty() {
        true => Err(HookFailure::Answer("a mark has a name and a value".to_owned())),
        false => Ok(host::Mark { name, value }),
    }
}

fn effect(effect: wire::Effect) -> Answer<host::Effect> {
    Ok(match effect {
        wire::Effect::StartTimer(given) => host::Effect::StartTimer(timer(given)),
        wire::Effect::StopTimer(key) => host::Effect::StopTimer { key },
        wire::Effect::CreateTask(task) => host::Effect::CreateTask {
            key: task.key,
            form: task.form,
            assignee: assignee(task.assignee),
            due_at: task.due_at.map(TimeMs::from_seconds),
            why: reason(task.why)?,
        },
        wire::Effect::CancelTask(key) => host::Effect::CancelTask { key },
        wire::Effect::Notify(notice) => host::Effect::Notify(message(notice)?),
        wire::Effect::StartWorkflow(child) => host::Effect::StartWorkflow {
            kind: child.kind,
            key: child.key,
            grid: child.grid.map(GridRef),
            fields: list("fields", child.fields, field)?,
        },
        wire::Effect::StepIncident(to) => host::Effect::StepIncident { to: phase(to)? },
        wire::Effect::LendUnit(loan) => host::Effect::LendUnit {
            unit: UnitRef(loan.unit),
            to: DistrictRef(loan.to),
            until: TimeMs::from_seconds(loan.until),
            held: loan.held,
        },
        wire::Effect::ReturnUnit(unit) => host::Effect::ReturnUnit { unit: UnitRef(unit) },
        wire::Effect::ErasePersonalData => host::Effect::ErasePersonalData,
        wire::Effect::Signal(sent) => {
            host::Effect::Signal { to: target(sent.to)?, name: sent.name, fields: list("fields", sent.fields, field)? }
        }
        wire::Effect::CancelWorkflow(which) => host::Effect::CancelWorkflow(target(which)?),
        wire::Effect::Report(new) => host::Effect::Report(new_incident(new)?),
        wire::Effect::Remark(remark) => {
            host::Effect::Remark { incident: IncidentRef(remark.incident), why: reason(remark.why)? }
        }
    })
}

fn target(of: wire::WorkflowTarget) -> Answer<host::Target> {
    Ok(match of {
        wire::WorkflowTarget::Number(which) => host::Target::Number(InstanceRef(which)),
        wire::WorkflowTarget::Name(wire::WorkflowName { kind, key }) => {
            within("bytes in a kind", kind.len(), CODE_BYTES_MAX)?;
            within("bytes in a key", key.len(), CODE_BYTES_MAX)?;
            host::Target::Name { kind, key }
        }
    })
}

fn new_incident(new: wire::NewIncident) -> Answer<host::NewIncident> {
    let finite = |at: &Point| at.lon.is_finite() && at.lat.is_finite();
    if new.position.as_ref().is_some_and(|at| !finite(at)) {
        return Err(HookFailure::Answer("the position of an incident is not finite".to_owned()));
    }
    Ok(host::NewIncident {
        kind: KindRef(new.kind),
        priority: new.priority.map(ranked),
        grid: GridRef(new.grid),
        position: new.position.map(|at| (at.lon, at.lat)),
        why: reason(new.why)?,
    })
}

fn field(field: wire::Field) -> Answer<host::Field> {
    let value = values::taken(&field.name, field.value)?;
    Ok(host::Field { name: field.name, value: host::FieldValue::Plain(value) })
}

fn phase(phase: Phase) -> Answer<nouns::Phase> {
    Ok(match phase {
        Phase::Reported => nouns::Phase::Reported,
        Phase::Accepted => nouns::Phase::Accepted,
        Phase::Assigned => nouns::Phase::Assigned,
        Phase::EnRoute => nouns::Phase::EnRoute,
        Phase::OnScene => nouns::Phase::OnScene,
        Phase::Resolved => nouns::Phase::Resolved,
        Phase::Closed => nouns::Phase::Closed,
        Phase::Cancelled => nouns::Phase::Cancelled,
        Phase::Reopened => nouns::Phase::Reopened,
        Phase::Merged => nouns::Phase::Merged,
        Phase::Other => return Err(HookFailure::Answer("it moves an incident to the phase `other`".to_owned())),
    })
}
