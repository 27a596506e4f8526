//! What a command names must be there: the county, incidents, units, districts, plugins. What is not there is refused in words
//! that say what there is.

use std::sync::Arc;

use crate::county::loaded::LoadedCounty;
use crate::county::{County, Unit};
use crate::ids::*;
use crate::incident::record::Incident;
use crate::matter::Matter;
use crate::notice::refusal::NoticeRefusal;
use crate::plugin::Installed;
use crate::refusal::{Refusal, RefusalCode, RefusalKind};
use crate::state::State;
use crate::task::refusal::TaskRefusal;

pub(crate) fn loaded(state: &State) -> Result<&LoadedCounty, Refusal> {
    let none =
        || Refusal::new(RefusalKind::Unavailable, RefusalCode::NoCounty, "no county is loaded; import one first");
    state.county.as_deref().ok_or_else(none)
}

pub(crate) fn known_incident(state: &State, which: IncidentRef) -> Result<&Arc<Incident>, Refusal> {
    let unknown = || {
        let archived = which.0 > 0 && which <= state.last_incident;
        let message = match archived {
            true => format!("incident {which} has ended and only the archive has it; report it anew"),
            false => format!("there is no incident {which}"),
        };
        Refusal::not_found(RefusalCode::NoSuchIncident, message)
    };
    state.incident(which).ok_or_else(unknown)
}

pub(crate) fn open_incident(state: &State, which: IncidentRef) -> Result<&Arc<Incident>, Refusal> {
    let incident = known_incident(state, which)?;
    if incident.phase.is_open() {
        return Ok(incident);
    }
    let mut refusal =
        Refusal::conflict(RefusalCode::IncidentEnded, format!("incident `{}` is {}", incident.id, incident.phase));
    refusal.legal = incident.phase.next().to_vec();
    Err(refusal)
}

pub(crate) fn known_unit(county: &County, unit: UnitRef) -> Result<&Unit, Refusal> {
    county.units.get(unit.index()).filter(|unit| !unit.retired).ok_or_else(|| no_unit(unit))
}

/// There is none, or to the one who asks it is as if there were none. So with the others below.
pub(crate) fn no_unit(which: UnitRef) -> Refusal {
    Refusal::not_found(RefusalCode::NoSuchUnit, format!("there is no unit number {which}"))
}

pub(crate) fn no_district(which: DistrictRef) -> Refusal {
    Refusal::not_found(RefusalCode::NoSuchDistrict, format!("there is no district number {which}"))
}

pub(crate) fn no_grid(which: GridRef) -> Refusal {
    Refusal::not_found(RefusalCode::NoSuchGrid, format!("there is no grid number {which}"))
}

pub(crate) fn no_stand_in(which: StandInRef) -> Refusal {
    Refusal::not_found(RefusalCode::NoSuchStandIn, format!("there is no stand-in number {which}"))
}

pub(crate) fn no_swap(which: SwapRef) -> Refusal {
    Refusal::not_found(RefusalCode::NoSuchSwap, format!("there is no swap number {which}"))
}

pub(crate) fn no_assignee() -> Refusal {
    TaskRefusal::NoSuchAssignee.into()
}

pub(crate) fn no_matter(which: Matter) -> Refusal {
    let number = which.number();
    let (code, message) = match which {
        Matter::Incident(_) => (RefusalCode::NoSuchIncident, format!("there is no incident {number}")),
        Matter::Instance(_) => (RefusalCode::NoSuchWorkflow, format!("there is no workflow instance {number}")),
        Matter::Task(task) => return TaskRefusal::NoSuchTask { task }.into(),
        Matter::Notice(notice) => return NoticeRefusal::NoSuchNotice { notice }.into(),
        Matter::Vacancy(_) => (RefusalCode::NoSuchMatter, format!("there is no vacancy {number}")),
        Matter::Clock(_) => (RefusalCode::NoSuchMatter, format!("there was no doubt {number} about the clock")),
    };
    Refusal::not_found(code, message)
}

pub(crate) fn known_district(state: &State, district: DistrictRef) -> Result<(), Refusal> {
    let known = loaded(state)?.county().districts.get(district.index()).is_some_and(|d| !d.retired);
    known.then_some(()).ok_or_else(|| no_district(district))
}

pub(crate) fn known_plugin<'a>(state: &'a State, name: &str) -> Result<&'a Arc<Installed>, Refusal> {
    let unknown = || {
        let known: Vec<&str> = state.plugins.current.keys().map(String::as_str).collect();
        let known = if known.is_empty() { "none is".to_owned() } else { known.join(", ") };
        Refusal::not_found(RefusalCode::NoSuchPlugin, format!("plugin `{name}` is not installed; installed: {known}"))
    };
    state.plugins.current(name).ok_or_else(unknown)
}

pub(crate) fn require_reason(reason: Option<&str>, what: &str) -> Result<String, Refusal> {
    match reason.map(str::trim) {
        Some(reason) if !reason.is_empty() => Ok(reason.to_owned()),
        _ => Err(Refusal::invalid(RefusalCode::NoReason, format!("{what} needs a reason"))),
    }
}
