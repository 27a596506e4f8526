//! Districts, townships, villages and grids: read, tied to each other, and laid on the map.

use std::collections::BTreeMap;

use domain::county::area::Areas;
use domain::county::noun::Noun;
use domain::county::*;
use domain::ids::*;
use domain::limits::RESIDENTS_MAX;
use geo::InteriorPoint;

use crate::codes::Numbered;
use crate::csv_file::Row;
use crate::declared::DeclaredDistrict;
use crate::fields::{Columns, Fields};
use crate::geojson_file::Feature;
use crate::known::Known;
use crate::problem::Problems;
use crate::values;

pub(crate) const DISTRICTS: &str = "districts.geojson";
pub(crate) const TOWNSHIPS: &str = "townships.geojson";
pub(crate) const VILLAGES: &str = "villages.csv";
pub(crate) const GRIDS: &str = "grids.geojson";

pub(crate) const DISTRICT_PROPERTIES: Columns<'_> = Columns::new(&["code", "name"], &["name_en", "central_station"]);
pub(crate) const TOWNSHIP_PROPERTIES: Columns<'_> = Columns::new(&["code", "name", "district", "seat"], &["name_en"]);
pub(crate) const VILLAGE_COLUMNS: Columns<'_> =
    Columns::new(&["code", "name", "township", "lon", "lat", "population"], &["name_en"]);
pub(crate) const GRID_PROPERTIES: Columns<'_> =
    Columns::new(&["code", "name", "village", "township", "district", "households"], &["name_en"]);

pub(crate) fn read_townships(
    features: &[Feature<'_>],
    county_code: &str,
    district_of: &BTreeMap<String, String>,
    known: &Known,
    previous: &[Township],
) -> Numbered<Township> {
    let mut townships = Numbered::new(&known.townships, previous);
    for feature in features {
        feature.noted("code", values::below(&feature.code, county_code, "county"));
        let name = feature.names();
        let seat = feature.position("seat");
        let district = feature.known("district", &known.districts);
        match (feature.optional("district"), district_of.get(&feature.code)) {
            (_, None) => feature.fault("is in no district of county.toml"),
            (Some(here), Some(there)) if here != there && district.is_some() => {
                feature.complain("district", format!("is `{here}`, but county.toml puts it in `{there}`"));
            }
            _ => {}
        }
        let (Some(number), Some(name), Some(seat), Some(district)) =
            (known.townships.get(&feature.code), name, seat, district)
        else {
            continue;
        };
        let township = Township {
            code: feature.code.clone(),
            name,
            district: DistrictRef(district as u16),
            seat,
            neighbours: Vec::new(),
            outline: feature.shape.clone(),
            retired: false,
        };
        townships.put(number, township);
    }
    townships
}

pub(crate) fn read_districts(
    features: &[Feature<'_>],
    declared: &BTreeMap<String, DeclaredDistrict>,
    known: &Known,
    previous: &[District],
    problems: &Problems,
) -> Numbered<District> {
    let mut districts = Numbered::new(&known.districts, previous);
    for feature in features {
        let (names, central) = (feature.names(), central_station(feature, known));
        let Some(declaration) = declared.get(&feature.code) else {
            feature.noted("code", known.districts.find(&feature.code));
            continue;
        };
        if let (Some(here), Some(there)) = (&names, &declaration.name)
            && here.zh != there.zh
        {
            feature.complain("name", format!("is `{}`, but county.toml says `{}`", here.zh, there.zh));
        }
        let (Some(number), Some(name)) = (known.districts.get(&feature.code), declaration.name.clone()) else {
            continue;
        };
        let numbers = declaration.townships.iter().filter_map(|code| known.townships.get(code));
        let mut townships: Vec<TownshipRef> = numbers.map(|number| TownshipRef(number as u16)).collect();
        townships.sort_unstable();
        let district = District {
            code: feature.code.clone(),
            name,
            central_station: central,
            townships,
            neighbours: Vec::new(),
            outline: feature.shape.clone(),
            retired: false,
        };
        districts.put(number, district);
    }
    for code in declared.keys().filter(|code| !features.iter().any(|feature| feature.code == **code)) {
        problems.file(DISTRICTS, format!("district `{code}` of county.toml has no feature"));
    }
    districts
}

fn central_station(feature: &Feature<'_>, known: &Known) -> Option<StationRef> {
    feature.optional("central_station")?;
    feature.known("central_station", &known.stations).map(|number| StationRef(number as u16))
}

pub(crate) fn read_villages(
    rows: &[(&str, Row<'_>)],
    known: &Known,
    map: &Areas,
    previous: &[Village],
) -> Numbered<Village> {
    let mut villages = Numbered::new(&known.villages, previous);
    for (code, row) in rows {
        let (name, township) = (row.names(), row.known("township", &known.townships));
        if let Some(parent) = row.optional("township") {
            row.noted("code", values::below(code, parent, "township"));
        }
        let position = in_county(row, map);
        let population = row.whole("population", 0..=RESIDENTS_MAX);
        let (Some(number), Some(name), Some(township), Some(position), Some(population)) =
            (known.villages.get(code), name, township, position, population)
        else {
            continue;
        };
        let township = TownshipRef(township as u16);
        villages
            .put(number, Village { code: (*code).to_owned(), name, township, position, population, retired: false });
    }
    villages
}

/// The position in `lon` and `lat`, if it is in the county.
pub(crate) fn in_county(row: &Row<'_>, map: &Areas) -> Option<Position> {
    let position = row.position("lon", "lat")?;
    if map.hold(position) {
        return Some(position);
    }
    row.fault(format!("{}, {} lies outside the county", position.0, position.1));
    None
}

pub(crate) fn read_grids(
    features: &[Feature<'_>],
    known: &Known,
    villages: &Numbered<Village>,
    townships: &Numbered<Township>,
    map: &Areas,
    previous: &[Grid],
) -> Numbered<Grid> {
    let mut grids = Numbered::new(&known.grids, previous);
    for feature in features {
        let name = feature.names();
        let village = feature.known("village", &known.villages);
        if let Some(parent) = feature.optional("village") {
            feature.noted("code", values::below(&feature.code, parent, "village"));
        }
        let (township, district) =
            (feature.known("township", &known.townships), feature.known("district", &known.districts));
        let households = feature.whole("households", 0..=RESIDENTS_MAX);
        let centre = lay_out(feature, map);
        let (Some(number), Some(name), Some(village), Some(township), Some(district), Some(households), Some(centre)) =
            (known.grids.get(&feature.code), name, village, township, district, households, centre)
        else {
            continue;
        };
        let mut grid = Grid {
            code: feature.code.clone(),
            name,
            village: VillageRef(village as u16),
            township: TownshipRef(township as u16),
            district: DistrictRef(district as u16),
            households,
            centre,
            outline: feature.shape.clone(),
            attributes: BTreeMap::new(),
            version: 1,
            retired: false,
        };
        if let Some(before) = previous.get(number) {
            grid.version = grid.version_after(before);
        }
        check_parents(feature, &grid, villages, townships, map);
        grids.put(number, grid);
    }
    grids
}

/// Where two cover the same ground, the lower number would take all that happens there.
pub(crate) fn check_overlaps<T: Noun>(features: &[Feature<'_>], things: &Numbered<T>, shape: impl Fn(&T) -> &Shape) {
    let live: Vec<(usize, &T)> = things.live().collect();
    let areas = Areas::new(live.iter().map(|(number, thing)| (*number, shape(thing))), true);
    let code = |number: usize| things.get(number).map_or("", T::code);
    for (one, other, m2) in areas.overlaps() {
        if let Some(feature) = features.iter().find(|feature| feature.code == code(other)) {
            feature.fault(format!("overlaps {} `{}` with {m2:.0} m²", T::NOUN, code(one)));
        }
    }
}

/// A grid's township and district are its village's, in the file and on the map.
fn check_parents(
    feature: &Feature<'_>,
    grid: &Grid,
    villages: &Numbered<Village>,
    townships: &Numbered<Township>,
    map: &Areas,
) {
    let Some(village) = villages.get(grid.village.index()) else { return };
    if village.township != grid.township {
        feature.complain("township", format!("is not that of its village `{}`", village.code));
        return;
    }
    let Some(township) = townships.get(village.township.index()) else { return };
    if township.district != grid.district {
        feature.complain("district", format!("is not that of its township `{}`", township.code));
    }
    let on_map = map.at(grid.centre).filter(|at| *at != grid.township.index()).and_then(|at| townships.get(at));
    if let Some(other) = on_map.filter(|_| map.outside_m2(&grid.outline, |of| of == grid.township.index()) > 0.0) {
        feature.fault(format!("lies in township `{}`, not in its own, `{}`", other.code, township.code));
    }
}

/// A point inside the grid, if all of it is inside the county.
fn lay_out(feature: &Feature<'_>, map: &Areas) -> Option<Position> {
    if feature.shape.0.is_empty() {
        return None;
    }
    let mut positions = feature.shape.positions();
    if let Some((lon, lat)) = positions.find(|position| !map.hold(*position)) {
        feature.fault(format!("reaches outside the county, at {lon}, {lat}"));
        return None;
    }
    let outside_m2 = map.outside_m2(&feature.shape, |_| true);
    if outside_m2 > 0.0 {
        feature.fault(format!("reaches outside the county with {outside_m2:.0} m²"));
        return None;
    }
    let centre = map.plane().flat(&feature.shape).interior_point()?;
    let (lon, lat) = map.plane().degrees([centre.x(), centre.y()]);
    // Six decimals are 0.1 m, as in the files.
    let rounded = |degrees: f64| (degrees * 1e6).round() / 1e6;
    Some((rounded(lon), rounded(lat)))
}

/// Fills in who borders on whom.
pub(crate) fn tie_neighbours(map: &Areas, townships: &mut Numbered<Township>, districts: &mut Numbered<District>) {
    let mut of_district: BTreeMap<usize, Vec<DistrictRef>> = BTreeMap::new();
    for (number, neighbours) in map.neighbours() {
        let district = townships.get(number).map(|township| township.district);
        for other in neighbours.iter().filter_map(|other| townships.get(*other)) {
            if let Some(district) = district.filter(|district| *district != other.district) {
                of_district.entry(district.index()).or_default().push(other.district);
            }
        }
        if let Some(township) = townships.get_mut(number) {
            township.neighbours = neighbours.into_iter().map(|number| TownshipRef(number as u16)).collect();
        }
    }
    for (number, mut neighbours) in of_district {
        neighbours.sort_unstable();
        neighbours.dedup();
        if let Some(district) = districts.get_mut(number) {
            district.neighbours = neighbours;
        }
    }
}

/// A district's central station is one of its own, and says so itself.
pub(crate) fn check_central_stations(
    features: &[Feature<'_>],
    districts: &Numbered<District>,
    stations: &Numbered<Station>,
) {
    for (number, district) in districts.live() {
        let station = district.central_station.and_then(|station| stations.get(station.index()));
        let feature = features.iter().find(|feature| feature.code == district.code);
        let (Some(station), Some(feature)) = (station, feature) else { continue };
        if station.district.index() != number {
            feature.complain("central_station", format!("`{}` is in another district", station.code));
        } else if !station.central {
            feature.complain("central_station", format!("`{}` is not central in stations.csv", station.code));
        }
    }
}

/// A district's outline is that of its townships together.
pub(crate) fn check_outlines(
    features: &[Feature<'_>],
    districts: &Numbered<District>,
    townships: &Numbered<Township>,
    map: &Areas,
) {
    let outlines = Areas::new(districts.live().map(|(number, district)| (number, &district.outline)), true);
    for (number, district) in districts.live() {
        let Some(feature) = features.iter().find(|feature| feature.code == district.code) else { continue };
        if district.outline.0.is_empty() {
            continue;
        }
        let own = |at: usize| district.townships.contains(&TownshipRef(at as u16));
        let beyond_m2 = map.outside_m2(&district.outline, own);
        if beyond_m2 > 0.0 {
            feature.fault(format!("its outline reaches {beyond_m2:.0} m² beyond its townships"));
        }
        for township in district.townships.iter().filter_map(|township| townships.get(township.index())) {
            let missing_m2 = outlines.outside_m2(&township.outline, |at| at == number);
            if missing_m2 > 0.0 {
                feature.fault(format!("its outline leaves out {missing_m2:.0} m² of township `{}`", township.code));
            }
        }
    }
}
