//! Why a command was not done: its code, which a program reads, and what it was this time. What is refused and under which
//! code is declared by each matter; the words of it are in `telling`.

pub use code::{RefusalCode, RefusalKind};

use crate::assessment::refusal::AssessmentRefusal;
use crate::clock::refusal::ClockRefusal;
use crate::county::refusal::CountyRefusal;
use crate::form::fault::{Misfit, OfProperty};
use crate::hooks::HookFailure;
use crate::incident::Phase;
use crate::incident::refusal::{IncidentRefusal, NoStep};
use crate::matter::refusal::{MatterName, MatterRefusal};
use crate::notice::refusal::NoticeRefusal;
use crate::plugin::refusal::PluginRefusal;
use crate::roster::fault::Fault;
use crate::roster::refusal::{OfShift, RosterRefusal};
use crate::scope::refusal::ScopeRefusal;
use crate::sentence::{Declared, Sentence};
use crate::series::refusal::SeriesRefusal;
use crate::task::refusal::TaskRefusal;
use crate::unit::refusal::UnitRefusal;
use crate::workflow::refusal::{NotTaken, WorkflowRefusal};
use command::CommandRefusal;
use room::{RoomRefusal, Unready};
use unreasoned::Unreasoned;

pub mod code;
pub mod command;
pub mod room;
pub mod unreasoned;

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

/// The families of refusals, and of what may stand in them. Only what is declared in one of them can become a refusal.
macro_rules! families {
    (refusals { $($Family:ty),+ $(,)? } parts { $($Part:ty),+ $(,)? }) => {
        /// All sentences of refusals: `telling` does not compile without the words of each.
        pub const DECLARED: &[&[Declared]] = &[$(<$Family>::DECLARED,)+ $(<$Part>::DECLARED),+];

        $(impl From<$Family> for Refusal {
            fn from(why: $Family) -> Refusal {
                let (kind, code) = why.kind_and_code();
                Refusal { kind, code, sentence: why.into(), legal: Vec::new(), faults: Vec::new() }
            }
        })+
    };
}

families! {
    refusals {
        AssessmentRefusal,
        ClockRefusal,
        CommandRefusal,
        CountyRefusal,
        IncidentRefusal,
        MatterRefusal,
        NoticeRefusal,
        PluginRefusal,
        RoomRefusal,
        RosterRefusal,
        ScopeRefusal,
        SeriesRefusal,
        TaskRefusal,
        UnitRefusal,
        Unreasoned,
        WorkflowRefusal,
    }
    parts {
        HookFailure,
        MatterName,
        Misfit,
        NoStep,
        NotTaken,
        OfProperty,
        OfShift,
        Unready,
    }
}
