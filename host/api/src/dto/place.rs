//! Places of a county on the wire: how they are looked for, and what was found.

use domain::county::County;
use finder::{Entry, Sort};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::county::NamesBody;
use super::datum::DatumWord;
use super::shapes::{Code, LangTag, OffsetCursor, PageLimit, PointText};

/// What of the county has a name and a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceSort {
    District,
    Township,
    Station,
    Village,
    Place,
    Road,
    Grid,
}

impl PlaceSort {
    pub const fn of(self) -> Sort {
        match self {
            PlaceSort::District => Sort::District,
            PlaceSort::Township => Sort::Township,
            PlaceSort::Station => Sort::Station,
            PlaceSort::Village => Sort::Village,
            PlaceSort::Place => Sort::Place,
            PlaceSort::Road => Sort::Road,
            PlaceSort::Grid => Sort::Grid,
        }
    }
}

/// Which places. Several values of one parameter are separated by commas and mean any of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PlaceQuery {
    /// A name or a part of one, in characters (simplified or traditional), pinyin, initials or English, or a code. Up to two letters may
    /// be wrong. Absent: all.
    pub words: Option<String>,
    /// What is near comes first: degrees as `lon,lat`, or the code of a place, a station, a grid, a seat or village.
    #[param(value_type = Option<PointText>, inline)]
    pub near: Option<String>,
    /// Of `near`. Absent: WGS 84.
    #[param(value_type = Option<DatumWord>, inline)]
    pub datum: Option<DatumWord>,
    /// Of which sort.
    #[param(value_type = Option<Vec<PlaceSort>>, style = Form, explode = false, inline)]
    pub of: Option<String>,
    /// Code of a kind of place of the county's own, or class of a road.
    #[param(value_type = Option<Code>, inline)]
    pub kind: Option<String>,
    /// Code of a district.
    #[param(value_type = Option<Code>, inline)]
    pub district: Option<String>,
    #[param(value_type = Option<PageLimit>, inline)]
    pub limit: Option<usize>,
    #[param(value_type = Option<OffsetCursor>, inline)]
    pub cursor: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// One place.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct FoundPlace {
    #[schema(value_type = PlaceSort)]
    pub of: &'static str,
    /// Of a road: the codes of its ends, `A..B`.
    #[schema(example = "350924100")]
    pub code: String,
    pub name: NamesBody,
    /// Of a place its kind, of a road its class.
    pub kind: Option<String>,
    pub district: String,
    /// Code of its township.
    pub township: Option<String>,
    /// What the township is called that it lies in.
    pub within: Option<NamesBody>,
    pub lon: f64,
    pub lat: f64,
    /// From `near`.
    pub distance_m: Option<u32>,
    /// How many letters of the words are taken for wrong; absent: none.
    pub errors: Option<u8>,
}

impl FoundPlace {
    pub fn of(entry: &Entry, county: &County, errors: u8, distance_m: Option<f64>) -> FoundPlace {
        let township = entry.township.and_then(|township| county.townships.get(township.index()));
        FoundPlace {
            of: entry.sort.code(),
            code: entry.code.clone(),
            name: (&entry.name).into(),
            kind: entry.kind.clone(),
            district: county.districts.get(entry.district.index()).map(|of| of.code.clone()).unwrap_or_default(),
            township: township.map(|township| township.code.clone()),
            within: entry.within.as_ref().map(NamesBody::from),
            lon: entry.position.0,
            lat: entry.position.1,
            distance_m: distance_m.map(|distance_m| distance_m.round() as u32),
            errors: Some(errors).filter(|errors| *errors > 0),
        }
    }
}

/// A page of places, what fits best first.
#[derive(Serialize, ToSchema)]
pub struct PlacePage {
    pub items: Vec<FoundPlace>,
    /// Give it as `cursor` to get the next page; `null` at the end.
    pub next: Option<String>,
    /// How many there are in all.
    pub total: usize,
}
