//! Calls one level after the other until somebody acknowledges the incident. Who is on duty in a level is looked up when
//! the level is called; the last resort is the command room, which is always reached.

mod urgency;
mod why;

use serde::Deserialize;
use wardroom_plugin::view::{self, Refusal};
use wardroom_plugin::{
    Escalation, Incident, Matter, Outcome, Phase, Reality, Reason, Recipient, Result, TimeS, Trigger, reason,
};

/// `settings.schema.json` says the same to people.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// First to last.
    pub levels: Vec<Level>,
    /// What all delays are multiplied by where the incident's grid has a key place.
    pub key_place_factor: f64,
}

/// Whom to call, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Level {
    /// Counts from the incident's acceptance.
    pub after_s: u32,
    /// One of the county's roster slots: whoever holds it then.
    pub slot: Option<String>,
    pub command_room: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        let slot = |after_s, slot: &str| Level { after_s, slot: Some(slot.to_owned()), command_room: false };
        let room = Level { after_s: 600, slot: None, command_room: true };
        Settings { levels: vec![slot(120, "officer"), slot(300, "duty-leader"), room], key_place_factor: 0.5 }
    }
}

pub struct GradedEscalation;

impl Escalation for GradedEscalation {
    type Settings = Settings;

    fn consider(now: TimeS, settings: &Settings, matter: &Matter, trigger: Trigger) -> Result<Outcome> {
        let mut outcome = Outcome::default();
        let Some(incident) = matter.incident() else { return Ok(outcome) };
        if let Some(step) = step(now, incident, trigger)
            && let Some(ladder) = Ladder::of(settings, incident)?
        {
            match step {
                Step::Begin => ladder.begin(now, &mut outcome),
                Step::Call(key) => ladder.call(key, now, &mut outcome),
                Step::Stop => ladder.stop(now, &mut outcome),
            }
        }
        Ok(outcome)
    }
}

wardroom_plugin::export!(escalation: GradedEscalation);

enum Step {
    Begin,
    Call(u16),
    Stop,
}

/// What a trigger asks for; most ask for nothing, and then the county is not read at all.
fn step(now: TimeS, incident: &Incident, trigger: Trigger) -> Option<Step> {
    let unheard = incident.acknowledged_at.is_none();
    match (trigger, incident.phase) {
        // Accepted for the first time. An incident that loses its units is accepted anew, but its ladder goes on.
        (Trigger::PhaseChanged, Phase::Accepted) if unheard && incident.accepted_at == Some(now) => Some(Step::Begin),
        (Trigger::PhaseChanged, Phase::Reopened) if unheard => Some(Step::Begin),
        (Trigger::TimerFired(key), phase) if unheard && phase != Phase::Resolved => Some(Step::Call(key)),
        // Whichever of the two comes first stops the timer. When an incident is over, the host does.
        (Trigger::PhaseChanged, Phase::Resolved) if unheard => Some(Step::Stop),
        (Trigger::Acknowledged, phase) if phase != Phase::Resolved => Some(Step::Stop),
        _ => None,
    }
}

/// The levels as they hold for one incident. The timer of level 1 has key 1, and so on; one runs at a time.
struct Ladder<'a> {
    levels: &'a [Level],
    incident: &'a Incident,
    accepted_at: TimeS,
    /// What every delay is multiplied by.
    factor: f64,
}

impl<'a> Ladder<'a> {
    /// `None` for an incident that is not accepted.
    fn of(settings: &'a Settings, incident: &'a Incident) -> Result<Option<Ladder<'a>>> {
        let levels = &settings.levels[..];
        if let Some(level) = (1..levels.len()).find(|level| levels[*level].after_s < levels[level - 1].after_s) {
            return Err(format!("level {} is due before level {level}; order `levels` by `after_s`", level + 1).into());
        }
        let Some(accepted_at) = incident.accepted_at else { return Ok(None) };
        let factor = urgency::factor(incident, settings.key_place_factor);
        Ok(Some(Ladder { levels, incident, accepted_at, factor }))
    }

    /// How long after acceptance a level is called.
    fn delay_s(&self, level: usize) -> u32 {
        (f64::from(self.levels[level].after_s) * self.factor).round() as u32
    }

    fn begin(&self, now: TimeS, outcome: &mut Outcome) {
        if self.factor != 1.0 {
            outcome.remark(reason(why::OTHER_DELAYS).with((self.factor * 100.0).round()));
        }
        self.start(0, 0, now, outcome);
    }

    /// Starts a level's timer, if there is such a level. A ladder that is behind, because the host was down or the incident
    /// is reopened, keeps the gap to `since_s`, the delay of what was called last.
    fn start(&self, level: usize, since_s: u32, now: TimeS, outcome: &mut Outcome) {
        if level < self.levels.len() {
            let due_at = self.accepted_at.saturating_add(self.delay_s(level));
            let gap_s = self.delay_s(level) - since_s;
            let due_at = if due_at >= now { due_at } else { now.saturating_add(gap_s) };
            outcome.start_timer(level as u16 + 1, due_at);
        }
    }

    /// Calls the level whose timer fired, or the next one that reaches anybody, and starts the timer of the one after it.
    fn call(&self, key: u16, now: TimeS, outcome: &mut Outcome) {
        let fired = usize::from(key).saturating_sub(1);
        for level in fired..self.levels.len() {
            match self.recipients(level, now) {
                Ok((recipients, why)) => {
                    outcome.notify(level as u8 + 1, recipients, why.with(now.saturating_sub(self.accepted_at)));
                    return self.start(level + 1, self.delay_s(level), now, outcome);
                }
                Err(why) => outcome.remark(why),
            }
        }
    }

    /// Whom a level reaches at a time, or why nobody.
    fn recipients(&self, level: usize, at: TimeS) -> std::result::Result<(Vec<Recipient>, Reason), Reason> {
        let room = Recipient::CommandRoom(self.incident.district);
        let number = level as u16 + 1;
        // Nobody's telephone rings for an exercise or a test.
        if self.incident.reality != Reality::Actual {
            return Ok((vec![room], reason(why::EXERCISE).with(number)));
        }
        let Level { slot, command_room, .. } = &self.levels[level];
        let on_duty = slot.as_ref().map_or(Ok(Vec::new()), |slot| view::on_duty(self.incident.district, slot, at));
        let persons = on_duty.iter().flatten().map(|person| Recipient::Person(*person));
        let recipients: Vec<Recipient> = persons.chain(command_room.then(|| room.clone())).collect();
        match on_duty {
            _ if !recipients.is_empty() => Ok((recipients, reason(why::UNACKNOWLEDGED))),
            _ if level + 1 == self.levels.len() => Ok((vec![room], reason(why::LAST_RESORT))),
            Err(Refusal::NotFound) => Err(reason(why::NO_SUCH_SLOT).with(number)),
            Err(_) => Err(reason(why::NOT_READABLE).with(number)),
            Ok(_) => Err(reason(why::NOBODY_ON_DUTY).with(number)),
        }
    }

    /// Stops the timer that runs: that of the first level still to come, once the ladder is climbed again up to now with
    /// those who were on duty.
    fn stop(&self, now: TimeS, outcome: &mut Outcome) {
        let mut next = 0;
        while next < self.levels.len() {
            let due_at = self.accepted_at.saturating_add(self.delay_s(next));
            if due_at > now {
                return outcome.stop_timer(next as u16 + 1);
            }
            let called = (next..self.levels.len()).find(|level| self.recipients(*level, due_at).is_ok());
            next = called.map_or(self.levels.len(), |level| level + 1);
        }
    }
}

#[cfg(test)]
mod tests;
