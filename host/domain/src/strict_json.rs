//! JSON as it comes from outside, with nothing passed over in silence: a key that stands twice in one object is an error,
//! where `serde_json` would keep the last, and so is a whole number that would lose its end. All that reads JSON of others reads it
//! by way of this file.

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use crate::characters;
use crate::limits::WHOLE_NUMBER_MAX;

/// Reads a document into `T`. The error has line and column, or the name of what is wrong.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    // The first pass finds what is passed over in silence, the second gives errors of `T` their line and column.
    Check { texts: false }.document(bytes)?;
    serde_json::from_slice(bytes)
}

/// The same, where texts and keys may hold only what people need to write.
pub fn read_shown<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    Check { texts: true }.document(bytes)?;
    serde_json::from_slice(bytes)
}

/// Reads a document as it is.
pub fn read_value(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    read(bytes)
}

/// Looks a document over without keeping any of it.
#[derive(Clone, Copy)]
pub struct Check {
    /// Texts and keys may hold only what people need to write.
    pub texts: bool,
}

impl Check {
    /// Of bytes that are a whole document.
    pub fn document(self, bytes: &[u8]) -> Result<(), serde_json::Error> {
        let mut json = serde_json::Deserializer::from_slice(bytes);
        self.deserialize(&mut json)?;
        json.end()
    }

    fn text<E: Error>(self, text: &str) -> Result<(), E> {
        match characters::unwanted(text).filter(|_| self.texts) {
            Some(c) => Err(E::custom(format!("holds {}, a character that does not show", characters::named(c)))),
            None => Ok(()),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Check {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Check {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        // A whole number that is no u64 any more comes as this, without its end.
        match value.is_finite() && (value.fract() != 0.0 || value.abs() < u64::MAX as f64) {
            true => Ok(()),
            false => Err(E::custom("a number is too large to be kept as it is; write it as a text")),
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.text(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut keys = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            self.text(&key)?;
            if keys.contains(&key) {
                return Err(A::Error::custom(format!("the key `{key}` stands twice")));
            }
            keys.insert(key);
            entries.next_value_seed(self)?;
        }
        Ok(())
    }
}

/// Whether a whole number stays the same as an `f64`.
pub fn is_exact(number: &Number) -> bool {
    let whole = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
    whole.is_none_or(|whole| whole <= WHOLE_NUMBER_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use serde_json::json;

    fn refused(text: &str, expected: Expect) {
        expected.assert_eq(&read_value(text.as_bytes()).unwrap_err().to_string());
    }

    #[test]
    fn reads_what_serde_json_reads() {
        let text = r#"{"a": [1, -2, 0.5, true, null, "寿宁"], "b": {}}"#;
        assert_eq!(read_value(text.as_bytes()).unwrap(), serde_json::from_str::<Value>(text).unwrap());
        assert_eq!(read::<Vec<u8>>(b"[1, 2]").unwrap(), [1, 2]);
        assert_eq!(read_value(b"{}").unwrap(), json!({}));
    }

    #[test]
    fn a_look_finds_the_same_and_what_nobody_can_see() {
        let found = |text: &str| Check { texts: true }.document(text.as_bytes()).err().map(|error| error.to_string());
        assert_eq!(found(r#"{"a": [1, -2, 0.5, true, null, "寿宁\nok"], "b": {}}"#), None);
        assert_eq!(found("1e10"), None);
        for (text, fault) in [
            (r#"{"a": 1, "a": 2}"#, "the key `a` stands twice at line 1 column 12"),
            (r#"{"b": {"a": 1, "a": 2}}"#, "the key `a` stands twice at line 1 column 18"),
            ("{} {}", "trailing characters at line 1 column 4"),
            (
                "18446744073709551616",
                "a number is too large to be kept as it is; write it as a text at line 1 column 20",
            ),
            (r#"["a\u001b"]"#, "holds U+001B, a character that does not show at line 1 column 10"),
            (r#"{"\u202e": 1}"#, "holds U+202E, a character that does not show at line 1 column 9"),
        ] {
            assert_eq!(found(text).as_deref(), Some(fault), "{text}");
        }
        assert!(Check { texts: false }.document(br#"["\u001b"]"#).is_ok());
        assert!(is_exact(&9_007_199_254_740_992_u64.into()) && !is_exact(&9_007_199_254_740_993_u64.into()));
        assert!(!is_exact(&(-350_924_100_001_001_001_i64).into()) && is_exact(&Number::from_f64(0.1).unwrap()));
    }

    #[test]
    fn refuses_what_stands_twice_and_what_follows() {
        refused("{\n \"a\": 1,\n \"a\": 2}", expect!["the key `a` stands twice at line 3 column 4"]);
        refused(r#"[{"x": {"b": 1, "b": 1}}]"#, expect!["the key `b` stands twice at line 1 column 19"]);
        refused("{} {}", expect!["trailing characters at line 1 column 4"]);
        refused("", expect!["EOF while parsing a value at line 1 column 0"]);
        refused(
            "{\"a\": 123456789012345678901}",
            expect!["a number is too large to be kept as it is; write it as a text at line 1 column 27"],
        );
    }
}
