//! What every matter carries that is decided about and escalates, and how the state finds it whatever kind of matter it is.

use serde::{Deserialize, Serialize};

use crate::candidates::view_of;
use crate::event::FrozenPlugin;
use crate::hooks::{MatterView, SubjectView};
use crate::ids::*;
use crate::incident::{Phase, Reality};
use crate::matter::Matter;
use crate::state::{Acknowledgement, Incident, LoadedCounty, State};

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalated {
    /// Escalations as they were when they began to hold; a timer's owner counts into it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frozen: Vec<FrozenPlugin>,
    #[serde(default)]
    pub timer_generation: u32,
    /// Number of the last decision.
    #[serde(default)]
    pub last_decision: u32,
    /// Recommendations that wait for a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledgement>,
    /// Who was told and arrived first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived: Option<Acknowledgement>,
}

impl Escalated {
    /// Whether a recommendation waits for a person.
    pub fn is_pending(&self, decision: u32) -> bool {
        self.pending.contains(&decision)
    }
}

impl State {
    pub fn escalated(&self, matter: Matter) -> Option<&Escalated> {
        match matter {
            Matter::Incident(which) => self.incident(which).map(|incident| &incident.escalated),
            Matter::Instance(_) | Matter::Task(_) | Matter::Notice(_) | Matter::Vacancy(_) => None,
        }
    }

    /// The district that a matter lies in, and whether it is real.
    pub fn standing(&self, matter: Matter) -> Option<(DistrictRef, Reality)> {
        match matter {
            Matter::Incident(which) => self.incident(which).map(|i| (i.place.district, i.reality)),
            Matter::Notice(which) => self.notices.get(which).map(|row| (row.sent.district, row.sent.reality)),
            Matter::Instance(_) | Matter::Task(_) | Matter::Vacancy(_) => None,
        }
    }

    /// A matter as an escalation is shown it.
    pub fn matter_view(&self, matter: Matter) -> Option<MatterView> {
        let loaded = self.county.as_deref()?;
        match matter {
            Matter::Incident(which) => self.incident(which).map(|incident| incident_matter(incident, loaded)),
            Matter::Instance(_) | Matter::Task(_) | Matter::Notice(_) | Matter::Vacancy(_) => None,
        }
    }
}

fn incident_matter(incident: &Incident, loaded: &LoadedCounty) -> MatterView {
    let escalated = &incident.escalated;
    let arrived = escalated.arrived.as_ref().map(|act| act.at);
    MatterView {
        matter: incident.incident.into(),
        subject: SubjectView::Incident(view_of(incident, loaded)),
        district: incident.place.district,
        grid: Some(incident.place.grid),
        reality: incident.reality,
        since: incident.accepted_at.unwrap_or(incident.reported_at),
        open: incident.phase.is_open(),
        settled: !incident.phase.is_open() || incident.phase == Phase::Resolved,
        acknowledged_at: escalated.acknowledged.as_ref().map(|act| act.at),
        arrived_at: arrived.or_else(|| incident.assignments.iter().filter(|a| !a.spent).find_map(|a| a.on_scene_at)),
        version: incident.version,
    }
}
