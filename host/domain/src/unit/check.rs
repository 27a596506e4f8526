//! What a person or a device may say of a unit.

use std::collections::BTreeSet;

use crate::command::UnitCommand;
use crate::event::{Event, IncidentEvent, UnitEvent};
use crate::ids::*;
use crate::incident::{Phase, Reality};
use crate::known::{free_unit, known_district, known_incident, known_unit, loaded, unit_code};
use crate::limits::LOAN_S_MAX;
use crate::refusal::Refusal;
use crate::state::State;
use crate::time::TimeMs;
use crate::unit::refusal::UnitRefusal;
use crate::unit::{Primary, Secondary};

pub(crate) fn check(state: &State, command: &UnitCommand, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    match command {
        UnitCommand::Release { incident, unit } => release(state, *incident, *unit),
        UnitCommand::SetStatus { unit, primary, secondary } => set_status(state, *unit, *primary, secondary.as_ref()),
        UnitCommand::StandBy { unit, to, until } => stand_by(state, *unit, *to, *until, now),
        UnitCommand::EndStandBy { unit } => end_stand_by(state, *unit),
    }
}

/// A free unit that no workflow has lent. Where it stands by already, it may do so longer or shorter, also while it is at work there.
fn stand_by(state: &State, unit: UnitRef, to: DistrictRef, until: TimeMs, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    let county = loaded(state)?.county();
    let known = known_unit(county, unit)?;
    known_district(state, to)?;
    if until <= now || until.since_s(now) > LOAN_S_MAX {
        return Err(UnitRefusal::StandByEnd { limit_days: LOAN_S_MAX / 86_400 }.into());
    }
    let code = || known.code.clone();
    match state.unit(unit).and_then(|live| live.loan) {
        Some(loan) if loan.instance.is_none() && loan.to == to => {}
        Some(_) => return Err(UnitRefusal::WithAnotherDistrict { unit: code() }.into()),
        None if known.district == to => return Err(UnitRefusal::StandByAtHome { unit: code() }.into()),
        None => drop(free_unit(state, county, unit, Reality::Actual)?),
    }
    Ok(vec![Event::Unit(UnitEvent::StandsBy { unit, to, until })])
}

fn end_stand_by(state: &State, unit: UnitRef) -> Result<Vec<Event>, Refusal> {
    let code = unit_code(loaded(state)?.county(), unit).to_owned();
    let loan = state.unit(unit).and_then(|live| live.loan).filter(|loan| loan.instance.is_none());
    loan.ok_or(UnitRefusal::StandsByNowhere { unit: code })?;
    Ok(vec![Event::Unit(UnitEvent::Returned { unit })])
}

/// A unit's own progress moves its incident along: the first unit on its way takes the incident en route, the first on
/// scene takes it there. A unit on an incident that says it is available or unavailable leaves that incident.
fn set_status(
    state: &State,
    unit: UnitRef,
    primary: Primary,
    secondary: Option<&BTreeSet<Secondary>>,
) -> Result<Vec<Event>, Refusal> {
    let known = known_or_busy(state, unit)?;
    let now = state.unit(unit).ok_or_else(|| UnitRefusal::NoSuchUnit { unit: known.code.clone() })?;
    let mut events = Vec::new();
    match (primary, now.incident) {
        (Primary::Assigned, _) => {
            return Err(UnitRefusal::UseAssign.into());
        }
        (Primary::EnRoute | Primary::OnScene, None) => {
            return Err(UnitRefusal::OnNoIncident { unit: known.code.clone(), status: primary }.into());
        }
        (Primary::Available | Primary::Unavailable, Some(incident)) => {
            events.push(Event::Incident(IncidentEvent::UnitReleased { incident, unit }));
        }
        _ => {}
    }
    let mut wanted = secondary.unwrap_or(&now.secondary).clone();
    if secondary.is_none() && matches!((primary, now.incident), (Primary::Available, Some(_))) {
        wanted.insert(Secondary::Returning);
    }
    if now.primary != primary || now.secondary != wanted {
        events.push(Event::Unit(UnitEvent::StatusChanged { unit, primary, secondary: wanted }));
    }
    if let Some(incident) = now.incident.and_then(|which| state.incident(which)) {
        let to = match primary {
            Primary::EnRoute if incident.phase == Phase::Assigned => Some(Phase::EnRoute),
            Primary::OnScene if matches!(incident.phase, Phase::Assigned | Phase::EnRoute) => Some(Phase::OnScene),
            Primary::Available | Primary::Unavailable if is_last(state, incident.incident, unit) => {
                back(incident.phase)
            }
            _ => None,
        };
        events.extend(to.map(|to| Event::Incident(IncidentEvent::Stepped { incident: incident.incident, to })));
    }
    Ok(events)
}

/// A person takes a unit off its incident; without any unit left, the incident waits for one again.
/// A unit leaves an incident.
pub fn release(state: &State, which: IncidentRef, unit: UnitRef) -> Result<Vec<Event>, Refusal> {
    let incident = known_incident(state, which)?;
    let code = unit_code(loaded(state)?.county(), unit);
    if state.unit(unit).is_none_or(|live| live.incident != Some(which)) {
        return Err(not_on(code, &incident.id));
    }
    let mut events = vec![Event::Incident(IncidentEvent::UnitReleased { incident: incident.incident, unit })];
    if is_last(state, incident.incident, unit)
        && let Some(to) = back(incident.phase)
    {
        events.push(Event::Incident(IncidentEvent::Stepped { incident: incident.incident, to }));
    }
    Ok(events)
}

/// What follows for its incident and its loan from that the county has a unit no more.
pub fn stand_down(state: &State, unit: UnitRef) -> Vec<Event> {
    let Some(live) = state.unit(unit) else { return Vec::new() };
    let mut events = Vec::new();
    if let Some(incident) = live.incident.and_then(|which| state.incident(which)) {
        let which = incident.incident;
        events.push(Event::Incident(IncidentEvent::UnitStoodDown { incident: which, unit }));
        let to = back(incident.phase).filter(|_| is_last(state, which, unit));
        events.extend(to.map(|to| Event::Incident(IncidentEvent::Stepped { incident: which, to })));
    }
    if live.loan.is_some() {
        events.push(Event::Unit(UnitEvent::Returned { unit }));
    }
    events
}

/// Says the same of a unit that is elsewhere and of one that there is not.
pub fn not_on(unit: &str, incident: &str) -> Refusal {
    UnitRefusal::NotOn { unit: unit.to_owned(), incident: incident.to_owned() }.into()
}

/// A unit of the county; also one that a re-import retired while it was on an incident, until it has left that.
fn known_or_busy(state: &State, unit: UnitRef) -> Result<&crate::county::Unit, Refusal> {
    let county = loaded(state)?.county();
    let busy = state.unit(unit).is_some_and(|live| live.incident.is_some());
    match county.units.get(unit.index()).filter(|_| busy) {
        Some(unit) => Ok(unit),
        None => known_unit(county, unit),
    }
}

fn is_last(state: &State, incident: IncidentRef, unit: UnitRef) -> bool {
    state.incident(incident).is_some_and(|incident| incident.units().all(|on_it| on_it == unit))
}

/// Where an incident goes back to when its last unit leaves before anybody was on scene.
fn back(phase: Phase) -> Option<Phase> {
    matches!(phase, Phase::Assigned | Phase::EnRoute).then_some(Phase::Accepted)
}
