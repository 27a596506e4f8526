//! Polygons on a flat map, to be searched by point: which one holds it, which one is nearest, who borders on whom.

use std::collections::BTreeMap;

use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::{BooleanOps, Coord, Line, LinesIter, MultiPolygon};
use rstar::{AABB, PointDistance, RTree, RTreeObject};

use super::geometry::{Plane, area_m2, perimeter_m};
use super::{Position, Shape};

/// Shapes drawn apart agree where they lie no farther apart than this, which covers rounding to 6 decimals (0.1 m).
const TOLERANCE_M: f64 = 2.0;
/// Two shapes border on each other if they share at least this much; touching at a corner is no border.
const BORDER_M_MIN: f64 = 20.0;

/// A numbered shape.
struct Area {
    number: usize,
    flat: MultiPolygon,
    bounds: AABB<[f64; 2]>,
}

impl RTreeObject for Area {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> AABB<[f64; 2]> {
        self.bounds
    }
}

impl PointDistance for Area {
    /// 0 inside.
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        if self.holds(*point) {
            return 0.0;
        }
        let distances = self.flat.lines_iter().map(|segment| distance_2(*point, segment));
        distances.fold(f64::INFINITY, f64::min)
    }
}

impl Area {
    /// Inside or on the border.
    fn holds(&self, [x, y]: [f64; 2]) -> bool {
        self.flat.coordinate_position(&Coord { x, y }) != CoordPos::Outside
    }
}

fn distance_2([x, y]: [f64; 2], segment: Line) -> f64 {
    let (dx, dy) = (segment.dx(), segment.dy());
    let (px, py) = (x - segment.start.x, y - segment.start.y);
    let length_2 = dx * dx + dy * dy;
    let part = if length_2 > 0.0 { ((px * dx + py * dy) / length_2).clamp(0.0, 1.0) } else { 0.0 };
    let (ox, oy) = (px - part * dx, py - part * dy);
    ox * ox + oy * oy
}

/// Numbered shapes around one place.
pub struct Areas {
    plane: Plane,
    tree: RTree<Area>,
    /// Some are missing, so nothing can be said to lie outside.
    partial: bool,
}

impl Areas {
    pub fn new<'a>(shapes: impl IntoIterator<Item = (usize, &'a Shape)>, complete: bool) -> Areas {
        let shapes: Vec<(usize, &Shape)> = shapes.into_iter().collect();
        let origin = shapes.iter().find_map(|(_, shape)| shape.positions().next());
        let plane = Plane::at(origin.unwrap_or_default());
        let areas = shapes.into_iter().filter_map(|(number, shape)| {
            let [west, south, east, north] = shape.bounds()?;
            let bounds = AABB::from_corners(plane.metres((west, south)), plane.metres((east, north)));
            Some(Area { number, flat: plane.flat(shape), bounds })
        });
        Areas { plane, tree: RTree::bulk_load(areas.collect()), partial: !complete }
    }

    pub fn plane(&self) -> Plane {
        self.plane
    }

    /// The lowest number of those that hold the point, their borders included.
    pub fn at(&self, position: Position) -> Option<usize> {
        let point = self.plane.metres(position);
        let near = self.tree.locate_in_envelope_intersecting(AABB::from_point(point));
        near.filter(|area| area.holds(point)).map(|area| area.number).min()
    }

    /// The nearest one and its distance in metres, 0 inside; the lowest number of those equally near.
    pub fn nearest(&self, position: Position) -> Option<(usize, f64)> {
        let point = self.plane.metres(position);
        let mut by_distance = self.tree.nearest_neighbor_iter_with_distance_2(point);
        let (first, least) = by_distance.next()?;
        let ties = by_distance.take_while(|(_, distance_2)| *distance_2 <= least).map(|(area, _)| area.number);
        Some((ties.fold(first.number, usize::min), least.sqrt()))
    }

    /// Whether a point is in one of them, or no farther off than drawings differ.
    pub fn hold(&self, position: Position) -> bool {
        self.partial
            || self.at(position).is_some()
            || self.nearest(position).is_some_and(|(_, distance_m)| distance_m <= TOLERANCE_M)
    }

    /// How much of a shape, in square metres, lies in none of those that `among` picks; 0 within the tolerance.
    pub fn outside_m2(&self, shape: &Shape, among: impl Fn(usize) -> bool) -> f64 {
        let Some([west, south, east, north]) = shape.bounds().filter(|_| !self.partial) else { return 0.0 };
        let bounds = AABB::from_corners(self.plane.metres((west, south)), self.plane.metres((east, north)));
        let mut rest = self.plane.flat(shape);
        let allowed_m2 = perimeter_m(&rest) * TOLERANCE_M;
        for area in self.tree.locate_in_envelope_intersecting(bounds).filter(|area| among(area.number)) {
            rest = rest.difference(&area.flat);
        }
        Some(area_m2(&rest)).filter(|area| *area > allowed_m2).unwrap_or(0.0)
    }

    /// Pairs that cover the same ground, the lower number first, with how many square metres of it. Borders that were drawn apart
    /// are no such ground.
    pub fn overlaps(&self) -> Vec<(usize, usize, f64)> {
        let mut found = Vec::new();
        for area in &self.tree {
            for other in self.tree.locate_in_envelope_intersecting(area.bounds) {
                if area.number >= other.number {
                    continue;
                }
                let common = area.flat.intersection(&other.flat);
                // A strip along a border has the border's length on both of its sides.
                let allowed_m2 = perimeter_m(&common) / 2.0 * TOLERANCE_M;
                found.extend(
                    Some(area_m2(&common)).filter(|m2| *m2 > allowed_m2).map(|m2| (area.number, other.number, m2)),
                );
            }
        }
        found.sort_by_key(|(one, other, _)| (*one, *other));
        found
    }

    /// For each number, those that it shares a border with, sorted.
    pub fn neighbours(&self) -> BTreeMap<usize, Vec<usize>> {
        let sides =
            self.tree.iter().flat_map(|area| area.flat.lines_iter().map(|line| Side { number: area.number, line }));
        let sides = RTree::bulk_load(sides.collect());
        let mut shared_m: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for side in &sides {
            for other in sides.locate_in_envelope_intersecting(side.surroundings()) {
                if side.number < other.number {
                    *shared_m.entry((side.number, other.number)).or_default() += shared(side.line, other.line);
                }
            }
        }
        let mut neighbours: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for ((one, other), _) in shared_m.into_iter().filter(|(_, length)| *length >= BORDER_M_MIN) {
            neighbours.entry(one).or_default().push(other);
            neighbours.entry(other).or_default().push(one);
        }
        neighbours.values_mut().for_each(|of| of.sort_unstable());
        neighbours
    }
}

/// One side of a shape.
struct Side {
    number: usize,
    line: Line,
}

impl RTreeObject for Side {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> AABB<[f64; 2]> {
        AABB::from_corners(self.line.start.into(), self.line.end.into())
    }
}

impl Side {
    fn surroundings(&self) -> AABB<[f64; 2]> {
        let (low, high) = (self.envelope().lower(), self.envelope().upper());
        AABB::from_corners(low.map(|at| at - TOLERANCE_M), high.map(|at| at + TOLERANCE_M))
    }
}

/// The length along which two sides lie on each other, metres.
fn shared(one: Line, other: Line) -> f64 {
    let length = (one.dx() * one.dx() + one.dy() * one.dy()).sqrt();
    if length == 0.0 {
        return 0.0;
    }
    let (ux, uy) = (one.dx() / length, one.dy() / length);
    // Each end of the other side as (along, across) the first.
    let place = |at: Coord| {
        let (x, y) = (at.x - one.start.x, at.y - one.start.y);
        (x * ux + y * uy, y * ux - x * uy)
    };
    let (mut low, mut high) = (place(other.start), place(other.end));
    if low.0 > high.0 {
        std::mem::swap(&mut low, &mut high);
    }
    let (from, to) = (low.0.max(0.0), high.0.min(length));
    if to <= from {
        return 0.0;
    }
    let across = |along: f64| low.1 + (high.1 - low.1) * (along - low.0) / (high.0 - low.0);
    if across(from).abs() <= TOLERANCE_M && across(to).abs() <= TOLERANCE_M { to - from } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, south: f64, side: f64) -> Shape {
        let (east, north) = (west + side, south + side);
        Shape(vec![vec![vec![(west, south), (east, south), (east, north), (west, north), (west, south)]]])
    }

    #[test]
    fn a_corner_is_no_border() {
        // 0 and 1 share an edge in part, 0 and 2 a corner, 3 stands apart.
        let shapes =
            [square(0.0, 0.0, 0.01), square(0.01, 0.005, 0.01), square(-0.01, 0.01, 0.01), square(0.1, 0.1, 0.01)];
        let areas = Areas::new(shapes.iter().enumerate(), true);
        assert_eq!(areas.neighbours(), BTreeMap::from([(0, vec![1]), (1, vec![0])]));
    }

    #[test]
    fn edges_that_differ_by_rounding_are_one_border() {
        let mut right = square(0.01, 0.0, 0.01);
        right.0[0][0].iter_mut().for_each(|at| at.0 += 0.000_001);
        let shapes = [square(0.0, 0.0, 0.01), right];
        assert_eq!(Areas::new(shapes.iter().enumerate(), true).neighbours().len(), 2);
    }

    #[test]
    fn on_a_common_border_the_lowest_number_holds() {
        let shapes = [square(0.01, 0.0, 0.01), square(0.0, 0.0, 0.01)];
        let areas = Areas::new(shapes.iter().enumerate(), true);
        assert_eq!(areas.at((0.01, 0.005)), Some(0));
        assert_eq!(areas.at((0.005, 0.005)), Some(1));
        assert_eq!(areas.at((0.05, 0.005)), None);
        let (nearest, distance_m) = areas.nearest((0.03, 0.005)).unwrap();
        assert_eq!((nearest, distance_m.round()), (0, 1112.0));
    }

    #[test]
    fn what_sticks_out_is_measured() {
        let shapes = [square(0.0, 0.0, 0.01), square(0.01, 0.0, 0.01)];
        let areas = Areas::new(shapes.iter().enumerate(), true);
        assert_eq!(areas.outside_m2(&square(0.005, 0.0, 0.01), |_| true), 0.0);
        let half = areas.outside_m2(&square(0.005, 0.0, 0.01), |number| number == 0);
        assert_eq!((half / 1000.0).round(), 618.0);
    }
}
