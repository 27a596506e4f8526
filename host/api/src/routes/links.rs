//! Links between incidents: made and undone; they are told with each of both.

use axum::response::Response;
use domain::command::IncidentCommand;
use domain::ids::{DistrictRef, IncidentRef};
use domain::incident::link;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::asked::{Asked, Because, said};
use crate::context::Context;
use crate::dto::incident::IncidentReply;
use crate::dto::shapes::IncidentId;
use crate::dto::words::Relation;
use crate::extract::Key;
use crate::find;
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(link), routes!(unlink)]
}

said!(NewLink);

/// `POST …/links`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLink {
    /// Id or number of the other, which may be archived.
    pub incident: String,
    #[schema(value_type = Relation)]
    pub relation: link::Relation,
    /// Why, for whoever looks at either.
    pub reason: Option<String>,
}

/// Say what an incident has to do with another one.
#[utoipa::path(
    post, path = "/incidents/{id}/links", tag = "incidents", params(("id" = inline(IncidentId), Path), Key),
    request_body = NewLink, responses((status = 200, body = IncidentReply))
)]
pub async fn link(asked: Asked<IncidentRef, NewLink>) -> Result<Response, Problem> {
    let (to, archived) = other(&asked.cx, &asked.body.incident).await?;
    let (incident, relation) = (asked.subject, asked.body.relation);
    asked.act(IncidentCommand::Link { incident, to, relation, archived }).await
}

/// Say that two incidents have nothing to do with each other after all, whichever was linked to the other.
#[utoipa::path(
    delete, path = "/incidents/{id}/links/{other}", tag = "incidents",
    params(("id" = inline(IncidentId), Path), ("other" = inline(IncidentId), Path), Key),
    request_body = Option<Because>, responses((status = 200, body = IncidentReply))
)]
pub async fn unlink(asked: Asked<IncidentRef, Because>) -> Result<Response, Problem> {
    let (to, archived) = other(&asked.cx, &asked.names[1]).await?;
    let incident = asked.subject;
    asked.act(IncidentCommand::Unlink { incident, to, archived }).await
}

/// The other incident, with its district if only the archive has it.
async fn other(cx: &Context, id: &str) -> Result<(IncidentRef, Option<DistrictRef>), Problem> {
    let found = find::incident(cx, &cx.state(), id).await?;
    Ok((found.incident.incident, found.archived.then_some(found.incident.place.district)))
}
