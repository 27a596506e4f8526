//! Which version of a plugin sits where, under which settings and in what health: what can be read off [`Plugins`].

use std::sync::Arc;

use crate::hooks::Hook;
use crate::ids::*;
use crate::plugin::placed::Placed;
use crate::plugin::{Installed, Mode, Settings};
use crate::state::{Plugins, Seat};
use crate::time::TimeMs;

impl Mode {
    /// Whether the answer is heard: it decides, or a person is asked to confirm it.
    pub fn counts(self) -> bool {
        matches!(self, Mode::Advise | Mode::Auto)
    }
}

impl Plugins {
    /// The version of a seat. `None`: it is not kept any more.
    pub fn version_at(&self, seat: &Seat) -> Option<&Arc<Installed>> {
        match seat.digest {
            Some(digest) => self.installed.get(&digest),
            None => self.current(&seat.plugin),
        }
    }

    /// The places of a plugin behind a hook in a district, those that are off too.
    pub fn placed(&self, district: DistrictRef, hook: Hook, plugin: &str) -> Vec<Placed> {
        let seats = self.seats.get(&district).map_or(&[][..], Vec::as_slice);
        let own = seats.iter().filter(|seat| seat.hook == hook && seat.plugin == plugin);
        let placed = |seat: &Seat| {
            let installed = self.version_at(seat)?;
            let (version, digest) = (installed.version().to_owned(), installed.digest());
            Some(Placed { version, digest, mode: seat.mode, order: seat.order })
        };
        own.filter_map(placed).collect()
    }

    /// The versions of a plugin that are asked somewhere, behind this hook or any, each once.
    pub fn seated(&self, plugin: &str, hook: Option<Hook>) -> Vec<Digest> {
        let all = self.seats.values().flatten().filter(|seat| seat.plugin == plugin && seat.mode != Mode::Off);
        let behind = all.filter(|seat| hook.is_none_or(|hook| hook == seat.hook));
        let mut digests: Vec<Digest> = behind.filter_map(|seat| Some(self.version_at(seat)?.digest())).collect();
        digests.sort();
        digests.dedup();
        digests
    }

    /// The versions of a plugin in shadow behind a hook in a district.
    pub fn shadows(&self, district: DistrictRef, hook: Hook, plugin: &str) -> Vec<&Arc<Installed>> {
        let seats = self.seats(district, hook).filter(|seat| seat.plugin == plugin && seat.mode == Mode::Shadow);
        seats.filter_map(|seat| self.version_at(seat)).collect()
    }

    /// The versions of a plugin that are kept, oldest first.
    pub fn versions_of(&self, plugin: &str) -> Vec<&Arc<Installed>> {
        let mut all: Vec<_> = self.installed.values().filter(|installed| installed.name() == plugin).collect();
        let number = |installed: &Installed| semver::Version::parse(installed.version()).ok();
        all.sort_by_cached_key(|installed| (installed.installed_at, number(installed), installed.digest()));
        all
    }

    /// A version of a plugin by its number. In journals of before two may have the same: the newer one is meant.
    pub fn version(&self, plugin: &str, version: &str) -> Option<&Arc<Installed>> {
        self.versions_of(plugin).into_iter().rev().find(|installed| installed.version() == version)
    }

    /// The settings in force for a version in a district: what is for this version goes before what is for all, and the
    /// district's own before the county's; or none (`{}`, version 0).
    pub fn settings_of(&self, installed: &Installed, district: DistrictRef) -> (u32, &str) {
        let own = self.settings.get(installed.name()).and_then(|s| s.versions.get(&installed.digest()));
        let found = own.and_then(|own| own.districts.get(&district).or(own.county.as_ref()));
        found.map_or_else(
            || self.settings(installed.name(), district),
            |settings| (settings.version, settings.json.as_str()),
        )
    }

    /// The settings for all versions of a plugin in a district: its own there, the county's, or none.
    pub fn settings(&self, name: &str, district: DistrictRef) -> (u32, &str) {
        let settings = self.settings.get(name);
        let found = settings.and_then(|s| s.districts.get(&district).or(s.county.as_ref()));
        found.map_or((0, "{}"), |settings| (settings.version, settings.json.as_str()))
    }

    /// The settings that were given for just this: a version or all, a district or the county.
    pub fn given(&self, name: &str, digest: Option<Digest>, district: Option<DistrictRef>) -> Option<&Settings> {
        let settings = self.settings.get(name)?;
        match (digest, district) {
            (None, None) => settings.county.as_ref(),
            (None, Some(district)) => settings.districts.get(&district),
            (Some(digest), None) => settings.versions.get(&digest)?.county.as_ref(),
            (Some(digest), Some(district)) => settings.versions.get(&digest)?.districts.get(&district),
        }
    }

    /// Under which key the health of a version is kept.
    pub(crate) fn health_key(&self, name: &str, digest: Option<Digest>) -> String {
        let apart = digest.filter(|digest| self.installed.get(digest).is_some_and(|installed| installed.beside));
        apart.map_or_else(|| name.to_owned(), |digest| format!("{name}@{digest}"))
    }

    /// Whose health it is: a plugin, or one version of it.
    pub fn of_health(key: &str) -> (&str, Option<Digest>) {
        let (name, digest) = key.split_once('@').unwrap_or((key, ""));
        (name, digest.parse().ok())
    }

    /// Whether the last answer of a version there was a failure.
    pub fn has_failed(&self, name: &str, digest: Option<Digest>, district: DistrictRef) -> bool {
        self.health(name, digest, district).is_some_and(|health| health.failures > 0)
    }

    pub fn quarantined_until(&self, name: &str, digest: Option<Digest>, district: DistrictRef) -> Option<TimeMs> {
        self.health(name, digest, district)?.quarantined_until
    }

    pub fn health(&self, name: &str, digest: Option<Digest>, district: DistrictRef) -> Option<&crate::state::Health> {
        self.health.get(&district)?.get(&self.health_key(name, digest))
    }
}
