//! The `[[plugin]]` entries of `county.toml`: what the county wants of a plugin once it is installed. Its settings are
//! checked against its own schema then; here they only have to be a JSON object.

use std::collections::BTreeMap;

use domain::county::DeclaredPlugin;
use domain::hooks::Hook;
use domain::limits::PLUGINS_MAX;
use domain::plugin::{FIELDS, Grants, Mode, PROPOSALS, VIEW_FUNCTIONS};

use crate::known::Known;
use crate::problem::listed;
use crate::toml_file::Section;

const MODES: [Mode; 4] = [Mode::Off, Mode::Shadow, Mode::Advise, Mode::Auto];
/// Stands for every district that is not named.
const OTHERS: &str = "*";

pub(crate) fn read_plugins(root: &Section<'_>, known: &Known) -> Vec<DeclaredPlugin> {
    let keys = ["name", "version", "order", "grants", "mode", "settings", "district_settings"];
    let mut plugins: Vec<DeclaredPlugin> = Vec::new();
    for section in root.at_most(PLUGINS_MAX, "plugin", &keys) {
        let Some(plugin) = read_plugin(&section, known) else { continue };
        if plugins.iter().any(|other| other.name == plugin.name) {
            section.fault("name", format!("`{}` stands twice", plugin.name));
        } else {
            plugins.push(plugin);
        }
    }
    plugins
}

fn read_plugin(section: &Section<'_>, known: &Known) -> Option<DeclaredPlugin> {
    let name = section.code("name");
    let order = section.whole("order", 0..=65_535).and_then(|order| u16::try_from(order).ok());
    let grants = read_grants(section);
    let mode = read_modes(section, known);
    let version = match section.has("version") {
        true => section.text("version").map(Some),
        false => Some(None),
    };
    let settings = match section.has("settings") {
        true => section.open_section("settings").and_then(|_| section.json("settings")),
        false => Some(serde_json::json!({})),
    };
    let district_settings = read_district_settings(section, known);
    Some(DeclaredPlugin {
        name: name?,
        version: version?,
        grants: grants?,
        mode: mode?,
        order: order?,
        settings: settings?,
        district_settings: district_settings?,
    })
}

fn read_grants(section: &Section<'_>) -> Option<Grants> {
    let inner = section.section("grants", &["hooks", "view", "fields", "proposals"])?;
    let words = |key: &str, known: &[&str]| {
        let words = inner.texts(key)?;
        let unknown: Vec<&String> = words.iter().filter(|word| !known.contains(&word.as_str())).collect();
        for word in &unknown {
            inner.fault(key, format!("unknown grant `{word}`; known are {}", listed(known)));
        }
        unknown.is_empty().then_some(words)
    };
    let hooks = words("hooks", &Hook::ALL.map(Hook::name));
    let (view, fields) = (words("view", &VIEW_FUNCTIONS), words("fields", &FIELDS));
    let proposals = words("proposals", &PROPOSALS);
    let hooks = hooks?;
    Some(Grants {
        hooks: Hook::ALL.into_iter().filter(|hook| hooks.iter().any(|word| word == hook.name())).collect(),
        view: view?.into_iter().collect(),
        fields: fields?.into_iter().collect(),
        proposals: proposals?.into_iter().collect(),
    })
}

fn read_modes(section: &Section<'_>, known: &Known) -> Option<BTreeMap<String, Mode>> {
    let Some(inner) = section.open_section("mode") else {
        if !section.has("mode") {
            section.fault("mode", "is missing");
        }
        return None;
    };
    let mut modes = BTreeMap::new();
    for key in inner.keys() {
        if key != OTHERS {
            inner.noted(&key, known.districts.find(&key));
        }
        let Some(word) = inner.text(&key) else { continue };
        match MODES.into_iter().find(|mode| mode.name() == word) {
            Some(mode) => {
                modes.insert(key, mode);
            }
            None => inner.fault(&key, format!("unknown mode `{word}`; known are {}", listed(MODES.map(Mode::name)))),
        }
    }
    Some(modes)
}

fn read_district_settings(section: &Section<'_>, known: &Known) -> Option<BTreeMap<String, serde_json::Value>> {
    if !section.has("district_settings") {
        return Some(BTreeMap::new());
    }
    let inner = section.open_section("district_settings")?;
    let mut settings = BTreeMap::new();
    for key in inner.keys() {
        inner.noted(&key, known.districts.find(&key));
        if let Some(json) = inner.open_section(&key).and_then(|_| inner.json(&key)) {
            settings.insert(key, json);
        }
    }
    Some(settings)
}
