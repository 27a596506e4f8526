//! How long ways take, and where one is on the way.

use std::sync::LazyLock;

use domain::county::geometry::distance_m;
use domain::county::travel::{RoadGraph, Travel, TravelTimes};
use domain::county::{County, Position};
use proptest::prelude::*;

use crate::files::{shouning, small};

fn graph(county: &County) -> RoadGraph {
    RoadGraph::new(&county.roads, &county.thresholds)
}

fn seconds(seconds: u32) -> Travel {
    Travel { seconds, straight_line: false }
}

#[test]
fn a_way_is_its_roads_and_its_legs() {
    let graph = graph(&small().read());
    let (west_seat, east_seat) = ((119.05, 27.05), (119.15, 27.05));
    // Twice 6,000 m at 60 km/h.
    assert_eq!(graph.travel(west_seat, east_seat), seconds(720));
    // And 5,000 m at 25 km/h.
    assert_eq!(graph.travel(west_seat, (119.18, 27.02)), seconds(1440));
    // A leg of 1,112 m at 15 km/h at the end.
    assert_eq!(graph.travel(west_seat, (119.15, 27.06)), seconds(720 + 267));
    assert_eq!(graph.travel(west_seat, west_seat), seconds(0));
    // Both belong to the western seat, and go straight.
    assert_eq!(graph.travel((119.05, 27.06), (119.05, 27.061)), seconds(27));
}

#[test]
fn without_a_road_it_is_the_straight_line_and_says_so() {
    let mut county = small().read();
    county.roads.links.remove(1);
    let apart = graph(&county);
    // 9,903 m at 5 km/h.
    let walk = Travel { seconds: 7130, straight_line: true };
    assert_eq!(apart.travel((119.05, 27.05), (119.15, 27.05)), walk);
    assert_eq!(apart.travel((119.05, 27.05), (119.02, 27.02)), seconds(720));

    county.roads = Default::default();
    let none = graph(&county);
    assert_eq!(none.travel((119.05, 27.05), (119.15, 27.05)), walk);
    assert_eq!(none.travel((119.05, 27.05), (119.05, 27.05)), Travel { seconds: 0, straight_line: true });
    let (from, to) = (none.snap((119.05, 27.05)), none.snap((119.15, 27.05)));
    let (lon, lat) = none.along(from, to, 3565);
    assert!((lon - 119.1).abs() < 1e-5 && lat == 27.05);
}

#[test]
fn along_the_way_one_passes_every_node() {
    let graph = graph(&small().read());
    let (from, to) = (graph.snap((119.05, 27.05)), graph.snap((119.15, 27.06)));
    assert_eq!(graph.along(from, to, 0), (119.05, 27.05));
    assert_eq!(graph.along(from, to, 360), (119.1, 27.05));
    let halfway = graph.along(from, to, 540);
    assert!(distance_m(halfway, (119.125, 27.05)) < 1.0);
    assert_eq!(graph.along(from, to, 720), (119.15, 27.05));
    assert_eq!(graph.along(from, to, 987), (119.15, 27.06));
    assert_eq!(graph.along(from, to, u32::MAX), (119.15, 27.06));
}

static SHOUNING: LazyLock<RoadGraph> = LazyLock::new(|| graph(shouning()));

fn anywhere() -> impl Strategy<Value = Position> {
    (119.25..119.75_f64, 27.15..27.7_f64)
}

proptest! {
    #[test]
    fn there_and_back_take_the_same(from in anywhere(), to in anywhere()) {
        prop_assert_eq!(SHOUNING.travel(from, to), SHOUNING.travel(to, from));
    }

    #[test]
    fn a_stop_on_the_way_saves_no_time(from in anywhere(), by in anywhere(), to in anywhere()) {
        let [direct, first, second] = [(from, to), (from, by), (by, to)].map(|(a, b)| SHOUNING.travel(a, b));
        // Each is rounded to the nearest second.
        prop_assert!(direct.seconds <= first.seconds + second.seconds + 2);
    }

    #[test]
    fn nobody_is_faster_than_the_fastest_road(from in anywhere(), to in anywhere()) {
        let travel = SHOUNING.travel(from, to);
        prop_assert!(!travel.straight_line);
        prop_assert!(f64::from(travel.seconds) >= distance_m(from, to) / (50.0 / 3.6) - 1.0);
    }

    #[test]
    fn one_moves_no_faster_than_the_fastest_road_and_arrives(from in anywhere(), to in anywhere()) {
        let (from, to) = (SHOUNING.snap(from), SHOUNING.snap(to));
        let travel = SHOUNING.between(from, to);
        let mut last = from.position;
        for elapsed_s in (0..=travel.seconds).step_by(30) {
            let now = SHOUNING.along(from, to, elapsed_s);
            prop_assert!(distance_m(last, now) <= 30.0 * 50.0 / 3.6 + 1.0);
            last = now;
        }
        prop_assert_eq!(SHOUNING.along(from, to, travel.seconds + 1), to.position);
    }

    #[test]
    fn any_numbers_have_an_answer(lon in any::<f64>(), lat in any::<f64>(), elapsed_s in any::<u32>()) {
        let (from, to) = (SHOUNING.snap((lon, lat)), SHOUNING.snap((119.5, 27.4)));
        SHOUNING.between(from, to);
        SHOUNING.along(from, to, elapsed_s);
    }

    #[test]
    fn many_at_once_are_the_same_as_each(from in prop::collection::vec(anywhere(), 0..20), to in anywhere()) {
        let each: Vec<Travel> = from.iter().map(|from| SHOUNING.travel(*from, to)).collect();
        prop_assert_eq!(SHOUNING.many(&from, to), each);
    }
}
