//! Incidents handed to outside agencies, and the agencies' confirmation.

use axum::response::Response;
use domain::command::IncidentCommand;
use domain::ids::IncidentRef;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::asked::{Asked, said};
use crate::dto::incident::IncidentReply;
use crate::dto::shapes::IncidentId;
use crate::extract::Key;
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(hand_off), routes!(confirm)]
}

said!(NewHandOff, NewConfirmation);

/// `POST …/hand-offs`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHandOff {
    /// Code of one of the county's outside agencies.
    #[schema(example = "119")]
    pub agency: String,
    /// What the agency was told. Nothing personal: that belongs into a note that is sealed.
    #[schema(example = "smoke on the third floor, the stairs are free")]
    pub note: Option<String>,
    pub reason: Option<String>,
}

/// `POST …/hand-offs/confirmation`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConfirmation {
    /// Code of the agency.
    #[schema(example = "119")]
    pub agency: String,
    /// The agency's own number.
    #[schema(example = "F-2022-0815")]
    pub reference: String,
    pub reason: Option<String>,
}

/// Hand an incident to an outside agency. It is open until the agency has confirmed; where that is not in time, the command room hears of
/// it, and again until it is.
#[utoipa::path(
    post, path = "/incidents/{id}/hand-offs", tag = "incidents", params(("id" = inline(IncidentId), Path), Key),
    request_body = NewHandOff, responses((status = 200, body = IncidentReply))
)]
pub async fn hand_off(asked: Asked<IncidentRef, NewHandOff>) -> Result<Response, Problem> {
    let (to, note) = (asked.body.agency.clone(), asked.body.note.clone());
    let command = IncidentCommand::HandOff { incident: asked.subject, to, note };
    asked.act(command).await
}

/// Say that an agency has taken an incident on, under its own number; also after the incident has ended.
#[utoipa::path(
    post, path = "/incidents/{id}/hand-offs/confirmation", tag = "incidents", params(("id" = inline(IncidentId), Path), Key),
    request_body = NewConfirmation, responses((status = 200, body = IncidentReply))
)]
pub async fn confirm(asked: Asked<IncidentRef, NewConfirmation>) -> Result<Response, Problem> {
    let (from, reference) = (asked.body.agency.clone(), asked.body.reference.clone());
    let command = IncidentCommand::ConfirmHandOff { incident: asked.subject, from, reference };
    asked.act(command).await
}
