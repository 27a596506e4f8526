//! Notes on an incident: who wrote down what and when, and what was put right later.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::command::IncidentCommand;
use domain::ids::IncidentRef;
use domain::incident::note::{Call, NoteWords};
use domain::incident::noting;
use domain::ports::Done;
use domain::refusal::{Refusal, RefusalCode, RefusalKind};
use serde::{Deserialize, Serialize};
use telling::NoteStory;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::asked::{Asked, Said};
use crate::background::{blocking, see_through};
use crate::context::Context;
use crate::dto::datum::{DatumWord, Moved};
use crate::dto::incident::IncidentReply;
use crate::dto::reply::List;
use crate::dto::shapes::IncidentId;
use crate::extract::Key;
use crate::find;
use crate::find::callers::{self, Calling};
use crate::problem::Problem;
use crate::problem::server::Standing;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list, write), routes!(call)]
}

/// `POST …/notes`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    /// What is written down.
    #[schema(example = "the caller rang again: the second car has left")]
    pub text: String,
    /// It is personal: sealed before it is kept, read for a purpose, and erased with the incident's other personal data.
    #[serde(default)]
    pub personal: bool,
    /// Number of the note that this one puts right. Both stay.
    pub corrects: Option<u32>,
}

/// A note is its own reason.
impl Said for NewNote {
    fn reason(&self) -> Option<String> {
        None
    }
}

/// `POST …/calls`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCall {
    /// What the caller says.
    #[schema(example = "smoke from the second floor, too")]
    pub text: String,
    /// It is personal: sealed before it is kept, as with a note.
    #[serde(default)]
    pub personal: bool,
    /// Where the call came from.
    #[schema(example = "110")]
    pub source: String,
    /// Where the caller is or saw it; the incident stays where it is.
    pub at: Option<Point>,
    /// The number that calls, only to tell whether it has called before; it is never kept.
    pub calling_number: Option<String>,
}

/// Degrees.
#[serde_with::skip_serializing_none]
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Point {
    pub lon: f64,
    pub lat: f64,
    /// Absent: WGS 84.
    pub datum: Option<DatumWord>,
}

impl Point {
    fn take(self, moved: &mut Moved) -> (f64, f64) {
        moved.take(self.datum, (self.lon, self.lat))
    }
}

/// A note is its own reason.
impl Said for NewCall {
    fn reason(&self) -> Option<String> {
        None
    }
}

/// What is to be written down, and what comes with it.
trait Written {
    fn words(&self) -> (&str, bool);
    fn command(&self, incident: IncidentRef, words: NoteWords) -> IncidentCommand;
}

impl Written for NewNote {
    fn words(&self) -> (&str, bool) {
        (&self.text, self.personal)
    }

    fn command(&self, incident: IncidentRef, words: NoteWords) -> IncidentCommand {
        IncidentCommand::Note { incident, words, corrects: self.corrects }
    }
}

impl Written for NewCall {
    fn words(&self) -> (&str, bool) {
        (&self.text, self.personal)
    }

    fn command(&self, incident: IncidentRef, words: NoteWords) -> IncidentCommand {
        let call = Call { source: self.source.clone(), at: self.at.map(|at| at.take(&mut Moved::default())) };
        IncidentCommand::AddCall { incident, words, call }
    }
}

/// The notes on an incident, oldest first. Of one that is personal it is told that there is one.
#[utoipa::path(
    get, path = "/incidents/{id}/notes", tag = "incidents", params(("id" = inline(IncidentId), Path)),
    responses((status = 200, body = List<NoteStory>))
)]
pub async fn list(cx: Context, Path((_, id)): Path<(String, String)>) -> Result<Json<List<NoteStory>>, Problem> {
    let state = cx.state();
    let found = find::incident(&cx, &state, &id).await?;
    let teller = cx.teller(&state)?;
    Ok(Json(List { items: teller.notes(&found.incident).collect() }))
}

/// Write something down about an incident, while it is under way or after its end.
#[utoipa::path(
    post, path = "/incidents/{id}/notes", tag = "incidents", params(("id" = inline(IncidentId), Path), Key),
    request_body = NewNote, responses((status = 200, body = IncidentReply))
)]
pub async fn write(asked: Asked<IncidentRef, NewNote>) -> Result<Response, Problem> {
    written(asked).await
}

/// Somebody calls about an incident that is known already: it is added to that one, with what they say.
#[utoipa::path(
    post, path = "/incidents/{id}/calls", tag = "incidents", params(("id" = inline(IncidentId), Path), Key),
    request_body = NewCall, responses((status = 200, body = IncidentReply))
)]
pub async fn call(asked: Asked<IncidentRef, NewCall>) -> Result<Response, Problem> {
    let calling = Calling::read(asked.body.calling_number.clone(), None)?;
    let mut moved = Moved::default();
    asked.body.at.map(|at| at.take(&mut moved));
    let (cx, incident) = (asked.cx.clone(), asked.subject);
    let before = further_calls(&cx, incident);
    let response = written(asked).await?;
    // The same call sent again adds nothing.
    if further_calls(&cx, incident) > before {
        callers::heard(&cx, incident, calling).await;
    }
    Ok(moved.told(response))
}

fn further_calls(cx: &Context, which: IncidentRef) -> usize {
    cx.state().incident(which).map_or(0, |incident| incident.further_calls())
}

async fn written<B: Said + Written + Send + Sync + 'static>(asked: Asked<IncidentRef, B>) -> Result<Response, Problem> {
    let (text, personal) = asked.body.words();
    if !personal {
        let command = asked.body.command(asked.subject, NoteWords::Plain(text.to_owned()));
        return asked.act(command).await;
    }
    // What is sealed passes the room's own checks unread.
    noting::check_text(text)?;
    // From here on it is seen through: a key that was drawn for a note that came to nothing must not stay.
    see_through(async move {
        let again = |done: &Result<Done, Refusal>| matches!(done, Err(why) if why.code == RefusalCode::OtherKey);
        let mut done = seal_and_write(&asked).await?;
        if again(&done) {
            // Somebody else has given it a key meanwhile: it is sealed under that one.
            done = seal_and_write(&asked).await?;
        }
        asked.cx.reply(StatusCode::OK, &asked.told(done)?)
    })
    .await
}

async fn seal_and_write<B: Said + Written>(asked: &Asked<IncidentRef, B>) -> Result<Result<Done, Refusal>, Problem> {
    let (cx, incident, text) = (&asked.cx, asked.subject, asked.body.words().0.to_owned());
    let known = cx.state().incident(incident).and_then(|incident| incident.personal.as_ref()).map(|of| of.subject);
    let sealer = cx.county.sealer.clone();
    let sealed = blocking(move || sealer.seal_note(known, &text)).await?;
    let gone = || Standing::ErasedFromIncident { incident: asked.names[0].clone() };
    let words = sealed.ok_or_else(gone)?;
    let drawn = match &words {
        NoteWords::Sealed { subject, .. } if known.is_none() => Some(*subject),
        _ => None,
    };
    let done = asked.submit(asked.body.command(incident, words)).await;
    let unused = match &done {
        Ok(done) => done.repeated,
        // Where the room failed, nobody knows yet whether the note is on the disk; its key has to be kept for it.
        Err(refusal) => refusal.kind != RefusalKind::Unavailable,
    };
    if let Some(subject) = drawn.filter(|_| unused) {
        let sealer = cx.county.sealer.clone();
        blocking(move || sealer.erase(subject)).await?;
    }
    Ok(done)
}
