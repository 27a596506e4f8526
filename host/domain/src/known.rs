//! What a command names must be there: the county, incidents, units, districts, plugins. What is not there is refused in words
//! that say what there is.

use std::sync::Arc;

use crate::county::loaded::LoadedCounty;
use crate::county::{County, Unit};
use crate::ids::*;
use crate::incident::Reality;
use crate::incident::record::Incident;
use crate::incident::refusal::IncidentRefusal;
use crate::matter::Matter;
use crate::matter::refusal::{MatterName, MatterRefusal};
use crate::notice::refusal::NoticeRefusal;
use crate::plugin::Installed;
use crate::plugin::refusal::PluginRefusal;
use crate::refusal::Refusal;
use crate::refusal::command::CommandRefusal;
use crate::refusal::unreasoned::Unreasoned;
use crate::roster::refusal::RosterRefusal;
use crate::series::refusal::SeriesRefusal;
use crate::state::State;
use crate::task::refusal::TaskRefusal;
use crate::unit::refusal::UnitRefusal;
use crate::unit::{Secondary, UnitState};
use crate::workflow::refusal::WorkflowRefusal;

pub(crate) fn loaded(state: &State) -> Result<&LoadedCounty, Refusal> {
    Ok(state.county.as_deref().ok_or(CommandRefusal::NoCounty)?)
}

pub(crate) fn known_incident(state: &State, which: IncidentRef) -> Result<&Arc<Incident>, Refusal> {
    let unknown = || {
        let archived = which.0 > 0 && which <= state.last_incident;
        match archived {
            true => IncidentRefusal::Archived { incident: which },
            false => IncidentRefusal::NoSuchIncident { incident: which },
        }
    };
    Ok(state.incident(which).ok_or_else(unknown)?)
}

pub(crate) fn open_incident(state: &State, which: IncidentRef) -> Result<&Arc<Incident>, Refusal> {
    let incident = known_incident(state, which)?;
    if incident.phase.is_open() {
        return Ok(incident);
    }
    let ended = IncidentRefusal::Ended { incident: incident.id.clone(), phase: incident.phase };
    Err(Refusal { legal: incident.phase.next().to_vec(), ..ended.into() })
}

pub(crate) fn known_unit(county: &County, unit: UnitRef) -> Result<&Unit, Refusal> {
    county.units.get(unit.index()).filter(|unit| !unit.retired).ok_or_else(|| no_unit(unit))
}

/// A unit that may be put on an incident of this reality: free, and at an exercise if that is one.
pub(crate) fn free_unit<'s>(
    state: &'s State,
    county: &County,
    unit: UnitRef,
    reality: Reality,
) -> Result<&'s UnitState, Refusal> {
    let known = known_unit(county, unit)?;
    let Some(live) = state.unit(unit).filter(|_| state.is_free(unit)) else {
        let on = state.unit(unit).and_then(|u| u.incident).and_then(|i| state.incident(i));
        let unit = known.code.clone();
        return Err(match on {
            Some(on) => IncidentRefusal::UnitBusy { unit, incident: on.id.clone() }.into(),
            None => IncidentRefusal::UnitUnavailable { unit }.into(),
        });
    };
    if live.secondary.contains(&Secondary::Exercise) != (reality != Reality::Actual) {
        return Err(IncidentRefusal::UnitOfOtherReality { unit: known.code.clone() }.into());
    }
    Ok(live)
}

/// A unit's code, for words about it.
pub(crate) fn unit_code(county: &County, unit: UnitRef) -> &str {
    county.units.get(unit.index()).map_or("?", |unit| &unit.code)
}

/// There is none, or to the one who asks it is as if there were none. So with the others below.
pub(crate) fn no_unit(which: UnitRef) -> Refusal {
    UnitRefusal::NoSuchNumber { unit: which }.into()
}

pub(crate) fn no_district(which: DistrictRef) -> Refusal {
    CommandRefusal::NoSuchDistrict { district: which }.into()
}

pub(crate) fn no_grid(which: GridRef) -> Refusal {
    WorkflowRefusal::NoSuchGrid { grid: which }.into()
}

pub(crate) fn no_stand_in(which: StandInRef) -> Refusal {
    RosterRefusal::NoSuchStandIn { stand_in: which }.into()
}

pub(crate) fn no_swap(which: SwapRef) -> Refusal {
    RosterRefusal::NoSuchSwap { swap: which }.into()
}

pub(crate) fn no_series(code: &str) -> Refusal {
    SeriesRefusal::NoSuchSeries { series: code.to_owned() }.into()
}

pub(crate) fn no_assignee() -> Refusal {
    TaskRefusal::NoSuchAssignee.into()
}

pub(crate) fn no_matter(which: Matter) -> Refusal {
    match which {
        Matter::Incident(incident) => IncidentRefusal::NoSuchIncident { incident }.into(),
        Matter::Instance(workflow) => WorkflowRefusal::NoSuchWorkflow { workflow }.into(),
        Matter::Task(task) => TaskRefusal::NoSuchTask { task }.into(),
        Matter::Notice(notice) => NoticeRefusal::NoSuchNotice { notice }.into(),
        Matter::Vacancy(_) | Matter::Schedule(_) => {
            let matter = MatterName::Numbered { matter: which, number: which.number() };
            MatterRefusal::NoSuchMatter { matter }.into()
        }
        Matter::Clock(_) => MatterRefusal::NoSuchDoubt { doubt: which.number() }.into(),
    }
}

pub(crate) fn known_district(state: &State, district: DistrictRef) -> Result<(), Refusal> {
    let known = loaded(state)?.county().districts.get(district.index()).is_some_and(|d| !d.retired);
    known.then_some(()).ok_or_else(|| no_district(district))
}

pub(crate) fn known_plugin<'a>(state: &'a State, name: &str) -> Result<&'a Arc<Installed>, Refusal> {
    let unknown = || {
        let (plugin, installed): (_, Vec<String>) = (name.to_owned(), state.plugins.current.keys().cloned().collect());
        match installed.is_empty() {
            true => PluginRefusal::NoneInstalled { plugin },
            false => PluginRefusal::NotInstalled { plugin, installed },
        }
    };
    Ok(state.plugins.current(name).ok_or_else(unknown)?)
}

pub(crate) fn require_reason(reason: Option<&str>, what: Unreasoned) -> Result<String, Refusal> {
    match reason.map(str::trim) {
        Some(reason) if !reason.is_empty() => Ok(reason.to_owned()),
        _ => Err(what.into()),
    }
}
