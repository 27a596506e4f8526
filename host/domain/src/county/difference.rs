//! What a re-import changes, noun by noun: for a dry run, and kept in the import's event.

use serde::{Deserialize, Serialize};

use super::County;

/// What differs between two versions of a county. Nouns without a difference are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub nouns: Vec<NounDifference>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NounDifference {
    /// `district`, `grid`, `row of key-places`, …
    pub noun: String,
    pub added: CodeList,
    pub removed: CodeList,
    pub changed: CodeList,
}

/// How many, and the codes of the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeList {
    pub total: usize,
    /// At most [`crate::limits::DIFFERENCE_CODES_MAX`].
    pub codes: Vec<String>,
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        self.nouns.is_empty()
    }
}

impl County {
    /// What is new here against `old`; everything, if there is no old one.
    pub fn difference(&self, _old: Option<&County>) -> Difference {
        unimplemented!()
    }
}
