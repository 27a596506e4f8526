//! What may be done about plugins: installing them, giving them a place in a district, setting them up.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::command::PluginCommand;
use crate::event::{Event, PluginEvent};
use crate::hooks::Hook;
use crate::ids::*;
use crate::known::{known_district, known_plugin, loaded};
use crate::limits::*;
use crate::plugin::{Grants, Inspected, Mode};
use crate::refusal::{Refusal, RefusalCode};
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
                let message = format!("plugin `{plugin}` is not in quarantine there");
                return Err(Refusal::conflict(RefusalCode::NotQuarantined, message));
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
        return Err(Refusal::invalid(
            RefusalCode::UnknownGrant,
            format!("there is nothing to grant called `{unknown}`"),
        ));
    }
    let beyond = grants.beyond(&inspected.manifest.requests);
    if !beyond.is_empty() {
        let message = format!("plugin `{name}` does not ask for `{}`; grant what it asks for", beyond.join("`, `"));
        return Err(Refusal::invalid(RefusalCode::GrantBeyondRequest, message));
    }
    let same = state.plugins.current(name).is_some_and(|i| i.digest() == inspected.digest && i.grants == *grants);
    if same {
        return Ok(Vec::new());
    }
    let known = state.plugins.installed.contains_key(&inspected.digest);
    let new = !state.plugins.current.contains_key(name);
    if new && state.plugins.current.len() >= PLUGINS_MAX {
        return Err(Refusal::conflict(
            RefusalCode::TooManyPlugins,
            format!("a county holds at most {PLUGINS_MAX} plugins"),
        ));
    }
    if !known && state.has_full_shelf() && state.version_to_let_go().is_none() {
        let message = format!(
            "a county keeps at most {PLUGIN_VERSIONS_MAX} versions of plugins, and incidents or workflows under way use each of them"
        );
        return Err(Refusal::conflict(RefusalCode::TooManyVersions, message));
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
        return Err(Refusal::invalid(RefusalCode::NoSuchHook, format!("plugin `{plugin}` has no hook `{hook}`")));
    }
    if mode != Mode::Off && !installed.grants.hooks.contains(&hook) {
        let message = format!("plugin `{plugin}` was not granted the hook `{hook}`; install it again with that grant");
        return Err(Refusal::conflict(RefusalCode::HookNotGranted, message));
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
            let message =
                format!("a district has at most {SEATS_PER_HOOK_MAX} plugins behind a hook; turn one off first");
            return Err(Refusal::conflict(RefusalCode::TooManySeats, message));
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
        let message = "a workflow has no shadow, since it works through people: use `advise`, where a person starts it";
        return Err(Refusal::invalid(RefusalCode::NoShadow, message));
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
        let message = format!("settings are one JSON object of at most {PLUGIN_SETTINGS_BYTES_MAX} bytes");
        return Err(Refusal::invalid(RefusalCode::BadSettings, message));
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
