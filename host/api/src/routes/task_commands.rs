//! What a person does about tasks: gives somebody one, takes one on, says what came of it, cancels it.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use domain::command::TaskCommand;
use domain::matter::Matter;
use domain::task::Task;
use domain::time::TimeMs;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::asked::{Asked, Because, Subject, said, said_or_not};
use crate::context::{Context, loaded};
use crate::dto::shapes::TaskId;
use crate::dto::task::TaskReply;
use crate::extract::Key;
use crate::find::{self, workflow};
use crate::forms::Filled;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(create), routes!(accept), routes!(done), routes!(cancel)]
}

impl Subject for Arc<Task> {
    async fn find(cx: &Context, name: &str) -> Result<Arc<Task>, Problem> {
        workflow::active_task(cx, name).await
    }
}

said!(NewTask, Completion);
said_or_not!(Acceptance);

/// `POST …/tasks`: a person's own task, without a form.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTask {
    pub title: String,
    /// Code. Where the assignee is somewhere in particular, that counts.
    pub district: String,
    /// `person:P001`, `role:DISTRICT/SLOT`, `team:DISTRICT/TEAM`, `grid:CODE` (its assistant), `unit:CODE` or `place:CODE`.
    #[schema(example = "role:350924-D1/leader")]
    pub assignee: String,
    /// Id or number of the incident that it is about.
    pub incident: Option<String>,
    /// ISO 8601 with an offset.
    pub due: Option<String>,
    pub reason: Option<String>,
}

/// Give somebody a task of a person's own.
#[utoipa::path(
    post, path = "/tasks", tag = "tasks", params(Key), request_body = NewTask,
    responses((status = 201, body = TaskReply))
)]
pub async fn create(asked: Asked<(), NewTask>) -> Result<Response, Problem> {
    let (cx, new) = (&asked.cx, &asked.body);
    let incident = match &new.incident {
        Some(id) => Some(find::active(cx, id).await?),
        None => None,
    };
    let state = cx.state();
    let loaded = loaded(&state)?;
    let district = cx.district(loaded, &new.district)?;
    let unfit = || Problem::from(BadRequest::Task);
    let assignee = cx.assignee(loaded, &new.assignee).map_err(|fault| unfit().at("assignee", fault))?;
    let no_time = |text: &str| unfit().at("due", Misplaced::Time { time: text.to_owned() });
    let due = new.due.as_deref().map(|text| TimeMs::parse(text).map_err(|_| no_time(text)));
    let command = TaskCommand::Create { title: new.title.clone(), district, assignee, incident, due: due.transpose()? };
    asked.answer(StatusCode::CREATED, command).await
}

/// `POST …/tasks/{id}/accept`.
#[serde_with::skip_serializing_none]
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// Code of the person who takes it on.
    pub person: Option<String>,
    pub reason: Option<String>,
}

/// Take a task on.
#[utoipa::path(
    post, path = "/tasks/{id}/accept", tag = "tasks", params(("id" = inline(TaskId), Path), Key),
    request_body = Option<Acceptance>, responses((status = 200, body = TaskReply))
)]
pub async fn accept(asked: Asked<Arc<Task>, Acceptance>) -> Result<Response, Problem> {
    let person = workflow::person(loaded(&asked.cx.state())?, asked.body.person.as_deref())?;
    let command = TaskCommand::Accept { task: asked.subject.new.task, person };
    asked.act(command).await
}

/// `POST …/tasks/{id}/done`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Completion {
    /// One of the form's outcomes; `done` for a task without a form.
    pub outcome: String,
    /// Code of the person who did it.
    pub person: Option<String>,
    /// By the properties of the form; personal ones are sealed before they are kept.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: Map<String, Value>,
    pub reason: Option<String>,
}

/// Say what came of a task. Personal properties of its form are sealed under the key of the workflow that it belongs to.
#[utoipa::path(
    post, path = "/tasks/{id}/done", tag = "tasks", params(("id" = inline(TaskId), Path), Key),
    request_body = Completion, responses((status = 200, body = TaskReply))
)]
pub async fn done(asked: Asked<Arc<Task>, Completion>) -> Result<Response, Problem> {
    let (cx, task, new) = (&asked.cx, &asked.subject, &asked.body);
    let state = cx.state();
    let person = workflow::person(loaded(&state)?, new.person.as_deref())?;
    let filled = match &task.new.form {
        Some(form) => Some(Filled::read(cx, form, &new.fields)?),
        None => Filled::none(&new.fields)?,
    };
    let instance = match task.new.matter {
        Some(Matter::Instance(which)) => state.workflows.get(which),
        _ => None,
    };
    let fields = match (filled, instance) {
        (Some(filled), Some(instance)) => filled.seal_for(cx, instance).await?,
        (Some(filled), None) => filled.seal(cx, None).await?,
        (None, _) => Vec::new(),
    };
    let command = TaskCommand::Finish { task: task.new.task, outcome: new.outcome.clone(), person, fields };
    asked.act(command).await
}

/// Cancel a task that no workflow waits for. Needs a reason.
#[utoipa::path(
    post, path = "/tasks/{id}/cancel", tag = "tasks", params(("id" = inline(TaskId), Path), Key),
    request_body = Option<Because>, responses((status = 200, body = TaskReply))
)]
pub async fn cancel(asked: Asked<Arc<Task>, Because>) -> Result<Response, Problem> {
    let command = TaskCommand::Cancel { task: asked.subject.new.task };
    asked.act(command).await
}
