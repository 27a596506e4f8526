//! A unit that came upon an incident: it is there, and stays on whatever the incident turns out to be.

use std::collections::BTreeSet;

use crate::event::{Event, IncidentEvent, UnitEvent};
use crate::fold::Context;
use crate::ids::*;
use crate::incident::Phase;
use crate::incident::fold::{change, push_bounded};
use crate::incident::record::{Changed, Incident, NewAssignment};
use crate::known::{free_unit, loaded};
use crate::skills::SkillSet;
use crate::state::State;
use crate::unit::{Primary, Secondary};

/// What makes of an incident that a unit came upon: it is accepted, and the unit is on it and there.
pub fn found_by(state: &State, incident: &Incident, unit: UnitRef) -> Vec<Event> {
    let which = incident.incident;
    let assignment = NewAssignment { unit, need: None, eta_s: 0, straight_line: false, extra: false };
    let assigned = IncidentEvent::UnitsAssigned { incident: which, assignments: vec![assignment], decision: None };
    let stepped = |to| Event::Incident(IncidentEvent::Stepped { incident: which, to });
    let (accepted, on_scene) = (stepped(Phase::Accepted), stepped(Phase::OnScene));
    vec![accepted, Event::Incident(assigned), stepped(Phase::Assigned), there(state, unit), on_scene]
}

fn there(state: &State, unit: UnitRef) -> Event {
    let mut secondary: BTreeSet<Secondary> = state.unit(unit).map(|live| live.secondary.clone()).unwrap_or_default();
    secondary.remove(&Secondary::Returning);
    Event::Unit(UnitEvent::StatusChanged { unit, primary: Primary::OnScene, secondary })
}

/// The unit that came upon a duplicate is on scene of what that is a duplicate of. Who else goes there is still the rules' business; one that
/// was taken to be over is not.
pub(super) fn carry_over(state: &State, incident: &Incident, into: &Incident, events: &mut Vec<Event>) {
    let Some(unit) = on_its_scene(state, incident) else { return };
    let (which, target) = (incident.incident, into.incident);
    let mut phase = into.phase;
    let mut step = |to: Phase, events: &mut Vec<Event>| {
        phase = to;
        events.push(Event::Incident(IncidentEvent::Stepped { incident: target, to }));
    };
    match into.phase {
        Phase::Reported => step(Phase::Accepted, events),
        Phase::Resolved => step(Phase::Reopened, events),
        _ => {}
    }
    let need = need_answered(state, into, unit);
    let assignment = NewAssignment { unit, need, eta_s: 0, straight_line: false, extra: need.is_none() };
    let assigned = IncidentEvent::UnitsAssigned { incident: target, assignments: vec![assignment], decision: None };
    events.push(Event::Incident(assigned));
    if !matches!(into.phase, Phase::Assigned | Phase::EnRoute | Phase::OnScene) {
        step(Phase::Assigned, events);
    }
    events.push(there(state, unit));
    if into.phase != Phase::OnScene {
        step(Phase::OnScene, events);
    }
    events.push(Event::Incident(IncidentEvent::UnitCarriedOver { incident: which, into: target, unit }));
}

/// The unit that came upon it, if it is there: put on it, or about to be, since it has just come in.
fn on_its_scene(state: &State, incident: &Incident) -> Option<UnitRef> {
    let unit = incident.origin.unit()?;
    if incident.steps.len() == 1 {
        let county = loaded(state).ok()?.county();
        return free_unit(state, county, unit, incident.reality).ok().map(|_| unit);
    }
    incident.active().any(|sent| sent.unit == unit && sent.on_scene_at.is_some()).then_some(unit)
}

/// The first need that is still open and that it answers.
fn need_answered(state: &State, incident: &Incident, unit: UnitRef) -> Option<u16> {
    let county = loaded(state).ok()?.county();
    let skills = county.units.get(unit.index()).map_or(SkillSet::NONE, |unit| unit.skills);
    let open = if incident.phase.is_active() { incident.open_needs(county) } else { incident.needs.clone() };
    open.iter().position(|need| need.is_answered_by(skills)).and_then(|need| u16::try_from(need).ok())
}

impl State {
    /// It is told with both, also of one that has just come in: the unit was on nothing else.
    pub(super) fn carried_over(&mut self, which: IncidentRef, into: IncidentRef, unit: UnitRef, cx: &Context<'_>) {
        let went = change(Changed::UnitWentOver { unit, into }, cx);
        self.change(which, cx, |incident| push_bounded(&mut incident.changes, went));
        let came = change(Changed::UnitCameOver { unit, from: which }, &self.seen_from(which, into, cx));
        self.change(into, cx, |incident| push_bounded(&mut incident.changes, came));
    }
}
