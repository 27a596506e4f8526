//! Reading requests strictly: a body, a query, an idempotency key. What is unknown or malformed is refused with its place,
//! as a problem.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::characters::{self, unwanted_in_name};
use domain::limits::IDEMPOTENCY_KEY_BYTES_MAX;
use domain::strict_json::Check;
use serde::de::{DeserializeOwned, DeserializeSeed};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, Required};

use crate::problem::misread::Misread;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;
use crate::problem::{Detail, Problem};

pub mod misread;

use misread::misread;

/// A JSON body.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Body<T>, Problem> {
        let is_json = is_json(request.headers());
        let bytes = read(request, state).await?;
        if !is_json {
            return Err(BadRequest::NoJson.into());
        }
        parse(&bytes).map(Body)
    }
}

/// A JSON body that may be left out.
pub async fn body_if_any<T: DeserializeOwned>(
    request: Request,
    state: &(impl Send + Sync),
) -> Result<Option<T>, Problem> {
    let is_json = is_json(request.headers());
    let bytes = read(request, state).await?;
    match (bytes.is_empty(), is_json) {
        (true, _) => Ok(None),
        (false, true) => parse(&bytes).map(Some),
        (false, false) => Err(BadRequest::NoJson.into()),
    }
}

/// The bytes of a body within the route's limit.
pub async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => BadRequest::TooLarge.into(),
        status => Problem::from(BadRequest::UnreadBody { why: rejection.body_text() }).with_status(status),
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media == "application/json" || (media.starts_with("application/") && media.ends_with("+json"))
}

/// Every body comes in here: what stands twice, would lose its end, or does not show is refused with its place.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let unfit = |error: serde_path_to_error::Error<serde_json::Error>| {
        Problem::from(BadRequest::Body).at(error.path().to_string(), told(error.inner()))
    };
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let mut track = serde_path_to_error::Track::new();
    let looked_over = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    if let Err(error) = (Check { texts: true }).deserialize(looked_over) {
        let is_json = error.is_data();
        let placed = serde_path_to_error::Error::new(track.path(), error);
        return Err(if is_json { unfit(placed) } else { malformed(placed.inner()) });
    }
    // It is JSON, whatever serde says of it from here on.
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut deserializer).map_err(unfit)?;
    deserializer.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

fn malformed(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    match error.is_eof() {
        true => BadRequest::CutOff { line, column }.into(),
        false => BadRequest::Malformed { line, column }.into(),
    }
}

/// Without the position, which means little to those who didn't write the JSON by hand.
pub fn told(error: &serde_json::Error) -> Detail {
    let text = error.to_string();
    misread(text.rfind(" at line ").map_or(text.as_str(), |position| &text[..position])).into()
}

/// The parameters of a query; unknown ones are refused.
pub struct Params<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Params<T>, Problem> {
        Query::<T>::try_from_uri(&parts.uri).map(|Query(value)| Params(value)).map_err(|rejection| {
            let (parameter, what) = misread::of_query(&rejection.body_text());
            Problem::from(BadRequest::Query).at(parameter, what)
        })
    }
}

/// The layer that looks every query over, whatever its route makes of it: it holds only what shows, as names and codes do.
pub async fn query_shows(request: Request, next: Next) -> Response {
    match hidden_in(request.uri()) {
        Some((place, what)) => Problem::from(BadRequest::Query).at(place, what).into_response(),
        None => next.run(request).await,
    }
}

/// The first parameter with such a character in its name or its value.
fn hidden_in(uri: &Uri) -> Option<(String, Misread)> {
    // What is no query is the route's to refuse.
    let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(uri) else { return None };
    pairs.into_iter().find_map(|(name, value)| {
        let c = unwanted_in_name(&name).or_else(|| unwanted_in_name(&value))?;
        Some((characters::shown(&name).into_owned(), Misread::Hidden { character: characters::named(c) }))
    })
}

/// `Idempotency-Key`, if it was sent.
#[derive(Clone)]
pub struct Key(pub Option<String>);

impl IntoParams for Key {
    fn into_params(_parameter_in: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = format!("Makes it safe to send the same again; at most {IDEMPOTENCY_KEY_BYTES_MAX} characters");
        let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).min_length(Some(1));
        let text = text.max_length(Some(IDEMPOTENCY_KEY_BYTES_MAX)).pattern(Some("^[ -~]*[!-~][ -~]*$"));
        let key = ParameterBuilder::new().name("Idempotency-Key").parameter_in(ParameterIn::Header);
        vec![key.required(Required::False).description(Some(about)).schema(Some(text)).build()]
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Key, Problem> {
        let mut sent = parts.headers.get_all("idempotency-key").iter();
        let (first, more) = (sent.next(), sent.next());
        let Some(value) = first else { return Ok(Key(None)) };
        let text =
            value.to_str().ok().filter(|text| !text.trim().is_empty() && text.len() <= IDEMPOTENCY_KEY_BYTES_MAX);
        match (text, more) {
            (Some(text), None) => Ok(Key(Some(text.to_owned()))),
            _ => {
                let what = Misplaced::Key { bytes_max: IDEMPOTENCY_KEY_BYTES_MAX };
                Err(Problem::from(BadRequest::Key).at("Idempotency-Key", what))
            }
        }
    }
}
