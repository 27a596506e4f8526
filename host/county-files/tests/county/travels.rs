//! How long ways take, and where one is on the way.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::county::geometry::{Plane, distance_m};
use domain::county::movement::{By, Movement};
use domain::county::travel::{MovementRef, RoadGraph, Travel, TravelTimes};
use domain::county::{County, Position, Road, RoadNode, Roads, Thresholds};
use proptest::prelude::*;

use crate::files::{shouning, small};

const UNSAID: MovementRef = MovementRef(0);

fn graph(county: &County) -> RoadGraph {
    RoadGraph::new(&county.roads, &county.thresholds, &[Movement::UNSAID])
}

fn seconds(seconds: u32) -> Travel {
    Travel { seconds, straight_line: false, out_of_reach: false }
}

#[test]
fn a_way_is_its_roads_and_its_legs() {
    let graph = graph(&small().read());
    let travel = |from, to| graph.travel(from, to, UNSAID);
    let (west_seat, east_seat) = ((119.05, 27.05), (119.15, 27.05));
    // Twice 6,000 m at 60 km/h.
    assert_eq!(travel(west_seat, east_seat), seconds(720));
    // And 5,000 m at 25 km/h.
    assert_eq!(travel(west_seat, (119.18, 27.02)), seconds(1440));
    // A leg of 1,112 m at the end, 500 of them at 15 km/h and the rest at 5.
    assert_eq!(travel(west_seat, (119.15, 27.06)), seconds(720 + 120 + 441));
    assert_eq!(travel(west_seat, west_seat), seconds(0));
    // Straight to each other, 111 m.
    assert_eq!(travel((119.05, 27.06), (119.05, 27.061)), seconds(27));
}

#[test]
fn a_point_comes_onto_the_road_where_it_is_nearest_not_at_its_end() {
    let graph = graph(&small().read());
    // Half way between the western seat and the junction, and 222 m north of the road.
    let beside = (119.075, 27.052);
    let leg_s = 53;
    assert_eq!(graph.travel(beside, (119.05, 27.05), UNSAID), seconds(180 + leg_s));
    assert_eq!(graph.travel(beside, (119.1, 27.05), UNSAID), seconds(180 + leg_s));
    // Two on the same road never go by its end.
    assert_eq!(graph.travel((119.0625, 27.05), (119.0875, 27.05), UNSAID), seconds(180));
}

#[test]
fn without_a_road_it_is_the_straight_line_and_says_so() {
    let mut county = small().read();
    county.roads.links.remove(1);
    let apart = graph(&county);
    // 9,903 m, all but 500 m of them on foot.
    let walk = Travel { seconds: 6890, straight_line: true, out_of_reach: false };
    assert!(!apart.travel((119.05, 27.05), (119.15, 27.05), UNSAID).straight_line, "part of it by road");
    assert_eq!(apart.travel((119.05, 27.05), (119.02, 27.02), UNSAID), seconds(720));

    county.roads = Default::default();
    let none = graph(&county);
    assert_eq!(none.travel((119.05, 27.05), (119.15, 27.05), UNSAID), walk);
    assert_eq!(none.travel((119.05, 27.05), (119.05, 27.05), UNSAID), seconds(0));
    let (from, to) = (none.snap((119.05, 27.05)), none.snap((119.15, 27.05)));
    let (lon, lat) = none.route(&from, &to, UNSAID).at(3445);
    assert!((lon - 119.1).abs() < 1e-5 && lat == 27.05);
}

#[test]
fn along_the_way_one_passes_every_node() {
    let graph = graph(&small().read());
    let (from, to) = (graph.snap((119.05, 27.05)), graph.snap((119.15, 27.06)));
    let route = graph.route(&from, &to, UNSAID);
    assert_eq!(route.at(0), (119.05, 27.05));
    assert_eq!(route.at(360), (119.1, 27.05));
    assert!(distance_m(route.at(540), (119.125, 27.05)) < 1.0);
    assert_eq!(route.at(720), (119.15, 27.05));
    assert_eq!((route.at(1281), route.at(u32::MAX)), ((119.15, 27.06), (119.15, 27.06)));
    assert_eq!((route.length_m().round(), route.off_road_m().round()), (13_112.0, 1_112.0));
    let nodes: Vec<Option<u32>> = route.legs.iter().map(|leg| leg.node).collect();
    assert_eq!(nodes.iter().flatten().count(), 2, "{nodes:?}");
}

#[test]
fn each_kind_of_unit_moves_in_its_own_way() {
    let county = small().read();
    let kmh = |class: &str, kmh| BTreeMap::from([(class.to_owned(), kmh)]);
    let class = county.roads.links[0].class.as_str();
    let movements = [
        Movement::UNSAID,
        Movement { max_kmh: Some(5), off_road_kmh: Some(5), ..Movement::UNSAID },
        Movement { class_kmh: kmh(class, 30), ..Movement::UNSAID },
        Movement { by: By::Air, max_kmh: Some(36), range_m: Some(9_000), ..Movement::UNSAID },
    ];
    let graph = RoadGraph::new(&county.roads, &county.thresholds, &movements);
    let (west_seat, junction, east_seat) = ((119.05, 27.05), (119.1, 27.05), (119.15, 27.05));
    let at = |movement, to| graph.travel(west_seat, to, MovementRef(movement));
    assert_eq!(at(1, junction).seconds, 3565, "across the fields, 4,952 m at 5 km/h");
    assert_eq!(at(2, junction), seconds(720), "6,000 m at 30 km/h");
    assert_eq!(at(3, junction), seconds(495), "4,952 m at 36 km/h");
    assert!(at(3, east_seat).out_of_reach && !at(3, junction).out_of_reach);
    assert_eq!(graph.travel(west_seat, junction, MovementRef(9)), at(0, junction), "of others nothing is said");
}

#[test]
fn a_road_may_have_a_name() {
    let mut files = small();
    let text = files.text("roads.csv");
    let mut lines = text.lines();
    let (head, first) = (lines.next().unwrap(), lines.next().unwrap());
    let rest: String = lines.map(|line| format!("{line},,\n")).collect();
    files.put("roads.csv", &format!("{head},name,name_en\n{first},省道207,Provincial road 207\n{rest}"));
    let (county, before) = (files.read(), small().read());
    let names: Vec<(&u32, &str, &str)> =
        county.roads.names.iter().map(|(road, names)| (road, names.zh.as_str(), names.en.as_str())).collect();
    assert_eq!(names, [(&0, "省道207", "Provincial road 207")]);
    assert_eq!((&county.roads.links, before.roads.names.len()), (&before.roads.links, 0));
    assert!(!serde_json::to_string(&before.roads).unwrap().contains("names"), "counties of before stay as they were");
}

#[test]
fn a_one_way_road_is_not_driven_against() {
    let at = |n: u32| [(119.0, 27.0), (119.01, 27.0), (119.005, 27.015)][n as usize];
    let node = |n: u32| RoadNode { code: format!("J{n}"), position: at(n) };
    let road =
        |from, to, length_m, one_way| Road { from, to, class: "main".to_owned(), length_m, speed_kmh: 36, one_way };
    let roads = Roads {
        nodes: (0..3).map(node).collect(),
        links: vec![road(0, 1, 1000, true), road(1, 2, 1000, false), road(2, 0, 3000, false)],
        ..Roads::default()
    };
    let graph = RoadGraph::new(
        &roads,
        &Thresholds { off_road_kmh: 1, walking_kmh: 1, ..Thresholds::default() },
        &[Movement::UNSAID],
    );
    assert_eq!(graph.travel(at(0), at(1), UNSAID).seconds, 100);
    assert_eq!(graph.travel(at(1), at(0), UNSAID).seconds, 400);
    // From the middle of it only on to its end.
    let middle = (119.005, 27.0);
    assert_eq!(graph.travel(middle, at(1), UNSAID).seconds, 50);
    assert_eq!(graph.travel(middle, at(0), UNSAID).seconds, 450);
    assert_eq!(graph.travel(at(2), middle, UNSAID).seconds, 350);
}

/// The places where calls used to get units from far away.
#[test]
fn units_near_by_are_near_by_in_the_model_county() {
    let county = shouning();
    let position = |code: &str| {
        let node = county.roads.nodes.iter().find(|node| node.code == code).unwrap();
        node.position
    };
    let farmstead = (119.67094, 27.50751);
    let stations = county.stations.iter().map(|station| SHOUNING.travel(station.position, farmstead, UNSAID).seconds);
    assert!(stations.min().unwrap() < 60 * 60, "there is a station 5.5 km away");

    // Half way along a road one is half its time from either end, and no longer.
    for road in &county.roads.links {
        let [from, to] = [road.from, road.to].map(|node| county.roads.nodes[node as usize].position);
        let middle = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
        let half_s = f64::from(road.length_m) / (f64::from(road.speed_kmh) / 3.6) / 2.0;
        for end in [from, to] {
            assert!(f64::from(SHOUNING.travel(middle, end, UNSAID).seconds) <= half_s + 1.0);
        }
    }
    let half_way = SHOUNING.route(&SHOUNING.snap(position("350924101")), &SHOUNING.snap(position("350924106")), UNSAID);
    let rest = SHOUNING.travel(half_way.at(half_way.seconds() / 2), position("350924106"), UNSAID).seconds;
    assert!(rest.abs_diff(half_way.seconds() / 2) <= 2, "{rest} of {}", half_way.seconds());
}

static SHOUNING: LazyLock<RoadGraph> = LazyLock::new(|| graph(shouning()));

fn anywhere() -> impl Strategy<Value = Position> {
    (119.25..119.75_f64, 27.15..27.7_f64)
}

fn a_node() -> impl Strategy<Value = Position> {
    (0..shouning().roads.nodes.len()).prop_map(|node| shouning().roads.nodes[node].position)
}

/// Up to ten nodes within some kilometres, and roads between any of them.
fn any_roads() -> impl Strategy<Value = Roads> {
    let place =
        (0..300_u32, 0..300_u32).prop_map(|(x, y)| (119.0 + f64::from(x) / 5000.0, 27.0 + f64::from(y) / 5000.0));
    let nodes = prop::collection::vec(place, 2..10);
    nodes.prop_flat_map(|places| {
        let number = 0..places.len() as u32;
        let road = (number.clone(), number, 1.0..3.0_f64, 5..90_u16, any::<bool>());
        prop::collection::vec(road, 1..16).prop_map(move |drawn| {
            let node =
                |(number, position): (usize, &Position)| RoadNode { code: format!("J{number}"), position: *position };
            let road = |(from, to, factor, speed_kmh, one_way): (u32, u32, f64, u16, bool)| {
                let straight_m = distance_m(places[from as usize], places[to as usize]);
                Road {
                    from,
                    to,
                    class: "any".to_owned(),
                    length_m: (straight_m * factor).ceil() as u32,
                    speed_kmh,
                    one_way,
                }
            };
            let links = drawn.into_iter().map(road).filter(|road| road.from != road.to).collect();
            Roads { nodes: places.iter().enumerate().map(node).collect(), links, ..Roads::default() }
        })
    })
}

fn near() -> impl Strategy<Value = Position> {
    (118.99..119.07_f64, 26.99..27.07_f64)
}

/// The same by trying everything: each road to begin with, each to end with, and all ways between, relaxed until nothing changes.
fn naive_s(roads: &Roads, thresholds: &Thresholds, from: Position, to: Position) -> f64 {
    let beside_s = |metres: f64| {
        let driven_m = metres.min(500.0);
        driven_m * 3.6 / f64::from(thresholds.off_road_kmh)
            + (metres - driven_m) * 3.6 / f64::from(thresholds.walking_kmh)
    };
    let plane = Plane::at(roads.nodes[0].position);
    let at = |node: u32| plane.metres(roads.nodes[node as usize].position);
    let join = |road: &Road, point: Position| {
        let ([ax, ay], [bx, by], [px, py]) = (at(road.from), at(road.to), plane.metres(point));
        let (dx, dy) = (bx - ax, by - ay);
        let along = if dx * dx + dy * dy > 0.0 {
            (((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let (x, y) = (ax + dx * along - px, ay + dy * along - py);
        (along, beside_s((x * x + y * y).sqrt()))
    };
    let cost = |road: &Road| f64::from(road.length_m) * 3.6 / f64::from(road.speed_kmh);
    let back = |road: &Road| if road.one_way { f64::INFINITY } else { cost(road) };
    let times = |seconds: f64, part: f64| {
        if part == 0.0 { if seconds.is_finite() { 0.0 } else { f64::INFINITY } } else { seconds * part }
    };
    let mut left = vec![f64::INFINITY; roads.nodes.len()];
    for road in &roads.links {
        let (along, off_s) = join(road, to);
        let [first, second] = [road.from as usize, road.to as usize];
        left[first] = left[first].min(off_s + times(cost(road), along));
        left[second] = left[second].min(off_s + times(back(road), 1.0 - along));
    }
    for _ in &roads.nodes {
        for road in &roads.links {
            let [first, second] = [road.from as usize, road.to as usize];
            left[first] = left[first].min(left[second] + cost(road));
            left[second] = left[second].min(left[first] + back(road));
        }
    }
    let mut best = beside_s(distance_m(from, to));
    for road in &roads.links {
        let ((start, off_s), (end, end_s)) = (join(road, from), join(road, to));
        best = best.min(off_s + times(cost(road), 1.0 - start) + left[road.to as usize]);
        best = best.min(off_s + times(back(road), start) + left[road.from as usize]);
        let within = if end >= start { times(cost(road), end - start) } else { times(back(road), start - end) };
        best = best.min(off_s + within + end_s);
    }
    best
}

fn slow() -> Thresholds {
    Thresholds { off_road_kmh: 15, walking_kmh: 5, ..Thresholds::default() }
}

proptest! {
    #[test]
    fn it_is_what_trying_everything_gives(roads in any_roads(), points in prop::collection::vec(near(), 2..6)) {
        let graph = RoadGraph::new(&roads, &slow(), &[Movement::UNSAID]);
        let to = graph.snap(points[0]);
        let from: Vec<_> = points.iter().map(|point| graph.snap(*point)).collect();
        let each: Vec<_> = from.iter().map(|from| (from, UNSAID)).collect();
        for (travel, from) in graph.between_each(&each, &to).iter().zip(&from) {
            let naive = naive_s(&roads, &slow(), from.position, to.position);
            prop_assert!((f64::from(travel.seconds) - naive).abs() <= 0.6, "{} and {naive}", travel.seconds);
            prop_assert_eq!(graph.route(from, &to, UNSAID).seconds(), travel.seconds);
        }
    }

    #[test]
    fn a_road_more_makes_no_way_longer(roads in any_roads(), from in near(), to in near()) {
        let all = RoadGraph::new(&roads, &slow(), &[Movement::UNSAID]);
        let mut fewer = roads.clone();
        fewer.links.pop();
        let less = RoadGraph::new(&fewer, &slow(), &[Movement::UNSAID]);
        prop_assert!(all.travel(from, to, UNSAID).seconds <= less.travel(from, to, UNSAID).seconds);
    }

    #[test]
    fn there_and_back_take_the_same(from in anywhere(), to in anywhere()) {
        prop_assert_eq!(SHOUNING.travel(from, to, UNSAID), SHOUNING.travel(to, from, UNSAID));
    }

    #[test]
    fn a_stop_at_a_junction_saves_no_time(from in anywhere(), by in a_node(), to in anywhere()) {
        let [from, by, to] = [from, by, to].map(|point| SHOUNING.snap(point));
        let [direct, first, second] = [(&from, &to), (&from, &by), (&by, &to)].map(|(a, b)| SHOUNING.route(a, b, UNSAID));
        // Who comes and goes on a road; across the fields half a kilometre of each way is driven.
        let by_road = |leg: Option<&domain::county::travel::Leg>| leg.is_none_or(|leg| leg.road.is_some());
        prop_assume!(by_road(first.legs.last()) && by_road(second.legs.first()));
        // Each is rounded to the nearest second.
        prop_assert!(direct.seconds() <= first.seconds() + second.seconds() + 2);
    }

    #[test]
    fn nobody_is_faster_than_the_fastest_road(from in anywhere(), to in anywhere()) {
        let travel = SHOUNING.travel(from, to, UNSAID);
        prop_assert!(f64::from(travel.seconds) >= distance_m(from, to) / (50.0 / 3.6) * 0.99 - 1.0);
    }

    #[test]
    fn one_moves_no_faster_than_the_fastest_road_and_arrives(from in anywhere(), to in anywhere()) {
        let (from, to) = (SHOUNING.snap(from), SHOUNING.snap(to));
        let route = SHOUNING.route(&from, &to, UNSAID);
        prop_assert_eq!(route.seconds(), SHOUNING.between(&from, &to, UNSAID).seconds);
        let mut last = from.position;
        for elapsed_s in (0..=route.seconds()).step_by(30) {
            let now = route.at(elapsed_s);
            prop_assert!(distance_m(last, now) <= 30.0 * 50.0 / 3.6 * 1.01 + 1.0);
            last = now;
        }
        prop_assert_eq!(route.at(route.seconds() + 1), to.position);
    }

    #[test]
    fn any_numbers_have_an_answer(lon in any::<f64>(), lat in any::<f64>(), elapsed_s in any::<u32>()) {
        let (from, to) = (SHOUNING.snap((lon, lat)), SHOUNING.snap((119.5, 27.4)));
        SHOUNING.between(&from, &to, UNSAID);
        SHOUNING.route(&from, &to, UNSAID).at(elapsed_s);
    }

    #[test]
    fn many_at_once_are_the_same_as_each(from in prop::collection::vec(anywhere(), 0..20), to in anywhere()) {
        let points: Vec<_> = from.iter().map(|from| SHOUNING.snap(*from)).collect();
        let asked: Vec<_> = points.iter().map(|point| (point, UNSAID)).collect();
        let each: Vec<Travel> = from.iter().map(|from| SHOUNING.travel(*from, to, UNSAID)).collect();
        prop_assert_eq!(SHOUNING.between_each(&asked, &SHOUNING.snap(to)), each);
    }
}
