//! Who asks, and what that one may do: the layer that every request but the health checks passes, before anything of it is
//! read.

use domain::refusal::RefusalCode;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::problem::Problem;
use crate::problem::code::ProblemCode;
use crate::wiring::Shared;

mod rebinding;
pub mod tokens;

use tokens::{Role, Scope, Tokens};

/// The name under which a caller on this machine acts while there are no tokens.
pub const LOCAL_CALLER: &str = "local";

/// Who asks. The layer puts it into every request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The token's name; stands in the journal as the author.
    pub name: String,
    pub role: Role,
    pub districts: Scope,
}

impl Caller {
    fn local() -> Caller {
        Caller { name: LOCAL_CALLER.to_owned(), role: Role::Admin, districts: Scope::All }
    }

    pub fn require(&self, role: Role) -> Result<(), Problem> {
        if self.role >= role {
            return Ok(());
        }
        let detail = format!("this takes the role `{}`, and `{}` is a {}", role.name(), self.name, self.role.name());
        Err(Problem::forbidden(ProblemCode::RoleTooLow, detail))
    }

    /// For what is not of one district: the county's plugins, say.
    pub fn require_all_districts(&self) -> Result<(), Problem> {
        match self.districts {
            Scope::All => Ok(()),
            Scope::Only(_) => {
                let detail = format!("this is about the whole county, and `{}` is limited to districts", self.name);
                Err(Problem::forbidden(ProblemCode::LimitedToDistricts, detail))
            }
        }
    }

    pub fn require_district(&self, district: &str) -> Result<(), Problem> {
        if self.districts.has(district) {
            return Ok(());
        }
        let detail = format!("`{}` does not reach into district `{district}`", self.name);
        Err(Problem::forbidden(RefusalCode::OtherDistrict, detail))
    }
}

/// Whether a server may listen here: without tokens on loopback only.
pub fn may_listen(address: &SocketAddr, tokens: Option<&Tokens>) -> Result<(), String> {
    match tokens {
        None if !address.ip().is_loopback() => Err(format!(
            "without a token file anybody who reaches `{address}` would be admin: listen on 127.0.0.1, or give a token file"
        )),
        Some(tokens) if tokens.is_empty() => {
            Err("the token file has no token, so nobody could ask anything: add one with `wardroom token new`"
                .to_owned())
        }
        _ => Ok(()),
    }
}

/// The layer: says who asks or refuses, and holds everybody to the rate.
pub async fn admit(State(shared): State<Arc<Shared>>, mut request: Request, next: Next) -> Result<Response, Problem> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
    let caller = identify(&shared, &request);
    // A caller with a token is known by it wherever it comes from, so that a whole room behind one address is not one client.
    let client = match &caller {
        Ok(caller) if shared.tokens.is_some() => caller.name.clone(),
        _ => peer.map_or_else(|| LOCAL_CALLER.to_owned(), |peer| peer.to_string()),
    };
    let reserved = crate::traffic::is_reserved(&request);
    shared.traffic.rate.take(&client, reserved)?;
    request.extensions_mut().insert(caller?);
    Ok(next.run(request).await)
}

fn identify(shared: &Shared, request: &Request) -> Result<Caller, Problem> {
    let Some(tokens) = &shared.tokens else {
        rebinding::check(request)?;
        return Ok(Caller::local());
    };
    let secret = bearer(request.headers());
    let token = secret.and_then(|secret| tokens.find(secret)).ok_or_else(|| {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tokens_only_loopback() {
        let check = |address: &str, tokens| may_listen(&address.parse().unwrap(), tokens);
        let some = Tokens::parse(&Tokens::generate("a", Role::Admin, Scope::All).unwrap().entry).unwrap();
        assert!(check("127.0.0.1:0", None).is_ok() && check("[::1]:80", None).is_ok());
        assert!(check("0.0.0.0:80", None).unwrap_err().contains("token file"));
        assert!(check("10.0.0.1:80", Some(&some)).is_ok());
        assert!(check("127.0.0.1:80", Some(&Tokens::default())).unwrap_err().contains("no token"));
    }
}
