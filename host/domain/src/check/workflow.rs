//! What may be done to workflows: starting, signalling, pausing, cancelling. Taking a step means asking
//! a plugin, which is the sequencer's.

use crate::command::{Refusal, RefusalKind};
use crate::event::{Event, InstanceEvent};
use crate::form::Fault;
use crate::hooks::*;
use crate::ids::*;
use crate::limits::*;
use crate::matter::Matter;
use crate::plugin::Mode;
use crate::state::State;
use crate::timer::TimerOwner;
use crate::workflow::{Instance, Status};

use super::loaded;

pub(super) fn misfilled(form: &Form, faults: &[Fault]) -> Refusal {
    let faults: Vec<String> = faults.iter().map(Fault::to_string).collect();
    Refusal::invalid("bad-form", format!("form `{}`: {}", form.name, faults.join("; ")))
}

pub fn known_instance(state: &State, which: InstanceRef) -> Result<&Instance, Refusal> {
    let unknown = || Refusal::not_found("no-such-workflow", format!("there is no workflow instance {which}"));
    state.workflows.get(which).map(|instance| &**instance).ok_or_else(unknown)
}

/// An instance under way.
pub fn live_instance(state: &State, which: InstanceRef) -> Result<&Instance, Refusal> {
    let instance = known_instance(state, which)?;
    if instance.status.is_live() {
        return Ok(instance);
    }
    Err(Refusal::conflict("workflow-ended", format!("workflow `{}` is {}", instance.id, instance.status)))
}

pub(super) fn signal(
    state: &State,
    which: InstanceRef,
    name: &str,
    person: Option<PersonRef>,
    fields: &[Field],
) -> Result<Vec<Event>, Refusal> {
    let instance = live_instance(state, which)?;
    if !instance.waits.iter().any(|waits| waits == name) {
        let waits = if instance.waits.is_empty() { "none".to_owned() } else { instance.waits.join(", ") };
        let message = format!("workflow `{}` does not wait for `{name}`; it waits for {waits}", instance.id);
        return Err(Refusal::conflict("not-waited-for", message));
    }
    if instance.inbox.len() >= WORKFLOW_INBOX_MAX {
        let message =
            format!("{WORKFLOW_INBOX_MAX} events wait for workflow `{}` already; see why it stands", instance.id);
        return Err(Refusal::new(RefusalKind::Busy, "inbox-full", message));
    }
    known_person(state, person)?;
    if let Some(form) = state.kind_of(instance).and_then(|kind| kind.signal(name)) {
        if form.named && person.is_none() {
            let message = format!("the signal `{name}` is sent in a person's name: say whose (`person`)");
            return Err(Refusal::invalid("no-person", message));
        }
        form.check(fields).map_err(|faults| misfilled(form, &faults))?;
    } else if !fields.is_empty() {
        return Err(Refusal::invalid("bad-form", format!("the signal `{name}` has no form")));
    }
    check_sealed(instance, fields)?;
    Ok(vec![Event::Instance(InstanceEvent::Signalled {
        instance: which,
        name: name.to_owned(),
        by: person,
        fields: fields.to_vec(),
    })])
}

/// Once, and never again after an erasure: what was erased is not to come back by another form.
pub(super) fn give_subject(state: &State, which: InstanceRef, subject: SubjectRef) -> Result<Vec<Event>, Refusal> {
    let instance = live_instance(state, which)?;
    if instance.erased_at.is_some() {
        let message = format!("the personal data of workflow `{}` were erased, and no new ones are taken", instance.id);
        return Err(Refusal::conflict("no-subject", message));
    }
    if instance.subject.is_some() {
        let message = format!("workflow `{}` has a key for personal data already", instance.id);
        return Err(Refusal::conflict("no-change", message));
    }
    Ok(vec![Event::Instance(InstanceEvent::SubjectGiven { instance: which, subject })])
}

/// Sealed fields are under the key of the instance's own subject, so it must have one that is not erased.
pub(super) fn check_sealed(instance: &Instance, fields: &[Field]) -> Result<(), Refusal> {
    let sealed = fields.iter().any(|field| matches!(field.value, FieldValue::Sealed(_)));
    if sealed && instance.subject.is_none() {
        let message = match instance.erased_at {
            Some(_) => {
                format!("the personal data of workflow `{}` were erased, and no new ones are taken", instance.id)
            }
            None => format!("workflow `{}` was started without a subject for personal data", instance.id),
        };
        return Err(Refusal::conflict("no-subject", message));
    }
    Ok(())
}

pub(super) fn known_person(state: &State, person: Option<PersonRef>) -> Result<(), Refusal> {
    let county = loaded(state)?.county();
    if person.is_some_and(|p| county.persons.get(p.index()).is_none_or(|person| person.retired)) {
        return Err(Refusal::not_found("no-such-person", "the county does not have that person"));
    }
    Ok(())
}

pub(super) fn pause(state: &State, which: InstanceRef) -> Result<Vec<Event>, Refusal> {
    let instance = live_instance(state, which)?;
    if instance.status == Status::Paused {
        return Err(Refusal::conflict("no-change", format!("workflow `{}` is paused already", instance.id)));
    }
    Ok(vec![Event::Instance(InstanceEvent::Paused { instance: which })])
}

pub(super) fn resume(state: &State, which: InstanceRef) -> Result<Vec<Event>, Refusal> {
    let instance = live_instance(state, which)?;
    if instance.status != Status::Paused {
        let message = format!("workflow `{}` is {}, not paused", instance.id, instance.status);
        return Err(Refusal::conflict("not-paused", message));
    }
    Ok(vec![Event::Instance(InstanceEvent::Resumed { instance: which })])
}

pub(super) fn retry(state: &State, which: InstanceRef) -> Result<Vec<Event>, Refusal> {
    let instance = live_instance(state, which)?;
    if !matches!(instance.status, Status::Retrying | Status::Stuck) {
        let message = format!("workflow `{}` is {}: no step of it failed", instance.id, instance.status);
        return Err(Refusal::conflict("nothing-failed", message));
    }
    Ok(vec![Event::Instance(InstanceEvent::Retried { instance: which })])
}

/// Those that it started and that are under way go with it.
pub(super) fn cancel(state: &State, which: InstanceRef) -> Result<Vec<Event>, Refusal> {
    live_instance(state, which)?;
    super::start::end(state, which, Status::Cancelled, None)
}

pub(super) fn pause_kind(state: &State, kind: &str, pause: bool) -> Result<Vec<Event>, Refusal> {
    let known = state.plugins.installed.values().any(|installed| installed.kind(kind).is_some());
    if !known {
        return Err(Refusal::not_found(
            "no-such-workflow-kind",
            format!("no installed plugin has a workflow `{kind}`"),
        ));
    }
    if state.workflows.paused_kinds.contains(kind) == pause {
        let message = format!("workflow `{kind}` is {} already", if pause { "paused" } else { "running" });
        return Err(Refusal::conflict("no-change", message));
    }
    let kind = kind.to_owned();
    Ok(vec![if pause {
        Event::Instance(InstanceEvent::KindPaused { kind })
    } else {
        Event::Instance(InstanceEvent::KindResumed { kind })
    }])
}

/// Whether instances may go to another version of their plugin; what each becomes there is the plugin's word.
pub(super) fn migrate(state: &State, to: Digest, instances: &[InstanceRef]) -> Result<(), Refusal> {
    let unknown =
        || Refusal::not_found("no-such-version", format!("no plugin with the digest {} is installed", to.short()));
    let target = state.plugins.installed.get(&to).ok_or_else(unknown)?;
    if instances.is_empty() || instances.len() > WORKFLOW_MIGRATED_MAX {
        let message = format!("1 to {WORKFLOW_MIGRATED_MAX} instances are migrated at a time");
        return Err(Refusal::invalid("instance-count", message));
    }
    for which in instances {
        let instance = live_instance(state, *which)?;
        if instance.plugin.name != target.name() || target.kind(&instance.kind).is_none() {
            let message =
                format!("plugin `{}` {} does not run workflow `{}`", target.name(), target.version(), instance.id);
            return Err(Refusal::conflict("other-plugin", message));
        }
        if instance.plugin.digest == to {
            let message = format!("workflow `{}` is on version {} already", instance.id, target.version());
            return Err(Refusal::conflict("no-change", message));
        }
    }
    Ok(())
}

/// The modes that a workflow's seat may have: a procedure works through people and can't run beside another unseen.
pub(super) fn check_mode(hook: Hook, mode: Mode) -> Result<(), Refusal> {
    if hook == Hook::Workflow && mode == Mode::Shadow {
        let message = "a workflow has no shadow, since it works through people: use `advise`, where a person starts it";
        return Err(Refusal::invalid("no-shadow", message));
    }
    Ok(())
}

/// An instance as its plugin sees it.
pub fn instance_view(state: &State, instance: &Instance) -> InstanceView {
    let which = instance.instance;
    let mut tasks: Vec<u16> = state.tasks.of(Matter::Instance(which)).filter_map(|task| task.new.key).collect();
    tasks.sort_unstable();
    let incident = instance.incident.and_then(|incident| state.incident(incident));
    let view = |incident: &std::sync::Arc<crate::state::Incident>| {
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
