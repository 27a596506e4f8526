//! What a plugin says of itself: its manifest, the schema of its settings and its message catalog, read strictly. Where in a
//! component these stand is the business of `inspection`.

use std::collections::{BTreeMap, BTreeSet};

use domain::limits::*;
use domain::plugin::{Catalog, FIELDS, Manifest, PLACEHOLDER_KINDS, PROPOSALS, VIEW_FUNCTIONS};
use domain::strict_json;
use serde_json::Value;

use crate::{next, settings};

/// Languages that every text of a plugin is there in.
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// Versions of `wardroom:plugin` that this host runs.
pub(crate) const ABIS: [&str; 1] = [next::ABI];

/// A section's bytes, and the checks that its author can mend.
pub(crate) fn manifest(json: &[u8]) -> Result<Manifest, String> {
    let manifest: Manifest = strict_json::read(json).map_err(|error| error.to_string())?;
    name(&manifest.name)?;
    if let Err(error) = semver::Version::parse(&manifest.version) {
        return Err(format!("`version` is `{}`, which is no semantic version: {error}", manifest.version));
    }
    if manifest.version.len() > CODE_BYTES_MAX {
        return Err(format!("`version` is longer than {CODE_BYTES_MAX} bytes"));
    }
    if !ABIS.contains(&manifest.abi.as_str()) {
        let (abi, known) = (&manifest.abi, ABIS.join("`, `"));
        return Err(format!(
            "`abi` is `{abi}`; this host runs wardroom:plugin `{known}`: build the plugin against that"
        ));
    }
    texts("title", &manifest.title)?;
    if !manifest.description.is_empty() {
        texts("description", &manifest.description)?;
    }
    requests(&manifest, json)?;
    Ok(manifest)
}

fn name(name: &str) -> Result<(), String> {
    let formed = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !name.ends_with('-')
        && !name.contains("--");
    if !formed || name.len() > CODE_BYTES_MAX {
        return Err(format!(
            "`name` is `{name}`; it takes lower-case letters, digits and single hyphens between them, a letter first, {CODE_BYTES_MAX} at most"
        ));
    }
    Ok(())
}

/// One text in several languages.
fn texts(what: &str, texts: &BTreeMap<String, String>) -> Result<(), String> {
    for language in LANGUAGES {
        if texts.get(language).is_none_or(|text| text.trim().is_empty()) {
            return Err(format!("`{what}` has no text for `{language}`"));
        }
    }
    for (language, text) in texts {
        if !language_tag(language) {
            return Err(format!("`{what}` has `{language}`, which is no language tag"));
        }
        if text.len() > TEXT_BYTES_MAX {
            return Err(format!("`{what}` in `{language}` has {} bytes, {TEXT_BYTES_MAX} are allowed", text.len()));
        }
    }
    Ok(())
}

/// The form of BCP 47, which is all that a reader's language is compared by.
fn language_tag(tag: &str) -> bool {
    tag.len() <= CODE_BYTES_MAX
        && tag.split('-').all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        && tag.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn requests(manifest: &Manifest, json: &[u8]) -> Result<(), String> {
    if manifest.requests.hooks.is_empty() {
        return Err("`requests.hooks` is empty: a plugin answers at least one hook".to_owned());
    }
    let unknown = manifest.requests.unknown();
    if !unknown.is_empty() {
        return Err(format!(
            "`requests` has `{}`, which this host does not know; view: {}; fields: {}; proposals: {}",
            unknown.join("`, `"),
            VIEW_FUNCTIONS.join(", "),
            FIELDS.join(", "),
            PROPOSALS.join(", "),
        ));
    }
    // Sets have lost what stood twice.
    let written = strict_json::read_value(json).map_err(|error| error.to_string())?;
    for (key, list) in written["requests"].as_object().into_iter().flatten() {
        let mut seen = BTreeSet::new();
        for item in list.as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !seen.insert(item) {
                return Err(format!("`requests.{key}` has `{item}` twice"));
            }
        }
    }
    Ok(())
}

/// The schema of a plugin's settings: a JSON Schema (2020-12) of an object that lets no unknown key through.
pub(crate) fn settings_schema(json: &[u8]) -> Result<Value, String> {
    let schema = strict_json::read_value(json).map_err(|error| error.to_string())?;
    settings::check_schema(&schema)?;
    Ok(schema)
}

/// The message catalog: each code with a text in every language, with the same placeholders in all of them.
pub(crate) fn catalog(json: &[u8]) -> Result<Catalog, String> {
    let catalog: Catalog = strict_json::read(json).map_err(|error| error.to_string())?;
    for (code, messages) in &catalog.messages {
        let what = format!("messages.{code}");
        texts(&what, messages)?;
        let mut first: Option<(&String, BTreeSet<Placeholder<'_>>)> = None;
        for (language, text) in messages {
            let found = placeholders(text).map_err(|error| format!("`{what}` in `{language}`: {error}"))?;
            match &first {
                Some((other, expected)) if *expected != found => {
                    return Err(format!("`{what}` has other placeholders in `{language}` than in `{other}`"));
                }
                Some(_) => {}
                None => first = Some((language, found)),
            }
        }
    }
    Ok(catalog)
}

/// The place of a value in a reason, and what it stands for.
type Placeholder<'a> = (usize, Option<&'a str>);

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
