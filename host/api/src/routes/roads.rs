//! The county's roads: which there are, and which of them are closed for now.

use axum::Json;
use domain::command::CountyCommand;
use domain::county::Road;
use utoipa_axum::routes;

use crate::asked::{Asked, said};
use crate::context::{Context, loaded};
use crate::dto::query::{RoadQuery, limit, offset, offset_cursor};
use crate::dto::reply::Page;
use crate::dto::road::{RoadBody, RoadWord};
use crate::extract::{Key, Params};
use crate::find::counted::Counted;
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list), routes!(close), routes!(open)]
}

said!(RoadWord);

/// The county's roads, by the codes of their ends.
#[utoipa::path(get, path = "/roads", tag = "county", params(RoadQuery), responses((status = 200, body = Page<RoadBody>)))]
pub async fn list(cx: Context, Params(query): Params<RoadQuery>) -> Result<Json<Page<RoadBody>>, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let (county, teller) = (loaded.county(), cx.teller(&state)?);
    let (limit, offset) = (limit(query.limit)?, offset(query.cursor.as_deref())?);
    let wanted = |number: u32| query.closed.is_none_or(|closed| state.is_closed(county, number) == closed);
    let mut found = (0..).zip(&county.roads.links).skip(offset).filter(|(number, _)| wanted(*number));
    let count = || (0..).zip(&county.roads.links).filter(|(number, _)| wanted(*number)).count();
    let total = query.count.is_some_and(|count| count).then(count);
    let body = |(number, road): (u32, &Road)| {
        let district = loaded.district_of_road(number).filter(|district| cx.sees(loaded, *district));
        RoadBody::of(&state, &teller, number, road, district.map(|district| teller.district(district).code))
    };
    let items = found.by_ref().take(limit).map(body).collect();
    let next = found.next().map(|(number, _)| offset_cursor(number as usize));
    Ok(Json(Page::of(items, next, total.map(Counted::whole))))
}

/// Close a road: from the next decision on, ways are found without it.
#[utoipa::path(
    post, path = "/roads/close", tag = "county", params(Key), request_body = RoadWord, responses((status = 200, body = RoadBody))
)]
pub async fn close(asked: Asked<(), RoadWord>) -> Result<Json<RoadBody>, Problem> {
    let RoadWord { from, to, .. } = &asked.body;
    let command = CountyCommand::CloseRoad { from: from.clone(), to: to.clone() };
    done(&asked, command).await
}

/// Open a road that was closed.
#[utoipa::path(
    post, path = "/roads/open", tag = "county", params(Key), request_body = RoadWord, responses((status = 200, body = RoadBody))
)]
pub async fn open(asked: Asked<(), RoadWord>) -> Result<Json<RoadBody>, Problem> {
    let RoadWord { from, to, .. } = &asked.body;
    let command = CountyCommand::OpenRoad { from: from.clone(), to: to.clone() };
    done(&asked, command).await
}

async fn done(asked: &Asked<(), RoadWord>, command: CountyCommand) -> Result<Json<RoadBody>, Problem> {
    asked.hand_in(command).await?;
    let state = asked.cx.state();
    let loaded = loaded(&state)?;
    let (county, teller) = (loaded.county(), asked.cx.teller(&state)?);
    let number = county.roads.between(&asked.body.from, &asked.body.to);
    let road = number.and_then(|number| Some((number, county.roads.links.get(number as usize)?)));
    let (number, road) = road.ok_or_else(|| Problem::internal(&"a road that was changed is not there"))?;
    let district = loaded.district_of_road(number).map(|district| teller.district(district).code);
    Ok(Json(RoadBody::of(&state, &teller, number, road, district)))
}
