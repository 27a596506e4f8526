//! Reads an event's JSON: its name says of which family it is, and the family reads the rest from where that was left off.
//! Nothing is read twice or kept aside.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, VariantAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

use super::{EVENT_NAMES, Event};

/// A type whose families each read their own variants.
pub(super) trait FromNamed<'de>: Sized {
    /// `named`: an enum of which the variant's name is known and the rest is still to be read. `None`: nobody has this name.
    fn from_named<D: Deserializer<'de>>(name: &str, named: D) -> Option<Result<Self, D::Error>>;
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Event, D::Error> {
        deserializer.deserialize_enum("Event", &EVENT_NAMES, EventVisitor)
    }
}

struct EventVisitor;

impl<'de> Visitor<'de> for EventVisitor {
    type Value = Event;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Event, A::Error> {
        let (Name(name), content) = access.variant()?;
        let named = Named { name, content };
        Event::from_named(name, named).unwrap_or_else(|| Err(A::Error::unknown_variant(name, &EVENT_NAMES)))
    }
}

/// One of the names of events.
struct Name(&'static str);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_identifier(NameVisitor)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of an event")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
        let known = EVENT_NAMES.into_iter().find(|known| *known == name);
        known.map(Name).ok_or_else(|| E::unknown_variant(name, &EVENT_NAMES))
    }
}

/// An enum of which the variant's name has been read.
struct Named<A> {
    name: &'static str,
    content: A,
}

impl<'de, A: VariantAccess<'de>> Deserializer<'de> for Named<A> {
    type Error = A::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_enum(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, A: VariantAccess<'de>> EnumAccess<'de> for Named<A> {
    type Error = A::Error;
    type Variant = A;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, A), A::Error> {
        let name: StrDeserializer<'_, A::Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self.content))
    }
}
