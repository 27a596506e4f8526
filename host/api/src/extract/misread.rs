//! What serde says of a value that it can't read, sorted into sentences of our own. It gives words alone; what none of its known
//! forms fits is quoted as it stands.

use domain::sentence::Sentence;

use crate::problem::misread::{Given, Misread, Wanted};
use crate::problem::place::Misplaced;

/// Why a value does not read.
pub fn misread(words: &str) -> Sentence {
    if let Some(own) = of_ours(words) {
        return own;
    }
    let sorted = of_names(words).or_else(|| of_type(words)).or_else(|| of_checks(words)).or_else(|| of_text(words));
    sorted.unwrap_or_else(|| Misread::Other { what: words.to_owned() }).into()
}

/// The parameter of a query and why its value does not read. Where it is none that could be named, it is the whole query.
pub fn of_query(words: &str) -> (String, Sentence) {
    let words = words.strip_prefix("Failed to deserialize query string: ").unwrap_or(words);
    let named = words.split_once(": ").filter(|(name, _)| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
    let twice = words.strip_prefix("duplicate field ").and_then(quoted);
    match (named, twice) {
        (Some((parameter, words)), _) => (parameter.to_owned(), misread(words)),
        (None, Some((parameter, _))) => (parameter.to_owned(), misread(words)),
        (None, None) => ("query".to_owned(), misread(words)),
    }
}

/// Sentences that a type of ours gives as its error: their key.
fn of_ours(words: &str) -> Option<Sentence> {
    let ours = [Sentence::from(Misplaced::AllOrCodes)];
    ours.into_iter().find(|sentence| sentence.key() == words)
}

/// `` `a` `` of `` field `a`, expected … ``, and what comes after it.
fn quoted(words: &str) -> Option<(&str, &str)> {
    words.strip_prefix('`')?.split_once('`')
}

/// All that is quoted of `` one of `a`, `b` ``, still in quotes.
fn choices(words: &str) -> Vec<String> {
    words.split('`').skip(1).step_by(2).map(|name| format!("`{name}`")).collect()
}

fn of_names(words: &str) -> Option<Misread> {
    if let Some(of) = words.strip_prefix("missing field ") {
        return Some(Misread::Missing { field: quoted(of)?.0.to_owned() });
    }
    if let Some(of) = words.strip_prefix("duplicate field ") {
        return Some(Misread::Twice { key: quoted(of)?.0.to_owned() });
    }
    if let Some(of) = words.strip_prefix("unknown field ") {
        let (field, rest) = quoted(of)?;
        let (field, fields) = (field.to_owned(), choices(rest));
        return Some(match fields.is_empty() {
            true => Misread::UnknownFieldOfNone { field },
            false => Misread::UnknownField { field, fields },
        });
    }
    // What is given may hold any character.
    let (given, rest) = words.strip_prefix("unknown variant `")?.rsplit_once("`, expected ")?;
    Some(Misread::UnknownValue { given: given.to_owned(), choices: choices(rest) })
}

fn of_type(words: &str) -> Option<Misread> {
    if words.starts_with("invalid length ") && words.contains("expected struct ") {
        return Some(Misread::WrongType { given: Given::List, expected: Wanted::Object });
    }
    let (is_value, words) = match words.strip_prefix("invalid type: ") {
        Some(rest) => (false, rest),
        None => (true, words.strip_prefix("invalid value: ")?),
    };
    let (given, expected) = words.rsplit_once(", expected ")?;
    let (given, expected) = (given_of(given)?, wanted_of(expected)?);
    Some(match is_value {
        true => Misread::OutOfRange { given, expected },
        false => Misread::WrongType { given, expected },
    })
}

fn given_of(words: &str) -> Option<Given> {
    Some(match words {
        "null" | "unit value" | "Option value" => Given::Null,
        "sequence" => Given::List,
        "map" => Given::Object,
        other => match other.split_once(' ')? {
            ("boolean", of) => Given::Truth { truth: quoted(of)?.0.to_owned() },
            ("integer", of) => Given::Number { number: quoted(of)?.0.to_owned() },
            ("floating", of) => Given::Number { number: quoted(of.strip_prefix("point ")?)?.0.to_owned() },
            ("string", of) => Given::Text { text: of.strip_prefix('"')?.strip_suffix('"')?.to_owned() },
            _ => return None,
        },
    })
}

fn wanted_of(words: &str) -> Option<Wanted> {
    Some(match words {
        "a string" | "a borrowed string" | "string or map" | "variant identifier" => Wanted::Text,
        "a boolean" => Wanted::Truth,
        "a sequence" => Wanted::List,
        "a map" => Wanted::Object,
        "u8" => Wanted::WholeUpTo { most: u8::MAX.into() },
        "u16" => Wanted::WholeUpTo { most: u16::MAX.into() },
        "u32" => Wanted::WholeUpTo { most: u32::MAX },
        "u64" | "usize" => Wanted::Count,
        "i32" | "i64" => Wanted::Whole,
        "f32" | "f64" => Wanted::Number,
        other if other.starts_with("struct ") => Wanted::Object,
        _ => return None,
    })
}

/// What the look at a document finds before it is read: see `domain::strict_json`.
fn of_checks(words: &str) -> Option<Misread> {
    if let Some(key) = words.strip_prefix("the key `").and_then(|rest| rest.strip_suffix("` stands twice")) {
        return Some(Misread::Twice { key: key.to_owned() });
    }
    if words.starts_with("a number is too large to be kept") {
        return Some(Misread::TooLarge);
    }
    let character = words.strip_prefix("holds ")?.strip_suffix(", a character that does not show")?;
    Some(Misread::Hidden { character: character.to_owned() })
}

/// What the library says of a text that should have been something else, as all values of a query are texts.
fn of_text(words: &str) -> Option<Misread> {
    Some(match words {
        // Of a word out of several, where there is no text at all.
        "expected value" => Misread::Not { expected: Wanted::Text },
        "provided string was not `true` or `false`" => Misread::Not { expected: Wanted::Truth },
        "cannot parse integer from empty string"
        | "invalid digit found in string"
        | "number too large to fit in target type" => Misread::Not { expected: Wanted::Count },
        "cannot parse float from empty string" | "invalid float literal" => Misread::Not { expected: Wanted::Number },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use telling::{Lang, say};

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "it is read and no more")]
    struct All {
        of: Of,
        text: Option<String>,
        truth: Option<bool>,
        list: Option<Vec<u8>>,
        map: Option<BTreeMap<String, u32>>,
        float: Option<f64>,
        long: Option<u64>,
        signed: Option<i64>,
        inner: Option<Nothing>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Of {
        One,
        TwoThree,
    }

    fn told(words: &str) -> [String; 2] {
        [Lang::En, Lang::Zh].map(|lang| say(&misread(words), lang))
    }

    /// With the library's own words, so that another version of it that has others is seen here.
    #[test]
    fn what_serde_says_is_said_in_both_languages() {
        for (json, en, zh) in [
            ("{}", "missing field `of`", "缺少 `of`"),
            (r#"{"inner":{"a":1}}"#, "unknown field `a`, expected none", "没有名为 `a` 的项，此处不接受任何项"),
            (r#"{"of":"one","of":"one"}"#, "the key `of` stands twice", "`of` 重复出现"),
            (
                r#"{"of":"a` b"}"#,
                "unknown value `a` b`, expected one of `one`, `two-three`",
                "没有 `a` b` 这个值；可选：`one`、`two-three`",
            ),
            (r#"{"of":5}"#, "expected a text", "须为文字"),
            (r#"{"text":[1]}"#, "is a list, expected a text", "是列表，须为文字"),
            (
                r#"{"truth":"yes"}"#,
                "is the text `yes`, expected `true` or `false`",
                "是文字 `yes`，须为`true` 或 `false`",
            ),
            (r#"{"list":{}}"#, "is an object, expected a list", "是对象，须为列表"),
            (r#"{"list":null,"map":true}"#, "is `true`, expected an object", "是`true`，须为对象"),
            (r#"{"list":[null]}"#, "is null, expected a whole number from 0 to 255", "是空值，须为0至255的整数"),
            (
                r#"{"list":[256]}"#,
                "the number `256` is out of range, expected a whole number from 0 to 255",
                "数 `256`超出范围，须为0至255的整数",
            ),
            (
                r#"{"long":-1}"#,
                "the number `-1` is out of range, expected a whole number that is not negative",
                "数 `-1`超出范围，须为非负整数",
            ),
            (r#"{"signed":1.5}"#, "is the number `1.5`, expected a whole number", "是数 `1.5`，须为整数"),
            (r#"{"float":"119"}"#, "is the text `119`, expected a number", "是文字 `119`，须为数"),
            ("5", "is the number `5`, expected an object", "是数 `5`，须为对象"),
        ] {
            let error = serde_json::from_str::<All>(json).unwrap_err().to_string();
            let error = error.rfind(" at line ").map_or(error.as_str(), |position| &error[..position]);
            assert_eq!(told(error), [en, zh], "{json}: {error}");
        }
        let fields = told(&serde_json::from_str::<All>(r#"{"b":1}"#).unwrap_err().to_string());
        assert!(fields[0].starts_with("unknown field `b`, expected one of `of`, `text`, "), "{}", fields[0]);
        assert_eq!(told("something new"), ["something new", "有误：“something new”"]);
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "it is read and no more")]
    struct Asked {
        limit: Option<usize>,
        open: Option<bool>,
        lon: f64,
    }

    #[test]
    fn a_parameter_is_named_where_it_can_be() {
        for (query, name, zh) in [
            ("lon=1&limit=x", "limit", "须为非负整数"),
            ("lon=1&limit=", "limit", "须为非负整数"),
            ("lon=1&open=yes", "open", "须为`true` 或 `false`"),
            ("lon=east", "lon", "须为数"),
            ("limit=1", "query", "缺少 `lon`"),
            ("lon=1&lon=2", "lon", "`lon` 重复出现"),
            ("lon=1&x=2", "x", "没有名为 `x` 的项；可用：`limit`、`open`、`lon`"),
        ] {
            let uri = format!("http://x/?{query}").parse().unwrap();
            let error = axum::extract::Query::<Asked>::try_from_uri(&uri).unwrap_err().body_text();
            let (parameter, what) = of_query(&error);
            assert_eq!((parameter.as_str(), say(&what, Lang::Zh).as_str()), (name, zh), "{error}");
        }
    }
}
