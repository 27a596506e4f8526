//! Who runs a workflow: the kind of an instance, the plugin behind a kind, the versions that instances are on.

use std::sync::Arc;

use imbl::OrdSet;

use crate::hooks::{Hook, WorkflowKind};
use crate::ids::*;
use crate::plugin::{Installed, Mode};
use crate::state::State;
use crate::workflow::{Instance, VersionCount, VersionLife, Workflows};

impl Workflows {
    /// Every version of a plugin that an instance is on or that new ones begin with.
    pub fn versions<'a>(&'a self, state: &'a State, plugin: &'a str) -> impl Iterator<Item = VersionCount<'a>> {
        let seats = state.plugins.seats.values().flatten();
        let counting = seats.filter(|s| s.plugin == plugin && s.hook == Hook::Workflow && s.mode.counts());
        let mut new: Vec<Digest> = counting.filter_map(|seat| Some(state.plugins.version_at(seat)?.digest())).collect();
        if new.is_empty() {
            new.extend(state.plugins.current.get(plugin));
        }
        let of_plugin = state.plugins.installed.values().filter(move |installed| installed.name() == plugin);
        of_plugin.map(move |installed| {
            let live = self.by_component.get(&installed.digest()).map_or(0, OrdSet::len);
            let life = match (new.contains(&installed.digest()), live) {
                (true, _) => VersionLife::Active,
                (false, 0) => VersionLife::Drained,
                (false, _) => VersionLife::Draining,
            };
            VersionCount { installed, life, live }
        })
    }
}

impl State {
    /// The kind of an instance, as its component declared it.
    pub fn kind_of(&self, instance: &Instance) -> Option<&WorkflowKind> {
        self.plugins.installed.get(&instance.plugin.digest)?.kind(&instance.kind)
    }

    /// Who runs a kind in a district, in the mode of its seat: the first in order that has the kind. What is in shadow runs nothing.
    pub fn owner_of(&self, kind: &str, district: DistrictRef) -> Option<(&Arc<Installed>, Mode)> {
        let seats = self.plugins.seats(district, Hook::Workflow).filter(|seat| seat.mode.counts());
        seats
            .filter_map(|seat| Some((self.plugins.version_at(seat)?, seat.mode)))
            .find(|(installed, _)| installed.kind(kind).is_some() && installed.grants.hooks.contains(&Hook::Workflow))
    }
}
