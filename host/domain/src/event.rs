//! What happened. Events are the county's truth: state is their fold, and nothing is in the state that is not in them.
//! Their JSON is kept for ever; `host/domain/tests/golden/events.json` holds the shape of each.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::command::{IdempotencyKey, Inspection, SealedReport};
use crate::county::{County, Difference};
use crate::decision::{Decision, Settlement};
use crate::hooks::{CatchUp, Hook, Reason, Recipient};
use crate::ids::*;
use crate::incident::{Need, Phase, Priority, Reality};
use crate::plugin::{Grants, Inspected, Mode};
use crate::roster::fault::Fault;
use crate::roster::handover::Handover;
use crate::roster::stand_in::StandIn;
use crate::roster::swap::{Outcome, Swap};
use crate::roster::vacancy::Vacancy;
use crate::roster::{Shift, ShiftKey};
use crate::sealed::PersonalField;
use crate::time::TimeMs;
use crate::timer::TimerId;
use crate::unit::{Fix, Primary, Secondary};

/// All that one command did: one record of the journal, all or nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    pub version: Version,
    pub at: TimeMs,
    pub author: String,
    pub command: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<IdempotencyKey>,
    pub events: Vec<Event>,
}

impl Batch {
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(512);
        // Writing to memory can't fail, and no map in here has keys that JSON lacks.
        let _ = serde_json::to_writer(&mut bytes, self);
        bytes
    }

    pub fn decode(bytes: &[u8]) -> Result<Batch, String> {
        serde_json::from_slice(bytes).map_err(|error| format!("not a batch of events: {error}"))
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    CountyImported {
        county: Arc<County>,
        difference: Difference,
    },

    IncidentReported(Box<Reported>),
    IncidentStepped {
        incident: IncidentRef,
        to: Phase,
    },
    PriorityChanged {
        incident: IncidentRef,
        priority: Priority,
    },
    /// It is of another kind than was thought, and needs what that kind needs.
    KindChanged {
        incident: IncidentRef,
        kind: KindRef,
        needs: Vec<Need>,
    },
    IncidentMerged {
        incident: IncidentRef,
        into: IncidentRef,
    },
    /// It is an incident of its own after all, and goes on in this phase.
    IncidentUnmerged {
        incident: IncidentRef,
        from: IncidentRef,
        to: Phase,
    },
    Acknowledged {
        incident: IncidentRef,
    },
    UnitsAssigned {
        incident: IncidentRef,
        assignments: Vec<NewAssignment>,
        decision: Option<u32>,
    },
    UnitReleased {
        incident: IncidentRef,
        unit: UnitRef,
    },
    /// Closed incidents that from here on only the archive has.
    IncidentsArchived {
        incidents: Vec<IncidentRef>,
    },

    Decided {
        incident: IncidentRef,
        decision: Arc<Decision>,
    },
    Settled {
        incident: IncidentRef,
        decision: u32,
        settlement: Settlement,
    },

    /// The escalation that holds for this incident from its acceptance on.
    EscalationFrozen {
        incident: IncidentRef,
        owner: u16,
        plugin: FrozenPlugin,
    },
    TimerStarted {
        timer: TimerId,
        generation: u32,
        due: TimeMs,
        catch_up: CatchUp,
    },
    TimerStopped {
        timer: TimerId,
        generation: u32,
    },
    /// `late_s`: how long after it was due. `skipped`: let go by its catch-up rule.
    TimerFired {
        timer: TimerId,
        generation: u32,
        late_s: u32,
        skipped: bool,
    },
    NoticeSent {
        incident: IncidentRef,
        notice: Notice,
    },

    UnitStatusChanged {
        unit: UnitRef,
        primary: Primary,
        secondary: BTreeSet<Secondary>,
    },
    UnitsMoved {
        fixes: Vec<(UnitRef, Fix)>,
    },

    /// `accepted`: what the checks found and a person took upon himself.
    ShiftsPublished {
        shifts: Vec<Shift>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        withdrawn: Vec<ShiftKey>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        accepted: Vec<Fault>,
    },
    StandInSet {
        stand_in: StandIn,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        accepted: Vec<Fault>,
    },
    /// Before its time.
    StandInEnded {
        stand_in: StandInRef,
    },
    SwapOffered(Box<Swap>),
    SwapAccepted {
        swap: SwapRef,
        person: PersonRef,
    },
    /// `shifts`: as they are once it is approved.
    SwapEnded {
        swap: SwapRef,
        outcome: Outcome,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonRef>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        shifts: Vec<Shift>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        accepted: Vec<Fault>,
    },
    ShiftHandedOver(Box<Handover>),
    ShiftTakenOver {
        district: DistrictRef,
        /// Start of the shift that was handed over.
        outgoing: TimeMs,
        person: PersonRef,
    },
    /// Places that nobody fills any more, or somebody again, or whose time is over.
    VacanciesChanged {
        opened: Vec<Vacancy>,
        closed: Vec<VacancyRef>,
    },
    StructureInspected(Box<Inspection>),

    PluginInstalled {
        inspected: Arc<Inspected>,
        grants: Grants,
    },
    ModeSet {
        district: DistrictRef,
        hook: Hook,
        plugin: String,
        mode: Mode,
        order: u16,
    },
    PluginConfigured {
        plugin: String,
        district: Option<DistrictRef>,
        settings_json: String,
    },
    PluginQuarantined {
        plugin: String,
        district: DistrictRef,
        until: TimeMs,
    },
    QuarantineLifted {
        plugin: String,
        district: DistrictRef,
    },

    SealedRead {
        incident: IncidentRef,
        fields: BTreeSet<PersonalField>,
        purpose: String,
    },
    SubjectErased {
        incident: IncidentRef,
        subject: SubjectRef,
    },
}

impl Event {
    /// The name it has outside: the CloudEvents type is `org.wardroom.` and this.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::CountyImported { .. } => "county-imported",
            Event::IncidentReported(_) => "incident-reported",
            Event::IncidentStepped { .. } => "incident-stepped",
            Event::PriorityChanged { .. } => "priority-changed",
            Event::KindChanged { .. } => "kind-changed",
            Event::IncidentMerged { .. } => "incident-merged",
            Event::IncidentUnmerged { .. } => "incident-unmerged",
            Event::Acknowledged { .. } => "acknowledged",
            Event::UnitsAssigned { .. } => "units-assigned",
            Event::UnitReleased { .. } => "unit-released",
            Event::IncidentsArchived { .. } => "incidents-archived",
            Event::Decided { .. } => "decided",
            Event::Settled { .. } => "settled",
            Event::EscalationFrozen { .. } => "escalation-frozen",
            Event::TimerStarted { .. } => "timer-started",
            Event::TimerStopped { .. } => "timer-stopped",
            Event::TimerFired { .. } => "timer-fired",
            Event::NoticeSent { .. } => "notice-sent",
            Event::UnitStatusChanged { .. } => "unit-status-changed",
            Event::UnitsMoved { .. } => "units-moved",
            Event::ShiftsPublished { .. } => "shifts-published",
            Event::StandInSet { .. } => "stand-in-set",
            Event::StandInEnded { .. } => "stand-in-ended",
            Event::SwapOffered(_) => "swap-offered",
            Event::SwapAccepted { .. } => "swap-accepted",
            Event::SwapEnded { .. } => "swap-ended",
            Event::ShiftHandedOver(_) => "shift-handed-over",
            Event::ShiftTakenOver { .. } => "shift-taken-over",
            Event::VacanciesChanged { .. } => "vacancies-changed",
            Event::StructureInspected(_) => "structure-inspected",
            Event::PluginInstalled { .. } => "plugin-installed",
            Event::ModeSet { .. } => "mode-set",
            Event::PluginConfigured { .. } => "plugin-configured",
            Event::PluginQuarantined { .. } => "plugin-quarantined",
            Event::QuarantineLifted { .. } => "quarantine-lifted",
            Event::SealedRead { .. } => "sealed-read",
            Event::SubjectErased { .. } => "subject-erased",
        }
    }

    /// The incident it is about, if it is about one.
    pub fn incident(&self) -> Option<IncidentRef> {
        match self {
            Event::IncidentReported(reported) => Some(reported.incident),
            Event::IncidentStepped { incident, .. }
            | Event::PriorityChanged { incident, .. }
            | Event::KindChanged { incident, .. }
            | Event::IncidentMerged { incident, .. }
            | Event::IncidentUnmerged { incident, .. }
            | Event::Acknowledged { incident }
            | Event::UnitsAssigned { incident, .. }
            | Event::UnitReleased { incident, .. }
            | Event::Decided { incident, .. }
            | Event::Settled { incident, .. }
            | Event::EscalationFrozen { incident, .. }
            | Event::NoticeSent { incident, .. }
            | Event::SealedRead { incident, .. }
            | Event::SubjectErased { incident, .. } => Some(*incident),
            Event::TimerStarted { timer, .. } | Event::TimerStopped { timer, .. } | Event::TimerFired { timer, .. } => {
                timer.incident()
            }
            _ => None,
        }
    }

    /// The other incident that it changes: the one that a duplicate goes into, or comes out of.
    pub fn other_incident(&self) -> Option<IncidentRef> {
        match self {
            Event::IncidentMerged { into: other, .. } | Event::IncidentUnmerged { from: other, .. } => Some(*other),
            _ => None,
        }
    }
}

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

/// An escalation plugin as it was when the incident was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenPlugin {
    pub name: String,
    pub digest: Digest,
    pub settings_version: u32,
    pub settings_json: String,
    pub mode: Mode,
}

/// A message to people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    pub at: TimeMs,
    /// Index of the frozen escalation that sent it.
    pub owner: u16,
    pub level: u8,
    pub recipients: Vec<Recipient>,
    pub why: Reason,
}
