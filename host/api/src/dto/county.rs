//! A county's own data on the wire: districts, grids as GeoJSON, kinds, reference tables.

use std::collections::BTreeMap;

use domain::county::rewritten::Trace;
use domain::county::{self, Column, Names, Placement, Shape, ValueType};
use domain::incident;
use domain::ports::Value;
use domain::state::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::decision::NamedWord;
use super::incident::NeedBody;
use super::shapes::{Cell, CellOrNull};
use super::words::Priority;

/// A name in Chinese and in English.
#[derive(Serialize, ToSchema)]
pub struct NamesBody {
    #[schema(example = "寿宁县")]
    pub zh: String,
    #[schema(example = "Shouning")]
    pub en: String,
}

impl From<&Names> for NamesBody {
    fn from(names: &Names) -> NamesBody {
        NamesBody { zh: names.zh.clone(), en: names.en.clone() }
    }
}

/// A county that the server holds.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct CountyBody {
    #[schema(example = "350924")]
    pub code: String,
    /// Absent until the county is imported.
    pub name: Option<NamesBody>,
    #[schema(example = "Asia/Shanghai")]
    pub zone: Option<String>,
    /// Of the files it was imported from.
    pub digest: Option<String>,
    pub version: u64,
    /// Where the history was found to go on from another place than it had got to, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rewritten: Vec<RewrittenBody>,
    pub ready: bool,
    /// How many of each it has.
    pub counts: BTreeMap<&'static str, usize>,
}

impl CountyBody {
    pub fn of(code: &str, state: &State, ready: bool) -> CountyBody {
        let county = state.county.as_ref().map(|loaded| loaded.county());
        let counts = county.map(|county| {
            let counts = county.counts();
            BTreeMap::from([
                ("districts", counts.districts),
                ("townships", counts.townships),
                ("villages", counts.villages),
                ("grids", counts.grids),
                ("stations", counts.stations),
                ("units", counts.units),
                ("video_points", counts.video_points),
            ])
        });
        CountyBody {
            code: code.to_owned(),
            name: county.map(|county| (&county.name).into()),
            zone: county.map(|county| county.zone.clone()),
            digest: county.map(|county| county.digest.to_string()),
            version: state.version.0,
            rewritten: state.rewritten.iter().map(|trace| RewrittenBody::of(trace)).collect(),
            ready,
            counts: counts.unwrap_or_default(),
        }
    }
}

/// A place where the history goes on from another than it had got to.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct RewrittenBody {
    /// How it became known.
    pub finding: &'static str,
    /// The version of the event that tells of it.
    pub version: u64,
    /// The time of the journal then, UTC.
    pub at: String,
    /// Where the journal ended then.
    pub ended: u64,
    /// How far it had got once, as far as anybody knows.
    pub seen: Option<u64>,
}

impl RewrittenBody {
    pub fn of(trace: &Trace) -> RewrittenBody {
        let (found, version, at) = (&trace.found, trace.version.0, trace.at.utc());
        let seen = found.seen.map(|version| version.0);
        RewrittenBody { finding: found.finding.name(), version, at, ended: found.ended.0, seen }
    }
}

#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct DistrictBody {
    pub code: String,
    pub name: NamesBody,
    pub townships: Vec<TownshipBody>,
    /// Codes of the districts that share a border with it.
    pub neighbours: Vec<String>,
    pub central_station: Option<String>,
    /// Incidents that need the room's attention.
    pub open_incidents: usize,
    pub outline: Geometry,
}

#[derive(Serialize, ToSchema)]
pub struct TownshipBody {
    pub code: String,
    pub name: NamesBody,
}

/// A GeoJSON `MultiPolygon` (RFC 7946), WGS 84.
#[derive(Serialize, ToSchema)]
pub struct Geometry {
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Polygons of rings of positions of longitude and latitude.
    pub coordinates: Vec<Vec<Vec<[f64; 2]>>>,
}

impl From<&Shape> for Geometry {
    fn from(shape: &Shape) -> Geometry {
        let ring = |ring: &Vec<county::Position>| ring.iter().map(|(lon, lat)| [*lon, *lat]).collect();
        let polygon = |rings: &Vec<Vec<county::Position>>| rings.iter().map(ring).collect();
        Geometry { kind: "MultiPolygon", coordinates: shape.0.iter().map(polygon).collect() }
    }
}

/// A GeoJSON `FeatureCollection` of grids.
#[derive(Serialize, ToSchema)]
pub struct GridCollection {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub features: Vec<GridFeature>,
    /// Give it as `cursor` to get the next page; `null` at the end.
    pub next: Option<String>,
    /// How many there are on all pages, if `count` asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<usize>,
}

#[derive(Serialize, ToSchema)]
pub struct GridFeature {
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The grid's code.
    pub id: String,
    pub geometry: Geometry,
    pub properties: GridBody,
}

/// A grid without its outline.
#[derive(Serialize, ToSchema)]
pub struct GridBody {
    pub code: String,
    pub name: NamesBody,
    pub village: String,
    pub township: String,
    pub district: String,
    pub households: u32,
    /// A point inside it: longitude and latitude.
    pub centre: [f64; 2],
    /// The county's own attributes.
    #[schema(value_type = BTreeMap<String, Cell>)]
    pub attributes: BTreeMap<String, Value>,
    /// Counts up whenever it is drawn otherwise, given to another village, or taken up again.
    pub version: u32,
}

impl GridBody {
    pub fn of(grid: &county::Grid, county: &county::County) -> GridBody {
        let village = county.villages.get(grid.village.index()).map(|village| village.code.clone());
        let township = county.townships.get(grid.township.index()).map(|township| township.code.clone());
        let district = county.districts.get(grid.district.index()).map(|district| district.code.clone());
        GridBody {
            code: grid.code.clone(),
            name: (&grid.name).into(),
            village: village.unwrap_or_default(),
            township: township.unwrap_or_default(),
            district: district.unwrap_or_default(),
            households: grid.households,
            centre: [grid.centre.0, grid.centre.1],
            attributes: grid.attributes.clone(),
            version: grid.version,
        }
    }
}

/// Where a point lies.
#[derive(Serialize, ToSchema)]
pub struct GridAt {
    pub grid: GridBody,
    /// The point is in the grid; otherwise it is in none, and this is the nearest.
    pub inside: bool,
    pub distance_m: u32,
    /// The nearest cameras, whatever state they are in.
    pub video_points: Vec<VideoPointBody>,
}

/// A camera, by its place only: nothing of what it sees.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct VideoPointBody {
    pub code: String,
    /// Whose it is: a code of the county's own.
    pub owner: Option<String>,
    pub status: NamedWord,
    pub distance_m: u32,
}

impl GridAt {
    pub fn of(grid: GridBody, how: Placement, video_points: Vec<VideoPointBody>) -> GridAt {
        let (inside, distance_m) = match how {
            Placement::Inside => (true, 0),
            Placement::NearestGrid { distance_m } => (false, distance_m),
        };
        GridAt { grid, inside, distance_m, video_points }
    }
}

/// A kind of incident.
#[derive(Serialize, ToSchema)]
pub struct IncidentKindBody {
    pub code: String,
    pub name: NamesBody,
    #[schema(value_type = Priority)]
    pub priority: incident::Priority,
    pub needs: Vec<NeedBody>,
    /// A report of this kind is accepted at once; otherwise a person accepts it.
    pub accept_on_report: bool,
    #[schema(value_type = BTreeMap<String, Cell>)]
    pub attributes: BTreeMap<String, Value>,
}

/// A reference table of the county's own.
#[derive(Serialize, ToSchema)]
pub struct TableBody {
    pub name: String,
    pub title: NamesBody,
    /// The column whose value is unique.
    pub key: String,
    pub columns: Vec<ColumnBody>,
    pub rows: usize,
    pub version: String,
}

impl From<&county::Table> for TableBody {
    fn from(table: &county::Table) -> TableBody {
        TableBody {
            name: table.name.clone(),
            title: (&table.title).into(),
            key: table.key.clone(),
            columns: table.columns.iter().map(ColumnBody::from).collect(),
            rows: table.rows.len(),
            version: table.version.to_string(),
        }
    }
}

#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct ColumnBody {
    pub name: String,
    /// `flag`, `number`, `text`, `enum`, `date`, or the noun that it is the code of.
    #[serde(rename = "type")]
    pub of: String,
    /// Of an `enum`: what it may be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    pub required: bool,
    pub measure: Option<String>,
    pub description: Option<NamesBody>,
}

impl From<&Column> for ColumnBody {
    fn from(column: &Column) -> ColumnBody {
        let of = match &column.of {
            ValueType::Enum(_) => "enum".to_owned(),
            // A unit variant is a word in JSON.
            other => {
                serde_json::to_value(other).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
            }
        };
        let words = match &column.of {
            ValueType::Enum(words) => words.clone(),
            _ => Vec::new(),
        };
        ColumnBody {
            name: column.name.clone(),
            of,
            words,
            required: column.required,
            measure: column.measure.clone(),
            description: column.description.as_ref().map(NamesBody::from),
        }
    }
}

/// A row of a table: column to value; an empty cell is `null`.
#[derive(Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = BTreeMap<String, CellOrNull>)]
pub struct RowBody(pub BTreeMap<String, Option<Value>>);

impl RowBody {
    pub fn of(table: &county::Table, row: &[Option<Value>]) -> RowBody {
        RowBody(table.columns.iter().zip(row).map(|(column, value)| (column.name.clone(), value.clone())).collect())
    }
}
