//! Problem Details (RFC 9457) for every error that leaves: its kinds, its JSON, and the layer that gives the path to each and
//! turns bare error answers of the libraries below into problems.

use axum::extract::{OriginalUri, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use declare::{Declared, Kind};
use domain::ids::DistrictRef;
use domain::incident::Phase;
use domain::refusal::{Refusal, RefusalCode, RefusalKind};
use domain::sentence::{Said, Sentence};
use request::BadRequest;
use serde::Serialize;
use server::Failing;
use telling::words::problem_title;
use telling::{Lang, Teller, say};
use unknown::Unknown;
use utoipa::ToSchema;

use crate::language::language;

pub mod code;
pub mod declare;
mod declared;
pub mod misread;
pub mod place;
pub mod request;
pub mod server;
pub mod unknown;

/// An error on its way out. Boxed, so that the good answers beside it stay small. It has no words yet: the language that the
/// caller reads is known at the door.
#[derive(Clone, Debug)]
pub struct Problem(Box<Parts>);

/// What a problem is put together from.
#[derive(Clone, Debug)]
pub struct Parts {
    pub status: StatusCode,
    pub code: String,
    detail: Detail,
    /// It is what keeps the server from being ready.
    not_ready: bool,
    legal: Vec<Phase>,
    /// What is wrong in which place.
    errors: Vec<(String, Detail)>,
    /// Seconds after which it makes sense to try again; also in `Retry-After`.
    retry_after_s: Option<u32>,
}

/// What is said of a problem.
#[derive(Clone, Debug)]
pub enum Detail {
    Said(Sentence),
    /// In words already, which are the caller's language or a record of before there were others.
    Words(String),
}

impl Detail {
    fn told(&self, lang: Lang) -> String {
        match self {
            Detail::Said(sentence) => say(sentence, lang),
            Detail::Words(words) => words.clone(),
        }
    }
}

impl<S: Into<Sentence>> From<S> for Detail {
    fn from(sentence: S) -> Detail {
        Detail::Said(sentence.into())
    }
}

impl Detail {
    fn recorded(said: Said) -> Detail {
        match said {
            Said::Sentence(sentence) => Detail::Said(sentence),
            Said::Words(words) => Detail::Words(words),
        }
    }
}

/// What went wrong, for a program (`code`) and for a person (`title`, `detail`).
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// `urn:wardroom:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(example = "urn:wardroom:problem:illegal-step")]
    pub kind: String,
    /// The code in words, in the language asked for.
    #[schema(example = "illegal step")]
    pub title: String,
    #[schema(example = 409)]
    pub status: u16,
    /// What it was this time, and what to do where there is something to do, in the language asked for.
    pub detail: String,
    /// The path that was asked for.
    pub instance: Option<String>,
    /// Machine-readable: `illegal-step`, `no-such-incident`, …
    pub code: String,
    /// Of `/readyz`: `false`.
    pub ready: Option<bool>,
    /// Of `/readyz`: what keeps it from being ready.
    pub why: Option<String>,
    /// After an illegal step: the phases that may follow.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub legal: Vec<Phase>,
    /// Every fault of the request that was found, with its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
}

/// One fault of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// Where: a path of keys, the name of a header or of a parameter.
    pub pointer: String,
    pub detail: String,
}

impl Problem {
    /// A refusal that the journal has. Its code may be one that is given no more.
    pub fn recorded(code: &str, why: &Said) -> Problem {
        Problem::of_code(StatusCode::CONFLICT, code, Detail::recorded(why.clone()))
    }

    fn of_code(status: StatusCode, code: &str, detail: Detail) -> Problem {
        Problem(Box::new(Parts {
            status,
            code: code.to_owned(),
            detail,
            not_ready: false,
            legal: Vec::new(),
            errors: Vec::new(),
            retry_after_s: None,
        }))
    }

    /// The host itself failed. The detail goes to the log; the caller learns only that it did.
    pub fn internal(detail: &dyn std::fmt::Display) -> Problem {
        tracing::error!(%detail, "a request failed inside the host");
        Failing::Failed.into()
    }

    /// The server is not ready.
    pub fn not_ready(why: Failing) -> Problem {
        let mut problem = Problem::from(why);
        problem.0.not_ready = true;
        problem
    }

    /// Where a layer below has given the status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Problem {
        self.0.status = status;
        self
    }

    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>, detail: impl Into<Detail>) -> Problem {
        self.0.errors.push((pointer.into(), detail.into()));
        self
    }

    /// Whether a place was named in which something is wrong.
    pub fn has_errors(&self) -> bool {
        !self.0.errors.is_empty()
    }

    /// What is said of it as a whole, for a problem with more than one.
    pub fn into_detail(self) -> Detail {
        self.0.detail
    }

    fn told(&self, lang: Lang, instance: Option<&str>) -> ProblemBody {
        let Parts { status, code, detail, not_ready, legal, errors, .. } = &*self.0;
        let errors =
            errors.iter().map(|(pointer, detail)| Fault { pointer: pointer.clone(), detail: detail.told(lang) });
        ProblemBody {
            kind: format!("urn:wardroom:problem:{code}"),
            title: problem_title(code, lang).unwrap_or(code).to_owned(),
            status: status.as_u16(),
            detail: detail.told(lang),
            instance: instance.map(str::to_owned),
            code: code.clone(),
            ready: not_ready.then_some(false),
            why: not_ready.then(|| detail.told(lang)),
            legal: legal.clone(),
            errors: errors.collect(),
        }
    }

    fn response(self, lang: Lang, instance: Option<&str>) -> Response {
        let body = serde_json::to_vec(&self.told(lang, instance)).unwrap_or_default();
        let mut response = (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        response.headers_mut().insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
        if let Some(seconds) = self.0.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        // For `finish`, which knows the path and the language.
        response.extensions_mut().insert(self);
        response
    }
}

impl Problem {
    /// A refusal with what the checks of the roster found, in the caller's language, for one who sees these districts.
    pub fn of_refusal(mut refusal: Refusal, teller: &Teller<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Problem {
        let faults = std::mem::take(&mut refusal.faults);
        let mut problem = Problem::from(refusal);
        for fault in &faults {
            problem = problem.at(fault.what.code(), Detail::Words(teller.roster_fault(fault, sees)));
        }
        problem
    }
}

impl<D: Declared + Into<Sentence>> From<D> for Problem {
    fn from(declared: D) -> Problem {
        let Kind { status, code, retry_after_s } = declared.kind();
        let mut problem = Problem::of_code(status, code, Detail::Said(declared.into()));
        problem.0.retry_after_s = retry_after_s;
        problem
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        let status = match refusal.kind {
            RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            RefusalKind::NotFound => StatusCode::NOT_FOUND,
            RefusalKind::Forbidden => StatusCode::FORBIDDEN,
            RefusalKind::Conflict => StatusCode::CONFLICT,
            RefusalKind::Busy => StatusCode::TOO_MANY_REQUESTS,
            RefusalKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        // A server that stops is one that is started again. What else is unavailable stays so until somebody sees to it.
        let later = refusal.kind == RefusalKind::Busy || refusal.code == RefusalCode::Stopping;
        let mut problem = Problem::of_code(status, refusal.code.name(), refusal.sentence.into());
        problem.0.legal = refusal.legal;
        problem.0.retry_after_s = later.then_some(1);
        problem
    }
}

impl std::ops::Deref for Problem {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.response(Lang::default(), None)
    }
}

/// The outermost layer: gives every problem its `instance` and its words in the language asked for, and makes problems of errors
/// that are none yet (a method that a route has not, say).
pub async fn finish(OriginalUri(uri): OriginalUri, request: Request, next: Next) -> Response {
    // Who asks for a language that the host does not speak is told so in English.
    let lang = language(uri.query(), request.headers()).unwrap_or_default();
    let mut response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let known = response.extensions_mut().remove::<Problem>();
    let mut finished = known.unwrap_or_else(|| of_status(status)).response(lang, Some(uri.path()));
    // `Allow` of a 405, for one, must not get lost.
    for (name, value) in response.headers() {
        if ![header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_LANGUAGE].contains(name) {
            finished.headers_mut().insert(name.clone(), value.clone());
        }
    }
    finished
}

fn of_status(status: StatusCode) -> Problem {
    let problem = match status {
        StatusCode::NOT_FOUND => Unknown::Route.into(),
        StatusCode::METHOD_NOT_ALLOWED => BadRequest::Method.into(),
        StatusCode::PAYLOAD_TOO_LARGE => BadRequest::TooLarge.into(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => BadRequest::NoJson.into(),
        StatusCode::BAD_REQUEST => BadRequest::Unread.into(),
        status => Problem::from(Failing::Status { status: status.as_u16() }),
    };
    problem.with_status(status)
}

/// A handler panicked: the caller gets a problem, the log gets the words.
pub fn of_panic(panic: Box<dyn std::any::Any + Send>) -> Response {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without words");
    Problem::internal(&format!("a handler panicked: {words}")).into_response()
}
