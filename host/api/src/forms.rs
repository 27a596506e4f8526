//! Filled-in forms on their way in: checked against the form as it stands, all faults at once, and what is personal sealed
//! before anything of it reaches the room.

use std::collections::BTreeMap;

use domain::command::InstanceCommand;
use domain::hooks::{Field, Form, WorkflowKind};
use domain::ids::{InstanceRef, SubjectRef};
use domain::ports::Value;
use domain::refusal::RefusalKind;
use domain::workflow::Instance;
use serde_json::{Map, Value as Json};

use crate::background::{blocking, see_through};
use crate::context::Context;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;
use crate::problem::server::Standing;
use crate::submit::With;

/// A form with its checked values.
#[derive(Clone)]
pub struct Filled {
    form: Form,
    values: BTreeMap<String, Value>,
}

impl Filled {
    /// What references lead to is looked up among what the caller sees.
    pub fn read(cx: &Context, form: &Form, given: &Map<String, Json>) -> Result<Filled, Problem> {
        let state = cx.state();
        let values = form.read(given, &|of, code| cx.reference(&state, of, code)).map_err(|faults| {
            let problem = Problem::from(BadRequest::Form { form: form.name.clone() });
            faults
                .into_iter()
                .fold(problem, |problem, fault| problem.at(format!("fields.{}", fault.property), fault.what))
        })?;
        Ok(Filled { form: form.clone(), values })
    }

    /// Where there is no form nothing can be filled in.
    pub fn none(given: &Map<String, Json>) -> Result<Option<Filled>, Problem> {
        match given.keys().next() {
            None => Ok(None),
            Some(name) => Err(Problem::from(BadRequest::Formless).at(format!("fields.{name}"), Misplaced::Unasked)),
        }
    }

    fn is_personal(&self) -> bool {
        self.values.keys().any(|name| self.form.is_sealed(name))
    }

    /// Seals what is personal under the key of a workflow under way. One that began without any is given it first.
    pub async fn seal_for(self, cx: &Context, instance: &Instance) -> Result<Vec<Field>, Problem> {
        let missing = instance.subject.is_none() && instance.erased_at.is_none() && self.is_personal();
        let subject = if missing {
            let (cx, which) = (cx.clone(), instance.instance);
            Some(see_through(async move { give_subject(&cx, which).await }).await?)
        } else {
            instance.subject
        };
        self.seal(cx, subject).await
    }

    /// Seals what is personal under a subject's key.
    pub async fn seal(self, cx: &Context, subject: Option<SubjectRef>) -> Result<Vec<Field>, Problem> {
        if subject.is_none() && self.is_personal() {
            return Err(Standing::NoSubject.into());
        }
        let sealer = cx.county.sealer.clone();
        let Filled { form, values } = self;
        let sealed = blocking(move || sealer.seal_form(&form, values, subject.unwrap_or(SubjectRef(0)))).await?;
        sealed.ok_or_else(|| Standing::ErasedMeanwhile.into())
    }
}

/// Draws a key and gives it to a workflow, unless somebody else has just done so.
async fn give_subject(cx: &Context, which: InstanceRef) -> Result<SubjectRef, Problem> {
    let sealer = cx.county.sealer.clone();
    let subject = blocking(move || sealer.new_subject()).await?;
    let given = cx.submit(InstanceCommand::GiveSubject { instance: which, subject }, With::default()).await;
    let Err(refusal) = given else { return Ok(subject) };
    // Where the room failed, nobody knows yet whether it is on the disk; the key has to be kept for it.
    if refusal.kind != RefusalKind::Unavailable {
        let sealer = cx.county.sealer.clone();
        blocking(move || sealer.erase(subject)).await?;
    }
    let there = cx.state().workflows.get(which).and_then(|instance| instance.subject);
    there.ok_or_else(|| refusal.into())
}

/// Whether personal data may come in while an instance of this kind is under way.
pub fn is_personal(kind: &WorkflowKind) -> bool {
    let mut forms = std::iter::once(&kind.start).chain(&kind.tasks).chain(&kind.signals);
    forms.any(|form| {
        let properties = form.schema.get("properties").and_then(Json::as_object);
        properties.into_iter().flatten().any(|(name, _)| form.is_sealed(name))
    })
}
