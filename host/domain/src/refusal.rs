//! Why a command is not done.

use crate::incident::Phase;
use crate::roster::fault::Fault;

/// Why a command was not done. Nothing of it is in the journal.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    pub kind: RefusalKind,
    /// Machine-readable: `illegal-step`, `no-such-incident`, …
    pub code: &'static str,
    pub message: String,
    /// For an illegal step: the legal ones.
    pub legal: Vec<Phase>,
    /// What the checks of the roster found.
    pub faults: Vec<Fault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The command makes no sense, whatever the state.
    Invalid,
    NotFound,
    /// It does not fit the state.
    Conflict,
    /// Too much at once; try again later.
    Busy,
    /// The host can't take anything at the moment.
    Unavailable,
}

impl Refusal {
    pub fn new(kind: RefusalKind, code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { kind, code, message: message.into(), legal: Vec::new(), faults: Vec::new() }
    }

    pub fn invalid(code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal::new(RefusalKind::Invalid, code, message)
    }

    pub fn not_found(code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal::new(RefusalKind::NotFound, code, message)
    }

    pub fn conflict(code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal::new(RefusalKind::Conflict, code, message)
    }
}
