//! Shortest ways over a road graph. It knows numbers only: of nodes, of roads between two of them, and what each costs in each
//! direction. What a road is, and how a point comes onto one, is `domain`'s business.
//!
//! Small graphs are searched (Dijkstra). Large ones have a contraction hierarchy whose weights can be exchanged (customizable
//! contraction hierarchies: Dibbelt, Strasser, Wagner, 2016), so that a closed road is in force without making the hierarchy anew.
//! Both give the same times.

mod hierarchy;
mod pruned;
mod reweighed;
mod search;

use hierarchy::{Hierarchy, Lowered, Weights};
use search::Searched;

/// No way, and a road that may not be used in a direction.
pub const UNREACHED: u32 = u32::MAX;
/// Costs beyond this count as no way: about 24 days in milliseconds.
pub const FARTHEST: u32 = cch::INF_WEIGHT - 1;

/// So many roads, and one of so many more, may change before all is worked out anew.
const REWEIGHED: (usize, usize) = (8, 50);

/// A road graph without costs.
pub struct Graph {
    /// Where the roads of each node begin in `ends`; one more at the end.
    starts: Vec<u32>,
    ends: Vec<u32>,
    /// The two nodes of each road.
    roads: Vec<[u32; 2]>,
    hierarchy: Option<Hierarchy>,
}

/// What each road costs: from its first node to its second, and back.
pub struct Costs {
    of_roads: Vec<[u32; 2]>,
    weights: Option<Weights>,
}

impl Costs {
    /// From its first node to its second, and back.
    pub fn of(&self, road: u32) -> [u32; 2] {
        self.of_roads.get(road as usize).copied().unwrap_or([UNREACHED; 2])
    }
}

impl Graph {
    /// `places`: where each node lies on a flat map, for a good order of contraction. From `hierarchy_from` nodes on, a hierarchy is
    /// made. A road that names no node of these counts for nothing.
    pub fn new(places: &[[f64; 2]], roads: Vec<[u32; 2]>, hierarchy_from: usize) -> Graph {
        let mut of: Vec<Vec<u32>> = vec![Vec::new(); places.len()];
        for (nodes, road) in roads.iter().zip(0..) {
            if nodes.iter().all(|node| (*node as usize) < places.len()) {
                nodes.iter().for_each(|node| of[*node as usize].push(road));
            }
        }
        let mut starts = Vec::with_capacity(places.len() + 1);
        starts.push(0);
        let mut count = 0;
        for roads in &of {
            count += roads.len() as u32;
            starts.push(count);
        }
        let hierarchy = (places.len() >= hierarchy_from.max(2)).then(|| Hierarchy::new(places, &roads));
        Graph { starts, ends: of.concat(), roads, hierarchy }
    }

    pub fn node_count(&self) -> usize {
        self.starts.len() - 1
    }

    /// The nodes of a road.
    pub fn nodes(&self, road: u32) -> [u32; 2] {
        self.roads[road as usize]
    }

    /// The roads that end at a node.
    pub fn roads_at(&self, node: u32) -> &[u32] {
        &self.ends[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }

    /// Takes costs in: from each road's first node to its second, and back.
    pub fn weigh(&self, of_roads: Vec<[u32; 2]>) -> Costs {
        let weights = self.hierarchy.as_ref().map(|hierarchy| hierarchy.weigh(&of_roads));
        Costs { of_roads, weights }
    }

    /// The same after some costs have changed: of a hierarchy only what depends on those is worked out anew, and searches look at all
    /// of its arcs.
    pub fn reweigh(&self, before: &Costs, of_roads: Vec<[u32; 2]>) -> Costs {
        let weights = self.hierarchy.as_ref().zip(before.weights.as_ref()).map(|(hierarchy, weights)| {
            let pairs = before.of_roads.iter().zip(&of_roads).zip(0_u32..);
            let changed: Vec<u32> = pairs.filter(|((old, new), _)| old != new).map(|(_, road)| road).collect();
            match changed.len() > REWEIGHED.0 + self.roads.len() / REWEIGHED.1 {
                true => hierarchy.weigh(&of_roads),
                false => hierarchy.reweigh(weights, &of_roads, &changed),
            }
        });
        Costs { of_roads, weights }
    }

    /// The costs from every node to a point that the seeds' nodes are so far from.
    pub fn towards<'g>(&'g self, costs: &'g Costs, seeds: &[(u32, u32)]) -> Towards<'g> {
        match (&self.hierarchy, &costs.weights) {
            (Some(hierarchy), Some(weights)) => Towards::Lowered(hierarchy.towards(weights, seeds)),
            _ => Towards::Searched(search::search(self, &costs.of_roads, seeds)),
        }
    }

    /// The nodes that one search looks at, roughly.
    pub fn searched(&self) -> usize {
        self.hierarchy.as_ref().map_or(self.node_count(), Hierarchy::depth)
    }
}

/// The costs from nodes to a point.
pub enum Towards<'g> {
    Searched(Searched),
    Lowered(Lowered<'g>),
}

impl Towards<'_> {
    /// From this node; [`UNREACHED`] if no way leads there.
    pub fn from(&mut self, node: u32) -> u32 {
        match self {
            Towards::Searched(searched) => searched.from(node),
            Towards::Lowered(lowered) => lowered.from(node),
        }
    }
}
