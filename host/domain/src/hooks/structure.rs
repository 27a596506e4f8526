//! The hook `team-structure`: how the county's force is put together, and what a plugin finds about it.

use serde::{Deserialize, Serialize};

use super::Reason;
use crate::declare::named;
use crate::ids::*;
use crate::time::TimeMs;

#[derive(Clone, Debug, PartialEq)]
pub struct StructureStation {
    pub station: StationRef,
    pub district: DistrictRef,
    pub central: bool,
    pub adjacent: Vec<StationRef>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct StructureShift {
    pub district: DistrictRef,
    pub starts: TimeMs,
    pub ends: TimeMs,
    /// Post (index in the county's roster slots) and who fills it.
    pub slots: Vec<(u16, Option<PersonRef>)>,
}

/// The whole structure, in the order of the county's references.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StructureInput {
    pub now: TimeMs,
    pub districts: Vec<DistrictRef>,
    pub stations: Vec<StructureStation>,
    /// District, team, number of units; an entry for each pair.
    pub teams: Vec<(DistrictRef, TeamRef, u16)>,
    pub team_codes: Vec<String>,
    pub post_codes: Vec<String>,
    pub shifts: Vec<StructureShift>,
}

named! {
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Severity {
        Info = "info",
        Warning = "warning",
        Breach = "breach",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingAbout {
    County,
    District(DistrictRef),
    Station(StationRef),
    Person(PersonRef),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub severity: Severity,
    pub subject: FindingAbout,
    pub why: Reason,
}
