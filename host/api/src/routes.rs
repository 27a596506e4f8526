//! The whole surface put together: every route with its description, and the layers that each request passes.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use domain::limits::{PLUGIN_COMPONENT_BYTES_MAX, REQUEST_BYTES_MAX};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::parts::{ApiParts, Shared};
use crate::problem::code::ProblemCode;
use crate::problem::{self, Problem};
use crate::{access, openapi, traffic};

mod counties;
mod decisions;
mod duty;
mod events;
mod grids;
mod health;
mod home;
mod incidents;
mod notices;
mod personal;
mod plugins;
mod roster;
mod steps;
mod tables;
mod tasks;
mod units;
mod workflow_fields;
mod workflow_kinds;
mod workflow_migration;
mod workflow_steps;
mod workflows;

/// The server's routes, wired to what is given. Serve them with [`crate::serve`].
///
/// ```text
/// finish ─► observe ─► catch panics ─┬─► /healthz, /readyz
///                                    └─► admit ─► hold ─► everything else
/// ```
pub fn router(parts: ApiParts) -> Router {
    let shared = Shared::new(parts);
    let (guarded, _) = described().split_for_parts();
    let guarded = guarded
        .fallback(nothing_here)
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
        .layer(middleware::from_fn_with_state(shared.clone(), traffic::hold))
        .layer(middleware::from_fn_with_state(shared.clone(), access::admit));
    let (open, _) = health::open().split_for_parts();
    open.merge(guarded)
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(middleware::from_fn_with_state(shared.clone(), observe))
        .layer(middleware::from_fn(problem::finish))
        .with_state(shared)
}

/// All routes, for their description.
pub fn all_described() -> OpenApiRouter<Arc<Shared>> {
    described().merge(health::open())
}

/// Guarded routes with their descriptions.
fn described() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::with_openapi(openapi::head())
        .routes(routes!(home::page))
        .routes(routes!(openapi::description))
        .routes(routes!(health::metrics))
        .routes(routes!(counties::list))
        .nest("/v1/counties/{county}", of_county())
}

fn of_county() -> OpenApiRouter<Arc<Shared>> {
    let upload = DefaultBodyLimit::max(PLUGIN_COMPONENT_BYTES_MAX);
    OpenApiRouter::default()
        .routes(routes!(incidents::list, incidents::report))
        .routes(routes!(incidents::show))
        .routes(routes!(steps::transition))
        .routes(routes!(steps::acknowledge))
        .routes(routes!(steps::assign))
        .routes(routes!(steps::release))
        .routes(routes!(steps::set_priority))
        .routes(routes!(steps::set_kind))
        .routes(routes!(steps::merge))
        .routes(routes!(steps::unmerge))
        .routes(routes!(steps::settle))
        .routes(routes!(decisions::list))
        .routes(routes!(decisions::explain))
        .routes(routes!(personal::read, personal::erase))
        .routes(routes!(units::list))
        .routes(routes!(units::show))
        .routes(routes!(units::set_status))
        .routes(routes!(units::positions))
        .routes(routes!(grids::districts))
        .routes(routes!(grids::list))
        .routes(routes!(grids::at))
        .routes(routes!(roster::show))
        .routes(routes!(roster::publish))
        .routes(routes!(roster::check))
        .routes(routes!(roster::calendar))
        .routes(routes!(roster::findings))
        .routes(routes!(duty::on_duty))
        .routes(routes!(duty::stand_ins, duty::stand_in))
        .routes(routes!(duty::end_stand_in))
        .routes(routes!(duty::swaps, duty::offer))
        .routes(routes!(duty::accept))
        .routes(routes!(duty::approve))
        .routes(routes!(duty::decline))
        .routes(routes!(duty::handovers, duty::hand_over))
        .routes(routes!(duty::take_over))
        .routes(routes!(tables::kinds))
        .routes(routes!(tables::list))
        .routes(routes!(tables::rows))
        .routes(routes!(plugins::list, plugins::install).layer(upload))
        .routes(routes!(plugins::show))
        .routes(routes!(plugins::set_mode))
        .routes(routes!(plugins::configure))
        .routes(routes!(plugins::lift))
        .routes(routes!(notices::list))
        .routes(routes!(notices::show))
        .routes(routes!(notices::answer))
        .routes(routes!(notices::timers))
        .routes(routes!(workflows::list, workflows::start))
        .routes(routes!(workflows::show))
        .routes(routes!(workflows::decisions))
        .routes(routes!(workflows::explain))
        .routes(routes!(workflow_steps::signal))
        .routes(routes!(workflow_steps::pause))
        .routes(routes!(workflow_steps::resume))
        .routes(routes!(workflow_steps::retry))
        .routes(routes!(workflow_steps::cancel))
        .routes(routes!(workflow_steps::restart))
        .routes(routes!(workflow_fields::read))
        .routes(routes!(workflow_fields::erase))
        .routes(routes!(workflow_kinds::list))
        .routes(routes!(workflow_kinds::counts))
        .routes(routes!(workflow_kinds::pause))
        .routes(routes!(workflow_kinds::resume))
        .routes(routes!(workflow_migration::migrate))
        .routes(routes!(tasks::list, tasks::create))
        .routes(routes!(tasks::show))
        .routes(routes!(tasks::explain))
        .routes(routes!(tasks::accept))
        .routes(routes!(tasks::done))
        .routes(routes!(tasks::cancel))
        .routes(routes!(events::stream))
}

async fn nothing_here() -> Problem {
    Problem::not_found(ProblemCode::NoSuchRoute, "there is nothing at this path; `/openapi.json` lists what there is")
}

/// The layer that counts and times.
async fn observe(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    // By route, not by path: paths are without number.
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
    let method = known.into_iter().find(|known| *known == method.as_str()).unwrap_or("other");
    shared.metrics.request(method, route.as_deref().unwrap_or("none"), response.status().as_u16(), started.elapsed());
    response
}
