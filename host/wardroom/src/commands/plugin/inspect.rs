//! `wardroom plugin inspect`: what a component says of itself, from a file or from a server.

use std::path::{Path, PathBuf};

use clap::Args;
use domain::limits::PLUGIN_COMPONENT_BYTES_MAX;
use domain::plugin::{Grants, Inspected};
use runtime::package;
use serde_json::{Value, json};
use telling::words::word;

use super::list;
use crate::client::{Server, segment};
use crate::county_folder::read_bounded;
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::{phrase, sentence};

#[derive(Args)]
pub struct Inspect {
    #[arg(value_name = "FILE|NAME")]
    plugin: String,
}

impl Inspect {
    pub fn run(self, session: Session, server: &Server) -> Result<(), Fault> {
        let file = PathBuf::from(&self.plugin);
        if file.is_file() || self.plugin.contains(['/', '.']) {
            let (_, inspected) = read(&file, session)?;
            return session.result(&document(&inspected), || told(session, &inspected));
        }
        let client = server.client(session)?;
        let plugin = client.get(&client.of_county(&format!("plugins/{}", segment(&self.plugin)))?, Vec::new())?;
        session.result(&plugin, || installed(session, &plugin))
    }
}

/// Reads and checks a component's file.
pub fn read(file: &Path, session: Session) -> Result<(Vec<u8>, Inspected), Fault> {
    let fault = |fault: String| Fault::bad_input(sentence!(session, "data.file-fault", file = file.display(), fault));
    let component = read_bounded(file, PLUGIN_COMPONENT_BYTES_MAX, session).map_err(fault)?;
    let inspected = package::inspect(&component).map_err(fault)?;
    Ok((component, inspected))
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

fn installed(session: Session, plugin: &Value) -> String {
    let mut text = about(session, plugin);
    text.push_str(&format!("\n{}", list::seats(session, [plugin])));
    for (district, settings) in in_force(session, &plugin["settings"]) {
        let version = &settings["version"];
        text.push_str(&format!("\n{}\n", sentence!(session, "plugin.settings-of", district, version)));
        text.push_str(&serde_json::to_string_pretty(&settings["settings"]).unwrap_or_default());
        text.push('\n');
    }
    text
}

/// The county's settings, then those of districts with their own.
pub fn in_force(session: Session, settings: &Value) -> Vec<(String, Value)> {
    let county = Some(&settings["county"]).filter(|county| county.is_object());
    let county = county.map(|county| (phrase!(session, "noun.whole-county").to_owned(), county.clone()));
    let districts = settings["districts"].as_object().into_iter().flatten();
    county.into_iter().chain(districts.map(|(code, own)| (code.clone(), own.clone()))).collect()
}
