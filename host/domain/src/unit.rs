//! A unit's live part: status as primary × secondary (NENA EIDO's pairs), the incident it is on, its last position.
//! What a unit *is* (team, skills, home) stands in the county.

use std::collections::BTreeSet;

pub mod check;
pub mod command;
pub mod event;
mod fold;
pub mod position;
pub mod refusal;
pub mod watch;

use serde::{Deserialize, Serialize};

use crate::county::loaded::Standing;
use crate::declare::named;
use crate::ids::*;
use crate::time::TimeMs;

named! {
    /// What a unit is doing, one of these at a time.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    pub enum Primary {
        /// Free to be sent.
        #[default]
        Available = "available",
        /// Told to go.
        Assigned = "assigned",
        EnRoute = "en-route",
        OnScene = "on-scene",
        /// Can't be sent: the secondary statuses say why.
        Unavailable = "unavailable",
    }
}

named! {
    /// What else holds of a unit, any number of these.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    pub enum Secondary {
        /// On its way back to its station; may be sent.
        Returning = "returning",
        /// Takes part in an exercise: sent to exercises and tests only, never to an actual incident.
        Exercise = "exercise",
        /// Held back for what may come; only a person sends it.
        Reserve = "reserve",
        /// On a break.
        Break = "break",
        /// Its vehicle or gear is out of order.
        OutOfOrder = "out-of-order",
    }
}

/// A position and when it was measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    pub lon: f64,
    pub lat: f64,
    pub at: TimeMs,
}

/// A unit that another district has for a time: lent by a workflow, or sent to stand by there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loan {
    pub to: DistrictRef,
    pub until: TimeMs,
    /// The workflow that lent it, and that has it back when it ends. `None`: a person has it stand by there.
    pub instance: Option<InstanceRef>,
    /// Since when; absent in what was written before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<TimeMs>,
    /// Held back for the workflow: only a person sends it. It may be in its own district.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
}

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitState {
    pub primary: Primary,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub secondary: BTreeSet<Secondary>,
    pub incident: Option<IncidentRef>,
    /// The district that it helps for a time.
    pub loan: Option<Loan>,
    /// When the primary status last changed.
    pub since: TimeMs,
    /// When it was assigned within the workload window, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assigned_at: Vec<TimeMs>,
    /// Since when the county has it no more.
    pub retired: Option<TimeMs>,
    /// The last position that is believed of it. Absent: it stands at its base. Brought in from outside and folded from
    /// nothing: neither journalled, stored nor hashed.
    #[serde(skip)]
    pub fix: Option<Fix>,
    /// Where its position (or base) lies. Derived, so neither stored nor hashed.
    #[serde(skip)]
    pub place: Standing,
}

impl UnitState {
    /// The district that it counts to: its own, or the one that it is lent to until that time.
    pub fn district(&self, own: DistrictRef, now: TimeMs) -> DistrictRef {
        self.loan.filter(|loan| now < loan.until).map_or(own, |loan| loan.to)
    }

    /// Whether only a person sends it: by its status, or since a workflow holds it back.
    pub fn is_reserve(&self) -> bool {
        self.secondary.contains(&Secondary::Reserve) || self.loan.is_some_and(|loan| loan.held)
    }

    /// `u32::MAX` for a unit that never sent a position.
    pub fn fix_age_s(&self, now: TimeMs) -> u32 {
        self.fix.map_or(u32::MAX, |fix| now.since_s(fix.at))
    }

    /// A unit at its base that nobody has heard of yet.
    pub fn at_base(since: TimeMs, place: Standing) -> UnitState {
        UnitState {
            primary: Primary::Available,
            secondary: BTreeSet::new(),
            incident: None,
            loan: None,
            since,
            fix: None,
            assigned_at: Vec::new(),
            retired: None,
            place,
        }
    }
}
