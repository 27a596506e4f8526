//! Where plugins may sit: versions and modes behind hooks, district by district, and the step back.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::event::{Event, PluginEvent};
use crate::hooks::Hook;
use crate::ids::*;
use crate::known::{known_district, known_plugin, loaded};
use crate::limits::{PROCEDURE_SEATS_MAX, SEATS_PER_HOOK_MAX};
use crate::plugin::check::named;
use crate::plugin::placed::{Former, Placed};
use crate::plugin::refusal::PluginRefusal;
use crate::plugin::{Installed, Mode};
use crate::refusal::Refusal;
use crate::state::State;

/// How a plugin is to sit behind a hook.
pub(super) struct SetMode<'a> {
    pub hook: Hook,
    pub plugin: &'a str,
    pub mode: Mode,
    pub order: Option<u16>,
    pub version: Option<&'a str>,
}

pub(super) fn set_mode(state: &State, districts: &[DistrictRef], wanted: &SetMode<'_>) -> Result<Vec<Event>, Refusal> {
    let county = loaded(state)?.county();
    let version = named(state, wanted.plugin, wanted.version)?;
    let all = || {
        let live = county.districts.iter().enumerate().filter(|(_, d)| !d.retired);
        live.map(|(index, _)| DistrictRef(index as u16)).collect()
    };
    let chosen: Vec<DistrictRef> = if districts.is_empty() { all() } else { districts.to_vec() };
    let mut events = Vec::new();
    for district in chosen.iter().collect::<BTreeSet<_>>() {
        events.extend(seat(state, *district, wanted, version)?);
    }
    // Whoever moves the whole county to a version means whatever is seated later, too.
    if let Some(version) = version.filter(|_| districts.is_empty() && wanted.mode.counts())
        && state.plugins.current.get(wanted.plugin) != Some(&version.digest())
    {
        let (plugin, digest) = (wanted.plugin.to_owned(), version.digest());
        events.push(Event::Plugin(PluginEvent::CurrentSet { plugin, digest }));
    }
    Ok(events)
}

/// In one district.
fn seat(
    state: &State,
    district: DistrictRef,
    wanted: &SetMode<'_>,
    version: Option<&Arc<Installed>>,
) -> Result<Option<Event>, Refusal> {
    known_district(state, district)?;
    let SetMode { hook, plugin, mode, .. } = *wanted;
    let before = state.plugins.placed(district, hook, plugin);
    let everything_off = version.is_none() && mode == Mode::Off;
    let installed = match version {
        Some(installed) => installed,
        None => sits_there(state, &before, plugin, everything_off)?,
    };
    if mode != Mode::Off {
        may_sit(installed, hook)?;
    }
    let after = placed_anew(before.clone(), installed, wanted, everything_off);
    // A procedure works through people: it can be asked beside another version that does, and not by itself.
    if hook == Hook::Workflow && mode == Mode::Shadow && !after.iter().any(|placed| placed.mode.counts()) {
        return Err(PluginRefusal::NoShadow.into());
    }
    let others = state.plugins.seats(district, hook).filter(|seat| seat.plugin != plugin).count();
    let own = after.iter().filter(|placed| placed.mode != Mode::Off).count();
    let seats_max = if hook == Hook::Workflow { PROCEDURE_SEATS_MAX } else { SEATS_PER_HOOK_MAX };
    if mode != Mode::Off && others + own > seats_max {
        return Err(PluginRefusal::TooManySeats { seats_max }.into());
    }
    Ok((after != before).then(|| seats_set(district, hook, plugin, after, false)))
}

fn may_sit(installed: &Installed, hook: Hook) -> Result<(), Refusal> {
    let plugin = installed.name().to_owned();
    if !installed.inspected.exports.contains(&hook) {
        return Err(PluginRefusal::NoSuchHook { plugin, hook }.into());
    }
    if !installed.grants.hooks.contains(&hook) {
        return Err(PluginRefusal::NotGranted { plugin, hook }.into());
    }
    Ok(())
}

/// The version that is meant where none is named: the one that counts there, the only one, or the current one where none sits.
fn sits_there<'a>(
    state: &'a State,
    placed: &[Placed],
    plugin: &str,
    everything_off: bool,
) -> Result<&'a Arc<Installed>, Refusal> {
    let on: Vec<&Placed> = placed.iter().filter(|placed| placed.mode != Mode::Off).collect();
    let counts = on.iter().find(|placed| placed.mode.counts()).copied();
    let meant = match (counts, &on[..]) {
        (Some(counts), _) => Some(counts),
        (None, [only]) => Some(*only),
        (None, []) => placed.first(),
        (None, several) if everything_off => several.first().copied(),
        (None, several) => {
            let versions = several.iter().map(|placed| placed.version.clone()).collect();
            return Err(PluginRefusal::SeveralVersions { plugin: plugin.to_owned(), versions }.into());
        }
    };
    match meant.and_then(|placed| state.plugins.installed.get(&placed.digest)) {
        Some(installed) => Ok(installed),
        None => known_plugin(state, plugin),
    }
}

/// One version counts at most: who comes to count takes the place of who did.
fn placed_anew(
    mut placed: Vec<Placed>,
    installed: &Installed,
    wanted: &SetMode<'_>,
    everything_off: bool,
) -> Vec<Placed> {
    let (digest, mode) = (installed.digest(), wanted.mode);
    let own = placed.iter().find(|placed| placed.digest == digest).or(placed.first());
    let order = wanted.order.or(own.map(|placed| placed.order)).unwrap_or(100);
    placed.retain(|other| {
        let gives_way = everything_off || other.mode == Mode::Off || (mode.counts() && other.mode.counts());
        other.digest != digest && !gives_way
    });
    if mode != Mode::Off || placed.is_empty() {
        placed.push(Placed { version: installed.version().to_owned(), digest, mode, order });
    }
    let number = |placed: &Placed| semver::Version::parse(&placed.version).ok();
    placed.sort_by_cached_key(|placed| (placed.order, !placed.mode.counts(), number(placed)));
    placed
}

fn seats_set(district: DistrictRef, hook: Hook, plugin: &str, seats: Vec<Placed>, back: bool) -> Event {
    Event::Plugin(PluginEvent::SeatsSet { district, hook, plugin: plugin.to_owned(), seats, back })
}

/// Takes back the last step of a district, or its last step behind one hook.
pub(super) fn roll_back(
    state: &State,
    plugin: &str,
    district: DistrictRef,
    hook: Option<Hook>,
) -> Result<Vec<Event>, Refusal> {
    known_plugin(state, plugin)?;
    known_district(state, district)?;
    let all = state.plugins.former.get(&district).into_iter().flatten();
    let own = all.filter(|former| former.plugin == plugin && hook.is_none_or(|hook| hook == former.hook));
    let own: Vec<&Former> = own.collect();
    let last = own.iter().map(|former| former.changed_in).max();
    let last = last.ok_or_else(|| PluginRefusal::NoFormer { plugin: plugin.to_owned() })?;
    let step: Vec<&Former> = own.into_iter().filter(|former| former.changed_in == last).collect();
    let mut events = Vec::new();
    for former in &step {
        for placed in former.seats.iter().filter(|placed| placed.mode != Mode::Off) {
            // It is kept as long as there is a way back to it; what it is granted may have changed.
            state.plugins.installed.get(&placed.digest).map_or(Ok(()), |installed| may_sit(installed, former.hook))?;
        }
        events.push(seats_set(district, former.hook, plugin, former.seats.clone(), true));
    }
    if let Some(former) = step.first() {
        events.extend(settings_of_then(state, plugin, district, former));
    }
    Ok(events)
}

/// What brings the district's own settings back to what they were; the county's stay.
fn settings_of_then(state: &State, plugin: &str, district: DistrictRef, former: &Former) -> Vec<Event> {
    let now = state.plugins.settings.get(plugin).into_iter().flat_map(|settings| &settings.versions);
    let now = now.filter(|(_, of_version)| of_version.districts.contains_key(&district)).map(|(digest, _)| *digest);
    let then = former.of_versions.iter().map(|(digest, _)| *digest);
    let versions: BTreeSet<Digest> = now.chain(then).collect();
    let back = |digest: Option<Digest>| {
        let then = match digest {
            None => former.settings.as_ref(),
            Some(digest) => former.of_versions.iter().find(|(of, _)| *of == digest).map(|(_, json)| json),
        };
        let now = state.plugins.given(plugin, digest, Some(district)).map(|settings| &settings.json);
        let (plugin, district) = (plugin.to_owned(), Some(district));
        match then {
            _ if then == now => None,
            Some(json) => {
                let settings_json = json.clone();
                Some(Event::Plugin(PluginEvent::Configured { plugin, district, digest, settings_json }))
            }
            None => Some(Event::Plugin(PluginEvent::SettingsWithdrawn { plugin, district, digest })),
        }
    };
    std::iter::once(None).chain(versions.into_iter().map(Some)).filter_map(back).collect()
}
