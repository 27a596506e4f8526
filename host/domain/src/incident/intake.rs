//! What a report is made of once it is in: its kind, its acceptance, and a person's word on what an intake proposes.

use crate::county::County;
use crate::decision::IntakeChoice;
use crate::event::{Event, IncidentEvent, MatterEvent};
use crate::ids::*;
use crate::incident::check::merging;
use crate::incident::origin::Origin;
use crate::incident::overtaken::overtake;
use crate::incident::record::Incident;
use crate::incident::refusal::IncidentRefusal;
use crate::incident::{Need, Phase};
use crate::known::{loaded, open_incident};
use crate::limits::{CANDIDATES_MAX, NEEDS_MAX};
use crate::refusal::Refusal;
use crate::state::State;
use crate::time::TimeMs;

/// A person says of what kind an incident is.
pub fn set_kind(state: &State, which: IncidentRef, kind: KindRef, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    let incident = open_incident(state, which)?;
    if incident.kind == kind {
        return Err(IncidentRefusal::KindAlready { incident: incident.id.clone() }.into());
    }
    let mut events = Vec::new();
    reclassify(state, incident, kind, now, &mut events)?;
    Ok(events)
}

/// Another kind and what comes with it: its needs, and its priority where the old one was the old kind's own. What was
/// recommended for the old needs lapses.
pub fn reclassify(
    state: &State,
    incident: &Incident,
    kind: KindRef,
    now: TimeMs,
    events: &mut Vec<Event>,
) -> Result<(), Refusal> {
    let county = loaded(state)?.county();
    let new = county.kinds.get(kind.index()).filter(|new| !new.retired);
    let new = new.ok_or(IncidentRefusal::NoSuchKind { kind })?;
    if incident.kind == kind {
        return Ok(());
    }
    let advice: Vec<u32> = state.advice(incident.incident).iter().map(|decision| decision.facts.number).collect();
    overtake(incident, &advice, now, events);
    events.push(Event::Incident(IncidentEvent::KindChanged {
        incident: incident.incident,
        kind,
        needs: new.needs.clone(),
    }));
    let was_the_kinds_own =
        county.kinds.get(incident.kind.index()).is_some_and(|old| old.priority == incident.priority);
    if was_the_kinds_own && new.priority != incident.priority {
        events.push(Event::Incident(IncidentEvent::PriorityChanged {
            incident: incident.incident,
            priority: new.priority,
        }));
    }
    Ok(())
}

/// Whether an incident may need this: something, no more sorts than it may have, each for somebody, of skills that the county has.
pub fn are_good_needs(county: &County, needs: &[Need]) -> bool {
    let known = |number: u8| county.skills.get(usize::from(number)).is_some_and(|skill| !skill.retired);
    let units: u32 = needs.iter().map(|need| u32::from(need.count)).sum();
    !needs.is_empty()
        && needs.len() <= NEEDS_MAX
        && needs.iter().all(|need| need.count > 0 && need.skills.numbers().all(known))
        && units as usize <= CANDIDATES_MAX
}

fn require_good_needs(county: &County, needs: &[Need]) -> Result<(), Refusal> {
    let good = are_good_needs(county, needs);
    Ok(good.then_some(()).ok_or(IncidentRefusal::BadNeeds { sorts_max: NEEDS_MAX, units_max: CANDIDATES_MAX })?)
}

/// The acceptance of an incident whose kind is accepted as soon as it is reported.
pub fn acceptance(state: &State, which: IncidentRef) -> Option<Event> {
    let incident = state.incident(which).filter(|incident| incident.phase == Phase::Reported)?;
    // One that broke off is called back first.
    let incident = Some(incident).filter(|incident| incident.origin != Origin::Abandoned)?;
    let kind = state.county.as_ref()?.county().kinds.get(incident.kind.index())?;
    kind.accept_on_report.then_some(Event::Incident(IncidentEvent::Stepped { incident: which, to: Phase::Accepted }))
}

/// Makes what a person chose hold. `decision` is being settled; everything else that waits lapses if it is merged.
pub fn choose(
    state: &State,
    incident: &Incident,
    choice: IntakeChoice,
    decision: u32,
    now: TimeMs,
    events: &mut Vec<Event>,
) -> Result<(), Refusal> {
    if choice == IntakeChoice::default() {
        return Err(IncidentRefusal::NothingChosen.into());
    }
    let mut priority = incident.priority;
    if let Some(kind) = choice.kind {
        reclassify(state, incident, kind, now, events)?;
    }
    for event in events.iter() {
        if let Event::Incident(IncidentEvent::PriorityChanged { priority: by_kind, .. }) = event {
            priority = *by_kind;
        }
    }
    if let Some(chosen) = choice.priority.filter(|chosen| *chosen != priority) {
        events.push(Event::Incident(IncidentEvent::PriorityChanged { incident: incident.incident, priority: chosen }));
    }
    if let Some(needs) = choice.needs {
        require_good_needs(loaded(state)?.county(), &needs)?;
        if choice.kind.is_some() || needs != incident.needs {
            events.push(Event::Incident(IncidentEvent::NeedsChanged { incident: incident.incident, needs }));
        }
    }
    if let Some(into) = choice.duplicate_of {
        let settled = |event: &Event| {
            if let Event::Matter(MatterEvent::Settled { decision, .. }) = event { Some(*decision) } else { None }
        };
        let done: Vec<u32> = events.iter().filter_map(settled).chain([decision]).collect();
        merging(state, incident.incident, into, &done, now, events)?;
    }
    Ok(())
}
