//! What a command about workflows names must be there, and what it brings must fit.

use crate::form::Fault;
use crate::hooks::{Field, FieldValue, Form};
use crate::ids::*;
use crate::known::{loaded, no_matter};
use crate::refusal::Refusal;
use crate::sentence::Sentence;
use crate::state::State;
use crate::workflow::Instance;
use crate::workflow::refusal::WorkflowRefusal;

pub(crate) fn misfilled(form: &Form, faults: &[Fault]) -> Refusal {
    let faults: Vec<Sentence> = faults.iter().cloned().map(Sentence::from).collect();
    WorkflowRefusal::BadForm { form: form.name.clone(), faults: faults.into() }.into()
}

pub(crate) fn known_instance(state: &State, which: InstanceRef) -> Result<&Instance, Refusal> {
    state.workflows.get(which).map(|instance| &**instance).ok_or_else(|| no_matter(which.into()))
}

/// An instance under way.
pub(crate) fn live_instance(state: &State, which: InstanceRef) -> Result<&Instance, Refusal> {
    let instance = known_instance(state, which)?;
    if instance.status.is_live() {
        return Ok(instance);
    }
    Err(WorkflowRefusal::Ended { workflow: instance.id.clone(), status: instance.status }.into())
}

/// Sealed fields are under the key of the instance's own subject, so it must have one that is not erased.
pub(crate) fn check_sealed(instance: &Instance, fields: &[Field]) -> Result<(), Refusal> {
    let sealed = fields.iter().any(|field| matches!(field.value, FieldValue::Sealed(_)));
    if sealed && instance.subject.is_none() {
        let workflow = instance.id.clone();
        return Err(match instance.erased_at {
            Some(_) => WorkflowRefusal::ErasedForGood { workflow }.into(),
            None => WorkflowRefusal::Subjectless { workflow }.into(),
        });
    }
    Ok(())
}

pub(crate) fn known_person(state: &State, person: Option<PersonRef>) -> Result<(), Refusal> {
    let county = loaded(state)?.county();
    if person.is_some_and(|p| county.persons.get(p.index()).is_none_or(|person| person.retired)) {
        return Err(WorkflowRefusal::NoSuchPerson.into());
    }
    Ok(())
}

/// Whose key the personal data of a workflow are under. Of one that only the archive has, it is noted for as long as they are kept.
pub(crate) fn instance_subject(state: &State, which: InstanceRef) -> Result<SubjectRef, Refusal> {
    if let Some(subject) = state.retained.subject(which.into()).filter(|_| state.workflows.get(which).is_none()) {
        return Ok(subject);
    }
    let instance = known_instance(state, which)?;
    let nothing = || {
        let workflow = instance.id.clone();
        match instance.erased_at {
            Some(_) => WorkflowRefusal::Erased { workflow },
            None => WorkflowRefusal::NeverGiven { workflow },
        }
    };
    Ok(instance.subject.ok_or_else(nothing)?)
}
