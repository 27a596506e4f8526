//! How an incident ended: one of the county's own results, given with its last steps or put right after them.

use crate::event::{Event, IncidentEvent};
use crate::ids::IncidentRef;
use crate::incident::Phase;
use crate::incident::record::Incident;
use crate::incident::refusal::IncidentRefusal;
use crate::known::{known_incident, loaded};
use crate::refusal::Refusal;
use crate::state::State;

/// Where an incident is, or is going to, when it has a result.
const fn is_end(phase: Phase) -> bool {
    matches!(phase, Phase::Resolved | Phase::Closed | Phase::Cancelled)
}

/// What goes before a step: the result that is given with it. None is closed without one where the county has any for its kind.
pub(super) fn with_step(
    state: &State,
    which: IncidentRef,
    to: Phase,
    outcome: Option<&str>,
) -> Result<Option<Event>, Refusal> {
    let incident = known_incident(state, which)?;
    let Some(outcome) = outcome else {
        let fitting = codes(state, incident)?;
        let missing = incident.outcome.as_ref().is_none_or(|known| !fitting.contains(known));
        if to == Phase::Closed && missing && !fitting.is_empty() {
            return Err(IncidentRefusal::OutcomeMissing { incident: incident.id.clone(), outcomes: fitting }.into());
        }
        return Ok(None);
    };
    if !is_end(to) {
        return Err(IncidentRefusal::OutcomeEarly { incident: incident.id.clone(), phase: to }.into());
    }
    check_code(state, incident, outcome)?;
    let same = incident.outcome.as_deref() == Some(outcome);
    Ok((!same).then(|| IncidentEvent::Concluded { incident: which, outcome: outcome.to_owned() }.into()))
}

/// A person says how an incident ended, or puts that right.
pub(super) fn set(state: &State, which: IncidentRef, outcome: &str) -> Result<Vec<Event>, Refusal> {
    let incident = known_incident(state, which)?;
    let id = || incident.id.clone();
    if !is_end(incident.phase) {
        return Err(IncidentRefusal::OutcomeEarly { incident: id(), phase: incident.phase }.into());
    }
    check_code(state, incident, outcome)?;
    if incident.outcome.as_deref() == Some(outcome) {
        return Err(IncidentRefusal::OutcomeAlready { incident: id(), outcome: outcome.to_owned() }.into());
    }
    Ok(vec![IncidentEvent::Concluded { incident: which, outcome: outcome.to_owned() }.into()])
}

fn check_code(state: &State, incident: &Incident, outcome: &str) -> Result<(), Refusal> {
    let outcomes = codes(state, incident)?;
    if outcomes.is_empty() {
        return Err(IncidentRefusal::NoOutcomes { incident: incident.id.clone() }.into());
    }
    let known = outcomes.iter().any(|code| code == outcome);
    Ok(known.then_some(()).ok_or(IncidentRefusal::UnknownOutcome { outcome: outcome.to_owned(), outcomes })?)
}

/// The results that it may have.
fn codes(state: &State, incident: &Incident) -> Result<Vec<String>, Refusal> {
    Ok(loaded(state)?.county().outcomes_of(incident.kind).map(|outcome| outcome.code.clone()).collect())
}
