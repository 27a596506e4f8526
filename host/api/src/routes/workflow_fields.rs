//! Personal data of a workflow and its tasks: read with a role and for a purpose, each reading in the journal before it
//! happens; erased for good.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::command::InstanceCommand;
use domain::hooks::{Field, FieldValue};
use domain::ids::SubjectRef;
use domain::workflow::Instance;
use utoipa_axum::routes;

use crate::access::tokens::Role;
use crate::background::{blocking, see_through};
use crate::context::Context;
use crate::dto::incident::ErasePersonal;
use crate::dto::reply::Version;
use crate::dto::shapes::WorkflowId;
use crate::dto::workflow::ReadFields;
use crate::extract::Body;
use crate::find::workflow;
use crate::problem::place::Misplaced;
use crate::problem::server::Standing;
use crate::problem::unknown::Unknown;
use crate::problem::{Problem, ProblemBody};
use crate::submit::With;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(read), routes!(erase)]
}

/// Read personal fields of a workflow or of one of its tasks. Who read what for which purpose stands in the journal before
/// anything is opened.
#[utoipa::path(
    post, path = "/workflows/{id}/fields/read", tag = "personal data", params(("id" = inline(WorkflowId), Path)),
    request_body = ReadFields,
    responses((status = 200, body = Object), (status = 410, body = ProblemBody, content_type = "application/problem+json"))
)]
pub async fn read(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    Body(asked): Body<ReadFields>,
) -> Result<Response, Problem> {
    cx.require(Role::Operator)?;
    let instance = workflow::instance(&cx, &id).await?.it;
    let subject = subject(&instance)?;
    let task = match &asked.task {
        Some(id) => Some(workflow::task_of(&cx, &instance, id).await?),
        None => None,
    };
    let of = task.as_ref().map_or(&instance.fields, |task| &task.fields);
    let chosen: Vec<Field> = of.iter().filter(|field| asked.fields.contains(&field.name)).cloned().collect();
    let sealed =
        |name: &String| chosen.iter().any(|field| field.name == *name && matches!(field.value, FieldValue::Sealed(_)));
    let unknown: Vec<&String> = asked.fields.iter().filter(|name| !sealed(name)).collect();
    if !unknown.is_empty() {
        let problem = Problem::from(Unknown::PersonalField { workflow: id });
        let at = |problem: Problem, name: &String| problem.at("fields", Misplaced::Field { field: name.clone() });
        return Err(unknown.into_iter().fold(problem, at));
    }
    let ReadFields { fields, purpose, .. } = asked;
    let task = task.map(|task| task.new.task);
    let command = InstanceCommand::ReadField { instance: instance.instance, task, fields, purpose };
    cx.submit(command, With::default()).await?;
    let sealer = cx.county.sealer.clone();
    let opened = blocking(move || {
        let open = |field: &Field| Ok((field.name.clone(), sealer.open_field(subject, field)?));
        chosen.iter().map(open).collect::<Result<Vec<_>, domain::ports::KeyStoreError>>()
    });
    let opened: Option<BTreeMap<String, String>> =
        opened.await?.into_iter().map(|(name, value)| Some((name, value?))).collect();
    let opened = opened.ok_or_else(|| gone(&instance))?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(opened)).into_response())
}

/// Erase the personal data of a workflow and its tasks: their key is destroyed, and with it what the journal and every copy
/// hold.
#[utoipa::path(
    delete, path = "/workflows/{id}/fields", tag = "personal data", params(("id" = inline(WorkflowId), Path)),
    request_body = ErasePersonal, responses((status = 200, body = Version))
)]
pub async fn erase(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    Body(asked): Body<ErasePersonal>,
) -> Result<Json<Version>, Problem> {
    cx.require(Role::Admin)?;
    let instance = workflow::instance(&cx, &id).await?.it;
    let subject = subject(&instance)?;
    // Once the journal says that they are erased, they have to be.
    see_through(async move {
        let command = InstanceCommand::Erase { instance: instance.instance };
        let done = cx.submit(command, With::reason(Some(asked.reason))).await?;
        let sealer = cx.county.sealer.clone();
        blocking(move || sealer.erase(subject)).await?;
        Ok(Json(Version { version: done.answer.version().0 }))
    })
    .await
}

fn subject(instance: &Instance) -> Result<SubjectRef, Problem> {
    match (instance.subject, instance.erased_at) {
        (Some(subject), None) => Ok(subject),
        (_, Some(_)) => Err(gone(instance)),
        (None, None) => Err(Unknown::PersonalOfWorkflow { workflow: instance.id.clone() }.into()),
    }
}

fn gone(instance: &Instance) -> Problem {
    Standing::ErasedFromWorkflow { workflow: instance.id.clone() }.into()
}
