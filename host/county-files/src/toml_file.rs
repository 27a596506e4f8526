//! Strict reading of `county.toml`, key by key: a key that nobody asks for is a fault that names the known ones.

use std::ops::RangeInclusive;

use domain::county::Names;
use toml::{Table, Value};

use crate::problem::{Problems, Spot, listed};
use crate::sources::line_at;
use crate::values;

/// The file that says what the county is.
pub(crate) const FILE: &str = "county.toml";

/// A table of the file, with the path that leads to it.
pub(crate) struct Section<'a> {
    path: String,
    table: Table,
    problems: &'a Problems,
}

impl<'a> Section<'a> {
    /// The whole file. `None` if it is no TOML.
    pub(crate) fn parse(text: &str, known: &[&str], problems: &'a Problems) -> Option<Section<'a>> {
        match text.parse::<Table>() {
            Ok(table) => Some(Section::open(String::new(), table, known, problems)),
            Err(fault) => {
                let at = fault.span().map_or(0, |span| span.start);
                let message = format!("is not TOML: {}", fault.message());
                problems.add(FILE, Spot::Line(line_at(text.as_bytes(), at)), message);
                None
            }
        }
    }

    fn open(path: String, table: Table, known: &[&str], problems: &'a Problems) -> Section<'a> {
        let section = Section { path, table, problems };
        for key in section.table.keys().filter(|key| !known.contains(&key.as_str())) {
            section.fault(key, format!("is unknown; known here are {}", listed(known)));
        }
        section
    }

    pub(crate) fn table(&self) -> &Table {
        &self.table
    }

    fn path_to(&self, key: &str) -> String {
        let plain = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        let key = if plain { key.to_owned() } else { format!("{key:?}") };
        if self.path.is_empty() { key } else { format!("{}.{key}", self.path) }
    }

    pub(crate) fn fault(&self, key: &str, message: impl Into<String>) {
        self.problems.add(FILE, Spot::Key(self.path_to(key)), message);
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.table.keys().cloned().collect()
    }

    fn value(&self, key: &str) -> Option<&Value> {
        let value = self.table.get(key);
        if value.is_none() {
            self.fault(key, "is missing");
        }
        value
    }

    /// The value; of what is none, the fault is noted.
    pub(crate) fn noted<T>(&self, key: &str, read: Result<T, String>) -> Option<T> {
        read.map_err(|fault| self.fault(key, fault)).ok()
    }

    pub(crate) fn text(&self, key: &str) -> Option<String> {
        let read = match self.value(key)? {
            Value::String(text) => values::text(text).map(str::to_owned),
            other => Err(wanted("a text", other)),
        };
        self.noted(key, read)
    }

    pub(crate) fn optional_text(&self, key: &str) -> Option<String> {
        if self.has(key) { self.text(key) } else { None }
    }

    pub(crate) fn code(&self, key: &str) -> Option<String> {
        let text = self.text(key)?;
        self.noted(key, values::code(&text))?;
        Some(text)
    }

    pub(crate) fn whole(&self, key: &str, range: RangeInclusive<u32>) -> Option<u32> {
        let value = self.value(key)?;
        let number = value.as_integer().and_then(|number| u32::try_from(number).ok());
        self.noted(key, values::whole(number, value, range))
    }

    /// `false` where the key is absent.
    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        match self.table.get(key) {
            None => Some(false),
            Some(Value::Boolean(flag)) => Some(*flag),
            Some(other) => self.noted(key, Err(values::no_flag(other))),
        }
    }

    /// A table `{ zh = "…", en = "…" }`; English is the Chinese name where it is left out.
    pub(crate) fn names(&self, key: &str) -> Option<Names> {
        let section = self.section(key, &["zh", "en"])?;
        let zh = section.text("zh")?;
        let en = if section.has("en") { section.text("en")? } else { zh.clone() };
        Some(Names { zh, en })
    }

    pub(crate) fn optional_names(&self, key: &str) -> Option<Names> {
        if self.has(key) { self.names(key) } else { None }
    }

    pub(crate) fn section(&self, key: &str, known: &[&str]) -> Option<Section<'a>> {
        match self.value(key)? {
            Value::Table(table) => Some(self.inner(key, table.clone(), known)),
            other => self.noted(key, Err(wanted("a table", other))),
        }
    }

    /// A table whose keys are the county's own; the caller checks them.
    pub(crate) fn open_section(&self, key: &str) -> Option<Section<'a>> {
        match self.table.get(key)? {
            Value::Table(table) => {
                let keys: Vec<&str> = table.keys().map(String::as_str).collect();
                Some(self.inner(key, table.clone(), &keys))
            }
            other => self.noted(key, Err(wanted("a table", other))),
        }
    }

    fn inner(&self, key: &str, table: Table, known: &[&str]) -> Section<'a> {
        Section::open(self.path_to(key), table, known, self.problems)
    }

    /// An array of tables; empty where the key is absent.
    pub(crate) fn sections(&self, key: &str, known: &[&str]) -> Vec<Section<'a>> {
        let Some(value) = self.table.get(key) else { return Vec::new() };
        let Some(items) = value.as_array() else {
            self.fault(key, wanted("an array of tables", value));
            return Vec::new();
        };
        let section = |(at, item): (usize, &Value)| {
            let path = format!("{}[{}]", self.path_to(key), at + 1);
            match item {
                Value::Table(table) => Some(Section::open(path, table.clone(), known, self.problems)),
                other => {
                    self.problems.add(FILE, Spot::Key(path), wanted("a table", other));
                    None
                }
            }
        };
        items.iter().enumerate().filter_map(section).collect()
    }

    /// The same, no more than `max` of them.
    pub(crate) fn at_most(&self, max: usize, key: &str, known: &[&str]) -> Vec<Section<'a>> {
        let mut sections = self.sections(key, known);
        if sections.len() > max {
            self.fault(key, format!("has {} entries, and {max} is the limit", sections.len()));
            sections.truncate(max);
        }
        sections
    }

    /// An array of texts; empty where the key is absent.
    pub(crate) fn texts(&self, key: &str) -> Option<Vec<String>> {
        let Some(value) = self.table.get(key) else { return Some(Vec::new()) };
        let texts = value
            .as_array()
            .and_then(|items| items.iter().map(|item| values::text(item.as_str()?).ok().map(str::to_owned)).collect());
        if texts.is_none() {
            self.fault(key, "is not a list of texts");
        }
        texts
    }

    /// Whatever is there, as JSON; `None` where the key is absent.
    pub(crate) fn json(&self, key: &str) -> Option<serde_json::Value> {
        let json = as_json(self.table.get(key)?);
        if json.is_none() {
            self.fault(key, "holds a date or a number that JSON does not know");
        }
        json
    }
}

/// What should have stood there, and of what type that is which does.
fn wanted(what: &str, value: &Value) -> String {
    format!("is of type {}; {what} is wanted", value.type_str())
}

fn as_json(value: &Value) -> Option<serde_json::Value> {
    Some(match value {
        Value::String(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Float(number) => serde_json::Number::from_f64(*number)?.into(),
        Value::Boolean(flag) => (*flag).into(),
        Value::Datetime(_) => return None,
        Value::Array(items) => items.iter().map(as_json).collect::<Option<Vec<_>>>()?.into(),
        Value::Table(table) => {
            let entries = table.iter().map(|(key, value)| Some((key.clone(), as_json(value)?)));
            entries.collect::<Option<serde_json::Map<_, _>>>()?.into()
        }
    })
}
