//! The host's texts by key, one file a language, read by the compiler: a key that is not there, a value that is missing or
//! too many, and a key or placeholder that only one language has do not compile. How to add a text: see [`crate::tell`].

use std::fmt::{Display, Write};

use crate::lang::Lang;

/// One text in both languages; its placeholders are words in braces, `{unit}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    zh: &'static str,
    en: &'static str,
}

impl Text {
    pub const fn of(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }

    /// With its values in their places, each once, whatever stands in them. A placeholder without a value stays.
    pub fn tell(self, lang: Lang, values: &[(&str, &dyn Display)]) -> String {
        let mut rest = self.of(lang);
        let mut told = String::with_capacity(rest.len() + 32);
        while let Some((before, name, after)) = placeholder(rest) {
            told.push_str(before);
            // Writing to a text can't fail.
            let _ = match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => write!(told, "{value}"),
                None => write!(told, "{{{name}}}"),
            };
            rest = after;
        }
        told.push_str(rest);
        told
    }

    /// The names of its placeholders, in the order of the English text.
    pub fn placeholders(self) -> Vec<&'static str> {
        let mut names = Vec::new();
        let mut rest = self.en;
        while let Some((_, name, after)) = placeholder(rest) {
            names.push(name);
            rest = after;
        }
        names
    }
}

/// `N` texts in the order of their keys.
pub struct Lexicon<const N: usize> {
    texts: [(&'static str, Text); N],
}

impl<const N: usize> Lexicon<N> {
    /// Two files with the same keys in the same order; see [`crate::lexicon!`].
    pub const fn read(zh: &'static str, en: &'static str) -> Lexicon<N> {
        let mut texts = [("", Text { zh: "", en: "" }); N];
        let (mut zh_rest, mut en_rest) = (zh, en);
        let mut at = 0;
        while let (Some((zh_key, zh, zh_after)), Some((key, en, en_after))) = (entry(zh_rest), entry(en_rest)) {
            let text = Text { zh, en };
            if !same(zh_key, key) {
                panic!("{}", zh_key) // not the key that stands there in English
            }
            if at > 0 && !less(texts[at - 1].0, key) {
                panic!("{}", key) // not in the order of keys, or twice
            }
            if !(all_in(zh, en) && all_in(en, zh)) {
                panic!("{}", key) // other placeholders in Chinese than in English
            }
            texts[at] = (key, text);
            at += 1;
            (zh_rest, en_rest) = (zh_after, en_after);
        }
        assert!(at == N, "the Chinese file ends before the English one");
        Lexicon { texts }
    }

    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.texts.iter().map(|(key, _)| *key)
    }

    pub const fn get(&self, key: &str) -> Option<Text> {
        let (mut from, mut until) = (0, N);
        while from < until {
            let middle = from.midpoint(until);
            let (known, text) = self.texts[middle];
            if same(known, key) {
                return Some(text);
            }
            if less(known, key) {
                from = middle + 1;
            } else {
                until = middle;
            }
        }
        None
    }

    /// The text of a code of a family: `phase` and `en-route` have the key `phase.en-route`.
    pub fn of_family(&self, family: &str, code: &str) -> Option<Text> {
        self.get(&format!("{family}.{code}"))
    }

    /// For [`crate::tell`]: a text that takes exactly these values.
    pub const fn taking(&self, key: &str, names: &[&str]) -> Text {
        let Some(text) = self.get(key) else { panic!("no text has this key") };
        let mut named = 0;
        while named < names.len() {
            assert!(has(text.en, names[named]), "a value that the text has no placeholder for");
            named += 1;
        }
        let mut rest = text.en;
        while let Some((_, name, after)) = placeholder(rest) {
            let mut at = 0;
            while at < names.len() && !same(names[at], name) {
                at += 1;
            }
            assert!(at < names.len(), "a placeholder of the text has no value");
            rest = after;
        }
        text
    }
}

/// How many texts a file has: lines that are neither blank nor comments.
pub const fn count(file: &str) -> usize {
    let (bytes, mut at, mut count) = (file.as_bytes(), 0, 0);
    while at < bytes.len() {
        let begins = at == 0 || bytes[at - 1] == b'\n';
        if begins && !matches!(bytes[at], b'#' | b'\n') {
            count += 1;
        }
        at += 1;
    }
    count
}

/// The first entry of a file and what comes after it. An entry is a line of TOML, `key = "text"`, without escapes, or
/// `key = 'text'` where double quotation marks stand in the text; lines that are blank or begin with `#` are none.
const fn entry(file: &str) -> Option<(&str, &str, &str)> {
    let mut rest = file;
    while !rest.is_empty() {
        if matches!(rest.as_bytes()[0], b'#' | b'\n') {
            let Some((_, after)) = cut(rest, b'\n') else { return None };
            rest = after;
            continue;
        }
        if let Some((key, value)) = cut(rest, b' ')
            && let Some((text, after)) = quoted(value)
        {
            return Some((key, text, after));
        }
        panic!("{}", rest) // a line that is not `key = "text"`
    }
    None
}

/// The text of `= "text"` and a line's end, and what comes after them.
const fn quoted(value: &str) -> Option<(&str, &str)> {
    let Some((equals, value)) = cut(value, b' ') else { return None };
    if !same(equals, "=") || value.is_empty() || !matches!(value.as_bytes()[0], b'"' | b'\'') {
        return None;
    }
    let (mark, value) = value.split_at(1);
    let Some((text, after)) = cut(value, mark.as_bytes()[0]) else { return None };
    let Some((end, after)) = cut(after, b'\n') else { return None };
    if end.is_empty() { Some((text, after)) } else { None }
}

/// The first placeholder, with what is before and after it.
const fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let Some((before, after)) = cut(text, b'{') else { return None };
    let Some((name, after)) = cut(after, b'}') else { return None };
    Some((before, name, after))
}

/// Whether all placeholders of the one text are in the other.
const fn all_in(one: &str, other: &str) -> bool {
    let mut rest = one;
    while let Some((_, name, after)) = placeholder(rest) {
        if !has(other, name) {
            return false;
        }
        rest = after;
    }
    true
}

const fn has(text: &str, wanted: &str) -> bool {
    let mut rest = text;
    while let Some((_, name, after)) = placeholder(rest) {
        if same(name, wanted) {
            return true;
        }
        rest = after;
    }
    false
}

/// What is before the first such byte, an ASCII one, and what is after it.
const fn cut(text: &str, byte: u8) -> Option<(&str, &str)> {
    let (bytes, mut at) = (text.as_bytes(), 0);
    while at < bytes.len() {
        if bytes[at] == byte {
            let (before, after) = text.split_at(at);
            return Some((before, after.split_at(1).1));
        }
        at += 1;
    }
    None
}

const fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && common(one.as_bytes(), other.as_bytes()) == one.len()
}

/// By bytes, as `str` has it.
const fn less(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let at = common(one, other);
    at < other.len() && (at == one.len() || one[at] < other[at])
}

/// How many bytes they have in common at their beginning.
const fn common(one: &[u8], other: &[u8]) -> usize {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at
}

/// A [`Lexicon`] from two files beside the one that says it.
#[macro_export]
macro_rules! lexicon {
    ($(#[$doc:meta])* $vis:vis $name:ident, $zh:literal, $en:literal) => {
        $(#[$doc])*
        #[allow(long_running_const_eval, reason = "it reads two files of a thousand lines, and ends")]
        $vis static $name: $crate::lexicon::Lexicon<{ $crate::lexicon::count(include_str!($en)) }> =
            $crate::lexicon::Lexicon::read(include_str!($zh), include_str!($en));
    };
}

/// A text in a language, with its values by name: `tell!(lang, "unit.expected", eta = eta, unit)`, where `unit` is short for
/// `unit = unit`. Values are whatever can be displayed.
///
/// To add a text, put its key into `words/en.toml` and `words/zh-CN.toml`, each where the order of keys has it, and tell it
/// with this.
#[macro_export]
macro_rules! tell {
    ($($text:tt)*) => {
        $crate::tell_from!($crate::words::WORDS, $($text)*)
    };
}

/// The same from a lexicon of one's own.
#[macro_export]
macro_rules! tell_from {
    ($lexicon:path, $lang:expr, $key:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        const TEXT: $crate::lexicon::Text = $lexicon.taking($key, &[$(stringify!($name)),*]);
        TEXT.tell($lang, &[$((stringify!($name), &$crate::value!($name $(= $value)?))),*])
    }};
}

#[doc(hidden)]
#[macro_export]
macro_rules! value {
    ($name:ident) => {
        $name
    };
    ($name:ident = $value:expr) => {
        $value
    };
}
