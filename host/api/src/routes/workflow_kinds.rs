//! Kinds of workflow: what can be started and on which versions instances are, how they ended, and holding a whole kind.

use std::sync::Arc;

use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use domain::command::{Command, InstanceCommand};
use domain::ids::DistrictRef;
use domain::plugin::Installed;
use domain::state::State;
use telling::Teller;

use crate::access::tokens::Role;
use crate::context::{Context, loaded};
use crate::dto::decision::NamedWord;
use crate::dto::incident::Because;
use crate::dto::query::LangQuery;
use crate::dto::reply::{List, Version};
use crate::dto::workflow_kind::{CountBody, EndBody, KindBody, VersionBody};
use crate::extract::{Key, MaybeBody, Params};
use crate::problem::Problem;
use crate::submit::With;

/// Kinds of workflow with their forms, where they can be started, and the versions that instances stay on.
#[utoipa::path(
    get, path = "/workflow-kinds", tag = "workflows", params(LangQuery),
    responses((status = 200, body = List<KindBody>))
)]
pub async fn list(cx: Context, Params(_): Params<LangQuery>) -> Result<Json<List<KindBody>>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let mut items = Vec::new();
    for installed in state.plugins.current.keys().filter_map(|name| state.plugins.current(name)) {
        for kind in &installed.inspected.workflows {
            let districts = (0..loaded.county().districts.len()).filter_map(|index| u16::try_from(index).ok());
            let owned = districts.map(DistrictRef).filter(|district| {
                let owner = state.owner_of(&kind.name, *district);
                cx.sees(loaded, *district) && owner.is_some_and(|(owner, _)| owner.digest() == installed.digest())
            });
            let districts = owned.map(|district| teller.district(district).code).collect();
            let story = teller.kind_of_workflow(&state, installed.digest(), kind);
            items.push(KindBody::of(story, districts, versions(&state, installed, &teller)));
        }
    }
    Ok(Json(List { items }))
}

fn versions(state: &State, installed: &Arc<Installed>, teller: &Teller<'_>) -> Vec<VersionBody> {
    let mut versions: Vec<_> = state.workflows.versions(state, installed.name()).collect();
    versions.sort_by_key(|version| version.installed.installed_at);
    let version = |version: domain::workflow::VersionCount<'_>| VersionBody {
        version: version.installed.version().to_owned(),
        digest: version.installed.digest().to_string(),
        installed_at: teller.time(version.installed.installed_at),
        life: teller.term(&version.life),
        live: version.live,
    };
    versions.into_iter().map(version).collect()
}

/// How many workflows of each kind are under way in each district, and how many ended how, as far as they are still kept.
#[utoipa::path(
    get, path = "/workflow-counts", tag = "workflows", params(LangQuery),
    responses((status = 200, body = List<CountBody>))
)]
pub async fn counts(cx: Context, Params(_): Params<LangQuery>) -> Result<Json<List<CountBody>>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let counted = state.workflows.counts().into_iter().filter(|((_, district), _)| cx.sees(loaded, *district));
    let items = counted.map(|((kind, district), mut ends)| {
        let open = ends.remove(&None).unwrap_or_default();
        let ends = ends.into_iter().map(|(end, count)| EndBody { end: end.unwrap_or_default(), count });
        let text = teller.kind_title(&state, &kind);
        let district = teller.district(district);
        CountBody { kind: NamedWord { code: kind, text }, district, open, ends: ends.collect() }
    });
    Ok(Json(List { items: items.collect() }))
}

/// Pause all workflows of a kind: none takes a step, and what happens to them waits.
#[utoipa::path(
    post, path = "/workflow-kinds/{kind}/pause", tag = "workflows", params(("kind" = String, Path)),
    request_body = Option<Because>, responses((status = 200, body = Version))
)]
pub async fn pause(
    cx: Context,
    Path((_, kind)): Path<(String, String)>,
    key: Key,
    MaybeBody(because): MaybeBody<Because>,
) -> Result<Response, Problem> {
    hold(&cx, Command::Instance(InstanceCommand::PauseKind { kind: kind.clone() }), &kind, key, because).await
}

/// Let all workflows of a kind go on.
#[utoipa::path(
    post, path = "/workflow-kinds/{kind}/resume", tag = "workflows", params(("kind" = String, Path)),
    request_body = Option<Because>, responses((status = 200, body = Version))
)]
pub async fn resume(
    cx: Context,
    Path((_, kind)): Path<(String, String)>,
    key: Key,
    MaybeBody(because): MaybeBody<Because>,
) -> Result<Response, Problem> {
    hold(&cx, Command::Instance(InstanceCommand::ResumeKind { kind: kind.clone() }), &kind, key, because).await
}

async fn hold(cx: &Context, command: Command, kind: &str, key: Key, because: Because) -> Result<Response, Problem> {
    cx.require(Role::Operator)?;
    cx.caller.require_all_districts()?;
    let key = cx.key(key, command.name(), kind, &because);
    cx.act(command, With { reason: because.reason, key }).await
}
