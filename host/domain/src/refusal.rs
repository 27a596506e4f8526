//! Why a command was not done: its code, which a program reads, and what it was this time. What is refused and under which
//! code is declared by each matter; the words of it are in `telling`.

pub use code::{RefusalCode, RefusalKind};

use crate::clock::refusal::ClockRefusal;
use crate::incident::Phase;
use crate::notice::refusal::NoticeRefusal;
use crate::roster::fault::Fault;
use crate::scope::refusal::ScopeRefusal;
use crate::sentence::{Declared, Sentence};
use crate::task::refusal::TaskRefusal;

pub mod code;

/// Why a command was not done. Nothing of it is in the journal.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{sentence}")]
pub struct Refusal {
    pub kind: RefusalKind,
    pub code: RefusalCode,
    pub sentence: Sentence,
    /// For an illegal step: the legal ones.
    pub legal: Vec<Phase>,
    /// What the checks of the roster found.
    pub faults: Vec<Fault>,
}

impl Refusal {
    pub fn new(kind: RefusalKind, code: RefusalCode, message: impl Into<String>) -> Refusal {
        Refusal { kind, code, sentence: Sentence::of_words(message.into()), legal: Vec::new(), faults: Vec::new() }
    }

    pub fn invalid(code: RefusalCode, message: impl Into<String>) -> Refusal {
        Refusal::new(RefusalKind::Invalid, code, message)
    }

    pub fn not_found(code: RefusalCode, message: impl Into<String>) -> Refusal {
        Refusal::new(RefusalKind::NotFound, code, message)
    }

    pub fn conflict(code: RefusalCode, message: impl Into<String>) -> Refusal {
        Refusal::new(RefusalKind::Conflict, code, message)
    }
}

/// The families of refusals. Only what is declared in one of them can become a refusal.
macro_rules! families {
    ($($Family:ty),+ $(,)?) => {
        /// All sentences of refusals: `telling` does not compile without the words of each.
        pub const DECLARED: &[&[Declared]] = &[$(<$Family>::DECLARED),+];

        $(impl From<$Family> for Refusal {
            fn from(why: $Family) -> Refusal {
                let (kind, code) = why.kind_and_code();
                Refusal { kind, code, sentence: why.into(), legal: Vec::new(), faults: Vec::new() }
            }
        })+
    };
}

families![ClockRefusal, NoticeRefusal, ScopeRefusal, TaskRefusal];
