//! The files that travel inside a plugin, read and checked: manifest, settings schema, message catalog.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use crate::form;
use crate::testing::arbiter::tellable;
use crate::testing::{Arbiter, County, Message, catalog, references};
use crate::workflow::{Failure, Form, Kind};
use crate::*;

/// Languages that a manifest has to speak.
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// A plugin's folder and words as a test sees them. Every method panics with the file and what is wrong in it.
pub struct Package {
    folder: PathBuf,
    manifest: Json,
    schema: Json,
    messages: &'static [Message],
}

impl Package {
    /// Reads a folder: `Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)`.
    pub fn read(folder: &str, messages: &'static [Message]) -> Package {
        let folder = PathBuf::from(folder);
        let file = |name: &str| -> Json {
            let path = folder.join(name);
            serde_json::from_str(&text_of(&path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        Package { manifest: file("manifest.json"), schema: file("settings.schema.json"), messages, folder }
    }

    /// Checks manifest, schema and catalog against the code: the settings type `S`, which has to read `{}` as the schema's
    /// defaults, and what [`catalog!`] declares. With `UPDATE_CATALOG=1` it writes `catalog.json` anew.
    pub fn check<S: DeserializeOwned + PartialEq + std::fmt::Debug>(&self) {
        self.check_manifest();
        self.check_settings::<S>();
        let (path, declared) = (self.folder.join("catalog.json"), catalog::file(self.messages));
        if std::env::var_os("UPDATE_CATALOG").is_some() {
            std::fs::write(&path, declared).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        } else if text_of(&path) != declared {
            panic!(
                "catalog.json is not what `catalog!` declares; run the tests with UPDATE_CATALOG=1 to write it anew"
            );
        }
    }

    /// Why a step is not taken, in English.
    pub fn failure(&self, failure: &Failure) -> String {
        match failure {
            Failure::Refuse(why) => self.text("en", why),
            Failure::Retry(why) => format!("not yet: {}", self.text("en", why)),
            Failure::Fault(words) => words.clone(),
        }
    }

    /// Why the rule says no to a step, in English.
    pub fn refusal<T: std::fmt::Debug>(&self, step: &workflow::Result<T>) -> String {
        match step {
            Err(Failure::Refuse(why)) => self.text("en", why),
            other => panic!("no refusal: {other:?}"),
        }
    }

    /// Checks a kind of workflow: each name is there once, each title has its texts, and each form's schema refuses what it does
    /// not know.
    pub fn check_kind(&self, kind: &Kind) {
        let forms: Vec<_> = [&kind.start].into_iter().chain(&kind.tasks).chain(&kind.signals).collect();
        let choices = forms.iter().flat_map(|form| &form.outcomes).chain(&kind.ends);
        let titles = forms.iter().map(|form| form.title).chain(choices.map(|choice| choice.title)).chain([kind.title]);
        titles.for_each(|title| assert!(self.message(title).values.is_empty(), "{title} is no title: it has values"));
        let names: BTreeSet<&str> = forms.iter().map(|form| form.name.as_str()).collect();
        assert_eq!(names.len(), forms.len(), "two forms have one name: {names:?}");
        forms.into_iter().for_each(|form| self.check_form(form));
    }

    /// Every property and every choice has a title that is one.
    fn check_form(&self, form: &Form) {
        let of = &form.name;
        let schema: Json = serde_json::from_str(&form.schema).unwrap_or_else(|error| panic!("{of}: {error}"));
        assert_eq!(schema["additionalProperties"], Json::Bool(false), "{of}: takes unknown properties");
        let title = |of: &str, within: &Json| {
            let code = within["title"].as_u64().and_then(|code| u16::try_from(code).ok());
            let title = self.message(code.unwrap_or_else(|| panic!("{of}: no title")));
            assert!(title.values.is_empty(), "{of}: {:?} is no title, it has values", title.en);
        };
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let of = format!("{of}, `{name}`");
            title(&of, property);
            for choices in [&property["oneOf"], &property["items"]["oneOf"]] {
                choices.as_array().into_iter().flatten().for_each(|choice| title(&of, choice));
            }
        }
    }

    fn message(&self, code: u16) -> &'static Message {
        let found = self.messages.iter().find(|message| message.code == code);
        found.unwrap_or_else(|| panic!("`catalog!` declares no message {code}"))
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

    /// The host's arbiter, which has granted what the manifest asks for.
    pub fn arbiter(&self, county: County) -> Arbiter {
        let asked = self.manifest["requests"]["proposals"].as_array().into_iter().flatten();
        let proposals: Vec<&str> = asked.filter_map(Json::as_str).collect();
        Arbiter::granting(self.messages, &proposals, county)
    }

    /// A reason in words, roughly as the host puts it, with numbers for names. Panics if `catalog!` declares it otherwise.
    pub fn text(&self, language: &str, why: &Reason) -> String {
        let message = tellable(why, self.messages, &|_| true).unwrap_or_else(|fault| panic!("{why:?}: {fault}"));
        let text = if language == "zh-CN" { message.zh } else { message.en };
        message.values.iter().zip(&why.values).fold(text.to_owned(), |text, ((name, kind), value)| {
            let shown = shown(value);
            let shown = if *kind == "percent" { format!("{shown} %") } else { shown };
            text.replace(&format!("{{{name}}}"), &shown)
        })
    }
}

fn shown(value: &ReasonValue) -> String {
    match value {
        ReasonValue::Number(number) => number.to_string(),
        ReasonValue::Duration(seconds) => format!("{seconds} s"),
        ReasonValue::Distance(metres) => format!("{metres} m"),
        ReasonValue::Time(at) => format!("time {at}"),
        ReasonValue::Skills(set) => format!("skills {set:#b}"),
        ReasonValue::Text(text) => text.clone(),
        ReasonValue::Reference(of) => {
            let (noun, number) = references::number(*of);
            format!("{} {number}", form::name_of(noun))
        }
    }
}

fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
