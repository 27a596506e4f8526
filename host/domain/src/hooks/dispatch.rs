//! The hook `dispatch`: who goes. What plugins are shown of an incident and of the units that could go, and what they answer.

use serde::{Deserialize, Serialize};

use super::{IncidentView, Reason};
use crate::ids::*;
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
    pub skills: u32,
    pub eta_s: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub straight_line: bool,
    /// `u32::MAX` if the unit never sent a position and stands at its base.
    pub fix_age_s: u32,
    /// `u32::MAX` if its shift has no end.
    pub shift_left_s: u32,
    pub workload: u16,
    /// Where it is taken to stand; `None` outside the county. Plugins are not shown it: they have the way from there.
    pub grid: Option<GridRef>,
}

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
}

#[derive(Clone, Debug)]
pub struct DispatchInput {
    pub now: TimeMs,
    pub incident: IncidentView,
    /// Sorted by travel time, then unit.
    pub candidates: Vec<Candidate>,
    /// Whom the host kept back; no plugin is shown them.
    pub excluded: Vec<Excluded>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ProposedPick {
    /// Index into the candidates; not yet checked.
    pub candidate: u16,
    /// Index into the incident's needs; not yet checked.
    pub need: u16,
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
