//! A value of one of the county's own attributes or table columns, or of a form. In JSON what JSON has a type for is bare, and all else
//! an object with one key: `{"at": 1662000000}`, `{"unit": 42}`, `{"attachment": "F-17"}`.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::county::reference::{CodeOf, Reference};
use crate::limits::FORM_LIST_ITEMS_MAX;

/// A value. Of a county's own data flags, numbers and texts; of a form any.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Flag(bool),
    Number(f64),
    Text(String),
    /// Seconds since 1970.
    Time(u32),
    Reference(Reference),
    /// An opaque reference to something that is kept elsewhere.
    Attachment(String),
    /// No lists in it.
    List(Vec<Value>),
}

const TIME: &str = "at";
const ATTACHMENT: &str = "attachment";

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fn entry<S: Serializer>(serializer: S, key: &str, value: &impl Serialize) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry(key, value)?;
            map.end()
        }
        match self {
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::Number(number) => serializer.serialize_f64(*number),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Time(at) => entry(serializer, TIME, at),
            Value::Reference(of) => entry(serializer, of.of().name(), &of.number()),
            Value::Attachment(code) => entry(serializer, ATTACHMENT, code),
            Value::List(items) => serializer.collect_seq(items),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a flag, a number, a text, a list, or an object with one key")
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            if matches!(item, Value::List(_)) {
                return Err(A::Error::custom("a list in a list"));
            }
            if items.len() == FORM_LIST_ITEMS_MAX {
                return Err(A::Error::custom(format_args!("more than {FORM_LIST_ITEMS_MAX} items")));
            }
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let Some(key) = map.next_key::<Cow<'de, str>>()? else { return Err(A::Error::invalid_length(0, &self)) };
        let value = match &*key {
            TIME => Value::Time(map.next_value()?),
            ATTACHMENT => Value::Attachment(map.next_value()?),
            sort => {
                let of = CodeOf::named(sort).ok_or_else(|| A::Error::custom(format_args!("no value is a `{sort}`")))?;
                let number = map.next_value()?;
                let there = || A::Error::custom(format_args!("there is no `{sort}` {number}"));
                Value::Reference(Reference::new(of, number).ok_or_else(there)?)
            }
        };
        match map.next_key::<Cow<'de, str>>()? {
            None => Ok(value),
            Some(_) => Err(A::Error::invalid_length(2, &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UnitRef;

    #[test]
    fn each_value_reads_back_as_what_it_is() {
        let unit = Value::Reference(Reference::Unit(UnitRef(4)));
        for (value, json) in [
            (Value::Flag(true), "true"),
            (Value::Number(2.0), "2.0"),
            (Value::Text("卢".to_owned()), "\"卢\""),
            (Value::Time(1_662_000_000), r#"{"at":1662000000}"#),
            (unit.clone(), r#"{"unit":4}"#),
            (Value::Attachment("F-17".to_owned()), r#"{"attachment":"F-17"}"#),
            (Value::List(vec![unit, Value::Text("x".to_owned())]), r#"[{"unit":4},"x"]"#),
        ] {
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(serde_json::from_str::<Value>(json).unwrap(), value);
        }
        assert_eq!(serde_json::from_str::<Value>("2").unwrap(), Value::Number(2.0));
        let long = |count: usize| serde_json::to_string(&vec![0; count]).unwrap();
        assert!(serde_json::from_str::<Value>(&long(FORM_LIST_ITEMS_MAX)).is_ok());
        let too_long = long(FORM_LIST_ITEMS_MAX + 1);
        for bad in ["null", "{}", "[[1]]", r#"{"at":1,"unit":2}"#, r#"{"lawyer":1}"#, &too_long] {
            assert!(serde_json::from_str::<Value>(bad).is_err(), "{bad}");
        }
    }
}
