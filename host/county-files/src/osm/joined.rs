//! Seats and villages on the roads: a point of a road that lies close becomes the place, the others get a road of their own to the
//! nearest point.

use std::collections::{HashMap, HashSet};

use domain::county::Position;
use domain::county::geometry::{Plane, distance_m};
use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::chains::Chain;
use super::{Points, Told};
use crate::road_file::SEAT_TOLERANCE_M;

/// Chains and where places join them.
pub struct Joined {
    pub chains: Vec<Chain>,
    /// Points that are drawn whatever the tolerance.
    pub fixed: HashSet<i64>,
    /// Points that are places.
    pub codes: HashMap<i64, String>,
    pub approaches: Vec<Approach>,
}

/// From a place to the nearest point of a road.
pub struct Approach {
    pub place: (String, Position),
    pub node: i64,
    pub away_m: f64,
}

pub fn to_places(chains: Vec<Chain>, points: &Points, places: &[(String, Position)], told: &mut Told) -> Joined {
    let mut joined = Joined { chains, fixed: HashSet::new(), codes: HashMap::new(), approaches: Vec::new() };
    let Some(plane) = places.first().map(|(_, position)| Plane::at(*position)) else { return joined };
    let nodes: HashSet<i64> = joined.chains.iter().flat_map(|chain| chain.nodes.iter().copied()).collect();
    let flat = nodes.into_iter().map(|node| GeomWithData::new(plane.metres(points[&node]), node));
    let tree = RTree::bulk_load(flat.collect());
    for (code, position) in places {
        // Of those equally near, the lowest number, so that the same extract gives the same roads.
        let mut nearest = tree.nearest_neighbors(&plane.metres(*position)).into_iter().map(|point| point.data);
        let Some(node) = nearest.next() else { continue };
        let node = nearest.fold(node, i64::min);
        let away_m = distance_m(points[&node], *position);
        joined.fixed.insert(node);
        if away_m <= SEAT_TOLERANCE_M && !joined.codes.contains_key(&node) {
            joined.codes.insert(node, code.clone());
            continue;
        }
        if away_m > SEAT_TOLERANCE_M {
            told.off_road.push((code.clone(), away_m));
        }
        joined.approaches.push(Approach { place: (code.clone(), *position), node, away_m });
    }
    joined
}
