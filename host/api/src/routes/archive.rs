//! The archive: what has ended, of whatever sort, found by where it was, what it was, who had a hand in it, what it belongs to, and when.

use std::collections::BTreeSet;

use axum::Json;
use domain::archived::{Sort, Wanted};
use domain::limits::PAGE_ITEMS_MAX;
use utoipa_axum::routes;

use super::incidents::words;
use crate::context::{Context, loaded};
use crate::dto::archive::ArchiveRow;
use crate::dto::query::{ArchiveQuery, limit, several};
use crate::dto::reply::Page;
use crate::extract::Params;
use crate::find::archived::{Within, place, search, text};
use crate::find::counted::counted;
use crate::find::workflow::matter;
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list)]
}

/// What has ended and what the room let go of, newest first: incidents, workflows, tasks, notices, decisions, swaps, stand-ins, handovers.
/// The room may have it still.
#[utoipa::path(
    get, path = "/archive", tag = "archive", params(ArchiveQuery), responses((status = 200, body = Page<ArchiveRow>))
)]
pub async fn list(cx: Context, Params(query): Params<ArchiveQuery>) -> Result<Json<Page<ArchiveRow>>, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let districts = several(query.district.as_deref()).map(|code| cx.district(loaded, code));
    let Within { from, until } = Within::read(query.from.as_deref(), query.until.as_deref())?;
    let wanted = Wanted {
        sorts: words::<Sort>("of", query.of.as_deref())?.into_iter().collect::<BTreeSet<_>>(),
        kinds: several(query.kind.as_deref()).map(str::to_owned).collect(),
        districts: cx.reach(loaded, &districts.collect::<Result<Vec<_>, _>>()?),
        person: query.person.clone(),
        about: match &query.matter {
            Some(text) => Some(matter(&cx, &state, text).await?),
            None => None,
        },
        from,
        until,
    };
    let before = query.cursor.as_deref().map(place).transpose()?;
    let found = search(&cx, wanted.clone(), before, limit(query.limit)?).await?;
    let counted = counted(query.count, async |after| {
        let before = after.as_deref().map(place).transpose()?;
        let found = search(&cx, wanted.clone(), before, PAGE_ITEMS_MAX).await?;
        Ok((found.rows.len(), found.next.map(text)))
    });
    let counted = counted.await?;
    let teller = cx.teller(&state)?;
    let sees = |district| cx.sees(loaded, district);
    let row = |row| ArchiveRow::of(row, &state, &teller, &sees).map_err(|error| Problem::internal(&error));
    let items = found.rows.iter().map(row).collect::<Result<_, _>>()?;
    Ok(Json(Page::of(items, found.next.map(text), counted)))
}
