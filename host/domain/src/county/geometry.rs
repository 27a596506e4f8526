//! Lengths and shapes on the ground. Everything here gives the same bits on every machine: it uses only the operations
//! that IEEE 754 defines exactly, and none of the platform's trigonometry.

use geo::{Area, Coord, LineString, LinesIter, MultiPolygon, Polygon};

use super::{Position, Shape};

/// Metres in a degree of latitude, for the mean radius of WGS 84 (6,371,008.8 m).
pub const DEGREE_M: f64 = 111_195.079_734_632_7;

/// Cosine of an angle in degrees between -90 and 90, by its series.
fn cosine(degrees: f64) -> f64 {
    let square = degrees.to_radians().powi(2);
    // Twelve terms: the next is below 1e-19 at 90 degrees.
    (1..=12).rev().fold(1.0, |rest, k| {
        let k = f64::from(k);
        1.0 - square / ((2.0 * k - 1.0) * (2.0 * k)) * rest
    })
}

/// Distance between two points of a county, metres: plane trigonometry at their mean latitude, which is within 1 in 10,000 of
/// the distance on the sphere up to 100 km.
pub fn distance_m(from: Position, to: Position) -> f64 {
    let north = (to.1 - from.1) * DEGREE_M;
    let east = (to.0 - from.0) * DEGREE_M * cosine((from.1 + to.1) / 2.0);
    (north * north + east * east).sqrt()
}

/// The point at `part` (0 to 1) of the straight way.
pub(super) fn part_way(from: Position, to: Position, part: f64) -> Position {
    (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part)
}

/// Whether both are finite and in the ranges of WGS 84.
pub fn is_wgs84((lon, lat): Position) -> bool {
    (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat)
}

/// A flat map of the surroundings of a point, in metres, for searching.
#[derive(Clone, Copy, Debug)]
pub struct Plane {
    origin: Position,
    degree_east_m: f64,
}

impl Plane {
    pub fn at(origin: Position) -> Plane {
        Plane { origin, degree_east_m: DEGREE_M * cosine(origin.1) }
    }

    pub fn metres(&self, (lon, lat): Position) -> [f64; 2] {
        [(lon - self.origin.0) * self.degree_east_m, (lat - self.origin.1) * DEGREE_M]
    }

    pub fn degrees(&self, [east, north]: [f64; 2]) -> Position {
        (self.origin.0 + east / self.degree_east_m, self.origin.1 + north / DEGREE_M)
    }

    /// The shape in metres.
    pub fn flat(&self, shape: &Shape) -> MultiPolygon {
        let ring = |ring: &Vec<Position>| -> LineString {
            ring.iter().map(|position| self.metres(*position)).map(|[x, y]| Coord { x, y }).collect()
        };
        let polygon = |rings: &Vec<Vec<Position>>| {
            let mut rings = rings.iter().map(ring);
            Polygon::new(rings.next().unwrap_or_else(|| LineString::new(Vec::new())), rings.collect())
        };
        MultiPolygon::new(shape.0.iter().map(polygon).collect())
    }
}

impl Shape {
    pub fn rings(&self) -> impl Iterator<Item = &Vec<Position>> {
        self.0.iter().flatten()
    }

    pub fn positions(&self) -> impl Iterator<Item = Position> {
        self.rings().flatten().copied()
    }

    /// West, south, east, north; `None` if it is empty.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        self.positions().fold(None, |bounds, (lon, lat)| {
            let [west, south, east, north] = bounds.unwrap_or([lon, lat, lon, lat]);
            Some([west.min(lon), south.min(lat), east.max(lon), north.max(lat)])
        })
    }
}

/// Total length of all rings, metres.
pub(super) fn perimeter_m(flat: &MultiPolygon) -> f64 {
    flat.lines_iter().map(|line| (line.dx() * line.dx() + line.dy() * line.dy()).sqrt()).sum()
}

pub(super) fn area_m2(flat: &MultiPolygon) -> f64 {
    flat.unsigned_area()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cosine_series_agrees_with_the_library() {
        for tenth in -900..=900_i32 {
            let degrees = f64::from(tenth) / 10.0;
            assert!((cosine(degrees) - degrees.to_radians().cos()).abs() < 1e-14, "at {degrees}");
        }
    }

    #[test]
    fn a_degree_of_longitude_shrinks_with_the_latitude() {
        assert_eq!(distance_m((119.0, 27.0), (119.0, 28.0)).round(), 111_195.0);
        assert_eq!(distance_m((119.0, 60.0), (120.0, 60.0)).round(), 55_598.0);
        assert_eq!(distance_m((119.0, 27.0), (119.0, 27.0)), 0.0);
    }

    #[test]
    fn the_plane_goes_both_ways() {
        let plane = Plane::at((119.5, 27.4));
        let (lon, lat) = plane.degrees(plane.metres((119.3, 27.6)));
        assert!((lon - 119.3).abs() < 1e-12 && (lat - 27.6).abs() < 1e-12);
    }
}
