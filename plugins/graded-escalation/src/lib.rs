//! Calls one level after the other until somebody acknowledges, and further if who accepted does not arrive. Who is on duty in a
//! level is looked up when the level is called; the last resort is the command room, which is always reached.

mod ladder;
mod settings;
mod shortage;
mod urgency;
mod why;

pub use settings::*;

use ladder::Ladder;
use wardroom_plugin::{Escalation, Matter, MatterSubject, Outcome, Phase, Result, Stage, TimeS, Trigger};

pub struct GradedEscalation;

impl Escalation for GradedEscalation {
    type Settings = Settings;

    fn consider(now: TimeS, settings: &Settings, matter: &Matter, trigger: Trigger) -> Result<Outcome> {
        let mut outcome = Outcome::default();
        let Some(step) = step(matter, trigger) else { return Ok(outcome) };
        if let Step::NobodyToSend = step {
            shortage::tell(settings, matter, now, &mut outcome);
            return Ok(outcome);
        }
        if let Step::Stop = step {
            matter.timers.iter().for_each(|key| outcome.stop_timer(*key));
            return Ok(outcome);
        }
        let fired = match step {
            Step::Fire(key) => Some(key),
            _ => None,
        };
        if let Some(ladder) = Ladder::of(settings, matter, now, fired)? {
            match step {
                Step::Begin => ladder.begin(&mut outcome),
                Step::GoOn => ladder.go_on(&mut outcome)?,
                Step::Fire(key) => ladder.fire(key, &mut outcome)?,
                Step::Next(level) => ladder.next_after(level, &mut outcome)?,
                Step::BeginAnew => ladder.begin_anew(&mut outcome),
                Step::NobodyToSend | Step::Stop => {}
            }
        }
        Ok(outcome)
    }
}

wardroom_plugin::export!(escalation: GradedEscalation);

enum Step {
    Begin,
    /// From where it was stopped, if it had begun.
    GoOn,
    /// The timer with this key.
    Fire(u16),
    /// Nobody of this level reacted in time.
    Next(u8),
    /// The delays that are left may be others now.
    BeginAnew,
    NobodyToSend,
    Stop,
}

/// What a trigger asks for; most ask for nothing, and then the county is not read at all.
fn step(matter: &Matter, trigger: Trigger) -> Option<Step> {
    let unheard = matter.acknowledged_at.is_none() && !matter.settled;
    let begun = !matter.timers.is_empty() || matter.told > 0;
    match (trigger, &matter.subject) {
        (Trigger::PhaseChanged, MatterSubject::Incident(incident)) => match incident.phase {
            // An incident that loses its units is accepted anew while its ladder runs. One that was taken for a duplicate had its
            // ladder stopped.
            Phase::Accepted if unheard && matter.timers.is_empty() => Some(Step::GoOn),
            Phase::Reopened if unheard => Some(Step::Begin),
            Phase::Resolved if !matter.timers.is_empty() => Some(Step::Stop),
            _ => None,
        },
        // A workflow is nobody's concern until it is stuck.
        (Trigger::PhaseChanged, MatterSubject::Workflow(workflow)) => match workflow.stuck {
            true => (unheard && matter.timers.is_empty()).then_some(Step::Begin),
            false => (!matter.timers.is_empty()).then_some(Step::Stop),
        },
        (Trigger::PhaseChanged, _) => (unheard && !begun).then_some(Step::Begin),
        (Trigger::TimerFired(key), _) => unheard.then_some(Step::Fire(key)),
        (Trigger::Reclassified, _) => (unheard && !matter.timers.is_empty()).then_some(Step::BeginAnew),
        (Trigger::NobodyToSend, _) => (matter.open && !matter.settled).then_some(Step::NobodyToSend),
        (Trigger::Unanswered(late), _) if late.stage == Stage::Arrived => {
            (matter.open && !matter.settled && matter.arrived_at.is_none())
                .then_some(Step::Next(late.level.max(matter.told)))
        }
        (Trigger::Unanswered(late), _) => unheard.then_some(Step::Next(late.level)),
        (Trigger::Other, _) => None,
        (Trigger::Acknowledged | Trigger::Arrived, _) => (!matter.timers.is_empty()).then_some(Step::Stop),
    }
}

#[cfg(test)]
mod tests;
