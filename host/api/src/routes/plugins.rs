//! Plugins: what is installed, installing, modes, settings, quarantine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Json;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use domain::command::PluginCommand;
use domain::ids::DistrictRef;
use domain::limits::PLUGIN_COMPONENT_BYTES_MAX;
use domain::plugin::fit::{Together, brought_together};
use domain::plugin::{Grants, Inspected, Installed};
use domain::state::State as CountyState;
use domain::strict_json;
use utoipa_axum::router::UtoipaMethodRouterExt;
use utoipa_axum::routes;

use crate::access::tokens::Role;
use crate::asked::{Asked, Subject, said};
use crate::background::{blocking, see_through};
use crate::context::{Context, loaded};
use crate::dto::plugin::{
    Districts, GrantsBody, InstalledBody, Lift, NewMode, NewSettings, PluginBody, PluginDetail, Withdrawn,
};
use crate::dto::query::{InstallQuery, LangQuery, VersionQuery, bad};
use crate::dto::reply::{List, Version};
use crate::dto::shapes::Code;
use crate::extract::{self, Body, Key, Params};
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;
use crate::problem::server::Standing;
use crate::problem::unknown::Unknown;
use crate::serve::Stopping;
use crate::submit::With;
use crate::wiring::{Routes, Shared};

pub fn routes() -> Routes {
    let upload = DefaultBodyLimit::max(PLUGIN_COMPONENT_BYTES_MAX);
    vec![
        routes!(list, install).layer(upload),
        routes!(show),
        routes!(set_mode),
        routes!(configure),
        routes!(withdraw),
        routes!(lift),
    ]
}

/// Installed plugins with where their versions sit.
#[utoipa::path(get, path = "/plugins", tag = "plugins", params(LangQuery), responses((status = 200, body = List<PluginBody>)))]
pub async fn list(cx: Context, Params(_): Params<LangQuery>) -> Result<Json<List<PluginBody>>, Problem> {
    let state = cx.state();
    let teller = cx.teller(&state)?;
    let seen = |district: &str| cx.caller.districts.has(district);
    let current = state.plugins.current.keys().filter_map(|name| state.plugins.current(name));
    let items = current.map(|installed| PluginBody::of(installed, &state, &teller, &seen));
    Ok(Json(List { items: items.collect() }))
}

/// One plugin: grants, settings, schema, message catalog of a version, and all versions.
#[utoipa::path(
    get, path = "/plugins/{name}", tag = "plugins", params(("name" = inline(Code), Path), VersionQuery),
    responses((status = 200, body = PluginDetail))
)]
pub async fn show(
    cx: Context,
    Path((_, name)): Path<(String, String)>,
    Params(query): Params<VersionQuery>,
) -> Result<Json<PluginDetail>, Problem> {
    let state = cx.state();
    let installed = version(&state, &name, query.version.as_deref())?;
    detail(&cx, &state, installed).map(Json)
}

/// The version of a plugin that is meant: the current one where none is named.
fn version<'a>(state: &'a CountyState, name: &str, version: Option<&str>) -> Result<&'a Arc<Installed>, Problem> {
    let current = state.plugins.current(name).ok_or_else(|| unknown(name))?;
    let Some(version) = version else { return Ok(current) };
    let none = || {
        let all = state.plugins.versions_of(name);
        let versions = all.iter().map(|installed| installed.version().to_owned()).collect();
        Unknown::PluginVersion { plugin: name.to_owned(), version: version.to_owned(), versions }
    };
    Ok(state.plugins.version(name, version).ok_or_else(none)?)
}

fn detail(cx: &Context, state: &CountyState, installed: &Installed) -> Result<PluginDetail, Problem> {
    let seen = |district: &str| cx.caller.districts.has(district);
    Ok(PluginDetail::of(installed, state, &cx.teller(state)?, &seen))
}

/// The plugin as it sits after a change.
pub(super) fn seated(cx: &Context, name: &str) -> Result<Json<PluginBody>, Problem> {
    let state = cx.state();
    detail(cx, &state, version(&state, name, None)?).map(|detail| Json(detail.plugin))
}

pub(super) fn unknown(name: &str) -> Problem {
    Unknown::Plugin { plugin: name.to_owned() }.into()
}

/// Install a plugin, or a new version of one: the component's bytes.
///
/// What decides stays as it is: a version counts where `mode` puts it. The same version with other bytes is refused, and a lower
/// one needs a `reason`.
///
/// Its signature is not checked, so a server that others can reach refuses it.
#[utoipa::path(
    post, path = "/plugins", tag = "plugins", params(InstallQuery),
    request_body(content = Vec<u8>, content_type = "application/wasm"),
    responses((status = 201, body = InstalledBody))
)]
pub async fn install(
    cx: Context,
    State(shared): State<Arc<Shared>>,
    Params(query): Params<InstallQuery>,
    request: Request,
) -> Result<(StatusCode, Json<InstalledBody>), Problem> {
    cx.require(Role::Admin)?;
    cx.caller.require_all_districts()?;
    if !shared.unsigned_plugins {
        return Err(Standing::Unsigned.into());
    }
    let stopping = request.extensions().get::<Stopping>().cloned();
    let media = request.headers().get(header::CONTENT_TYPE).map(|value| value.as_bytes().to_vec());
    let component = extract::read(request, &()).await?;
    if media.as_deref() != Some(b"application/wasm") {
        return Err(BadRequest::NoComponent.into());
    }
    // It ends with the request, when whoever asks goes away or the server stops.
    let waiting = Waiting::default();
    let wanted = waiting.wanted(stopping);
    let components = shared.components.clone();
    // Nothing is kept before it is known that it may be installed.
    let look = move || {
        let inspected = components.inspect_while(&component, &wanted)?;
        Ok((inspected, component, wanted))
    };
    let (inspected, component, wanted) = off_thread(look).await?;
    let grants = grants(&query, &inspected)?;
    let digest = inspected.digest;
    let kept = off_thread(move || shared.components.keep_while(&component, &wanted)).await?;
    let acting = cx.clone();
    let version = see_through(async move {
        let command = PluginCommand::Install { inspected: Arc::new(kept), grants };
        let done = acting.submit(command, With::reason(query.reason)).await?;
        Ok(done.answer.version().0)
    })
    .await?;
    let state = cx.state();
    let installed = state.plugins.installed.get(&digest).ok_or_else(|| Problem::internal(&"no version was kept"))?;
    let plugin = detail(&cx, &state, installed)?;
    Ok((StatusCode::CREATED, Json(InstalledBody { version, plugin })))
}

/// Lives as long as the request does.
#[derive(Default)]
struct Waiting(Arc<AtomicBool>);

impl Waiting {
    /// Whether the request is still there and the server goes on.
    fn wanted(&self, stopping: Option<Stopping>) -> impl Fn() -> bool + Send + Sync + 'static {
        let gone = self.0.clone();
        move || !gone.load(Ordering::Acquire) && !stopping.as_ref().is_some_and(|Stopping(stopping)| *stopping.borrow())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Checking and compiling take long; what they refuse is the component's fault.
async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, Problem> {
    let told = blocking(move || Ok::<_, std::convert::Infallible>(work())).await?;
    told.map_err(|why| BadRequest::Component { why }.into())
}

fn grants(query: &InstallQuery, inspected: &Inspected) -> Result<Grants, Problem> {
    let requested = &inspected.manifest.requests;
    match (&query.grants, query.grant_requested) {
        (None, true) => Ok(requested.clone()),
        (Some(json), false) => {
            let grants: Result<GrantsBody, _> = strict_json::read(json.as_bytes());
            Ok(grants.map_err(|error| bad("grants", extract::told(&error)))?.into())
        }
        (None, false) => {
            let requested = serde_json::to_string(requested).unwrap_or_default();
            Err(BadRequest::NoGrants { plugin: inspected.manifest.name.clone(), requested }.into())
        }
        (Some(_), true) => Err(bad("grants", Misplaced::GrantsTwice)),
    }
}

/// A plugin by its name. The room knows whether there is one.
pub struct PluginName(pub(super) String);

impl Subject for PluginName {
    async fn find(_cx: &Context, name: &str) -> Result<PluginName, Problem> {
        Ok(PluginName(name.to_owned()))
    }
}

said!(NewMode, Lift, Withdrawn);

/// Set the mode of a plugin's version behind a hook, district by district.
///
/// A version that comes to count takes the place of the one that did. Before that the settings there are held against its schema.
#[utoipa::path(
    post, path = "/plugins/{name}/mode", tag = "plugins", params(("name" = inline(Code), Path), Key),
    request_body = NewMode, responses((status = 200, body = PluginBody))
)]
pub async fn set_mode(asked: Asked<PluginName, NewMode>) -> Result<Json<PluginBody>, Problem> {
    let (cx, PluginName(plugin)) = (&asked.cx, &asked.subject);
    let districts = match &asked.body.districts {
        Districts::All(_) => {
            cx.caller.require_all_districts()?;
            Vec::new()
        }
        Districts::Codes(codes) => {
            let state = cx.state();
            let loaded = loaded(&state)?;
            codes.iter().map(|code| cx.district(loaded, code)).collect::<Result<Vec<DistrictRef>, Problem>>()?
        }
    };
    let NewMode { hook, mode, order, .. } = asked.body;
    let version = asked.body.version.clone();
    let command = PluginCommand::SetMode { districts, hook, plugin: plugin.clone(), mode, order, version };
    fits(cx, &command).await?;
    asked.hand_in(command).await?;
    seated(cx, plugin)
}

/// Give a plugin other settings, for the county or for one district. They are checked against its schema.
#[utoipa::path(
    put, path = "/plugins/{name}/settings", tag = "plugins", params(("name" = inline(Code), Path), Key),
    request_body = NewSettings, responses((status = 200, body = Version))
)]
pub async fn configure(
    cx: Context,
    Path((_, name)): Path<(String, String)>,
    key: Key,
    Body(new): Body<NewSettings>,
) -> Result<Json<Version>, Problem> {
    cx.require(Role::Admin)?;
    let state = cx.state();
    let district = match &new.district {
        Some(code) => Some(cx.district(loaded(&state)?, code)?),
        None => {
            cx.caller.require_all_districts()?;
            None
        }
    };
    let installed = version(&state, &name, new.version.as_deref())?.clone();
    let key = cx.key(key, "configure", &name, &new);
    let settings = serde_json::Value::Object(new.settings);
    let settings_json = settings.to_string();
    let nobody_asked = new.version.is_some() || state.plugins.seated(&name, None).is_empty();
    let command = PluginCommand::Configure { plugin: name, district, version: new.version, settings_json };
    if !fits(&cx, &command).await? && nobody_asked {
        held_against(&cx, &installed, settings).await?;
    }
    let done = cx.submit(command, With { reason: new.reason, key }).await?;
    Ok(Json(Version { version: done.answer.version().0 }))
}

/// Holds settings against the schema of a version that is not asked under them yet.
async fn held_against(cx: &Context, installed: &Arc<Installed>, settings: serde_json::Value) -> Result<(), Problem> {
    let (components, plugin, installed) =
        (cx.shared.components.clone(), installed.name().to_owned(), installed.clone());
    let checked =
        blocking(move || Ok::<_, std::convert::Infallible>(components.check_settings(&installed.inspected, &settings)));
    let Err(faults) = checked.await? else { return Ok(()) };
    let problem = Problem::from(BadRequest::Settings { plugin });
    let at = |problem: Problem, what: String| problem.at("settings", Misplaced::Settings { what });
    Err(faults.into_iter().fold(problem, at))
}

/// Holds the settings that a command would bring together with a version against that version's schema, and names what does not
/// fit. Whether there was anything to hold.
pub(super) async fn fits(cx: &Context, command: &PluginCommand) -> Result<bool, Problem> {
    let state = cx.state();
    let together = brought_together(&state, command);
    let Some(first) = together.first() else { return Ok(false) };
    let (plugin, components) = (first.installed.name().to_owned(), cx.shared.components.clone());
    let look = move || {
        let faults = together.into_iter().map(|together| {
            let settings = serde_json::from_str(&together.settings_json).unwrap_or_default();
            let found = components.check_settings(&together.installed.inspected, &settings);
            (together, found.err().unwrap_or_default())
        });
        Ok::<_, std::convert::Infallible>(faults.collect::<Vec<_>>())
    };
    let looked = blocking(look).await?;
    let (teller, mut problem) = (cx.teller(&state)?, Problem::from(BadRequest::Settings { plugin }));
    for (Together { district, installed, .. }, faults) in looked {
        let (district, version) = (teller.district(district).code, installed.version().to_owned());
        for what in faults {
            let (district, version) = (district.clone(), version.clone());
            problem = problem.at("settings", Misplaced::SettingsOf { district, version, what });
        }
    }
    if problem.has_errors() { Err(problem) } else { Ok(true) }
}

/// Withdraw settings that were given for a district or a version: what is less particular holds in their place.
#[utoipa::path(
    post, path = "/plugins/{name}/settings/withdraw", tag = "plugins", params(("name" = inline(Code), Path), Key),
    request_body = Withdrawn, responses((status = 200, body = Version))
)]
pub async fn withdraw(asked: Asked<PluginName, Withdrawn>) -> Result<Response, Problem> {
    let cx = &asked.cx;
    cx.require(Role::Admin)?;
    let district = match &asked.body.district {
        Some(code) => Some(cx.district(loaded(&cx.state())?, code)?),
        None => {
            cx.caller.require_all_districts()?;
            None
        }
    };
    let (plugin, version) = (asked.subject.0.clone(), asked.body.version.clone());
    let command = PluginCommand::WithdrawSettings { plugin, district, version };
    fits(cx, &command).await?;
    asked.act(command).await
}

/// Lift a plugin's quarantine in a district.
#[utoipa::path(
    post, path = "/plugins/{name}/quarantine/lift", tag = "plugins", params(("name" = inline(Code), Path), Key),
    request_body = Lift, responses((status = 200, body = Version))
)]
pub async fn lift(asked: Asked<PluginName, Lift>) -> Result<Response, Problem> {
    let district = asked.cx.district(loaded(&asked.cx.state())?, &asked.body.district)?;
    let command = PluginCommand::LiftQuarantine { plugin: asked.subject.0.clone(), district };
    asked.act(command).await
}
