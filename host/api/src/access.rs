//! Who asks, and what that one may do: the layer that every request but the health checks passes, before anything of it is
//! read.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::scope::Authority;

use crate::problem::Problem;
use crate::serve::guests::{Full, Guest};
use crate::traffic::Client;
use crate::traffic::refusal::Crowded;
use crate::wiring::Shared;

pub mod peer;
pub mod refusal;
pub mod tokens;

use refusal::Denied;
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
        let (role, has) = (role.name().to_owned(), self.role.name().to_owned());
        Err(Denied::Role { role, client: self.name.clone(), has }.into())
    }

    /// For what is not of one district: the county's plugins, say.
    pub fn require_all_districts(&self) -> Result<(), Problem> {
        match self.districts {
            Scope::All => Ok(()),
            Scope::Only(_) => Err(Denied::WholeCounty { client: self.name.clone() }.into()),
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
        guest.is(&caller.name).map_err(|Full| Crowded::Connections { client: caller.name.clone() })?;
    }
    let client = Client { name: caller.name.clone(), may_upload: caller.role >= Role::Admin };
    request.extensions_mut().insert(client);
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

fn identify(shared: &Shared, request: &Request) -> Result<Caller, Denied> {
    let secret = bearer(request.headers());
    let token = secret.and_then(|secret| shared.tokens.find(secret)).ok_or(match secret {
        Some(_) => Denied::UnknownToken,
        None => Denied::NoToken,
    })?;
    Ok(Caller { name: token.name.clone(), role: token.role, districts: token.districts.clone() })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}
