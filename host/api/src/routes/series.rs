//! The county's series: which there are, what they show, and what is supplied of them.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use domain::command::SeriesCommand;
use domain::county::series::Series;
use domain::series::Reading;
use domain::state::LoadedCounty;
use domain::time::TimeMs;
use utoipa_axum::routes;

use crate::asked::{Asked, said};
use crate::context::{Context, loaded};
use crate::dto::query::LangQuery;
use crate::dto::reply::{List, Version};
use crate::dto::series::{PointBody, ReadingWord, Readings, SeriesBody, SeriesWhole};
use crate::dto::shapes::Code;
use crate::extract::{Key, Params};
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;
use crate::problem::unknown::Unknown;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list, supply), routes!(one)]
}

said!(Readings);

/// The county's series that the caller sees: those of the whole county, and of their districts.
#[utoipa::path(get, path = "/series", tag = "county", params(LangQuery), responses((status = 200, body = List<SeriesBody>)))]
pub async fn list(cx: Context, Params(_): Params<LangQuery>) -> Result<Json<List<SeriesBody>>, Problem> {
    let state = cx.state();
    let (loaded, teller, now) = (loaded(&state)?, cx.teller(&state)?, cx.county.room.now());
    let seen = loaded.county().series.iter().filter(|series| is_seen(&cx, loaded, series));
    Ok(Json(List { items: seen.map(|series| SeriesBody::of(series, &state, now, &teller)).collect() }))
}

/// A series with all values that are kept.
#[utoipa::path(
    get, path = "/series/{series}", tag = "county", params(("series" = inline(Code), Path), LangQuery),
    responses((status = 200, body = SeriesWhole))
)]
pub async fn one(
    cx: Context,
    Path((_, code)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
) -> Result<Json<SeriesWhole>, Problem> {
    let state = cx.state();
    let (loaded, teller, now) = (loaded(&state)?, cx.teller(&state)?, cx.county.room.now());
    let series = loaded.county().series(&code).filter(|series| is_seen(&cx, loaded, series));
    let series = series.ok_or_else(|| Unknown::Series { series: code.clone() })?;
    let points = state.series.get(&code).into_iter().flatten().rev();
    Ok(Json(SeriesWhole {
        series: SeriesBody::of(series, &state, now, &teller),
        points: points.map(|(at, value)| PointBody::of(*at, *value, now, &teller)).collect(),
    }))
}

/// Supply values of series: all of them are taken, or none.
#[utoipa::path(
    post, path = "/series", tag = "county", params(Key), request_body = Readings, responses((status = 200, body = Version))
)]
pub async fn supply(asked: Asked<(), Readings>) -> Result<Response, Problem> {
    let now = asked.cx.county.room.now();
    let reading = |(index, word): (usize, &ReadingWord)| {
        let wrong = |text: &String| {
            Problem::from(BadRequest::Time).at(format!("readings[{index}].at"), Misplaced::Time { time: text.clone() })
        };
        let at = word.at.as_ref().map_or(Ok(now), |text| TimeMs::parse(text).map_err(|_| wrong(text)))?;
        Ok(Reading { series: word.series.clone(), at, value: word.value })
    };
    let readings = asked.body.readings.iter().enumerate().map(reading).collect::<Result<Vec<_>, Problem>>()?;
    asked.act(SeriesCommand::Supply { readings }).await
}

fn is_seen(cx: &Context, loaded: &LoadedCounty, series: &Series) -> bool {
    series.district.is_none_or(|district| cx.sees(loaded, district))
}
