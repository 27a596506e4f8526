//! What is wrong with a package, all of it at once: each fault with its place in the file that its author wrote.

use std::fmt;

pub(crate) const MANIFEST_SECTION: &str = "wardroom:manifest";
pub(crate) const SCHEMA_SECTION: &str = "wardroom:settings-schema";
pub(crate) const CATALOG_SECTION: &str = "wardroom:catalog";

/// What of a package its author has to mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Component,
    Manifest,
    SettingsSchema,
    Catalog,
}

impl Part {
    /// The section that it stands in; none for the component itself.
    pub const fn section(self) -> Option<&'static str> {
        match self {
            Part::Component => None,
            Part::Manifest => Some(MANIFEST_SECTION),
            Part::SettingsSchema => Some(SCHEMA_SECTION),
            Part::Catalog => Some(CATALOG_SECTION),
        }
    }
}

/// A place in a text: line and column, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub part: Part,
    pub place: Option<Place>,
    pub what: String,
}

impl Fault {
    pub(crate) fn component(what: impl Into<String>) -> Fault {
        Fault { part: Part::Component, place: None, what: what.into() }
    }
}

/// As whoever has only the component reads it: `wardroom:catalog:4:17: …`.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.part.section(), self.place) {
            (Some(section), Some(place)) => write!(f, "`{section}:{place}`: {}", self.what),
            (Some(section), None) => write!(f, "`{section}`: {}", self.what),
            (None, _) => f.write_str(&self.what),
        }
    }
}

/// All faults in one text, a line for each.
pub(crate) fn said(faults: Vec<Fault>) -> String {
    faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n")
}

/// The faults of one JSON file as they are found.
pub(crate) struct Found<'a> {
    part: Part,
    json: &'a [u8],
    faults: Vec<Fault>,
}

impl<'a> Found<'a> {
    pub(crate) fn new(part: Part, json: &'a [u8]) -> Found<'a> {
        Found { part, json, faults: Vec::new() }
    }

    /// At the value to which a JSON pointer leads; if there is none, at the nearest around it.
    pub(crate) fn at(&mut self, pointer: &str, what: impl Into<String>) {
        let place = place_of(self.json, pointer);
        self.faults.push(Fault { part: self.part, place: Some(place), what: what.into() });
    }

    /// The file is no JSON, or not of the shape that it must have.
    pub(crate) fn unreadable(&mut self, error: &serde_json::Error) {
        let place = (error.line() > 0).then(|| Place { line: error.line(), column: error.column() });
        let words = error.to_string();
        let what = words.rsplit_once(" at line ").map_or(words.as_str(), |(what, _)| what).to_owned();
        self.faults.push(Fault { part: self.part, place, what });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }

    /// In their order; what is said twice at one place, once.
    pub(crate) fn into_faults(mut self) -> Vec<Fault> {
        self.faults.dedup();
        self.faults
    }
}

/// Where the value stands to which a pointer leads, in JSON that has been read already: the last step that is there.
pub(crate) fn place_of(json: &[u8], pointer: &str) -> Place {
    let mut walk = Walk { json, at: 0 };
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        let before = walk.at;
        if walk.enter(&step).is_none() {
            walk.at = before;
            break;
        }
    }
    walk.space();
    let before = &json[..walk.at.min(json.len())];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let begin = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    // Letters, as an editor counts them.
    Place { line, column: String::from_utf8_lossy(&before[begin..]).chars().count() + 1 }
}

struct Walk<'a> {
    json: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    fn peek(&self) -> Option<u8> {
        self.json.get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn skip(&mut self, byte: u8) -> Option<()> {
        self.space();
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there.then_some(())
    }

    /// Goes to a member of the object or an element of the array that begins here.
    fn enter(&mut self, step: &str) -> Option<()> {
        self.space();
        if self.skip(b'{').is_some() {
            loop {
                self.space();
                let key = self.text()?;
                self.skip(b':')?;
                if serde_json::from_slice::<String>(key).is_ok_and(|key| key == step) {
                    return Some(());
                }
                self.value()?;
                self.skip(b',')?;
            }
        }
        self.skip(b'[')?;
        for _ in 0..step.parse::<usize>().ok()? {
            self.value()?;
            self.skip(b',')?;
        }
        Some(())
    }

    /// A text with its quotes.
    fn text(&mut self) -> Option<&'a [u8]> {
        let begin = self.at;
        (self.peek() == Some(b'"')).then_some(())?;
        self.at += 1;
        while self.peek()? != b'"' {
            self.at += if self.peek()? == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
        self.json.get(begin..self.at)
    }

    /// Goes past a value, whatever is in it.
    fn value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        self.space();
        loop {
            match self.peek()? {
                b'"' => drop(self.text()?),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                _ => self.at += 1,
            }
            if depth == 0 && self.peek().is_none_or(|byte| matches!(byte, b',' | b'}' | b']')) {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{
  "a,\"}": [1, {"b": "寿宁", "c": {}}],
  "messages": {
    "4": { "en": "x", "zh-CN": "九" }
  },
  "last": [true]
}"#;

    fn place(pointer: &str) -> String {
        place_of(JSON.as_bytes(), pointer).to_string()
    }

    #[test]
    fn pointers_lead_to_lines_and_columns() {
        assert_eq!(place(""), "1:1");
        assert_eq!(place(r#"/a,"}/1/b"#), "2:22");
        assert_eq!(place(r#"/a,"}/1/c"#), "2:33");
        assert_eq!(place("/messages/4/zh-CN"), "4:32");
        assert_eq!(place("/last/0"), "6:12");
    }

    #[test]
    fn what_is_not_there_is_the_nearest_around_it() {
        assert_eq!(place("/messages/4/fr"), place("/messages/4"));
        assert_eq!(place("/nothing/0"), "1:1");
        assert_eq!(place("/last/7"), place("/last"));
        for cut in 0..JSON.len() {
            place_of(&JSON.as_bytes()[..cut], "/messages/4/en");
        }
    }

    #[test]
    fn a_file_that_can_t_be_read_has_its_place_too() {
        let mut found = Found::new(Part::Catalog, b"{\n  1}");
        found.unreadable(&serde_json::from_slice::<serde_json::Value>(b"{\n  1}").unwrap_err());
        assert_eq!(found.into_faults()[0].to_string(), "`wardroom:catalog:2:3`: key must be a string");
    }
}
