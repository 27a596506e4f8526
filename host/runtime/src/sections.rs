//! What a plugin says of itself: its manifest, the schema of its settings and its message catalog, read strictly, with every fault at its
//! place. Where in a component these stand is the business of `inspection`.

use std::collections::{BTreeMap, BTreeSet};

use domain::limits::*;
use domain::plugin::{Catalog, FIELDS, Manifest, PLACEHOLDER_KINDS, PROPOSALS, VIEW_FUNCTIONS};
use domain::strict_json;
use serde_json::Value;

use crate::faults::{Fault, Found, Part};
use crate::{settings, versions};

/// Languages that every text of a plugin is there in.
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// A section's bytes, and the checks that its author can mend.
pub(crate) fn manifest(json: &[u8]) -> Result<Manifest, Vec<Fault>> {
    let mut found = Found::new(Part::Manifest, json);
    let Some(manifest) = read::<Manifest>(json, &mut found) else { return Err(found.into_faults()) };
    name(&manifest.name, &mut found);
    if let Err(error) = semver::Version::parse(&manifest.version) {
        let what = format!("`version` is `{}`, which is no semantic version: {error}", manifest.version);
        found.at("/version", what);
    }
    if manifest.version.len() > CODE_BYTES_MAX {
        found.at("/version", format!("`version` is longer than {CODE_BYTES_MAX} bytes"));
    }
    if versions::of(&manifest.abi).is_none() {
        let (abi, known) = (&manifest.abi, versions::numbers());
        let what = format!("`abi` is `{abi}`; this host runs wardroom:plugin `{known}`: build the plugin against that");
        found.at("/abi", what);
    }
    texts("title", "/title", &manifest.title, &mut found);
    if !manifest.description.is_empty() {
        texts("description", "/description", &manifest.description, &mut found);
    }
    requests(&manifest, json, &mut found);
    if found.is_empty() { Ok(manifest) } else { Err(found.into_faults()) }
}

fn read<T: serde::de::DeserializeOwned>(json: &[u8], found: &mut Found<'_>) -> Option<T> {
    strict_json::read(json).map_err(|error| found.unreadable(&error)).ok()
}

fn name(name: &str, found: &mut Found<'_>) {
    let formed = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !name.ends_with('-')
        && !name.contains("--");
    if !formed || name.len() > CODE_BYTES_MAX {
        found.at("/name", format!(
            "`name` is `{name}`; it takes lower-case letters, digits and single hyphens between them, a letter first, {CODE_BYTES_MAX} at most"
        ));
    }
}

/// One text in several languages.
fn texts(what: &str, pointer: &str, texts: &BTreeMap<String, String>, found: &mut Found<'_>) {
    for language in LANGUAGES {
        if texts.get(language).is_none_or(|text| text.trim().is_empty()) {
            found.at(&format!("{pointer}/{language}"), format!("`{what}` has no text for `{language}`"));
        }
    }
    for (language, text) in texts {
        let place = format!("{pointer}/{}", escaped(language));
        if !language_tag(language) {
            found.at(&place, format!("`{what}` has `{language}`, which is no language tag"));
        }
        if text.len() > TEXT_BYTES_MAX {
            let bytes = text.len();
            found.at(&place, format!("`{what}` in `{language}` has {bytes} bytes, {TEXT_BYTES_MAX} are allowed"));
        }
    }
}

/// A key as a step of a JSON pointer.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The form of BCP 47, which is all that a reader's language is compared by.
fn language_tag(tag: &str) -> bool {
    tag.len() <= CODE_BYTES_MAX
        && tag.split('-').all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        && tag.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn requests(manifest: &Manifest, json: &[u8], found: &mut Found<'_>) {
    if manifest.requests.hooks.is_empty() {
        found.at("/requests/hooks", "`requests.hooks` is empty: a plugin answers at least one hook");
    }
    // Sets have lost what stood twice, and where it stood.
    let Ok(written) = strict_json::read_value(json) else { return };
    for (key, list) in written["requests"].as_object().into_iter().flatten() {
        let known = match key.as_str() {
            "view" => &VIEW_FUNCTIONS[..],
            "fields" => &FIELDS,
            "proposals" => &PROPOSALS,
            // Hooks that there are not have not been read.
            _ => &[],
        };
        let mut seen = BTreeSet::new();
        for (index, item) in list.as_array().into_iter().flatten().enumerate() {
            let (place, item) = (format!("/requests/{key}/{index}"), item.as_str().unwrap_or_default());
            if !seen.insert(item) {
                found.at(&place, format!("`requests.{key}` has `{item}` twice"));
            } else if key != "hooks" && !known.contains(&item) {
                let what = format!(
                    "`requests.{key}` has `{item}`, which this host does not know; it knows {}",
                    known.join(", ")
                );
                found.at(&place, what);
            }
        }
    }
}

/// The schema of a plugin's settings: a JSON Schema (2020-12) of an object that lets no unknown key through.
pub(crate) fn settings_schema(json: &[u8]) -> Result<Value, Vec<Fault>> {
    let mut found = Found::new(Part::SettingsSchema, json);
    let Some(schema) = read::<Value>(json, &mut found) else { return Err(found.into_faults()) };
    settings::check_schema(&schema, &mut found);
    if found.is_empty() { Ok(schema) } else { Err(found.into_faults()) }
}

/// The message catalog: each code with a text in every language, with the same placeholders in all of them.
pub(crate) fn catalog(json: &[u8]) -> Result<Catalog, Vec<Fault>> {
    let mut found = Found::new(Part::Catalog, json);
    let Some(catalog) = read::<Catalog>(json, &mut found) else { return Err(found.into_faults()) };
    for (code, messages) in &catalog.messages {
        message(*code, messages, &mut found);
    }
    if found.is_empty() { Ok(catalog) } else { Err(found.into_faults()) }
}

fn message(code: u16, messages: &BTreeMap<String, String>, found: &mut Found<'_>) {
    let (what, pointer) = (format!("messages.{code}"), format!("/messages/{code}"));
    texts(&what, &pointer, messages, found);
    let mut first: Option<(&String, BTreeSet<Placeholder<'_>>)> = None;
    for (language, text) in messages {
        let place = format!("{pointer}/{}", escaped(language));
        let placeholders = match placeholders(text) {
            Ok(placeholders) => placeholders,
            Err(error) => {
                found.at(&place, format!("`{what}` in `{language}`: {error}"));
                continue;
            }
        };
        match &first {
            Some((other, expected)) if *expected != placeholders => {
                found.at(&place, format!("`{what}` has other placeholders in `{language}` than in `{other}`"));
            }
            Some(_) => {}
            None => {
                if let Some(gap) = gap(&placeholders) {
                    let values = placeholders.len();
                    found
                        .at(&place, format!("`{what}` counts its {values} values past `{{{gap}}}`, which no text has"));
                }
                first = Some((language, placeholders));
            }
        }
    }
}

/// The place of a value in a reason, and what it stands for.
type Placeholder<'a> = (usize, Option<&'a str>);

/// The first value that the texts leave out: whoever gives it would be told nothing of it.
fn gap(placeholders: &BTreeSet<Placeholder<'_>>) -> Option<usize> {
    let most = placeholders.last()?.0;
    (0..most).find(|index| placeholders.iter().all(|(used, _)| used != index))
}

/// The placeholders of a message: `{0}` or `{0:unit}`.
fn placeholders(text: &str) -> Result<BTreeSet<Placeholder<'_>>, String> {
    let mut found = BTreeSet::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let Some(end) = rest[at..].find('}').filter(|_| rest[at..].starts_with('{')) else {
            return Err("a brace has no partner".to_owned());
        };
        let inside = &rest[at + 1..at + end];
        found.insert(placeholder(inside).map_err(|error| format!("`{{{inside}}}` {error}"))?);
        rest = &rest[at + end + 1..];
    }
    Ok(found)
}

fn placeholder(inside: &str) -> Result<Placeholder<'_>, String> {
    let (index, kind) = match inside.split_once(':') {
        Some((index, kind)) => (index, Some(kind)),
        None => (inside, None),
    };
    let index = match index.parse::<usize>() {
        Ok(parsed) if parsed.to_string() == index => parsed,
        _ => return Err("is no placeholder like `{0}` or `{0:unit}`".to_owned()),
    };
    if index >= REASON_VALUES_MAX {
        return Err(format!("counts past the {REASON_VALUES_MAX} values of a reason"));
    }
    if let Some(kind) = kind.filter(|kind| !PLACEHOLDER_KINDS.contains(kind)) {
        return Err(format!("speaks of a `{kind}`; a value may be a {}", PLACEHOLDER_KINDS.join(", ")));
    }
    Ok((index, kind))
}
