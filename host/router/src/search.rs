//! One search over the whole graph.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::{FARTHEST, Graph, UNREACHED};

pub struct Searched {
    costs: Vec<u32>,
}

impl Searched {
    pub(crate) fn from(&self, node: u32) -> u32 {
        self.costs.get(node as usize).copied().unwrap_or(UNREACHED)
    }
}

pub(crate) fn search(graph: &Graph, costs: &[[u32; 2]], seeds: &[(u32, u32)]) -> Searched {
    let mut found = vec![UNREACHED; graph.node_count()];
    let mut open = BinaryHeap::new();
    for &(node, cost) in seeds.iter().filter(|(_, cost)| *cost <= FARTHEST) {
        if cost < found[node as usize] {
            found[node as usize] = cost;
            open.push(Reverse((cost, node)));
        }
    }
    while let Some(Reverse((cost, node))) = open.pop() {
        if cost > found[node as usize] {
            continue;
        }
        for road in graph.roads_at(node) {
            let [first, second] = graph.nodes(*road);
            let [out, back] = costs[*road as usize];
            // From the other end to this one.
            let (other, step) = if first == node { (second, back) } else { (first, out) };
            let reached = cost.saturating_add(step);
            if reached <= FARTHEST && reached < found[other as usize] {
                found[other as usize] = reached;
                open.push(Reverse((reached, other)));
            }
        }
    }
    Searched { costs: found }
}
