//! What events make of plugins: their versions, their places in districts, their health there.

use std::sync::Arc;

use crate::decision::PluginId;
use crate::event::PluginEvent;
use crate::fold::Context;
use crate::hooks::Hook;
use crate::ids::*;
use crate::limits::PLUGIN_HISTORY_MAX;
use crate::plugin::history::{Deed, Done};
use crate::plugin::inspection::Inspection;
use crate::plugin::placed::{Former, Placed};
use crate::plugin::{Grants, Inspected, Installed, Settings};
use crate::state::{Health, Plugins, Seat, State, VersionSettings};

impl State {
    pub(crate) fn apply_plugin(&mut self, event: &PluginEvent, cx: &Context<'_>) {
        self.note_deed(event, cx);
        match event {
            PluginEvent::StructureInspected(inspection) => {
                let PluginId { name, digest, .. } = &inspection.plugin;
                for (district, _) in &inspection.modes {
                    self.count_health(*district, name, *digest, inspection.failure.is_some());
                }
                let key = self.plugins.health_key(name, *digest);
                self.inspections.insert(key, Arc::new((**inspection).clone()));
            }
            PluginEvent::Installed { inspected, grants } => self.install(inspected, grants, cx),
            PluginEvent::VersionInstalled { inspected, grants } => self.install_version(inspected, grants, cx),
            PluginEvent::ModeSet { district, hook, plugin, mode, order } => {
                let seat = Seat { hook: *hook, plugin: plugin.clone(), digest: None, mode: *mode, order: *order };
                self.plugins.sit(*district, *hook, plugin, vec![seat]);
            }
            PluginEvent::SeatsSet { district, hook, plugin, seats, back } => {
                self.plugins.keep_former(*district, *hook, plugin, *back, cx.version);
                let seat = |placed: &Placed| Seat {
                    hook: *hook,
                    plugin: plugin.clone(),
                    digest: Some(placed.digest),
                    mode: placed.mode,
                    order: placed.order,
                };
                self.plugins.sit(*district, *hook, plugin, seats.iter().map(seat).collect());
                self.forget_findings(plugin);
            }
            PluginEvent::CurrentSet { plugin, digest } => {
                self.plugins.fix_seats(plugin);
                self.plugins.current.insert(plugin.clone(), *digest);
            }
            PluginEvent::Configured { plugin, district, digest, settings_json } => {
                self.plugins.configure(plugin, *district, *digest, settings_json);
            }
            PluginEvent::SettingsWithdrawn { plugin, district, digest } => {
                self.plugins.withdraw(plugin, *district, *digest);
            }
            PluginEvent::DifferencesSignedOff { .. } => self.plugins.sign_off(event, cx),
            PluginEvent::Quarantined { plugin, district, digest, until } => {
                let health = self.health_mut(*district, plugin, *digest);
                health.quarantined_until = Some(*until);
                health.quarantines += 1;
                health.failures = 0;
            }
            PluginEvent::QuarantineLifted { plugin, district, digest } => {
                *self.health_mut(*district, plugin, *digest) = Health::default();
                self.wake_quarantined(plugin, Some(*district), cx);
            }
        }
    }

    /// What a version found that looks nowhere any more is of no use to anybody.
    fn forget_findings(&mut self, plugin: &str) {
        let seated = self.plugins.seated(plugin, Some(Hook::TeamStructure));
        let looks = |inspection: &Inspection| inspection.plugin.digest.is_some_and(|digest| seated.contains(&digest));
        let gone = self.inspections.iter().filter(|(_, found)| found.plugin.name == plugin && !looks(found));
        let gone: Vec<String> = gone.map(|(key, _)| key.clone()).collect();
        for key in gone {
            self.inspections.remove(&key);
        }
    }

    /// As it was in journals of before: all that sit on the current version sit on this one.
    fn install(&mut self, inspected: &Inspected, grants: &Grants, cx: &Context<'_>) {
        let name = inspected.manifest.name.clone();
        self.make_room(inspected.digest);
        self.clear_health(&name);
        self.wake_quarantined(&name, None, cx);
        self.plugins.current.insert(name, inspected.digest);
        self.put_on_shelf(inspected, grants, false, cx);
    }

    fn install_version(&mut self, inspected: &Inspected, grants: &Grants, cx: &Context<'_>) {
        let (name, digest) = (inspected.manifest.name.clone(), inspected.digest);
        self.make_room(digest);
        let kept = self.plugins.installed.get(&digest).cloned();
        if kept.is_some() {
            self.clear_health(&self.plugins.health_key(&name, Some(digest)));
            self.wake_quarantined(&name, None, cx);
        }
        let beside = kept.map_or(self.plugins.current.contains_key(&name), |kept| kept.beside);
        if !self.plugins.current.contains_key(&name) {
            self.plugins.current.insert(name, digest);
        }
        self.put_on_shelf(inspected, grants, beside, cx);
    }

    fn put_on_shelf(&mut self, inspected: &Inspected, grants: &Grants, beside: bool, cx: &Context<'_>) {
        let installed = Installed {
            inspected: inspected.clone(),
            grants: grants.clone(),
            installed_at: cx.at,
            installed_by: cx.author.to_owned(),
            beside,
        };
        self.plugins.installed.insert(installed.digest(), Arc::new(installed));
    }

    /// Pure, since it is told from the state alone; whoever checks an installation sees to it that one can go.
    fn make_room(&mut self, digest: Digest) {
        if self.has_full_shelf()
            && !self.plugins.installed.contains_key(&digest)
            && let Some(oldest) = self.version_to_let_go()
            && let Some(gone) = self.plugins.installed.get(&oldest).cloned()
        {
            if gone.beside {
                self.clear_health(&self.plugins.health_key(gone.name(), Some(oldest)));
            }
            if let Some(settings) = self.plugins.settings.get_mut(gone.name()) {
                settings.versions.remove(&oldest);
            }
            self.plugins.installed.remove(&oldest);
        }
    }

    fn health_mut(&mut self, district: DistrictRef, plugin: &str, digest: Option<Digest>) -> &mut Health {
        let key = self.plugins.health_key(plugin, digest);
        self.plugins.health.entry(district).or_default().entry(key).or_default()
    }

    pub(crate) fn count_health(&mut self, district: DistrictRef, plugin: &str, digest: Option<Digest>, failed: bool) {
        if failed {
            self.health_mut(district, plugin, digest).failures += 1;
        } else if self.plugins.has_failed(plugin, digest, district) {
            self.health_mut(district, plugin, digest).failures = 0;
        }
    }

    fn clear_health(&mut self, key: &str) {
        let districts: Vec<DistrictRef> = self.plugins.health.keys().copied().collect();
        for district in districts {
            if let Some(of_district) = self.plugins.health.get_mut(&district) {
                of_district.remove(key);
            }
        }
    }

    /// Keeps what people did with a plugin, from the first of its versions or seats on that stands by itself: before that, journals
    /// tell it in other events.
    fn note_deed(&mut self, event: &PluginEvent, cx: &Context<'_>) {
        let Some((plugin, what)) = self.plugins.deed(event) else { return };
        let begins = matches!(what, Done::Installed { .. } | Done::Seated { .. } | Done::CurrentSet { .. });
        if !begins && !self.plugins.history.contains_key(&plugin) {
            return;
        }
        let history = self.plugins.history.entry(plugin).or_default();
        history.push_back(Deed { at: cx.at, by: cx.by(), reason: cx.why(), what });
        while history.len() > PLUGIN_HISTORY_MAX {
            history.pop_front();
        }
    }
}

impl Plugins {
    /// What an event is in a plugin's history, told before it is folded.
    fn deed(&self, event: &PluginEvent) -> Option<(String, Done)> {
        Some(match event {
            PluginEvent::StructureInspected(_) | PluginEvent::Installed { .. } | PluginEvent::ModeSet { .. } => {
                return None;
            }
            PluginEvent::VersionInstalled { inspected, .. } => {
                let (version, digest) = (inspected.manifest.version.clone(), inspected.digest);
                (inspected.manifest.name.clone(), Done::Installed { version, digest })
            }
            PluginEvent::SeatsSet { district, hook, plugin, seats, back } => {
                let before = self.placed(*district, *hook, plugin);
                let (district, hook, after, back) = (*district, *hook, seats.clone(), *back);
                (plugin.clone(), Done::Seated { district, hook, before, after, back })
            }
            PluginEvent::CurrentSet { plugin, digest } => (plugin.clone(), Done::CurrentSet { digest: *digest }),
            PluginEvent::Configured { plugin, district, digest, .. } => {
                let settings_version = self.settings.get(plugin).map_or(0, |settings| settings.last) + 1;
                let (district, digest) = (*district, *digest);
                (plugin.clone(), Done::Configured { district, digest, settings_version })
            }
            PluginEvent::SettingsWithdrawn { plugin, district, digest } => {
                (plugin.clone(), Done::SettingsWithdrawn { district: *district, digest: *digest })
            }
            PluginEvent::DifferencesSignedOff { district, hook, live, shadow, compared, differing } => {
                let (live, version) = (live.clone(), shadow.version.clone());
                let (district, hook, compared, differing) = (*district, *hook, *compared, *differing);
                let done = Done::SignedOff { district, hook, live, version, compared, differing };
                (shadow.plugin.clone(), done)
            }
            PluginEvent::Quarantined { plugin, district, digest, until } => {
                (plugin.clone(), Done::Quarantined { district: *district, digest: *digest, until: *until })
            }
            PluginEvent::QuarantineLifted { plugin, district, digest } => {
                (plugin.clone(), Done::QuarantineLifted { district: *district, digest: *digest })
            }
        })
    }

    /// All the seats of a plugin behind a hook in a district.
    fn sit(&mut self, district: DistrictRef, hook: Hook, plugin: &str, own: Vec<Seat>) {
        let seats = self.seats.entry(district).or_default();
        seats.retain(|seat| !(seat.hook == hook && seat.plugin == plugin));
        seats.extend(own);
        // A plugin's own keep their order.
        let place = |seat: &Seat| (seat.hook, seat.order, seat.plugin.clone(), !seat.mode.counts());
        seats.sort_by_cached_key(place);
    }

    /// Keeps what sits there now for a step back. After such a step there is none.
    fn keep_former(&mut self, district: DistrictRef, hook: Hook, plugin: &str, back: bool, version: Version) {
        let seats = self.placed(district, hook, plugin);
        let settings = self.given(plugin, None, Some(district)).map(|settings| settings.json.clone());
        let versions = self.settings.get(plugin).into_iter().flat_map(|settings| &settings.versions);
        let of_version =
            |(digest, own): (&Digest, &VersionSettings)| Some((*digest, own.districts.get(&district)?.json.clone()));
        let of_versions = versions.filter_map(of_version).collect();
        let former = self.former.entry(district).or_default();
        former.retain(|former| !(former.hook == hook && former.plugin == plugin));
        if !back {
            let plugin = plugin.to_owned();
            former.push(Former { hook, plugin, changed_in: version, seats, settings, of_versions });
        }
    }

    /// Seats of journals of before stay on the version that they are on, though another becomes the current one.
    fn fix_seats(&mut self, plugin: &str) {
        let Some(current) = self.current.get(plugin).copied() else { return };
        let districts: Vec<DistrictRef> = self.seats.keys().copied().collect();
        for district in districts {
            let seats = self.seats.get_mut(&district).into_iter().flatten();
            for seat in seats.filter(|seat| seat.plugin == plugin && seat.digest.is_none()) {
                seat.digest = Some(current);
            }
        }
    }

    fn configure(&mut self, plugin: &str, district: Option<DistrictRef>, digest: Option<Digest>, json: &str) {
        let settings = self.settings.entry(plugin.to_owned()).or_default();
        settings.last += 1;
        let new = Settings { version: settings.last, json: json.to_owned() };
        let (county, districts) = match digest {
            None => (&mut settings.county, &mut settings.districts),
            Some(digest) => {
                let own = settings.versions.entry(digest).or_default();
                (&mut own.county, &mut own.districts)
            }
        };
        match district {
            Some(district) => drop(districts.insert(district, new)),
            None => *county = Some(new),
        }
    }

    fn withdraw(&mut self, plugin: &str, district: Option<DistrictRef>, digest: Option<Digest>) {
        let Some(settings) = self.settings.get_mut(plugin) else { return };
        let (county, districts) = match digest {
            None => (&mut settings.county, &mut settings.districts),
            Some(digest) => {
                let Some(own) = settings.versions.get_mut(&digest) else { return };
                (&mut own.county, &mut own.districts)
            }
        };
        match district {
            Some(district) => drop(districts.remove(&district)),
            None => *county = None,
        }
        let empty = |own: &VersionSettings| own.county.is_none() && own.districts.is_empty();
        if let Some(digest) = digest.filter(|digest| settings.versions.get(digest).is_some_and(empty)) {
            settings.versions.remove(&digest);
        }
    }
}
