//! A report comes in: it is placed, and what it leaves out is taken from the county's table of kinds.

use crate::event::{Event, IncidentEvent};
use crate::ids::*;
use crate::incident::command::Report;
use crate::incident::located::placed;
use crate::incident::record::Reported;
use crate::incident::refusal::IncidentRefusal;
use crate::known::{free_unit, loaded};
use crate::limits::*;
use crate::refusal::Refusal;
use crate::state::State;
use crate::time::TimeMs;

pub(crate) fn report(state: &State, wanted: &Report, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    let loaded = loaded(state)?;
    let county = loaded.county();
    let code_ok = |code: &str| !code.is_empty() && code.len() <= CODE_BYTES_MAX;
    if !code_ok(&wanted.source) || !wanted.external_id.as_deref().is_none_or(code_ok) {
        return Err(IncidentRefusal::BadCode { bytes_max: CODE_BYTES_MAX }.into());
    }
    let known = wanted.external_id.as_deref().and_then(|number| state.external_ids.get(&wanted.source, number));
    if let Some((which, _)) = known {
        let id = state.incident(which).map_or_else(|| which.to_string(), |incident| incident.id.clone());
        let number = wanted.external_id.as_deref().unwrap_or_default();
        let (source, number) = (wanted.source.clone(), number.to_owned());
        return Err(IncidentRefusal::AlreadyReported { source, number, incident: id }.into());
    }
    let unknown_kind = || {
        let kinds = county.kinds.iter().filter(|k| !k.retired).map(|k| k.code.clone()).collect();
        IncidentRefusal::UnknownKind { kind: wanted.kind.clone(), kinds }
    };
    let kind_ref = loaded.index.kind(&wanted.kind).ok_or_else(unknown_kind)?;
    let kind = county.kinds.get(kind_ref.index()).filter(|kind| !kind.retired).ok_or_else(unknown_kind)?;
    let place = placed(loaded, (wanted.lon, wanted.lat), wanted.uncertain.as_ref())?;
    // Whoever came upon it has to be free, and is on it from then on.
    wanted.origin.unit().map(|unit| free_unit(state, county, unit, wanted.reality)).transpose()?;
    let incident = IncidentRef(state.last_incident.0 + 1);
    let reported = Reported {
        incident,
        id: format!("{}-{:06}", now.day(loaded.index.zone()), incident.0),
        external_id: wanted.external_id.clone(),
        kind: kind_ref,
        priority: wanted.priority.unwrap_or(kind.priority),
        reality: wanted.reality,
        source: wanted.source.clone(),
        origin: wanted.origin,
        place,
        needs: kind.needs.clone(),
        personal: wanted.personal.clone(),
        reported_by: None,
    };
    let mut events = vec![Event::Incident(IncidentEvent::Reported(Box::new(reported)))];
    if kind.accept_on_report && wanted.origin.is_default() {
        events.push(Event::Incident(IncidentEvent::Stepped { incident, to: crate::incident::Phase::Accepted }));
    }
    Ok(events)
}
