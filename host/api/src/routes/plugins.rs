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
use domain::plugin::{Grants, Inspected};
use domain::state::State as CountyState;
use domain::strict_json;
use utoipa_axum::router::UtoipaMethodRouterExt;
use utoipa_axum::routes;

use crate::access::tokens::Role;
use crate::asked::{Asked, Subject, said};
use crate::background::{blocking, see_through};
use crate::context::{Context, loaded};
use crate::dto::plugin::{Districts, GrantsBody, InstalledBody, Lift, NewMode, NewSettings, PluginBody, PluginDetail};
use crate::dto::query::{InstallQuery, LangQuery, bad};
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
    vec![routes!(list, install).layer(upload), routes!(show), routes!(set_mode), routes!(configure), routes!(lift)]
}

/// Installed plugins with where they sit.
#[utoipa::path(get, path = "/plugins", tag = "plugins", params(LangQuery), responses((status = 200, body = List<PluginBody>)))]
pub async fn list(cx: Context, Params(_): Params<LangQuery>) -> Result<Json<List<PluginBody>>, Problem> {
    let state = cx.state();
    let teller = cx.teller(&state)?;
    let seen = |district: &str| cx.caller.districts.has(district);
    let current = state.plugins.current.keys().filter_map(|name| state.plugins.current(name));
    let items = current.map(|installed| PluginBody::of(installed, &state, &teller, &seen));
    Ok(Json(List { items: items.collect() }))
}

/// One plugin: grants, settings, schema, message catalog, all versions.
#[utoipa::path(
    get, path = "/plugins/{name}", tag = "plugins", params(("name" = inline(Code), Path), LangQuery),
    responses((status = 200, body = PluginDetail))
)]
pub async fn show(
    cx: Context,
    Path((_, name)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
) -> Result<Json<PluginDetail>, Problem> {
    let state = cx.state();
    detail(&cx, &state, &name).map(Json)
}

fn detail(cx: &Context, state: &CountyState, name: &str) -> Result<PluginDetail, Problem> {
    let installed = state.plugins.current(name).ok_or_else(|| unknown(name))?;
    let seen = |district: &str| cx.caller.districts.has(district);
    Ok(PluginDetail::of(installed, state, &cx.teller(state)?, &seen))
}

fn unknown(name: &str) -> Problem {
    Unknown::Plugin { plugin: name.to_owned() }.into()
}

/// Install a plugin, or a new version of one: the component's bytes.
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
    let name = inspected.manifest.name.clone();
    let kept = off_thread(move || shared.components.keep_while(&component, &wanted)).await?;
    let acting = cx.clone();
    let version = see_through(async move {
        let command = PluginCommand::Install { inspected: Arc::new(kept), grants };
        let done = acting.submit(command, With::reason(query.reason)).await?;
        Ok(done.answer.version().0)
    })
    .await?;
    let plugin = detail(&cx, &cx.state(), &name)?;
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
pub struct PluginName(String);

impl Subject for PluginName {
    async fn find(_cx: &Context, name: &str) -> Result<PluginName, Problem> {
        Ok(PluginName(name.to_owned()))
    }
}

said!(NewMode, Lift);

/// Set a plugin's mode behind a hook, district by district.
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
    asked.hand_in(PluginCommand::SetMode { districts, hook, plugin: plugin.clone(), mode, order }).await?;
    detail(cx, &cx.state(), plugin).map(|detail| Json(detail.plugin))
}

/// Give a plugin other settings, for the county or for one district. They are checked against its schema.
#[utoipa::path(
    put, path = "/plugins/{name}/settings", tag = "plugins", params(("name" = inline(Code), Path), Key),
    request_body = NewSettings, responses((status = 200, body = Version))
)]
pub async fn configure(
    cx: Context,
    State(shared): State<Arc<Shared>>,
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
    let installed = state.plugins.current(&name).cloned().ok_or_else(|| unknown(&name))?;
    let key = cx.key(key, "configure", &name, &new);
    let settings = serde_json::Value::Object(new.settings);
    let settings_json = settings.to_string();
    let checked = blocking(move || {
        Ok::<_, std::convert::Infallible>(shared.components.check_settings(&installed.inspected, &settings))
    });
    if let Err(faults) = checked.await? {
        let problem = Problem::from(BadRequest::Settings { plugin: name });
        let at = |problem: Problem, what: String| problem.at("settings", Misplaced::Settings { what });
        return Err(faults.into_iter().fold(problem, at));
    }
    let command = PluginCommand::Configure { plugin: name, district, settings_json };
    let done = cx.submit(command, With { reason: new.reason, key }).await?;
    Ok(Json(Version { version: done.answer.version().0 }))
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
