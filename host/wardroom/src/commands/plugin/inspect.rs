//! `wardroom plugin inspect`: what a component says of itself, from a file or from a server.

use std::path::{Path, PathBuf};

use clap::Args;
use domain::limits::{PLUGIN_COMPONENT_BYTES_MAX, PLUGIN_SETTINGS_BYTES_MAX};
use domain::plugin::{Grants, Inspected};
use runtime::package::{self, Place};
use serde_json::{Value, json};
use telling::words::word;

use super::list;
use crate::answer::{clock, items, text};
use crate::client::names::Names;
use crate::client::{Server, segment};
use crate::county_folder::read_bounded;
use crate::data::Scratch;
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::{phrase, sentence};

#[derive(Args)]
pub struct Inspect {
    #[arg(value_name = "FILE|NAME")]
    plugin: String,
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    #[arg(long = "version", id = "of-version", value_name = "VERSION", conflicts_with = "settings")]
    version: Option<String>,
}

impl Inspect {
    pub fn run(self, session: Session, server: &Server) -> Result<(), Fault> {
        let file = PathBuf::from(&self.plugin);
        if file.is_file() || self.plugin.contains(['/', '.']) {
            let (_, inspected) = read(&file, session)?;
            if let Some(path) = &self.settings {
                hold_sample(session, &inspected, path, &bytes(session, path, PLUGIN_SETTINGS_BYTES_MAX)?)?;
            }
            return session.result(&document(&inspected), || told(session, &inspected));
        }
        let client = server.client(session)?;
        let query = self.version.into_iter().map(|version| ("version", version)).collect();
        let plugin = client.get(&client.of_county(&format!("plugins/{}", segment(&self.plugin)))?, query)?;
        session.result(&plugin, || installed(session, &client.names(), &plugin))
    }
}

/// A file of a plugin, which may have so many bytes.
pub fn bytes(session: Session, path: &Path, bytes_max: usize) -> Result<Vec<u8>, Fault> {
    let bytes = read_bounded(path, bytes_max, session);
    bytes.map_err(|fault| Fault::bad_input(sentence!(session, "data.file-fault", file = path.display(), fault)))
}

/// Reads a component's file and finds all that an installation would.
pub fn read(file: &Path, session: Session) -> Result<(Vec<u8>, Inspected), Fault> {
    let component = bytes(session, file, PLUGIN_COMPONENT_BYTES_MAX)?;
    let refused = |faults: Vec<package::Fault>| {
        let unfit = sentence!(session, "plugin.package-unfit", file = file.display(), count = faults.len());
        Fault::bad_input(unfit).items(faults.iter().map(package::Fault::to_string))
    };
    let inspected = Scratch::new()?.runtime().examine(&component).map_err(refused)?;
    Ok((component, inspected))
}

/// Holds settings in a file against a plugin's schema.
pub fn hold_sample(session: Session, inspected: &Inspected, path: &Path, json: &[u8]) -> Result<(), Fault> {
    package::check_sample(inspected, json).map_err(|faults| {
        let misfit = sentence!(session, "plugin.sample-unfit", file = path.display(), count = faults.len());
        Fault::bad_input(misfit).items(faults.iter().map(|(place, what)| at(path, *place, what)))
    })
}

/// `catalog.json:4:17: what`.
pub fn at(file: &Path, place: Option<Place>, what: &str) -> String {
    match place {
        Some(place) => format!("{}:{place}: {what}", file.display()),
        None => format!("{}: {what}", file.display()),
    }
}

/// As a server has it, as far as a file can say it.
pub fn document(inspected: &Inspected) -> Value {
    let manifest = &inspected.manifest;
    json!({
        "name": manifest.name,
        "version": manifest.version,
        "digest": inspected.digest,
        "title": manifest.title,
        "description": manifest.description,
        "hooks": inspected.exports,
        "requests": manifest.requests,
        "abi": manifest.abi,
        "size_bytes": inspected.size_bytes,
        "imports": inspected.imports,
        "settings_schema": inspected.settings_schema,
        "catalog": inspected.catalog.messages,
    })
}

pub fn told(session: Session, inspected: &Inspected) -> String {
    about(session, &document(inspected))
}

fn about(session: Session, plugin: &Value) -> String {
    let text = |name: &str| plugin[name].as_str().unwrap_or_default().to_owned();
    let in_language = |name: &str| {
        let texts = &plugin[name];
        texts[session.lang.tag()].as_str().or(texts["en"].as_str()).unwrap_or_default().to_owned()
    };
    let mut lines = vec![
        (phrase!("heading.plugin"), format!("{} {}", text("name"), text("version"))),
        (phrase!("heading.title"), in_language("title")),
        (phrase!("heading.description"), in_language("description")),
        (phrase!("heading.digest"), text("digest")),
        (phrase!("heading.abi"), text("abi")),
        (phrase!("heading.size"), plugin["size_bytes"].to_string()),
        (phrase!("heading.imports"), crate::answer::list(plugin, "imports").join(", ")),
        (phrase!("heading.requests"), grants(session, &plugin["requests"])),
        (phrase!("heading.grants"), grants(session, &plugin["grants"])),
    ];
    let known = plugin["settings_schema"]["properties"].as_object().into_iter().flatten();
    lines.push((phrase!("heading.settings"), known.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")));
    lines.retain(|(_, value)| !value.is_empty());
    let rows = lines.into_iter().map(|(name, value)| vec![session.text(name).to_owned(), value]);
    table(&["", ""], &[], rows).trim_start().to_owned()
}

/// Grants in one line.
pub fn grants(session: Session, grants: &Value) -> String {
    let Ok(grants) = serde_json::from_value::<Grants>(grants.clone()) else { return String::new() };
    let hooks = grants.hooks.iter().map(|hook| word(hook, session.lang).to_owned());
    let named = |what: &str, names: &std::collections::BTreeSet<String>| {
        names.iter().map(|name| format!("{what}:{name}")).collect::<Vec<_>>()
    };
    let rest = [("view", &grants.view), ("field", &grants.fields), ("proposal", &grants.proposals)];
    let rest = rest.into_iter().flat_map(|(what, names)| named(what, names));
    hooks.chain(rest).collect::<Vec<_>>().join(", ")
}

fn installed(session: Session, names: &Names, plugin: &Value) -> String {
    let mut text = about(session, plugin);
    text.push_str(&format!("\n{}", list::seats(session, names, [plugin])));
    text.push_str(&format!("\n{}", versions(session, plugin)));
    for (district, settings) in in_force(session, &plugin["settings"]) {
        let version = &settings["version"];
        text.push_str(&format!("\n{}\n", sentence!(session, "plugin.settings-of", district, version)));
        text.push_str(&serde_json::to_string_pretty(&settings["settings"]).unwrap_or_default());
        text.push('\n');
    }
    text
}

/// The versions that are kept.
fn versions(session: Session, plugin: &Value) -> String {
    let heading = [
        phrase!("heading.version"),
        phrase!("heading.use"),
        phrase!("heading.when"),
        phrase!("heading.by"),
        phrase!("heading.digest"),
    ];
    let row = |version: &Value| {
        let uses = [("current", phrase!("plugin.version-current")), ("seated", phrase!("plugin.version-seated"))];
        let uses = uses.iter().filter(|(of, _)| version[*of] == true).map(|(_, word)| session.text(*word));
        let uses = uses.collect::<Vec<_>>().join(", ");
        vec![
            text(version, "version").to_owned(),
            uses,
            clock(text(version, "installed_at")),
            text(version, "installed_by").to_owned(),
            text(version, "digest").chars().take(12).collect(),
        ]
    };
    table(&heading.map(|text| session.text(text)), &[], items(plugin, "installed").map(row))
}

/// The county's settings, then those of districts with their own, then the same for single versions.
pub fn in_force(session: Session, settings: &Value) -> Vec<(String, Value)> {
    let county = Some(&settings["county"]).filter(|county| county.is_object());
    let county = county.map(|county| (phrase!(session, "noun.whole-county").to_owned(), county.clone()));
    let districts = settings["districts"].as_object().into_iter().flatten();
    let versions = settings["versions"].as_object().into_iter().flatten();
    let of_versions = versions.flat_map(|(version, own)| {
        let of = move |(place, own)| (sentence!(session, "plugin.settings-place", place, version), own);
        in_force(session, own).into_iter().map(of)
    });
    let districts = districts.map(|(code, own)| (code.clone(), own.clone()));
    county.into_iter().chain(districts).chain(of_versions).collect()
}
