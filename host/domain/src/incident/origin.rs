//! How an incident came to be known.

use serde::{Deserialize, Serialize};

use crate::declare::named;
use crate::ids::UnitRef;

/// How an incident came to be known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Somebody reported it.
    #[default]
    Reported,
    /// This unit came upon it, and is on it from its report on.
    Unit(UnitRef),
    /// A call that broke off: it is called back before it is taken for anything.
    Abandoned,
}

named! {
    /// The same in a word.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    pub enum OriginKind {
        Reported = "reported",
        SelfInitiated = "self-initiated",
        Abandoned = "abandoned",
    }
}

impl Origin {
    pub fn is_default(&self) -> bool {
        *self == Origin::default()
    }

    pub const fn kind(self) -> OriginKind {
        match self {
            Origin::Reported => OriginKind::Reported,
            Origin::Unit(_) => OriginKind::SelfInitiated,
            Origin::Abandoned => OriginKind::Abandoned,
        }
    }

    pub const fn unit(self) -> Option<UnitRef> {
        if let Origin::Unit(unit) = self { Some(unit) } else { None }
    }
}
