//! What may be done to workflows: starting, signalling, pausing, cancelling. Taking a step means asking
//! a plugin, which is the sequencer's.

use std::collections::BTreeSet;

use crate::command::InstanceCommand;
use crate::event::{Event, InstanceEvent};
use crate::hooks::*;
use crate::ids::*;
use crate::known::no_matter;
use crate::limits::*;
use crate::matter::Matter;
use crate::refusal::Refusal;
use crate::refusal::command::CommandRefusal;
use crate::state::State;
use crate::time::TimeMs;
use crate::timer::TimerOwner;
use crate::workflow::known::{check_sealed, instance_subject, known_person, live_instance, misfilled};
use crate::workflow::refusal::WorkflowRefusal;
use crate::workflow::start::{self, start};
use crate::workflow::{Instance, Status};

pub(crate) fn check(state: &State, command: &InstanceCommand, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    match command {
        InstanceCommand::Start(wanted) => start(state, wanted, None, now),
        InstanceCommand::GiveSubject { instance, subject } => give_subject(state, *instance, *subject),
        InstanceCommand::Signal { instance, name, person, fields } => {
            signal(state, *instance, name, *person, fields).map(|event| vec![event])
        }
        InstanceCommand::Pause { instance } => pause(state, *instance),
        InstanceCommand::Resume { instance } => resume(state, *instance),
        InstanceCommand::Retry { instance } => retry(state, *instance),
        InstanceCommand::Cancel { instance } => cancel(state, *instance),
        InstanceCommand::Restart { instance, approver } => start::restart(state, *instance, *approver, now),
        InstanceCommand::Migrate { to, instances, .. } => migrate(state, *to, instances).map(|()| Vec::new()),
        InstanceCommand::PauseKind { kind } => pause_kind(state, kind, true),
        InstanceCommand::ResumeKind { kind } => pause_kind(state, kind, false),
        InstanceCommand::ReadField { instance, task, fields, purpose } => {
            if purpose.trim().is_empty() || fields.is_empty() {
                return Err(CommandRefusal::NoPurpose.into());
            }
            instance_subject(state, *instance)?;
            check_fields(state, *instance, *task, fields)?;
            let (fields, purpose) = (fields.clone(), purpose.clone());
            Ok(vec![InstanceEvent::FieldRead { instance: *instance, task: *task, fields, purpose }.into()])
        }
        InstanceCommand::Erase { instance } => {
            let subject = instance_subject(state, *instance)?;
            Ok(vec![InstanceEvent::Erased { instance: *instance, subject }.into()])
        }
    }
}

/// What is read has to be personal data of that workflow, or of a task of its own. Whoever reads of one that only the archive has, has
/// its document, and opens it with the workflow's own key.
fn check_fields(
    state: &State,
    which: InstanceRef,
    task: Option<TaskRef>,
    fields: &BTreeSet<String>,
) -> Result<(), Refusal> {
    let archived = |task: TaskRef| state.tasks.get(task).is_none() && task.0 > 0 && task <= state.tasks.last;
    let Some(instance) = state.workflows.get(which) else { return Ok(()) };
    let of = match task {
        None => &instance.fields,
        Some(task) if archived(task) => return Ok(()),
        Some(task) => {
            let row = state.tasks.get(task).filter(|row| row.of_instance().is_some_and(|(of, _)| of == which));
            &row.ok_or_else(|| no_matter(task.into()))?.fields
        }
    };
    let sealed =
        |name: &String| of.iter().any(|field| field.name == *name && matches!(field.value, FieldValue::Sealed(_)));
    let nothing = || WorkflowRefusal::NothingSealedThere { workflow: instance.id.clone() };
    Ok(fields.iter().all(sealed).then_some(()).ok_or_else(nothing)?)
}

pub(crate) fn signal(
    state: &State,
    which: InstanceRef,
    name: &str,
    person: Option<PersonRef>,
    fields: &[Field],
) -> Result<Event, Refusal> {
    let instance = live_instance(state, which)?;
    if !instance.waits.iter().any(|waits| waits == name) {
        let (workflow, signal, signals) = (instance.id.clone(), name.to_owned(), instance.waits.clone());
        return Err(match signals.is_empty() {
            true => WorkflowRefusal::NoWaitingSignal { workflow, signal }.into(),
            false => WorkflowRefusal::NotWaitedFor { workflow, signal, signals }.into(),
        });
    }
    if instance.inbox.len() >= WORKFLOW_INBOX_MAX {
        let (events, workflow) = (WORKFLOW_INBOX_MAX, instance.id.clone());
        return Err(WorkflowRefusal::InboxFull { events, workflow }.into());
    }
    known_person(state, person)?;
    if let Some(form) = state.kind_of(instance).and_then(|kind| kind.signal(name)) {
        if form.named && person.is_none() {
            return Err(WorkflowRefusal::SignalNameless { signal: name.to_owned() }.into());
        }
        form.check(fields, &|of| state.knows(of)).map_err(|faults| misfilled(form, &faults))?;
    } else if !fields.is_empty() {
        return Err(WorkflowRefusal::SignalFormless { signal: name.to_owned() }.into());
    }
    check_sealed(instance, fields)?;
    let (instance, name, by, sender, fields) = (which, name.to_owned(), person, None, fields.to_vec());
    Ok(Event::Instance(InstanceEvent::Signalled { instance, name, by, sender, fields }))
}

/// Once, and never again after an erasure: what was erased is not to come back by another form.
fn give_subject(state: &State, which: InstanceRef, subject: SubjectRef) -> Result<Vec<Event>, Refusal> {
    let instance = live_instance(state, which)?;
    if instance.erased_at.is_some() {
        return Err(WorkflowRefusal::ErasedForGood { workflow: instance.id.clone() }.into());
    }
    if instance.subject.is_some() {
        return Err(WorkflowRefusal::SubjectAlready { workflow: instance.id.clone() }.into());
    }
    Ok(vec![Event::Instance(InstanceEvent::SubjectGiven { instance: which, subject })])
}

fn pause(state: &State, which: InstanceRef) -> Result<Vec<Event>, Refusal> {
    let instance = live_instance(state, which)?;
    if !instance.status.can_pause() {
        return Err(WorkflowRefusal::PausedAlready { workflow: instance.id.clone() }.into());
    }
    Ok(vec![Event::Instance(InstanceEvent::Paused { instance: which })])
}

fn resume(state: &State, which: InstanceRef) -> Result<Vec<Event>, Refusal> {
    let instance = live_instance(state, which)?;
    if !instance.status.can_resume() {
        return Err(WorkflowRefusal::NotPaused { workflow: instance.id.clone(), status: instance.status }.into());
    }
    Ok(vec![Event::Instance(InstanceEvent::Resumed { instance: which })])
}

fn retry(state: &State, which: InstanceRef) -> Result<Vec<Event>, Refusal> {
    let instance = live_instance(state, which)?;
    if !instance.status.can_retry() {
        return Err(WorkflowRefusal::NothingFailed { workflow: instance.id.clone(), status: instance.status }.into());
    }
    Ok(vec![Event::Instance(InstanceEvent::Retried { instance: which })])
}

/// Those that it started and that are under way go with it.
fn cancel(state: &State, which: InstanceRef) -> Result<Vec<Event>, Refusal> {
    live_instance(state, which)?;
    start::end(state, which, Status::Cancelled, None)
}

fn pause_kind(state: &State, kind: &str, pause: bool) -> Result<Vec<Event>, Refusal> {
    let known = state.plugins.installed.values().any(|installed| installed.kind(kind).is_some());
    if !known {
        return Err(WorkflowRefusal::NoSuchKind { kind: kind.to_owned() }.into());
    }
    if state.workflows.paused_kinds.contains(kind) == pause {
        let kind = kind.to_owned();
        return Err(match pause {
            true => WorkflowRefusal::KindPaused { kind }.into(),
            false => WorkflowRefusal::KindRunning { kind }.into(),
        });
    }
    let kind = kind.to_owned();
    Ok(vec![if pause {
        Event::Instance(InstanceEvent::KindPaused { kind })
    } else {
        Event::Instance(InstanceEvent::KindResumed { kind })
    }])
}

/// Whether instances may go to another version of their plugin; what each becomes there is the plugin's word.
fn migrate(state: &State, to: Digest, instances: &[InstanceRef]) -> Result<(), Refusal> {
    let unknown = || WorkflowRefusal::NoSuchDigest { digest: to.short().to_string() };
    let target = state.plugins.installed.get(&to).ok_or_else(unknown)?;
    if instances.is_empty() || instances.len() > WORKFLOW_MIGRATED_MAX {
        return Err(WorkflowRefusal::InstanceCount { instances_max: WORKFLOW_MIGRATED_MAX }.into());
    }
    for which in instances {
        let instance = live_instance(state, *which)?;
        if instance.plugin.name != target.name() || target.kind(&instance.kind).is_none() {
            let (plugin, version) = (target.name().to_owned(), target.version().to_owned());
            return Err(WorkflowRefusal::OtherPlugin { plugin, version, workflow: instance.id.clone() }.into());
        }
        if instance.plugin.digest == to {
            let (workflow, version) = (instance.id.clone(), target.version().to_owned());
            return Err(WorkflowRefusal::OnVersionAlready { workflow, version }.into());
        }
    }
    Ok(())
}

/// An instance as its plugin sees it.
pub fn instance_view(state: &State, instance: &Instance) -> InstanceView {
    let which = instance.instance;
    let mut tasks: Vec<u16> = state.tasks.of(Matter::Instance(which)).filter_map(|task| task.new.key).collect();
    tasks.sort_unstable();
    let incident = instance.incident.and_then(|incident| state.incident(incident));
    let view = |incident: &std::sync::Arc<crate::incident::record::Incident>| {
        state.county.as_ref().map(|loaded| crate::candidates::view_of(incident, loaded))
    };
    InstanceView {
        instance: which,
        kind: instance.kind.clone(),
        key: instance.key.clone(),
        district: instance.district,
        grid: instance.grid,
        reality: instance.reality,
        incident: incident.and_then(view),
        started_at: instance.started_at,
        state: instance.state.clone(),
        timers: state.timers.running(which, TimerOwner::WORKFLOW).into_iter().collect(),
        tasks,
    }
}
