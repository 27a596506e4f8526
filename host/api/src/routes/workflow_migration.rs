//! Taking instances over to another version of their plugin: first tried on all of them beside the writer, then done in
//! bounded commands.

use std::sync::Arc;

use axum::Json;
use domain::command::InstanceCommand;
use domain::hooks::Takeover;
use domain::ids::{Digest, InstanceRef};
use domain::limits::WORKFLOW_MIGRATED_MAX;
use domain::plugin::Installed;
use domain::ports::Rehearsed;
use domain::refusal::RefusalKind;
use domain::sentence::Said;
use domain::state::State;
use domain::workflow::Instance;
use telling::{say, tell};
use utoipa_axum::routes;

use crate::access::tokens::Role;
use crate::background::{blocking, see_through};
use crate::context::Context;
use crate::dto::workflow_kind::{MigratedBody, MigrationBody, NewMigration};
use crate::extract::Body;
use crate::find::workflow;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;
use crate::problem::server::Standing;
use crate::problem::unknown::Unknown;
use crate::problem::{Detail, Problem};
use crate::submit::With;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(migrate)]
}

/// Take instances over to another installed version of their plugin, or only try it. It is safe to send again: instances
/// that are there already stay as they are.
#[utoipa::path(
    post, path = "/workflow-migrations", tag = "workflows", request_body = NewMigration,
    responses((status = 200, body = MigrationBody))
)]
pub async fn migrate(cx: Context, Body(new): Body<NewMigration>) -> Result<Json<MigrationBody>, Problem> {
    cx.require(Role::Admin)?;
    cx.caller.require_all_districts()?;
    let state = cx.state();
    let target = target(&state, &new.plugin, &new.to)?.clone();
    let instances = chosen(&cx, &state, &new).await?;
    // What was begun is done for all, whether or not its caller still listens.
    see_through(async move { run(&cx, &target, instances, &new).await.map(Json) }).await
}

/// An installed version of a plugin, by its version or the first digits of its digest.
fn target<'s>(state: &'s State, plugin: &str, to: &str) -> Result<&'s Arc<Installed>, Problem> {
    let of_plugin: Vec<_> = state.plugins.installed.values().filter(|installed| installed.name() == plugin).collect();
    if of_plugin.is_empty() {
        return Err(Unknown::Plugin { plugin: plugin.to_owned() }.into());
    }
    let fits = |installed: &&&Arc<Installed>| {
        installed.version() == to || (to.len() >= 8 && installed.digest().to_string().starts_with(to))
    };
    of_plugin.iter().filter(fits).max_by_key(|installed| installed.installed_at).copied().ok_or_else(|| {
        let versions = of_plugin.iter().map(|installed| installed.version().to_owned()).collect();
        Unknown::PluginVersion { plugin: plugin.to_owned(), version: to.to_owned(), versions }.into()
    })
}

async fn chosen(cx: &Context, state: &State, new: &NewMigration) -> Result<Vec<Arc<Instance>>, Problem> {
    if new.all != new.instances.is_empty() {
        return Err(Problem::from(BadRequest::WhichWorkflows).at("instances", Misplaced::Instances));
    }
    if new.all {
        let of_plugin = |i: &&Arc<Instance>| i.status.is_live() && i.plugin.name == new.plugin;
        return Ok(state.workflows.instances.values().filter(of_plugin).cloned().collect());
    }
    let mut instances = Vec::with_capacity(new.instances.len());
    for id in &new.instances {
        let found = workflow::active_instance(cx, id).await?;
        if instances.iter().all(|known: &Arc<Instance>| known.instance != found.instance) {
            instances.push(found);
        }
    }
    Ok(instances)
}

async fn run(
    cx: &Context,
    target: &Installed,
    instances: Vec<Arc<Instance>>,
    new: &NewMigration,
) -> Result<MigrationBody, Problem> {
    let to = target.digest();
    let (there, elsewhere): (Vec<_>, Vec<_>) = instances.into_iter().partition(|i| i.plugin.digest == to);
    let which: Vec<InstanceRef> = elsewhere.iter().map(|instance| instance.instance).collect();
    let room = cx.county.room.clone();
    let rehearsed = blocking(move || Ok::<_, String>(room.rehearse_migration(to, &which))).await?;
    let state = cx.state();
    let teller = cx.teller(&state)?;
    let told = |outcome: Result<Takeover, Said>| outcome.map(drop).map_err(|why| teller.recorded(why));
    let tried: Vec<(Arc<Instance>, Result<(), String>)> =
        elsewhere.into_iter().zip(rehearsed.into_iter().map(|Rehearsed { outcome, .. }| told(outcome))).collect();
    let outcomes = match new.dry_run {
        true => tried,
        false => really(cx, to, tried, new).await?,
    };
    let good = if new.dry_run { "would-migrate" } else { "migrated" };
    let body = |instance: &Instance, outcome: &'static str, why: Option<String>| MigratedBody {
        id: instance.id.clone(),
        from: instance.plugin.version.clone(),
        outcome,
        why,
    };
    let refused = outcomes.iter().filter(|(_, outcome)| outcome.is_err()).count();
    let migrated = outcomes.len() - refused;
    let done = outcomes.into_iter().map(|(instance, outcome)| match outcome {
        Ok(()) => body(&instance, good, None),
        Err(why) => body(&instance, "refused", Some(why)),
    });
    let there = there.iter().map(|instance| body(instance, "there-already", None));
    Ok(MigrationBody {
        plugin: target.name().to_owned(),
        to: target.version().to_owned(),
        digest: to.to_string(),
        dry_run: new.dry_run,
        migrated,
        refused,
        instances: done.chain(there).collect(),
    })
}

type Outcomes = Vec<(Arc<Instance>, Result<(), String>)>;

/// Does what was tried. One refusal keeps all where they are, unless those refused may stay behind.
async fn really(cx: &Context, to: Digest, tried: Outcomes, new: &NewMigration) -> Result<Outcomes, Problem> {
    let (good, mut outcomes): (Outcomes, Outcomes) = tried.into_iter().partition(|(_, outcome)| outcome.is_ok());
    if !outcomes.is_empty() && !new.partial {
        let problem = Problem::from(Standing::MigrationRefused { version: new.to.clone() });
        return Err(outcomes.into_iter().fold(problem, |problem, (instance, outcome)| {
            problem.at(instance.id.clone(), Detail::Words(outcome.err().unwrap_or_default()))
        }));
    }
    for chunk in good.chunks(WORKFLOW_MIGRATED_MAX) {
        let mut results = take_over(cx, to, chunk, new).await;
        let failed = results.iter().any(|(_, outcome)| outcome.is_err());
        if failed && chunk.len() > 1 && new.partial {
            // One that ended meanwhile refuses its whole command; alone it refuses itself.
            results = Outcomes::with_capacity(chunk.len());
            for one in chunk.chunks(1) {
                results.extend(take_over(cx, to, one, new).await);
            }
        }
        outcomes.extend(results);
    }
    Ok(outcomes)
}

async fn take_over(
    cx: &Context,
    to: Digest,
    chunk: &[(Arc<Instance>, Result<(), String>)],
    new: &NewMigration,
) -> Outcomes {
    let now_there = |state: &State, which: InstanceRef| {
        state.workflows.get(which).is_some_and(|instance| instance.plugin.digest == to)
    };
    let left: Vec<InstanceRef> = chunk.iter().map(|(instance, _)| instance.instance).collect();
    let state = cx.state();
    let left: Vec<InstanceRef> = left.into_iter().filter(|which| !now_there(&state, *which)).collect();
    let mut why = tell!(cx.lang, "migration.not-taken");
    if !left.is_empty() {
        let command = InstanceCommand::Migrate { to, instances: left, partial: new.partial };
        if let Err(refusal) = cx.submit(command, With::reason(new.reason.clone())).await {
            why = say(&refusal.sentence, cx.lang);
            if refusal.kind == RefusalKind::Busy {
                why = tell!(cx.lang, "migration.send-again", why);
            }
        }
    }
    let state = cx.state();
    let outcome = |instance: &Arc<Instance>| match now_there(&state, instance.instance) {
        true => (instance.clone(), Ok(())),
        false => (instance.clone(), Err(why.clone())),
    };
    chunk.iter().map(|(instance, _)| outcome(instance)).collect()
}
