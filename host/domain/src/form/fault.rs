//! What is wrong with a form that was filled in.

use crate::county::reference::CodeOf;
use crate::declare::sentences;
use crate::sentence::Sentence;

/// A property that does not hold, with the property's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub property: String,
    pub what: Sentence,
}

impl From<Fault> for Sentence {
    fn from(Fault { property, what }: Fault) -> Sentence {
        OfProperty::Wrong { property, what }.into()
    }
}

sentences! {
    /// A fault with its place.
    pub enum OfProperty of "form" {
        #[sentence("of-property")]
        Wrong { property: String, what: Sentence },
    }
}

sentences! {
    /// What a property's value should be, or why there should be none.
    pub enum Misfit of "form" {
        #[sentence("above")]
        Above { bound: String },
        #[sentence("at-least")]
        AtLeast { least: String },
        #[sentence("at-most")]
        AtMost { most: String },
        #[sentence("attachment")]
        Attachment { bytes_max: usize },
        #[sentence("below")]
        Below { bound: String },
        #[sentence("bytes-at-most")]
        BytesAtMost { bytes_max: usize },
        #[sentence("code")]
        Code,
        /// `number`: counted from 1.
        #[sentence("item")]
        Item { number: usize, what: Sentence },
        #[sentence("item-twice")]
        ItemTwice { number: usize },
        #[sentence("items-at-least")]
        ItemsAtLeast { least: usize },
        #[sentence("items-at-most")]
        ItemsAtMost { most: usize },
        #[sentence("letters-at-least")]
        LettersAtLeast { least: String },
        #[sentence("letters-at-most")]
        LettersAtMost { most: String },
        #[sentence("no-number")]
        NoNumber,
        #[sentence("not-personal")]
        NotPersonal,
        #[sentence("of-type")]
        OfType { kind: String },
        #[sentence("one-of")]
        OneOf { choices: Vec<String> },
        #[sentence("required")]
        Required,
        #[sentence("time")]
        Time,
        #[sentence("too-many-digits")]
        TooManyDigits,
        #[sentence("twice")]
        Twice,
        #[sentence("unasked")]
        Unasked,
        /// `properties`: each in backticks.
        #[sentence("unasked-beside")]
        UnaskedBeside { properties: Vec<String> },
        #[sentence("unknown")]
        Unknown { noun: CodeOf, code: String },
        #[sentence("unsealed")]
        Unsealed,
        #[sentence("whole")]
        Whole,
    }
}
