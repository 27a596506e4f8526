//! What becomes of an incident that turns out to be elsewhere.

use crate::candidates::standing;
use crate::county::Position;
use crate::county::loaded::LoadedCounty;
use crate::county::travel::Travel;
use crate::event::{Event, IncidentEvent};
use crate::ids::*;
use crate::incident::located::placed;
use crate::incident::overtaken::overtake;
use crate::incident::place::{NewWay, Uncertain};
use crate::incident::record::{Incident, IncidentPlace};
use crate::incident::refusal::IncidentRefusal;
use crate::known::{loaded, open_incident};
use crate::refusal::Refusal;
use crate::state::State;
use crate::time::TimeMs;

/// It is elsewhere than was thought. What was recommended for the old place lapses; units that are on their way go on to the new one.
pub(super) fn relocate(
    state: &State,
    which: IncidentRef,
    to: Position,
    uncertain: Option<&Uncertain>,
    now: TimeMs,
) -> Result<Vec<Event>, Refusal> {
    let incident = open_incident(state, which)?;
    let loaded = loaded(state)?;
    let place = placed(loaded, to, uncertain)?;
    if place == incident.place {
        return Err(IncidentRefusal::PlaceAlready { incident: incident.id.clone() }.into());
    }
    let mut events = Vec::new();
    let advice: Vec<u32> = state.advice(which).iter().map(|decision| decision.facts.number).collect();
    overtake(incident, &advice, now, &mut events);
    let ways = ways(state, loaded, incident, to, now);
    events.push(IncidentEvent::Relocated { incident: which, place, from: incident.place.district, ways }.into());
    Ok(events)
}

fn ways(state: &State, loaded: &LoadedCounty, incident: &Incident, to: Position, now: TimeMs) -> Vec<NewWay> {
    let coming = incident.active().filter(|assignment| assignment.on_scene_at.is_none());
    let stands = |unit: UnitRef| Some((unit, standing(loaded, unit, state.unit(unit)?, now).snapped));
    let from: Vec<_> = coming.filter_map(|assignment| stands(assignment.unit)).collect();
    let way = |((unit, _), Travel { seconds, straight_line, .. }): (&(UnitRef, _), Travel)| NewWay {
        unit: *unit,
        eta_s: seconds,
        straight_line,
    };
    from.iter().zip(loaded.approaches(&from, to)).map(way).collect()
}

impl Incident {
    /// It is there, and units on their way have so long a way. `at`: when that was said.
    pub(super) fn move_to(&mut self, place: &IncidentPlace, ways: &[NewWay], at: TimeMs) {
        self.place = place.clone();
        for way in ways {
            let coming = self.assignments.iter_mut().filter(|a| a.unit == way.unit && a.released_at.is_none());
            for assignment in coming {
                // As for all: since it was sent.
                assignment.eta_s = at.since_s(assignment.at).saturating_add(way.eta_s);
                assignment.straight_line = way.straight_line;
            }
        }
    }
}
