//! How far routes are from a lower bound: the 1-tree of Held and Karp (1970), raised by their ascent, over seeded instances.

use proptest::prelude::*;

use crate::route::{improve, length, share};

/// The same numbers on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % count
    }
}

/// Seconds between points of a square of two hours, as the crow flies.
fn instance(nodes: usize, seed: u64) -> Vec<Vec<u32>> {
    let mut chance = Chance(seed);
    let points: Vec<(f64, f64)> =
        (0..nodes).map(|_| (chance.below(7_200) as f64, chance.below(7_200) as f64)).collect();
    let s = |a: (f64, f64), b: (f64, f64)| ((a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)).sqrt().round() as u32;
    points.iter().map(|a| points.iter().map(|b| s(*a, *b)).collect()).collect()
}

fn route(ways: &[Vec<u32>]) -> u64 {
    let (base, s) = (ways.len() - 1, |from: usize, to: usize| ways[from][to]);
    let (orders, nobody) = share(&[0], base, &|_, from, to| ways[from][to], &|_, _| true);
    assert!(nobody.is_empty());
    let mut all = orders[0].clone();
    all.sort_unstable();
    assert_eq!(all, (0..base).collect::<Vec<_>>(), "each stop once");
    length(&s, base, &orders[0])
}

/// The least spanning tree of all nodes but the last, and the two shortest ways to that one: no tour is shorter. With weights on the nodes,
/// which a tour pays twice each, it is raised towards the tour.
fn bound(ways: &[Vec<u32>]) -> f64 {
    let (n, last) = (ways.len(), ways.len() - 1);
    let mut weights = vec![0.0_f64; n];
    let mut best = 0.0_f64;
    let mut step = f64::from(ways.iter().flatten().sum::<u32>()) / (n * n * n) as f64;
    for _ in 0..250 {
        let s = |a: usize, b: usize| f64::from(ways[a][b]) + weights[a] + weights[b];
        let mut degree = vec![0_i32; n];
        let mut sum = 0.0;
        let mut outside: Vec<(usize, usize)> = (1..last).map(|node| (node, 0)).collect();
        while !outside.is_empty() {
            let nearest =
                |a: &(usize, (usize, usize)), b: &(usize, (usize, usize))| s(a.1.0, a.1.1).total_cmp(&s(b.1.0, b.1.1));
            let (at, (node, to)) = outside.iter().copied().enumerate().min_by(nearest).expect("somebody outside");
            outside.swap_remove(at);
            (sum, degree[node], degree[to]) = (sum + s(node, to), degree[node] + 1, degree[to] + 1);
            for (other, through) in &mut outside {
                if s(*other, node) < s(*other, *through) {
                    *through = node;
                }
            }
        }
        let mut to_last: Vec<usize> = (0..last).collect();
        to_last.sort_by(|a, b| s(*a, last).total_cmp(&s(*b, last)));
        for node in &to_last[..2] {
            (sum, degree[*node], degree[last]) = (sum + s(*node, last), degree[*node] + 1, degree[last] + 1);
        }
        best = best.max(sum - 2.0 * weights.iter().sum::<f64>());
        for (weight, degree) in weights.iter_mut().zip(&degree) {
            *weight += step * f64::from(degree - 2);
        }
        step *= 0.98;
    }
    best
}

/// The figures of the README.
#[test]
fn routes_are_near_their_bound() {
    let mut told = String::new();
    for stops in [7, 12, 24] {
        let over: Vec<f64> = (0..40)
            .map(|seed| {
                let ways = instance(stops + 1, seed);
                let (own, least) = (route(&ways) as f64, bound(&ways));
                assert!(own >= least - 0.5, "no tour is shorter than its bound: {own} {least}");
                (own / least - 1.0) * 100.0
            })
            .collect();
        let (mean, most) = (over.iter().sum::<f64>() / 40.0, over.iter().copied().fold(0.0, f64::max));
        told += &format!("{stops} stops: {mean:.1} % above the bound, at most {most:.1} %\n");
    }
    expect_test::expect![[r#"
        7 stops: 0.0 % above the bound, at most 0.0 %
        12 stops: 0.1 % above the bound, at most 2.1 %
        24 stops: 2.1 % above the bound, at most 8.7 %
    "#]]
    .assert_eq(&told);
}

/// Two patrols share stops that lie round both of them, and nobody gets what they don't reach.
#[test]
fn stops_are_shared() {
    // Stops 0 and 1 in the west, 2 and 3 in the east, 4 nowhere; the bases in the west and in the east.
    let at = |route: usize, node: usize| [0, 100, 1_000, 1_100, 9_999, [0, 1_000][route]][node];
    let ways = |route: usize, from: usize, to: usize| u32::abs_diff(at(route, from), at(route, to));
    let (orders, nobody) = share(&[0, 0], 5, &ways, &|_, stop| stop < 4);
    assert_eq!((orders, nobody), (vec![vec![1, 0], vec![3, 2]], vec![4]));
    let (none, nobody) = share(&[], 2, &ways, &|_, _| true);
    assert_eq!((none.len(), nobody), (0, vec![0, 1]));
}

proptest! {
    /// An exchange never makes a way longer, and loses no stop, also where the way there is not the way back.
    #[test]
    fn improving_makes_nothing_longer(nodes in 2..9usize, ways in prop::collection::vec(0..5_000u32, 81)) {
        let s = |from: usize, to: usize| ways[from * 9 + to];
        let (base, mut stops) = (nodes - 1, (0..nodes - 1).collect::<Vec<_>>());
        let before = length(&s, base, &stops);
        improve(&s, base, &mut stops);
        prop_assert!(length(&s, base, &stops) <= before);
        stops.sort_unstable();
        prop_assert_eq!(stops, (0..nodes - 1).collect::<Vec<_>>());
    }
}
