//! The county's command rooms over HTTP: routes, bodies, the event stream, the OpenAPI description. The only crate that names
//! axum; what a command means is the room's business, and what a person may do is decided here.
//!
//! [`router`] builds the whole surface from [`ApiParts`]; [`serve`] runs it on a listener until told to stop.

mod access;
mod calendar;
mod context;
mod dto;
mod extract;
mod find;
mod forms;
mod metrics;
mod openapi;
mod parts;
mod problem;
mod routes;
mod serve;
mod stream;
mod submit;
mod traffic;

pub use access::tokens::{Generated, Role, Scope, Tokens};
pub use access::{LOCAL_CALLER, may_listen};
pub use openapi::openapi_json;
pub use parts::{ApiParts, CountyParts};
pub use routes::router;
pub use serve::serve;
