//! Sets of a county's skills. A skill's number is its place in the county's list.

use std::fmt;

use serde::de::{Error, SeqAccess, Unexpected, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::limits::SKILLS_MAX;

const WORDS: usize = SKILLS_MAX / 64;

/// A set of skills by their numbers, a bit each. As JSON it is a number while all of them are below 32, as in what was written when a
/// county had no more, and a list of their numbers else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SkillSet([u64; WORDS]);

impl SkillSet {
    pub const NONE: SkillSet = SkillSet([0; WORDS]);

    /// The skill with this number alone; none if the county can't have it.
    pub fn one(number: usize) -> SkillSet {
        let mut set = SkillSet::NONE;
        if let Some(word) = set.0.get_mut(number / 64) {
            *word = 1 << (number % 64);
        }
        set
    }

    /// Those below 32, a bit each.
    pub const fn low(self) -> u32 {
        (self.0[0] & 0xffff_ffff) as u32
    }

    /// The numbers of those from 32 on.
    pub fn beyond(self) -> impl Iterator<Item = u8> {
        self.numbers().filter(|number| *number >= 32)
    }

    /// Whether any is from 32 on.
    pub const fn goes_beyond(self) -> bool {
        self.0[0] >> 32 != 0 || self.0[1] != 0 || self.0[2] != 0 || self.0[3] != 0
    }

    pub fn numbers(self) -> impl Iterator<Item = u8> {
        (0..=u8::MAX).filter(move |number| self.0[usize::from(*number) / 64] >> (number % 64) & 1 == 1)
    }

    pub const fn is_empty(self) -> bool {
        self.0[0] == 0 && self.0[1] == 0 && self.0[2] == 0 && self.0[3] == 0
    }

    /// Whether all of these are in it.
    pub const fn has(self, all: SkillSet) -> bool {
        let (a, b) = (&self.0, &all.0);
        (b[0] & !a[0]) | (b[1] & !a[1]) | (b[2] & !a[2]) | (b[3] & !a[3]) == 0
    }

    /// Whether any of these is in it.
    pub const fn meets(self, any: SkillSet) -> bool {
        let (a, b) = (&self.0, &any.0);
        (a[0] & b[0]) | (a[1] & b[1]) | (a[2] & b[2]) | (a[3] & b[3]) != 0
    }

    #[must_use]
    pub fn with(self, others: SkillSet) -> SkillSet {
        SkillSet(std::array::from_fn(|word| self.0[word] | others.0[word]))
    }

    #[must_use]
    pub fn without(self, others: SkillSet) -> SkillSet {
        SkillSet(std::array::from_fn(|word| self.0[word] & !others.0[word]))
    }

    pub fn count(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}

const _: () = assert!(WORDS == 4 && SKILLS_MAX == u8::MAX as usize + 1);

/// Those below 32, a bit each.
impl From<u32> for SkillSet {
    fn from(low: u32) -> SkillSet {
        SkillSet([low.into(), 0, 0, 0])
    }
}

impl Serialize for SkillSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.goes_beyond() {
            return serializer.serialize_u32(self.low());
        }
        let mut list = serializer.serialize_seq(Some(self.count() as usize))?;
        self.numbers().try_for_each(|number| list.serialize_element(&number))?;
        list.end()
    }
}

impl<'de> Deserialize<'de> for SkillSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SkillSet, D::Error> {
        deserializer.deserialize_any(Skills)
    }
}

struct Skills;

impl<'de> Visitor<'de> for Skills {
    type Value = SkillSet;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a set of skills: bits of a number, or a list of numbers")
    }

    fn visit_u64<E: Error>(self, low: u64) -> Result<SkillSet, E> {
        u32::try_from(low).map(SkillSet::from).map_err(|_| E::invalid_value(Unexpected::Unsigned(low), &self))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<SkillSet, A::Error> {
        let mut set = SkillSet::NONE;
        while let Some(number) = list.next_element::<u8>()? {
            set = set.with(SkillSet::one(number.into()));
        }
        Ok(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(numbers: &[usize]) -> SkillSet {
        numbers.iter().fold(SkillSet::NONE, |set, number| set.with(SkillSet::one(*number)))
    }

    #[test]
    fn sets_are_written_as_they_were_while_they_are_small() {
        for (of, json) in [
            (set(&[]), "0"),
            (set(&[0, 2, 31]), "2147483653"),
            (set(&[0, 32]), "[0,32]"),
            (set(&[63, 64, 255]), "[63,64,255]"),
        ] {
            assert_eq!(serde_json::to_string(&of).unwrap(), json);
            assert_eq!(serde_json::from_str::<SkillSet>(json).unwrap(), of);
        }
        for bad in ["4294967296", "-1", "[256]", "\"all\"", "null"] {
            assert!(serde_json::from_str::<SkillSet>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn sets_are_sets_at_any_number() {
        for number in [0, 31, 32, 63, 64, 127, 128, SKILLS_MAX - 1] {
            let (one, all) = (set(&[number]), set(&[3, number, 200]));
            assert!(all.has(one) && !one.has(all) && one.has(SkillSet::NONE));
            assert!(one.meets(all) && !one.meets(all.without(one)) && !one.meets(SkillSet::NONE));
            assert_eq!((one.count(), one.numbers().collect::<Vec<_>>()), (1, vec![number as u8]));
            assert_eq!((one.goes_beyond(), one.beyond().count()), (number >= 32, usize::from(number >= 32)));
            assert_eq!(one.low(), if number < 32 { 1 << number } else { 0 });
            assert!(!one.is_empty() && one.without(all).is_empty());
        }
        assert!(SkillSet::one(SKILLS_MAX).is_empty(), "one past it");
    }
}
