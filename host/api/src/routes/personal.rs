//! Personal data: read with a role and for a purpose, each reading in the journal before it happens; erased for good.

use axum::Json;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::command::{IncidentCommand, SealedReport};
use domain::ids::IncidentRef;
use domain::incident::note::Note;
use domain::sealed::PersonalField;
use utoipa_axum::routes;

use crate::access::tokens::Role;
use crate::background::{blocking, see_through};
use crate::context::Context;
use crate::dto::incident::{ErasePersonal, OpenedNote, Personal, ReadPersonal};
use crate::dto::reply::Version;
use crate::dto::shapes::IncidentId;
use crate::extract::Body;
use crate::find;
use crate::problem::server::Standing;
use crate::problem::unknown::Unknown;
use crate::problem::{Problem, ProblemBody};
use crate::submit::With;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(read, erase)]
}

/// Read personal data of a report. Who read what for which purpose stands in the journal before anything is opened.
#[utoipa::path(
    post, path = "/incidents/{id}/personal", tag = "personal data", params(("id" = inline(IncidentId), Path)),
    request_body = ReadPersonal, responses((status = 200, body = Personal), (status = 410, body = ProblemBody, content_type = "application/problem+json"))
)]
pub async fn read(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    Body(asked): Body<ReadPersonal>,
) -> Result<Response, Problem> {
    cx.require(Role::Operator)?;
    let Sealed { incident, report, notes } = sealed(&cx, &id).await?;
    let ReadPersonal { fields, purpose } = asked;
    let command = IncidentCommand::ReadSealed { incident, subject: report.subject, fields: fields.clone(), purpose };
    cx.submit(command, With::default()).await?;
    let sealer = cx.county.sealer.clone();
    let of_notes = if fields.contains(&PersonalField::Notes) { notes } else { Vec::new() };
    let opened = blocking(move || {
        let opened = sealer.open(&report, &fields)?.zip(sealer.open_notes(&of_notes)?);
        Ok::<_, domain::ports::KeyStoreError>(opened)
    });
    let (mut opened, notes) = opened.await?.ok_or_else(|| gone(&id))?;
    let note = |(number, text)| OpenedNote { number, text };
    let personal = Personal {
        notes: (!notes.is_empty()).then(|| notes.into_iter().map(note).collect()),
        caller_name: opened.remove(&PersonalField::CallerName),
        caller_number: opened.remove(&PersonalField::CallerNumber),
        description: opened.remove(&PersonalField::Description),
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(personal)).into_response())
}

/// Erase personal data of a report: its key is destroyed, and with it what the journal, the archive and every copy hold.
#[utoipa::path(
    delete, path = "/incidents/{id}/personal", tag = "personal data", params(("id" = inline(IncidentId), Path)),
    request_body = ErasePersonal, responses((status = 200, body = Version))
)]
pub async fn erase(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    Body(asked): Body<ErasePersonal>,
) -> Result<Json<Version>, Problem> {
    cx.require(Role::Admin)?;
    let Sealed { incident, report, .. } = sealed(&cx, &id).await?;
    // Once the journal says that they are erased, they have to be.
    see_through(async move {
        let command = IncidentCommand::Erase { incident, subject: report.subject };
        let done = cx.submit(command, With::reason(Some(asked.reason))).await?;
        let (sealer, callers) = (cx.county.sealer.clone(), cx.county.callers.clone());
        blocking(move || sealer.erase(report.subject)).await?;
        blocking(move || callers.forget(incident)).await?;
        Ok(Json(Version { version: done.answer.version().0 }))
    })
    .await
}

/// What is sealed of an incident.
struct Sealed {
    incident: IncidentRef,
    report: SealedReport,
    notes: Vec<Note>,
}

/// The same, wherever the incident is.
async fn sealed(cx: &Context, id: &str) -> Result<Sealed, Problem> {
    let state = cx.state();
    let found = find::incident(cx, &state, id).await?;
    match (&found.incident.personal, found.incident.erased_at) {
        (Some(report), _) => {
            let (report, notes) = (report.clone(), found.incident.notes.clone());
            Ok(Sealed { incident: found.incident.incident, report, notes })
        }
        (None, Some(_)) => Err(gone(id)),
        (None, None) => Err(Unknown::PersonalOfIncident { incident: id.to_owned() }.into()),
    }
}

fn gone(id: &str) -> Problem {
    Standing::ErasedFromIncident { incident: id.to_owned() }.into()
}
