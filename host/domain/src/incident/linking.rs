//! Linking incidents: what may be linked, and what that makes of them.

use crate::event::{Event, IncidentEvent};
use crate::ids::IncidentRef;
use crate::incident::link::{Link, Relation};
use crate::incident::record::Incident;
use crate::incident::refusal::IncidentRefusal;
use crate::known::known_incident;
use crate::limits::LINKS_PER_INCIDENT_MAX;
use crate::refusal::Refusal;
use crate::state::State;

/// The other may be in the archive, where nothing more is written.
pub(super) fn link(
    state: &State,
    which: IncidentRef,
    to: IncidentRef,
    relation: Relation,
    archived: bool,
) -> Result<Vec<Event>, Refusal> {
    let incident = known_incident(state, which)?;
    let other = name(state, to, archived)?;
    let id = || incident.id.clone();
    if which == to {
        return Err(IncidentRefusal::LinkedWithItself { incident: id() }.into());
    }
    if linked(state, which, to).is_some() || linked(state, to, which).is_some() {
        return Err(IncidentRefusal::LinkedAlready { incident: id(), other }.into());
    }
    if incident.links.len() >= LINKS_PER_INCIDENT_MAX {
        return Err(IncidentRefusal::TooManyLinks { incident: id(), links_max: LINKS_PER_INCIDENT_MAX }.into());
    }
    Ok(vec![IncidentEvent::Linked { incident: which, to, relation }.into()])
}

pub(super) fn unlink(
    state: &State,
    which: IncidentRef,
    to: IncidentRef,
    archived: bool,
) -> Result<Vec<Event>, Refusal> {
    let incident = known_incident(state, which)?;
    let other = name(state, to, archived)?;
    let pair = [(which, to), (to, which)].into_iter().find(|(from, to)| linked(state, *from, *to).is_some());
    let (incident, to) = pair.ok_or(IncidentRefusal::NotLinked { incident: incident.id.clone(), other })?;
    Ok(vec![IncidentEvent::Unlinked { incident, to }.into()])
}

fn name(state: &State, which: IncidentRef, archived: bool) -> Result<String, Refusal> {
    match known_incident(state, which) {
        Err(_) if archived && which.0 > 0 && which <= state.last_incident => Ok(which.to_string()),
        known => known.map(|incident| incident.id.clone()),
    }
}

fn linked(state: &State, which: IncidentRef, to: IncidentRef) -> Option<&Link> {
    state.incident(which)?.link(to)
}

impl Incident {
    /// Its own link to another one.
    pub fn link(&self, to: IncidentRef) -> Option<&Link> {
        self.links.iter().find(|link| link.to == to)
    }
}
