//! What a command about workflows names must be there, and what it brings must fit.

use crate::form::Fault;
use crate::hooks::{Field, FieldValue, Form};
use crate::ids::*;
use crate::known::{loaded, no_matter};
use crate::refusal::{Refusal, RefusalCode};
use crate::state::State;
use crate::workflow::Instance;

pub(crate) fn misfilled(form: &Form, faults: &[Fault]) -> Refusal {
    let faults: Vec<String> = faults.iter().map(Fault::to_string).collect();
    Refusal::invalid(RefusalCode::BadForm, format!("form `{}`: {}", form.name, faults.join("; ")))
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
    Err(Refusal::conflict(RefusalCode::WorkflowEnded, format!("workflow `{}` is {}", instance.id, instance.status)))
}

/// Sealed fields are under the key of the instance's own subject, so it must have one that is not erased.
pub(crate) fn check_sealed(instance: &Instance, fields: &[Field]) -> Result<(), Refusal> {
    let sealed = fields.iter().any(|field| matches!(field.value, FieldValue::Sealed(_)));
    if sealed && instance.subject.is_none() {
        let message = match instance.erased_at {
            Some(_) => {
                format!("the personal data of workflow `{}` were erased, and no new ones are taken", instance.id)
            }
            None => format!("workflow `{}` was started without a subject for personal data", instance.id),
        };
        return Err(Refusal::conflict(RefusalCode::NoSubject, message));
    }
    Ok(())
}

pub(crate) fn known_person(state: &State, person: Option<PersonRef>) -> Result<(), Refusal> {
    let county = loaded(state)?.county();
    if person.is_some_and(|p| county.persons.get(p.index()).is_none_or(|person| person.retired)) {
        return Err(Refusal::not_found(RefusalCode::NoSuchPerson, "the county does not have that person"));
    }
    Ok(())
}

/// Whose key the personal data of a workflow are under.
pub(crate) fn instance_subject(state: &State, which: InstanceRef) -> Result<SubjectRef, Refusal> {
    let instance = known_instance(state, which)?;
    let nothing = || {
        let what = if instance.erased_at.is_some() { "were erased" } else { "were never given" };
        Refusal::not_found(RefusalCode::NoPersonalData, format!("personal data of workflow `{}` {what}", instance.id))
    };
    instance.subject.ok_or_else(nothing)
}
