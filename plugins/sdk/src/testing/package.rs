//! The files that travel inside a plugin, read and checked: manifest, settings schema, message catalog.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use crate::testing::{Message, catalog};
use crate::workflow::Kind;
use crate::*;

/// Languages that a catalog and a manifest have to speak.
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];
/// A plugin's folder as a test sees it. Every method panics with the file and what is wrong in it.
pub struct Package {
    folder: PathBuf,
    manifest: Json,
    schema: Json,
    catalog: BTreeMap<u16, BTreeMap<String, String>>,
}

impl Package {
    /// Reads a folder: `Package::read(env!("CARGO_MANIFEST_DIR"))`.
    pub fn read(folder: &str) -> Package {
        let folder = PathBuf::from(folder);
        let file = |name: &str| -> Json {
            let path = folder.join(name);
            serde_json::from_str(&text_of(&path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let messages = file("catalog.json")["messages"].take();
        let catalog = serde_json::from_value(messages).unwrap_or_else(|error| panic!("catalog.json: {error}"));
        Package { manifest: file("manifest.json"), schema: file("settings.schema.json"), catalog, folder }
    }

    /// Checks manifest, schema and catalog against each other and against the code: the settings type `S`, which has to read
    /// `{}` as the schema's defaults, and what [`catalog!`] declares. With `UPDATE_CATALOG=1` it writes `catalog.json` anew.
    pub fn check<S: DeserializeOwned + PartialEq + std::fmt::Debug>(&self, declared: &[Message]) {
        self.check_manifest();
        self.check_settings::<S>();
        let (path, declared) = (self.folder.join("catalog.json"), catalog::file(declared));
        if std::env::var_os("UPDATE_CATALOG").is_some() {
            std::fs::write(&path, declared).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        } else if text_of(&path) != declared {
            panic!(
                "catalog.json is not what `catalog!` declares; run the tests with UPDATE_CATALOG=1 to write it anew"
            );
        }
    }

    /// Checks a kind of workflow: each name is there once, each title has its texts, and each form's schema refuses what it does
    /// not know.
    pub fn check_kind(&self, kind: &Kind) {
        let forms: Vec<_> = [&kind.start].into_iter().chain(&kind.tasks).chain(&kind.signals).collect();
        let choices = forms.iter().flat_map(|form| &form.outcomes).chain(&kind.ends);
        let titles = forms.iter().map(|form| form.title).chain(choices.map(|choice| choice.title)).chain([kind.title]);
        titles.for_each(|title| assert!(self.catalog.contains_key(&title), "catalog.json: no title {title}"));
        let names: BTreeSet<&str> = forms.iter().map(|form| form.name.as_str()).collect();
        assert_eq!(names.len(), forms.len(), "two forms have one name: {names:?}");
        for form in forms {
            let schema: Json =
                serde_json::from_str(&form.schema).unwrap_or_else(|error| panic!("{}: {error}", form.name));
            assert_eq!(schema["additionalProperties"], Json::Bool(false), "{}: takes unknown properties", form.name);
        }
    }

    fn check_manifest(&self) {
        for language in LANGUAGES {
            assert!(self.manifest["title"][language].is_string(), "manifest.json: no title in {language}");
        }
        assert!(
            self.manifest["requests"]["hooks"].as_array().is_some_and(|hooks| !hooks.is_empty()),
            "manifest.json: no hook"
        );
    }

    fn check_settings<S: DeserializeOwned + PartialEq + std::fmt::Debug>(&self) {
        assert_eq!(self.schema["additionalProperties"], Json::Bool(false), "settings.schema.json: takes unknown keys");
        let properties = self.schema["properties"].as_object().expect("settings.schema.json: no properties");
        let mut defaults = Map::new();
        for (name, property) in properties {
            for key in ["title", "description"] {
                assert!(property[key].is_string(), "settings.schema.json: `{name}` has no {key}");
            }
            let default =
                property.get("default").unwrap_or_else(|| panic!("settings.schema.json: `{name}` has no default"));
            defaults.insert(name.clone(), default.clone());
        }
        let by_schema: S = read_settings(&Json::Object(defaults).to_string()).expect("the schema's defaults");
        let by_code: S = read_settings("{}").expect("no settings");
        assert_eq!(by_schema, by_code, "settings.schema.json: its defaults (left) are not the code's (right)");
        assert!(read_settings::<S>(r#"{"no such key":1}"#).is_err(), "the settings take unknown keys");
    }

    /// A reason in words, roughly as the host puts it, with numbers for names. Panics if it lacks a value or a text.
    pub fn text(&self, language: &str, why: &Reason) -> String {
        let mut text = self.catalog.get(&why.code).and_then(|texts| texts.get(language)).cloned();
        let text = text.as_mut().unwrap_or_else(|| panic!("catalog.json: no text for {} in {language}", why.code));
        assert!(why.values.len() <= 8, "a reason has at most 8 values: {why:?}");
        for (index, kind) in placeholders(why.code, text) {
            let value =
                why.values.get(index).unwrap_or_else(|| panic!("no value for {{{index}}} in {text:?}: {why:?}"));
            let (old, new) = match kind.as_str() {
                "" => (format!("{{{index}}}"), value.to_string()),
                "duration" => (format!("{{{index}:duration}}"), format!("{value} s")),
                "distance" => (format!("{{{index}:distance}}"), format!("{value} m")),
                "count" => (format!("{{{index}:count}}"), value.to_string()),
                "percent" => (format!("{{{index}:percent}}"), format!("{value} %")),
                "skills" => (format!("{{{index}:skills}}"), format!("skills {:#b}", *value as u32)),
                kind => (format!("{{{index}:{kind}}}"), format!("{kind} {value}")),
            };
            *text = text.replace(&old, &new);
        }
        text.clone()
    }
}

fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Index and kind of each placeholder in a text.
fn placeholders(code: u16, text: &str) -> BTreeSet<(usize, String)> {
    let inner = text
        .split('{')
        .skip(1)
        .map(|rest| rest.split_once('}').unwrap_or_else(|| panic!("{code}: no `}}`: {text:?}")).0);
    let parse = |inner: &str| {
        let (index, kind) = inner.split_once(':').unwrap_or((inner, ""));
        let index = index.parse().unwrap_or_else(|_| panic!("{code}: `{{{inner}}}` has no index in {text:?}"));
        (index, kind.to_owned())
    };
    inner.map(parse).collect()
}
