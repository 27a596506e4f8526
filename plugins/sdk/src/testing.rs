//! What a plugin is tested with, on the developer's machine and without a host: plain inputs to vary, a county that answers
//! `view`, and checks of the files that travel with the plugin. Not part of a guest.
//!
//! ```
//! use wardroom_plugin::testing::{candidate, incident};
//! use wardroom_plugin::{Candidate, Incident, Need};
//!
//! let incident = Incident { needs: vec![Need { skills: 0b1, count: 2, more_skills: None }], ..incident() };
//! let candidates = [candidate(1), Candidate { eta_s: 900, ..candidate(2) }];
//! ```

use crate::view::{UnitInfo, WorkflowInfo, WorkflowStatus};
use crate::workflow::{Field, Instance};
use crate::*;

pub mod arbiter;
mod catalog;
pub mod county;
pub(crate) mod log;
mod package;
mod references;
mod story;

pub use arbiter::{Arbiter, Refused, Untellable, Why};
pub use catalog::Message;
pub use county::County;
pub use log::logged;
pub use package::Package;
pub use story::Story;

/// 2022-09-01T00:00:00Z: a `now` for tests.
pub const NOW: TimeS = 1_661_990_400;

/// A unit of team 0 and the incident's own district, five minutes away, with every skill, at its base, without an end of
/// its shift and without work so far.
pub fn candidate(unit: UnitRef) -> Candidate {
    Candidate {
        unit,
        team: 0,
        district: 0,
        nearness: Nearness::Own,
        skills: SkillSet::MAX,
        eta_s: 300,
        straight_line: false,
        fix_age_s: u32::MAX,
        shift_left_s: u32::MAX,
        workload: 0,
        kind: 0,
        crew: 2,
        grid: Some(0),
        class: None,
        lent_from: None,
        reserve: false,
        recall_from: None,
        fits: u8::MAX,
    }
}

/// A free unit of team 0 and district 0 that is lent to nobody and has no skill.
pub fn unit_info(unit: UnitRef) -> UnitInfo {
    UnitInfo {
        ref_: unit,
        team: 0,
        district: 0,
        lent_to: None,
        skills: 0,
        kind: 0,
        class: None,
        crew: 2,
        grid: Some(0),
        free: true,
    }
}

/// A workflow of a kind under way in district 0, started by hand at [`NOW`], that waits for nothing and is not marked.
pub fn workflow_info(which: InstanceRef, kind: &str, key: &str) -> WorkflowInfo {
    WorkflowInfo {
        ref_: which,
        kind: kind.to_owned(),
        key: key.to_owned(),
        district: 0,
        grid: None,
        incident: None,
        parent: None,
        reality: Reality::Actual,
        status: WorkflowStatus::Running,
        ended: None,
        started_at: NOW,
        waits: Vec::new(),
        marks: Vec::new(),
    }
}

/// A call that is new, with nobody on it and nobody held back.
pub fn call() -> Call {
    Call { occasion: Occasion::New, on_call: Vec::new(), held_back: Vec::new() }
}

/// An urgent, actual incident of kind 0 in district 0, grid 0, reported and accepted at [`NOW`], that needs one unit of any
/// skill.
pub fn incident() -> Incident {
    Incident {
        ref_: 1,
        kind: 0,
        priority: Priority::Urgent,
        reality: Reality::Actual,
        phase: Phase::Accepted,
        district: 0,
        grid: 0,
        needs: vec![Need { skills: 0, count: 1, more_skills: None }],
        position: None,
        reported_at: NOW,
        accepted_at: Some(NOW),
        acknowledged_at: None,
    }
}

/// An urgent, actual report of kind 0 in district 0, grid 0, come in by 110 at [`NOW`], without position and words.
pub fn report() -> Report {
    Report {
        ref_: 9,
        kind: 0,
        priority: Priority::Urgent,
        reality: Reality::Actual,
        district: 0,
        grid: 0,
        needs: vec![Need { skills: 0, count: 1, more_skills: None }],
        position: None,
        reported_at: NOW,
        source: "110".to_owned(),
        external: false,
        words: None,
    }
}

/// An urgent incident of kind 0 that was reported 100 m away in the same grid a minute ago and is accepted; of words nothing
/// is known.
pub fn nearby(incident: IncidentRef) -> Nearby {
    Nearby {
        ref_: incident,
        kind: 0,
        priority: Priority::Urgent,
        phase: Phase::Accepted,
        distance_m: 100,
        age_s: 60,
        same_grid: true,
        alike: None,
    }
}

/// An incident as a matter that may have to be escalated.
pub fn matter(incident: &Incident) -> Matter {
    let over = matches!(incident.phase, Phase::Closed | Phase::Cancelled | Phase::Merged);
    Matter {
        subject: MatterSubject::Incident(incident.clone()),
        district: incident.district,
        grid: Some(incident.grid),
        reality: incident.reality,
        since: incident.accepted_at.unwrap_or(incident.reported_at),
        open: !over,
        settled: over || incident.phase == Phase::Resolved,
        acknowledged_at: incident.acknowledged_at,
        arrived_at: None,
        timers: Vec::new(),
        told: 0,
        state: String::new(),
    }
}

/// An actual workflow instance of a kind in district 0 that begins at [`NOW`] by hand, in no grid.
pub fn instance(kind: &str) -> Instance {
    Instance {
        ref_: 1,
        kind: kind.to_owned(),
        key: "1".to_owned(),
        district: 0,
        grid: None,
        reality: Reality::Actual,
        incident: None,
        started_at: NOW,
        state: String::new(),
        timers: Vec::new(),
        tasks: Vec::new(),
    }
}

/// What a form says, by the names of its properties.
pub fn fields(values: &[(&str, Value)]) -> Vec<Field> {
    values.iter().map(|(name, value)| Field { name: (*name).to_owned(), value: value.clone() }).collect()
}

impl From<bool> for Value {
    fn from(flag: bool) -> Value {
        Value::Flag(flag)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Value {
        Value::Number(number)
    }
}

impl From<Reference> for Value {
    fn from(of: Reference) -> Value {
        Value::Reference(of)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}
