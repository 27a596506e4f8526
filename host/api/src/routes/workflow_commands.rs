//! What a person does to a workflow: tells it something, pauses it, lets it go on, tries again, ends it.

use std::sync::Arc;

use axum::response::Response;
use domain::command::InstanceCommand;
use domain::workflow::Instance;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::asked::{Asked, Because, Said, Subject, said};
use crate::context::{Context, loaded};
use crate::dto::shapes::WorkflowId;
use crate::dto::workflow::InstanceReply;
use crate::extract::Key;
use crate::find::workflow;
use crate::forms::Filled;
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(signal), routes!(pause), routes!(resume), routes!(retry), routes!(cancel), routes!(restart)]
}

impl Subject for Arc<Instance> {
    async fn find(cx: &Context, name: &str) -> Result<Arc<Instance>, Problem> {
        workflow::active_instance(cx, name).await
    }
}

said!(NewSignal);

impl Said for NewRestart {
    fn reason(&self) -> Option<String> {
        Some(self.reason.clone())
    }
}

/// `POST …/workflows/{id}/signals`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSignal {
    /// One that the instance waits for.
    pub name: String,
    /// Code of the person it comes from.
    pub person: Option<String>,
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: Map<String, Value>,
    pub reason: Option<String>,
}

/// Send a workflow a message that it waits for.
#[utoipa::path(
    post, path = "/workflows/{id}/signals", tag = "workflows", params(("id" = inline(WorkflowId), Path), Key),
    request_body = NewSignal, responses((status = 200, body = InstanceReply))
)]
pub async fn signal(asked: Asked<Arc<Instance>, NewSignal>) -> Result<Response, Problem> {
    let (cx, instance, new) = (&asked.cx, &asked.subject, &asked.body);
    let state = cx.state();
    let person = workflow::person(loaded(&state)?, new.person.as_deref())?;
    let form = state.kind_of(instance).and_then(|kind| kind.signal(&new.name));
    let fields = match form {
        Some(form) => Filled::read(cx, form, &new.fields)?.seal_for(cx, instance).await?,
        // The room says what it waits for.
        None => Vec::new(),
    };
    let command = InstanceCommand::Signal { instance: instance.instance, name: new.name.clone(), person, fields };
    asked.act(command).await
}

/// Stop a workflow for now: what happens to it meanwhile waits.
#[utoipa::path(
    post, path = "/workflows/{id}/pause", tag = "workflows", params(("id" = inline(WorkflowId), Path), Key),
    request_body = Option<Because>, responses((status = 200, body = InstanceReply))
)]
pub async fn pause(asked: Asked<Arc<Instance>, Because>) -> Result<Response, Problem> {
    let command = InstanceCommand::Pause { instance: asked.subject.instance };
    asked.act(command).await
}

/// Let a paused workflow go on.
#[utoipa::path(
    post, path = "/workflows/{id}/resume", tag = "workflows", params(("id" = inline(WorkflowId), Path), Key),
    request_body = Option<Because>, responses((status = 200, body = InstanceReply))
)]
pub async fn resume(asked: Asked<Arc<Instance>, Because>) -> Result<Response, Problem> {
    let command = InstanceCommand::Resume { instance: asked.subject.instance };
    asked.act(command).await
}

/// Try a step that failed once more, at once.
#[utoipa::path(
    post, path = "/workflows/{id}/retry", tag = "workflows", params(("id" = inline(WorkflowId), Path), Key),
    request_body = Option<Because>, responses((status = 200, body = InstanceReply))
)]
pub async fn retry(asked: Asked<Arc<Instance>, Because>) -> Result<Response, Problem> {
    let command = InstanceCommand::Retry { instance: asked.subject.instance };
    asked.act(command).await
}

/// Cancel a workflow and those under way that it started: their timers stop, their open tasks are cancelled, their units go back.
/// Needs a reason. `409 too-many-descendants`: cancel some of those first.
#[utoipa::path(
    post, path = "/workflows/{id}/cancel", tag = "workflows", params(("id" = inline(WorkflowId), Path), Key),
    request_body = Option<Because>, responses((status = 200, body = InstanceReply))
)]
pub async fn cancel(asked: Asked<Arc<Instance>, Because>) -> Result<Response, Problem> {
    let command = InstanceCommand::Cancel { instance: asked.subject.instance };
    asked.act(command).await
}

/// `POST …/workflows/{id}/restart`.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRestart {
    /// Code of the person who approved of it.
    pub approver: String,
    pub reason: String,
}

/// Cancel a workflow with those that it started, and start it anew on the newest version, with what it was started with. Needs a reason and the person who
/// approved of it.
#[utoipa::path(
    post, path = "/workflows/{id}/restart", tag = "workflows", params(("id" = inline(WorkflowId), Path), Key),
    request_body = NewRestart, responses((status = 200, body = InstanceReply))
)]
pub async fn restart(asked: Asked<Arc<Instance>, NewRestart>) -> Result<Response, Problem> {
    let approver = workflow::named_person(loaded(&asked.cx.state())?, &asked.body.approver)?;
    let command = InstanceCommand::Restart { instance: asked.subject.instance, approver };
    asked.act(command).await
}
