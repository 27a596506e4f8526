//! Travel times over a county's own road graph.

use std::cell::RefCell;
use std::collections::BTreeSet;

use router::{Costs, Graph, Towards, UNREACHED};
use rstar::RTree;
use rstar::primitives::{GeomWithData, Line};

use super::*;
use crate::county::geometry::{Plane, distance_m};
use crate::county::movement::By;
use crate::county::{Road, Roads};
use crate::limits::{HIERARCHY_NODES_MIN, ROADS_AROUND_MAX, ROADS_BESIDE_M, ROADS_TRIED_MAX};

/// Travel times over a county's own road graph.
///
/// - A road takes `length_m` at its own speed or the movement's, rounded to the nearest millisecond, in both directions unless it is
///   one-way.
/// - A point comes onto any of the roads about it at the place nearest to it: the nearest `ROADS_AROUND_MAX`, and of those that
///   a way may begin on `ROADS_TRIED_MAX` where so many lie within `ROADS_BESIDE_M`. The leg between them is a straight line: lanes and paths at
///   `off_road_kmh` for the first 500 m, on foot beyond. Of all roads the one counts that makes the whole way shortest, never just
///   the nearest.
/// - Two points may go straight to each other in the same manner, where that is shorter.
/// - Through the air it is the straight line.
/// - A road more never makes a way longer, but where so many lie nearer already. Seconds are rounded to the nearest, from the sum.
pub struct RoadGraph {
    base: Arc<Base>,
    movements: Vec<Metric>,
}

/// The roads, whether open or closed.
struct Base {
    positions: Vec<Position>,
    plane: Plane,
    tree: RTree<GeomWithData<Line<[f64; 2]>, u32>>,
    lines: Vec<Line<[f64; 2]>>,
    lengths_m: Vec<f64>,
    graph: Graph,
}

/// One movement on this graph.
struct Metric {
    moves: Arc<Moves>,
    /// While no road is closed.
    open: Arc<Costs>,
    /// Now.
    costs: Arc<Costs>,
}

struct Moves {
    beside: Beside,
    /// Through the air, at this speed.
    air_kmh: Option<u16>,
    range_m: Option<f64>,
    /// Milliseconds along each road: from its first node to its second, and back.
    open: Vec<[u32; 2]>,
    /// What no road is faster than, as the crow flies, metres a millisecond.
    fastest: f64,
}

/// The point that is to be reached, and the times to it.
struct Target<'a> {
    point: &'a Snapped,
    /// Where it can be reached from its roads, in the order of the roads' numbers.
    joins: Vec<Join>,
    towards: RefCell<Towards<'a>>,
    /// All roads nearer than this are among the joins.
    complete_m: f64,
}

/// How one gets there, and the milliseconds that it takes.
#[derive(Clone, Copy)]
struct Way {
    ms: u32,
    start: Start,
}

#[derive(Clone, Copy)]
enum Start {
    Straight,
    /// Onto a road, and to this end of it.
    To(Join, u32),
    /// Onto a road from which the point is reached.
    Along(Join),
}

/// The roads about a point, nearest first, as far as somebody asked for.
struct Around<'a> {
    point: Position,
    found: Vec<Join>,
    further: Option<Box<dyn Iterator<Item = Join> + 'a>>,
}

impl<'a> Around<'a> {
    fn of(point: &Snapped) -> Around<'a> {
        Around { point: point.position, found: point.joins.to_vec(), further: None }
    }

    /// Those up to this far from the point, but one at least; and how far away the next one is.
    fn within(&mut self, graph: &'a RoadGraph, reach_m: f64) -> (&[Join], f64) {
        let is_short = |found: &[Join]| found.len() < 2 || found.last().is_some_and(|last| last.off_m <= reach_m);
        while self.found.len() < ROADS_AROUND_MAX && is_short(&self.found) {
            let known = self.found.len();
            let further = self.further.get_or_insert_with(|| Box::new(graph.joins(self.point).skip(known)));
            let Some(join) = further.next() else { break };
            self.found.push(join);
        }
        let count = self.found.partition_point(|join| join.off_m <= reach_m).max(1).min(self.found.len());
        (&self.found[..count], self.found.get(count).map_or(f64::INFINITY, |next| next.off_m))
    }
}

impl Target<'_> {
    /// The time by road from a node.
    fn left_ms(&self, node: u32) -> u32 {
        self.towards.borrow_mut().from(node)
    }

    fn join(&self, road: u32) -> Option<&Join> {
        self.joins.binary_search_by_key(&road, |join| join.road).ok().map(|found| &self.joins[found])
    }
}

impl RoadGraph {
    /// `movements[0]` is how units go of whose kind nothing is said.
    pub fn new(roads: &Roads, thresholds: &Thresholds, movements: &[Movement]) -> RoadGraph {
        let positions: Vec<Position> = roads.nodes.iter().map(|node| node.position).collect();
        let plane = Plane::at(positions.first().copied().unwrap_or_default());
        // INVARIANT: an import takes no road whose ends are not nodes.
        let flat = |node: u32| plane.metres(positions[node as usize]);
        let lines: Vec<_> = roads.links.iter().map(|road| Line::new(flat(road.from), flat(road.to))).collect();
        let numbered = lines.iter().zip(0..).map(|(line, road)| GeomWithData::new(*line, road)).collect();
        let places: Vec<[f64; 2]> = positions.iter().map(|position| plane.metres(*position)).collect();
        let nodes = roads.links.iter().map(|road| [road.from, road.to]).collect();
        let graph = Graph::new(&places, nodes, HIERARCHY_NODES_MIN);
        let moves = |movement: &Movement| Arc::new(Moves::new(movement, thresholds, &roads.links, &lines));
        let moves: Vec<Arc<Moves>> = movements.iter().map(moves).collect();
        let base = Base {
            lengths_m: roads.links.iter().map(|road| f64::from(road.length_m)).collect(),
            tree: RTree::bulk_load(numbered),
            positions,
            plane,
            lines,
            graph,
        };
        RoadGraph::weighed(Arc::new(base), moves)
    }

    fn weighed(base: Arc<Base>, moves: Vec<Arc<Moves>>) -> RoadGraph {
        let mut movements: Vec<Metric> = Vec::new();
        for moves in moves {
            // Kinds that go alike share what was made ready, and what goes through the air needs nothing.
            let alike = movements.iter().find(|other| moves.air_kmh.is_some() || other.moves.open == moves.open);
            let open = alike.map(|other| other.open.clone());
            let open = open.unwrap_or_else(|| Arc::new(base.graph.weigh(moves.open.clone())));
            movements.push(Metric { moves, costs: open.clone(), open });
        }
        RoadGraph { movements, base }
    }

    /// While these roads are closed, and no others.
    fn closed(&self, roads: &BTreeSet<u32>) -> RoadGraph {
        let mut movements: Vec<Metric> = Vec::with_capacity(self.movements.len());
        for Metric { moves, open, .. } in &self.movements {
            // Those that share their costs go on sharing them.
            let alike = movements.iter().find(|other| Arc::ptr_eq(&other.open, open));
            let costs = alike.map(|other| other.costs.clone()).unwrap_or_else(|| {
                if roads.is_empty() {
                    return open.clone();
                }
                let mut now = moves.open.clone();
                for road in roads {
                    if let Some(cost) = now.get_mut(*road as usize) {
                        *cost = [UNREACHED; 2];
                    }
                }
                Arc::new(self.base.graph.reweigh(open, now))
            });
            movements.push(Metric { moves: moves.clone(), open: open.clone(), costs });
        }
        RoadGraph { base: self.base.clone(), movements }
    }

    fn metric(&self, movement: MovementRef) -> &Metric {
        // INVARIANT: a router is made with at least the movement of kinds of which nothing is said.
        self.movements.get(usize::from(movement.0)).unwrap_or(&self.movements[0])
    }

    /// Every road, nearest first.
    fn joins(&self, point: Position) -> impl Iterator<Item = Join> {
        let at = Some(self.base.plane.metres(point)).filter(|at| at.iter().all(|axis| axis.is_finite()));
        let nearest = at.into_iter().flat_map(|at| {
            let near = self.base.tree.nearest_neighbor_iter_with_distance_2(at);
            near.map(move |(near, square)| (at, near.data, square))
        });
        nearest.map(|(at, road, square)| Join {
            road,
            along: along(&self.base.lines[road as usize], at),
            off_m: square.sqrt(),
        })
    }

    /// Ready to answer those for whom it is worth while to look at roads up to this far from the point.
    fn target<'a>(
        &'a self,
        point: &'a Snapped,
        around: &mut Around<'a>,
        metric: &'a Metric,
        reach_m: f64,
    ) -> Target<'a> {
        let (near, complete_m) = around.within(self, reach_m);
        let mut joins = near.to_vec();
        joins.sort_unstable_by_key(|join| join.road);
        let seeds: Vec<(u32, u32)> = joins.iter().flat_map(|join| self.ends(join, metric)).collect();
        let towards = RefCell::new(self.base.graph.towards(&metric.costs, &seeds));
        Target { point, joins, towards, complete_m }
    }

    /// The nodes of a road, each with the time from there to a point beside the road.
    fn ends(&self, join: &Join, metric: &Metric) -> [(u32, u32); 2] {
        let off_ms = metric.moves.beside.ms(join.off_m);
        let [first, second] = self.base.graph.nodes(join.road);
        let [out, back] = metric.costs.of(join.road);
        [
            (first, off_ms.saturating_add(part(out, join.along))),
            (second, off_ms.saturating_add(part(back, 1.0 - join.along))),
        ]
    }

    /// On the flat map, like all lengths that it is held against.
    fn flat_m(&self, from: &Snapped, to: &Snapped) -> f64 {
        let [here, there] = [from.position, to.position].map(|point| self.base.plane.metres(point));
        Line::new(here, there).length_2().sqrt()
    }

    fn best(&self, from: &Snapped, to: &Target<'_>, metric: &Metric) -> Way {
        let straight_m = distance_m(from.position, to.point.position);
        let mut best = Way { ms: metric.moves.beside.ms(straight_m), start: Start::Straight };
        let flat_m = self.flat_m(from, to.point);
        let hopeless = |off_m: f64, best: &Way| metric.moves.least_ms(off_m, flat_m) >= best.ms;
        // Where so many lie close by, it is a town; far from all roads, one that is farther off may be worth a long walk.
        let enough =
            |tried: usize, off_m: f64| tried >= ROADS_AROUND_MAX || tried >= ROADS_TRIED_MAX && off_m <= ROADS_BESIDE_M;
        for (tried, join) in from.joins.iter().enumerate() {
            if hopeless(join.off_m, &best) || enough(tried, join.off_m) {
                return best;
            }
            self.by(*join, to, metric, &mut best);
        }
        if !hopeless(from.complete_m, &best) && !enough(from.joins.len(), from.complete_m) {
            for (tried, join) in self.joins(from.position).enumerate().skip(from.joins.len()) {
                if hopeless(join.off_m, &best) || enough(tried, join.off_m) {
                    break;
                }
                self.by(join, to, metric, &mut best);
            }
        }
        best
    }

    /// Whether it is better to come onto this road.
    fn by(&self, join: Join, to: &Target<'_>, metric: &Metric, best: &mut Way) {
        let off_ms = metric.moves.beside.ms(join.off_m);
        let [out, back] = metric.costs.of(join.road);
        let [first, second] = self.base.graph.nodes(join.road);
        let mut better = |ms: u32, start: Start| {
            if ms < best.ms {
                *best = Way { ms, start };
            }
        };
        for (node, road_ms) in [(second, part(out, 1.0 - join.along)), (first, part(back, join.along))] {
            let left_ms = to.left_ms(node);
            better(off_ms.saturating_add(road_ms).saturating_add(left_ms), Start::To(join, node));
        }
        if let Some(end) = to.join(join.road) {
            let (part_of, cost) = (end.along - join.along, if end.along >= join.along { out } else { back });
            let ms = off_ms.saturating_add(part(cost, part_of.abs())).saturating_add(metric.moves.beside.ms(end.off_m));
            better(ms, Start::Along(join));
        }
    }

    /// All answers for one movement, and the point as they were found from it.
    fn ways<'a>(
        &'a self,
        from: &[&Snapped],
        to: &'a Snapped,
        around: &mut Around<'a>,
        metric: &'a Metric,
    ) -> (Target<'a>, Vec<Way>) {
        // Units at one base go the same way.
        let is_as_before = |at: usize| at > 0 && from[at].position == from[at - 1].position;
        let target = self.target(to, around, metric, ROADS_BESIDE_M);
        let mut ways: Vec<Way> = Vec::with_capacity(from.len());
        for (at, snapped) in from.iter().enumerate() {
            ways.push(if is_as_before(at) { ways[at - 1] } else { self.best(snapped, &target, metric) });
        }
        // A road farther from the point than was looked at may still be worth while for who has a long way.
        let reach_m = |at: usize, way: &Way| {
            let flat_m = self.flat_m(from[at], to);
            let is_settled = metric.moves.least_ms(target.complete_m, flat_m) >= way.ms;
            if is_settled { 0.0 } else { metric.moves.reach_m(way.ms, flat_m) }
        };
        let mut reaches_m: Vec<f64> = Vec::with_capacity(from.len());
        for (at, way) in ways.iter().enumerate() {
            reaches_m.push(if is_as_before(at) { reaches_m[at - 1] } else { reach_m(at, way) });
        }
        let farthest_m = reaches_m.iter().copied().fold(0.0, f64::max);
        if farthest_m <= 0.0 {
            return (target, ways);
        }
        let target = self.target(to, around, metric, farthest_m);
        for at in (0..from.len()).filter(|at| reaches_m[*at] > 0.0) {
            ways[at] = if is_as_before(at) { ways[at - 1] } else { self.best(from[at], &target, metric) };
        }
        (target, ways)
    }

    fn legs(&self, from: &Snapped, to: &Target<'_>, metric: &Metric, way: Way) -> Vec<Leg> {
        let end = to.point.position;
        let beside = |to: Position, length_m: f64| Leg {
            to,
            node: None,
            road: None,
            length_m,
            ms: metric.moves.beside.ms(length_m),
        };
        let onto = |join: Join| {
            let [first, second] = self.base.graph.nodes(join.road).map(|node| self.base.positions[node as usize]);
            part_way(first, second, join.along)
        };
        let (join, mut node) = match way.start {
            Start::Straight => return vec![beside(end, distance_m(from.position, end))],
            Start::To(join, node) => (join, Some(node)),
            Start::Along(join) => (join, None),
        };
        let mut legs = vec![beside(onto(join), join.off_m)];
        let (mut road, mut at) = (join.road, join.along);
        let drive = |legs: &mut Vec<Leg>, road: u32, from: f64, until: f64, node: Option<u32>, to: Position| {
            let [out, back] = metric.costs.of(road);
            let (cost, part_of) = (if until >= from { out } else { back }, (until - from).abs());
            let (length_m, ms) = (self.base.lengths_m[road as usize] * part_of, part(cost, part_of));
            legs.push(Leg { to, node, road: Some(road), length_m, ms });
        };
        // INVARIANT: every step comes nearer to the end, so there are no more steps than nodes.
        while let Some(reached) = node.filter(|_| legs.len() <= self.base.positions.len() + 1) {
            let until = if self.base.graph.nodes(road)[1] == reached { 1.0 } else { 0.0 };
            drive(&mut legs, road, at, until, Some(reached), self.base.positions[reached as usize]);
            let Some(next) = self.next_road(reached, to, metric) else {
                road = self.last_road(reached, to, metric);
                at = if self.base.graph.nodes(road)[0] == reached { 0.0 } else { 1.0 };
                node = None;
                continue;
            };
            let [first, second] = self.base.graph.nodes(next);
            (road, at, node) = if first == reached { (next, 0.0, Some(second)) } else { (next, 1.0, Some(first)) };
        }
        if let Some(last) = to.join(road) {
            drive(&mut legs, road, at, last.along, None, onto(*last));
            legs.push(beside(end, last.off_m));
        }
        legs
    }

    /// The road to take at this node; `None` where the point is reached on one of its own.
    fn next_road(&self, node: u32, to: &Target<'_>, metric: &Metric) -> Option<u32> {
        let left_ms = to.left_ms(node);
        let leads = |road: &&u32| {
            let ([first, second], [out, back]) = (self.base.graph.nodes(**road), metric.costs.of(**road));
            let (other, cost) = if first == node { (second, out) } else { (first, back) };
            cost != UNREACHED && to.left_ms(other).saturating_add(cost) == left_ms
        };
        self.base.graph.roads_at(node).iter().find(leads).copied()
    }

    /// The road from this node on which the point is reached.
    fn last_road(&self, node: u32, to: &Target<'_>, metric: &Metric) -> u32 {
        let wanted = (node, to.left_ms(node));
        let ends_here = to.joins.iter().find(|join| self.ends(join, metric).contains(&wanted));
        // INVARIANT: a node with a time and no next road is a seed, and seeds come from joins.
        ends_here.map_or(0, |join| join.road)
    }
}

impl Moves {
    fn new(movement: &Movement, thresholds: &Thresholds, roads: &[Road], lines: &[Line<[f64; 2]>]) -> Moves {
        let cost = |road: &Road| {
            let kmh = movement.class_kmh.get(&road.class).copied().unwrap_or(road.speed_kmh);
            let ms = way_ms(f64::from(road.length_m), kmh.min(movement.max_kmh.unwrap_or(u16::MAX)));
            // None costs nothing: it could lead round in a circle.
            let ms = ms.clamp(1, router::FARTHEST);
            [ms, if road.one_way { UNREACHED } else { ms }]
        };
        let open: Vec<[u32; 2]> = roads.iter().map(cost).collect();
        let straight_m = |line: &Line<[f64; 2]>| line.length_2().sqrt();
        let speeds = open.iter().zip(lines).map(|(cost, line)| straight_m(line) / f64::from(cost[0]));
        let beside = Beside::new(movement, thresholds);
        let fastest = speeds.fold(f64::from(beside.off_road_kmh.max(beside.walking_kmh)) / 3600.0, f64::max);
        let air_kmh = (movement.by == By::Air).then(|| movement.max_kmh.unwrap_or(beside.off_road_kmh));
        Moves { beside, air_kmh, range_m: movement.range_m.map(f64::from), open, fastest }
    }

    /// What a way takes at least that begins or ends so far beside a road.
    fn least_ms(&self, off_m: f64, straight_m: f64) -> u32 {
        // Each part is rounded by itself, so some milliseconds may be missing.
        let rest_ms = ((straight_m - off_m).max(0.0) / self.fastest) as u32;
        self.beside.ms(off_m).saturating_add(rest_ms.saturating_sub(4))
    }

    /// How far beside a road a way may begin or end that takes less than this; a metre or so too much, never too little.
    fn reach_m(&self, ms: u32, straight_m: f64) -> f64 {
        let (mut near_m, mut far_m) = (0.0, self.beside.reach_m(ms));
        while far_m - near_m > 1.0 {
            let middle_m = (near_m + far_m) / 2.0;
            // No road is slower than the ways beside it, so that it only takes longer from farther away.
            match self.least_ms(middle_m, straight_m) >= ms {
                true => far_m = middle_m,
                false => near_m = middle_m,
            }
        }
        far_m
    }

    fn travel(&self, straight_m: f64, way: Option<Way>) -> Travel {
        let out_of_reach = self.range_m.is_some_and(|range_m| straight_m > range_m);
        match (self.air_kmh, way) {
            (None, Some(way)) => {
                let straight_line = matches!(way.start, Start::Straight) && straight_m > OFF_ROAD_DRIVEN_M_MAX;
                Travel { seconds: seconds(way.ms), straight_line, out_of_reach }
            }
            (air_kmh, _) => {
                let kmh = air_kmh.unwrap_or(self.beside.walking_kmh);
                Travel { seconds: seconds(way_ms(straight_m, kmh)), straight_line: false, out_of_reach }
            }
        }
    }
}

impl Beside {
    /// How far one gets in this time.
    fn reach_m(self, ms: u32) -> f64 {
        let driven_ms = way_ms(OFF_ROAD_DRIVEN_M_MAX, self.off_road_kmh);
        let metres = |ms: u32, kmh: u16| f64::from(ms) * f64::from(kmh.max(1)) / 3600.0;
        match ms.checked_sub(driven_ms) {
            None => metres(ms, self.off_road_kmh),
            Some(walked_ms) => OFF_ROAD_DRIVEN_M_MAX + metres(walked_ms, self.walking_kmh),
        }
    }
}

/// That part of a road's time; none of a road that can't be driven.
fn part(cost_ms: u32, of: f64) -> u32 {
    if cost_ms == UNREACHED { UNREACHED } else { (f64::from(cost_ms) * of).round() as u32 }
}

/// The place of a line nearest to a point, as a part of the line from its start.
fn along(line: &Line<[f64; 2]>, [x, y]: [f64; 2]) -> f64 {
    let ([x0, y0], [x1, y1]) = (line.from, line.to);
    let length_2 = line.length_2();
    match length_2 > 0.0 {
        true => (((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length_2).clamp(0.0, 1.0),
        false => 0.0,
    }
}

impl TravelTimes for RoadGraph {
    fn snap_with(&self, point: Position, kept: usize) -> Snapped {
        let mut near = self.joins(point);
        let joins: Arc<[Join]> = near.by_ref().take(kept).collect();
        let complete_m = near.next().map_or(f64::INFINITY, |join| join.off_m);
        Snapped { position: point, joins, complete_m }
    }

    fn between_each(&self, from: &[(&Snapped, MovementRef)], to: &Snapped) -> Vec<Travel> {
        let mut answers = vec![None; from.len()];
        let mut around = Around::of(to);
        for (number, metric) in self.movements.iter().enumerate() {
            let is_of = |movement: MovementRef| {
                usize::from(movement.0) == number || number == 0 && usize::from(movement.0) >= self.movements.len()
            };
            let asked: Vec<usize> = (0..from.len()).filter(|index| is_of(from[*index].1)).collect();
            let points: Vec<&Snapped> = asked.iter().map(|index| from[*index].0).collect();
            let ways = match metric.moves.air_kmh {
                None if !asked.is_empty() => {
                    self.ways(&points, to, &mut around, metric).1.into_iter().map(Some).collect()
                }
                _ => vec![None; asked.len()],
            };
            for ((index, point), way) in asked.into_iter().zip(points).zip(ways) {
                answers[index] = Some(metric.moves.travel(distance_m(point.position, to.position), way));
            }
        }
        answers.into_iter().flatten().collect()
    }

    fn route(&self, from: &Snapped, to: &Snapped, movement: MovementRef) -> Route {
        let metric = self.metric(movement);
        let straight_m = distance_m(from.position, to.position);
        if let Some(kmh) = metric.moves.air_kmh {
            let through_air =
                Leg { to: to.position, node: None, road: None, length_m: straight_m, ms: way_ms(straight_m, kmh) };
            return Route { start: from.position, legs: vec![through_air] };
        }
        let (target, ways) = self.ways(&[from], to, &mut Around::of(to), metric);
        let legs = ways.into_iter().flat_map(|way| self.legs(from, &target, metric, way));
        Route { start: from.position, legs: legs.filter(|leg| leg.ms > 0 || leg.length_m > 0.0).collect() }
    }

    fn with_closed(&self, roads: &BTreeSet<u32>) -> Arc<dyn TravelTimes> {
        Arc::new(self.closed(roads))
    }

    fn searched(&self) -> usize {
        self.base.graph.searched()
    }
}
