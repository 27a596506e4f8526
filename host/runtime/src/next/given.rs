//! What several hooks are given: from the domain to the wire.

use domain::hooks as host;
use domain::incident as nouns;

use super::bindings::wardroom::plugin::types::{Incident, Need, Phase, Point, Priority, Reality};

pub(super) fn incident(incident: &host::IncidentView, exact_position: bool) -> Incident {
    let (lon, lat) = incident.position;
    Incident {
        ref_: incident.incident.0,
        kind: incident.kind.0,
        priority: priority(incident.priority),
        reality: reality(incident.reality),
        phase: phase(incident.phase),
        district: incident.district.0,
        grid: incident.grid.0,
        needs: incident.needs.iter().map(need).collect(),
        position: exact_position.then_some(Point { lon, lat }),
        reported_at: incident.reported_at.seconds(),
        accepted_at: incident.accepted_at.map(|at| at.seconds()),
        acknowledged_at: incident.acknowledged_at.map(|at| at.seconds()),
    }
}

pub(super) fn need(need: &nouns::Need) -> Need {
    let more = need.skills.goes_beyond().then(|| need.skills.beyond().collect());
    Need { skills: need.skills.low(), count: need.count, more_skills: more }
}

pub(super) fn priority(priority: nouns::Priority) -> Priority {
    match priority {
        nouns::Priority::Critical => Priority::Critical,
        nouns::Priority::Urgent => Priority::Urgent,
        nouns::Priority::Prompt => Priority::Prompt,
        nouns::Priority::Routine => Priority::Routine,
    }
}

pub(super) fn reality(reality: nouns::Reality) -> Reality {
    match reality {
        nouns::Reality::Actual => Reality::Actual,
        nouns::Reality::Exercise => Reality::Exercise,
        nouns::Reality::Test => Reality::Test,
    }
}

pub(super) fn phase(phase: nouns::Phase) -> Phase {
    match phase {
        nouns::Phase::Reported => Phase::Reported,
        nouns::Phase::Accepted => Phase::Accepted,
        nouns::Phase::Assigned => Phase::Assigned,
        nouns::Phase::EnRoute => Phase::EnRoute,
        nouns::Phase::OnScene => Phase::OnScene,
        nouns::Phase::Resolved => Phase::Resolved,
        nouns::Phase::Closed => Phase::Closed,
        nouns::Phase::Cancelled => Phase::Cancelled,
        nouns::Phase::Reopened => Phase::Reopened,
        nouns::Phase::Merged => Phase::Merged,
    }
}
