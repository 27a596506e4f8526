//! A plugin's way through its versions: what was done with it, and taking a step back in a district.

use axum::Json;
use axum::extract::Path;
use domain::command::PluginCommand;
use telling::DeedStory;
use utoipa_axum::routes;

use super::plugins::{PluginName, fits, seated, unknown};
use crate::asked::{Asked, said};
use crate::context::{Context, loaded};
use crate::dto::plugin::{PluginBody, RollBack};
use crate::dto::query::LangQuery;
use crate::dto::reply::List;
use crate::dto::shapes::Code;
use crate::extract::{Key, Params};
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(history), routes!(roll_back)]
}

said!(RollBack);

/// What was done with a plugin, by whom, when and why, the newest first: versions, seats, settings, quarantines. The newest 256; the
/// event stream has all.
#[utoipa::path(
    get, path = "/plugins/{name}/history", tag = "plugins", params(("name" = inline(Code), Path), LangQuery),
    responses((status = 200, body = List<DeedStory>))
)]
pub async fn history(
    cx: Context,
    Path((_, name)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
) -> Result<Json<List<DeedStory>>, Problem> {
    let state = cx.state();
    state.plugins.current(&name).ok_or_else(|| unknown(&name))?;
    let (teller, loaded) = (cx.teller(&state)?, loaded(&state)?);
    let all = state.plugins.history.get(&name).into_iter().flatten().rev();
    let seen = all.filter(|deed| deed.what.district().is_none_or(|district| cx.sees(loaded, district)));
    Ok(Json(List { items: seen.map(|deed| teller.deed(deed)).collect() }))
}

/// Take a plugin one step back in a district: the versions, modes and orders that were there before its seats changed last, and the
/// district's settings of then.
///
/// The county's settings stay as they are. After it there is no further step back until the seats change again.
#[utoipa::path(
    post, path = "/plugins/{name}/roll-back", tag = "plugins", params(("name" = inline(Code), Path), Key),
    request_body = RollBack, responses((status = 200, body = PluginBody))
)]
pub async fn roll_back(asked: Asked<PluginName, RollBack>) -> Result<Json<PluginBody>, Problem> {
    let (cx, PluginName(plugin)) = (&asked.cx, &asked.subject);
    let district = cx.district(loaded(&cx.state())?, &asked.body.district)?;
    let command = PluginCommand::RollBack { plugin: plugin.clone(), district, hook: asked.body.hook };
    fits(cx, &command).await?;
    asked.hand_in(command).await?;
    seated(cx, plugin)
}
