//! A dispute that was reported as an incident: what the incident tells is not asked again, and what it can't tell, when it is accepted.

use wardroom_plugin::view::{self, Reference};
use wardroom_plugin::workflow::{Field, Instance, Result, TaskResult, refuse, text};
use wardroom_plugin::{Phase, Reason};

use crate::case::{self, Case};
use crate::dispute::{Dispute, End, Stage};
use crate::forms::ACCEPT;
use crate::settings::Settings;
use crate::why;

/// Its kind by the county's settings, if they say one.
pub fn fill(dispute: &mut Dispute, settings: &Settings, instance: &Instance) {
    let Some(incident) = &instance.incident else { return };
    let code = view::code(Reference::Kind(incident.kind)).ok();
    let kind = code.and_then(|code| settings.kinds.get(&code).cloned());
    dispute.asks_kind = kind.is_none();
    dispute.asks_parties = true;
    dispute.kind = kind.unwrap_or_else(|| dispute.kind.clone());
}

/// What it was taken to be, and by what.
pub fn remark_kind(case: &mut Case, fields: &[Field]) {
    let said = case.state.asks_kind || text(fields, "kind").is_some();
    if let Some(incident) = case.instance.incident.as_ref().filter(|_| !said) {
        case.remark(why::kind_by_incident(incident.kind));
    }
}

/// What whoever accepts it is told to do.
pub fn do_accept(case: &Case) -> Reason {
    match &case.instance.incident {
        Some(incident) if case.state.asks_kind => why::do_accept_unsorted(incident.ref_),
        Some(incident) if case.state.asks_parties => why::do_accept_incident(incident.ref_),
        _ => why::do_accept(),
    }
}

/// Nobody accepts a dispute of which is not known what it is.
pub fn asks(case: &Case, task: &TaskResult) -> Result<()> {
    if (task.key, task.outcome.as_str()) != (ACCEPT, "accepted") {
        return Ok(());
    }
    let mut told = case.state.clone();
    told.fill(&task.fields);
    match (told.asks_kind, told.asks_parties) {
        (true, _) => refuse(why::say_kind()),
        (false, true) => refuse(why::say_parties()),
        (false, false) => Ok(()),
    }
}

/// What was no incident, or another's, need not be accepted. In a dispute that is under way it changes nothing.
pub fn changed(case: &mut Case) -> wardroom_plugin::Result<()> {
    let Some(incident) = &case.instance.incident else { return Ok(()) };
    if case.state.stage != Stage::Reported || !matches!(incident.phase, Phase::Cancelled | Phase::Merged) {
        return Ok(());
    }
    case.remark(why::incident_void(incident.ref_));
    case::close(case, End::Withdrawn)
}
