//! Problem Details (RFC 9457) for every error that leaves: its kinds, its JSON, and the layer that gives the path to each and
//! turns bare error answers of the libraries below into problems.

use axum::extract::{OriginalUri, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use code::ProblemCode;
use domain::incident::Phase;
use domain::refusal::{Refusal, RefusalCode, RefusalKind};
use serde::Serialize;
use telling::words::{Coded, problem_title};
use telling::{Lang, Teller};
use utoipa::ToSchema;

pub mod code;

/// An error on its way out. Boxed, so that the good answers beside it stay small.
#[derive(Clone, Debug)]
pub struct Problem(Box<ProblemBody>);

/// What went wrong, for a program (`code`) and for a person (`title`, `detail`).
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// `urn:wardroom:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(example = "urn:wardroom:problem:illegal-step")]
    pub kind: String,
    /// The code in words.
    #[schema(example = "illegal step")]
    pub title: String,
    #[schema(example = 409)]
    pub status: u16,
    /// What it was this time, and what to do where there is something to do.
    pub detail: String,
    /// The path that was asked for.
    pub instance: Option<String>,
    /// Machine-readable: `illegal-step`, `no-such-incident`, …
    pub code: String,
    /// After an illegal step: the phases that may follow.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub legal: Vec<Phase>,
    /// Every fault of the request that was found, with its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
    /// Seconds after which it makes sense to try again; also in `Retry-After`.
    #[serde(skip)]
    #[serialize_always]
    retry_after_s: Option<u32>,
}

/// One fault of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// Where: a path of keys, the name of a header or of a parameter.
    pub pointer: String,
    pub detail: String,
}

impl Problem {
    pub fn new(status: StatusCode, code: impl Coded, detail: impl Into<String>) -> Problem {
        Problem::titled(status, code.code(), detail.into())
    }

    /// A refusal that the journal has. Its code may be one that is given no more.
    pub fn recorded(code: &str, why: &str) -> Problem {
        Problem::titled(StatusCode::CONFLICT, code, why.to_owned())
    }

    fn titled(status: StatusCode, code: &str, detail: String) -> Problem {
        Problem(Box::new(ProblemBody {
            kind: format!("urn:wardroom:problem:{code}"),
            title: problem_title(code, Lang::En).unwrap_or(code).to_owned(),
            status: status.as_u16(),
            detail,
            instance: None,
            code: code.to_owned(),
            legal: Vec::new(),
            errors: Vec::new(),
            retry_after_s: None,
        }))
    }

    pub fn not_found(code: impl Coded, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, code, detail)
    }

    pub fn forbidden(code: impl Coded, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::FORBIDDEN, code, detail)
    }

    /// The request can't be done as it stands, whatever the state of the room.
    pub fn unprocessable(code: impl Coded, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// Nothing that time alone would change: a person has to see to it.
    pub fn unavailable(code: impl Coded, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, detail)
    }

    /// There is too much to do just now; it makes sense to try again.
    pub fn busy(code: impl Coded, detail: impl Into<String>) -> Problem {
        Problem::unavailable(code, detail).retry_after(1)
    }

    /// The host itself failed. The detail goes to the log; the caller learns only that it did.
    pub fn internal(detail: &dyn std::fmt::Display) -> Problem {
        tracing::error!(%detail, "a request failed inside the host");
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            ProblemCode::InternalError,
            "the host failed; its log says more",
        )
    }

    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Problem {
        self.0.retry_after_s = Some(seconds);
        self
    }

    /// Adds to what is said.
    #[must_use]
    pub fn saying(mut self, more: &str) -> Problem {
        self.0.detail.push_str(more);
        self
    }

    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>, detail: impl Into<String>) -> Problem {
        self.0.errors.push(Fault { pointer: pointer.into(), detail: detail.into() });
        self
    }
}

impl Problem {
    /// A refusal with what the checks of the roster found, in the caller's language.
    pub fn of_refusal(mut refusal: Refusal, teller: &Teller<'_>) -> Problem {
        let faults = std::mem::take(&mut refusal.faults);
        let mut problem = Problem::from(refusal);
        for fault in &faults {
            problem = problem.at(fault.what.code(), teller.roster_fault(fault));
        }
        problem
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        let status = match refusal.kind {
            RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            RefusalKind::NotFound => StatusCode::NOT_FOUND,
            RefusalKind::Conflict => StatusCode::CONFLICT,
            RefusalKind::Busy => StatusCode::TOO_MANY_REQUESTS,
            RefusalKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        // A server that stops is one that is started again. What else is unavailable stays so until somebody sees to it.
        let later = refusal.kind == RefusalKind::Busy || refusal.code == RefusalCode::Stopping;
        let mut problem = Problem::new(status, refusal.code, refusal.message);
        problem.0.legal = refusal.legal;
        problem.0.retry_after_s = later.then_some(1);
        problem
    }
}

impl std::ops::Deref for Problem {
    type Target = ProblemBody;

    fn deref(&self) -> &ProblemBody {
        &self.0
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&*self.0).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        // For `finish`, which knows the path.
        response.extensions_mut().insert(self);
        response
    }
}

/// The outermost layer: gives every problem its `instance`, and makes problems of errors that are none yet (a method that a
/// route has not, say).
pub async fn finish(OriginalUri(uri): OriginalUri, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let known = response.extensions_mut().remove::<Problem>();
    let mut problem = known.unwrap_or_else(|| of_status(status));
    problem.0.instance = Some(uri.path().to_owned());
    let mut finished = problem.into_response();
    // `Allow` of a 405, for one, must not get lost.
    for (name, value) in response.headers() {
        if ![header::CONTENT_TYPE, header::CONTENT_LENGTH].contains(name) {
            finished.headers_mut().insert(name.clone(), value.clone());
        }
    }
    finished
}

fn of_status(status: StatusCode) -> Problem {
    let (code, detail) = match status {
        StatusCode::NOT_FOUND => {
            (ProblemCode::NoSuchRoute, "there is nothing at this path; `/openapi.json` lists what there is")
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            (ProblemCode::MethodNotAllowed, "this path takes other methods, named in `Allow`")
        }
        StatusCode::PAYLOAD_TOO_LARGE => (ProblemCode::TooLarge, "the request is larger than this path takes"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (ProblemCode::UnsupportedMediaType, "send `application/json`"),
        StatusCode::BAD_REQUEST => (ProblemCode::BadRequest, "the request could not be read"),
        _ => (ProblemCode::Error, status.canonical_reason().unwrap_or("the request failed")),
    };
    Problem::new(status, code, detail)
}

/// A handler panicked: the caller gets a problem, the log gets the words.
pub fn of_panic(panic: Box<dyn std::any::Any + Send>) -> Response {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without words");
    Problem::internal(&format!("a handler panicked: {words}")).into_response()
}
