//! What the checks of a roster find, each with its shift, slot and person. Their words are in `telling`.

use serde::{Deserialize, Serialize};

use super::ShiftKey;
use crate::hooks::Severity;
use crate::ids::*;
use crate::time::TimeMs;

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fault {
    pub shift: ShiftKey,
    pub slot: Option<u16>,
    pub person: Option<PersonRef>,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// It has ended, and the past can't be changed.
    Past,
    /// It runs, and only a stand-in changes it any more.
    Started,
    /// Before it, nobody has the district.
    Gap {
        from: TimeMs,
        until: TimeMs,
    },
    /// The slot lacks people.
    Open {
        places: u8,
        from: TimeMs,
        until: TimeMs,
    },
    /// The person serves elsewhere at that time.
    Double {
        other: ShiftKey,
    },
    /// The person rests too little after the other shift, or before it.
    Rest {
        other: ShiftKey,
        rest_s: u32,
        wanted_s: u32,
    },
    Unqualified {
        wanted: String,
    },
    /// An auxiliary in a slot for the sworn.
    NotSworn,
    /// No one who serves is sworn.
    AuxiliariesAlone {
        from: TimeMs,
        until: TimeMs,
    },
    /// The person serves the county no more.
    Retired,
    /// The person holds no post on the shift's first day.
    NoPost,
    /// The person has the place again that an approved swap had taken.
    SwapUndone {
        swap: SwapRef,
    },
}

impl What {
    /// Machine-readable.
    pub const fn code(&self) -> &'static str {
        match self {
            What::Past => "past",
            What::Started => "started",
            What::Gap { .. } => "gap",
            What::Open { .. } => "open",
            What::Double { .. } => "double",
            What::Rest { .. } => "rest",
            What::Unqualified { .. } => "unqualified",
            What::NotSworn => "not-sworn",
            What::AuxiliariesAlone { .. } => "auxiliaries-alone",
            What::Retired => "retired",
            What::NoPost => "no-post",
            What::SwapUndone { .. } => "swap-undone",
        }
    }

    /// A breach can't be published: it is impossible, or against what the law or the county asks for. A warning a person may
    /// take upon themselves, with a reason.
    pub const fn severity(&self) -> Severity {
        match self {
            What::Gap { .. } | What::Open { .. } | What::Rest { .. } | What::NoPost | What::SwapUndone { .. } => {
                Severity::Warning
            }
            What::Past
            | What::Started
            | What::Double { .. }
            | What::Unqualified { .. }
            | What::NotSworn
            | What::AuxiliariesAlone { .. }
            | What::Retired => Severity::Breach,
        }
    }
}

impl Fault {
    pub fn severity(&self) -> Severity {
        self.what.severity()
    }

    /// Whether it says all that another says: the same, or the same for longer.
    pub fn covers(&self, other: &Fault) -> bool {
        let of = |fault: &Fault| (fault.shift, fault.slot, fault.person);
        let around = |a: TimeMs, b: TimeMs, from: TimeMs, until: TimeMs| a <= from && until <= b;
        of(self) == of(other)
            && match (&self.what, &other.what) {
                (What::Open { places, from, until }, What::Open { places: fewer, from: a, until: b }) => {
                    fewer <= places && around(*from, *until, *a, *b)
                }
                (What::AuxiliariesAlone { from, until }, What::AuxiliariesAlone { from: a, until: b }) => {
                    around(*from, *until, *a, *b)
                }
                (one, another) => one == another,
            }
    }
}
