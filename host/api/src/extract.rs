//! Reading requests strictly: a body, a query, an idempotency key. What is unknown or malformed is refused with its place,
//! as a problem.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use domain::limits::IDEMPOTENCY_KEY_BYTES_MAX;
use domain::strict_json::Check;
use serde::de::{DeserializeOwned, DeserializeSeed};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, Required};

use crate::problem::Problem;
use crate::problem::code::ProblemCode;

/// A JSON body.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Body<T>, Problem> {
        let is_json = is_json(request.headers());
        let bytes = read(request, state).await?;
        if !is_json {
            return Err(not_json());
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
        (false, false) => Err(not_json()),
    }
}

fn not_json() -> Problem {
    let detail = "the body has to be JSON, with `Content-Type: application/json`";
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, ProblemCode::UnsupportedMediaType, detail)
}

/// The bytes of a body within the route's limit.
pub async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
        status => Problem::new(status, ProblemCode::UnreadableBody, rejection.body_text()),
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media == "application/json" || (media.starts_with("application/") && media.ends_with("+json"))
}

/// Every body comes in here: what stands twice, would lose its end, or does not show is refused with its place.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let refused = |error: serde_path_to_error::Error<serde_json::Error>| {
        let (path, inner) = (error.path().to_string(), error.into_inner());
        if inner.is_data() {
            Problem::unprocessable(ProblemCode::BadBody, "the body is JSON but not what this path takes")
                .at(path, told(&inner))
        } else {
            malformed(&inner)
        }
    };
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let mut track = serde_path_to_error::Track::new();
    let looked_over = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    if let Err(error) = (Check { texts: true }).deserialize(looked_over) {
        return Err(refused(serde_path_to_error::Error::new(track.path(), error)));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut deserializer).map_err(refused)?;
    deserializer.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

fn malformed(error: &serde_json::Error) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, ProblemCode::MalformedJson, format!("the body is not JSON: {error}"))
}

/// Without the position, which means little to those who didn't write the JSON by hand.
fn told(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(position) => text[..position].to_owned(),
        None => text,
    }
}

/// The parameters of a query; unknown ones are refused.
pub struct Params<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Params<T>, Problem> {
        Query::<T>::try_from_uri(&parts.uri).map(|Query(value)| Params(value)).map_err(|rejection| {
            let words = rejection.body_text();
            let words = words.strip_prefix("Failed to deserialize query string: ").unwrap_or(&words);
            let detail = "the query has a parameter that this path does not take, or a value that it can't have";
            Problem::new(StatusCode::BAD_REQUEST, ProblemCode::BadQuery, detail).at("query", words)
        })
    }
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
                let detail = format!("send one key of 1 to {IDEMPOTENCY_KEY_BYTES_MAX} visible ASCII characters");
                let problem =
                    Problem::new(StatusCode::BAD_REQUEST, ProblemCode::BadIdempotencyKey, "the key can't be used");
                Err(problem.at("Idempotency-Key", detail))
            }
        }
    }
}
