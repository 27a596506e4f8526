//! Searching and lowering give the same costs, and those are what trying every way gives.

use proptest::prelude::*;
use router::{Costs, Graph, UNREACHED};

/// Nodes on a map, roads between any of them with a cost each way, and seeds.
#[derive(Clone, Debug)]
struct Case {
    places: Vec<[f64; 2]>,
    roads: Vec<[u32; 2]>,
    costs: Vec<[u32; 2]>,
    seeds: Vec<(u32, u32)>,
}

fn case() -> impl Strategy<Value = Case> {
    let places = prop::collection::vec((0..1000_u32, 0..1000_u32), 2..40);
    places.prop_flat_map(|places| {
        let node = 0..places.len() as u32;
        let cost = prop_oneof![8 => 1..1000_u32, 1 => Just(UNREACHED)];
        let road = (node.clone(), node.clone(), cost.clone(), cost);
        let places: Vec<[f64; 2]> = places.into_iter().map(|(x, y)| [f64::from(x), f64::from(y)]).collect();
        let seeds = prop::collection::vec((node, 0..500_u32), 1..5);
        (prop::collection::vec(road, 0..120), seeds).prop_map(move |(roads, seeds)| Case {
            places: places.clone(),
            costs: roads.iter().map(|(_, _, out, back)| [*out, *back]).collect(),
            roads: roads.iter().map(|(first, second, ..)| [*first, *second]).collect(),
            seeds,
        })
    })
}

/// New costs of some roads, several times.
fn changes() -> impl Strategy<Value = Vec<Vec<(prop::sample::Index, [u32; 2])>>> {
    let cost = || prop_oneof![4 => 1..1000_u32, 1 => Just(UNREACHED)];
    let new = (cost(), cost()).prop_map(|(out, back)| [out, back]);
    let closed = prop_oneof![1 => new, 1 => Just([UNREACHED; 2])];
    prop::collection::vec(prop::collection::vec((any::<prop::sample::Index>(), closed), 1..5), 1..8)
}

/// Lowers every node's cost over every road until nothing changes.
fn naive(case: &Case) -> Vec<u32> {
    let mut best = vec![UNREACHED; case.places.len()];
    for (node, cost) in &case.seeds {
        best[*node as usize] = best[*node as usize].min(*cost);
    }
    for _ in 0..case.places.len() {
        for ([first, second], [out, back]) in case.roads.iter().zip(&case.costs) {
            let (first, second) = (*first as usize, *second as usize);
            best[first] = best[first].min(best[second].saturating_add(*out));
            best[second] = best[second].min(best[first].saturating_add(*back));
        }
    }
    best
}

fn times(graph: &Graph, costs: &Costs, seeds: &[(u32, u32)]) -> Vec<u32> {
    let mut towards = graph.towards(costs, seeds);
    (0..graph.node_count() as u32).map(|node| towards.from(node)).collect()
}

proptest! {
    #[test]
    fn both_are_what_trying_everything_gives(case in case()) {
        let wanted = naive(&case);
        for hierarchy_from in [2, usize::MAX] {
            let graph = Graph::new(&case.places, case.roads.clone(), hierarchy_from);
            let costs = graph.weigh(case.costs.clone());
            // Twice, since notes are kept for the next search.
            for _ in 0..2 {
                let mut towards = graph.towards(&costs, &case.seeds);
                let found: Vec<u32> = (0..case.places.len() as u32).map(|node| towards.from(node)).collect();
                prop_assert_eq!(&found, &wanted, "with a hierarchy from {} nodes on", hierarchy_from);
            }
        }
    }

    /// Roads close, open again and become slower, a few at a time: it is the same as if all had been weighed anew.
    #[test]
    fn a_few_other_costs_come_to_the_same_as_all_anew(case in case(), changes in changes()) {
        prop_assume!(!case.roads.is_empty());
        let graph = Graph::new(&case.places, case.roads.clone(), 2);
        let (mut changed, first) = (case.clone(), graph.weigh(case.costs.clone()));
        let mut costs = graph.weigh(case.costs.clone());
        for change in changes {
            for (road, new) in change {
                let road = road.index(changed.costs.len());
                changed.costs[road] = new;
            }
            costs = graph.reweigh(&costs, changed.costs.clone());
            let anew = graph.weigh(changed.costs.clone());
            for node in 0..case.places.len() as u32 {
                let [some, all] = [&costs, &anew].map(|costs| times(&graph, costs, &[(node, 0)]));
                prop_assert_eq!(some, all);
            }
        }
        let found = |costs| times(&graph, costs, &case.seeds);
        prop_assert_eq!(found(&costs), naive(&changed));
        prop_assert_eq!(found(&first), naive(&case));
    }
}

#[test]
fn what_is_no_node_is_never_reached_and_what_names_none_counts_for_nothing() {
    let graph = Graph::new(&[[0.0, 0.0], [1.0, 0.0]], vec![[0, 1], [1, 7]], 2);
    let costs = graph.weigh(vec![[5, 6], [1, 1]]);
    let mut towards = graph.towards(&costs, &[(1, 3)]);
    assert_eq!([0, 1, 7].map(|node| towards.from(node)), [8, 3, UNREACHED]);
    assert_eq!((graph.node_count(), graph.roads_at(1), costs.of(9)), (2, &[0_u32][..], [UNREACHED; 2]));
}
