//! Travel times by road, behind a port that a bigger router can fill. Times are whole milliseconds throughout, so that they
//! are the same on every machine and a sum does not depend on its order.

use petgraph::algo::dijkstra;
use petgraph::graph::{NodeIndex, UnGraph};
use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::geometry::{Plane, distance_m, part_way};
use super::{Position, Roads, Thresholds};
use crate::limits::TRAVEL_TABLE_NODES_MAX;

/// How long a way takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Travel {
    pub seconds: u32,
    /// No road leads there: this is the straight line at walking speed.
    pub straight_line: bool,
}

/// A point with the node of the road graph that it is reached by. Cheap to keep beside a position.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Snapped {
    pub position: Position,
    /// `u32::MAX` if there is no road at all.
    pub node: u32,
    /// Between the point and the node, off the road.
    pub leg_ms: u32,
}

/// Answers how long a unit takes from one point to another.
pub trait TravelTimes: Send + Sync {
    /// Ties a point to the road graph.
    fn snap(&self, point: Position) -> Snapped;
    fn between(&self, from: Snapped, to: Snapped) -> Travel;
    /// From each of these to one point, in their order: one search for all of them.
    fn between_each(&self, from: &[Snapped], to: Snapped) -> Vec<Travel>;
    /// Where one who left `from` for `to` is after this time; at `to` from the moment of arrival on.
    fn along(&self, from: Snapped, to: Snapped, elapsed_s: u32) -> Position;

    /// The nodes that one search looks at; 0 where times were worked out beforehand.
    fn searched(&self) -> usize;

    fn travel(&self, from: Position, to: Position) -> Travel {
        self.between(self.snap(from), self.snap(to))
    }

    fn many(&self, from: &[Position], to: Position) -> Vec<Travel> {
        let from: Vec<Snapped> = from.iter().map(|point| self.snap(*point)).collect();
        self.between_each(&from, self.snap(to))
    }
}

/// No way by road.
const UNREACHED: u32 = u32::MAX;
const NO_NODE: u32 = u32::MAX;

/// Travel times over a county's own road graph.
///
/// - A road takes `length_m / speed_kmh`, rounded to the nearest millisecond, in both directions.
/// - A point belongs to its nearest node. The leg between them is a straight line at `off_road_kmh`: the lanes and paths that
///   the graph leaves out.
/// - Two points of the same node go straight to each other at that speed, since the way by the node can only be longer.
/// - All others take both legs and the shortest way between their nodes. Only where none leads there is it the
///   straight line at `walking_kmh`, and the answer says so.
/// - Seconds are rounded to the nearest, from the sum.
pub struct RoadGraph {
    positions: Vec<Position>,
    /// Neighbouring nodes and the time to them, by node; sorted.
    links: Vec<Vec<(u32, u32)>>,
    graph: UnGraph<(), u32>,
    plane: Plane,
    tree: RTree<GeomWithData<[f64; 2], u32>>,
    /// Milliseconds from each node to each, row by row; empty if there are too many nodes.
    table: Vec<u32>,
    off_road_kmh: u16,
    walking_kmh: u16,
}

impl RoadGraph {
    pub fn new(roads: &Roads, thresholds: &Thresholds) -> RoadGraph {
        RoadGraph::with_table_up_to(TRAVEL_TABLE_NODES_MAX, roads, thresholds)
    }

    fn with_table_up_to(nodes_max: usize, roads: &Roads, thresholds: &Thresholds) -> RoadGraph {
        let positions: Vec<Position> = roads.nodes.iter().map(|node| node.position).collect();
        let mut graph = UnGraph::with_capacity(positions.len(), roads.links.len());
        positions.iter().for_each(|_| {
            graph.add_node(());
        });
        let mut links = vec![Vec::new(); positions.len()];
        for road in &roads.links {
            let (from, to) = (road.from as usize, road.to as usize);
            let time_ms = way_ms(f64::from(road.length_m), road.speed_kmh);
            if from < positions.len() && to < positions.len() {
                graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), time_ms);
                links[from].push((road.to, time_ms));
                links[to].push((road.from, time_ms));
            }
        }
        links.iter_mut().for_each(|of| of.sort_unstable());
        let plane = Plane::at(positions.first().copied().unwrap_or_default());
        let points = positions.iter().zip(0..).map(|(at, node)| GeomWithData::new(plane.metres(*at), node));
        let tree = RTree::bulk_load(points.collect());
        let Thresholds { off_road_kmh, walking_kmh, .. } = *thresholds;
        let mut roads =
            RoadGraph { positions, links, graph, plane, tree, table: Vec::new(), off_road_kmh, walking_kmh };
        if roads.positions.len() <= nodes_max {
            roads.table = (0..roads.positions.len()).flat_map(|node| roads.search(node)).collect();
        }
        roads
    }

    /// Milliseconds from every node to this one.
    fn search(&self, to: usize) -> Vec<u32> {
        let mut times = vec![UNREACHED; self.positions.len()];
        let found = dijkstra(&self.graph, NodeIndex::new(to), None, |edge| u64::from(*edge.weight()));
        for (node, time_ms) in found {
            times[node.index()] = u32::try_from(time_ms).unwrap_or(UNREACHED).min(UNREACHED - 1);
        }
        times
    }

    /// Milliseconds from every node to this one, from the table if there is one.
    fn times_to(&self, node: u32) -> std::borrow::Cow<'_, [u32]> {
        let (node, width) = (node as usize, self.positions.len());
        if node >= width {
            return Vec::new().into();
        }
        match self.table.get(node * width..(node + 1) * width) {
            Some(row) => row.into(),
            None => self.search(node).into(),
        }
    }

    /// `times` are those to `to`'s node.
    fn way(&self, from: Snapped, to: Snapped, times: &[u32]) -> Way {
        if from.node == to.node && from.node != NO_NODE {
            return Way::OffRoad(way_ms(distance_m(from.position, to.position), self.off_road_kmh));
        }
        match times.get(from.node as usize).copied().filter(|road_ms| *road_ms != UNREACHED) {
            Some(road_ms) => Way::ByRoad(road_ms.saturating_add(from.leg_ms).saturating_add(to.leg_ms)),
            None => Way::StraightLine(way_ms(distance_m(from.position, to.position), self.walking_kmh)),
        }
    }

    /// The points of the way by road and the milliseconds from each to the next.
    fn route(&self, from: Snapped, to: Snapped, times: &[u32]) -> Vec<(u32, Position)> {
        let mut route = vec![(0, from.position)];
        let mut leg_ms = from.leg_ms;
        let mut node = from.node;
        // INVARIANT: every step comes nearer to the end, so there are no more steps than nodes.
        while let Some(position) = self.positions.get(node as usize).filter(|_| route.len() <= self.positions.len()) {
            route.push((leg_ms, *position));
            let left_ms = times.get(node as usize).copied().unwrap_or(UNREACHED);
            let onward = self.links[node as usize]
                .iter()
                .find(|(next, ms)| *ms <= left_ms && times.get(*next as usize) == Some(&(left_ms - ms)));
            match onward {
                Some((next, ms)) if node != to.node => (node, leg_ms) = (*next, *ms),
                _ => break,
            }
        }
        route.push((to.leg_ms, to.position));
        route
    }
}

/// How one gets there, and the milliseconds that it takes.
enum Way {
    OffRoad(u32),
    ByRoad(u32),
    StraightLine(u32),
}

impl Way {
    fn travel(&self) -> Travel {
        let (Way::OffRoad(ms) | Way::ByRoad(ms) | Way::StraightLine(ms)) = self;
        Travel { seconds: ms.saturating_add(500) / 1000, straight_line: matches!(self, Way::StraightLine(_)) }
    }
}

/// Milliseconds for a length at a speed, rounded to the nearest.
fn way_ms(length_m: f64, speed_kmh: u16) -> u32 {
    if !length_m.is_finite() {
        return u32::MAX;
    }
    // 1 km/h is 1 m in 3,600 ms. The cast saturates.
    (length_m * 3600.0 / f64::from(speed_kmh.max(1))).round() as u32
}

impl TravelTimes for RoadGraph {
    fn snap(&self, point: Position) -> Snapped {
        let finite = point.0.is_finite() && point.1.is_finite();
        let nearest = self.tree.nearest_neighbor(self.plane.metres(point)).filter(|_| finite);
        match nearest.and_then(|nearest| Some((nearest.data, self.positions.get(nearest.data as usize)?))) {
            Some((node, at)) => {
                Snapped { position: point, node, leg_ms: way_ms(distance_m(point, *at), self.off_road_kmh) }
            }
            None => Snapped { position: point, node: NO_NODE, leg_ms: 0 },
        }
    }

    fn between(&self, from: Snapped, to: Snapped) -> Travel {
        self.way(from, to, &self.times_to(to.node)).travel()
    }

    fn between_each(&self, from: &[Snapped], to: Snapped) -> Vec<Travel> {
        let times = self.times_to(to.node);
        from.iter().map(|from| self.way(*from, to, &times).travel()).collect()
    }

    fn searched(&self) -> usize {
        if self.table.is_empty() { self.positions.len() } else { 0 }
    }

    fn along(&self, from: Snapped, to: Snapped, elapsed_s: u32) -> Position {
        let times = self.times_to(to.node);
        let legs = match self.way(from, to, &times) {
            Way::OffRoad(ms) | Way::StraightLine(ms) => vec![(0, from.position), (ms, to.position)],
            Way::ByRoad(_) => self.route(from, to, &times),
        };
        let mut left_ms = u64::from(elapsed_s) * 1000;
        for pair in legs.windows(2) {
            let ((_, start), (leg_ms, end)) = (pair[0], pair[1]);
            if left_ms < u64::from(leg_ms) {
                return part_way(start, end, left_ms as f64 / f64::from(leg_ms));
            }
            left_ms -= u64::from(leg_ms);
        }
        to.position
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::{Road, RoadNode};

    /// A ring of roads with a chord, and one road apart.
    fn roads() -> Roads {
        let node = |n: u32| RoadNode { code: format!("J{n}"), position: (119.0 + f64::from(n) * 0.01, 27.0) };
        let road = |from, to, length_m| Road { from, to, class: "main".to_owned(), length_m, speed_kmh: 36 };
        let ring = [road(0, 1, 1000), road(1, 2, 1000), road(2, 3, 1500), road(3, 0, 9000), road(0, 2, 2500)];
        Roads { nodes: (0..6).map(node).collect(), links: ring.into_iter().chain([road(4, 5, 700)]).collect() }
    }

    #[test]
    fn a_graph_too_large_for_a_table_answers_the_same() {
        let thresholds = Thresholds { off_road_kmh: 15, walking_kmh: 5, ..Thresholds::default() };
        let (table, search) = (
            RoadGraph::with_table_up_to(6, &roads(), &thresholds),
            RoadGraph::with_table_up_to(5, &roads(), &thresholds),
        );
        assert_eq!((table.table.len(), search.table.len()), (36, 0));
        let points: Vec<Snapped> = (0..60).map(|n| table.snap((119.0 + f64::from(n) * 0.001, 27.001))).collect();
        for to in &points {
            assert_eq!(table.between_each(&points, *to), search.between_each(&points, *to));
            for from in &points {
                assert_eq!(table.along(*from, *to, 77), search.along(*from, *to, 77));
            }
        }
    }

    #[test]
    fn the_shortest_way_is_taken() {
        let graph = RoadGraph::new(&roads(), &Thresholds::default());
        let at = |n: u32| graph.snap((119.0 + f64::from(n) * 0.01, 27.0));
        assert_eq!(graph.between(at(0), at(3)), Travel { seconds: 350, straight_line: false });
        assert!(graph.between(at(0), at(4)).straight_line);
    }
}
