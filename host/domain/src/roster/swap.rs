//! Swaps of places between two people: offered by one, accepted by the other, approved by a third. An offer ends by itself when
//! the earlier of the shifts begins.

use serde::{Deserialize, Serialize};

use super::{ShiftKey, Signed};
use crate::ids::*;
use crate::time::TimeMs;

/// A person's place in a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub shift: ShiftKey,
    pub slot: u16,
    pub person: PersonRef,
}

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swap {
    pub number: SwapRef,
    /// What the one who offers gives up.
    pub gives: Place,
    /// What is wanted for it; absent: the place is given away.
    pub wants: Option<Place>,
    /// Who may accept; absent: anybody.
    pub to: Option<PersonRef>,
    /// The start of the earlier shift.
    pub expires: TimeMs,
    pub offered: Signed,
    pub accepted: Option<Signed>,
    pub ended: Option<Ended>,
}

impl Swap {
    /// Whose shifts it is about: one district or two.
    pub fn districts(&self) -> impl Iterator<Item = DistrictRef> + Clone {
        [Some(self.gives), self.wants].into_iter().flatten().map(|place| place.shift.district)
    }
}

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    pub outcome: Outcome,
    pub at: TimeMs,
    /// Absent: time did it.
    pub person: Option<PersonRef>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Approved,
    Declined,
    /// By the one who offered.
    Withdrawn,
    Expired,
    /// One who has a part in it left the county's service.
    Lapsed,
}

/// How far a swap has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwapStage {
    Offered,
    Accepted,
    Ended(Outcome),
}

impl SwapStage {
    pub const fn name(self) -> &'static str {
        match self {
            SwapStage::Offered => "offered",
            SwapStage::Accepted => "accepted",
            SwapStage::Ended(Outcome::Approved) => "approved",
            SwapStage::Ended(Outcome::Declined) => "declined",
            SwapStage::Ended(Outcome::Withdrawn) => "withdrawn",
            SwapStage::Ended(Outcome::Expired) => "expired",
            SwapStage::Ended(Outcome::Lapsed) => "lapsed",
        }
    }
}

impl Swap {
    /// How it stands at a moment. An offer whose time is up is over, whether or not that was written down yet.
    pub fn stage(&self, now: TimeMs) -> SwapStage {
        match (&self.ended, &self.accepted) {
            (Some(ended), _) => SwapStage::Ended(ended.outcome),
            (None, _) if now >= self.expires => SwapStage::Ended(Outcome::Expired),
            (None, Some(_)) => SwapStage::Accepted,
            (None, None) => SwapStage::Offered,
        }
    }
}
