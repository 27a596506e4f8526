//! Who asks, and what that one may do: the layer that every request but the health checks passes, before anything of it is
//! read.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::refusal::RefusalCode;
use domain::scope::Authority;

use crate::problem::Problem;
use crate::problem::code::ProblemCode;
use crate::serve::guests::{Full, Guest};
use crate::traffic::Client;
use crate::wiring::Shared;

pub mod peer;
pub mod tokens;

use tokens::{Role, Scope};

/// Whoever asks without a token over no connection that has an address.
const NOBODY: &str = "nobody";

/// Who asks. The layer puts it into every request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The token's name; stands in the journal as the author.
    pub name: String,
    pub role: Role,
    pub districts: Scope,
}

impl Caller {
    pub fn require(&self, role: Role) -> Result<(), Problem> {
        if self.role >= role {
            return Ok(());
        }
        let detail = format!("this takes the role `{}`, and `{}` is a {}", role.name(), self.name, self.role.name());
        Err(Problem::forbidden(RefusalCode::RoleTooLow, detail))
    }

    /// For what is not of one district: the county's plugins, say.
    pub fn require_all_districts(&self) -> Result<(), Problem> {
        match self.districts {
            Scope::All => Ok(()),
            Scope::Only(_) => {
                let detail = format!("this is about the whole county, and `{}` is limited to districts", self.name);
                Err(Problem::forbidden(RefusalCode::LimitedToDistricts, detail))
            }
        }
    }

    /// By what right the room does what is asked.
    pub fn authority(&self) -> Authority {
        Authority::Token { role: self.role, districts: self.districts.clone() }
    }
}

/// The layer: says who asks or refuses, and holds everybody to the rate.
pub async fn admit(State(shared): State<Arc<Shared>>, mut request: Request, next: Next) -> Result<Response, Problem> {
    let caller = identify(&shared, &request);
    // A caller with a token is known by it wherever it comes from, so that a whole room behind one address is not one client.
    let client = match &caller {
        Ok(caller) => caller.name.clone(),
        Err(_) => peer::of(&shared.proxies, &request).map_or_else(|| NOBODY.to_owned(), |peer| peer.to_string()),
    };
    let reserved = crate::traffic::is_reserved(&request);
    shared.traffic.rate.take(&client, reserved)?;
    let caller = caller?;
    if let Some(guest) = request.extensions().get::<Arc<Guest>>() {
        guest.is(&caller.name).map_err(|Full| {
            let detail = format!("`{}` has as many connections open as one client may, or all are taken", caller.name);
            Problem::new(StatusCode::TOO_MANY_REQUESTS, ProblemCode::TooManyRequests, detail).retry_after(1)
        })?;
    }
    let client = Client { name: caller.name.clone(), may_upload: caller.role >= Role::Admin };
    request.extensions_mut().insert(client);
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

fn identify(shared: &Shared, request: &Request) -> Result<Caller, Problem> {
    let secret = bearer(request.headers());
    let token = secret.and_then(|secret| shared.tokens.find(secret)).ok_or_else(|| {
        let detail = match secret {
            Some(_) => "the token is not one of this server's",
            None => "send `Authorization: Bearer` and a token",
        };
        Problem::new(StatusCode::UNAUTHORIZED, ProblemCode::NotAuthenticated, detail)
    })?;
    Ok(Caller { name: token.name.clone(), role: token.role, districts: token.districts.clone() })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}
