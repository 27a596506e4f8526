//! What events make of plugins: their versions, their places in districts, their health there.

use std::sync::Arc;

use crate::event::PluginEvent;
use crate::fold::Context;
use crate::ids::*;
use crate::plugin::{Grants, Inspected, Installed, Settings};
use crate::state::{Health, Seat, State};

impl State {
    pub(crate) fn apply_plugin(&mut self, event: &PluginEvent, cx: &Context<'_>) {
        match event {
            PluginEvent::StructureInspected(inspection) => {
                let name = inspection.plugin.name.clone();
                for (district, _) in &inspection.modes {
                    self.count_health(*district, &name, inspection.failure.is_some());
                }
                self.inspections.insert(name, Arc::new((**inspection).clone()));
            }
            PluginEvent::Installed { inspected, grants } => self.install(inspected, grants, cx),
            PluginEvent::ModeSet { district, hook, plugin, mode, order } => {
                let seats = self.plugins.seats.entry(*district).or_default();
                seats.retain(|seat| !(seat.hook == *hook && seat.plugin == *plugin));
                seats.push(Seat { hook: *hook, plugin: plugin.clone(), mode: *mode, order: *order });
                seats.sort_by(|a, b| (a.hook, a.order, &a.plugin).cmp(&(b.hook, b.order, &b.plugin)));
            }
            PluginEvent::Configured { plugin, district, settings_json } => {
                let settings = self.plugins.settings.entry(plugin.clone()).or_default();
                settings.last += 1;
                let new = Settings { version: settings.last, json: settings_json.clone() };
                match district {
                    Some(district) => drop(settings.districts.insert(*district, new)),
                    None => settings.county = Some(new),
                }
            }
            PluginEvent::Quarantined { plugin, district, until } => {
                let health = self.health_mut(*district, plugin);
                health.quarantined_until = Some(*until);
                health.quarantines += 1;
                health.failures = 0;
            }
            PluginEvent::QuarantineLifted { plugin, district } => {
                *self.health_mut(*district, plugin) = Health::default();
                self.wake_quarantined(plugin, Some(*district), cx);
            }
        }
    }

    fn install(&mut self, inspected: &Inspected, grants: &Grants, cx: &Context<'_>) {
        let installed = Installed {
            inspected: inspected.clone(),
            grants: grants.clone(),
            installed_at: cx.at,
            installed_by: cx.author.to_owned(),
        };
        // Pure, since it is told from the state alone; whoever checks an installation sees to it that one can go.
        if self.has_full_shelf()
            && !self.plugins.installed.contains_key(&installed.digest())
            && let Some(oldest) = self.version_to_let_go()
        {
            self.plugins.installed.remove(&oldest);
        }
        self.clear_health(installed.name());
        self.wake_quarantined(installed.name(), None, cx);
        self.plugins.current.insert(installed.name().to_owned(), installed.digest());
        self.plugins.installed.insert(installed.digest(), Arc::new(installed));
    }

    fn health_mut(&mut self, district: DistrictRef, plugin: &str) -> &mut Health {
        self.plugins.health.entry(district).or_default().entry(plugin.to_owned()).or_default()
    }

    pub(crate) fn count_health(&mut self, district: DistrictRef, plugin: &str, failed: bool) {
        if failed {
            self.health_mut(district, plugin).failures += 1;
        } else if self.plugins.health.get(&district).and_then(|of| of.get(plugin)).is_some_and(|h| h.failures > 0) {
            self.health_mut(district, plugin).failures = 0;
        }
    }

    fn clear_health(&mut self, plugin: &str) {
        let districts: Vec<DistrictRef> = self.plugins.health.keys().copied().collect();
        for district in districts {
            if let Some(of_district) = self.plugins.health.get_mut(&district) {
                of_district.remove(plugin);
            }
        }
    }
}
