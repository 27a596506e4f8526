//! A value of a reason: what a placeholder of the catalog stands for, each as what it is. In the journal a number is bare, as all values
//! were once, and every other an object with one key.

use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::county::reference::{CodeOf, Reference};

/// A value of a reason.
#[derive(Clone, Debug, PartialEq)]
pub enum ReasonValue {
    /// A plain number, a count, a percentage. In what was written before values had types, anything.
    Number(f64),
    /// Seconds.
    Duration(u32),
    /// Metres.
    Distance(u32),
    /// Seconds since 1970.
    Time(u32),
    /// A set of the county's skills.
    Skills(u32),
    /// A word, or the code of one of the county's results.
    Text(String),
    Reference(Reference),
}

/// The keys of what is no number and no reference; a reference has the name of its sort.
const DURATION: &str = "s";
const DISTANCE: &str = "m";
const TIME: &str = "at";
const SKILLS: &str = "skills";
const TEXT: &str = "text";

impl ReasonValue {
    /// Whether it is what a placeholder of this kind (none: a plain number) stands for.
    pub fn fits(&self, kind: &str) -> bool {
        match self {
            ReasonValue::Number(number) => match kind {
                "" | "percent" => true,
                "count" => *number >= 0.0 && number.fract() == 0.0,
                _ => false,
            },
            ReasonValue::Duration(_) => kind == "duration",
            ReasonValue::Distance(_) => kind == "distance",
            ReasonValue::Time(_) => matches!(kind, "time" | "date"),
            ReasonValue::Skills(_) => kind == "skills",
            ReasonValue::Text(_) => matches!(kind, "text" | "result"),
            ReasonValue::Reference(reference) => reference.of().name() == kind,
        }
    }

    /// What it is, by the name that a placeholder has for it.
    pub const fn kind(&self) -> &'static str {
        match self {
            ReasonValue::Number(_) => "number",
            ReasonValue::Duration(_) => "duration",
            ReasonValue::Distance(_) => "distance",
            ReasonValue::Time(_) => "time",
            ReasonValue::Skills(_) => "skills",
            ReasonValue::Text(_) => "text",
            ReasonValue::Reference(reference) => reference.of().name(),
        }
    }

    /// The bare number, as values were once; `None` of a text.
    pub fn number(&self) -> Option<f64> {
        match self {
            ReasonValue::Number(number) => Some(*number),
            ReasonValue::Duration(number)
            | ReasonValue::Distance(number)
            | ReasonValue::Time(number)
            | ReasonValue::Skills(number) => Some(f64::from(*number)),
            ReasonValue::Text(_) => None,
            ReasonValue::Reference(reference) => Some(f64::from(reference.number())),
        }
    }
}

impl From<f64> for ReasonValue {
    fn from(number: f64) -> ReasonValue {
        ReasonValue::Number(number)
    }
}

impl From<u32> for ReasonValue {
    fn from(number: u32) -> ReasonValue {
        ReasonValue::Number(number.into())
    }
}

impl From<Reference> for ReasonValue {
    fn from(reference: Reference) -> ReasonValue {
        ReasonValue::Reference(reference)
    }
}

impl Serialize for ReasonValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (key, number) = match self {
            ReasonValue::Number(number) => return PlainNumber(*number).serialize(serializer),
            ReasonValue::Text(text) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(TEXT, text)?;
                return map.end();
            }
            ReasonValue::Duration(seconds) => (DURATION, *seconds),
            ReasonValue::Distance(metres) => (DISTANCE, *metres),
            ReasonValue::Time(at) => (TIME, *at),
            ReasonValue::Skills(set) => (SKILLS, *set),
            ReasonValue::Reference(reference) => (reference.of().name(), reference.number()),
        };
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(key, &number)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for ReasonValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ReasonValue, D::Error> {
        deserializer.deserialize_any(ReasonValueVisitor)
    }
}

struct ReasonValueVisitor;

impl<'de> Visitor<'de> for ReasonValueVisitor {
    type Value = ReasonValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or an object with one key, like {\"unit\":42}")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<ReasonValue, E> {
        Ok(ReasonValue::Number(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<ReasonValue, E> {
        Ok(ReasonValue::Number(number as f64))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<ReasonValue, E> {
        Ok(ReasonValue::Number(number as f64))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ReasonValue, A::Error> {
        let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? else {
            return Err(A::Error::invalid_length(0, &self));
        };
        let value = match &*key {
            TEXT => ReasonValue::Text(map.next_value()?),
            DURATION => ReasonValue::Duration(map.next_value()?),
            DISTANCE => ReasonValue::Distance(map.next_value()?),
            TIME => ReasonValue::Time(map.next_value()?),
            SKILLS => ReasonValue::Skills(map.next_value()?),
            sort => {
                let of = CodeOf::named(sort)
                    .ok_or_else(|| A::Error::custom(format_args!("no value of a reason is a `{sort}`")))?;
                let number = map.next_value()?;
                let reference = Reference::new(of, number)
                    .ok_or_else(|| A::Error::custom(format_args!("there is no `{sort}` {number}")))?;
                ReasonValue::Reference(reference)
            }
        };
        match map.next_key::<std::borrow::Cow<'de, str>>()? {
            None => Ok(value),
            Some(_) => Err(A::Error::invalid_length(2, &self)),
        }
    }
}

/// A number that is written without a fraction if it has none, `600` and not `600.0`: writing it so takes a fraction of the time.
struct PlainNumber(f64);

impl Serialize for PlainNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let whole = self.0 as i64;
        if whole.unsigned_abs() < 1 << 53 && whole as f64 == self.0 {
            serializer.serialize_i64(whole)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::*;

    #[test]
    fn each_value_is_kept_as_what_it_is() {
        for (value, json) in [
            (ReasonValue::Number(600.0), "600"),
            (ReasonValue::Number(-1.5), "-1.5"),
            (ReasonValue::Duration(180), r#"{"s":180}"#),
            (ReasonValue::Distance(950), r#"{"m":950}"#),
            (ReasonValue::Time(1_662_000_000), r#"{"at":1662000000}"#),
            (ReasonValue::Skills(5), r#"{"skills":5}"#),
            (ReasonValue::Text("甲 \"B\"".to_owned()), r#"{"text":"甲 \"B\""}"#),
            (Reference::Unit(UnitRef(42)).into(), r#"{"unit":42}"#),
            (Reference::UnitKind(UnitKindRef(1)).into(), r#"{"unit-kind":1}"#),
        ] {
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(serde_json::from_str::<ReasonValue>(json).unwrap(), value);
        }
    }

    #[test]
    fn bare_numbers_of_before_still_read_and_nothing_else_does() {
        assert_eq!(serde_json::from_str::<ReasonValue>("42.0").unwrap(), ReasonValue::Number(42.0));
        for bad in ["{}", "\"x\"", "null", r#"{"unit":1,"s":2}"#, r#"{"lawyer":1}"#, r#"{"skill":256}"#, r#"{"s":-1}"#]
        {
            assert!(serde_json::from_str::<ReasonValue>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_value_fits_what_the_catalog_says_of_it() {
        let unit = ReasonValue::from(Reference::Unit(UnitRef(1)));
        assert!(unit.fits("unit") && !unit.fits("") && !unit.fits("person") && !unit.fits("count"));
        let number = ReasonValue::Number(1.5);
        assert!(number.fits("") && number.fits("percent") && !number.fits("count") && !number.fits("unit"));
        assert!(ReasonValue::Number(2.0).fits("count") && !ReasonValue::Number(-2.0).fits("count"));
        assert!(ReasonValue::Time(0).fits("time") && ReasonValue::Time(0).fits("date"));
        assert!(!ReasonValue::Duration(9).fits("distance") && !ReasonValue::Text(String::new()).fits(""));
    }
}
