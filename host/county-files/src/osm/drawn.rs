//! Chains drawn with as few straight roads as show them, and written as the county's file of roads.

use std::collections::HashSet;

use domain::county::Position;
use domain::county::geometry::{Plane, distance_m};
use domain::limits::ROADS_MAX;
use geo::{Coord, LineString, SimplifyIdx};

use super::chains::Chain;
use super::highway::Direction;
use super::joined::Joined;
use super::{OsmFault, Points, Told};
use crate::road_file::ROAD_COLUMNS;

/// Points that are looked at together; a longer chain is drawn in parts.
const POINTS_AT_ONCE: usize = 1_000;
/// The road from a place to the nearest one in the extract, of which nothing is known but that it is there.
const APPROACH: (&str, u16) = ("approach", 15);

pub fn write(joined: Joined, points: &Points, tolerance_m: f64, told: &mut Told) -> Result<String, OsmFault> {
    let mut drawing =
        Drawing { joined: &joined, points, tolerance_m, pairs: HashSet::new(), rows: Vec::new(), beside: 0 };
    for chain in &joined.chains {
        drawing.chain(chain);
    }
    drawing.approaches();
    told.beside = drawing.beside;
    told.roads = drawing.rows.len();
    let ends: HashSet<&str> = drawing.rows.iter().flat_map(|row| [row.from.0.as_str(), row.to.0.as_str()]).collect();
    told.junctions = ends.len();
    told.classes = drawing.rows.iter().map(|row| row.class).collect();
    if told.roads > ROADS_MAX {
        return Err(OsmFault::TooMany(told.roads));
    }
    Ok(text(&drawing.rows))
}

struct Row {
    from: (String, Position),
    to: (String, Position),
    class: &'static str,
    length_m: f64,
    speed_kmh: u16,
    one_way: bool,
}

struct Drawing<'d> {
    joined: &'d Joined,
    points: &'d Points,
    tolerance_m: f64,
    /// Whoever is driven from to whom.
    pairs: HashSet<(i64, i64)>,
    rows: Vec<Row>,
    beside: usize,
}

impl Drawing<'_> {
    fn chain(&mut self, chain: &Chain) {
        let last = chain.nodes.len() - 1;
        let mut begun = 0;
        for at in 1..=last {
            let is_place = self.joined.fixed.contains(&chain.nodes[at]);
            if at == last || is_place || at - begun >= POINTS_AT_ONCE {
                self.stretch(&chain.nodes[begun..=at], chain);
                begun = at;
            }
        }
    }

    fn stretch(&mut self, nodes: &[i64], chain: &Chain) {
        let last = nodes.len() - 1;
        let mut drawn = self.simplified(nodes);
        if nodes[0] == nodes[last] {
            // A ring: two points of it at least, or each of its roads would be there twice.
            if last < 3 {
                self.beside += 1;
                return;
            }
            drawn.extend([last / 3, 2 * last / 3]);
        } else if drawn.len() == 2 && self.is_there(nodes[0], nodes[last], chain) && last > 1 {
            drawn.push(last / 2);
        }
        drawn.sort_unstable();
        drawn.dedup();
        for ends in drawn.windows(2) {
            self.road(&nodes[ends[0]..=ends[1]], chain);
        }
    }

    /// Which of these points show the line within the tolerance.
    fn simplified(&self, nodes: &[i64]) -> Vec<usize> {
        let plane = Plane::at(self.points[&nodes[0]]);
        let flat = nodes.iter().map(|node| {
            let [x, y] = plane.metres(self.points[node]);
            Coord { x, y }
        });
        flat.collect::<LineString>().simplify_idx(self.tolerance_m)
    }

    fn is_there(&self, from: i64, to: i64, chain: &Chain) -> bool {
        let along = chain.highway.direction != Direction::Against && self.pairs.contains(&(from, to));
        let against = chain.highway.direction != Direction::Along && self.pairs.contains(&(to, from));
        along || against
    }

    fn road(&mut self, nodes: &[i64], chain: &Chain) {
        let (from, to) = (nodes[0], nodes[nodes.len() - 1]);
        let is_along = chain.highway.direction != Direction::Against && self.pairs.insert((from, to));
        let is_against = chain.highway.direction != Direction::Along && self.pairs.insert((to, from));
        let (from, to) = match (is_along, is_against) {
            (false, false) => {
                self.beside += 1;
                return;
            }
            (false, true) => (to, from),
            _ => (from, to),
        };
        let between = nodes.windows(2).map(|ends| distance_m(self.points[&ends[0]], self.points[&ends[1]]));
        self.rows.push(Row {
            from: (self.code(from), self.points[&from]),
            to: (self.code(to), self.points[&to]),
            class: chain.highway.class,
            length_m: between.sum(),
            speed_kmh: chain.highway.speed_kmh,
            one_way: !(is_along && is_against),
        });
    }

    fn approaches(&mut self) {
        for approach in &self.joined.approaches {
            let (class, speed_kmh) = APPROACH;
            let to = (self.code(approach.node), self.points[&approach.node]);
            let length_m = approach.away_m;
            self.rows.push(Row { from: approach.place.clone(), to, class, length_m, speed_kmh, one_way: false });
        }
    }

    fn code(&self, node: i64) -> String {
        self.joined.codes.get(&node).cloned().unwrap_or_else(|| format!("n{node}"))
    }
}

fn text(rows: &[Row]) -> String {
    // Names are for the county to give.
    let mut text = ROAD_COLUMNS.required.join(",") + ",one_way\n";
    for Row { from, to, class, length_m, speed_kmh, one_way } in rows {
        let position = |(lon, lat): Position| format!("{lon:.7},{lat:.7}");
        let ends = format!("{},{},{},{}", from.0, to.0, position(from.1), position(to.1));
        let length_m = length_m.round().max(1.0);
        text.push_str(&format!("{ends},{class},{length_m},{speed_kmh},{one_way}\n"));
    }
    text
}
