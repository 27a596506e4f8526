//! A contraction hierarchy: its structure once, its weights as often as costs change, and searches for one point from many nodes.

use std::sync::{Mutex, PoisonError};

use cch::graph::Graph as Arcs;
use cch::{Cch, INF_WEIGHT, Metric, inertial_order};

use crate::pruned::{Upward, prune};
use crate::{FARTHEST, UNREACHED};

pub(crate) const NONE: u32 = u32::MAX;
/// Searches at one time whose notes are kept for the next.
const SCRATCHES_KEPT: usize = 4;

pub(crate) struct Hierarchy {
    pub(crate) cch: Cch,
    /// By arc: its road, and whether it goes back.
    pub(crate) arcs: Vec<(u32, bool)>,
    /// By road: its arcs there and back; [`NONE`] where it leads nowhere.
    pub(crate) of_roads: Vec<[u32; 2]>,
    depth: usize,
    scratch: Mutex<Vec<Scratch>>,
}

/// What the arcs of a hierarchy cost.
pub(crate) struct Weights {
    pub(crate) metric: Metric,
    /// Those that are of use to searches, up and down; absent where only a few were worked out anew.
    pruned: Option<[Upward; 2]>,
}

impl Weights {
    pub(crate) fn unpruned(metric: Metric) -> Weights {
        Weights { metric, pruned: None }
    }

    /// The arcs up from a node, with what they cost up.
    fn each_up(&self, cch: &Cch, node: u32, mut of: impl FnMut(u32, u32)) {
        match &self.pruned {
            Some([up, _]) => up.of(node).iter().for_each(|(head, weight)| of(*head, *weight)),
            None => arcs_up(cch, node).for_each(|arc| of(cch.up_head[arc], self.metric.forward[arc])),
        }
    }

    /// The same with what they cost back down.
    fn each_down(&self, cch: &Cch, node: u32, mut of: impl FnMut(u32, u32)) {
        match &self.pruned {
            Some([_, down]) => down.of(node).iter().for_each(|(head, weight)| of(*head, *weight)),
            None => arcs_up(cch, node).for_each(|arc| of(cch.up_head[arc], self.metric.backward[arc])),
        }
    }
}

impl Hierarchy {
    pub(crate) fn new(places: &[[f64; 2]], roads: &[[u32; 2]]) -> Hierarchy {
        let count = places.len();
        let mut arcs: Vec<(u32, u32, u32, bool)> = Vec::with_capacity(2 * roads.len());
        for (&[first, second], road) in roads.iter().zip(0..) {
            if first != second && (first.max(second) as usize) < count {
                arcs.push((first, second, road, false));
                arcs.push((second, first, road, true));
            }
        }
        arcs.sort_unstable();
        let (tails, heads): (Vec<u32>, Vec<u32>) = arcs.iter().map(|arc| (arc.0, arc.1)).unzip();
        let axis = |axis: usize| -> Vec<f32> { places.iter().map(|place| place[axis] as f32).collect() };
        let order = inertial_order(count as u32, &tails, &heads, &axis(1), &axis(0));
        let mut first_out = vec![0_u32; count + 1];
        tails.iter().for_each(|tail| first_out[*tail as usize + 1] += 1);
        (0..count).for_each(|node| first_out[node + 1] += first_out[node]);
        let weight = vec![INF_WEIGHT; heads.len()];
        let mut of_roads = vec![[NONE; 2]; roads.len()];
        for (&(_, _, road, back), arc) in arcs.iter().zip(0..) {
            of_roads[road as usize][usize::from(back)] = arc;
        }
        let cch = Cch::build(&Arcs { first_out, head: heads, weight }, &order);
        let depth = depth(&cch.elimination_tree_parent);
        let arcs = arcs.into_iter().map(|arc| (arc.2, arc.3)).collect();
        Hierarchy { cch, arcs, of_roads, depth, scratch: Mutex::default() }
    }

    pub(crate) fn weigh(&self, costs: &[[u32; 2]]) -> Weights {
        let arcs: Vec<u32> = (0..self.arcs.len()).map(|arc| self.weight(costs, arc)).collect();
        let metric = self.cch.customize(&arcs);
        let pruned = Some(prune(&self.cch, &metric));
        Weights { metric, pruned }
    }

    /// What an arc of the roads costs by itself.
    pub(crate) fn weight(&self, costs: &[[u32; 2]], arc: usize) -> u32 {
        let (road, back) = self.arcs[arc];
        costs[road as usize][usize::from(back)].min(INF_WEIGHT)
    }

    /// The longest way up.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    pub(crate) fn towards<'g>(&'g self, weights: &'g Weights, seeds: &[(u32, u32)]) -> Lowered<'g> {
        let cch = &self.cch;
        let mut scratch = self.take_scratch();
        let mut above: Vec<u32> = Vec::new();
        for &(node, cost) in seeds.iter().filter(|(_, cost)| *cost <= FARTHEST) {
            let mut at = cch.rank[node as usize];
            scratch.down.lower(at, cost);
            while at != NONE && scratch.above.get(at) == INF_WEIGHT {
                scratch.above.lower(at, 0);
                above.push(at);
                at = cch.elimination_tree_parent[at as usize];
            }
        }
        // Parents have higher ranks than their children, so each node is settled when its turn comes.
        above.sort_unstable();
        for &at in &above {
            let cost = scratch.down.get(at);
            weights.each_down(cch, at, |head, weight| scratch.down.lower(head, cost.saturating_add(weight)));
        }
        Lowered { hierarchy: self, weights, scratch, way: Vec::new() }
    }

    fn take_scratch(&self) -> Scratch {
        let kept = self.scratch.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut scratch = kept.unwrap_or_else(|| Scratch::new(self.cch.rank.len()));
        [&mut scratch.down, &mut scratch.above, &mut scratch.known].into_iter().for_each(Marks::clear);
        scratch
    }
}

/// What a search writes down, by rank. Kept for the next one, since clearing it would take longer than searching.
pub(crate) struct Scratch {
    /// The cost of ways that only go down.
    down: Marks,
    above: Marks,
    /// The cost, once it is known.
    known: Marks,
}

impl Scratch {
    fn new(count: usize) -> Scratch {
        Scratch { down: Marks::new(count), above: Marks::new(count), known: Marks::new(count) }
    }
}

/// A number for each node, [`INF_WEIGHT`] where none was written since they were cleared.
struct Marks {
    round: u32,
    of: Vec<(u32, u32)>,
}

impl Marks {
    fn new(count: usize) -> Marks {
        Marks { round: 0, of: vec![(0, 0); count] }
    }

    fn clear(&mut self) {
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.of.fill((0, 0));
            self.round = 1;
        }
    }

    fn get(&self, node: u32) -> u32 {
        let (round, number) = self.of[node as usize];
        if round == self.round { number } else { INF_WEIGHT }
    }

    fn is_set(&self, node: u32) -> bool {
        self.of[node as usize].0 == self.round
    }

    fn set(&mut self, node: u32, number: u32) {
        self.of[node as usize] = (self.round, number);
    }

    fn lower(&mut self, node: u32, number: u32) {
        if number < self.get(node) {
            self.set(node, number);
        }
    }
}

fn arcs_up(cch: &Cch, node: u32) -> std::ops::Range<usize> {
    cch.up_first_out[node as usize] as usize..cch.up_first_out[node as usize + 1] as usize
}

fn depth(parents: &[u32]) -> usize {
    let mut depths = vec![1_usize; parents.len()];
    for (node, parent) in parents.iter().enumerate().rev().filter(|(_, parent)| **parent != NONE) {
        depths[node] = depths[*parent as usize] + 1;
    }
    depths.into_iter().max().unwrap_or(0)
}

/// Costs to a point, worked out for a node when it is asked for, and for those above it along with it.
pub struct Lowered<'g> {
    hierarchy: &'g Hierarchy,
    weights: &'g Weights,
    scratch: Scratch,
    way: Vec<u32>,
}

impl Lowered<'_> {
    pub(crate) fn from(&mut self, node: u32) -> u32 {
        let cch = &self.hierarchy.cch;
        let Some(&rank) = cch.rank.get(node as usize) else { return UNREACHED };
        let (down, known) = (&self.scratch.down, &mut self.scratch.known);
        let mut at = rank;
        while at != NONE && !known.is_set(at) {
            self.way.push(at);
            at = cch.elimination_tree_parent[at as usize];
        }
        while let Some(at) = self.way.pop() {
            let mut best = down.get(at);
            self.weights.each_up(cch, at, |head, weight| best = best.min(weight.saturating_add(known.get(head))));
            known.set(at, best.min(INF_WEIGHT));
        }
        let cost = known.get(rank);
        if cost > FARTHEST { UNREACHED } else { cost }
    }
}

impl Drop for Lowered<'_> {
    fn drop(&mut self) {
        let scratch = std::mem::replace(&mut self.scratch, Scratch::new(0));
        let mut kept = self.hierarchy.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < SCRATCHES_KEPT {
            kept.push(scratch);
        }
    }
}
