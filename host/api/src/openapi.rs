//! The OpenAPI description: gathered from the routes themselves, completed with what all of them share.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use utoipa::openapi::link::LinkBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::request_body::RequestBody;
use utoipa::openapi::schema::{Schema, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Content, ContentBuilder, HeaderBuilder, InfoBuilder, LicenseBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, Ref,
    RefOr, Required, Response, ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use crate::access::Caller;
use crate::problem::ProblemBody;
use crate::wiring::Shared;

const ABOUT: &str = "\
The command rooms of a county: incidents, units, roster, plugins, and everything that happens as an event stream.

Every error is a problem document (RFC 9457). Unknown keys and parameters are refused by name. A POST, PUT or DELETE that \
changes something takes an `Idempotency-Key` (at most 128 characters): the same request with the same key is done once. Sent again, a \
command is answered with `Idempotency-Replayed: true`, one about an incident, a workflow or a task with the bytes of the first time, any \
other with what is so now. Positions, the installation of a plugin and the erasure of personal data need no key, since twice is the same as once; \
reading personal data takes none, since each reading is recorded. \
Times are \
ISO 8601 with an offset, positions WGS 84, things are named by the county's codes.";

/// Its first part, to which the routes add themselves.
pub fn head() -> OpenApi {
    let licence = LicenseBuilder::new().name("Apache-2.0 OR MIT").build();
    let info = InfoBuilder::new().title("Wardroom").version("1").description(Some(ABOUT)).license(Some(licence));
    OpenApiBuilder::new().info(info.build()).build()
}

/// What the routes say of themselves, completed with what holds for all of them.
pub fn whole(mut api: OpenApi) -> OpenApi {
    let takers = takers(&mut api);
    for (path, item) in &mut api.paths.paths {
        let of_county = path.contains("{county}");
        if of_county {
            item.parameters.get_or_insert_default().push(county().into());
        }
        for (method, operation) in operations(item) {
            operation.operation_id = Some(operation_id(method, path));
            if let Some(RefOr::T(body)) = &mut operation.request_body {
                without_null(body);
            }
            link(operation, path, &takers);
            if takes_key(operation) {
                tell_of_replays(operation);
            }
            for status in refusals(method, of_county, operation) {
                let refusal = || Ref::from_response_name("Problem").into();
                operation.responses.responses.entry(status.to_owned()).or_insert_with(refusal);
            }
            operation.responses.responses.insert("default".to_owned(), problem().into());
        }
    }
    let components = api.components.get_or_insert_default();
    components.schemas.insert(ProblemBody::name().into_owned(), ProblemBody::schema());
    let mut used = Vec::new();
    ProblemBody::schemas(&mut used);
    components.schemas.extend(used);
    components.responses.insert("Problem".to_owned(), problem().into());
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
    let about = bearer
        .description(Some("The owner's lies in `owner.token` of the data directory; `wardroom token new` makes more."));
    components.security_schemes.insert("token".to_owned(), SecurityScheme::Http(about.build()).into());
    let token = SecurityRequirement::new::<_, [&str; 0], &str>("token", []);
    api.security = Some(vec![token]);
    api
}

fn county() -> Parameter {
    let code = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).pattern(Some("^[0-9]{6}$"));
    let county = ParameterBuilder::new().name("county").parameter_in(ParameterIn::Path).required(Required::True);
    county.description(Some("GB/T 2260 code")).schema(Some(code)).build()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let PathItem { get, put, post, delete, .. } = item;
    let operations = [("get", get), ("put", put), ("post", post), ("delete", delete)];
    operations.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// Its method and what its path names: `post-incidents-id-transitions`.
fn operation_id(method: &str, path: &str) -> String {
    let below_county = path.strip_prefix("/v1/counties/{county}").unwrap_or(path);
    let named = below_county.split(['/', '{', '}', '.', '_']).filter(|word| !word.is_empty());
    std::iter::once(method).chain(named).collect::<Vec<_>>().join("-")
}

/// A body that may be left out is still none that may be `null`.
fn without_null(body: &mut RequestBody) {
    for content in body.content.values_mut() {
        let RefOr::T(Content { schema: Some(schema), .. }) = content else { continue };
        if let RefOr::T(Schema::OneOf(either)) = schema
            && let Some(said) = either.items.iter().find(|item| matches!(item, RefOr::Ref(_)))
        {
            *schema = said.clone();
        }
    }
}

/// What an answer names can be asked for: the schema of the answer, where in it the id stands, what it is the id of.
const LINKS: [(&str, &str, &str); 6] = [
    ("IncidentReply", "id", "incidents"),
    ("InstanceReply", "id", "workflows"),
    ("TaskReply", "id", "tasks"),
    ("Page_IncidentSummary", "items/0/id", "incidents"),
    ("Page_InstanceSummary", "items/0/id", "workflows"),
    ("Page_TaskSummary", "items/0/id", "tasks"),
];

/// The operations below the id of something: what it is, and their names.
fn takers(api: &mut OpenApi) -> Vec<(&'static str, String)> {
    let whats: BTreeSet<&str> = LINKS.iter().map(|(_, _, what)| *what).collect();
    let mut takers = Vec::new();
    for (path, item) in &mut api.paths.paths {
        let of = whats.iter().find(|what| path.contains(&format!("/{what}/{{id}}")));
        let Some(what) = of else { continue };
        takers.extend(operations(item).map(|(method, _)| (*what, operation_id(method, path))));
    }
    takers
}

/// An answer leads to what it names; that of a list or of a creation to everything that can be done with it, too.
fn link(operation: &mut Operation, path: &str, takers: &[(&'static str, String)]) {
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else { continue };
        let Some(RefOr::T(content)) = response.content.get("application/json") else { continue };
        let Some(RefOr::Ref(schema)) = &content.schema else { continue };
        let named = |(name, _, _): &&(&str, &str, &str)| schema.ref_location.rsplit('/').next() == Some(name);
        let Some((_, place, what)) = LINKS.iter().find(named) else { continue };
        let to = |name: &str| {
            let link = LinkBuilder::new().operation_id(name).parameter("county", "$request.path.county");
            link.parameter("id", format!("$response.body#/{place}")).build()
        };
        let show = operation_id("get", &format!("{what}/{{id}}"));
        response.links.insert("show".to_owned(), to(&show).into());
        let others = takers.iter().filter(|(of, name)| of == what && *name != show && !path.contains("{id}"));
        response.links.extend(others.map(|(_, name)| (name.clone(), to(name).into())));
    }
}

fn takes_key(operation: &Operation) -> bool {
    let named = |parameter: &RefOr<Parameter>| matches!(parameter, RefOr::T(known) if known.name == "Idempotency-Key");
    operation.parameters.iter().flatten().any(named)
}

/// Whatever takes a key says of an answer whether it was given before.
fn tell_of_replays(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if status.starts_with('2') {
            let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).enum_values(Some(["true"]));
            let about = "The command was done before, by a request with this key";
            let header = HeaderBuilder::new().schema(Some(text)).description(Some(about)).build();
            response.headers.insert("Idempotency-Replayed".to_owned(), RefOr::T(header));
        }
    }
}

/// Which statuses a refusal may have. Everything may fail in other ways, too.
fn refusals(method: &str, of_county: bool, operation: &Operation) -> Vec<&'static str> {
    let groups: [(bool, &[&str]); 4] = [
        (operation.security.is_none(), &["400", "401", "403", "429", "503"]),
        (of_county, &["404"]),
        (operation.request_body.is_some(), &["408", "413", "415", "422"]),
        (method != "get", &["409"]),
    ];
    groups.into_iter().filter(|(there, _)| *there).flat_map(|(_, statuses)| statuses).copied().collect()
}

/// Whatever goes wrong is a problem document.
fn problem() -> Response {
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemBody::name()))).build();
    ResponseBuilder::new().description("What went wrong").content("application/problem+json", problem).build()
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "server", responses((status = 200, body = Object, content_type = "application/json")))]
pub async fn description(State(shared): State<Arc<Shared>>, _caller: Caller) -> axum::response::Response {
    ([(header::CONTENT_TYPE, "application/json")], shared.description).into_response()
}
