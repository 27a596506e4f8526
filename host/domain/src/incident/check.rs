//! What a person may do to an incident.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::candidates::standing;
use crate::command::IncidentCommand;
use crate::county::travel::Travel;
use crate::event::{Event, IncidentEvent, TimerEvent, UnitEvent};
use crate::ids::*;
use crate::incident::found::carry_over;
use crate::incident::hand_off::to_be_confirmed;
use crate::incident::overtaken::{lapse, overtake};
use crate::incident::record::{Incident, NewAssignment};
use crate::incident::refusal::{IncidentRefusal, NoStep};
use crate::incident::{Phase, Priority, handing_off, intake, linking, noting, outcome, relocation, report};
use crate::known::{free_unit, known_incident, known_unit, loaded, open_incident};
use crate::limits::CANDIDATES_MAX;
use crate::matter::overriding;
use crate::refusal::Refusal;
use crate::refusal::command::CommandRefusal;
use crate::sentence::Value;
use crate::state::State;
use crate::time::TimeMs;
use crate::timer::TimerId;
use crate::unit::Primary;

pub(crate) fn check(state: &State, command: &IncidentCommand, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    match command {
        IncidentCommand::Report(wanted) => report::report(state, wanted, now),
        IncidentCommand::Step { incident, to, outcome } => step(state, *incident, *to, outcome.as_deref(), now),
        IncidentCommand::SetOutcome { incident, outcome } => outcome::set(state, *incident, outcome),
        IncidentCommand::SetPriority { incident, priority } => set_priority(state, *incident, *priority),
        IncidentCommand::SetKind { incident, kind } => intake::set_kind(state, *incident, *kind, now),
        IncidentCommand::Assign { incident, units, code } => assign(state, *incident, units, code.as_deref(), now),
        IncidentCommand::Relocate { incident, lon, lat, uncertain } => {
            relocation::relocate(state, *incident, (*lon, *lat), uncertain.as_ref(), now)
        }
        IncidentCommand::Merge { incident, into } => merge(state, *incident, *into, now),
        IncidentCommand::Unmerge { incident } => unmerge(state, *incident),
        IncidentCommand::Note { incident, words, corrects } => noting::add(state, *incident, words, *corrects),
        IncidentCommand::AddCall { incident, words, call } => noting::call(state, *incident, words, call),
        IncidentCommand::Link { incident, to, relation, archived } => {
            linking::link(state, *incident, *to, *relation, archived.is_some())
        }
        IncidentCommand::Unlink { incident, to, archived } => {
            linking::unlink(state, *incident, *to, archived.is_some())
        }
        IncidentCommand::HandOff { incident, to, note } => handing_off::hand_off(state, *incident, to, note.as_deref()),
        IncidentCommand::ConfirmHandOff { incident, from, reference } => {
            handing_off::confirm(state, *incident, from, reference)
        }
        IncidentCommand::ReadSealed { incident, subject, fields, purpose } => {
            if purpose.trim().is_empty() || fields.is_empty() {
                return Err(CommandRefusal::NoPurpose.into());
            }
            check_subject(state, *incident, *subject)?;
            let (fields, purpose) = (fields.clone(), purpose.clone());
            Ok(vec![IncidentEvent::SealedRead { incident: *incident, fields, purpose }.into()])
        }
        IncidentCommand::Erase { incident, subject } => {
            check_subject(state, *incident, *subject)?;
            Ok(vec![IncidentEvent::SubjectErased { incident: *incident, subject: *subject }.into()])
        }
    }
}

/// Whether these are an incident's personal data. Of one that only the archive has, what is kept is noted in the state.
fn check_subject(state: &State, which: IncidentRef, subject: SubjectRef) -> Result<(), Refusal> {
    let Some(incident) = state.incident(which) else {
        if which.0 == 0 || which > state.last_incident {
            return Err(IncidentRefusal::NoSuchIncident { incident: which }.into());
        }
        if state.erased.contains(subject) {
            return Err(IncidentRefusal::ErasedFromArchive { incident: which }.into());
        }
        let known = state.retained.subject(which.into()) == Some(subject);
        return Ok(known.then_some(()).ok_or(IncidentRefusal::NoSuchSubject { subject })?);
    };
    let nothing = || {
        let id = incident.id.clone();
        match incident.erased_at {
            Some(_) => IncidentRefusal::Erased { incident: id },
            None => IncidentRefusal::NeverGiven { incident: id },
        }
    };
    let own = incident.personal.as_ref().is_some_and(|personal| personal.subject == subject);
    Ok(own.then_some(()).ok_or_else(nothing)?)
}

fn set_priority(state: &State, which: IncidentRef, priority: Priority) -> Result<Vec<Event>, Refusal> {
    let incident = open_incident(state, which)?;
    if incident.priority == priority {
        return Err(IncidentRefusal::PriorityAlready { incident: incident.id.clone(), priority }.into());
    }
    Ok(vec![IncidentEvent::PriorityChanged { incident: which, priority }.into()])
}

/// `outcome`: how it ended, with its last steps.
pub fn step(
    state: &State,
    which: IncidentRef,
    to: Phase,
    outcome: Option<&str>,
    now: TimeMs,
) -> Result<Vec<Event>, Refusal> {
    let incident = known_incident(state, which)?;
    if to == Phase::Merged {
        return Err(IncidentRefusal::UseMerge.into());
    }
    if !incident.phase.may_become(to) {
        return Err(illegal_step(incident, |incident, phase, legal| IncidentRefusal::IllegalStep {
            incident,
            phase,
            to,
            legal,
        }));
    }
    let has_units = incident.units().next().is_some();
    if matches!(to, Phase::Assigned | Phase::EnRoute | Phase::OnScene) && !has_units {
        return Err(illegal_step(incident, |incident, phase, legal| IncidentRefusal::Unitless {
            incident,
            phase,
            to,
            legal,
        }));
    }
    let mut events: Vec<Event> = outcome::with_step(state, which, to, outcome)?.into_iter().collect();
    match to {
        Phase::EnRoute => progress_units(state, incident, Primary::EnRoute, &mut events),
        Phase::OnScene => progress_units(state, incident, Primary::OnScene, &mut events),
        Phase::Accepted | Phase::Resolved | Phase::Cancelled => release_units(incident, &mut events),
        _ => {}
    }
    if matches!(to, Phase::Resolved | Phase::Cancelled) {
        overtake(incident, &incident.escalated.pending, now, &mut events);
    }
    events.push(Event::Incident(IncidentEvent::Stepped { incident: which, to }));
    if !to.is_open() {
        stop_timers(state, incident, &mut events, &|_| true);
        // Nobody waits any more for the agencies that were told of its duplicates.
        for duplicate in state.under(incident) {
            stop_timers(state, duplicate, &mut events, &|timer| to_be_confirmed(timer).is_some());
        }
    }
    Ok(events)
}

/// Names the legal steps. `why`: of the incident's id, its phase, and those steps.
fn illegal_step(incident: &Incident, why: impl FnOnce(String, Phase, Value) -> IncidentRefusal) -> Refusal {
    let legal = incident.phase.next().to_vec();
    let told = if legal.is_empty() { NoStep::OnlyUnmerging.into() } else { legal.clone().into() };
    Refusal { legal, ..why(incident.id.clone(), incident.phase, told).into() }
}

/// All units of the incident that have not come as far yet.
fn progress_units(state: &State, incident: &Incident, primary: Primary, events: &mut Vec<Event>) {
    for unit in incident.units() {
        if let Some(now) = state.unit(unit).filter(|now| now.primary < primary) {
            events.push(Event::Unit(UnitEvent::StatusChanged { unit, primary, secondary: now.secondary.clone() }));
        }
    }
}

pub fn release_units(incident: &Incident, events: &mut Vec<Event>) {
    events.extend(
        incident.units().map(|unit| Event::Incident(IncidentEvent::UnitReleased { incident: incident.incident, unit })),
    );
}

/// The host stops what still runs when an incident ends, whatever its plugins do.
fn stop_timers(state: &State, incident: &Incident, events: &mut Vec<Event>, which: &dyn Fn(TimerId) -> bool) {
    let running = state.timers.of(incident.incident).into_iter().filter(|timer| which(*timer));
    let generations = incident.escalated.timer_generation + 1..;
    let stop = |(timer, generation)| Event::Timer(TimerEvent::Stopped { timer, generation });
    events.extend(running.zip(generations).map(stop));
}

/// An incident becomes a duplicate of another: its units go home, but for one that came upon it and is there; what waits for a person
/// lapses, its timers stop. Its own history stays with it.
pub fn merge(state: &State, which: IncidentRef, into: IncidentRef, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    let mut events = Vec::new();
    merging(state, which, into, &[], now, &mut events)?;
    Ok(events)
}

/// `settled`: recommendations that wait no more, by what comes before in the same batch.
pub(super) fn merging(
    state: &State,
    which: IncidentRef,
    into: IncidentRef,
    settled: &[u32],
    now: TimeMs,
    events: &mut Vec<Event>,
) -> Result<(), Refusal> {
    let incident = known_incident(state, which)?;
    let target = open_incident(state, into)?;
    if which == into {
        return Err(IncidentRefusal::MergedWithItself.into());
    }
    if target.reality != incident.reality {
        return Err(IncidentRefusal::OtherReality.into());
    }
    if !incident.phase.may_become(Phase::Merged) {
        return Err(illegal_step(incident, |incident, phase, legal| IncidentRefusal::NoMerging {
            incident,
            phase,
            legal,
        }));
    }
    let waiting = incident.escalated.pending.iter();
    let pending: Vec<u32> = waiting.filter(|number| !settled.contains(number)).copied().collect();
    release_units(incident, events);
    overtake(incident, &pending, now, events);
    events.push(Event::Incident(IncidentEvent::Merged { incident: which, into }));
    // An agency that was told of a duplicate still has to confirm that.
    stop_timers(state, incident, events, &|timer| to_be_confirmed(timer).is_none());
    carry_over(state, incident, target, events);
    Ok(())
}

/// A duplicate is none: it goes on where it was, or waits for units again if it had some.
pub fn unmerge(state: &State, which: IncidentRef) -> Result<Vec<Event>, Refusal> {
    let incident = known_incident(state, which)?;
    let not_merged = || Refusal {
        legal: incident.phase.next().to_vec(),
        ..IncidentRefusal::NotMerged { incident: incident.id.clone(), phase: incident.phase }.into()
    };
    let from = incident.merged_into.filter(|_| incident.phase == Phase::Merged).ok_or_else(not_merged)?;
    let was = incident.steps.iter().rev().find(|step| step.to != Phase::Merged).map_or(Phase::Reported, |step| step.to);
    let to = was.after_unmerging();
    let mut events = vec![Event::Incident(IncidentEvent::Unmerged { incident: which, from, to })];
    let kind = loaded(state)?.county().kinds.get(incident.kind.index());
    if to == Phase::Reported && kind.is_some_and(|kind| kind.accept_on_report) {
        events.push(Event::Incident(IncidentEvent::Stepped { incident: which, to: Phase::Accepted }));
    }
    Ok(events)
}

/// A person sends units. They must be free; shift, skills and reserve are the person's own judgement. `code`: the county's reason for
/// sending others than are recommended.
pub fn assign(
    state: &State,
    which: IncidentRef,
    units: &[UnitRef],
    code: Option<&str>,
    now: TimeMs,
) -> Result<Vec<Event>, Refusal> {
    let incident = known_incident(state, which)?;
    if !incident.phase.is_active() {
        return Err(illegal_step(incident, |incident, phase, legal| IncidentRefusal::NoSending {
            incident,
            phase,
            legal,
        }));
    }
    let assignments = by_hand(state, incident, units, now)?;
    let mut events = Vec::new();
    // What was recommended in the way of notices still waits for its answer.
    let advice = state.advice(which);
    let code = overriding::by_hand(state, advice.map(Arc::as_ref), units, code)?;
    let lapsed = advice.map(|decision| lapse(incident, decision.facts.number, code, now));
    events.extend(lapsed);
    events.push(Event::Incident(IncidentEvent::UnitsAssigned { incident: which, assignments, decision: None }));
    if incident.phase.wants_units() {
        events.push(Event::Incident(IncidentEvent::Stepped { incident: which, to: Phase::Assigned }));
    }
    Ok(events)
}

pub fn by_hand(
    state: &State,
    incident: &Incident,
    units: &[UnitRef],
    now: TimeMs,
) -> Result<Vec<NewAssignment>, Refusal> {
    let loaded = loaded(state)?;
    if units.is_empty() || units.len() > CANDIDATES_MAX {
        return Err(IncidentRefusal::UnitCount { units_max: CANDIDATES_MAX }.into());
    }
    let mut seen = BTreeSet::new();
    let mut from = Vec::new();
    for unit in units {
        let known = known_unit(loaded.county(), *unit)?;
        if !seen.insert(*unit) {
            return Err(IncidentRefusal::UnitTwice { unit: known.code.clone() }.into());
        }
        let live = free_unit(state, loaded.county(), *unit, incident.reality)?;
        from.push((*unit, standing(loaded, *unit, live, now).snapped));
    }
    let ways = loaded.approaches(&from, (incident.place.lon, incident.place.lat));
    let assignment = |(unit, Travel { seconds, straight_line, .. }): (&UnitRef, Travel)| NewAssignment {
        unit: *unit,
        need: None,
        eta_s: seconds,
        straight_line,
        extra: false,
    };
    Ok(units.iter().zip(ways).map(assignment).collect())
}

/// Units go by a decision that a person confirmed or amended.
pub fn send(incident: &Incident, assignments: Vec<NewAssignment>, decision: u32, events: &mut Vec<Event>) {
    let which = incident.incident;
    events.push(Event::Incident(IncidentEvent::UnitsAssigned {
        incident: which,
        assignments,
        decision: Some(decision),
    }));
    if incident.phase.wants_units() {
        events.push(Event::Incident(IncidentEvent::Stepped { incident: which, to: Phase::Assigned }));
    }
}
