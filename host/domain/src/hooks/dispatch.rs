//! The hook `dispatch`: who goes. What plugins are shown of an incident and of the units that could go, and what they answer.

use serde::{Deserialize, Serialize};

use super::{IncidentView, Reason};
use crate::ids::*;
use crate::incident::Priority;
use crate::skills::SkillSet;
use crate::time::TimeMs;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nearness {
    Own,
    Neighbour,
    County,
}

/// A unit that the host found able to go.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub unit: UnitRef,
    pub team: TeamRef,
    pub district: DistrictRef,
    pub nearness: Nearness,
    pub skills: SkillSet,
    pub eta_s: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub straight_line: bool,
    /// `u32::MAX` if the unit never sent a position and stands at its base.
    pub fix_age_s: u32,
    /// `u32::MAX` if its shift has no end.
    pub shift_left_s: u32,
    pub workload: u16,
    /// Where it is taken to stand; `None` outside the county.
    pub grid: Option<GridRef>,
    /// What else plugins are told of it. No record keeps that: the county and its state say it.
    #[serde(skip)]
    pub told: UnitTold,
}

/// What plugins are told of a unit beside its skills and its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitTold {
    pub kind: UnitKindRef,
    pub crew: u16,
    /// `None` where the county declares no classes.
    pub class: Option<ClassRef>,
    /// The district that it is lent from.
    pub lent_from: Option<DistrictRef>,
    /// It is held in reserve, and offered since the incident is as pressing as its recall asks for.
    pub reserve: bool,
    /// From which priority on it may be called out of the reserve.
    pub recall_from: Option<Priority>,
    /// For which of the incident's needs it has all skills: a bit each.
    pub fits: u8,
}

/// What the host knows of a call beside the incident: why it asks, and who is on it already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallView {
    pub occasion: Occasion,
    /// In the order in which they were sent.
    pub assigned: Vec<OnCall>,
}

/// Why the host asks who goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Occasion {
    /// It was accepted.
    #[default]
    New,
    /// It still lacks units.
    StillShort,
    /// A unit was taken off it before it got there.
    UnitWithdrawn,
    /// It was resolved or over, and is open again.
    Reopened,
    /// It was a duplicate, and is an incident of its own after all.
    Unmerged,
    KindChanged,
    NeedsChanged,
}

/// A unit that is on an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnCall {
    pub unit: UnitRef,
    /// Index into the incident's needs; `None` if it answers none in particular.
    pub need: Option<u16>,
    /// A plugin sent it beyond what was needed.
    pub extra: bool,
    pub progress: Progress,
    pub at: TimeMs,
    /// The travel time that was reckoned with when it was sent.
    pub eta_s: u32,
    /// As a candidate's.
    pub class: Option<ClassRef>,
}

/// How far a unit on an incident has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Assigned,
    EnRoute,
    OnScene,
}

/// The grant to send more units than an incident needs.
pub const EXTRA_GRANT: &str = "assign-extra";

/// A unit that the host kept back, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Excluded {
    pub unit: UnitRef,
    pub eta_s: u32,
    pub why: Exclusion,
}

/// Why the host did not offer a unit to the plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exclusion {
    Busy {
        incident: IncidentRef,
    },
    Unavailable,
    OffShift,
    Reserve,
    /// The unit is in an exercise and the incident is actual, or the other way round.
    OtherReality,
    /// It was taken off this incident before it got there; only a person sends it again.
    TakenOff,
    /// More units are nearer than a plugin is shown.
    TooFar,
    /// Units of its class never go to such an incident before somebody of another class does.
    NotAlone,
}

impl Exclusion {
    pub const fn busy_with(&self) -> Option<IncidentRef> {
        match self {
            Exclusion::Busy { incident } => Some(*incident),
            _ => None,
        }
    }

    pub(crate) const fn number(&self) -> u8 {
        match self {
            Exclusion::Busy { .. } => 0,
            Exclusion::Unavailable => 1,
            Exclusion::OffShift => 2,
            Exclusion::Reserve => 3,
            Exclusion::OtherReality => 4,
            Exclusion::TakenOff => 5,
            Exclusion::TooFar => 6,
            Exclusion::NotAlone => 7,
        }
    }
}

#[derive(Clone, Debug)]
pub struct DispatchInput {
    pub now: TimeMs,
    pub incident: IncidentView,
    pub call: CallView,
    /// Sorted by travel time, then unit.
    pub candidates: Vec<Candidate>,
    /// Whom the host kept back, nearest first.
    pub excluded: Vec<Excluded>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ProposedPick {
    /// Index into the candidates; not yet checked.
    pub candidate: u16,
    /// Index into the incident's needs, not yet checked; `None`: beyond what is needed.
    pub need: Option<u16>,
    pub why: Reason,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ProposedPass {
    pub candidate: u16,
    pub why: Reason,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recommendation {
    pub picks: Vec<ProposedPick>,
    pub passed_over: Vec<ProposedPass>,
    pub shortfalls: Vec<Reason>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum DispatchAnswer {
    Recommend(Recommendation),
    Abstain(Reason),
}
