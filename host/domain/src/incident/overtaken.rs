//! Recommendations that lapse, since the incident goes on without an answer.

use crate::cause::HOST;
use crate::decision::{SettledAs, Settlement};
use crate::event::{Event, MatterEvent};
use crate::incident::record::Incident;
use crate::time::TimeMs;

/// These recommendations, which nobody answered, lapse.
pub(super) fn overtake(incident: &Incident, pending: &[u32], at: TimeMs, events: &mut Vec<Event>) {
    let lapse = |decision: &u32| {
        Event::Matter(MatterEvent::Settled {
            matter: incident.incident.into(),
            decision: *decision,
            settlement: Settlement { at, by: HOST.to_owned(), outcome: SettledAs::Overtaken },
        })
    };
    events.extend(pending.iter().map(lapse));
}
