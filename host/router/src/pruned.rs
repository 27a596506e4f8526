//! The arcs of a weighed hierarchy that some shortest way goes up or down by; a search has no use for the others.
//!
//! An arc is on no shortest way if its two ends are nearer to each other over a third node. Those above its lower end are looked at
//! from the highest node down, so that what an arc is held against is the true distance already (perfect customization: Dibbelt,
//! Strasser, Wagner, 2016).

use cch::{Cch, Metric};

/// Arcs to higher nodes, by their lower end.
pub(crate) struct Upward {
    starts: Vec<u32>,
    /// The higher end, and the weight.
    arcs: Vec<(u32, u32)>,
}

impl Upward {
    pub(crate) fn of(&self, node: u32) -> &[(u32, u32)] {
        &self.arcs[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }

    fn kept(cch: &Cch, weights: &[u32], distances: &[u32]) -> Upward {
        let mut upward = Upward { starts: Vec::with_capacity(cch.up_first_out.len()), arcs: Vec::new() };
        upward.starts.push(0);
        for node in 0..cch.node_count() {
            let of_node = cch.up_first_out[node] as usize..cch.up_first_out[node + 1] as usize;
            let kept = of_node.filter(|arc| weights[*arc] == distances[*arc] && weights[*arc] < cch::INF_WEIGHT);
            upward.arcs.extend(kept.map(|arc| (cch.up_head[arc], weights[arc])));
            upward.starts.push(upward.arcs.len() as u32);
        }
        upward.arcs.shrink_to_fit();
        upward
    }
}

/// What is left of the arcs up, and of those back down.
pub(crate) fn prune(cch: &Cch, metric: &Metric) -> [Upward; 2] {
    let (mut up, mut down) = (metric.forward.clone(), metric.backward.clone());
    // By node: the arc to it from the one that is looked at.
    let mut arc_to = vec![u32::MAX; cch.node_count()];
    for node in (0..cch.node_count()).rev() {
        let own = cch.up_first_out[node] as usize..cch.up_first_out[node + 1] as usize;
        own.clone().for_each(|arc| arc_to[cch.up_head[arc] as usize] = arc as u32);
        for near in own.clone() {
            let middle = cch.up_head[near] as usize;
            // All nodes above this one among those that it is joined to are joined to each other.
            for between in cch.up_first_out[middle] as usize..cch.up_first_out[middle + 1] as usize {
                let far = arc_to[cch.up_head[between] as usize] as usize;
                if !own.contains(&far) {
                    continue;
                }
                up[near] = up[near].min(up[far].saturating_add(down[between]));
                up[far] = up[far].min(up[near].saturating_add(up[between]));
                down[near] = down[near].min(down[far].saturating_add(up[between]));
                down[far] = down[far].min(down[near].saturating_add(down[between]));
            }
        }
    }
    [Upward::kept(cch, &metric.forward, &up), Upward::kept(cch, &metric.backward, &down)]
}
