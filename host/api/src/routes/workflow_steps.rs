//! What a person does to a workflow: tells it something, pauses it, lets it go on, tries again, ends it.

use axum::extract::Path;
use axum::response::Response;
use domain::command::{Command, InstanceCommand};
use domain::ids::InstanceRef;

use crate::access::tokens::Role;
use crate::context::{Context, loaded};
use crate::dto::incident::{Because, ErasePersonal};
use crate::dto::workflow::{InstanceReply, NewRestart, NewSignal};
use crate::extract::{Body, Key, MaybeBody};
use crate::find::workflow;
use crate::forms::Filled;
use crate::problem::Problem;
use crate::submit::With;

type OfWorkflow = Path<(String, String)>;

/// Send a workflow a message that it waits for.
#[utoipa::path(
    post, path = "/workflows/{id}/signals", tag = "workflows", params(("id" = String, Path)),
    request_body = NewSignal, responses((status = 200, body = InstanceReply))
)]
pub async fn signal(
    cx: Context,
    Path((_, id)): OfWorkflow,
    key: Key,
    Body(new): Body<NewSignal>,
) -> Result<Response, Problem> {
    cx.require(Role::Operator)?;
    let state = cx.state();
    let instance = workflow::instance(&cx, &state, &id)?;
    let person = workflow::person(loaded(&state)?, new.person.as_deref())?;
    let key = cx.key(key, "signal-workflow", &id, &new);
    let form = state.kind_of(&instance).and_then(|kind| kind.signal(&new.name));
    let fields = match form {
        Some(form) => Filled::read(form, &new.fields)?.seal_for(&cx, &instance).await?,
        // The room says what it waits for.
        None => Vec::new(),
    };
    let command =
        Command::Instance(InstanceCommand::Signal { instance: instance.instance, name: new.name, person, fields });
    cx.act(command, With { reason: new.reason, key }).await
}

/// Stop a workflow for now: what happens to it meanwhile waits.
#[utoipa::path(
    post, path = "/workflows/{id}/pause", tag = "workflows", params(("id" = String, Path)),
    request_body = Option<Because>, responses((status = 200, body = InstanceReply))
)]
pub async fn pause(
    cx: Context,
    path: OfWorkflow,
    key: Key,
    MaybeBody(because): MaybeBody<Because>,
) -> Result<Response, Problem> {
    act(&cx, path, key, because, |instance| Command::Instance(InstanceCommand::Pause { instance })).await
}

/// Let a paused workflow go on.
#[utoipa::path(
    post, path = "/workflows/{id}/resume", tag = "workflows", params(("id" = String, Path)),
    request_body = Option<Because>, responses((status = 200, body = InstanceReply))
)]
pub async fn resume(
    cx: Context,
    path: OfWorkflow,
    key: Key,
    MaybeBody(because): MaybeBody<Because>,
) -> Result<Response, Problem> {
    act(&cx, path, key, because, |instance| Command::Instance(InstanceCommand::Resume { instance })).await
}

/// Try a step that failed once more, at once.
#[utoipa::path(
    post, path = "/workflows/{id}/retry", tag = "workflows", params(("id" = String, Path)),
    request_body = Option<Because>, responses((status = 200, body = InstanceReply))
)]
pub async fn retry(
    cx: Context,
    path: OfWorkflow,
    key: Key,
    MaybeBody(because): MaybeBody<Because>,
) -> Result<Response, Problem> {
    act(&cx, path, key, because, |instance| Command::Instance(InstanceCommand::Retry { instance })).await
}

/// Cancel a workflow and those under way that it started: their timers stop, their open tasks are cancelled, their units go back.
/// Needs a reason. `409 too-many-descendants`: cancel some of those first.
#[utoipa::path(
    post, path = "/workflows/{id}/cancel", tag = "workflows", params(("id" = String, Path)),
    request_body = ErasePersonal, responses((status = 200, body = InstanceReply))
)]
pub async fn cancel(
    cx: Context,
    path: OfWorkflow,
    key: Key,
    MaybeBody(because): MaybeBody<Because>,
) -> Result<Response, Problem> {
    act(&cx, path, key, because, |instance| Command::Instance(InstanceCommand::Cancel { instance })).await
}

/// Cancel a workflow with those that it started, and start it anew on the newest version, with what it was started with. Needs a reason and the person who
/// approved of it.
#[utoipa::path(
    post, path = "/workflows/{id}/restart", tag = "workflows", params(("id" = String, Path)),
    request_body = NewRestart, responses((status = 200, body = InstanceReply))
)]
pub async fn restart(
    cx: Context,
    Path((_, id)): OfWorkflow,
    key: Key,
    Body(new): Body<NewRestart>,
) -> Result<Response, Problem> {
    cx.require(Role::Operator)?;
    let state = cx.state();
    let instance = workflow::instance(&cx, &state, &id)?.instance;
    let approver = workflow::named_person(loaded(&state)?, &new.approver)?;
    let key = cx.key(key, "restart-instance", &id, &new);
    cx.act(Command::Instance(InstanceCommand::Restart { instance, approver }), With { reason: Some(new.reason), key })
        .await
}

async fn act(
    cx: &Context,
    Path((_, id)): OfWorkflow,
    key: Key,
    because: Because,
    command: impl FnOnce(InstanceRef) -> Command,
) -> Result<Response, Problem> {
    cx.require(Role::Operator)?;
    let command = command(workflow::instance(cx, &cx.state(), &id)?.instance);
    let key = cx.key(key, command.name(), &id, &because);
    cx.act(command, With { reason: because.reason, key }).await
}
