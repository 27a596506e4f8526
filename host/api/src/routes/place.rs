//! Where an incident is: put right by a person, while it is open.

use axum::response::Response;
use domain::command::IncidentCommand;
use domain::ids::IncidentRef;
use domain::incident::place;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::asked::{Asked, said};
use crate::dto::datum::{DatumWord, Moved};
use crate::dto::incident::{IncidentReply, Uncertain};
use crate::dto::shapes::IncidentId;
use crate::extract::Key;
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(relocate)]
}

said!(NewPlace);

/// `POST …/place`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPlace {
    /// Degrees.
    #[schema(example = 119.50139)]
    pub lon: f64,
    #[schema(example = 27.45889)]
    pub lat: f64,
    /// Absent: WGS 84.
    pub datum: Option<DatumWord>,
    /// How far from there it may be. Absent: it is there.
    #[schema(value_type = Option<Uncertain>)]
    pub uncertain: Option<place::Uncertain>,
    pub reason: Option<String>,
}

/// Say that an incident is elsewhere, or how sure its place is. Units on their way go on to the new place, and who else is to go is asked
/// anew; the old place stays in the record.
#[utoipa::path(
    post, path = "/incidents/{id}/place", tag = "incidents", params(("id" = inline(IncidentId), Path), Key),
    request_body = NewPlace, responses((status = 200, body = IncidentReply))
)]
pub async fn relocate(asked: Asked<IncidentRef, NewPlace>) -> Result<Response, Problem> {
    let NewPlace { lon, lat, datum, uncertain, .. } = &asked.body;
    let mut moved = Moved::default();
    let ((lon, lat), uncertain) = (moved.take(*datum, (*lon, *lat)), uncertain.clone());
    let command = IncidentCommand::Relocate { incident: asked.subject, lon, lat, uncertain };
    Ok(moved.told(asked.act(command).await?))
}
