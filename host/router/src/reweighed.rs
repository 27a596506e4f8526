//! Weights of a hierarchy after the costs of a few roads have changed: what does not depend on them is taken over.
//!
//! The weight of an arc is the least of the roads that it stands for and of the ways over each node below both of its ends (lower
//! triangles). So the arcs are gone through from below, those of the changed roads first; where one's weight changes, those above it
//! that hung on the old one, or gain by the new one, are gone through in their turn.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use cch::{INF_WEIGHT, Metric};

use crate::hierarchy::{Hierarchy, NONE, Weights};

impl Hierarchy {
    pub(crate) fn reweigh(&self, before: &Weights, costs: &[[u32; 2]], changed: &[u32]) -> Weights {
        let mut metric = before.metric.clone();
        let arcs = changed.iter().flat_map(|road| self.of_roads[*road as usize]).filter(|arc| *arc != NONE);
        // Arcs are numbered by the rank of their lower end, so that the first of these never depends on another one.
        let mut open: BTreeSet<u32> = arcs.map(|arc| self.cch.input_arc_to_cch_arc[arc as usize]).collect();
        open.remove(&NONE);
        while let Some(arc) = open.pop_first() {
            let at = arc as usize;
            let old = [metric.forward[at], metric.backward[at]];
            let new = self.worth(&metric, costs, at);
            if new != old {
                self.above(&metric, at, old, new, &mut open);
                [metric.forward[at], metric.backward[at]] = new;
            }
        }
        Weights::unpruned(metric)
    }

    /// The weight of an arc, from what lies below it: up, and back down.
    fn worth(&self, metric: &Metric, costs: &[[u32; 2]], arc: usize) -> [u32; 2] {
        let cch = &self.cch;
        let of = |first: &[u32], extra_from: &[u32], extra: &[u32]| {
            let more = extra_from[arc] as usize..extra_from[arc + 1] as usize;
            let own = std::iter::once(first[arc]).chain(extra[more].iter().copied()).filter(|own| *own != NONE);
            own.map(|own| self.weight(costs, own as usize)).fold(INF_WEIGHT, u32::min)
        };
        let mut worth = [
            of(
                &cch.forward_input_arc_of_cch,
                &cch.first_extra_forward_input_arc_of_cch,
                &cch.extra_forward_input_arc_of_cch,
            ),
            of(
                &cch.backward_input_arc_of_cch,
                &cch.first_extra_backward_input_arc_of_cch,
                &cch.extra_backward_input_arc_of_cch,
            ),
        ];
        let down = |node: u32| {
            let node = node as usize;
            cch.down_first_out[node] as usize..cch.down_first_out[node + 1] as usize
        };
        // The nodes below both ends, each with its arcs to them.
        let (mut low, mut high) = (down(cch.up_tail[arc]), down(cch.up_head[arc]));
        while let (Some(to_low), Some(to_high)) = (low.clone().next(), high.clone().next()) {
            match cch.down_head[to_low].cmp(&cch.down_head[to_high]) {
                Ordering::Less => drop(low.next()),
                Ordering::Greater => drop(high.next()),
                Ordering::Equal => {
                    let over = [to_low, to_high].map(|down| cch.down_to_up[down] as usize);
                    let by = over.map(|up| [metric.forward[up], metric.backward[up]]);
                    let over = through(by[0], by[1]);
                    worth = [worth[0].min(over[0]), worth[1].min(over[1])];
                    low.next();
                    high.next();
                }
            }
        }
        worth
    }

    /// The arcs that may change since this one does.
    fn above(&self, metric: &Metric, arc: usize, old: [u32; 2], new: [u32; 2], open: &mut BTreeSet<u32>) {
        let cch = &self.cch;
        let (tail, head) = (cch.up_tail[arc] as usize, cch.up_head[arc]);
        for side in cch.up_first_out[tail] as usize..cch.up_first_out[tail + 1] as usize {
            if side == arc {
                continue;
            }
            let other = cch.up_head[side];
            let beside = [metric.forward[side], metric.backward[side]];
            let over = |of: [u32; 2]| if head < other { through(of, beside) } else { through(beside, of) };
            let Some(top) = self.between(head.min(other), head.max(other)) else { continue };
            let stands = [metric.forward[top as usize], metric.backward[top as usize]];
            let (was, is) = (over(old), over(new));
            if (0..2).any(|way| was[way] == stands[way] || is[way] < stands[way]) {
                open.insert(top);
            }
        }
    }

    /// The arc between two nodes, the lower one first.
    fn between(&self, low: u32, high: u32) -> Option<u32> {
        let (from, to) = (self.cch.up_first_out[low as usize], self.cch.up_first_out[low as usize + 1]);
        let found = self.cch.up_head[from as usize..to as usize].binary_search(&high).ok()?;
        Some(from + found as u32)
    }
}

/// From the lower end to the higher one over a node below both, and back: by what its arcs to the two cost, up and down.
fn through(low: [u32; 2], high: [u32; 2]) -> [u32; 2] {
    let [(up_low, down_low), (up_high, down_high)] = [low, high].map(|[up, down]| (up, down));
    [down_low.saturating_add(up_high), up_low.saturating_add(down_high)]
}
