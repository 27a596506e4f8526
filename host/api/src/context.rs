//! What nearly every handler needs at hand: the county of the path, who asks, in which language to answer.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use domain::ids::DistrictRef;
use domain::refusal::Refusal;
use domain::refusal::command::CommandRefusal;
use domain::state::{LoadedCounty, State};
use telling::{Lang, Teller};

use crate::access::Caller;
use crate::access::tokens::Role;
use crate::county_room::CountyRoom;
use crate::language::language;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;
use crate::problem::unknown::Unknown;
use crate::replay::Replay;
use crate::wiring::Shared;

#[derive(Clone)]
pub struct Context {
    pub shared: Arc<Shared>,
    pub county: Arc<CountyRoom>,
    pub caller: Caller,
    pub lang: Lang,
    pub replay: Replay,
}

impl FromRequestParts<Arc<Shared>> for Context {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Context, Problem> {
        let raw = RawPathParams::from_request_parts(parts, shared).await;
        let raw = raw.map_err(|_| Unknown::Path)?;
        let code = raw.iter().find(|(name, _)| *name == "county").map(|(_, code)| code).unwrap_or_default();
        let unknown = || Unknown::County { county: code.to_owned() };
        let county = shared.counties.get(code).cloned().ok_or_else(unknown)?;
        let caller = caller(parts)?;
        let lang = language(parts.uri.query(), &parts.headers).map_err(|tag| {
            Problem::from(BadRequest::Language).at("lang", Misplaced::Language { tag: tag.to_owned() })
        })?;
        let replay = parts.extensions.get::<Replay>().cloned().unwrap_or_default();
        Ok(Context { shared: shared.clone(), county, caller, lang, replay })
    }
}

impl FromRequestParts<Arc<Shared>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _shared: &Arc<Shared>) -> Result<Caller, Problem> {
        caller(parts)
    }
}

fn caller(parts: &Parts) -> Result<Caller, Problem> {
    let caller = parts.extensions.get::<Caller>().cloned();
    caller.ok_or_else(|| Problem::internal(&"a route stands outside the layer that says who asks"))
}

impl Context {
    pub fn require(&self, role: Role) -> Result<(), Problem> {
        self.caller.require(role)
    }

    pub fn state(&self) -> Arc<State> {
        self.county.room.state()
    }

    /// Whether the caller sees what belongs to a district.
    pub fn sees(&self, loaded: &LoadedCounty, district: DistrictRef) -> bool {
        district_code(loaded, district).is_some_and(|code| self.caller.districts.has(code))
    }

    /// Gives names and texts in the caller's language.
    pub fn teller<'s>(&self, state: &'s State) -> Result<Teller<'s>, Problem> {
        Teller::of_state(state, self.lang).ok_or_else(no_county)
    }
}

pub fn district_code(loaded: &LoadedCounty, district: DistrictRef) -> Option<&str> {
    loaded.county().districts.get(district.index()).map(|district| district.code.as_str())
}

/// The county's data, which a new data directory has not.
pub fn loaded(state: &State) -> Result<&Arc<LoadedCounty>, Problem> {
    state.county.as_ref().ok_or_else(no_county)
}

fn no_county() -> Problem {
    Refusal::from(CommandRefusal::NoCounty).into()
}
