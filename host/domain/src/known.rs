//! What a command names must be there: the county, incidents, units, districts, plugins. What is not there is refused in words
//! that say what there is.

use std::sync::Arc;

use crate::county::loaded::LoadedCounty;
use crate::county::{County, Unit};
use crate::ids::*;
use crate::incident::record::Incident;
use crate::plugin::Installed;
use crate::refusal::{Refusal, RefusalCode, RefusalKind};
use crate::state::State;

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
    let unknown = || Refusal::not_found(RefusalCode::NoSuchUnit, format!("there is no unit number {unit}"));
    county.units.get(unit.index()).filter(|unit| !unit.retired).ok_or_else(unknown)
}

pub(crate) fn known_district(state: &State, district: DistrictRef) -> Result<(), Refusal> {
    let known = loaded(state)?.county().districts.get(district.index()).is_some_and(|d| !d.retired);
    let unknown = || Refusal::not_found(RefusalCode::NoSuchDistrict, format!("there is no district number {district}"));
    known.then_some(()).ok_or_else(unknown)
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
