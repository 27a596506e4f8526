//! Kinds of workflow: what can be started and on which versions instances are, how they ended, and holding a whole kind.

use std::sync::Arc;

use axum::Json;
use axum::response::Response;
use domain::command::InstanceCommand;
use domain::ids::DistrictRef;
use domain::plugin::Installed;
use domain::state::State;
use domain::workflow::VersionLife;
use telling::Teller;
use utoipa_axum::routes;

use crate::asked::{Asked, Because, Subject};
use crate::context::{Context, loaded};
use crate::dto::decision::NamedWord;
use crate::dto::query::LangQuery;
use crate::dto::reply::{List, Version};
use crate::dto::shapes::Code;
use crate::dto::workflow_kind::{CountBody, EndBody, RunningVersionBody, WorkflowKindBody};
use crate::extract::{Key, Params};
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list), routes!(counts), routes!(pause), routes!(resume)]
}

/// Kinds of workflow with their forms, where they can be started, and the versions that instances stay on.
#[utoipa::path(
    get, path = "/workflow-kinds", tag = "workflows", params(LangQuery),
    responses((status = 200, body = List<WorkflowKindBody>))
)]
pub async fn list(cx: Context, Params(_): Params<LangQuery>) -> Result<Json<List<WorkflowKindBody>>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let mut items = Vec::new();
    for installed in state.plugins.current.keys().flat_map(|name| active(&state, name)) {
        for kind in &installed.inspected.workflows {
            let districts = (0..loaded.county().districts.len()).filter_map(|index| u16::try_from(index).ok());
            let owned = districts.map(DistrictRef).filter(|district| {
                let owner = state.owner_of(&kind.name, *district);
                cx.sees(loaded, *district) && owner.is_some_and(|(owner, _)| owner.digest() == installed.digest())
            });
            let districts = owned.map(|district| teller.district(district).code).collect();
            let story = teller.kind_of_workflow(&state, installed.digest(), kind);
            items.push(WorkflowKindBody::of(story, districts, versions(&state, installed, &teller)));
        }
    }
    Ok(Json(List { items }))
}

/// The versions of a plugin that new instances begin with.
fn active<'a>(state: &'a State, plugin: &'a str) -> impl Iterator<Item = &'a Arc<Installed>> {
    let versions = state.workflows.versions(state, plugin);
    versions.filter(|version| version.life == VersionLife::Active).map(|version| version.installed)
}

fn versions(state: &State, installed: &Arc<Installed>, teller: &Teller<'_>) -> Vec<RunningVersionBody> {
    let mut versions: Vec<_> = state.workflows.versions(state, installed.name()).collect();
    versions.sort_by_key(|version| version.installed.installed_at);
    let version = |version: domain::workflow::VersionCount<'_>| RunningVersionBody {
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

/// A kind of workflow by its name. The room knows whether there is one.
pub struct KindName(String);

impl Subject for KindName {
    async fn find(cx: &Context, name: &str) -> Result<KindName, Problem> {
        cx.caller.require_all_districts()?;
        Ok(KindName(name.to_owned()))
    }
}

/// Pause all workflows of a kind: none takes a step, and what happens to them waits.
#[utoipa::path(
    post, path = "/workflow-kinds/{kind}/pause", tag = "workflows", params(("kind" = inline(Code), Path), Key),
    request_body = Option<Because>, responses((status = 200, body = Version))
)]
pub async fn pause(asked: Asked<KindName, Because>) -> Result<Response, Problem> {
    let command = InstanceCommand::PauseKind { kind: asked.subject.0.clone() };
    asked.act(command).await
}

/// Let all workflows of a kind go on.
#[utoipa::path(
    post, path = "/workflow-kinds/{kind}/resume", tag = "workflows", params(("kind" = inline(Code), Path), Key),
    request_body = Option<Because>, responses((status = 200, body = Version))
)]
pub async fn resume(asked: Asked<KindName, Because>) -> Result<Response, Problem> {
    let command = InstanceCommand::ResumeKind { kind: asked.subject.0.clone() };
    asked.act(command).await
}
