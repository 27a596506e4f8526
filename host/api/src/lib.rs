//! The county's command rooms over HTTP: routes, bodies, the event stream, the OpenAPI description. The only crate that names
//! axum; what a command means is the room's business, and what a person may do is decided here.
//!
//! [`router`] builds the whole surface from [`ApiParts`]; [`serve`] runs it on a listener until told to stop.

mod access;
mod asked;
mod background;
mod calendar;
mod calendar_zone;
mod context;
mod county_room;
mod doubt;
mod dto;
mod extract;
mod find;
mod forms;
mod language;
mod metrics;
mod openapi;
mod problem;
mod record;
mod replay;
mod routes;
mod serve;
mod stream;
mod submit;
mod traffic;
mod wiring;

pub use access::peer::{ForwardedBy, Proxies};
pub use access::tokens::{Generated, Role, Scope, Tokens};
pub use routes::{openapi_json, router};
pub use serve::{Door, serve};
pub use traffic::urgent_routes;
pub use wiring::{ApiParts, CountyParts};
