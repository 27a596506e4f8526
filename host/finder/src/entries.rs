//! What of a county can be found: everything that has a name and a place. A road without one has those of its two ends.

use std::collections::{HashMap, HashSet};

use domain::county::geometry::distance_m;
use domain::county::{County, Names, Position};
use domain::ids::{DistrictRef, TownshipRef};

/// What something is. Of two that fit as well, the one that stands first here comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    District,
    Township,
    Station,
    Village,
    Place,
    Road,
    Grid,
}

impl Sort {
    pub const ALL: [Sort; 7] =
        [Sort::District, Sort::Township, Sort::Station, Sort::Village, Sort::Place, Sort::Road, Sort::Grid];

    /// Its name outside.
    pub fn code(self) -> &'static str {
        match self {
            Sort::District => "district",
            Sort::Township => "township",
            Sort::Station => "station",
            Sort::Village => "village",
            Sort::Place => "place",
            Sort::Road => "road",
            Sort::Grid => "grid",
        }
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub sort: Sort,
    /// Of a road: those of its two ends, `A..B`.
    pub code: String,
    /// Of a place: code of its kind. Of a road: its class.
    pub kind: Option<String>,
    pub name: Names,
    pub district: DistrictRef,
    pub township: Option<TownshipRef>,
    /// What the township is called that it lies in, unless it is one itself.
    pub within: Option<Names>,
    pub position: Position,
}

pub(crate) fn of(county: &County) -> Vec<Entry> {
    let mut entries = areas(county);
    entries.extend(points(county));
    entries.extend(roads(county));
    entries
}

fn within(county: &County, township: TownshipRef) -> Option<Names> {
    county.townships.get(township.index()).map(|township| township.name.clone())
}

/// Districts, townships and grids.
fn areas(county: &County) -> Vec<Entry> {
    let districts = county.districts.iter().enumerate().filter(|(_, district)| !district.retired);
    let districts = districts.filter_map(|(number, district)| {
        let station = district.central_station.and_then(|station| county.stations.get(station.index()));
        let seat = district.townships.first().and_then(|township| county.townships.get(township.index()));
        Some(Entry {
            sort: Sort::District,
            code: district.code.clone(),
            kind: None,
            name: district.name.clone(),
            district: DistrictRef(u16::try_from(number).ok()?),
            township: None,
            within: None,
            position: station.map(|station| station.position).or(seat.map(|seat| seat.seat))?,
        })
    });
    let townships = county.townships.iter().enumerate().filter(|(_, township)| !township.retired);
    let townships = townships.filter_map(|(number, township)| {
        Some(Entry {
            sort: Sort::Township,
            code: township.code.clone(),
            kind: None,
            name: township.name.clone(),
            district: township.district,
            township: Some(TownshipRef(u16::try_from(number).ok()?)),
            within: None,
            position: township.seat,
        })
    });
    let grids = county.grids.iter().filter(|grid| !grid.retired).map(|grid| Entry {
        sort: Sort::Grid,
        code: grid.code.clone(),
        kind: None,
        name: grid.name.clone(),
        district: grid.district,
        township: Some(grid.township),
        within: within(county, grid.township),
        position: grid.centre,
    });
    districts.chain(townships).chain(grids).collect()
}

/// Villages, stations and the county's own places.
fn points(county: &County) -> Vec<Entry> {
    let villages = county.villages.iter().filter(|village| !village.retired).filter_map(|village| {
        Some(Entry {
            sort: Sort::Village,
            code: village.code.clone(),
            kind: None,
            name: village.name.clone(),
            district: county.townships.get(village.township.index())?.district,
            township: Some(village.township),
            within: within(county, village.township),
            position: village.position,
        })
    });
    let stations = county.stations.iter().filter(|station| !station.retired).map(|station| Entry {
        sort: Sort::Station,
        code: station.code.clone(),
        kind: None,
        name: station.name.clone(),
        district: station.district,
        township: Some(station.township),
        within: within(county, station.township),
        position: station.position,
    });
    let places = county.places.iter().filter(|place| !place.retired).map(|place| {
        let township = county.grids.get(place.grid.index()).map(|grid| grid.township);
        Entry {
            sort: Sort::Place,
            code: place.code.clone(),
            kind: Some(place.kind.clone()),
            name: place.name.clone(),
            district: place.district,
            township,
            within: township.and_then(|township| within(county, township)),
            position: place.position,
        }
    });
    villages.chain(stations).chain(places).collect()
}

/// Roads that have names, each once in each district; and of the others those between two ends that are seats of townships or villages.
fn roads(county: &County) -> Vec<Entry> {
    let townships = county.townships.iter().enumerate().filter(|(_, township)| !township.retired);
    let townships = townships.map(|(number, township)| (&township.code, (&township.name, TownshipRef(number as u16))));
    let villages = county.villages.iter().filter(|village| !village.retired);
    let villages = villages.map(|village| (&village.code, (&village.name, village.township)));
    let known: HashMap<&String, (&Names, TownshipRef)> = villages.chain(townships).collect();
    let mut told: HashSet<(&Names, DistrictRef)> = HashSet::new();
    let road = |(number, road): (u32, &domain::county::Road)| {
        let [from, to] = [road.from, road.to].map(|node| county.roads.nodes.get(node as usize));
        let (from, to) = (from?, to?);
        let ends = [from, to].map(|node| known.get(&node.code));
        let own = county.roads.names.get(&number);
        let name = match (own, ends) {
            (Some(name), _) => name.clone(),
            (None, [Some((one, _)), Some((other, _))]) => {
                Names { zh: format!("{}至{}", one.zh, other.zh), en: format!("{} to {}", one.en, other.en) }
            }
            _ => return None,
        };
        let middle = |a: f64, b: f64| (a + b) / 2.0;
        let position = (middle(from.position.0, to.position.0), middle(from.position.1, to.position.1));
        let lies_in = ends[0].or(ends[1]).map(|(_, township)| *township).or_else(|| nearest(county, position));
        let district = county.townships.get(lies_in?.index())?.district;
        if own.is_some_and(|own| !told.insert((own, district))) {
            return None;
        }
        Some(Entry {
            sort: Sort::Road,
            code: format!("{}..{}", from.code, to.code),
            kind: Some(road.class.clone()),
            name,
            district,
            township: lies_in,
            within: within(county, lies_in?),
            position,
        })
    };
    (0..).zip(&county.roads.links).filter_map(road).collect()
}

/// The township whose seat is nearest.
fn nearest(county: &County, position: Position) -> Option<TownshipRef> {
    let townships = county.townships.iter().enumerate().filter(|(_, township)| !township.retired);
    let away = |seat: Position| distance_m(seat, position);
    let found = townships.min_by(|(_, one), (_, other)| away(one.seat).total_cmp(&away(other.seat)));
    found.and_then(|(number, _)| Some(TownshipRef(u16::try_from(number).ok()?)))
}
