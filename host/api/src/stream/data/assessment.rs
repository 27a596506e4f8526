//! What events of assessments say outside: which was asked for, and that it is there; the figures are a request away.

use domain::event::AssessmentEvent;
use serde_json::{Value, json};

use crate::stream::lookup::Lookup;

pub fn of(event: &AssessmentEvent, lookup: &Lookup<'_>) -> Value {
    match event {
        AssessmentEvent::Asked { number, plugin, period, closed } => json!({
            "number": number, "plugin": plugin, "period": period.name, "closed": closed,
            "starts": lookup.teller.time(period.starts), "ends": lookup.teller.time(period.ends),
        }),
        AssessmentEvent::AskedAgain { number } => json!({ "number": number }),
        AssessmentEvent::Done(done) => json!({
            "number": done.number, "plugin": done.plugin.name, "version": done.plugin.version,
            "indicators": done.answer.indicators.len(), "failure": done.failure.as_ref().map(|failure| failure.kind()),
        }),
    }
}
