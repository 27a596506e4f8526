//! What may be done about plugins: installing them and setting them up. Where they sit is in `moving.rs`.

use std::sync::Arc;

use crate::command::PluginCommand;
use crate::event::{Event, PluginEvent};
use crate::ids::*;
use crate::known::{known_district, known_plugin, loaded};
use crate::limits::*;
use crate::plugin::moving::{SetMode, roll_back, set_mode};
use crate::plugin::paired::{Signing, sign_off};
use crate::plugin::refusal::PluginRefusal;
use crate::plugin::{Grants, Inspected, Installed};
use crate::refusal::Refusal;
use crate::state::{Plugins, State};

pub(crate) fn check(state: &State, command: &PluginCommand, reason: Option<&str>) -> Result<Vec<Event>, Refusal> {
    match command {
        PluginCommand::Install { inspected, grants } => install(state, inspected, grants, reason),
        PluginCommand::SetMode { districts, hook, plugin, mode, order, version } => {
            let wanted = SetMode { hook: *hook, plugin, mode: *mode, order: *order, version: version.as_deref() };
            set_mode(state, districts, &wanted)
        }
        PluginCommand::RollBack { plugin, district, hook } => roll_back(state, plugin, *district, *hook),
        PluginCommand::Configure { plugin, district, version, settings_json } => {
            configure(state, plugin, *district, version.as_deref(), settings_json)
        }
        PluginCommand::WithdrawSettings { plugin, district, version } => {
            withdraw(state, plugin, *district, version.as_deref())
        }
        PluginCommand::SignOff { plugin, district, hook, version, live } => {
            let (district, hook, live) = (*district, *hook, live.as_deref());
            sign_off(state, &Signing { plugin, district, hook, version, live })
        }
        PluginCommand::LiftQuarantine { plugin, district } => lift(state, plugin, *district),
        PluginCommand::RecordFindings(inspection) => {
            Ok(vec![PluginEvent::StructureInspected(inspection.clone()).into()])
        }
    }
}

fn install(
    state: &State,
    inspected: &Arc<Inspected>,
    grants: &Grants,
    reason: Option<&str>,
) -> Result<Vec<Event>, Refusal> {
    loaded(state)?;
    let name = &inspected.manifest.name;
    if let Some(unknown) = grants.unknown().first() {
        return Err(PluginRefusal::UnknownGrant { grant: (*unknown).to_owned() }.into());
    }
    let beyond = grants.beyond(&inspected.manifest.requests);
    if !beyond.is_empty() {
        let grants = beyond.iter().map(|grant| format!("`{grant}`")).collect();
        return Err(PluginRefusal::BeyondRequest { plugin: name.clone(), grants }.into());
    }
    let kept = state.plugins.installed.get(&inspected.digest);
    if kept.is_some_and(|kept| kept.grants == *grants) {
        return Ok(Vec::new());
    }
    let known = kept.is_some();
    if !known {
        version_is_free(state, inspected)?;
        version_goes_up(state, inspected, reason)?;
    }
    let new = !state.plugins.current.contains_key(name);
    if new && state.plugins.current.len() >= PLUGINS_MAX {
        return Err(PluginRefusal::TooMany { plugins_max: PLUGINS_MAX }.into());
    }
    if !known && state.has_full_shelf() && state.version_to_let_go().is_none() {
        return Err(PluginRefusal::TooManyVersions { versions_max: PLUGIN_VERSIONS_MAX }.into());
    }
    let (inspected, grants) = (inspected.clone(), grants.clone());
    Ok(vec![Event::Plugin(PluginEvent::VersionInstalled { inspected, grants })])
}

/// A version never changes: what it decided once is told by its number.
fn version_is_free(state: &State, inspected: &Inspected) -> Result<(), Refusal> {
    let (plugin, version) = (&inspected.manifest.name, &inspected.manifest.version);
    let Some(taken) = state.plugins.version(plugin, version) else { return Ok(()) };
    let (installed, given) = (taken.digest().short(), inspected.digest.short());
    Err(PluginRefusal::VersionTaken { plugin: plugin.clone(), version: version.clone(), installed, given }.into())
}

/// A lower version than one that is there is an oversight more often than not.
fn version_goes_up(state: &State, inspected: &Inspected, reason: Option<&str>) -> Result<(), Refusal> {
    let (plugin, version) = (&inspected.manifest.name, &inspected.manifest.version);
    let number = |version: &str| semver::Version::parse(version).ok();
    let all = state.plugins.versions_of(plugin);
    let highest = all.iter().map(|installed| installed.version()).max_by_key(|version| number(version));
    match highest {
        Some(highest) if number(version) < number(highest) && reason.is_none_or(|reason| reason.trim().is_empty()) => {
            let (plugin, version, highest) = (plugin.clone(), version.clone(), highest.to_owned());
            Err(PluginRefusal::LowerVersion { plugin, version, highest }.into())
        }
        _ => Ok(()),
    }
}

/// The version of a plugin that was named, if one was.
pub(super) fn named<'a>(
    state: &'a State,
    plugin: &'a str,
    version: Option<&str>,
) -> Result<Option<&'a Arc<Installed>>, Refusal> {
    known_plugin(state, plugin)?;
    let Some(version) = version else { return Ok(None) };
    let found = state.plugins.version(plugin, version);
    let unknown = || {
        let mut versions: Vec<String> =
            state.plugins.versions_of(plugin).iter().map(|installed| installed.version().to_owned()).collect();
        versions.dedup();
        PluginRefusal::NoSuchVersion { plugin: plugin.to_owned(), version: version.to_owned(), versions }
    };
    Ok(Some(found.ok_or_else(unknown)?))
}

fn configure(
    state: &State,
    plugin: &str,
    district: Option<DistrictRef>,
    version: Option<&str>,
    settings_json: &str,
) -> Result<Vec<Event>, Refusal> {
    let digest = named(state, plugin, version)?.map(|installed| installed.digest());
    if let Some(district) = district {
        known_district(state, district)?;
    }
    let is_object = serde_json::from_str::<serde_json::Value>(settings_json).is_ok_and(|json| json.is_object());
    if !is_object || settings_json.len() > PLUGIN_SETTINGS_BYTES_MAX {
        return Err(PluginRefusal::BadSettings { bytes_max: PLUGIN_SETTINGS_BYTES_MAX }.into());
    }
    if state.plugins.given(plugin, digest, district).is_some_and(|now| now.json == settings_json) {
        return Ok(Vec::new());
    }
    let (plugin, settings_json) = (plugin.to_owned(), settings_json.to_owned());
    Ok(vec![Event::Plugin(PluginEvent::Configured { plugin, district, digest, settings_json })])
}

fn withdraw(
    state: &State,
    plugin: &str,
    district: Option<DistrictRef>,
    version: Option<&str>,
) -> Result<Vec<Event>, Refusal> {
    let digest = named(state, plugin, version)?.map(|installed| installed.digest());
    if let Some(district) = district {
        known_district(state, district)?;
    }
    if state.plugins.given(plugin, digest, district).is_none() {
        return Err(PluginRefusal::NoneToWithdraw { plugin: plugin.to_owned() }.into());
    }
    let plugin = plugin.to_owned();
    Ok(vec![Event::Plugin(PluginEvent::SettingsWithdrawn { plugin, district, digest })])
}

/// Of the plugin with all its versions.
fn lift(state: &State, plugin: &str, district: DistrictRef) -> Result<Vec<Event>, Refusal> {
    known_district(state, district)?;
    let there = state.plugins.health.get(&district).into_iter().flatten();
    let quarantined = there.filter(|(_, health)| health.quarantined_until.is_some());
    let own = quarantined.map(|(key, _)| Plugins::of_health(key)).filter(|(name, _)| *name == plugin);
    let lifted = own.map(|(_, digest)| {
        Event::Plugin(PluginEvent::QuarantineLifted { plugin: plugin.to_owned(), district, digest })
    });
    let lifted: Vec<Event> = lifted.collect();
    if lifted.is_empty() {
        return Err(PluginRefusal::NotQuarantined { plugin: plugin.to_owned() }.into());
    }
    Ok(lifted)
}
