//! What is to be said to people, without the words: the key of a sentence and the values that belong into it. The words
//! themselves are in `telling`, in each language.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::reason::Reason;

/// A sentence that `telling` has the words of. Only declared ones can be made, see [`crate::refusal`], so that each has its
/// words; one from a journal may be older than the words at hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    key: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    values: BTreeMap<Cow<'static, str>, Value>,
}

/// The key of a sentence and the names of its values, for the compiler to compare with the words.
#[derive(Clone, Copy, Debug)]
pub struct Declared {
    pub key: &'static str,
    pub values: &'static [&'static str],
}

impl Sentence {
    /// Of a key that is declared with these values, or checked against the words where it is said.
    pub fn new(key: &'static str, values: impl IntoIterator<Item = (&'static str, Value)>) -> Sentence {
        let values = values.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect();
        Sentence { key: Cow::Borrowed(key), values }
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    /// With what plugins say in it put into words.
    #[must_use]
    pub fn settled(self, words: &dyn Fn(&PluginReason) -> String) -> Sentence {
        let values = self.values.into_iter().map(|(name, value)| (name, value.settled(words))).collect();
        Sentence { key: self.key, values }
    }

    pub fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values.iter().map(|(name, value)| (&**name, value))
    }
}

/// For logs: the key and the values, `task.over (status=done, task=T20220901-000001)`.
impl std::fmt::Display for Sentence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.key)?;
        for (nth, (name, value)) in self.values.iter().enumerate() {
            write!(f, "{}{name}={value}", if nth == 0 { " (" } else { ", " })?;
        }
        f.write_str(if self.values.is_empty() { "" } else { ")" })
    }
}

/// What stands in a sentence in place of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Number(u64),
    /// Somebody's own: a code, an id, words of a plugin.
    Text(String),
    /// A value of the core that has a word, under its family and its code.
    Word(Word),
    Sentence(Sentence),
    /// What a plugin says: its words are in its catalog, and the names in them in the county.
    Reason(PluginReason),
    All(Vec<Value>),
}

impl Value {
    fn settled(self, words: &dyn Fn(&PluginReason) -> String) -> Value {
        match self {
            Value::Reason(reason) => Value::Text(words(&reason)),
            Value::Sentence(sentence) => Value::Sentence(sentence.settled(words)),
            Value::All(all) => Value::All(all.into_iter().map(|value| value.settled(words)).collect()),
            Value::Number(_) | Value::Text(_) | Value::Word(_) => self,
        }
    }
}

/// A reason and the component in whose catalog its words are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PluginReason {
    pub plugin: Digest,
    pub why: Reason,
}

/// Numbers of an answer are finite.
impl Eq for PluginReason {}

/// A word by its family and its code: `phase` and `en-route`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    pub family: Cow<'static, str>,
    pub code: Cow<'static, str>,
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Number(number) => number.fmt(f),
            Value::Text(text) => f.write_str(text),
            Value::Word(word) => f.write_str(&word.code),
            Value::Sentence(sentence) => sentence.fmt(f),
            Value::Reason(reason) => write!(f, "{}/{}", reason.plugin.short(), reason.why.code),
            Value::All(values) => {
                for (nth, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if nth == 0 { "[" } else { ", " })?;
                }
                f.write_str(if values.is_empty() { "[]" } else { "]" })
            }
        }
    }
}

/// A value with a word for it, under its family and its own code: `phase.en-route`.
pub trait Worded {
    const FAMILY: &'static str;

    fn code(&self) -> &'static str;
}

impl<T: Worded> From<T> for Value {
    fn from(of: T) -> Value {
        Value::Word(Word { family: Cow::Borrowed(T::FAMILY), code: Cow::Borrowed(of.code()) })
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<Sentence> for Value {
    fn from(sentence: Sentence) -> Value {
        Value::Sentence(sentence)
    }
}

impl From<PluginReason> for Value {
    fn from(reason: PluginReason) -> Value {
        Value::Reason(reason)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(all: Vec<T>) -> Value {
        Value::All(all.into_iter().map(Into::into).collect())
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl From<$number> for Value {
            fn from(number: $number) -> Value {
                Value::Number(number as u64)
            }
        }
    )*};
}

numbers!(u8 u16 u32 u64 usize);

macro_rules! references {
    ($($of:ty)*) => {$(
        impl From<$of> for Value {
            fn from(of: $of) -> Value {
                of.0.into()
            }
        }
    )*};
}

references! {
    DistrictRef TownshipRef VillageRef GridRef StationRef TeamRef UnitRef UnitKindRef ClassRef PersonRef KindRef PlaceRef IncidentRef SwapRef StandInRef InstanceRef TaskRef NoticeRef VacancyRef DoubtRef SubjectRef AssessmentRef
}

impl From<Said> for Value {
    fn from(said: Said) -> Value {
        match said {
            Said::Sentence(sentence) => Value::Sentence(sentence),
            Said::Words(words) => Value::Text(words),
        }
    }
}

/// Why something is as a record has it: a sentence, or, in records of before, the words themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Said {
    Sentence(Sentence),
    Words(String),
}

impl From<Sentence> for Said {
    fn from(sentence: Sentence) -> Said {
        Said::Sentence(sentence)
    }
}
