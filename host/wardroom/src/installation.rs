//! From what a county declares of its plugins to the commands that install, configure and seat them. Shared by `import` and
//! `simulate`; nothing here reads a file or writes a journal.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::command::{Command, Envelope, PluginCommand};
use domain::county::{County, DeclaredPlugin};
use domain::ids::DistrictRef;
use domain::limits::PLUGIN_SETTINGS_BYTES_MAX;
use domain::plugin::{Inspected, Mode};
use domain::ports::Components;
use domain::state::State;

use crate::output::Session;
use crate::plugins_folder::Found;
use crate::text::sentence;

/// A declared plugin whose component was inspected and fits what is declared of it.
pub struct Fitting<'a> {
    pub declared: &'a DeclaredPlugin,
    pub inspected: Arc<Inspected>,
}

/// Inspects the components and holds them against what the county declares; every fault at once, each with its plugin.
pub fn inspect<'a>(
    found: &[Found<'a>],
    components: &dyn Components,
    session: Session,
) -> Result<Vec<Fitting<'a>>, Vec<String>> {
    let (mut fitting, mut faults) = (Vec::new(), Vec::new());
    for plugin in found {
        match components.inspect(&plugin.component) {
            Ok(inspected) => {
                faults.extend(misfits(plugin, &inspected, components, session));
                fitting.push(Fitting { declared: plugin.declared, inspected: Arc::new(inspected) });
            }
            Err(fault) => faults.push(sentence!(session, "data.file-fault", file = plugin.path.display(), fault)),
        }
    }
    if faults.is_empty() { Ok(fitting) } else { Err(faults) }
}

fn misfits(plugin: &Found<'_>, inspected: &Inspected, components: &dyn Components, session: Session) -> Vec<String> {
    let (declared, name) = (plugin.declared, &plugin.declared.name);
    let mut faults = Vec::new();
    if inspected.manifest.name != *name {
        let (file, other) = (plugin.path.display(), &inspected.manifest.name);
        faults.push(sentence!(session, "installation.other-plugin", file, other, plugin = name));
    }
    let beyond = declared.grants.beyond(&inspected.manifest.requests);
    if !beyond.is_empty() {
        let grants = beyond.join("`, `");
        faults.push(sentence!(session, "installation.granted-beyond", plugin = name, grants));
    }
    let whole = sentence!(session, "installation.settings", plugin = name);
    if let Some(version) = declared.version.as_ref().filter(|version| **version != inspected.manifest.version) {
        let (file, other) = (plugin.path.display(), &inspected.manifest.version);
        faults.push(sentence!(session, "installation.other-version", file, other, plugin = name, version));
    }
    let of_district =
        |code: &String| sentence!(session, "installation.settings-of-district", plugin = name, district = code);
    let own = declared.district_settings.iter().map(|(code, settings)| (of_district(code), settings));
    for (of, settings) in std::iter::once((whole, &declared.settings)).chain(own) {
        let bytes = settings.to_string().len();
        if bytes > PLUGIN_SETTINGS_BYTES_MAX {
            let bytes_max = PLUGIN_SETTINGS_BYTES_MAX;
            faults.push(sentence!(session, "installation.settings-too-large", of, bytes, bytes_max));
        } else if let Err(found) = components.check_settings(inspected, settings) {
            faults.extend(found.iter().map(|fault| sentence!(session, "installation.settings-misfit", of, fault)));
        }
    }
    faults
}

/// The commands that bring a county's plugins to what it declares. What operators changed since the last import stays as
/// they left it, unless the declaration itself has changed. A version that comes in decides nowhere by that alone: districts are moved
/// to it where the declaration names it.
pub fn commands(county: &County, before: &State, fitting: &[Fitting<'_>]) -> Vec<Command> {
    let old = before.loaded().map_or(&[][..], |loaded| &loaded.county().plugins);
    let mut commands = Vec::new();
    for Fitting { declared, inspected } in fitting {
        let current = before.plugins.current(&declared.name);
        let there = before.plugins.installed.get(&inspected.digest);
        let old = old.iter().find(|old| old.name == declared.name).filter(|_| current.is_some());
        let same_grants = old.is_some_and(|old| old.grants == declared.grants);
        let grants = there.or(current).filter(|_| same_grants).map_or(&declared.grants, |installed| &installed.grants);
        if there.is_none_or(|there| there.grants != *grants) {
            commands
                .push(Command::Plugin(PluginCommand::Install { inspected: inspected.clone(), grants: grants.clone() }));
        }
        commands.extend(settings(county, before, declared, old));
        let sits = |of: &DeclaredPlugin| (of.mode.clone(), of.order, of.version.clone());
        if old.is_none_or(|old| sits(old) != sits(declared)) {
            commands.extend(seats(county, declared));
        }
    }
    commands
}

pub fn envelopes(commands: Vec<Command>, author: &str, reason: Option<&str>) -> Vec<Envelope> {
    let envelope = |command| Envelope { reason: reason.map(str::to_owned), ..Envelope::by(author, command) };
    commands.into_iter().map(envelope).collect()
}

fn settings(county: &County, before: &State, declared: &DeclaredPlugin, old: Option<&DeclaredPlugin>) -> Vec<Command> {
    let configure = |district, settings: &serde_json::Value| {
        Command::Plugin(PluginCommand::Configure {
            plugin: declared.name.clone(),
            district,
            settings_json: settings.to_string(),
            version: None,
        })
    };
    let mut commands = Vec::new();
    if old.is_none_or(|old| old.settings != declared.settings) {
        commands.push(configure(None, &declared.settings));
    }
    for (code, settings) in &declared.district_settings {
        let Some(district) = district(county, code) else { continue };
        if old.is_none_or(|old| old.district_settings.get(code) != Some(settings)) {
            commands.push(configure(Some(district), settings));
        }
    }
    let Some(old) = old else { return commands };
    // A district that is no longer declared to have its own is left the county's, unless somebody gave it others.
    let live = before.plugins.settings.get(&declared.name).into_iter().flat_map(|settings| &settings.districts);
    for (district, settings) in live {
        let Some(code) = county.districts.get(district.index()).map(|district| &district.code) else { continue };
        let was_declared = old.district_settings.get(code).unwrap_or(&old.settings);
        if !declared.district_settings.contains_key(code) && is(&settings.json, was_declared) {
            let (plugin, district, version) = (declared.name.clone(), Some(*district), None);
            commands.push(Command::Plugin(PluginCommand::WithdrawSettings { plugin, district, version }));
        }
    }
    commands
}

/// Whether a text is this JSON, whatever its spaces.
fn is(text: &str, json: &serde_json::Value) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok_and(|read| read == *json)
}

/// One command for each hook and mode, with the districts that have it.
fn seats(county: &County, declared: &DeclaredPlugin) -> Vec<Command> {
    let mut by_mode: BTreeMap<Mode, Vec<DistrictRef>> = BTreeMap::new();
    for (index, district) in county.districts.iter().enumerate().filter(|(_, district)| !district.retired) {
        let mode = declared.mode.get(&district.code).or_else(|| declared.mode.get("*")).copied().unwrap_or_default();
        by_mode.entry(mode).or_default().push(DistrictRef(index as u16));
    }
    let one_mode = by_mode.len() == 1 && declared.version.is_some();
    let seat = |hook, mode, districts: &Vec<DistrictRef>| {
        Command::Plugin(PluginCommand::SetMode {
            // To say it of the whole county makes the version the one that is meant where none is named.
            districts: if one_mode { Vec::new() } else { districts.clone() },
            hook,
            plugin: declared.name.clone(),
            mode,
            order: Some(declared.order),
            // Where it is off, all of it is.
            version: declared.version.clone().filter(|_| mode != Mode::Off),
        })
    };
    let hooks = declared.grants.hooks.iter();
    hooks.flat_map(|hook| by_mode.iter().map(|(mode, districts)| seat(*hook, *mode, districts))).collect()
}

fn district(county: &County, code: &str) -> Option<DistrictRef> {
    let index = county.districts.iter().position(|district| district.code == code && !district.retired)?;
    Some(DistrictRef(index as u16))
}

#[cfg(test)]
mod tests {
    const SESSION: Session = Session { lang: crate::lang::Lang::En, json: false };

    use std::path::Path;

    use domain::check::check;
    use domain::command::CountyCommand;
    use domain::event::Batch;
    use domain::ids::Digest;
    use domain::plugin::{Catalog, Manifest};
    use domain::ports::Wanted;
    use domain::time::TimeMs;

    use super::*;
    use crate::county_folder;

    fn county() -> County {
        let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shouning");
        county_files::read(&county_folder::read(&model, SESSION).unwrap(), None).unwrap()
    }

    /// A component that asks for just what is declared of it.
    fn fitting<'a>(declared: &'a DeclaredPlugin, version: &str) -> Fitting<'a> {
        let manifest = Manifest {
            name: declared.name.clone(),
            version: version.to_owned(),
            abi: "next".to_owned(),
            title: BTreeMap::new(),
            description: BTreeMap::new(),
            requests: declared.grants.clone(),
        };
        let inspected = Inspected {
            digest: Digest::of(format!("{} {version}", declared.name).as_bytes()),
            size_bytes: 1,
            manifest,
            settings_schema: serde_json::json!({}),
            catalog: Catalog::default(),
            workflows: Vec::new(),
            exports: declared.grants.hooks.clone(),
            imports: Vec::new(),
        };
        Fitting { declared, inspected: Arc::new(inspected) }
    }

    fn done(mut state: State, commands: Vec<Command>) -> State {
        for envelope in envelopes(commands, "operator:tester", None) {
            let events = check(&state, &envelope, TimeMs(0)).unwrap();
            let version = state.version.next();
            let (author, command) = (envelope.author.clone(), envelope.command.name().to_owned());
            state.fold(&Batch {
                version,
                at: TimeMs(0),
                author,
                command,
                reason: None,
                key: None,
                events,
                causes: None,
            });
        }
        state
    }

    /// Imports as `wardroom import` does.
    fn import(state: State, county: &County, version: &str) -> State {
        let plugins: Vec<Fitting<'_>> = county.plugins.iter().map(|declared| fitting(declared, version)).collect();
        let commands = commands(county, &state, &plugins);
        let state = done(state, vec![Command::County(CountyCommand::Import { county: Arc::new(county.clone()) })]);
        done(state, commands)
    }

    /// The versions that sit.
    fn sits(state: &State, plugin: &str) -> Vec<String> {
        let seats = state.plugins.seats.values().flatten().filter(|seat| seat.plugin == plugin);
        seats.map(|seat| state.plugins.version_at(seat).unwrap().version().to_owned()).collect()
    }

    fn modes(state: &State, plugin: &str) -> Vec<Mode> {
        let seats = state.plugins.seats.values().flatten();
        seats.filter(|seat| seat.plugin == plugin).map(|seat| seat.mode).collect()
    }

    #[test]
    fn what_is_declared_is_installed_configured_and_seated() {
        let county = county();
        let state = import(State::default(), &county, "1");
        for declared in &county.plugins {
            assert!(state.plugins.current(&declared.name).is_some());
            let (_, settings) = state.plugins.settings(&declared.name, DistrictRef(0));
            assert_eq!(settings, declared.settings.to_string());
            let modes = modes(&state, &declared.name);
            // A plugin of two hooks has two seats in each district.
            let wanted: Vec<Mode> = declared.mode.values().copied().collect();
            assert!(!modes.is_empty() && modes.len().is_multiple_of(4), "{}: {modes:?}", declared.name);
            assert!(modes.iter().all(|mode| wanted.contains(mode)), "{}: {modes:?}", declared.name);
        }
        let plugins: Vec<Fitting<'_>> = county.plugins.iter().map(|declared| fitting(declared, "1")).collect();
        assert!(commands(&county, &state, &plugins).is_empty(), "the same again changes nothing");
    }

    #[test]
    fn what_operators_changed_stays_until_the_declaration_changes() {
        let mut county = county();
        let name = county.plugins[0].name.clone();
        let hook = *county.plugins[0].grants.hooks.first().unwrap();
        let shadow = Command::Plugin(PluginCommand::SetMode {
            districts: vec![],
            hook,
            plugin: name.clone(),
            mode: Mode::Shadow,
            order: None,
            version: None,
        });
        let mut state = done(import(State::default(), &county, "1"), vec![shadow]);
        state = import(state, &county, "2");
        assert!(state.plugins.version(&name, "2").is_some(), "a new version comes in");
        assert_eq!(sits(&state, &name), ["1"; 4], "and what decides stays");
        assert_eq!(modes(&state, &name), [Mode::Shadow; 4], "and sits as the old one did");
        county.digest = Digest::of(b"changed");
        county.plugins[0].mode = [("*".to_owned(), Mode::Advise)].into();
        state = import(state, &county, "2");
        assert_eq!(modes(&state, &name), [Mode::Advise; 4]);
    }

    #[test]
    fn districts_are_moved_to_a_version_that_the_declaration_names() {
        let mut county = county();
        let name = county.plugins[0].name.clone();
        let state = import(State::default(), &county, "1");
        county.digest = Digest::of(b"one district");
        let first = county.districts[0].code.clone();
        county.plugins[0].version = Some("2".to_owned());
        county.plugins[0].mode = [(first, Mode::Shadow), ("*".to_owned(), Mode::Auto)].into();
        let state = import(state, &county, "2");
        assert_eq!(sits(&state, &name), ["1", "2", "2", "2", "2"], "beside the first where it is to be a shadow");
        assert_eq!(state.plugins.current(&name).unwrap().version(), "1");
        county.digest = Digest::of(b"all of them");
        county.plugins[0].mode = [("*".to_owned(), Mode::Auto)].into();
        let state = import(state, &county, "2");
        assert_eq!(
            (sits(&state, &name), state.plugins.current(&name).unwrap().version()),
            (vec!["2".to_owned(); 4], "2")
        );
    }

    #[test]
    fn a_district_that_loses_its_own_settings_gets_the_county_s() {
        let mut county = county();
        let (name, code) = (county.plugins[0].name.clone(), county.districts[1].code.clone());
        let own = serde_json::json!({ "own": true });
        county.plugins[0].district_settings.insert(code, own.clone());
        let state = import(State::default(), &county, "1");
        assert_eq!(state.plugins.settings(&name, DistrictRef(1)).1, own.to_string());
        assert_eq!(state.plugins.settings(&name, DistrictRef(0)).1, county.plugins[0].settings.to_string());
        county.plugins[0].district_settings.clear();
        county.digest = Digest::of(b"without");
        let state = import(state, &county, "1");
        assert_eq!(state.plugins.settings(&name, DistrictRef(1)).1, county.plugins[0].settings.to_string());
        county.plugins[0].settings = serde_json::json!({ "new": 1 });
        county.digest = Digest::of(b"new");
        let state = import(state, &county, "1");
        assert_eq!(state.plugins.settings(&name, DistrictRef(1)).1, r#"{"new":1}"#);
    }

    #[test]
    fn misfits_are_named_with_their_plugin() {
        struct Strict(Inspected);
        impl Components for Strict {
            fn inspect_while(&self, _: &[u8], _: Wanted<'_>) -> Result<Inspected, String> {
                Ok(self.0.clone())
            }
            fn keep_while(&self, _: &[u8], _: Wanted<'_>) -> Result<Inspected, String> {
                Err("nothing is kept here".to_owned())
            }
            fn check_settings(&self, _: &Inspected, settings: &serde_json::Value) -> Result<(), Vec<String>> {
                if settings.get("odd").is_some() { Err(vec!["unknown key `odd`".to_owned()]) } else { Ok(()) }
            }
        }
        let declared = county().plugins.into_iter().find(|declared| declared.name == "nearest-unit");
        let mut declared = declared.expect("the county declares it");
        let mut inspected = (*fitting(&declared, "1").inspected).clone();
        inspected.manifest.name = "other".to_owned();
        inspected.manifest.requests.proposals.clear();
        declared.district_settings.insert("D1".to_owned(), serde_json::json!({ "odd": 1 }));
        let found = [Found { declared: &declared, path: "x.wasm".into(), component: Vec::new() }];
        let faults = inspect(&found, &Strict(inspected), SESSION).err().unwrap();
        let name = &declared.name;
        let expected = [
            format!("`x.wasm` is plugin `other`, not `{name}`"),
            format!("plugin `{name}` is granted `assign`, which it does not ask for"),
            format!("settings of plugin `{name}` for district `D1`: unknown key `odd`"),
        ];
        assert_eq!(faults, expected);
    }
}
