//! What may be done about assessments, and which are due because their period has closed.

use super::{Length, Period};
use crate::command::AssessmentCommand;
use crate::event::{AssessmentEvent, Event};
use crate::ids::AssessmentRef;
use crate::known::known_plugin;
use crate::limits::*;
use crate::refusal::Refusal;
use crate::state::State;
use crate::time::TimeMs;

use super::refusal::AssessmentRefusal;

pub(crate) fn check(state: &State, command: &AssessmentCommand, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    match command {
        AssessmentCommand::Ask { plugin, period } => {
            known_plugin(state, plugin)?;
            if state.assessor_at(plugin).is_none() {
                return Err(AssessmentRefusal::Off { plugin: plugin.clone() }.into());
            }
            if period.starts > now {
                return Err(AssessmentRefusal::NotBegun { period: period.name.clone() }.into());
            }
            let pending = state.assessments.rows.values().filter(|row| row.done.is_none()).count();
            if pending >= ASSESSMENTS_PENDING_MAX {
                return Err(AssessmentRefusal::TooMany { max: ASSESSMENTS_PENDING_MAX }.into());
            }
            Ok(vec![asked(state, 1, plugin, period, false)])
        }
        AssessmentCommand::Record(assessment) => match state.assessments.get(assessment.number) {
            None => Err(AssessmentRefusal::NoSuch { number: assessment.number }.into()),
            Some(row) if row.done.is_some() => Err(AssessmentRefusal::Done { number: assessment.number }.into()),
            Some(_) => Ok(vec![AssessmentEvent::Done(assessment.clone()).into()]),
        },
    }
}

fn asked(state: &State, ahead: u32, plugin: &str, period: &Period, closed: bool) -> Event {
    let number = AssessmentRef(state.assessments.last.0.saturating_add(ahead));
    AssessmentEvent::Asked { number, plugin: plugin.to_owned(), period: period.clone(), closed }.into()
}

/// The periods that have closed and were not assessed, for each assessor; and what nothing came of, to be worked out once more.
pub fn due(state: &State, now: TimeMs) -> Vec<Event> {
    let Some(loaded) = state.county.as_ref() else { return Vec::new() };
    let lengths = &loaded.county().assessment.periods;
    let late = |at: TimeMs| now.since_s(at) >= ASSESSMENT_PATIENCE_S;
    let pending = state.assessments.rows.values().filter(|row| row.done.is_none() && late(row.at));
    let mut events: Vec<Event> = pending
        .map(|row| AssessmentEvent::AskedAgain { number: row.number }.into())
        .take(ASSESSMENTS_PENDING_MAX)
        .collect();
    if lengths.is_empty() {
        return events;
    }
    let zone = loaded.index.zone();
    let assessors = state.assessors();
    let mut ahead = 0;
    for length in lengths {
        let Some(period) = length.closed(TimeMs(now.0 - i64::from(ASSESSED_AFTER_S) * 1_000), zone) else { continue };
        for plugin in &assessors {
            let before = state.assessments.closed.get(&closed_key(plugin, *length));
            if before.is_none_or(|before| *before < period.ends) && ahead < ASSESSMENTS_PENDING_MAX as u32 {
                ahead += 1;
                events.push(asked(state, ahead, plugin, &period, true));
            }
        }
    }
    events
}

/// Under what it is remembered that a period was asked for.
pub(crate) fn closed_key(plugin: &str, length: Length) -> String {
    format!("{plugin} {}", length.name())
}
