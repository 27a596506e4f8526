//! Ways as chains from junction to junction, of which each can be reached from each.

use std::collections::HashMap;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::highway::{Direction, Highway};
use super::{Points, Told, Way};

/// Part of a way between two junctions, or its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// Two at least.
    pub nodes: Vec<i64>,
    pub highway: Highway,
}

impl Chain {
    pub fn ends(&self) -> [i64; 2] {
        [self.nodes[0], self.nodes[self.nodes.len() - 1]]
    }
}

/// The ways that have points here, without those that no way joins to most of them.
pub fn of_ways(ways: &[Way], points: &Points, told: &mut Told) -> Vec<Chain> {
    let mut pieces: Vec<Chain> = Vec::new();
    for way in ways {
        let inside = way.nodes.split(|node| !points.contains_key(node)).filter_map(|part| {
            let mut nodes = part.to_vec();
            nodes.dedup();
            (nodes.len() > 1).then_some(Chain { nodes, highway: way.highway })
        });
        let before = pieces.len();
        pieces.extend(inside);
        told.ways_kept += usize::from(pieces.len() > before);
    }
    let uses = uses(&pieces);
    told.points = uses.len();
    let chains = pieces.iter().flat_map(|piece| at_junctions(piece, &uses)).collect();
    joined(chains, told)
}

/// How often each point is used; an end counts twice, for it is a junction anyhow.
fn uses(pieces: &[Chain]) -> HashMap<i64, u32> {
    let mut uses = HashMap::new();
    for piece in pieces {
        for node in piece.nodes.iter().chain(&piece.ends()) {
            *uses.entry(*node).or_default() += 1;
        }
    }
    uses
}

fn at_junctions(piece: &Chain, uses: &HashMap<i64, u32>) -> Vec<Chain> {
    let last = piece.nodes.len() - 1;
    let mut chains = Vec::new();
    let mut begun = 0;
    for at in 1..=last {
        if at == last || uses[&piece.nodes[at]] > 1 {
            chains.push(Chain { nodes: piece.nodes[begun..=at].to_vec(), highway: piece.highway });
            begun = at;
        }
    }
    chains
}

/// Those between the junctions of the largest part in which each can be reached from each.
fn joined(chains: Vec<Chain>, told: &mut Told) -> Vec<Chain> {
    let mut graph = DiGraph::<(), ()>::new();
    let mut numbers: HashMap<i64, NodeIndex> = HashMap::new();
    for chain in &chains {
        let [from, to] = chain.ends().map(|node| *numbers.entry(node).or_insert_with(|| graph.add_node(())));
        if chain.highway.direction != Direction::Against {
            graph.add_edge(from, to, ());
        }
        if chain.highway.direction != Direction::Along {
            graph.add_edge(to, from, ());
        }
    }
    let mut parts = kosaraju_scc(&graph);
    for part in &mut parts {
        part.sort_unstable();
    }
    // Of two that are equally large, the one that comes first in the extract.
    let largest = parts.into_iter().min_by_key(|part| (std::cmp::Reverse(part.len()), part.first().copied()));
    let largest = largest.unwrap_or_default();
    let before = chains.len();
    let is_in = |node: i64| largest.binary_search(&numbers[&node]).is_ok();
    let kept: Vec<Chain> = chains.into_iter().filter(|chain| chain.ends().into_iter().all(is_in)).collect();
    told.apart = before - kept.len();
    kept
}
