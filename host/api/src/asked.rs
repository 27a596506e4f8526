//! What every route begins with by which a person changes something: who may, what it is about, what they say, and the key that
//! makes it safe to send again. A handler is left with making a command of it.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, MatchedPath, RawPathParams, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::command::Command;
use domain::ports::Done;
use domain::refusal::Refusal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::tokens::Role;
use crate::context::{Context, loaded};
use crate::extract::{Body, Key, body_if_any};
use crate::problem::Problem;
use crate::submit::With;
use crate::wiring::Shared;

mod commands;

/// What a command is about, as the path names it.
pub trait Subject: Sized + Send {
    /// Finds it, if the caller reaches it. The name is empty where the path names nothing but the county.
    fn find(cx: &Context, name: &str) -> impl Future<Output = Result<Self, Problem>> + Send;
}

/// The county itself.
impl Subject for () {
    async fn find(_cx: &Context, _name: &str) -> Result<(), Problem> {
        Ok(())
    }
}

/// What a person says with a command.
pub trait Said: DeserializeOwned + Serialize + Send + Sync {
    fn reason(&self) -> Option<String>;

    /// What is meant where nothing is said at all; `None`: the body may not be left out.
    fn unsaid() -> Option<Self> {
        None
    }
}

/// Bodies with a `reason` that may be absent.
macro_rules! said {
    ($($body:ty),+ $(,)?) => {$(
        impl crate::asked::Said for $body {
            fn reason(&self) -> Option<String> {
                self.reason.clone()
            }
        }
    )+};
}

/// The same, where the whole body may be left out too.
macro_rules! said_or_not {
    ($($body:ty),+ $(,)?) => {$(
        impl crate::asked::Said for $body {
            fn reason(&self) -> Option<String> {
                self.reason.clone()
            }

            fn unsaid() -> Option<Self> {
                Some(Self::default())
            }
        }
    )+};
}

pub(crate) use {said, said_or_not};

/// A reason and nothing else, also without a body.
#[serde_with::skip_serializing_none]
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Because {
    pub reason: Option<String>,
}

said_or_not!(Because);

/// A command that an operator asks for.
pub struct Asked<S, B> {
    pub cx: Context,
    pub subject: S,
    pub body: B,
    /// What the path names beside the county: the subject, and whatever else.
    pub names: Vec<String>,
    pub key: Key,
}

/// What is answered without the handler: that it can't be done, or what was answered the first time. What it was about may be
/// archived, erased or gone since.
pub enum Instead {
    Problem(Problem),
    Answered(Response),
}

impl From<Problem> for Instead {
    fn from(problem: Problem) -> Instead {
        Instead::Problem(problem)
    }
}

impl IntoResponse for Instead {
    fn into_response(self) -> Response {
        match self {
            Instead::Problem(problem) => problem.into_response(),
            Instead::Answered(response) => response,
        }
    }
}

impl<S: Subject, B: Said> FromRequest<Arc<Shared>> for Asked<S, B> {
    type Rejection = Instead;

    async fn from_request(request: Request, shared: &Arc<Shared>) -> Result<Asked<S, B>, Instead> {
        let (mut parts, body) = request.into_parts();
        let cx = Context::from_request_parts(&mut parts, shared).await?;
        let key = Key::from_request_parts(&mut parts, shared).await?;
        let path = RawPathParams::from_request_parts(&mut parts, shared).await;
        let path = path.map_err(|error| Problem::internal(&error))?;
        let names: Vec<String> =
            path.iter().filter(|(of, _)| *of != "county").map(|(_, name)| name.to_owned()).collect();
        let route =
            parts.extensions.get::<MatchedPath>().and_then(|path| commands::given_by(&parts.method, path.as_str()));
        let request = Request::from_parts(parts, body);
        let body = match B::unsaid() {
            Some(unsaid) => body_if_any(request, shared).await?.unwrap_or(unsaid),
            None => Body::from_request(request, shared).await?.0,
        };
        cx.require(Role::Operator)?;
        if let Some((command, status)) = route {
            let sent = cx.key(key.clone(), commands::word(command), &names.join("/"), &body);
            if let Some(done) = cx.answered_already(command, sent.as_ref()).map_err(Problem::from)? {
                return Err(Instead::Answered(cx.reply(status, &done)?));
            }
        }
        let subject = S::find(&cx, names.first().map_or("", String::as_str)).await?;
        Ok(Asked { cx, subject, body, names, key })
    }
}

impl<S, B: Said> Asked<S, B> {
    /// Does it, and answers with what it is about as it stood when it was done.
    pub async fn act(self, command: impl Into<Command>) -> Result<Response, Problem> {
        self.answer(StatusCode::OK, command).await
    }

    pub async fn answer(self, status: StatusCode, command: impl Into<Command>) -> Result<Response, Problem> {
        let done = self.hand_in(command).await?;
        self.cx.reply(status, &done)
    }

    /// Hands it in under the key of the request. What the checks of the roster find stands in a refusal.
    pub async fn hand_in(&self, command: impl Into<Command>) -> Result<Done, Problem> {
        self.told(self.submit(command).await)
    }

    /// The same for one who looks at a refusal before it is told.
    pub async fn submit(&self, command: impl Into<Command>) -> Result<Done, Refusal> {
        let command = command.into();
        let word = commands::word(command.name());
        let key = self.cx.key(self.key.clone(), word, &self.names.join("/"), &self.body);
        self.cx.submit(command, With { reason: self.body.reason(), key }).await
    }

    pub fn told(&self, done: Result<Done, Refusal>) -> Result<Done, Problem> {
        let state = self.cx.state();
        done.map_err(|refusal| match (self.cx.teller(&state), loaded(&state)) {
            (Ok(teller), Ok(loaded)) => Problem::of_refusal(refusal, &teller, &|of| self.cx.sees(loaded, of)),
            _ => refusal.into(),
        })
    }
}
