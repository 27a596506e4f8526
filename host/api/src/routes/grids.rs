//! Districts and grids: outlines, a stretch of the map, the grid at a point.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::ids::DistrictRef;
use domain::incident::refusal::IncidentRefusal;
use domain::limits::VIDEO_POINTS_NEAR_MAX;
use domain::refusal::Refusal;
use utoipa_axum::routes;

use crate::access::refusal::Denied;
use crate::context::{Context, loaded};
use crate::dto::county::{
    DistrictBody, Geometry, GridAt, GridBody, GridCollection, GridFeature, TownshipBody, VideoPointBody,
};
use crate::dto::datum::Moved;
use crate::dto::query::{GridQuery, LangQuery, PointQuery, bad, limit, offset, offset_cursor};
use crate::dto::reply::List;
use crate::dto::shapes::Code;
use crate::extract::Params;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(districts), routes!(list), routes!(at), routes!(show)]
}

/// The county's districts.
#[utoipa::path(get, path = "/districts", tag = "county", params(LangQuery), responses((status = 200, body = List<DistrictBody>)))]
pub async fn districts(cx: Context, Params(_): Params<LangQuery>) -> Result<Json<List<DistrictBody>>, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let (county, teller) = (loaded.county(), cx.teller(&state)?);
    let all = county.districts.iter().enumerate().filter_map(|(index, district)| {
        let which = DistrictRef(u16::try_from(index).ok()?);
        (!district.retired && cx.sees(loaded, which)).then_some((which, district))
    });
    let body = |(which, district): (DistrictRef, &domain::county::District)| {
        let townships = district.townships.iter().filter_map(|township| county.townships.get(township.index()));
        DistrictBody {
            code: district.code.clone(),
            name: (&district.name).into(),
            townships: townships.map(|t| TownshipBody { code: t.code.clone(), name: (&t.name).into() }).collect(),
            neighbours: district.neighbours.iter().map(|neighbour| teller.district(*neighbour).code).collect(),
            central_station: district.central_station.map(|station| teller.station(station).code),
            open_incidents: state.open.get(&which).map_or(0, |open| open.len()),
            outline: (&district.outline).into(),
        }
    };
    Ok(Json(List { items: all.map(body).collect() }))
}

/// Grids as GeoJSON.
#[utoipa::path(
    get, path = "/grids", tag = "county", params(GridQuery), responses((status = 200, body = GridCollection))
)]
pub async fn list(cx: Context, Params(query): Params<GridQuery>) -> Result<Json<GridCollection>, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let county = loaded.county();
    let bbox = query.bbox.as_deref().map(bounding_box).transpose()?;
    let district = query.district.as_deref().map(|code| cx.district(loaded, code)).transpose()?;
    let (limit, offset) = (limit(query.limit)?, offset(query.cursor.as_deref())?);
    let wanted = |grid: &domain::county::Grid| {
        !grid.retired
            && cx.sees(loaded, grid.district)
            && district.is_none_or(|district| grid.district == district)
            && bbox.is_none_or(|bbox| grid.outline.bounds().is_some_and(|bounds| meet(bbox, bounds)))
    };
    let mut found = county.grids.iter().enumerate().skip(offset).filter(|(_, grid)| wanted(grid));
    let features = found.by_ref().take(limit).map(|(_, grid)| GridFeature {
        kind: "Feature",
        id: grid.code.clone(),
        geometry: Geometry::from(&grid.outline),
        properties: GridBody::of(grid, county),
    });
    let features = features.collect();
    let next = found.next().map(|(index, _)| offset_cursor(index));
    let count = || county.grids.iter().filter(|grid| wanted(grid)).count();
    let total = query.count.is_some_and(|count| count).then(count);
    Ok(Json(GridCollection { kind: "FeatureCollection", features, next, total }))
}

/// One grid by its code.
#[utoipa::path(
    get, path = "/grids/{code}", tag = "county", params(("code" = inline(Code), Path), LangQuery),
    responses((status = 200, body = GridBody))
)]
pub async fn show(
    cx: Context,
    Path((_, code)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
) -> Result<Json<GridBody>, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let grid = loaded.county().grids.get(cx.grid(loaded, &code)?.index());
    let grid = grid.ok_or_else(|| Problem::internal(&"a grid that was found is not there"))?;
    Ok(Json(GridBody::of(grid, loaded.county())))
}

fn bounding_box(text: &str) -> Result<[f64; 4], Problem> {
    let numbers: Option<Vec<f64>> = text.split(',').map(|number| number.trim().parse().ok()).collect();
    let sides = numbers.and_then(|numbers| <[f64; 4]>::try_from(numbers).ok());
    let sides = sides.filter(|[west, south, east, north]| west <= east && south <= north);
    sides.ok_or_else(|| bad("bbox", Misplaced::Box { text: text.to_owned() }))
}

fn meet(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

/// The grid at a point; the nearest, if the point is in the county but in none.
#[utoipa::path(get, path = "/grids/at", tag = "county", params(PointQuery), responses((status = 200, body = GridAt)))]
pub async fn at(cx: Context, Params(point): Params<PointQuery>) -> Result<Response, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let mut moved = Moved::default();
    let (lon, lat) = moved.take(point.datum, (point.lon, point.lat));
    let located = loaded.index.locate(lon, lat);
    let located = located.map_err(|outside| Refusal::from(IncidentRefusal::from(outside)))?;
    let grid = loaded.county().grids.get(located.grid.index());
    let grid = grid.ok_or_else(|| Problem::internal(&"a grid that was found is not there"))?;
    if !cx.sees(loaded, located.district) {
        return Err(Denied::Elsewhere { client: cx.caller.name.clone() }.into());
    }
    let teller = cx.teller(&state)?;
    let near = loaded.county().video_points_near((lon, lat), true, VIDEO_POINTS_NEAR_MAX);
    let video_points = near.into_iter().map(|(distance_m, point)| VideoPointBody {
        code: point.code.clone(),
        owner: point.owner.clone(),
        status: teller.term(&point.status),
        distance_m,
    });
    let body = GridAt::of(GridBody::of(grid, loaded.county()), located.how, video_points.collect());
    Ok(moved.told(Json(body).into_response()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_read_strictly() {
        assert_eq!(bounding_box("119,27, 119.5,27.5").unwrap(), [119.0, 27.0, 119.5, 27.5]);
        for text in ["", "119,27,119.5", "119,27,118,28", "119,27,120,26", "a,b,c,d", "1,2,3,4,5", "NaN,0,1,1"] {
            assert_eq!(bounding_box(text).unwrap_err().code, "bad-query", "{text}");
        }
    }
}
