//! Who serves the county: codes, qualifications and posts, and nothing else of who they are.

use axum::Json;
use axum::extract::Path;
use domain::county::{Person, Post};
use domain::ports::CodeOf;
use domain::state::LoadedCounty;
use utoipa_axum::routes;

use crate::context::{Context, loaded};
use crate::dto::person::{PersonBody, PersonQuery};
use crate::dto::query::{LangQuery, bad, limit, offset, offset_cursor};
use crate::dto::reply::Page;
use crate::dto::shapes::Code;
use crate::extract::Params;
use crate::find::counted::Counted;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::unknown::Unknown;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list), routes!(show)]
}

/// Whether a caller sees a person: by a post in their districts, or since none says where they belong.
fn seen(cx: &Context, loaded: &LoadedCounty, person: &Person) -> bool {
    !person.retired && (person.posts.is_empty() || person.posts.iter().any(|post| cx.sees(loaded, post.district)))
}

/// Persons who serve the county, in the order of its files: codes and posts.
#[utoipa::path(
    get, path = "/persons", tag = "county", params(PersonQuery), responses((status = 200, body = Page<PersonBody>))
)]
pub async fn list(cx: Context, Params(query): Params<PersonQuery>) -> Result<Json<Page<PersonBody>>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let counts = query.count == Some(true);
    let district = query.district.as_deref().map(|code| cx.district(loaded, code)).transpose()?;
    let (limit, offset) = (limit(query.limit)?, offset(query.cursor.as_deref())?);
    let known = |code: &String| loaded.index.by_code(CodeOf::Post, code).is_some();
    if let Some(post) = query.post.clone().filter(|post| !known(post)) {
        return Err(bad("post", Misplaced::Post { post }));
    }
    let fits = |post: &Post| {
        cx.sees(loaded, post.district)
            && district.is_none_or(|district| post.district == district)
            && query.post.as_ref().is_none_or(|wanted| post.post == *wanted)
    };
    let any = district.is_none() && query.post.is_none();
    let wanted = |person: &&Person| seen(&cx, loaded, person) && (any || person.posts.iter().any(fits));
    let all: Vec<&Person> = loaded.county().persons.iter().filter(wanted).collect();
    let (total, end) = (all.len(), offset.saturating_add(limit));
    let body = |person: &&Person| PersonBody::of(person, |post| cx.sees(loaded, post.district), &teller);
    let items = all.iter().skip(offset).take(limit).map(body).collect();
    Ok(Json(Page::of(items, (end < total).then(|| offset_cursor(end)), counts.then(|| Counted::whole(total)))))
}

/// One person by the code.
#[utoipa::path(
    get, path = "/persons/{code}", tag = "county", params(("code" = inline(Code), Path), LangQuery),
    responses((status = 200, body = PersonBody))
)]
pub async fn show(
    cx: Context,
    Path((_, code)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
) -> Result<Json<PersonBody>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let found = loaded.county().persons.iter().find(|person| person.code == code && seen(&cx, loaded, person));
    let person = found.ok_or_else(|| Unknown::Person { person: code.clone() })?;
    Ok(Json(PersonBody::of(person, |post| cx.sees(loaded, post.district), &teller)))
}
