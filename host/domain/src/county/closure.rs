//! Roads that are closed for now: a flood, a landslip. They stay in the county's file; ways are found without them until they are open.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::closed::ClosedRoad;
use super::geometry::part_way;
use super::loaded::LoadedCounty;
use super::{County, Roads};
use crate::ids::DistrictRef;
use crate::state::State;
use crate::time::TimeMs;

impl Roads {
    /// The road between two nodes, in the order in which the county's file has them; of a road for both directions in either order.
    pub fn between(&self, from: &str, to: &str) -> Option<u32> {
        let node = |code: &str| self.nodes.iter().position(|node| node.code == code).map(|node| node as u32);
        let (from, to) = (node(from)?, node(to)?);
        let found = self
            .links
            .iter()
            .position(|road| (road.from, road.to) == (from, to) || !road.one_way && (road.from, road.to) == (to, from));
        found.map(|road| road as u32)
    }

    /// The codes of a road's ends.
    pub fn ends(&self, road: u32) -> Option<(&str, &str)> {
        let road = self.links.get(road as usize)?;
        let code = |node: u32| self.nodes.get(node as usize).map(|node| node.code.as_str());
        Some((code(road.from)?, code(road.to)?))
    }

    /// What a closed road is found by.
    pub fn key(&self, road: u32) -> Option<String> {
        self.ends(road).map(|(from, to)| format!("{from} {to}"))
    }
}

impl LoadedCounty {
    /// The district that a road's middle lies in.
    pub fn district_of_road(&self, road: u32) -> Option<DistrictRef> {
        let roads = &self.county().roads;
        let link = roads.links.get(road as usize)?;
        let at = |node: u32| roads.nodes.get(node as usize).map(|node| node.position);
        let (lon, lat) = part_way(at(link.from)?, at(link.to)?, 0.5);
        self.index.locate(lon, lat).ok().map(|located| located.district)
    }
}

impl State {
    /// Whether a road of the county is closed.
    pub fn is_closed(&self, county: &County, road: u32) -> bool {
        county.roads.key(road).is_some_and(|key| self.closed_roads.contains_key(&key))
    }

    pub(crate) fn close_road(&mut self, from: &str, to: &str, since: TimeMs) {
        let closed = Arc::new(ClosedRoad { from: from.to_owned(), to: to.to_owned(), since });
        self.closed_roads.insert(format!("{from} {to}"), closed);
        self.find_ways_anew();
    }

    pub(crate) fn open_road(&mut self, from: &str, to: &str) {
        self.closed_roads.remove(&format!("{from} {to}"));
        self.find_ways_anew();
    }

    /// Ways go by the roads that are open. What the county has no more is closed no more.
    pub(crate) fn find_ways_anew(&mut self) {
        let Some(loaded) = self.county.clone() else { return };
        let roads = &loaded.county().roads;
        let closed: BTreeSet<u32> =
            self.closed_roads.values().filter_map(|closed| roads.between(&closed.from, &closed.to)).collect();
        let there: BTreeSet<String> = closed.iter().filter_map(|road| roads.key(*road)).collect();
        let gone: Vec<String> = self.closed_roads.keys().filter(|key| !there.contains(*key)).cloned().collect();
        gone.iter().for_each(|key| {
            self.closed_roads.remove(key);
        });
        if loaded.closed != closed {
            self.county = Some(Arc::new(loaded.with_closed(closed)));
        }
    }
}
