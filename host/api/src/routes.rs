//! The whole surface put together: every route with its description, and the layers that each request passes.

use std::sync::{Arc, LazyLock};
use std::time::Instant;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use domain::limits::REQUEST_BYTES_MAX;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::problem::unknown::Unknown;
use crate::problem::{self, Problem};
use crate::wiring::{ApiParts, Routes, Shared};
use crate::{access, doubt, extract, openapi, replay, traffic};

mod archive;
mod assessments;
mod clock;
mod counties;
mod decisions;
mod duty;
mod events;
mod grids;
mod hand_offs;
mod health;
mod home;
mod incident_commands;
mod incidents;
mod links;
mod names;
mod notes;
mod notices;
mod outcomes;
mod overrides;
mod personal;
mod persons;
mod place;
mod places;
mod plugin_rollout;
mod plugins;
mod report;
mod roads;
mod roster;
mod series;
mod status;
mod tables;
mod task_commands;
mod tasks;
pub(crate) mod travel;
mod units;
mod workflow_commands;
mod workflow_fields;
mod workflow_kinds;
mod workflow_migration;
mod workflow_schedules;
mod workflows;

/// The server's routes, wired to what is given. Serve them with [`crate::serve`].
///
/// ```text
/// finish ─► observe ─► catch panics ─► doubt ─► query ─┬─► /healthz, /readyz
///                                                      │   and the empty page
///                                                      └─► admit ─► hold ─► everything else
/// ```
pub fn router(parts: ApiParts) -> Router {
    let shared = Shared::new(parts, openapi_json());
    let (guarded, _) = described().split_for_parts();
    let guarded = guarded
        .fallback(nothing_here)
        .layer(middleware::from_fn(replay::tell))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
        .layer(middleware::from_fn_with_state(shared.traffic.clone(), traffic::hold))
        .layer(middleware::from_fn_with_state(shared.clone(), access::admit));
    let (open, _) = described_by(open()).split_for_parts();
    open.merge(guarded)
        .layer(middleware::from_fn(extract::query_shows))
        .layer(middleware::from_fn_with_state(shared.clone(), doubt::tell))
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(middleware::from_fn_with_state(shared.clone(), observe))
        .layer(middleware::from_fn(problem::finish))
        .with_state(shared)
}

/// The OpenAPI description of all routes, as JSON for people and for the golden file.
pub fn openapi_json() -> &'static str {
    static WHOLE: LazyLock<String> = LazyLock::new(|| {
        let (_, routes) = described().merge(described_by(open())).split_for_parts();
        let mut json = serde_json::to_string_pretty(&openapi::whole(routes)).unwrap_or_default();
        json.push('\n');
        json
    });
    &WHOLE
}

/// Guarded routes with their descriptions.
fn described() -> OpenApiRouter<Arc<Shared>> {
    let head = OpenApiRouter::with_openapi(openapi::head());
    head.merge(described_by(of_server())).nest("/v1/counties/{county}", described_by(of_county()))
}

/// What stands below a county.
fn of_county() -> Routes {
    let subjects = [
        status::routes,
        clock::routes,
        archive::routes,
        incidents::routes,
        incident_commands::routes,
        decisions::routes,
        outcomes::routes,
        overrides::routes,
        personal::routes,
        place::routes,
        places::routes,
        units::routes,
        grids::routes,
        names::routes,
        roads::routes,
        roster::routes,
        duty::routes,
        tables::routes,
        persons::routes,
        series::routes,
        assessments::routes,
        report::routes,
        travel::routes,
        plugin_rollout::routes,
        plugins::routes,
        links::routes,
        notes::routes,
        hand_offs::routes,
        notices::routes,
        workflows::routes,
        workflow_commands::routes,
        workflow_fields::routes,
        workflow_kinds::routes,
        workflow_migration::routes,
        workflow_schedules::routes,
        tasks::routes,
        task_commands::routes,
        events::routes,
    ];
    subjects.into_iter().flat_map(|routes| routes()).collect()
}

/// What stands beside the counties.
fn of_server() -> Routes {
    vec![routes!(openapi::description), routes!(health::metrics), routes!(counties::list)]
}

/// What is answered to anybody: whether the server is well, and a page without any data that asks for a token.
fn open() -> Routes {
    health::open().into_iter().chain([routes!(home::page)]).collect()
}

fn described_by(routes: Routes) -> OpenApiRouter<Arc<Shared>> {
    routes.into_iter().fold(OpenApiRouter::default(), OpenApiRouter::routes)
}

async fn nothing_here() -> Problem {
    Unknown::Route.into()
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The description keeps one schema for each name, and says nothing of another that it took the place of.
    #[test]
    fn the_name_of_a_schema_stands_for_one_type() {
        let mut known = BTreeMap::new();
        let routes = of_server().into_iter().chain(open()).chain(of_county());
        for (name, schema) in routes.flat_map(|(schemas, _, _)| schemas) {
            let schema = serde_json::to_value(schema).unwrap();
            let first = known.entry(name.clone()).or_insert_with(|| schema.clone());
            assert_eq!(*first, schema, "two types are called `{name}`");
        }
    }
}
