//! The OpenAPI description: gathered from the routes themselves, completed with what all of them share.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, Required, ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use crate::access::Caller;
use crate::problem::ProblemBody;
use crate::routes;

const ABOUT: &str = "\
The command rooms of a county: incidents, units, roster, plugins, and everything that happens as an event stream.

Every error is a problem document (RFC 9457). Unknown keys and parameters are refused by name. A POST, PUT or DELETE that \
changes something takes an `Idempotency-Key` (at most 128 characters): the same request with the same key is done once. Sent again, a \
command about an incident, a workflow or a task is answered with the bytes of the first time and `Idempotency-Replayed: true`; any other \
with what is so now. Positions, the installation of a plugin and the erasure of personal data need no key, since twice is the same as once; \
reading personal data takes none, since each reading is recorded. \
Times are \
ISO 8601 with an offset, positions WGS 84, things are named by the county's codes.";

/// Its first part, to which the routes add themselves.
pub fn head() -> OpenApi {
    let licence = LicenseBuilder::new().name("Apache-2.0 OR MIT").build();
    let info = InfoBuilder::new().title("Wardroom").version("1").description(Some(ABOUT)).license(Some(licence));
    OpenApiBuilder::new().info(info.build()).build()
}

/// The whole, as JSON for people and for the golden file.
pub fn openapi_json() -> String {
    static WHOLE: LazyLock<String> = LazyLock::new(|| {
        let mut json = serde_json::to_string_pretty(&whole()).unwrap_or_default();
        json.push('\n');
        json
    });
    WHOLE.clone()
}

fn whole() -> OpenApi {
    let (_, mut api) = routes::all_described().split_for_parts();
    for (path, item) in &mut api.paths.paths {
        if path.contains("{county}") {
            let county = ParameterBuilder::new().name("county").parameter_in(ParameterIn::Path);
            let code =
                county.required(Required::True).description(Some("GB/T 2260 code")).schema(Some(String::schema()));
            item.parameters.get_or_insert_default().push(Parameter::from(code).into());
        }
        operations(item).for_each(complete);
    }
    let components = api.components.get_or_insert_default();
    components.schemas.insert(ProblemBody::name().into_owned(), ProblemBody::schema());
    let mut used = Vec::new();
    ProblemBody::schemas(&mut used);
    components.schemas.extend(used);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
    let about =
        bearer.description(Some("Needed once the server has a token file; on loopback without one, nothing is."));
    components.security_schemes.insert("token".to_owned(), SecurityScheme::Http(about.build()).into());
    let token = SecurityRequirement::new::<_, [&str; 0], &str>("token", []);
    api.security = Some(vec![token, SecurityRequirement::default()]);
    api
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, .. } = item;
    [get, put, post, delete].into_iter().filter_map(Option::as_mut)
}

/// Whatever goes wrong is a problem document.
fn complete(operation: &mut Operation) {
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemBody::name()))).build();
    let response = ResponseBuilder::new().description("What went wrong").content("application/problem+json", problem);
    operation.responses.responses.insert("default".to_owned(), response.build().into());
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "server", responses((status = 200, body = Object, content_type = "application/json")))]
pub async fn description(_caller: Caller) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], openapi_json()).into_response()
}
