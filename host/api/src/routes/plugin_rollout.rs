//! A plugin's way through its versions: what was done with it, how those in shadow compare, and taking a step back in a district.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use domain::command::PluginCommand;
use domain::ids::DistrictRef;
use telling::{DeedStory, PairingStory};
use utoipa_axum::routes;

use super::plugins::{PluginName, fits, seated, unknown};
use crate::asked::{Asked, said};
use crate::context::{Context, loaded};
use crate::dto::plugin::{PluginBody, RollBack, SigningOff};
use crate::dto::query::LangQuery;
use crate::dto::reply::{List, Version};
use crate::dto::shapes::Code;
use crate::extract::{Key, Params};
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(history), routes!(roll_back), routes!(differences), routes!(sign_off)]
}

said!(RollBack, SigningOff);

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

/// How a plugin's versions in shadow answered beside what counted, district by district, the newest first: how often, in what they
/// differ, the newest difference, and who signed it off. An abstention is no difference.
#[utoipa::path(
    get, path = "/plugins/{name}/differences", tag = "plugins", params(("name" = inline(Code), Path), LangQuery),
    responses((status = 200, body = List<PairingStory>))
)]
pub async fn differences(
    cx: Context,
    Path((_, name)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
) -> Result<Json<List<PairingStory>>, Problem> {
    let state = cx.state();
    state.plugins.current(&name).ok_or_else(|| unknown(&name))?;
    let (teller, loaded) = (cx.teller(&state)?, loaded(&state)?);
    let districts = state.plugins.pairings.keys().copied().filter(|district| cx.sees(loaded, *district));
    let of = |district: DistrictRef| {
        let all = state.plugins.pairings_of(district, &name).into_iter();
        all.map(|pairing| teller.pairing(district, pairing)).collect::<Vec<_>>()
    };
    Ok(Json(List { items: districts.flat_map(of).collect() }))
}

/// Sign off the differences of a version in shadow as they are by now. `reason` is the note that stands with it.
#[utoipa::path(
    post, path = "/plugins/{name}/differences/sign-off", tag = "plugins", params(("name" = inline(Code), Path), Key),
    request_body = SigningOff, responses((status = 200, body = Version))
)]
pub async fn sign_off(asked: Asked<PluginName, SigningOff>) -> Result<Response, Problem> {
    let district = asked.cx.district(loaded(&asked.cx.state())?, &asked.body.district)?;
    let SigningOff { hook, version, live, .. } = &asked.body;
    let (plugin, hook, version, live) = (asked.subject.0.clone(), *hook, version.clone(), live.clone());
    let command = PluginCommand::SignOff { plugin, district, hook, version, live };
    asked.act(command).await
}
