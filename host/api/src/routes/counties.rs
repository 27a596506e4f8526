//! The counties that the server holds.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::access::Caller;
use crate::dto::county::CountyBody;
use crate::dto::query::LangQuery;
use crate::dto::reply::List;
use crate::extract::Params;
use crate::wiring::Shared;

/// The counties of this server.
#[utoipa::path(get, path = "/v1/counties", tag = "county", responses((status = 200, body = List<CountyBody>)))]
pub async fn list(
    State(shared): State<Arc<Shared>>,
    _caller: Caller,
    Params(_): Params<LangQuery>,
) -> Json<List<CountyBody>> {
    let county = |(code, county): (&String, &Arc<crate::county_room::CountyRoom>)| {
        CountyBody::of(code, &county.room.state(), county.room.health().ready)
    };
    Json(List { items: shared.counties.iter().map(county).collect() })
}
