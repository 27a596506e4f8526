//! How long a way takes, and which it is.

use axum::Json;
use axum::response::{IntoResponse, Response};
use domain::county::Position;
use domain::state::LoadedCounty;
use telling::TravelStory;
use utoipa_axum::routes;

use crate::context::{Context, loaded};
use crate::dto::datum::{DatumWord, Moved};
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
pub async fn way(cx: Context, Params(query): Params<TravelQuery>) -> Result<Response, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let mut moved = Moved::default();
    let mut read = |name, text| point(loaded, name, text, query.datum, &mut moved);
    let (from, to) = (read("from", &query.from)?, read("to", &query.to)?);
    let kind = query.kind.as_deref().unwrap_or_default();
    if query.kind.is_some() && !loaded.county().unit_kinds.iter().any(|known| known.code == kind) {
        return Err(bad("kind", Misplaced::UnitKind { kind: kind.to_owned() }));
    }
    let way = cx.teller(&state)?.way(loaded, from, to, kind);
    Ok(moved.told(Json(way).into_response()))
}

/// A point that is said in a query, in degrees or by a code.
pub(crate) fn point(
    loaded: &LoadedCounty,
    name: &'static str,
    text: &str,
    datum: Option<DatumWord>,
    moved: &mut Moved,
) -> Result<Position, Problem> {
    let degrees =
        text.split_once(',').and_then(|(lon, lat)| Some((lon.trim().parse().ok()?, lat.trim().parse().ok()?)));
    if let Some((lon, lat)) = degrees
        && loaded.index.locate(lon, lat).is_err_and(|outside| outside.swapped)
    {
        return Err(bad(name, Misplaced::PointSwapped { text: text.to_owned() }));
    }
    let unknown = || bad(name, Misplaced::Point { text: text.to_owned() });
    let point = loaded.index.point(text).ok_or_else(unknown)?;
    // What a code stands for is the county's own.
    Ok(if degrees.is_some() { moved.take(datum, point) } else { point })
}
