//! A strict GeoJSON file (RFC 7946): a collection of polygons, each with the properties that it must have and no others.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use domain::county::geometry::{self, Plane};
use domain::county::{Position, Shape};
use domain::limits::SHAPE_POSITIONS_MAX;
use domain::strict_json;
use geo::Validation;
use geojson::{Geometry, GeometryValue};
use serde_json::{Map, Value};

use crate::fields::{Columns, Fields};
use crate::problem::{Problems, Spot, listed};
use crate::sources::{Sources, source_text};
use crate::values::{self, WGS84};

/// A feature of one of the files.
pub(crate) struct Feature<'a> {
    file: &'a str,
    /// What messages call it.
    id: String,
    properties: Map<String, Value>,
    pub(crate) code: String,
    pub(crate) shape: Shape,
    problems: &'a Problems,
}

/// The features of a file.
pub(crate) struct FeatureFile<'a> {
    /// Those that have a code of their own.
    pub(crate) features: Vec<Feature<'a>>,
    /// None had to be left out, and all have a shape.
    pub(crate) complete: bool,
}

/// Reads the features that have a code of their own; whatever is wrong with the others is noted. `None` if the file is
/// missing or is no feature collection.
pub(crate) fn open<'a>(
    sources: &'a Sources,
    file: &'a str,
    properties: &Columns<'_>,
    digits: Option<usize>,
    features_max: usize,
    problems: &'a Problems,
) -> Option<FeatureFile<'a>> {
    let text = source_text(sources, file, problems)?;
    let values = collection(text, file, problems)?;
    let count = values.len();
    if count == 0 {
        problems.file(file, "has no features");
    }
    if count > features_max {
        problems.file(file, format!("has {count} features, and {features_max} is the limit"));
        return None;
    }
    let mut seen = HashSet::new();
    let read = values.into_iter().enumerate().filter_map(|(at, value)| {
        let feature = read_feature(value, at, file, properties, problems)?;
        let fits = match digits {
            Some(count) => feature.digits("code", count).is_some(),
            None => feature.code("code").is_some(),
        };
        if fits && !seen.insert(feature.code.clone()) {
            feature.fault(format!("`{}` stands twice", feature.code));
            return None;
        }
        fits.then_some(feature)
    });
    let features: Vec<Feature<'_>> = read.collect();
    let complete = features.len() == count && features.iter().all(|feature| !feature.shape.0.is_empty());
    Some(FeatureFile { features, complete })
}

fn collection(text: &str, file: &str, problems: &Problems) -> Option<Vec<Value>> {
    let value: Value = match strict_json::read_value(text.as_bytes()) {
        Ok(value) => value,
        Err(fault) => {
            let message = match fault.is_data() {
                true => without_place(&fault),
                false => format!("is not JSON: {}", without_place(&fault)),
            };
            problems.add(file, Spot::Line(fault.line() as u64), message);
            return None;
        }
    };
    let Value::Object(mut object) = value else {
        problems.file(file, "is not a GeoJSON feature collection");
        return None;
    };
    let (kind, features) = (object.remove("type"), object.remove("features"));
    object.remove("bbox");
    for key in object.keys() {
        let hint = if key == "crs" { "; positions are WGS 84, longitude before latitude (RFC 7946)" } else { "" };
        problems.file(file, format!("unknown key `{key}`{hint}"));
    }
    match (kind, features) {
        (Some(Value::String(kind)), Some(Value::Array(features))) if kind == "FeatureCollection" => Some(features),
        _ => {
            problems.file(file, "is not a GeoJSON feature collection");
            None
        }
    }
}

/// The parser's message without its own way of naming the place.
fn without_place(fault: &serde_json::Error) -> String {
    let text = fault.to_string();
    text.rsplit_once(" at line ").map_or_else(|| text.clone(), |(message, _)| message.to_owned())
}

fn read_feature<'a>(
    feature: Value,
    at: usize,
    file: &'a str,
    known: &Columns<'_>,
    problems: &'a Problems,
) -> Option<Feature<'a>> {
    let number = format!("#{}", at + 1);
    let complain = |message: String| problems.add(file, Spot::Feature(number.clone()), message);
    let Value::Object(mut object) = feature else {
        complain("is not a feature".to_owned());
        return None;
    };
    if object.remove("type").as_ref().and_then(Value::as_str) != Some("Feature") {
        complain("has no type `Feature`".to_owned());
        return None;
    }
    let Some(Value::Object(properties)) = object.remove("properties") else {
        complain("has no properties".to_owned());
        return None;
    };
    let code = properties.get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
    let id = object.remove("id");
    let geometry = object.remove("geometry");
    object.remove("bbox");
    let name = if code.is_empty() { number.clone() } else { code.clone() };
    let mut feature = Feature { file, id: name, properties, code, shape: Shape::default(), problems };
    object.keys().for_each(|key| feature.fault(format!("unknown key `{key}`")));
    if id.is_some_and(|id| id.as_str() != Some(feature.code.as_str())) {
        feature.fault("its id is not its code".to_owned());
    }
    feature.check_properties(known);
    feature.read_geometry(geometry.unwrap_or(Value::Null));
    Some(feature)
}

impl Feature<'_> {
    pub(crate) fn fault(&self, message: impl Into<String>) {
        self.problems.add(self.file, Spot::Feature(self.id.clone()), message);
    }

    fn check_properties(&self, known: &Columns<'_>) {
        let all = || known.required.iter().chain(known.optional);
        for name in self.properties.keys().filter(|name| !all().any(|known| known == name)) {
            self.fault(format!("unknown property `{name}`; known are {}", listed(all())));
        }
    }

    /// A property that is a position.
    pub(crate) fn position(&self, name: &str) -> Option<Position> {
        let pair = self.properties.get(name).and_then(Value::as_array).filter(|pair| pair.len() == 2);
        let Some((lon, lat)) = pair.and_then(|pair| Some((pair[0].as_f64()?, pair[1].as_f64()?))) else {
            self.complain(name, "is not a position [longitude, latitude]".to_owned());
            return None;
        };
        self.noted(name, values::position((lon, lat)))
    }

    fn read_geometry(&mut self, geometry: Value) {
        let geometry: Result<Geometry, _> = serde_json::from_value(geometry);
        if let Some(key) = geometry.iter().flat_map(|of| &of.foreign_members).flat_map(|of| of.keys()).next() {
            return self.fault(format!("its geometry has an unknown key `{key}`"));
        }
        let polygons = match geometry.map(|geometry| geometry.value) {
            Ok(GeometryValue::Polygon { coordinates }) => vec![coordinates],
            Ok(GeometryValue::MultiPolygon { coordinates }) => coordinates,
            Ok(other) => {
                return self.fault(format!("is a {}; a Polygon or MultiPolygon is wanted", other.type_name()));
            }
            Err(_) => return self.fault("has no geometry that is a Polygon or MultiPolygon"),
        };
        match checked_shape(&polygons) {
            Ok(shape) => self.shape = shape,
            Err(fault) => self.fault(fault),
        }
    }
}

/// A shape whose every polygon is closed, in range, covers an area and does not cross itself.
fn checked_shape(polygons: &[Vec<Vec<geojson::Position>>]) -> Result<Shape, String> {
    let positions: usize = polygons.iter().flatten().map(Vec::len).sum();
    if positions == 0 {
        return Err("its geometry is empty".to_owned());
    }
    if positions > SHAPE_POSITIONS_MAX {
        return Err(format!("its geometry has {positions} positions, and {SHAPE_POSITIONS_MAX} is the limit"));
    }
    let rings = |rings: &Vec<Vec<geojson::Position>>| rings.iter().map(|ring| checked_ring(ring)).collect();
    let shape = Shape(polygons.iter().map(rings).collect::<Result<_, String>>()?);
    let start = shape.positions().next().unwrap_or_default();
    for polygon in &Plane::at(start).flat(&shape) {
        polygon.check_validation().map_err(|fault| format!("its geometry is not valid: {fault}"))?;
    }
    Ok(shape)
}

fn checked_ring(ring: &[geojson::Position]) -> Result<Vec<Position>, String> {
    let positions = ring.iter().map(|position| match position.as_slice() {
        &[lon, lat] if geometry::is_wgs84((lon, lat)) => Ok((lon, lat)),
        &[lon, lat] => Err(format!("its geometry holds {lon}, {lat}, which is no position in {WGS84}")),
        other => Err(format!("its geometry holds a position of {} numbers; two are wanted", other.len())),
    });
    let positions: Vec<Position> = positions.collect::<Result<_, String>>()?;
    if positions.len() < 4 || positions.first() != positions.last() {
        return Err("its geometry has a ring that is not closed; the last position repeats the first".to_owned());
    }
    Ok(positions)
}

impl Fields for Feature<'_> {
    fn optional(&self, name: &str) -> Option<&str> {
        match self.properties.get(name)? {
            Value::String(text) if text.is_empty() => None,
            Value::String(text) => Some(text),
            Value::Null => None,
            other => {
                self.complain(name, format!("`{other}` is not a text"));
                None
            }
        }
    }

    fn whole(&self, name: &str, range: RangeInclusive<u32>) -> Option<u32> {
        let Some(value) = self.properties.get(name) else {
            self.complain(name, "is missing".to_owned());
            return None;
        };
        let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
        self.noted(name, values::whole(number, value, range))
    }

    fn complain(&self, name: &str, message: String) {
        self.fault(format!("property `{name}`: {message}"));
    }
}
