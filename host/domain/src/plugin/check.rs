//! What may be done about plugins: installing them, giving them a place in a district, setting them up.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::command::PluginCommand;
use crate::event::{Event, PluginEvent};
use crate::hooks::Hook;
use crate::ids::*;
use crate::known::{known_district, known_plugin, loaded};
use crate::limits::*;
use crate::plugin::refusal::PluginRefusal;
use crate::plugin::{Grants, Inspected, Mode};
use crate::refusal::Refusal;
use crate::state::State;

pub(crate) fn check(state: &State, command: &PluginCommand) -> Result<Vec<Event>, Refusal> {
    match command {
        PluginCommand::Install { inspected, grants } => install(state, inspected, grants),
        PluginCommand::SetMode { districts, hook, plugin, mode, order } => {
            set_mode(state, districts, *hook, plugin, *mode, *order)
        }
        PluginCommand::Configure { plugin, district, settings_json } => {
            configure(state, plugin, *district, settings_json)
        }
        PluginCommand::LiftQuarantine { plugin, district } => {
            known_district(state, *district)?;
            if state.plugins.quarantined_until(plugin, *district).is_none() {
                return Err(PluginRefusal::NotQuarantined { plugin: plugin.clone() }.into());
            }
            Ok(vec![PluginEvent::QuarantineLifted { plugin: plugin.clone(), district: *district }.into()])
        }
        PluginCommand::RecordFindings(inspection) => {
            Ok(vec![PluginEvent::StructureInspected(inspection.clone()).into()])
        }
    }
}

fn install(state: &State, inspected: &Arc<Inspected>, grants: &Grants) -> Result<Vec<Event>, Refusal> {
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
    let same = state.plugins.current(name).is_some_and(|i| i.digest() == inspected.digest && i.grants == *grants);
    if same {
        return Ok(Vec::new());
    }
    let known = state.plugins.installed.contains_key(&inspected.digest);
    let new = !state.plugins.current.contains_key(name);
    if new && state.plugins.current.len() >= PLUGINS_MAX {
        return Err(PluginRefusal::TooMany { plugins_max: PLUGINS_MAX }.into());
    }
    if !known && state.has_full_shelf() && state.version_to_let_go().is_none() {
        return Err(PluginRefusal::TooManyVersions { versions_max: PLUGIN_VERSIONS_MAX }.into());
    }
    Ok(vec![Event::Plugin(PluginEvent::Installed { inspected: inspected.clone(), grants: grants.clone() })])
}

fn set_mode(
    state: &State,
    districts: &[DistrictRef],
    hook: Hook,
    plugin: &str,
    mode: Mode,
    order: Option<u16>,
) -> Result<Vec<Event>, Refusal> {
    let county = loaded(state)?.county();
    let installed = known_plugin(state, plugin)?;
    check_mode(hook, mode)?;
    if mode != Mode::Off && !installed.inspected.exports.contains(&hook) {
        return Err(PluginRefusal::NoSuchHook { plugin: plugin.to_owned(), hook }.into());
    }
    if mode != Mode::Off && !installed.grants.hooks.contains(&hook) {
        return Err(PluginRefusal::NotGranted { plugin: plugin.to_owned(), hook }.into());
    }
    let all = || {
        let live = county.districts.iter().enumerate().filter(|(_, d)| !d.retired);
        live.map(|(index, _)| DistrictRef(index as u16)).collect()
    };
    let districts: Vec<DistrictRef> = if districts.is_empty() { all() } else { districts.to_vec() };
    let mut events = Vec::new();
    for district in districts.iter().collect::<BTreeSet<_>>() {
        known_district(state, *district)?;
        let seats = state.plugins.seats.get(district).map_or(&[][..], Vec::as_slice);
        let seat = seats.iter().find(|seat| seat.hook == hook && seat.plugin == plugin);
        let others = state.plugins.seats(*district, hook).filter(|seat| seat.plugin != plugin).count();
        if mode != Mode::Off && others >= SEATS_PER_HOOK_MAX {
            return Err(PluginRefusal::TooManySeats { seats_max: SEATS_PER_HOOK_MAX }.into());
        }
        let order = order.or(seat.map(|seat| seat.order)).unwrap_or(100);
        if seat.is_none_or(|seat| seat.mode != mode || seat.order != order) {
            events.push(Event::Plugin(PluginEvent::ModeSet {
                district: *district,
                hook,
                plugin: plugin.to_owned(),
                mode,
                order,
            }));
        }
    }
    Ok(events)
}

/// The modes that a workflow's seat may have: a procedure works through people and can't run beside another unseen.
fn check_mode(hook: Hook, mode: Mode) -> Result<(), Refusal> {
    if hook == Hook::Workflow && mode == Mode::Shadow {
        return Err(PluginRefusal::NoShadow.into());
    }
    Ok(())
}

fn configure(
    state: &State,
    plugin: &str,
    district: Option<DistrictRef>,
    settings_json: &str,
) -> Result<Vec<Event>, Refusal> {
    known_plugin(state, plugin)?;
    if let Some(district) = district {
        known_district(state, district)?;
    }
    let is_object = serde_json::from_str::<serde_json::Value>(settings_json).is_ok_and(|json| json.is_object());
    if !is_object || settings_json.len() > PLUGIN_SETTINGS_BYTES_MAX {
        return Err(PluginRefusal::BadSettings { bytes_max: PLUGIN_SETTINGS_BYTES_MAX }.into());
    }
    let settings = state.plugins.settings.get(plugin);
    let same = settings.is_some_and(|s| {
        let now = district.map_or(s.county.as_ref(), |district| s.districts.get(&district));
        now.is_some_and(|now| now.json == settings_json)
    });
    if same {
        return Ok(Vec::new());
    }
    let (plugin, settings_json) = (plugin.to_owned(), settings_json.to_owned());
    Ok(vec![Event::Plugin(PluginEvent::Configured { plugin, district, settings_json })])
}
