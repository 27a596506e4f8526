//! Travel times: on the model county's roads and on made-up cities, a hundred units to one point, a way in words, and a road that closes.

use std::collections::BTreeSet;

use domain::county::movement::Movement;
use domain::county::travel::{MovementRef, RoadGraph, Snapped, TravelTimes};
use domain::county::{Position, Road, RoadNode, Roads, Thresholds};
use integration_tests::county;
use integration_tests::played::Chance;

use crate::measure::{median, wall_s};

const UNITS: usize = 100;
const POINTS: usize = 51;
const UNSAID: MovementRef = MovementRef(0);

pub fn run() {
    println!(
        "| roads | nodes | made in s | 100 × 1, first, ms | then, median ms | a point onto its roads, µs | a way, ms | a road closed in ms |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let model = county::read();
    row("the model county", &model.roads, &model.thresholds);
    for side in [233, 1_000] {
        row("a made-up city", &city(side), &Thresholds { off_road_kmh: 15, walking_kmh: 5, ..Thresholds::default() });
    }
}

fn row(name: &str, roads: &Roads, thresholds: &Thresholds) {
    let (made_s, graph) = wall_s(|| RoadGraph::new(roads, thresholds, &[Movement::UNSAID]));
    let mut chance = Chance(20_220_901);
    let mut somewhere = || {
        let near = roads.nodes[chance.below(roads.nodes.len() as u64) as usize].position;
        (near.0 + chance.part() * 0.002, near.1 + chance.part() * 0.002)
    };
    let units: Vec<Position> = (0..UNITS).map(|_| somewhere()).collect();
    let points: Vec<Position> = (0..=POINTS).map(|_| somewhere()).collect();
    let (snap_s, snapped): (f64, Vec<Snapped>) = wall_s(|| units.iter().map(|unit| graph.snap(*unit)).collect());
    let asked: Vec<(&Snapped, MovementRef)> = snapped.iter().map(|unit| (unit, UNSAID)).collect();
    let ask = |graph: &dyn TravelTimes, point: &Position| {
        let (seconds, ways) = wall_s(|| graph.between_each(&asked, &graph.snap(*point)));
        assert!(ways.iter().any(|way| way.seconds > 0), "somebody is on the way");
        seconds * 1e3
    };
    let first_ms = ask(&graph, &points[0]);
    let then_ms = median(points[1..].iter().map(|point| ask(&graph, point)).collect());
    let ways = points[1..].iter().zip(&snapped).map(|(point, unit)| {
        let (seconds, route) = wall_s(|| graph.route(unit, &graph.snap(*point), UNSAID));
        assert!(!route.legs.is_empty(), "a way has legs");
        seconds * 1e3
    });
    let way_ms = median(ways.collect());
    let (closed_s, closed) = wall_s(|| graph.with_closed(&BTreeSet::from([0, 1])));
    let closed_ms = closed_s * 1e3;
    ask(&*closed, &points[0]);
    println!(
        "| {name} | {} | {made_s:.2} | {first_ms:.2} | {then_ms:.2} | {:.1} | {way_ms:.2} | {closed_ms:.1} |",
        roads.nodes.len(),
        snap_s * 1e6 / UNITS as f64,
    );
}

/// Streets 150 m apart that are not quite straight, a main one each ten, and here and there one that is missing.
fn city(side: usize) -> Roads {
    let mut chance = Chance(side as u64);
    let node = |n: usize, chance: &mut Chance| RoadNode {
        code: format!("J{n}"),
        position: (
            119.0 + (n % side) as f64 * 0.0015 + chance.part() * 0.0004,
            27.0 + (n / side) as f64 * 0.00135 + chance.part() * 0.0004,
        ),
    };
    let nodes: Vec<RoadNode> = (0..side * side).map(|n| node(n, &mut chance)).collect();
    let mut links = Vec::with_capacity(2 * side * side);
    for n in 0..side * side {
        let (x, y) = (n % side, n / side);
        for (there, other, along) in [(x + 1 < side, n + 1, y), (y + 1 < side, n + side, x)] {
            let is_main = along % 10 == 0;
            if there && (is_main || chance.below(8) > 0) {
                let class = if is_main { "main" } else { "street" }.to_owned();
                let speed_kmh = if is_main { 50 } else { 25 };
                links.push(Road { from: n as u32, to: other as u32, class, length_m: 200, speed_kmh, one_way: false });
            }
        }
    }
    Roads { nodes, links, ..Roads::default() }
}
