//! How long a way takes, and which it is.

use axum::Json;
use domain::county::Position;
use domain::state::LoadedCounty;
use telling::TravelStory;
use utoipa_axum::routes;

use crate::context::{Context, loaded};
use crate::dto::query::{TravelQuery, bad};
use crate::extract::Params;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(way)]
}

/// How long a kind of unit takes from one point to another.
#[utoipa::path(get, path = "/travel", tag = "county", params(TravelQuery), responses((status = 200, body = TravelStory)))]
pub async fn way(cx: Context, Params(query): Params<TravelQuery>) -> Result<Json<TravelStory>, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let (from, to) = (point(loaded, "from", &query.from)?, point(loaded, "to", &query.to)?);
    let kind = query.kind.as_deref().unwrap_or_default();
    if query.kind.is_some() && !loaded.county().unit_kinds.iter().any(|known| known.code == kind) {
        return Err(bad("kind", Misplaced::UnitKind { kind: kind.to_owned() }));
    }
    Ok(Json(cx.teller(&state)?.way(loaded, from, to, kind)))
}

fn point(loaded: &LoadedCounty, name: &'static str, text: &str) -> Result<Position, Problem> {
    let unknown = || bad(name, Misplaced::Point { text: text.to_owned() });
    loaded.index.point(text).ok_or_else(unknown)
}
