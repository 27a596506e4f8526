//! What all things of a county with a code and a number have in common: numbers that outlive a re-import.

use super::*;

/// Something that has a code, is referred to by its position, and stays when it vanishes from the files.
pub trait Noun: Clone + PartialEq {
    /// What people call it in messages.
    const NOUN: &'static str;
    fn code(&self) -> &str;
    fn is_retired(&self) -> bool;
    fn retire(&mut self);
}

macro_rules! noun {
    ($($of:ident: $noun:literal;)*) => {$(
        impl Noun for $of {
            const NOUN: &'static str = $noun;
            fn code(&self) -> &str {
                &self.code
            }
            fn is_retired(&self) -> bool {
                self.retired
            }
            fn retire(&mut self) {
                self.retired = true;
            }
        }
    )*};
}

noun! {
    Skill: "skill";
    Team: "team";
    RosterSlot: "slot";
    Kind: "kind";
    District: "district";
    Township: "township";
    Village: "village";
    Grid: "grid";
    Station: "station";
    Unit: "unit";
    Place: "place";
    Person: "person";
}
