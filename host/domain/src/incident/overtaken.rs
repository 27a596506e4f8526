//! Recommendations that lapse, since the incident goes on without an answer.

use crate::cause::HOST;
use crate::decision::{SettledAs, Settlement};
use crate::event::{Event, MatterEvent};
use crate::incident::record::Incident;
use crate::time::TimeMs;

/// These recommendations, which nobody answered, lapse.
pub(super) fn overtake(incident: &Incident, pending: &[u32], at: TimeMs, events: &mut Vec<Event>) {
    events.extend(pending.iter().map(|decision| lapse(incident, *decision, None, at)));
}

/// One of them lapses. `code`: why a person did something else by hand.
pub(super) fn lapse(incident: &Incident, decision: u32, code: Option<String>, at: TimeMs) -> Event {
    Event::Matter(MatterEvent::Settled {
        matter: incident.incident.into(),
        decision,
        settlement: Settlement { at, by: HOST.to_owned(), outcome: SettledAs::Overtaken, code },
    })
}
