//! What the county's codes are called, in both languages.

use std::collections::BTreeMap;

use axum::Json;
use domain::county::Names;
use domain::ids::DistrictRef;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::context::{Context, loaded};
use crate::dto::county::NamesBody;
use crate::dto::query::LangQuery;
use crate::extract::Params;
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(all)]
}

type Named = BTreeMap<String, NamesBody>;

/// Names by code. What the county has no more is not among them.
#[derive(Serialize, ToSchema)]
pub struct CodeNames {
    pub districts: Named,
    /// Of incidents.
    pub kinds: Named,
    pub teams: Named,
    pub unit_kinds: Named,
    pub skills: Named,
    /// Places in a shift of the command rooms.
    pub slots: Named,
}

/// What the county's codes are called.
#[utoipa::path(get, path = "/names", tag = "county", params(LangQuery), responses((status = 200, body = CodeNames)))]
pub async fn all(cx: Context, Params(_): Params<LangQuery>) -> Result<Json<CodeNames>, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let county = loaded.county();
    let districts = county
        .districts
        .iter()
        .zip(0_u16..)
        .filter(|(district, index)| !district.retired && cx.sees(loaded, DistrictRef(*index)));
    let districts = districts.map(|(district, _)| (&district.code, &district.name));
    Ok(Json(CodeNames {
        districts: named(districts),
        kinds: named(county.kinds.iter().filter(|kind| !kind.retired).map(|kind| (&kind.code, &kind.name))),
        teams: named(county.teams.iter().filter(|team| !team.retired).map(|team| (&team.code, &team.name))),
        unit_kinds: named(county.unit_kinds.iter().map(|kind| (&kind.code, &kind.name))),
        skills: named(county.skills.iter().map(|skill| (&skill.code, &skill.name))),
        slots: named(county.slots.iter().map(|slot| (&slot.code, &slot.name))),
    }))
}

fn named<'n>(of: impl Iterator<Item = (&'n String, &'n Names)>) -> Named {
    of.map(|(code, name)| (code.clone(), name.into())).collect()
}
