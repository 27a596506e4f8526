//! What of the county has a name and a place: found by words, near a point, or listed.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::limits::FIND_WORDS_LETTERS_MAX;
use utoipa_axum::routes;

use super::travel::point;
use crate::background::blocking;
use crate::context::{Context, loaded};
use crate::dto::datum::Moved;
use crate::dto::place::{FoundPlace, PlacePage, PlaceQuery, PlaceSort};
use crate::dto::query::{LangQuery, bad, limit, offset, offset_cursor};
use crate::dto::shapes::Code;
use crate::extract::Params;
use crate::find::places::{Found, Wanted};
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::unknown::Unknown;
use crate::routes::incidents::words;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list), routes!(show)]
}

/// Districts, townships, villages, stations, places, roads and grids: by words, what fits best first; near a point, the nearest first; or all.
#[utoipa::path(get, path = "/places", tag = "county", params(PlaceQuery), responses((status = 200, body = PlacePage)))]
pub async fn list(cx: Context, Params(query): Params<PlaceQuery>) -> Result<Response, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?.clone();
    if query.words.as_ref().is_some_and(|words| words.chars().count() > FIND_WORDS_LETTERS_MAX) {
        return Err(bad("words", Misplaced::Words { letters_max: FIND_WORDS_LETTERS_MAX }));
    }
    let mut moved = Moved::default();
    let near = match &query.near {
        Some(text) => {
            let near = point(&loaded, "near", text, query.datum, &mut moved)?;
            let seen = loaded.index.locate(near.0, near.1).is_ok_and(|located| cx.sees(&loaded, located.district));
            // What stands elsewhere under a code is not told from what is not there.
            if !text.contains(',') && !seen {
                return Err(bad("near", Misplaced::Point { text: text.clone() }));
            }
            Some(near)
        }
        None => None,
    };
    let of: Vec<PlaceSort> = words("of", query.of.as_deref())?;
    let of: Vec<finder::Sort> = of.into_iter().map(PlaceSort::of).collect();
    let district = query.district.as_deref().map(|code| cx.district(&loaded, code)).transpose()?;
    let (limit, offset) = (limit(query.limit)?, offset(query.cursor.as_deref())?);
    let reach = cx.reach(&loaded, &district.into_iter().collect::<Vec<_>>());
    let known = |kind: &String| {
        let county = loaded.county();
        county.place_kinds.iter().any(|of| of.code == *kind)
            || county.roads.links.iter().any(|road| road.class == *kind)
    };
    if let Some(kind) = query.kind.clone().filter(|kind| !known(kind)) {
        return Err(bad("kind", Misplaced::PlaceKind { kind }));
    }
    let (names, kind) = (cx.county.names.clone(), query.kind);
    let page = blocking(move || {
        let fits = |entry: &finder::Entry| {
            (of.is_empty() || of.contains(&entry.sort))
                && reach.as_ref().is_none_or(|reach| reach.contains(&entry.district))
                && (kind.is_none() || kind == entry.kind)
        };
        let finder = names.of(&loaded);
        let found = Wanted { words: query.words, near, fits }.find(&finder);
        let body = |(entry, errors, away): Found<'_>| FoundPlace::of(entry, loaded.county(), errors, away);
        let (total, end) = (found.len(), offset.saturating_add(limit));
        let items = found.into_iter().skip(offset).take(limit).map(body).collect();
        Ok::<_, String>(PlacePage { items, next: (end < total).then(|| offset_cursor(end)), total })
    });
    Ok(moved.told(Json(page.await?).into_response()))
}

/// One place by its code.
#[utoipa::path(
    get, path = "/places/{code}", tag = "county", params(("code" = inline(Code), Path), LangQuery),
    responses((status = 200, body = FoundPlace))
)]
pub async fn show(
    cx: Context,
    Path((_, code)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
) -> Result<Json<FoundPlace>, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?.clone();
    let names = cx.county.names.clone();
    let finder = blocking({
        let loaded = loaded.clone();
        move || Ok::<_, String>(names.of(&loaded))
    });
    let finder = finder.await?;
    let seen = |entry: &&finder::Entry| entry.code == code && cx.sees(&loaded, entry.district);
    let entry = finder.entries().iter().find(seen).ok_or_else(|| Unknown::Place { place: code.clone() })?;
    Ok(Json(FoundPlace::of(entry, loaded.county(), 0, None)))
}
