//! What events are made of: a report, a place, an assignment, the plugin that was fixed for a matter.

use serde::{Deserialize, Serialize};

use crate::command::SealedReport;
use crate::hooks::Field;
use crate::ids::*;
use crate::incident::{Need, Priority, Reality};
use crate::plugin::Mode;
use crate::workflow::Pinned;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reported {
    pub incident: IncidentRef,
    /// For people: local day and number, `20220901-000123`.
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    pub kind: KindRef,
    pub priority: Priority,
    pub reality: Reality,
    pub source: String,
    pub place: IncidentPlace,
    pub needs: Vec<Need>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal: Option<SealedReport>,
}

/// A new workflow instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Started {
    pub instance: InstanceRef,
    /// For people: local day and number, `W20220901-000003`.
    pub id: String,
    pub kind: String,
    pub plugin: Pinned,
    pub district: DistrictRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid: Option<GridRef>,
    pub reality: Reality,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentRef>,
    pub key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<InstanceRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<SubjectRef>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// It waits until the one before it with the same key has ended.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub queued: bool,
}

/// Where an incident is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidentPlace {
    /// WGS 84 degrees.
    pub lon: f64,
    pub lat: f64,
    pub grid: GridRef,
    pub district: DistrictRef,
    /// Absent: inside the grid. Else the point is in no grid, and this is the distance to the nearest, metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest_grid_m: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewAssignment {
    pub unit: UnitRef,
    /// Index into the incident's needs; absent if a person sent it for no need in particular.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<u16>,
    pub eta_s: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub straight_line: bool,
}

/// An escalation plugin as it was when it began to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenPlugin {
    pub name: String,
    pub digest: Digest,
    pub settings_version: u32,
    pub settings_json: String,
    pub mode: Mode,
}
